"""Pieces of the stored text around the words that matched, those words marked.

Marks always run round whole words as written (والمكتبة for مكتبة): a tag inside an Arabic word breaks its letters
apart in WebKit.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from search.answering.text_words import Mark
from search.model.display import displayable
from search.model.results import Snippet

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[.؟!?؛…]\s+")
_ESCAPED = re.compile("[&<>\"']")
_CANDIDATES = 1_000  # marks that a fragment is tried for: bounds the work on a long text in which every word matches
_LEAD = 60  # characters kept before the first mark of a fragment that cannot begin with its sentence
_GAP = 3  # characters from the end of a sentence to the next
ELLIPSIS = "…"


def best_snippets(text: str, marks: list[Mark], count: int, characters: int) -> tuple[Snippet, ...]:
    """The best fragments of a text, in its order; without marks, its beginning.

    The first holds the most different query words; each further one shows a query word that no earlier one does.
    """
    fragments = list(_fragments(text, marks, characters))
    chosen: list[_Fragment] = []
    shown = 0
    while fragments and len(chosen) < count:
        best = max(fragments, key=lambda fragment: ((fragment.terms & ~shown).bit_count(), fragment.value))
        if chosen and not best.terms & ~shown:
            break
        chosen.append(best)
        shown |= best.terms
        fragments = [f for f in fragments if f.end <= best.start or f.start >= best.end]
    if not chosen:
        return _beginning(text, characters)
    return tuple(_snippet(text, fragment, marks) for fragment in sorted(chosen))


def best_place(text: str, marks: list[Mark], characters: int) -> tuple[Snippet, int]:
    """The best fragment of a text, or its beginning, and the number of the place, from 1, that it begins with.

    Words that follow one another, a space between them, are one place.
    """
    fragments = list(_fragments(text, marks, characters))
    if not fragments:
        return next(iter(_beginning(text, characters)), Snippet("", "", ())), 1
    best = max(fragments, key=lambda fragment: (fragment.terms.bit_count(), fragment.value))
    return _snippet(text, best, marks), 1 + count_places(text, [mark for mark in marks if mark.start < best.start])


def count_places(text: str, marks: list[Mark]) -> int:
    """How many places these marks are."""
    return len(marks) - sum(text[one.end : other.start] == " " for one, other in pairwise(marks))


def marked(text: str, marks: list[Mark]) -> Snippet:
    """The whole text with its marks."""
    return _assemble(text, 0, len(text), marks)


class _Fragment(NamedTuple):
    start: int
    end: int
    terms: int  # a bit for each
    value: tuple[int, int, int]  # marked words, prose before short lines (lists of links), the earliest
    opens: bool  # at the start of its paragraph
    closes: bool  # at the end of it


def _fragments(text: str, marks: list[Mark], characters: int) -> Iterator[_Fragment]:
    """For every mark the fragment that begins with its sentence or shortly before it, inside its paragraph."""
    places = [mark.start for mark in marks]
    numbers = {term: number for number, term in enumerate({mark.term: None for mark in marks})}
    terms = [1 << numbers[mark.term] for mark in marks]
    lead = min(_LEAD, characters // 4)
    first = last = begin = -1
    for mark in marks[:_CANDIDATES]:
        if mark.start >= last:
            first, last = text.rfind("\n", 0, mark.start) + 1, text.find("\n", mark.end)
            last = len(text) if last < 0 else last
        start = _sentence_start(text, max(first, mark.start - lead), mark.start, first)
        if start == begin:
            continue
        begin = start
        end = _word_end(text, start, min(last, start + characters), last)
        held, after = bisect_left(places, start), bisect_left(places, end)
        if marks[after - 1].end > end:
            after -= 1
        value = after - held, min(end - start, 120), -start
        yield _Fragment(start, end, reduce(or_, terms[held:after], 0), value, start == first, end == last)


def _sentence_start(text: str, at: int, limit: int, first: int) -> int:
    """The last beginning of a sentence from `at` to `limit`; else that of a word, if the paragraph's is before."""
    spaces = _SENTENCE.finditer(text, max(first, at - _GAP), limit)
    starts = [match.end() for match in spaces if match.end() >= at]
    if starts:
        return starts[-1]
    return first if at == first else _word_start(text, at, limit)


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
    return (_snippet(line, _Fragment(0, end, 0, (0, end, 0), True, end == len(line)), []),)


def _snippet(text: str, fragment: _Fragment, marks: list[Mark]) -> Snippet:
    before = "" if fragment.opens else f"{ELLIPSIS} "
    after = "" if fragment.closes else f" {ELLIPSIS}"
    return _assemble(text, fragment.start, fragment.end, marks, before, after)


def _assemble(text: str, start: int, end: int, marks: list[Mark], before: str = "", after: str = "") -> Snippet:
    """The text of [start, end) as it may be shown, with the marks that lie inside it."""
    whole = text[start:end]
    shown = displayable if displayable(whole) != whole else _unchanged
    escaped = html.escape if _ESCAPED.search(whole) else _unchanged
    plain, rich, ranges = [before], [before], []
    at, length = start, len(before)
    for mark in marks[bisect_left(marks, Mark(start, 0, "")) :]:
        if mark.end > end:
            break
        gap, word = shown(text[at : mark.start]), shown(text[mark.start : mark.end])
        length += len(gap) + len(word)
        ranges.append((length - len(word), length))
        plain += (gap, word)
        rich += (escaped(gap), "<mark>", escaped(word), "</mark>")
        at = mark.end
    rest = shown(text[at:end])
    return Snippet("".join((*plain, rest, after)), "".join((*rich, escaped(rest), after)), tuple(ranges))


def _unchanged(text: str) -> str:
    return text
