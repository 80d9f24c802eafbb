"""The limits that keep the work of one request bounded whatever the request says; handed down as a value."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest of everything; `to_dict()` is what `/v1/stats` shows."""

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
    checked_characters: int = 3_000_000  # of all of them together; what reads a text several times counts it as often
    window: int = 10_000  # offset + limit
    cursor_window: int = 100_000  # hits that a cursor leads through; each page costs as much as all hits before it
    limit: int = 100  # hits on one page
    half_life: int = 36_500  # days
    analyzed_tokens: int = 2_000  # of one text, each with all its readings; a ﷺ alone has four
    batch_limit: int = 1_000  # hits of one query in a TREC run
    facet_buckets: int = 30
    facet_values: int = 1_000  # of a facet that a reader leafs through
    filter_values: int = 30  # of one field, any of which is enough
    snippets: int = 3
    places: int = 3  # of a work, shown with their snippets
    snippet_characters: int = 240
    snippet_characters_least: int = 40
    snippet_text: int = 100_000  # only so much of a text (a part of a long one has less) is looked through for snippets
    reader_text: int = 100_000  # characters of the text of an own field that the reader shows and marks
    request_bytes: int = 65_536
    document_bytes: int = 20 * 1024 * 1024
    write_bytes: int = 20 * 1024 * 1024  # of a request that writes documents
    write_documents: int = 1_000  # in one request
    queue_documents: int = 20_000  # that may wait to be indexed: some minutes of work
    queue_bytes: int = 256_000_000
    soft_ms: int = 500  # past this no relaxed query is tried any more
    check_ms: int = 1_000  # of the processor; past this no more texts are read for NEAR, marks and letters
    suggestions: int = 20  # completions of one prefix
    repair_ms: int = 200  # of the processor; past this no other spelling is looked for
    hard_ms: int = 1_500  # past this hits come without snippets; whatever time cuts, the page says `timed_out`

    def to_dict(self) -> dict[str, int]:
        """The limits by name."""
        return asdict(self)

    def for_batch(self) -> Limits:
        """The limits of a TREC run, which has more hits than a page."""
        return replace(self, limit=self.batch_limit)

    def for_cursor(self) -> Limits:
        """The limits of a request with a cursor, which leads further than an offset."""
        return _for_cursor(self)

    def fill(self, text: str) -> str:
        """The text with the numbers of the limits it names in braces.

        >>> Limits().fill("at most {limit} hits of {}")
        'at most 100 hits of {}'
        """
        return _NAME.sub(lambda name: str(getattr(self, name[1], name[0])), text)


@lru_cache(2**4)
def _for_cursor(limits: Limits) -> Limits:
    """Each search asks for them."""
    return replace(limits, window=limits.cursor_window)
