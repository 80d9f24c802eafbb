"""The query: a string to a tree of words (`parser`), a tree of words to a tree of terms (`rewrite`)."""
