"""What the service promises: operations, parameters, schemas, kinds of error, and the documents made from them."""
