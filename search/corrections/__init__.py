"""What else may have been meant: other spellings, keyboards, names in Latin letters, fewer words."""
