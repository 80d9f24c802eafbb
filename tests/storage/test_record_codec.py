"""Records packed with a dictionary trained on their collection: they come back, smaller, in whichever thread."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.storage.record_codec import SHIPPED, Codec, encode

CHOICES = random.Random(3)
NAMES = ["".join(CHOICES.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=9)) for _ in range(300)]
TEXTS = [" ".join(CHOICES.choices(NAMES, k=60)) for _ in range(2_000)]
TRAINED = Codec.trained(map(encode, TEXTS[:1_000]))


def test_records_are_smaller_when_the_words_of_their_collection_are_known() -> None:
    packed, shipped = (sum(len(codec.compress(encode(text))) for text in TEXTS[1_000:]) for codec in (TRAINED, SHIPPED))
    assert packed < 0.5 * shipped


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_a_text_of_any_letters_comes_back(text: str) -> None:
    assert json.loads(TRAINED.decompress(TRAINED.compress(encode(json.dumps(text, ensure_ascii=False))))) == text


def test_few_letters_of_another_script_are_escaped_and_a_text_of_them_is_not() -> None:
    assert encode('"كتاب كبير ě"') == (0, '"كتاب كبير \\u011b"'.encode("cp1256"))
    assert encode('"كتاب كبير عن 𝒜"') == (0, '"كتاب كبير عن \\ud835\\udc9c"'.encode("cp1256"))
    assert encode('"Книга"') == (1, '"Книга"'.encode())


def test_records_of_the_shipped_dictionary_are_read_beside_those_of_the_trained_one() -> None:
    records = [codec.compress(encode(text)) for text in ("نص قصير", "Книга") for codec in (SHIPPED, TRAINED)]
    assert [record[0] for record in records] == [0, 2, 1, 1], "what one byte a letter does not hold is not trained for"
    assert [TRAINED.decompress(record) for record in records] == ["نص قصير", "نص قصير", "Книга", "Книга"]


def test_the_same_texts_make_the_same_dictionary_and_the_same_records() -> None:
    again = Codec.trained(map(encode, TEXTS[:1_000]))
    assert again.dictionary == TRAINED.dictionary
    assert again.compress(encode(TEXTS[3])) == TRAINED.compress(encode(TEXTS[3]))


@pytest.mark.parametrize("texts", [[], [""] * 4_000, ["نص"], ["Книга"] * 4_000])
def test_texts_that_teach_nothing_leave_the_shipped_dictionary(texts: list[str]) -> None:
    assert Codec.trained(map(encode, texts)) is SHIPPED


@pytest.mark.parametrize("texts", [["نص واحد"] * 4_000, ["كتاب بحر " * 100_000]])
def test_texts_that_repeat_themselves_are_trained_on(texts: list[str]) -> None:
    codec = Codec.trained(map(encode, texts))
    assert codec.decompress(codec.compress(encode(texts[0]))) == texts[0]


def test_threads_read_by_one_codec() -> None:
    records = [TRAINED.compress(encode(text)) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(TRAINED.decompress, records * 5)) == TEXTS * 5
