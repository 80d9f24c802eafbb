"""One test for every affix: the row of the table that takes it must be among the readings of a word that has it."""

from __future__ import annotations

import pytest

from search.analysis import analyze_word
from search.analysis.analyzer import read_word
from search.analysis.folding import letters
from search.analysis.readings import Reading, known_by_python
from search.analysis.stemmer import readings
from search.analysis.tables import Row, read_table

# class of stem -> a stem of it as it is written, and its lemma
STEMS = {
    "c": ("اذكر", "ذكر"),
    "cc": ("كن", "كان"),
    "cj": ("ادع", "دعا"),
    "cv": ("كون", "كان"),
    "cz": ("ارمي", "رمي"),
    "i": ("يذكر", "ذكر"),
    "ic": ("يكن", "كان"),
    "ie": ("يرا", "راي"),
    "ij": ("يرم", "رمي"),
    "iv": ("يكون", "كان"),
    "iw": ("يدعو", "دعا"),
    "iz": ("يرمي", "رمي"),
    "na": ("عربي", "عربي"),
    "nb": ("رؤساء", "رءيس"),
    "nc": ("أسلح", "سلاح"),
    "nd": ("مكتب", "مكتبه"),
    "ne": ("فتا", "فتي"),
    "ng": ("أعداد", "عدد"),
    "nh": ("ارءس", "رءيس"),
    "nm": ("مستشفى", "مستشفي"),
    "nn": ("رئيس", "رءيس"),
    "np": ("لبنان", "لبنان"),
    "nq": ("قاضي", "قاضي"),
    "nr": ("قاض", "قاضي"),
    "ns": ("بيت", "بيت"),
    "nt": ("دول", "دوله"),
    "nu": ("عليا", "اعلي"),
    "nv": ("سوري", "سوريا"),
    "nw": ("سماو", "سماء"),
    "p": ("ذكر", "ذكر"),
    "pc": ("كن", "كان"),
    "pe": ("رما", "رمي"),
    "pk": ("بقي", "بقي"),
    "pm": ("أمك", "امكن"),
    "ps": ("لف", "لفت"),
    "pt": ("رم", "رمي"),
    "pu": ("بق", "بقي"),
    "pv": ("كان", "كان"),
    "pw": ("دعو", "دعا"),
    "px": ("دعا", "دعا"),
    "pz": ("رمى", "رمي"),
    "xx": ("على", "علي"),
}
HOSTS = {
    "n": ("كتاب", "noun"),
    "d": ("كتاب", "noun"),
    "p": ("استخدم", "verb"),
    "i": ("يكتب", "verb"),
    "x": ("من", "particle"),
}
HOSTS["c"] = ("اكتب", "verb")


def all_readings(word: str) -> list[Reading]:
    """The readings of a word, however unlikely."""
    import search.analysis.readings as module

    spread, module._SPREAD = module._SPREAD, 99.0
    try:
        return known_by_python(word, letters(word), float("inf"))
    finally:
        module._SPREAD = spread


@pytest.mark.parametrize(
    "row",
    read_table("endings", "class", "ending", "enclitic", "cost", "adds"),
    ids=lambda row: f"{row['class']}-{row['ending']}-{row['enclitic']}",
)
def test_every_ending_is_taken_off(row: Row) -> None:
    stem, lemma = STEMS[row["class"]]
    if row["class"][0] == "i" and row["ending"] in ("ي", "ين"):
        stem = "ت" + stem[1:]  # only you, feminine
    pronoun = "ها" if row["enclitic"] == "must" else ""
    want = stem.translate(str.maketrans("أإآؤئى", "اااءءي")) + row["adds"] if row["adds"] else lemma
    found = [r.lemma for r in all_readings(stem + row["ending"] + pronoun)]
    assert want in found, found


@pytest.mark.parametrize(
    ("row", "host"),
    [(row, host) for row in read_table("attached", "hosts", "proclitic", "cost") for host in row["hosts"]],
    ids=lambda value: value["proclitic"] if isinstance(value, dict) else value,
)
def test_every_proclitic_comes_off_every_host(row: Row, host: str) -> None:
    word, pos = HOSTS[host]
    assert (row["proclitic"], pos) in {(r.proclitics, r.pos) for r in all_readings(row["proclitic"] + word)}


@pytest.mark.parametrize(
    ("row", "host"),
    [(row, host) for row in read_table("enclitics", "enclitic", "hosts", "cost") for host in row["hosts"]],
    ids=lambda value: value["enclitic"] if isinstance(value, dict) else value,
)
def test_every_pronoun_comes_off_every_host(row: Row, host: str) -> None:
    word, pos = HOSTS[host]
    assert (row["enclitic"], pos) in {(r.enclitic, r.pos) for r in all_readings(word + row["enclitic"])}


@pytest.mark.parametrize(
    ("forms", "lemma"),
    [
        ("كتب يكتب كتبت كتبوا يكتبون تكتبين سيكتبها كتبناه فليكتبوا", "كتب+"),
        ("قال يقول قالت قالوا قلنا يقولون ستقول يقل", "قال+"),
        ("دعا يدعو دعوا دعت يدعون دعاها", "دعا+"),
        ("رمى يرمي رمت رماه يرمون", "رمي+"),
        ("وصل يصل وصلت سيصلون", "وصل+"),
        ("أخذ يأخذ أخذوا تأخذها", "اخذ+"),
        ("سأل يسأل سئل سألوا", "سال+"),
        ("قرأ يقرأ قرؤوا يقرؤون", "قرا+"),
        ("ظلّ يظل ظلت", "ظل+"),
        ("استخدم يستخدم استخدموا يستخدمونها", "استخدم+"),
        ("استقال يستقيل استقالت", "استقال+"),
        ("اتصل يتصل اتصلوا", "اتصل+"),
        ("ادعى يدعي ادعت", "ادعي+"),
        ("احتج يحتج احتجوا", "احتج+"),
        ("تحدّث يتحدث تحدثوا", "تحدث+"),
        ("انضم ينضم انضموا", "انضم+"),
        ("أعاد يعيد أعادت", "اعاد+"),
        ("آمن يؤمن آمنوا يؤمنون", "امن+"),
        ("رأى يرى رأوا يرون", "راي+"),
        ("زلزل يزلزل", "زلزل+"),
        ("كتاب الكتاب كتابها والكتابين كتب الكتب كتبهم", "كتاب"),
        ("مدرسة المدرسة مدارس بالمدارس مدرستهم", "مدرسه"),
        ("سيارة سيارات سيارتان بسياراتهم", "سياره"),
        ("مهندس مهندسون المهندسين مهندسة للمهندسات", "مهندس"),
        ("قاضي قاض القاضي قضاة", "قاضي"),
        ("مستشفى مستشفيات المستشفيين", "مستشفي"),
        ("مصري مصرية المصريين مصريون مصريات", "مصري"),
        ("صديق أصدقاء أصدقائه", "صديق"),
        ("سلاح أسلحة بأسلحتهم", "سلاح"),
        ("أب أبوه أباه أبي", "اب"),
        ("سنة سنوات سنين السنتين", "سنه"),
        ("هذا هذه هؤلاء هذان", "هذا"),
        ("الذي التي الذين للذين", "الذي"),
        ("آخر أخرى الأخرى", "اخر"),
    ],
)
def test_forms_of_one_word_meet(forms: str, lemma: str) -> None:
    missed = [form for form in forms.split() if lemma not in {reading.term for reading in readings(form)}]
    assert missed == []


@pytest.mark.parametrize(
    "word",
    ["لبنان", "وزير", "إيران", "بوتين", "ألمانيا", "فيروس", "برلمان", "الله", "كوريا", "سليمان", "قانون", "فيلم"],
)
def test_what_looks_like_an_affix_stays(word: str) -> None:
    (reading, *_) = readings(word)
    assert reading.proclitics in ("", "ال")
    assert reading.lemma in (word.replace("إ", "ا").replace("أ", "ا"), "بوتين")


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("يُخْرِجُ", "اخرج"), ("يَخْرُجُ", "خرج"), ("كُتُبٌ", "كتاب"), ("كَتَبَ", "كتب"), ("مُدَرِّسَةٌ", "مدرس"), ("مَدْرَسَةٌ", "مدرسه")],
)
def test_marks_choose_the_reading_that_agrees(word: str, lemma: str) -> None:
    assert readings(word)[0].lemma == lemma


@pytest.mark.parametrize(
    ("word", "lemmas"), [("مازالت", ["ما", "زال"]), ("عبدالله", ["عبد", "الله"]), ("لابد", ["لا", "بد"]), ("", [])]
)
def test_each_word_of_a_compound_has_its_readings(word: str, lemmas: list[str]) -> None:
    assert [found[0].lemma for _, found in read_word(word)] == lemmas


def test_a_typed_ta_marbuta_is_no_pronoun() -> None:
    """عربة (cart) held the lemma of عرب (Arabs) too, read as عرب with the pronoun ه."""
    (cart,) = analyze_word("عربة")
    assert cart.lemmas == ("عربه",)


def test_the_article_has_a_bare_alef() -> None:
    (thousands,) = analyze_word("آلاف")
    assert thousands.lemmas[0] == "الف"
