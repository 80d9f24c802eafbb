"""A long text in parts: which texts are, where they are cut, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.indexing import parting
from search.indexing.parting import parts_of, pieces_of, size_of
from search.model.document import Document, Part
from search.storage.records import pack, unpack, whole_documents


def words(count: int) -> str:
    return " ".join(["كلمة"] * count)


def test_a_text_of_1500_words_is_indexed_whole_and_a_longer_one_in_parts() -> None:
    assert parts_of(Document("1", "", words(1_500))) == ()
    assert [size_of(one.part.text) for one in parts_of(Document("1", "", words(1_501)))] == [300, 300, 301, 300, 300]


def test_a_text_is_cut_at_paragraphs_into_pieces_about_as_long_as_one_another() -> None:
    lines = [f"{words(49)} {number}\n" for number in range(39)]
    pieces = pieces_of("".join(lines))
    assert [piece.count("\n") for piece in pieces] == [7, 6, 7, 6, 7, 6]
    assert pieces[1].startswith(words(49) + " 7\n")


def test_a_paragraph_that_is_too_long_is_cut_at_a_sentence_or_else_at_a_word() -> None:
    sentences = pieces_of(". ".join([words(200)] * 10))
    assert all(piece.endswith(". ") for piece in sentences[:-1])
    assert [size_of(piece) for piece in pieces_of("ا" * 60_000)] == [300] * 10


def test_a_work_is_indexed_by_its_own_parts_and_one_of_these_that_is_too_long_in_pieces() -> None:
    own = (Part("باب", words(10), "1", "2"), Part("", words(1_600), None, "3"), Part("باب", "نص"))
    indexed = parts_of(Document("1", "كتاب", parts=own))
    assert [(one.own, one.part.label, one.part.page, size_of(one.part.text)) for one in indexed] == [
        (0, "باب", "2", 10),
        *[(1, "", "3", 320)] * 5,
        (2, "باب", None, 1),
    ]
    assert parts_of(Document("1", "كتاب", parts=own[::2])) == ()


SMALL = st.text("ابت .\n؟", max_size=60)
PARTS = st.lists(st.builds(Part, SMALL, SMALL, st.none() | SMALL, st.none() | SMALL), max_size=4)


@given(SMALL, PARTS)
def test_parts_together_are_the_text_and_come_back_from_their_records(text: str, own: list[Part]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parting, "WHOLE", 3)
        patch.setattr(parting, "_PIECE", 2)
        document = Document("1", "كتاب", text, parts=tuple(own))
        parts = parts_of(document)
        assert all(size_of(one.part.text) <= 3 for one in parts)
    if not own:
        assert "".join(one.part.text for one in parts) == (text if parts else "")
    records = pack(document, parts).records
    assert len(records) == max(1, len(parts))
    assert list(whole_documents(map(unpack, records * 2))) == [document] * 2
