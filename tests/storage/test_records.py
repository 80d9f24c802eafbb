"""Records of documents: what was stored once can be read for ever."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from importlib import resources
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import Engine
from search.model.deadline import GIVE_WAY
from search.model.document import Document, Part
from search.storage.record_codec import SHIPPED
from search.storage.records import Records, digest, pack, unpack

STORED = [  # written by the version whose indexes have format 5
    (
        Document.of("1", "عنوان", "نص قصير في كتاب", date="2024-06-19", source="الأهرام"),
        "0083996f8862c12d60283e41b6e5c955857b57df82cbcbfba78e9f40b254c9c8c0c844d7c04cd7d05209d9722560127c0a2c8b9408b90000",
    ),
    (
        Document.of("2", "Книга", "كتاب"),
        "0183996f8462c1855917f65ed87161f3850dc85681176500b31a85560200",
    ),
]


@pytest.mark.parametrize(("document", "record"), STORED)
def test_a_record_of_an_earlier_version_is_read(document: Document, record: str) -> None:
    assert unpack(bytes.fromhex(record)).document == document


def test_the_words_that_records_are_packed_with_are_never_changed() -> None:
    content = resources.files("search.storage").joinpath("data/record_dictionary_1.txt").read_bytes()
    assert f"{zlib.crc32(content):08x}" == "9806c8f6", "records in use can no longer be read: make a new dictionary"


@pytest.mark.parametrize("text", ["", "كتاب", "كِتَابٌ ﷺ", "Книга 𝒜", "a" * 100_000])
def test_a_document_comes_back_as_it_was(text: str) -> None:
    document = Document.of("id", text, text, source=text or None)
    assert unpack(pack(document).records[0]).document == document


TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
PARTS = st.builds(Part, TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS)


@given(st.lists(PARTS, min_size=1))
def test_a_work_comes_back_with_its_parts_and_their_texts_joined_are_its_text(parts: list[Part]) -> None:
    document = unpack(pack(Document("id", "كتاب", parts=tuple(parts))).records[0]).document
    assert list(document.parts) == parts
    assert document.text == "\n".join(part.text for part in parts)


def test_a_digest_is_another_when_anything_of_the_document_is() -> None:
    documents = [
        Document.of("1", "a", "b"),
        Document.of("2", "a", "b"),
        Document.of("1", "ab", ""),
        Document.of("1", "a", "b", date="2024-06-19"),
        Document.of("1", "a", "b", source="c"),
        Document.of("1", "a", "b", category="c"),
        Document.of("1", "a", parts=[Part("", "b")]),
        Document.of("1", "a", parts=[Part("c", "b")]),
    ]
    assert len({digest(document) for document in documents}) == 8
    assert [digest(document) for document in documents] == [pack(document).digest for document in documents]


def test_who_reads_many_records_lets_others_go_first_now_and_then() -> None:
    records = {str(number): pack(Document.of(str(number), "", "نص")).records[0] for number in range(25)}
    looks: list[int] = []
    GIVE_WAY.set(lambda: looks.append(1))
    try:
        read = Records(cast(Engine, _Kept(records)), SHIPPED).documents([*records])
    finally:
        GIVE_WAY.set(None)
    assert [document.id for document in read] == [*records]
    assert len(looks) == 3


class _Kept:
    """As much of an engine as reads records."""

    def __init__(self, records: dict[str, bytes]) -> None:
        self._records = records

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        return [self._records[key] for key in keys]
