"""What stands in a text and is none of it: lists of other articles, lines of the site. It is kept, and weighs nothing.

Three signs: a line that says so (اقرأ أيضا, see `data/cues.tsv`) and the titles after it; a line that is the title of
another document of the run; a line that one in a hundred documents of a source has. Each rather leaves a line of
furniture than takes one of the text: a run of titles ends at the first line that may be the text's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import NamedTuple
from urllib.parse import urlsplit

from search.analysis.folding import fold
from search.analysis.remembered import remembered
from search.analysis.tables import read_table
from search.model.document import Document
from search.model.field_values import MOST_VALUES
from search.model.value_map import ValueMap
from search.sources.headline import ends_sentence

_DATA = resources.files("search.sources") / "data"
_LONGEST_TITLE = 160  # characters
_MOST_WORDS = 25
_LEADING = (":", "،", "؛")  # to a list, or on
_SUBHEADING_WORDS = 5  # a line of fewer before prose may be the text's own heading
_SIGN = re.compile(r"^\W*\w+(?:\s\w+)?\s*[:|/،–-]\s*\S")
_ALONE_WORDS = 2  # beside the cue, where it stands alone on its line
_TITLE_WORDS = 4  # of a title by which a line is known; shorter ones are words of every text
_LEAST_SEEN = 5
_SHARE = 0.01
_MOST_KEPT = 200_000  # lines that are counted, and titles that are known
_LETTER = re.compile(r"[^\W_]")
_TRIM = re.compile(r"^[\W_]+|[\W_]+$")
_folded = remembered(2**14)(fold)  # the first words of lines are few


class Line(NamedTuple):
    """A line of a text, where it stands, its words folded."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def ranges_of(lines: Iterable[Line]) -> list[tuple[int, int]]:
    """The places of lines, those that follow one another joined."""
    found: list[tuple[int, int]] = []
    for line in sorted(lines):
        if found and line.start <= found[-1][1] + 1:
            found[-1] = found[-1][0], line.end
        else:
            found.append((line.start, line.end))
    return found


def lines_of(text: str, longest: float = float("inf")) -> list[Line]:
    """The lines of a text that are not blank, nor longer than so many characters."""
    lines = []
    start = 0
    for written in text.split("\n"):
        end = start + len(written)
        if (line := written.strip()) and len(line) <= longest:
            lines.append(Line(start, end, line))
        start = end + 1
    return lines


def cued(text: str) -> Iterator[Line]:
    """The lines that a cue tells to be furniture.

    >>> [line.text for line in cued("قال كلمته.\\nاقرأ أيضا:\\nمصر تفوز\\nوأضاف الوزير أن الخطة جاهزة.")]
    ['اقرأ أيضا:', 'مصر تفوز']
    """
    begins_with_cue = _any_cue().match
    if not (begins_with_cue(text) or _any_cue("\n").search(text)):
        return
    lines = lines_of(text)
    at = 0
    while at < len(lines):
        line = lines[at]
        kind, rest = _cue(line.text) if begins_with_cue(line.text) else ("", 0)
        at += 1
        if kind == "line" or (kind == "titled" and _SIGN.search(line.text) and _is_title(line)):
            yield line
        elif kind == "list" and rest <= _ALONE_WORDS:
            titles = _titles(lines, at)
            yield from (line, *titles)
            at += len(titles)
        elif kind == "list" and _is_title(line):
            yield line


@cache
def _cues() -> dict[str, list[tuple[list[str], str]]]:
    """First word -> the words and the kind of each cue, the longest first."""
    table = read_table("cues", "cue", "kind", folder=_DATA)  # type: ignore[arg-type]  # a Traversable of a folder is hashable
    cues: dict[str, list[tuple[list[str], str]]] = {}
    for row in table:
        words = [fold(word) for word in row["cue"].split()]
        cues.setdefault(words[0], []).append((words, row["kind"]))
    return {first: sorted(some, key=lambda one: -len(one[0])) for first, some in cues.items()}


@cache
def _any_cue(before: str = "") -> re.Pattern[str]:
    """What a text has that has a cue, with this before it: looked for first, since most texts have none."""
    table = read_table("cues", "cue", "kind", folder=_DATA)  # type: ignore[arg-type]
    firsts = {re.sub("[أإا]", "[أإا]", row["cue"].split()[0]) for row in table}
    return re.compile(rf"{before}[\W_]*(?:{'|'.join(sorted(firsts))})\b")


def _cue(line: str) -> tuple[str, int]:
    """The kind of cue that a line begins with, and how many words follow it; nothing where there is none."""
    folded = _folded_words(line)
    first = next(folded, "")
    if not (cues := _cues().get(first, ())):  # as nearly all lines: their other words are not looked at
        return "", 0
    words = [first, *folded]
    return next(((kind, len(words) - len(cue)) for cue, kind in cues if words[: len(cue)] == cue), ("", 0))


def _folded_words(line: str) -> Iterator[str]:
    begins = _LETTER.search(line)
    words = line[begins.start() :].split(None, _MOST_WORDS)[:_MOST_WORDS] if begins else []
    return (folded for word in words if (folded := _folded(word if word.isalnum() else _TRIM.sub("", word))))


def _titles(lines: list[Line], start: int) -> list[Line]:
    """The titles that follow a cue, up to the first line that is prose, or may be the heading of what is."""
    end = start
    while end < len(lines) and _is_title(lines[end]):
        end += 1
    ends_text = end == len(lines)
    if not ends_text and end - start > 1 and lines[end - 1].words <= _SUBHEADING_WORDS:
        end -= 1
    return lines[start:end]


def _is_title(line: Line) -> bool:
    if len(line.text) > _LONGEST_TITLE or line.text.endswith(_LEADING) or ends_sentence(line.text):
        return False
    return line.words <= _MOST_WORDS


class Repeated:
    """The lines and titles of the documents of a run so far: what the first have is known to the later ones.

    They are known by their hashes within this process, on which what is found does not depend.
    """

    def __init__(self) -> None:
        self._titles: dict[int, None] = {}
        self._lines: Counter[int] = Counter()  # of a source, by the hash of both
        self._documents: Counter[str] = Counter()

    def known(self, document: Document) -> Iterator[Line]:
        """The lines that other documents before had, or are the titles of; the document is counted.

        Only of what is published, one article a document: a refrain and a formula that opens texts are no furniture.
        """
        if document.parts or not (document.date or document.url or document.value("source")):
            return
        source = document.value("source") or urlsplit(document.url or "").netloc
        self._documents[source] += 1
        least = max(_LEAST_SEEN, _SHARE * self._documents[source])
        own = hash(document.title)
        lines = [line for line in lines_of(document.text, _LONGEST_TITLE) if _is_title(line)]
        for key, line in {hash(line.text): line for line in lines}.items():
            here = hash((source, key))
            self._lines[here] += 1
            # At the beginning it is the headline of this one, which two formats of one text may have.
            is_other = key in self._titles and key != own and line.words >= _TITLE_WORDS and line is not lines[0]
            if is_other or self._lines[here] > least:
                yield from (one for one in lines if one.text == line.text)
        if document.title:
            self._titles[own] = None
        self._forget()

    def _forget(self) -> None:
        """Drops what was met once, or is oldest, so that the memory of a run stays small."""
        if len(self._lines) > _MOST_KEPT:
            self._lines = Counter({line: count for line, count in self._lines.items() if count > 1})
        if len(self._titles) > _MOST_KEPT:
            self._titles = dict.fromkeys([*self._titles][_MOST_KEPT // 2 :])


def with_furniture(document: Document, repeated: Repeated) -> Document:
    """The document with the places of its furniture: what its reader found, and what is found here."""
    if document.parts:  # a book has none, and its places would be those of its parts
        return document
    asides = [Line(start, end, "") for start, end in document.furniture]
    lines = [*asides, *cued(document.text), *repeated.known(document)]
    if not lines:
        return document
    places = tuple(f"{start}-{end}" for start, end in ranges_of(lines)[:MOST_VALUES])
    return replace(document, fields=ValueMap({**document.fields, "furniture": places}))
