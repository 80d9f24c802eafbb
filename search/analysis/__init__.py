"""Arabic text to terms. Three roles, each with one job:

*tokenizer*   text -> tokens. Finds the words and where they stand: `text[token.start:token.end]` is the word.
*folding*     word -> exact term. Letters that are typed for one another become one letter; marks are stripped.
*stemmer*     word -> readings -> lemma terms: the dictionary words it may be, the likeliest first.

An *analyzer* is these three in this order; it is the only door for indexing, queries and snippets, so that they
always agree.

A word is parted in every way that the tables of proclitics and endings allow; the lexicon says which stems there are
(`lexicon`, made by `lexicon_build` from a dictionary: nouns with their plurals, and every stem of every verb by
`conjugation`); each parting has a cost in bits, by how frequent the lemma is and how it was typed. What the lexicon
does not know is guessed with care: one letter repaired, a foreign name by its key, a light stem by rule (`unknown`).
The rules are tables in `data/`, one row a rule, each with its reason; `fingerprint()` is their digest.

>>> from search.analysis import analyze
>>> [(word.token.text, word.terms.exact, word.terms.lemmas) for word in analyze("والمكتبةُ الوطنيّة")]
[('والمكتبةُ', 'والمكتبه', ('مكتبه',)), ('الوطنيّة', 'الوطنيه', ('وطني',))]
"""

from search.analysis.analyzer import AnalyzedToken, WordTerms, analyze, analyze_word, fingerprint
from search.analysis.folding import fold
from search.analysis.tokenizer import Token, tokenize

__all__ = ["AnalyzedToken", "Token", "WordTerms", "analyze", "analyze_word", "fingerprint", "fold", "tokenize"]
