"""A light stem of Latin words, for the lemma level: plurals, -ed and -ing come off by a table.

>>> [english_stem(word) for word in ("studies", "running", "created", "news", "boss", "2024")]
['study', 'run', 'create', 'new', 'boss', '2024']
"""

from __future__ import annotations

import re

from search.analysis.tables import read_table

ENDINGS = tuple(
    (row["ending"], row["to"], int(row["min_stem"])) for row in read_table("english", "ending", "to", "min_stem")
)
_LATIN = re.compile("[a-z]+")


def english_stem(folded: str) -> str:
    """The folded word by the first row of `english.tsv` that fits; a word in another script stays as it is."""
    if _LATIN.fullmatch(folded):
        for ending, to, least in ENDINGS:
            if folded.endswith(ending) and len(folded) - len(ending) >= least:
                return folded.removesuffix(ending) + to
    return folded
