"""What is indexed, asked for and answered: documents, their fields, requests, results. No Arabic rules."""
