"""The three files of TREC: topics (qid<TAB>query), qrels (qid 0 docid grade), runs (qid Q0 docid rank score tag).

Each reader raises `SourceMissingError` or `SourceError` naming the line and what was expected there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from search.errors import SourceError, SourceMissingError
from search.messages import Message

Topics = Mapping[str, str]  # qid -> query
Qrels = Mapping[str, Mapping[str, int]]  # qid -> docid -> grade; 0 or less is judged and not relevant
Run = Mapping[str, tuple[str, ...]]  # qid -> docids, best first


def column(id: str) -> str:
    """The id of a document as it stands in a run or in qrels, where a space would make it two columns.

    >>> column("سورة البقرة")
    'سورة%20البقرة'
    """
    return re.sub(r"\s", "%20", id)


def read_topics(path: Path) -> Topics:
    """The query of every qid, in the order of the file."""
    topics: dict[str, str] = {}
    for number, line in _lines(path):
        qid, tab, query = line.partition("\t")
        if not tab or not qid or re.search(r"\s", qid) or not query.strip():
            raise _wrong(path, number, "qid<TAB>query")
        if qid in topics:
            raise _wrong(path, number, Message("expected.other-qid", {"qid": qid}))
        topics[qid] = query.strip()
    return topics


def read_qrels(path: Path) -> Qrels:
    """The grade of every judged document of every query."""
    qrels: dict[str, dict[str, int]] = {}
    for number, (qid, _, docid, grade) in _rows(path, "qid 0 docid grade"):
        grades = qrels.setdefault(qid, {})
        if docid in grades:
            raise _wrong(path, number, Message("expected.other-judged", {"docid": docid, "qid": qid}))
        grades[docid] = int(_number(int, grade, path, number, Message("expected.grade")))
    return qrels


def read_run(path: Path) -> Run:
    """The ranking of every query: by score, and where scores are equal by the rank that was written.

    trec_eval ignores the rank and turns equal scores into the reverse order of ids, which no user ever saw.
    """
    rows: dict[str, list[tuple[float, float, str]]] = {}
    seen: set[tuple[str, str]] = set()
    for number, (qid, _, docid, rank, score, _) in _rows(path, "qid Q0 docid rank score tag"):
        if (qid, docid) in seen:
            raise _wrong(path, number, Message("expected.other-found", {"docid": docid, "qid": qid}))
        seen.add((qid, docid))
        order = _number(float, rank, path, number, Message("expected.rank"))
        weight = _number(float, score, path, number, Message("expected.score"))
        rows.setdefault(qid, []).append((-weight, order, docid))
    return {qid: tuple(docid for _, _, docid in sorted(found)) for qid, found in rows.items()}


def _rows(path: Path, columns: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in _lines(path):
        row = line.split()
        if len(row) != len(columns.split()):
            raise _wrong(path, number, columns)
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The number and text of every line that is not blank; an error when there is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SourceMissingError("no-file", path=path) from None
    except UnicodeDecodeError as error:
        raise SourceError("file-not-utf8", path=path, byte=error.start) from None
    except OSError as error:
        raise SourceError("file-unreadable", path=path, reason=error.strerror) from None
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise SourceError("file-empty", path=path)
    yield from ((number, line.rstrip("\r")) for number, line in lines)


def _number(kind: Callable[[str], float], text: str, path: Path, number: int, expected: Message) -> float:
    try:
        value = kind(text)
    except ValueError:
        raise _wrong(path, number, expected) from None
    if not math.isfinite(value):
        raise _wrong(path, number, expected)
    return value


def _wrong(path: Path, number: int, expected: Message | str) -> SourceError:
    return SourceError("wrong-line", path=path, line=number, expected=expected)
