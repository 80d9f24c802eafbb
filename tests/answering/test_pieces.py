"""Words that match are found piece by piece, by the terms that are known, as they are found in the whole text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.analysis import analyze_word, text_terms
from search.analysis.native import native
from search.analysis.term_table import character_classes
from search.analysis.text_terms import join_text
from search.analysis.tokenizer import WORD
from search.answering.consonants import Finder, Letters, rules_of_letters
from search.answering.matching_words import MatchingWords
from search.answering.sequences import Sequences
from search.answering.text_words import Mark

pytestmark = pytest.mark.skipif(not native, reason="compiled code only")
WORDS = (
    *(
        "كتاب",
        "الكتب",
        "والكتاب",
        "كُتُبٌ",
        "مكتبة",
        "المكتبات",
        "مدرسة",
        "مدارس",
        "نساء",
        "امرأة",
        "هو",
        "هي",
        "أو",
        "و",
        "وَ",
    ),
    *(
        "إنشاء",
        "إن",
        "شاء",
        "الله",
        "اللهم",
        "ماشاء",
        "عبدالله",
        "مازال",
        "ما",
        "لا",
        "لابد",
        "ياعسل",
        "عسل",
        "كتبوا",
        "كتبو",
    ),
    *(
        "ﷺ",
        "الـ",
        "20",
        "12,000",
        "2",
        "مبرووووك",
        "جدااا",
        "كتـاب",
        "Google",
        "É",
        "a",
        "😀",
        "ۥ",
        "\u200f",
        "?",
        "ٱلصَّلَوٰةَ",
    ),
    *(
        "عبدالرحمن",
        "نورالدين",
        "والدين",
        "مدرسةكبيرة",
        "إلىالبيت",
        "كتابًالي",
        "عالبيت",
        "ياسر",
        "مئة",
        "مائة",
        "مية",
        "ماء",
    ),
    *("ماقيل", "كهرومائية", "هيدروجين", "فرانكوفونية", "بلد", "بلاد", "كتابé", "كت\u200cاب", "Éكتاب"),
)
PARTS = (
    *(
        "عبد",
        "الله",
        "الدين",
        "شاء",
        "شا",
        "إن",
        "إنشاء",
        "ماشاء",
        " ",
        "، ",
        "و",
        "وَ",
        "ة",
        "ى",
        "ال",
        "ا",
        "ل",
        "ً",
        "َ",
        "ٰ",
    ),
    *(
        "ع",
        "ه",
        "ي",
        "م",
        "ئ",
        "ء",
        "ئة",
        "يه",
        "ب",
        "ق",
        "ي",
        "كهر",
        "جي",
        "أفر",
        "سوسي",
        "بتر",
        "هيدر",
        "أنجل",
        "هند",
    ),
    *("فرانك", "سيك", "كتب", "مال", "ـ", "آ", "\u0653", "\u200c", "é", "."),
)
BETWEEN = st.sampled_from([" ", "  ", "", "،", ". ", "\n", "-", "\u00a0", "؟ ", "? ", "\ud800", "\u200c"])
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), BETWEEN), max_size=12).map(
    lambda pieces: "".join(word + between for word, between in pieces)
)


@pytest.fixture(scope="module", autouse=True)
def known() -> None:
    """Half of the words are known."""
    text_terms._words.forget()
    join_text(" ".join(WORDS[::2]) + " و الكتاب و مكتبة")


def whole(text: str, finder: MatchingWords | Sequences) -> list[Mark]:
    finder._pieces = None
    return [*finder.marks(Letters(text))]


def by_piece(text: str, finder: MatchingWords | Sequences) -> list[Mark]:
    assert finder._pieces
    marks = [*finder.marks(Letters(text))]
    assert [*finder.marks(Letters(text))] == marks
    return marks


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.sets(st.sampled_from(WORDS), min_size=1, max_size=4), st.booleans())
@example("هو الكتاب، و المكتبة وَ كتاب إنشاء الله", {"كتاب", "هو", "إن"}, False)
@example("مازال هو و، و2 كتاب و", {"و", "هو", "ما"}, True)
@example("رأت نساء؟ امرأة?نساء", {"امرأة"}, True)
def test_words_by_themselves(text: str, asked: set[str], exactly: bool) -> None:
    terms = [terms for word in asked for terms in analyze_word(word)]
    exact = {one.exact for one in terms} | {"كتاب"}
    lemmas = set() if exactly else {lemma for one in terms for lemma in one.lemmas}
    assert by_piece(text, MatchingWords(exact, lemmas)) == whole(text, MatchingWords(exact, lemmas))


@given(TEXTS, st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), min_size=1, max_size=3))
@example("كتاب مبرووووك هو و الكتاب الـ20 عبدالله كتبوا", [["مبرووووك", "هو"], ["كتبوا"], ["20"], ["عبدالله"]])
def test_words_in_a_row(text: str, asked: list[list[str]]) -> None:
    rows = [tuple(terms.exact for word in row for terms in analyze_word(word)) for row in asked]
    rows = [row for row in rows if row] + [("كتاب", "هو")]
    assert by_piece(text, Sequences(rows)) == whole(text, Sequences(rows))


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join))
@example("كهروماء قرد")
@example("ي\u0653اسر يـٰسر")
def test_every_word_that_may_be_several_is_looked_at(text: str) -> None:
    letters = Letters(text)
    table = native.TermTable(lambda word: ("قرد", "قرد"), WORD.match, character_classes())
    wanted = native.WantedTerms("قرد", "", False, rules_of_letters(), Finder(["قرد"]).keys, b"", Mark)
    marks, pieces = table.marks(text, wanted)
    looked_at = [*pieces, *((mark.start, mark.end) for mark in marks)]
    starts = [letters.before[number] + number for number in letters.odd]
    assert [at for at in starts if not any(start <= at < end for start, end in looked_at)] == []


def test_a_word_that_is_known_is_marked_where_its_letters_give_reason_to() -> None:
    words = MatchingWords(set(), {"امراه", "مكتبه"})
    join_text("نساء المكتبات قلم")
    found = by_piece("نساء المكتبات قلم", words)
    assert found == [Mark(5, 13, "مكتبه")]


def test_a_long_text_is_read_to_its_end() -> None:
    text = "كتاب قلم و الكتاب، " * 20_000
    words = MatchingWords({"كتاب"}, {"كتاب"})
    assert len(by_piece(text, words)) == 40_000
    assert (
        by_piece(
            " ".join(f"كلمة{'ا' * (n % 7)}{chr(0x628 + n % 19)}{chr(0x628 + n // 19 % 19)}" for n in range(60_000)),
            words,
        )
        == []
    )
