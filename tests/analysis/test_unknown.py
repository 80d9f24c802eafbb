"""Words outside the lexicon: repairs, the light stemmer, names, emphasis, Latin words."""

from __future__ import annotations

import pytest

from search.analysis.elongation import shorten
from search.analysis.english import ENDINGS, english_stem
from search.analysis.folding import fold
from search.analysis.names import key, loose_key
from search.analysis.stemmer import readings
from search.analysis.tables import Row, read_table
from search.analysis.unknown import light_stem, repairs


@pytest.mark.parametrize("row", read_table("outside", "side", "affix", "to"), ids=lambda row: row["affix"])
def test_every_affix_comes_off_an_unknown_word(row: Row) -> None:
    front = row["side"] == "front"
    assert light_stem(row["affix"] + "جكزض" if front else "جكزض" + row["affix"]) == "جكزض" + row["to"]


def test_an_unknown_word_keeps_three_letters() -> None:
    assert [light_stem(word) for word in ("الجك", "جكات", "وجكز", "")] == ["الجك", "جكات", "وجكز", ""]


@pytest.mark.parametrize(
    "row", read_table("confused_letters", "typed", "meant"), ids=lambda row: f"{row['typed']}-{row['meant']}"
)
def test_every_confused_letter_is_tried(row: Row) -> None:
    assert f"م{row['meant']}ل" in list(repairs(f"م{row['typed']}ل"))


@pytest.mark.parametrize(
    ("wrong", "lemma"), [("المتضاهرين", "متظاهر"), ("الضلام", "ظلام"), ("ضروره", "ضروره"), ("أستاز", "استاذ")]
)
def test_a_misspelt_word_finds_its_lemma(wrong: str, lemma: str) -> None:
    assert lemma in [reading.lemma for reading in readings(wrong)][:2]


@pytest.mark.parametrize("row", read_table("name_letters", "letter", "key"), ids=lambda row: row["letter"])
def test_every_name_letter_is_one_with_its_key(row: Row) -> None:
    assert loose_key(f"ب{row['letter']}رمن") == loose_key(f"ب{row['key']}رمن")


@pytest.mark.parametrize(
    ("one", "other"),
    [("غورباتشوف", "جورباتشيف"), ("بلومبيرغ", "بلومبرج"), ("فلاديفوستوك", "فلاديفستوك"), ("شوارزنيجر", "شوارزنيغر")],
)
def test_spellings_of_a_foreign_name_have_one_key(one: str, other: str) -> None:
    assert key(fold(one)) == key(fold(other)) != ""
    assert loose_key(fold(one)) == loose_key(fold(other))


@pytest.mark.parametrize("word", ["محمود", "سلمان", "كتاب", "مدرسة", "مسلمون"])
def test_an_arabic_word_has_no_name_key(word: str) -> None:
    assert key(fold(word)) == ""


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("جداااا", "جدا"),
        ("مبروووووك", "مبروك"),
        ("ههههههه", "ه"),
        ("الللجنه", "اللجنه"),
        ("تتتبع", "تتتبع"),
        ("كتاب", "كتاب"),
    ],
)
def test_letters_written_for_emphasis_are_dropped(typed: str, word: str) -> None:
    assert shorten(typed) == word


EXAMPLES = {
    "sses": "classes class", "ches": "matches match", "shes": "dishes dish", "xes": "boxes box", "ies": "studies study",
    "eed": "speed speed", "ss": "boss boss", "us": "virus virus", "is": "crisis crisis", "s": "books book",
    "bbing": "grabbing grab", "bbed": "grabbed grab", "dding": "bidding bid", "dded": "nodded nod",
    "gging": "digging dig", "gged": "logged log", "mming": "swimming swim", "mmed": "slammed slam",
    "nning": "running run", "nned": "banned ban", "pping": "stopping stop", "pped": "stopped stop",
    "rring": "occurring occur", "rred": "occurred occur", "tting": "sitting sit", "tted": "admitted admit",
    "ating": "creating create", "ated": "created create", "izing": "organizing organize", "ized": "organized organize",
    "bling": "enabling enable", "bled": "enabled enable", "ucing": "producing produce", "uced": "produced produce",
    "uring": "measuring measure", "ured": "measured measure", "ncing": "announcing announce",
    "nced": "announced announce", "ising": "advising advise", "ised": "advised advise",
    "rging": "charging charge", "rged": "charged charge", "iving": "arriving arrive", "ived": "arrived arrive",
    "ied": "studied study", "ing": "walking walk", "ed": "walked walk",
}  # fmt: skip


@pytest.mark.parametrize("ending", [ending for ending, _, _ in ENDINGS])
def test_every_english_ending_comes_off(ending: str) -> None:
    word, stem = EXAMPLES[ending].split()
    assert english_stem(word) == stem
    assert next(row for row, _, least in ENDINGS if word.endswith(row) and len(word) - len(row) >= least) == ending


@pytest.mark.parametrize("word", ["bring", "king", "red", "bus", "café", "g20", "was", "كتب"])
def test_other_words_stay(word: str) -> None:
    assert english_stem(word) == word
