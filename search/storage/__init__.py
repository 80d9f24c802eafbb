"""The index on disk: generations and their manifests, published by one commit point; rejects; the vocabulary."""
