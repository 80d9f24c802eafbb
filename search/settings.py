"""Limits and names that hold for every interface; published by `/v1/stats`.

The limits keep the work of one request bounded whatever the request says.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path

DEFAULT_ENGINE = "tantivy"
ENGINES = ("tantivy", "whoosh", "memory")


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest of everything; `Limits().to_dict()` is what `/v1/stats` shows."""

    query_characters: int = 4_000  # a pasted passage fits; more is a document, not a query
    query_words: int = 32  # with more, a query is a passage
    passage_words: int = 24  # its most telling words, which are searched: more add cost, hardly evidence
    nesting: int = 10  # parentheses in parentheses
    clauses: int = 1024  # after expansion; Lucene's bound
    expansions: int = 50  # terms that one `prefix*` may stand for
    prefix_letters: int = 2  # ا* alone would be half the dictionary
    fuzzy_words: int = 8  # words with ~: each walks the whole dictionary
    near_words: int = 100  # the largest distance of NEAR
    checked: int = 1_000  # documents of one query whose text is read for what terms cannot tell: NEAR, marks, letters
    checked_characters: int = 3_000_000  # of all of them together
    window: int = 10_000  # offset + limit
    cursor_window: int = 100_000  # hits that a cursor leads through; each page costs as much as all hits before it
    limit: int = 100  # hits on one page
    half_life: int = 36_500  # days
    batch_limit: int = 1_000  # hits of one query in a TREC run
    facet_buckets: int = 30
    snippets: int = 3
    snippet_characters: int = 240
    snippet_characters_least: int = 40
    snippet_text: int = 100_000  # only so much of a document is looked through for snippets
    request_bytes: int = 65_536
    document_bytes: int = 20 * 1024 * 1024
    soft_ms: int = 500  # past this no relaxed query is tried any more
    suggestions: int = 20  # completions of one prefix
    repair_ms: int = 200  # of the processor; past this no other spelling is looked for
    hard_ms: int = 1_500  # past this hits come without snippets and the page says `timed_out`

    def to_dict(self) -> dict[str, int]:
        """The limits by name."""
        return asdict(self)


LIMITS = Limits()


def default_index() -> Path:
    """The folder of the index: `BAHITH_INDEX`, or `index` here."""
    return Path(os.environ.get("BAHITH_INDEX", "index"))


def default_seeds() -> Path:
    """The folder that is indexed when none is named: `BAHITH_SEEDS`, or `seeds` here."""
    return Path(os.environ.get("BAHITH_SEEDS", "seeds"))
