"""A document as it is read: parts of a long text, the first with marks unless another is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answering.highlighter import Highlighter
from search.answering.reading import parts_of, read
from search.engines.clauses import Leaf, Term, Verified, WithinDistance
from search.model.deadline import Deadline
from search.model.document import Document
from search.model.limits import Limits
from search.model.schema import SCHEMA
from tests.conftest import PATIENT

LINES = "قلم أول\nسطر ثان\nكتاب ثالث\nقلم وكتاب\n"
PEN, BOOK = Term("body_lemma", "قلم"), Term("body_lemma", "كتاب")


def deadline(**limits: int) -> Deadline:
    return Deadline(Limits(soft_ms=600_000, check_ms=600_000, **{"hard_ms": 600_000, **limits}))


def shown(part: int | None, *leaves: Leaf, text: str = LINES) -> tuple[int, int, str, int]:
    found = read(Document("1", "كتاب", text), leaves, SCHEMA, deadline(reader_text=10), part)
    return found.part, found.parts, found.text.text, len(found.text.marks)


@pytest.mark.parametrize(
    ("part", "leaves", "expected"),
    [
        (None, [], (1, 4, "قلم أول\n", 0)),
        (None, [PEN], (1, 4, "قلم أول\n", 1)),
        (None, [BOOK], (3, 4, "كتاب ثالث\n", 1)),
        (None, [Term("body_lemma", "بيت")], (1, 4, "قلم أول\n", 0)),
        (2, [BOOK], (2, 4, "سطر ثان\n", 0)),
        (4, [BOOK], (4, 4, "قلم وكتاب\n", 1)),
        (99, [BOOK], (4, 4, "قلم وكتاب\n", 1)),
    ],
)
def test_a_part_is_shown(part: int | None, leaves: Sequence[Leaf], expected: tuple[int, int, str, int]) -> None:
    assert shown(part, *leaves) == expected


def test_a_text_that_fits_is_one_part_marked_throughout() -> None:
    found = read(Document("1", "كتاب", LINES), [BOOK, Term("title_lemma", "كتاب")], SCHEMA, Deadline(PATIENT.limits))
    assert (found.part, found.parts, found.timed_out) == (1, 1, False)
    assert found.text.text == LINES
    assert len(found.text.marks) == 2
    assert found.title.html == "<mark>كتاب</mark>"


def test_only_the_part_that_is_shown_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    find = Highlighter.find
    monkeypatch.setattr(Highlighter, "find", lambda self, text: looked_at.append(text) or find(self, text))
    read(Document("1", "عنوان", LINES), [PEN], SCHEMA, deadline(reader_text=10))
    assert looked_at == ["قلم أول\n", "عنوان"]


def test_when_time_is_over_the_first_part_is_shown_and_it_is_said() -> None:
    found = read(Document("1", "", LINES), [BOOK], SCHEMA, deadline(reader_text=10, hard_ms=0))
    assert (found.part, found.timed_out) == (1, True)
    near = Verified((), WithinDistance(((PEN,), (BOOK,)), (5,)))
    assert read(Document("1", "", LINES), [near], SCHEMA, deadline(hard_ms=0)).timed_out


@given(st.text(alphabet="قلم \n"), st.integers(1, 9))
def test_parts_are_the_text_and_no_longer_than_allowed(text: str, most: int) -> None:
    parts = parts_of(text, most)
    assert "".join(parts) == text
    assert all(0 < len(part) <= most for part in parts[:-1])
    assert len(parts[-1]) <= most
