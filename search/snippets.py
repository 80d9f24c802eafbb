"""Pieces of the stored text around the words that matched, those words marked.

Marks always run round whole words as written (والمكتبة for مكتبة): a tag inside an Arabic word breaks its letters
apart in WebKit.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from search.config import LIMITS
from search.display import displayable
from search.hits import Snippet
from search.marker import Mark

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"(?<=[.؟!?؛…])\s+")
_CANDIDATES = 1_000  # marks that a fragment is tried for: bounds the work on a long text in which every word matches
_LEAD = 60  # characters kept before the first mark of a fragment that cannot begin with its sentence
ELLIPSIS = "…"


def best_snippets(
    text: str, marks: list[Mark], count: int = LIMITS.snippets, characters: int = LIMITS.snippet_characters
) -> tuple[Snippet, ...]:
    """The best fragments of a text, in its order; without marks, its beginning.

    The first holds the most different query words; each further one shows a query word that no earlier one does.
    """
    fragments = list(_fragments(text, marks, characters))
    chosen: list[_Fragment] = []
    shown: set[str] = set()
    while fragments and len(chosen) < count:
        best = max(fragments, key=lambda fragment: fragment.value(shown))
        if chosen and best.terms <= shown:
            break
        chosen.append(best)
        shown |= best.terms
        fragments = [f for f in fragments if f.end <= best.start or f.start >= best.end]
    if not chosen:
        return _beginning(text, characters)
    return tuple(_snippet(text, fragment, marks) for fragment in sorted(chosen, key=lambda f: f.start))


def marked(text: str, marks: list[Mark]) -> Snippet:
    """The whole text with its marks."""
    return _assemble(text, 0, len(text), marks)


@dataclass(frozen=True, slots=True)
class _Fragment:
    start: int
    end: int
    terms: frozenset[str]
    count: int
    opens: bool  # at the start of its paragraph
    closes: bool  # at the end of it

    def value(self, shown: set[str]) -> tuple[int, int, int, int]:
        """New words first, then how often they stand, prose before short lines (lists of links), then the earliest."""
        return len(self.terms - shown), self.count, min(self.end - self.start, 120), -self.start


def _fragments(text: str, marks: list[Mark], characters: int) -> Iterator[_Fragment]:
    """For every mark the fragment that begins with its sentence or shortly before it, inside its paragraph."""
    places = [mark.start for mark in marks]
    lead = min(_LEAD, characters // 4)
    first = last = begin = -1
    starts: list[int] = []
    for mark in marks[:_CANDIDATES]:
        if mark.start >= last:
            first, last = text.rfind("\n", 0, mark.start) + 1, text.find("\n", mark.end)
            last = len(text) if last < 0 else last
            starts = [first, *(match.end() for match in _SENTENCE.finditer(text, first, last))]
        start = starts[bisect_right(starts, mark.start) - 1]
        if mark.start - start > lead:
            start = _word_start(text, mark.start - lead, mark.start)
        if start == begin:
            continue
        begin = start
        end = _word_end(text, start, min(last, start + characters), last)
        held = marks[bisect_left(places, start) : bisect_left(places, end)]
        held = [other for other in held if other.end <= end]
        yield _Fragment(start, end, frozenset(other.term for other in held), len(held), start == first, end == last)


def _word_start(text: str, at: int, limit: int) -> int:
    """The first beginning of a word at or after `at`, or `limit`."""
    space = text.find(" ", at, limit)
    return limit if space < 0 else space + 1


def _word_end(text: str, start: int, at: int, last: int) -> int:
    """The last end of a word at or before `at`."""
    if at == last:
        return last
    space = text.rfind(" ", start, at + 1)
    return space if space > start else at


def _beginning(text: str, characters: int) -> tuple[Snippet, ...]:
    paragraph = _PARAGRAPH.search(text.strip())
    if paragraph is None:
        return ()
    line = paragraph.group()
    end = _word_end(line, 0, min(len(line), characters), len(line))
    return (_snippet(line, _Fragment(0, end, frozenset(), 0, True, end == len(line)), []),)


def _snippet(text: str, fragment: _Fragment, marks: list[Mark]) -> Snippet:
    before = "" if fragment.opens else f"{ELLIPSIS} "
    after = "" if fragment.closes else f" {ELLIPSIS}"
    return _assemble(text, fragment.start, fragment.end, marks, before, after)


def _assemble(text: str, start: int, end: int, marks: list[Mark], before: str = "", after: str = "") -> Snippet:
    """The text of [start, end) as it may be shown, with the marks that lie inside it."""
    plain, rich, ranges, at = before, html.escape(before), [], start
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        gap, word = displayable(text[at : mark.start]), displayable(text[mark.start : mark.end])
        ranges.append((len(plain) + len(gap), len(plain) + len(gap) + len(word)))
        plain += gap + word
        rich += f"{html.escape(gap)}<mark>{html.escape(word)}</mark>"
        at = mark.end
    rest = displayable(text[at:end])
    return Snippet(plain + rest + after, rich + html.escape(rest) + html.escape(after), tuple(ranges))
