"""The value of a field: source:, category:, date: and root:."""

from __future__ import annotations

from collections.abc import Sequence

from search.analysis import tokenize
from search.analysis.folding import fold
from search.query.dates import DateError, read_range
from search.query.fields import DATE, ROOT
from search.query.lexer import SIGNS
from search.query.query_words import Runs
from search.query.words import Dated, Group, Node, Root, Tagged

_QUOTES = dict.fromkeys(map(ord, '"«»“”„‟'), " ")
_LONGEST_DATE = 8  # runs: من 19 يونيو 2023 إلى 5 مارس 2024


def read_value(name: str, text: str, position: int, runs: Runs) -> list[Node]:
    """What a value stands for: one node, or none when it is not understood, and that is said."""
    value = " ".join(text.translate(_QUOTES).split()).lstrip("".join(SIGNS))
    if not value:
        runs.report.say("empty-field", position)
        return []
    if name == DATE:
        return _date(value, position, runs)
    if name == ROOT:
        return _roots(value, position, runs)
    return [Tagged(name, value, position)]


def cut_date(query: str, start: int, ends: Sequence[int]) -> int:
    """How many of the runs that begin at `start` and end at `ends` make a date; 1 when none do."""
    for count in range(min(len(ends), _LONGEST_DATE), 1, -1):
        try:
            read_range(query[start : ends[count - 1]])
        except DateError as error:
            if error.code != "date":
                return count
        else:
            return count
    return 1


def _date(value: str, position: int, runs: Runs) -> list[Node]:
    try:
        first, last = read_range(value)
    except DateError as error:
        runs.report.say(error.code, position, value)
        runs.report.dropped.append(value)
        return []
    if first and last and first > last:
        runs.report.say("date-order", position, value)
        first, last = last, first
    return [Dated(first, last)]


def _roots(value: str, position: int, runs: Runs) -> list[Node]:
    """The roots that are named; letters that stand apart (ك ت ب, ك-ت-ب) are one root."""
    words = [word for token in tokenize(value) for word in fold(token.text).split()]
    if all(len(word) == 1 for word in words):
        words = ["".join(words)] if words else []
    roots: tuple[Node, ...] = tuple(Root(word, position) for word in runs.take(words, position))
    return list(roots) if len(roots) < 2 else [Group(roots)]
