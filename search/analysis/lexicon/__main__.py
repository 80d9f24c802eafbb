"""`python -m search.analysis.lexicon` makes the lexicon at set-up, so that the first search need not wait."""

from search.analysis.lexicon.location import open_lexicon

open_lexicon()
