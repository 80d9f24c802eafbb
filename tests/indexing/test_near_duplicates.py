"""Which texts are near-duplicates of one another, and how they are grouped."""

from __future__ import annotations

import os
import subprocess
import sys
from array import array
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import grouping
from search.analysis.documents import analyze_document
from search.analysis.grouping import group, plain_groups
from search.analysis.minhash import SIGNATURE_BYTES, signature
from search.engines.store import Piece
from search.indexing.near_duplicates import Signatures
from search.model.document import Document
from search.model.schema import SCHEMA

STORY = """أعلنت بلدية المدينة أمس افتتاح الحديقة العامة الجديدة على ضفة النهر بعد أعمال استمرت ثلاث سنوات، وحضر الحفل
رئيس البلدية وعدد كبير من السكان. وتضم الحديقة ملاعب للأطفال وممرات للمشاة ومسرحا صغيرا في الهواء الطلق، وزرعت فيها
ألف شجرة جاءت من المشتل البلدي. وقال رئيس البلدية إن الدخول مجاني طوال أيام الأسبوع، وإن الأبواب تفتح عند شروق الشمس
وتغلق بعد صلاة العشاء. وأضاف أن المرحلة الثانية تشمل جسرا خشبيا يصل الضفتين وبحيرة للقوارب الصغيرة."""
OTHER = """أعلن نادي الجبل أن مدربه استقال بعد خسارة المباراة الأخيرة أمام الشاطئ، وشكر الإدارة واللاعبين والجماهير على
موسمين جميلين. ويتولى مساعده قيادة الفريق حتى آخر الموسم، وتجتمع الإدارة الأسبوع القادم لاختيار خلف له من بين ثلاثة
أسماء أجنبية. ورأى صحفيون أن الخسارة جاءت بسبب إصابات اللاعبين الأساسيين، وأن الجدول المزدحم أرهق الفريق."""


def signed(text: str, title: str = "") -> bytes:
    return analyze_document(Document("id", title, text), SCHEMA).signature


def groups(*texts: str) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for place, first in sorted(group(b"".join(map(signed, texts)))):
        found.setdefault(first, []).append(place)
    return list(found.values())


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        "وكالة الأنباء - من مراسلنا: " + STORY,
        STORY.replace("ثلاث سنوات", "أربعة أعوام"),
        STORY.replace("أ", "ا").replace("البلدية", "البَلَدِيّة"),
        STORY.rsplit("وأضاف", 1)[0],
    ],
    ids=["same", "header", "words", "spelling", "cut"],
)
def test_a_copy_with_small_changes_is_a_near_duplicate(copy: str) -> None:
    assert groups(STORY, OTHER, copy) == [[0, 2]]


def test_half_of_a_text_is_another_text() -> None:
    assert groups(STORY, STORY.split("وقال")[0] + OTHER) == []


def test_the_title_does_not_part_long_texts() -> None:
    assert signed(STORY, "افتتاح حديقة") == signed(STORY, "حديقة على النهر")


def test_short_texts_must_be_the_same_word_for_word() -> None:
    assert groups("ما حكم صلاة الضحى", "ما حكم صلاة الوتر", "ما حُكمُ صلاةِ الضحى؟") == [[0, 2]]
    assert signed("نص", "عنوان") != signed("نص", "عنوان آخر")


def test_a_text_without_arabic_letters_has_a_signature() -> None:
    assert len(signed("plain English text, 1961")) == SIGNATURE_BYTES
    assert groups("English", "", "English", "") == [[0, 2], [1, 3]]


def test_the_nearest_first_takes_a_text() -> None:
    one = array("B", range(32))
    other = one[:20] + array("B", range(100, 112))  # 20 of 32 equal: no near-duplicate of the one
    between = one[:23] + other[23:27] + array("B", range(200, 205))  # 23 equal with the one, 24 with the other
    assert dict(group(b"".join(slots.tobytes() for slots in (one, other, between)))) == {1: 1, 2: 1}
    assert dict(group(b"".join(slots.tobytes() for slots in (one, between)))) == {0: 0, 1: 0}


@given(st.lists(st.binary(min_size=2, max_size=2), max_size=60))
def test_groups_do_not_depend_on_how_much_is_looked_at_at_a_time(drawn: list[bytes]) -> None:
    signatures = b"".join(bytes([one[0] % 3]) * 23 + bytes([one[1] % 5]) * 9 for one in drawn)
    at_once = plain_groups(signatures)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "_AT_ONCE", 7)
        patch.setattr(grouping, "_READ", 5 * SIGNATURE_BYTES)
        assert list(plain_groups(memoryview(signatures)).items()) == list(at_once.items())


SLOTS = st.lists(st.sampled_from([0, 1, 2, 255]), min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES)
CHANGES = st.lists(st.tuples(st.integers(0, SIGNATURE_BYTES - 1), st.integers(0, 3)), max_size=14)


@given(st.lists(SLOTS, min_size=1, max_size=4), st.lists(st.tuples(st.integers(0, 3), CHANGES), max_size=200))
def test_compiled_code_finds_the_same_groups_in_the_same_order(
    bases: list[list[int]], texts: list[tuple[int, list[tuple[int, int]]]]
) -> None:
    signatures = bytearray()
    for base, changes in texts:
        slots = list(bases[base % len(bases)])
        for slot, value in changes:
            slots[slot] = value
        signatures += bytes(slots)
    assert list(group(signatures)) == list(plain_groups(signatures).items())


class Files(dict[str, bytes]):
    """What is put into a draft."""

    def put(self, name: str, pieces: Iterable[Piece]) -> None:
        self[name] = b"".join(map(bytes, pieces))


def test_groups_are_written_in_the_order_of_the_digests_each_with_that_of_the_first() -> None:
    signatures, files = Signatures(), Files()
    digests = [number * 0x9E3779B97F4A7C15 % 2**63 for number in range(1, 301)]
    for digest in digests:
        signatures.add(digest, signature("", "نص"))
    signatures.write(files)  # type: ignore[arg-type]  # of a draft it is all that is asked for
    written = array("Q", files["groups.bin"])
    assert (list(written[::2]), set(written[1::2])) == (sorted(digests), {0x9E3779B97F4A7C15 % 2**63})


def test_the_signature_is_the_same_in_every_process() -> None:
    code = (
        "from search.analysis.minhash import signature as s\n"
        "print(s('', 'اب ' * 9 + 'من ان ثم ' * 20).hex(), s('', 'نص').hex())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


WORDS = st.sampled_from(
    ["اعلن", "بعد", "ثم", "جاء", "خبر", "دخل", "رجل", "زار", "سار", "شهد", "صار", "ظهر", "عاد", "من"]
)
BASES = st.lists(st.lists(WORDS, min_size=5, max_size=60), min_size=1, max_size=6)


@given(BASES, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 59)), max_size=20))
def test_a_text_that_comes_later_changes_no_group(bases: list[list[str]], copies: list[tuple[int, int]]) -> None:
    texts = [" ".join(words) for words in bases]
    for which, without in copies:
        words = bases[which % len(bases)]
        texts.append(" ".join(words[:without] + words[without + 1 :]))
    signatures = b"".join(signature("", text) for text in texts)
    everything = dict(group(signatures))
    for end in range(len(texts)):
        part = dict(group(signatures[: end * SIGNATURE_BYTES]))
        assert part == {p: f for p, f in everything.items() if p < end and (p != f or p in part)}
    for place, first in everything.items():
        assert everything[first] == first <= place
