"""The compiled stemmer gives the readings and the lemmas that the Python beside it gives, or is not sure."""

from __future__ import annotations

import inspect
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.analysis import analyzer, names, readings, stemmer
from search.analysis.analyzer import WordTerms, analyze_word, joined_terms
from search.analysis.compiled_stemmer import (
    compiled_known,
    compiled_plain,
    compiled_stemmer,
    compiled_terms,
    new_stemmer,
)
from search.analysis.folding import bare, fold, letters
from search.analysis.known_words import KnownWords
from search.analysis.lexicon.location import open_lexicon
from search.analysis.native import native
from search.analysis.readings import known_by_python
from search.analysis.term_table import PlainTermTable, character_classes, new_table
from search.analysis.tokenizer import WORD, find_words

pytestmark = pytest.mark.skipif(native is None, reason="there is no compiled code: test_native.py says why")

ROOT = Path(__file__).parents[2]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ"
AFFIX_LETTERS = "والبكفسيتناهمكةي"
MARKS = "ًٌٍَُِّْـ"


@pytest.fixture(autouse=True)
def known_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared with is Python, the readings of the lexicon too."""
    monkeypatch.setattr(readings, "_compiled", None)


def plain_terms(typed: str, exact: str) -> tuple[tuple[str, ...], str]:
    found = stemmer.readings(typed, exact)
    return stemmer.lemmas(found, exact), found[0].pos


@pytest.fixture(scope="module")
def words() -> list[str]:
    """The words of the seeds and of the collection of judged queries."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "seeds").glob("*.txt")]
    for line in (ROOT / "tests/collection/docs.jsonl").read_text(encoding="utf-8").splitlines():
        texts += [value for value in json.loads(line).values() if isinstance(value, str)]
    return sorted({word for text in texts for word in find_words(text)})


def test_words_of_texts_have_the_same_terms(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    analyzed = inspect.unwrap(analyze_word)  # nothing is remembered
    compiled = [(joined_terms(word), analyzed(word)) for word in words]
    folded = sum(compiled_plain(word) is None for word in words)
    unsure = sum(compiled_terms(bare(word), letters(word), letters(word)) is None for word in words)
    monkeypatch.setattr(analyzer, "compiled_terms", lambda *_: None)
    monkeypatch.setattr(analyzer, "compiled_plain", lambda _: None)
    assert compiled == [(joined_terms(word), analyzed(word)) for word in words]
    assert unsure < len(words) / 10
    assert folded < len(words) / 8


def variants(words: list[str]) -> Iterator[str]:
    """Words with affixes, slips and marks that they do not have, and words of any letters."""
    chance = random.Random(19)
    for word in words:
        front, behind = ("".join(chance.choices(AFFIX_LETTERS, k=chance.randrange(4))) for _ in range(2))
        yield front + word + behind
        at = chance.randrange(len(word))
        yield word[:at] + chance.choice(LETTERS) + word[at + chance.randrange(2) :]
        yield "".join(letter + chance.choice(["", "", *MARKS]) for letter in word)
    for length in range(1, 81):
        for _ in range(12):
            yield "".join(chance.choices(chance.choice([LETTERS, AFFIX_LETTERS, "الو", "عبدالهمي", "ا"]), k=length))
        yield "".join(chance.choices(LETTERS + MARKS, k=length))


def test_a_table_has_the_same_terms_of_words_that_nobody_writes(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [*words, *variants([word for word in words if word[0] in LETTERS][::8]), "علي", "وعلي", "آلي", "أن", "كعلي"]
    table = native.TermTable(joined_terms, WORD.match, character_classes(), b"", compiled_stemmer())
    found = [table.join(word) for word in some]
    monkeypatch.setattr(analyzer, "compiled_plain", lambda _: None)
    by_python = PlainTermTable(joined_terms, KnownWords(None))
    assert found == [by_python.join(word) for word in some]


def test_words_that_nobody_writes_have_the_same_terms(words: list[str]) -> None:
    different = []
    for word in variants([word for word in words if word[0] in LETTERS][::8]):
        if (compiled := compiled_terms(word, letters(word), letters(word))) is not None:
            plain = plain_terms(word, letters(word))
            different += [(word, compiled, plain)] if compiled != plain else []
    assert different == []


def test_plain_words_that_nobody_writes_have_the_same_terms(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [(word, found) for word in variants(words[::8]) if (found := compiled_plain(word))]
    monkeypatch.setattr(analyzer, "compiled_terms", lambda *_: None)
    monkeypatch.setattr(analyzer, "compiled_plain", lambda _: None)
    by_python = inspect.unwrap(analyze_word)
    assert [(word, (WordTerms(*found),)) for word, found in plain] == [(word, by_python(word)) for word, _ in plain]
    assert len(plain) > len(words) / 8


@pytest.mark.parametrize("limit", [9.0, 20.0, float("inf")])
def test_words_have_the_same_readings(words: list[str], limit: float) -> None:
    different, unsure = [], 0
    for word in variants([word for word in words if word[0] in LETTERS][::16]):
        compiled = compiled_known(word, letters(word), limit)
        if compiled is None:
            unsure += 1
        elif compiled != (plain := known_by_python(word, letters(word), limit)):
            different.append((word, compiled, plain))
    assert different == []
    assert unsure < 400  # those of more letters or marks than it has room for


def test_what_a_word_has_round_its_stem_is_told() -> None:
    (best, *_) = compiled_known("وبكتابها", "وبكتابها", float("inf")) or []
    assert (best.lemma, best.pos, best.proclitics, best.ending, best.enclitic) == ("كتاب", "noun", "وب", "", "ها")


@pytest.mark.parametrize(
    ("typed", "exact", "lemmas", "pos"),
    [
        ("والكتب", "والكتب", ("كتاب",), "noun"),
        ("يكتبون", "يكتبون", ("كتب+",), "verb"),
        ("كُتُبٍ", "كتب", ("كتاب",), "noun"),
        ("مكتبه", "مكتبه", ("مكتب", "مكتبه"), "noun"),
        ("على", "علي", ("على",), "particle"),
        ("خالل", "خالل", ("خلال",), "noun"),
        ("المتضاهرين", "المتضاهرين", ("متظاهر",), "noun"),
        ("غورباتشوف", "غورباتشوف", (names.key("جورباتشيف"),), "name"),
        ("لداعش", "لداعش", ("داعش",), "name"),
        ("لخرتش", "لخرتش", ("لخرتش", "خرتش"), "unknown"),
    ],
)
def test_terms(typed: str, exact: str, lemmas: tuple[str, ...], pos: str) -> None:
    assert compiled_terms(typed, letters(typed), exact) == plain_terms(typed, exact) == (lemmas, pos)


@pytest.mark.parametrize("word", ["", "a", "كتابa", "گتاب", "كتاب كتاب", "ك" * 65, "\ud800\ud800", "😀"])
def test_of_what_it_does_not_read_it_is_not_sure(word: str) -> None:
    assert compiled_terms(word, word, word) is compiled_known(word, word, float("inf")) is None
    assert compiled_plain(word) is None


def test_where_hamza_may_be_written_otherwise_it_is_not_sure() -> None:
    assert compiled_terms("لؤلوء", "لءلوء", "لءلوء") is compiled_plain("لؤلوء") is None


@pytest.mark.parametrize(
    ("word", "exact"),
    [
        *[("الشراكة", "الشراكه"), ("والكتب", "والكتب"), ("علي", "علي"), ("آمن", "امن"), ("ليفيربول", "ليفيربول")],
        *[("زمن", "زمن"), ("مال", "مال"), ("أثناء", "اثناء"), ("كتبوا", "كتبو"), ("أوا", "اوا"), ("الأمين", "الامين")],
        *[("منزل", "منزل"), ("لأغراض", "لاغراض"), ("العبد", "العبد"), ("اهتمامات", "اهتمامات"), ("والدين", "والدين")],
    ],
)
def test_a_plain_word_has_its_letters_folded(word: str, exact: str) -> None:
    assert compiled_plain(word) == (exact, *plain_terms(word, exact))


@pytest.mark.parametrize("word", ["كَتَبَ", "مخلوقٌ", "طريقاً", "يُخْرِجُون", "شدّة"])
def test_the_marks_of_a_plain_word_are_read(word: str) -> None:
    assert compiled_plain(word) == (fold(word), *plain_terms(word, fold(word)))


def test_marks_are_read_in_unicodes_order() -> None:
    shadda_first, vowel_first = "يفسّ\u064eرون", "يفس\u064e\u0651رون"
    assert compiled_plain(shadda_first) == compiled_plain(vowel_first) == ("يفسرون", ("فسر+",), "verb")


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("2018", ("2018", "2018")),
        ("18.75", ("18.75", "18.75")),
        ("05", ("5", "5")),
        ("105", ("105", "105")),
        ("12,5", ("12.5", "12.5")),
        ("1.250.000", ("1250000", "1250000")),
        ("9" * 70, ("9" * 64, "9" * 64)),
    ],
)
def test_numbers(word: str, terms: tuple[str, str]) -> None:
    assert new_table(joined_terms, KnownWords(None), compiled_stemmer).join(word) == joined_terms(word) == terms


TYPED_OTHERWISE = "شئ مسؤول كتـاب وزارةالداخلية علىالطريق األول اإلسلام االشتراك واالشتراك اهلل باهلل ـكتاب"
QURAN = "ءَامن قالُواْ رَحمَتِ عَلِى"
FOLDED_OTHERWISE = "ءامنوا جدااا اسحق وبهاذا يارب عالطريق هالبيت"
SEVERAL = (
    "وعبدالله عبدربه نورالدين انشاءالله ماشاء مازال لايزال ابوظبي وابوظبي ابوبكر مابعد فيمابين ثلاثمية خمسماءه لاسلكي "
    "ولابد لايوجد لاسيما اللانهائي للامبالاة لاأخلاقي جيوسياسي"
)


@pytest.mark.parametrize("word", f"{TYPED_OTHERWISE} {QURAN} {FOLDED_OTHERWISE} {SEVERAL}".split())
def test_a_word_that_may_not_stay_as_it_is_is_not_plain(word: str) -> None:
    assert compiled_plain(word) is None


def test_a_damaged_lexicon_ends_no_process(words: list[str]) -> None:
    content = bytearray(open_lexicon().content)
    chance = random.Random(19)
    for at in range(4, len(content), 97):
        content[at] ^= 1 << chance.randrange(8)
    content[8:12] = open_lexicon().content[8:12]
    damaged = new_stemmer(memoryview(content))
    assert {type(damaged.lemmas(word, letters(word), letters(word))) for word in words} == {tuple, type(None)}
    assert {type(damaged.plain(word)) for word in words} == {tuple, type(None)}
    assert {type(damaged.known(word, letters(word), 30.0)) for word in words} == {list, type(None)}


@pytest.mark.parametrize("size", [0, 10, 2**20, 2**21])
def test_a_lexicon_that_is_cut_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="no room"):
        new_stemmer(open_lexicon().content[:size])


def test_a_rule_that_is_missing_is_named() -> None:
    assert native is not None
    with pytest.raises(TypeError, match="spread"):
        native.Stemmer(open_lexicon().content)
