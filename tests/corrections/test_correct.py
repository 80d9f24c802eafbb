"""What is offered for a query that finds little, and what is not."""

from __future__ import annotations

import pytest

import search
from search.corrections.typed_words import typed_words
from search.engines import ENGINES
from search.query.parser import parse
from tests.conftest import PATIENT

TEXTS = (
    "زار الرئيس بوتين كوريا الشمالية في يونيو",
    "قال الرئيس إن كوريا الشمالية دولة صديقة",
    "شركة google تفتح مكتبا في القاهرة",
    "فاز محمد صلاح بجائزة أفضل لاعب",
    "حوار مع محمد صلاح بعد المباراة",
    "شركة جوجل تعلن عن هاتف جديد",
    "هاتف جوجل الجديد في الأسواق",
    "محاولة جديدة لحل أزمة المياه",
    "تقع المدينة في المنطقة الشمالية من البلاد",
)


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder = tmp_path_factory.mktemp(f"repairs-{request.param}")
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    search.rebuild([folder], folder / "index", request.param)
    return search.open(folder / "index", PATIENT)


def offered(index: search.Index, query: str, **parameters: object) -> tuple[str, str, int] | None:
    found = index.search(query, **parameters).suggestion
    return found and (found.query, found.reason, found.total)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("محاولظ", ("محاولة", "spelling", 1)),
        ("كورياالشمالية", ("كوريا الشمالية", "spelling", 2)),
        ("lph,gm", ("محاولة", "keyboard", 1)),
        ("hgvzds f,jdk", ("الرئيس بوتين", "keyboard", 1)),
        ("hgnCds fmjdk", ("الرئيس بوتين", "keyboard", 1)),  # a Mac
        ("لخخلمث", ("google", "keyboard", 1)),
        ("Putin", ("بوتين", "name", 1)),
        ("mo7ammed sala7", ("محمد صلاح", "name", 2)),
    ],
)
def test_a_query_that_finds_nothing_is_repaired(index: search.Index, typed: str, meant: tuple[str, str, int]) -> None:
    assert offered(index, typed) == meant


@pytest.mark.parametrize("query", ["كوريا الشمالية", "بوتين", "شركة جوجل", "google", "هاتف جديد", "وبالقاهرة", "2024"])
def test_a_query_that_is_right_is_left_alone(index: search.Index, query: str) -> None:
    assert offered(index, query) is None


def test_beside_hits_a_query_is_offered_only_when_documents_have_all_its_words(index: search.Index) -> None:
    assert offered(index, "محمد صلاح المباراظ") == ("محمد صلاح المباراة", "spelling", 1)
    assert offered(index, "كوريا الشمالية المباراظ") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("(محاولظ جديدة) -الصين", "(محاولة جديدة) -الصين"),
        ("(محاولظ | ديناصور) -«الصين»", "(محاولة | ديناصور) -«الصين»"),
        ("+محاولظ   +جديدة", "+محاولة   +جديدة"),
    ],
)
def test_the_rest_of_the_query_stays_as_it_was_typed(index: search.Index, typed: str, meant: str) -> None:
    found = offered(index, typed)
    assert found is not None
    assert found[0] == meant


@pytest.mark.parametrize(
    "part",
    [
        *("-الرئيص", "NOT الرئيص", '-"كوريا الشماليظ"', "-(الرئيص | الصين)"),
        *('"كوريا الشماليظ"', "«الرئيص»", '"كوريا الشماليظ"~5', '="الرئيص"', "=الرئيص", "=الرئيص-بوتين"),
        *("الرئيص*", "الرئيص~", "ظظظ~", "عنوان:الرئيص", "title:(الرئيص | بوتن)", 'مصدر:"سكاي نيوس"'),
        *("جذر:رئص", "تاريخ:19 يونيو 2024"),
    ],
)
def test_what_the_user_marked_is_no_word_to_be_corrected(part: str) -> None:
    """An operator, quotes or a field say that the part is meant as it stands."""
    assert [word.text for word in typed_words(parse(f"بوتين {part}")) if not word.literal] == ["بوتين"]


def test_words_go_the_one_that_is_nowhere_first(index: search.Index) -> None:
    assert offered(index, "بوتين الرئيس ديناصورات", match="all") == ("بوتين الرئيس", "relaxed", 1)
    assert offered(index, '"الشمالية كوريا"') == ("الشمالية كوريا", "relaxed", 2)


def test_a_total_is_that_of_the_whole_request(index: search.Index) -> None:
    assert offered(index, "محاولظ", ranges={"date": ("2024-01-01", None)}) is None


def test_repairs_change_nothing_of_the_answer_itself(index: search.Index) -> None:
    page = index.search("محاولظ")
    assert (page.total, page.hits) == (0, ())


def test_a_name_missing_a_long_vowel_is_found_and_nothing_else_is_offered(seeds: search.Index) -> None:
    assert seeds.search("كوريا الشمالية بوتن").total == 5
    assert offered(seeds, "كوريا الشمالية بوتن") is None
