"""The sample that spellings and phrases are read from."""

from __future__ import annotations

import pytest

from search.indexing import vocabulary_build
from search.indexing.vocabulary_build import Sample
from search.model.document import Document
from search.storage.records import pack


def test_a_sample_is_spread_evenly_whatever_the_number_of_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary_build, "_HELD", 4)
    monkeypatch.setattr(vocabulary_build, "_SAMPLE", 2)
    sample = Sample()
    for letter in "ابتثجحخدذ":  # five are held, then every second; nine, then every fourth
        sample.add(pack(Document(letter, "", f"بحر أزرق بحر أزرق بحر أزرق كلمة{letter}")).record)
    read = sample.read()
    assert [word for word in read.spellings if word.startswith("كلمه")] == ["كلمها", "كلمهذ"]
    assert dict(read.phrases)["بحر ازرق"] == 16, "it stands in both texts of the sample, each for eight"
    assert read.spellings["بحر ازرق"] == "بحر أزرق"
