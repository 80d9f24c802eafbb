"""Pieces of the stored text around the words that matched, those words marked.

Marks always run round whole words as written (والمكتبة for مكتبة): a tag inside an Arabic word breaks its letters
apart in WebKit.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from search.analysis.characters import character_flags
from search.analysis.native import native
from search.answering.text_words import Mark
from search.model.display import CONTROLS, MARKS, displayable
from search.model.results import Snippet

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE_END = "[.؟!?؛…]"
_SENTENCE = re.compile(rf"{_SENTENCE_END}\s+")
_ESCAPED = re.compile("[&<>\"']")
_CANDIDATES = 1_000  # marks that a fragment is tried for: bounds the work on a long text in which every word matches
_LEAD = 60  # characters kept before the first mark of a fragment that cannot begin with its sentence
_GAP = 3  # characters from the end of a sentence to the next
_PROSE = 120  # characters of a fragment that is surely prose
_KINDS = (r"\s", _SENTENCE_END, f"[{CONTROLS}]", f"[{MARKS}]")  # as the compiled code numbers them
ELLIPSIS = "…"
Span = tuple[int, int]
Ranges = tuple[Span, ...]


def best_snippets(text: str, marks: list[Mark], count: int, characters: int, begin: int = 0) -> tuple[Snippet, ...]:
    """The best fragments of a text, or of what of it begins at `begin`, in its order; without marks, its beginning.

    The first holds the most different query words; each further one shows a query word that no earlier one does.
    """
    best = _best(text, marks, count, characters, begin)
    if not best:
        return _beginning(text[begin:], characters)
    return tuple(_snippet(text, start, end, marks, begin) for start, end in best)


def best_place(text: str, marks: list[Mark], characters: int) -> tuple[Snippet, int]:
    """The best fragment of a text, or its beginning, and the number of the place, from 1, that it begins with.

    Words that follow one another, a space between them, are one place.
    """
    for start, end in _best(text, marks, 1, characters, 0):
        snippet = _snippet(text, start, end, marks, 0)
        return snippet, 1 + count_places(text, [mark for mark in marks if mark.start < start])
    return next(iter(_beginning(text, characters)), Snippet("", "", ())), 1


def count_places(text: str, marks: list[Mark]) -> int:
    """How many places these marks are."""
    return len(marks) - sum(text[one.end : other.start] == " " for one, other in pairwise(marks))


def marked(text: str, marks: list[Mark]) -> Snippet:
    """The whole text with its marks."""
    return _assemble(text, 0, len(text), marks)


def _best(text: str, marks: list[Mark], count: int, characters: int, begin: int) -> list[Span]:
    """The places of the best fragments, in order."""
    lead = min(_LEAD, characters // 4)
    if native:
        bounds = count, characters, lead, _GAP, _CANDIDATES, _PROSE
        best = native.best_fragments(text, marks, begin, bounds, character_kinds())
        if best is not None:
            return best
    return best_fragments(text, marks[bisect_left(marks, Mark(begin, 0, "")) :], count, characters, begin)


def best_fragments(text: str, marks: list[Mark], count: int, characters: int, begin: int) -> list[Span]:
    """The same in Python."""
    fragments = list(_fragments(text, marks, characters, begin))
    chosen: list[Span] = []
    shown = 0
    while fragments and len(chosen) < count:
        best = max(fragments, key=lambda fragment: ((fragment.terms & ~shown).bit_count(), fragment.value))
        if chosen and not best.terms & ~shown:
            break
        chosen.append((best.start, best.end))
        shown |= best.terms
        fragments = [f for f in fragments if f.end <= best.start or f.start >= best.end]
    return sorted(chosen)


class _Fragment(NamedTuple):
    start: int
    end: int
    terms: int  # a bit for each
    value: tuple[int, int, int]  # marked words, prose before short lines (lists of links), the earliest


def _fragments(text: str, marks: list[Mark], characters: int, begin: int) -> Iterator[_Fragment]:
    """For every mark the fragment that begins with its sentence or shortly before it, inside its paragraph."""
    places = [mark.start for mark in marks]
    numbers = {term: number for number, term in enumerate({mark.term: None for mark in marks})}
    terms = [1 << numbers[mark.term] for mark in marks]
    lead = min(_LEAD, characters // 4)
    first = last = before = -1
    for mark in marks[:_CANDIDATES]:
        if mark.start >= last:
            first, last = max(begin, text.rfind("\n", begin, mark.start) + 1), text.find("\n", mark.end)
            last = len(text) if last < 0 else last
        start = _sentence_start(text, max(first, mark.start - lead), mark.start, first)
        if start == before:
            continue
        before = start
        end = _word_end(text, start, min(last, start + characters), last)
        held, after = bisect_left(places, start), bisect_left(places, end)
        if after > held and marks[after - 1].end > end:
            after -= 1
        value = after - held, min(end - start, _PROSE), -start
        yield _Fragment(start, end, reduce(or_, terms[held:after], 0), value)


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
    return (_snippet(line, 0, _word_end(line, 0, min(len(line), characters), len(line)), [], 0),)


def _snippet(text: str, start: int, end: int, marks: list[Mark], begin: int) -> Snippet:
    """A fragment of what of a text begins at `begin`: where it does not open or end its paragraph, it says so."""
    opens = start == begin or text[start - 1] == "\n"
    closes = end == len(text) or text[end] == "\n"
    return _assemble(text, start, end, marks, "" if opens else f"{ELLIPSIS} ", "" if closes else f" {ELLIPSIS}")


def _assemble(text: str, start: int, end: int, marks: list[Mark], before: str = "", after: str = "") -> Snippet:
    """The text of [start, end) as it may be shown, with the marks that lie inside it."""
    made = native.assemble(text, start, end, marks, before, after, character_kinds()) if native else None
    return Snippet(*(made or assemble(text, start, end, marks, before, after)))


def assemble(text: str, start: int, end: int, marks: list[Mark], before: str, after: str) -> tuple[str, str, Ranges]:
    """The same in Python: the parts of a `Snippet`."""
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
    rest = shown(text[at:end].removesuffix("\r"))  # of a line end behind the fragment
    return "".join((*plain, rest, after)), "".join((*rich, escaped(rest), after)), tuple(ranges)


def _unchanged(text: str) -> str:
    return text


@cache
def character_kinds() -> bytes:
    """What compiled code has to know of each character to U+FFFF: of which of `_KINDS` it is, a bit for each."""
    return bytes(character_flags([(1 << bit, kind) for bit, kind in enumerate(_KINDS)]))
