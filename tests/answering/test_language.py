"""What the clauses of the query language find, mark, score and say, in every engine."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from search.model.request import LEVELS, MATCHES, SearchRequest
from search.query.parser import parse
from tests.conftest import PATIENT
from tests.query.test_parser import PIECES

DOCUMENTS = (
    ("summit", "قمة موسكو", "التقى بوتين بالرئيس الصيني في قمة موسكو وبحث التجارة", "2024-06-19", "الأهرام", "سياسة"),
    ("wrote", "درس", "كَتَبَ الولدُ الدرسَ في دفتره", "2024-03-15", "الحياة", "تعليم"),
    ("books", "معرض", "هذه كُتُبٌ جديدة في المكتبة", "2023-01-02", "الحياة", "ثقافة"),
    ("bare", "سبورة", "كتب المعلم على السبورة", "2022-01-02", "الأهرام", "ثقافة"),
    ("schools", "عودة", "افتتحت المدارس أبوابها للتلاميذ والمدرسين", "2024-09-01", "سكاي نيوز عربية", "تعليم"),
    ("ahmad", "زائر", "جاء أحمد إلى البيت", "2021-01-01", None, None),
    ("ahmad2", "زائر", "جاء احمد من البيت", None, None, None),
    ("coffee", "قهوة", "قهوة بدون سكر أفضل", "2024-01-01", "الأهرام", "صحة"),
    ("war", "رواية", "الحرب والسلام رواية كتبها تولستوي وقرأها الكاتب", "2020-01-01", "الحياة", "أدب"),
    ("protest", "حشد", "اجتمع المتضاهرون حول البئر", "2019-01-01", "الحياة", "أدب"),
)
KEYS = ("id", "title", "text", "date", "source", "category")


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder: Path = tmp_path_factory.mktemp(request.param)
    lines = [json.dumps(dict(zip(KEYS, values, strict=True))) for values in DOCUMENTS]
    (folder / "documents.jsonl").write_text("\n".join(lines), encoding="utf-8")
    search.rebuild([folder / "documents.jsonl"], folder / "index", request.param)
    return search.open(folder / "index", PATIENT)


@pytest.mark.parametrize(
    ("query", "level", "found"),
    [
        ("كَتَبَ", "vocalised", "wrote"),
        ("كُتُب", "vocalised", "books"),
        ("كُتِبَ", "vocalised", ""),
        ("كتب", "vocalised", "bare books wrote"),
        ('"كَتَبَ الولد"', "vocalised", "wrote"),
        ('"كُتِبَ الولد"', "vocalised", ""),
        ("-كَتَبَ كتب", "vocalised", "bare books"),
        ("كَتَبَ", "exact", "bare books wrote"),
        ("كتب", "exact", "bare books wrote"),
        ("كتب", "lemma", "bare books war wrote"),
        ("كتب", "root", "bare books war wrote"),
        ("الكتابة", "lemma", ""),
        ("الكتابة", "root", "bare books war wrote"),
        ("=كتب", "root", "bare books wrote"),
        ("جذر:كتب", "exact", "bare books war wrote"),
        ("جذر:درس", "lemma", "schools wrote"),
        ("جذر:مدرسة", "lemma", "schools wrote"),
        ("عنوان:جذر:درس", "lemma", "wrote"),
        ("=كتب", "lemma", "bare books wrote"),
        ("=كاتب", "lemma", ""),
        ("أحمد", "lemma", "ahmad ahmad2"),
        ("=أحمد", "lemma", "ahmad ahmad2"),
        ('="أحمد"', "lemma", "ahmad"),
        ('="احمد"', "lemma", "ahmad2"),
        ('="أحمد إلى البيت"', "lemma", "ahmad"),
        ('="أحمد البيت"', "lemma", ""),
        ('="الحرب و السلام"', "lemma", "war"),
        ("بوتين قرب/2 الصيني", "lemma", "summit"),
        ("الصيني قرب/2 بوتين", "lemma", "summit"),
        ("بوتين قرب/1 الصيني", "lemma", ""),
        ('بوتين NEAR/1 "الرئيس الصيني"', "lemma", "summit"),
        ('بوتين NEAR/3 "قمة موسكو"', "lemma", ""),
        ('بوتين NEAR/4 "قمة موسكو"', "lemma", "summit"),
        ("(بوتين | كيم) NEAR/2 (الصيني | الكوري)", "lemma", "summit"),
        ("بوتين NEAR/2 الصيني NEAR/3 موسكو", "lemma", "summit"),
        ("بوتين NEAR/2 الصيني NEAR/2 موسكو", "lemma", ""),
        ("عنوان:(قمة NEAR/1 موسكو)", "lemma", "summit"),
        ("بوت* NEAR/2 الصيمي~", "lemma", "summit"),
        ("كتب NEAR/3 كتاب", "lemma", ""),  # one word is not near itself
        ("متظاهر NEAR/2 البئر", "lemma", "protest"),  # misspelt: its letters give no hint
        ("قهوة -(بدون NEAR/1 سكر)", "lemma", ""),
        ("بوتن~", "lemma", "summit"),
        ("المدراس~1", "lemma", "schools"),
        ("تولستي~2", "lemma", "war"),
        ("الحرب و السلام", "lemma", "war"),
        ("قهوة بدون (سكر)", "lemma", ""),
        ("مصدر:الاهرام", "lemma", "bare coffee summit"),
        ("مصدر:نيوز", "lemma", "schools"),
        ("مصدر:الأهرام كتب", "lemma", "bare"),
        ("مصدر:(الأهرام | الحياة) كتب", "lemma", "bare books war wrote"),
        ("(مصدر:الأهرام كتب) | (مصدر:الحياة =كتب)", "lemma", "bare books wrote"),
        ("كتب -مصدر:الأهرام", "lemma", "books war wrote"),
        ("+تصنيف:ثقافة -مصدر:الحياة", "lemma", "bare"),
        ("تاريخ:2024", "lemma", "coffee schools summit wrote"),
        ("تاريخ:رمضان 1445", "lemma", "wrote"),
        ("تاريخ:من 2020 إلى 2021", "lemma", "ahmad war"),
        ("كتب تاريخ:2022..", "lemma", "bare books wrote"),
        ("كتب -تاريخ:2024", "lemma", "bare books war"),
        ("تاريخ:2019 | بوتين", "lemma", "protest summit"),
    ],
)
def test_a_query_finds_these_documents(index: search.Index, query: str, level: str, found: str) -> None:
    page = index.search(query, level=level, match="all")
    assert " ".join(sorted(hit.id for hit in page.hits)) == found
    assert page.total == len(found.split())


@pytest.mark.parametrize(
    ("query", "level", "id", "words"),
    [
        ("بوتين قرب/2 الصيني", "lemma", "summit", ["بوتين", "الصيني"]),
        ("قمة قرب/1 موسكو", "lemma", "summit", ["قمة", "موسكو"]),
        ("كَتَبَ", "vocalised", "wrote", ["كَتَبَ"]),
        ('="أحمد"', "lemma", "ahmad", ["أحمد"]),
        ("بوتن~", "lemma", "summit", ["بوتين"]),
        ("جذر:درس", "lemma", "schools", ["المدارس", "والمدرسين"]),
        ("الدراسة", "root", "schools", ["المدارس", "والمدرسين"]),
    ],
)
def test_what_matched_is_marked_and_explained(
    index: search.Index, query: str, level: str, id: str, words: list[str]
) -> None:
    (hit,) = [hit for hit in index.search(query, level=level).hits if hit.id == id]
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.marks] == words
    explanation = index.explain(index.plan(SearchRequest(query, level=level)), id)
    assert explanation.score == pytest.approx(hit.score, abs=1e-3)
    assert all(word in " ".join(explanation.lines()) for word in words)
    shown = index.read(id, query, level).text
    assert [shown.text[start:end] for start, end in shown.marks] == words


def test_a_word_as_typed_goes_before_those_near_it(index: search.Index) -> None:
    first, second = index.search("كتبها~ | بوتن~").hits
    assert (first.id, second.id) == ("war", "summit")
    assert second.score == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("query", "code", "position"),
    [
        ("بوتين جذر:ظظظ", "no-root", 10),
        ("بوتين مصدر:المنار", "no-value", 11),
        ("بوتين قمم* تاريخ:هراء", "date", 17),
    ],
)
def test_what_the_index_does_not_know_is_said(index: search.Index, query: str, code: str, position: int) -> None:
    notices = {notice.code: notice for notice in index.search(query).query.notices}
    assert notices[code].position == position
    assert notices[code].to_dict()["position"] == position


def test_the_page_says_what_was_understood_and_what_was_dropped(index: search.Index) -> None:
    info = index.search("«بوتين» و «موسكو» تاريخ:أمس").query
    assert (info.parsed, info.dropped) == ("+بوتين +موسكو", ("أمس",))


def test_queries_of_nasty_pieces_are_answered(index: search.Index) -> None:
    """The small version of `benchmarks/nasty_queries.py`: an answer to each, and what was understood parses again."""
    chance = random.Random(6)
    for _ in range(150):
        query = chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.choice((1, 3, 8, 25))))
        page = index.search(query, level=chance.choice(LEVELS), match=chance.choice(MATCHES))
        assert str(parse(page.query.parsed)) == page.query.parsed
        for hit in page.hits[:1]:
            assert index.explain(index.plan(SearchRequest(query)), hit.id).what
