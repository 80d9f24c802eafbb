"""What is compiled gives what the Python beside it gives: terms, counts and signatures, word by word."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import native as found
from search.analysis.known_words import MAGIC, KnownWords, pack, record
from search.analysis.minhash import plain_signature
from search.analysis.term_table import PlainTermCounts, PlainTermTable, character_classes
from search.analysis.tokenizer import WORD, find_words
from search.engines import native as engines
from search.model.compiled import PURE_PYTHON

if not found.native:
    # The install goes on where it does not compile; a mistake in it must not leave these tests out.
    could_be = shutil.which("cc") and Path(sysconfig.get_path("include"), "Python.h").exists()
    assert not could_be or os.environ.get(PURE_PYTHON), (
        "it was not built: .venv/bin/python setup.py build_ext --inplace"
    )
    pytest.skip(
        "there is no compiled code: no compiler, no wheel, or the environment leaves it alone", allow_module_level=True
    )
native = found.native
# All that the rules of the tokenizer name, and what is beside it.
LETTERS = "ونإاأشءلهكتمفبغةىئؤ ـَّٰ\u200c\u200f\u00a0،,.-\n1a٣3ﷺﷲٱۥ\u0301éЖ😀𝟙\ufeffﻻ_'/"
TEXTS = st.one_of(st.text(alphabet=LETTERS, max_size=40), st.text(st.characters(exclude_categories=["Cs"])))


NOTHING_KNOWN = KnownWords(None)


def told(word: str) -> tuple[str, str]:
    """Terms that tell which word they are of; several of some, none of others, and some words with the same."""
    exact = {"3": "", "ﷺ": "صلي الله عليه"}.get(word, word.rstrip("ـًَُّ"))
    return " ".join(exact.split()), f"{word[:2]} {len(word)}" if len(word) % 3 else ""


def records_of(learned: dict[str, tuple[str, str]]) -> bytes:
    return b"".join(record(word, *terms) for word, terms in learned.items())


LONG = "كتاب" + "ـ" * 600  # is not kept, and has a term that others have


class Both:
    """A table of each kind; the words that the compiled one has asked for."""

    def __init__(self, known: KnownWords = NOTHING_KNOWN) -> None:
        self.asked: list[str] = []
        self.plain = PlainTermTable(told, known)
        self.compiled = native.TermTable(self.learn, WORD.match, character_classes(), known.content)

    def learn(self, word: str) -> tuple[str, str]:
        self.asked.append(word)
        return told(word)


@given(st.lists(TEXTS, max_size=4))
@example(["قال إن شاء الله و المكتبة وَ الكتاب الـ20 ال-20 بال20 كوفيد-19 ب-𝟙 12,000 ﷺ"])
@example([f"{LONG} {LONG} قلم", "كتاب", f"{LONG}ـ قلم"])
@example(["شاء الله", "إنشاء الله", "ماشا الله غدا", "و\u00a0كتاب", "وـ كتاب", "ب\u200c-3", "كتاب😀كتاب"])
def test_texts_have_the_same_terms_and_counts(texts: list[str]) -> None:
    both = Both()
    counts, compiled_counts = PlainTermCounts(), native.TermCounts()
    for text in texts:
        counts.next_text()
        compiled_counts.next_text()
        assert both.compiled.join(text, compiled_counts) == both.plain.join(text, counts)
    assert compiled_counts.take() == counts.take()
    assert both.compiled.take_news() == both.plain.take_news()


@given(TEXTS, st.integers(0, 5), st.integers(0, 7))
@example("قال إن شاء الله و المكتبة وَ الكتاب الـ20 ال-20 بال20 كوفيد-19 ب-𝟙 12,000 ﷺ", 4, 11)
@example("٣ ٣ ٣", 2, 3)  # words without terms
def test_the_first_words_of_a_text_have_the_same_terms(text: str, most: int, least: int) -> None:
    both = Both()
    assert both.compiled.first(text, most, least) == both.plain.first(text, most, least)


def test_the_first_words_of_a_text_are_counted_as_words_not_as_terms() -> None:
    table = native.TermTable(told, WORD.match, character_classes())
    text = "نو، كتاب مكتبة"
    assert [table.first(text, most, 0) for most in (0, 1, 2)] == ["", "نو 2", "نو 2 كت 4"]
    assert [table.first(text, 1, least) for least in (3, 4)] == ["نو 2", ""]


def test_every_character_begins_goes_on_and_ends_a_word_as_the_tokenizer_says() -> None:
    both = Both()
    for code in range(0x110000):
        if not 0xD800 <= code < 0xE000 and (code < 0x3000 or code % 7 == 0 or 0xF900 <= code < 0x10100):
            one = chr(code)
            text = f"{one} {one}ب{one} و{one}ب وب{one}3 ب-{one} {one}3"
            assert both.compiled.join(text)[0] == " ".join(told(word)[0] for word in find_words(text)), hex(code)


def test_a_word_is_asked_for_once_and_one_that_is_not_kept_each_time() -> None:
    both = Both()
    assert both.compiled.join(f"كتاب {LONG} كتاب {LONG}")[0] == "كتاب كتاب كتاب كتاب"
    assert both.asked == ["كتاب", LONG, LONG]
    assert (both.compiled.get("كتاب"), both.compiled.get(LONG), len(both.compiled)) == (told("كتاب"), None, 1)


def test_what_was_analysed_is_news_once_and_what_another_has_is_none() -> None:
    for table in (Both().compiled, Both().plain):
        table.remember(record("قلم", "من", "غيره"))
        assert table.join("كتاب قلم 3 كتاب") == ("كتاب من  كتاب", "كت 4 غيره 3 1 كت 4")
        assert table.take_news() == record("كتاب", "كتاب", "كت 4")  # 3 has no exact terms
        assert table.take_news() == b""


@pytest.mark.parametrize("damage", [b"\x05", b"\x05\x00abc", b"\xff\xff" + b"a" * 9])
def test_records_that_end_too_early_are_left(damage: bytes) -> None:
    table = Both().compiled
    table.remember(record("قلم", "من", "غيره") + damage)
    assert (len(table), table.get("قلم")) == (1, ("من", "غيره"))


@given(st.dictionaries(st.text(alphabet="ابتكلم", min_size=1, max_size=9), st.text(alphabet="ابت ", max_size=9)))
@example({"كتاب": "كتاب", "كتب": "", "مكتبة": "ا ب"})
def test_words_that_are_known_are_not_asked_for(
    tmp_path_factory: pytest.TempPathFactory, words: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("known") / "words.bin"
    terms = {word: (word[::-1], " ".join(lemmas.split()) or word) for word, lemmas in words.items()}
    path.write_bytes(b"".join(pack(records_of(terms))))
    both = Both(known=KnownWords(path))
    text = " ".join([*words, "محهول", *words])
    assert both.compiled.join(text) == both.plain.join(text)
    assert set(both.asked) <= {"محهول"}
    assert {word: both.compiled.get(word) for word in terms} == {word: both.plain.get(word) for word in terms} == terms
    assert both.compiled.get("غير") is both.plain.get("غير") is None


@pytest.mark.parametrize("slots", [0, 1, 3, 16, 2**23, 2**31, 2**32 - 1])
def test_a_file_that_tells_of_more_slots_than_it_has_is_not_read_beyond_its_end(slots: int) -> None:
    content = bytearray(b"".join(pack(record("كتاب", "كتب", "كتب"))))
    struct.pack_into("<I", content, 8, slots)
    table = native.TermTable(told, WORD.match, character_classes(), bytes(content))
    assert table.join("كتاب قلم")[0] in ("كتاب قلم", "كتب قلم")


@pytest.mark.parametrize("offset", [1, 51, 52, 2**31, 2**32 - 1])
def test_a_file_whose_slots_are_all_taken_and_lead_out_of_it_has_no_word(offset: int) -> None:
    slots = struct.pack("<II", crc32("كتاب".encode()), offset) * 4
    content = struct.pack("<8sIII", MAGIC, 4, 1, 0) + slots + b"\xff"
    table = native.TermTable(told, WORD.match, character_classes(), content)
    assert table.join("كتاب قلم")[0] == "كتاب قلم"


def test_what_is_kept_stays_as_it_is() -> None:
    table = native.TermTable(told, WORD.match, character_classes())
    table.remember(records_of({f"كلمة{number}": (f"كلمه{number}", "كلمه") for number in range(5_000)}))
    table.remember(record("كلمة7", "غير", "غير"))
    assert len(table) == 5_000
    assert [table.get(f"كلمة{number}") for number in range(5_000)] == [(f"كلمه{n}", "كلمه") for n in range(5_000)]
    assert table.get("\ud800") is None


def test_a_failure_of_the_analysis_is_not_lost() -> None:
    def fails(word: str) -> tuple[str, str]:
        raise KeyError(word)

    with pytest.raises(KeyError, match="كتاب"):
        native.TermTable(fails, WORD.match, character_classes()).join("في كتاب"[3:])
    with pytest.raises(TypeError, match="two texts"):
        native.TermTable(lambda word: word, WORD.match, character_classes()).join("كتاب")  # type: ignore[arg-type, return-value]
    with pytest.raises(UnicodeEncodeError):
        native.TermTable(told, WORD.match, character_classes()).join("\ud800")
    with pytest.raises(ValueError, match="one byte each"):
        native.TermTable(told, WORD.match, b"")
    with pytest.raises(ValueError, match="a code for each"):
        native.WantedTerms("", "", False, (b"", b"", b"", b"", b""), b"", b"", tuple)
    with pytest.raises(TypeError, match="marks are tuples"):
        native.WantedTerms("", "", False, (b"", b"", b"", b"", b""), b"", b"", list)  # type: ignore[type-var]
    with pytest.raises(TypeError, match="TermCounts"):
        native.TermTable(told, WORD.match, character_classes()).join("كتاب", PlainTermCounts())


def test_counts_go_on_with_another_table() -> None:
    counts = native.TermCounts()
    for text in ("كتاب قلم", "كتاب"):
        counts.next_text()
        both = Both()
        both.compiled.join(text, counts)
    assert counts.take() == {"كتاب": 2, "قلم": 1}
    assert counts.take() == {}


def test_a_text_that_two_tables_have_read_counts_once() -> None:
    counts, others = native.TermCounts(), Both().compiled

    def replaced(word: str) -> tuple[str, str]:
        others.join("كتاب قلم", counts)  # of the same text, while a table reads it
        return told(word)

    native.TermTable(replaced, WORD.match, character_classes()).join("قلم كتاب ورق", counts)
    others.join("ورق", counts)
    counts.next_text()
    others.join("ورق", counts)
    assert counts.take() == {"كتاب": 1, "قلم": 1, "ورق": 2}


@given(st.lists(st.text(alphabet="ابتثجحخدكلم", max_size=9), max_size=40))
@example(["ابتثجحخدكلم" * 9, "ا", "ب", "ت", "ث", "ج", "ح", "خ", "د"])
def test_texts_have_the_same_signature(words: list[str]) -> None:
    body = " ".join(words)
    slots = native.signature(body)
    assert slots in (None, plain_signature("عنوان", body))
    assert slots or len({word[:13] for word in words[1:] if "ا" <= word[:1] <= "غ"}) < 8 or words[0] == "x"


def test_no_name_of_the_compiled_code_meets_one_of_another_library() -> None:
    # `python3` of Debian has zlib in it, and its `crc32` took the place of ours: the first text ended the process.
    assert engines.native
    for compiled in (native, engines.native):
        library = ctypes.CDLL(compiled.__file__)
        assert hasattr(library, "PyInit__native")
        names = ("crc32", "signature", "append", "find_known", "hash", "seek", "start", "stop", "unpack", "matches")
        assert not [name for name in names if hasattr(library, name)]


def test_the_environment_can_ask_for_python() -> None:
    program = (
        "from search.analysis.text_terms import join_text, _words\njoin_text('')\nprint(type(_words.table).__name__)"
    )
    environment = {**os.environ, PURE_PYTHON: "1"}
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, encoding="utf-8")
    assert said.stdout == "PlainTermTable\n"
