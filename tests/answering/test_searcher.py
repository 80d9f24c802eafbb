"""The product on its own five seeds, in every engine."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

import search
from search.answering import searcher
from search.errors import DocumentNotFoundError, PageTooDeepError, QueryError
from search.model.limits import Limits
from search.model.request import SearchRequest
from search.settings import Settings
from tests.conftest import PATIENT


def names(page: search.Page) -> set[str]:
    return {hit.id[:3] for hit in page.hits}


ALL = {"000", "001", "002", "003", "004"}


@pytest.mark.parametrize("query", ["بوتين", "«كوريا الشمالية»", '"كوريا الشمالية"', "الرئيس الروسي", "كوري*"])
def test_a_query_finds_all_five(seeds: search.Index, query: str) -> None:
    page = seeds.search(query)
    assert (page.total, names(page)) == (5, ALL)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الکوری", "الكوري"),
        ("١٩٦١", "1961"),
        ("الشَّراكة", "الشراكة"),
        ("اوكرانيا", "أوكرانيا"),
        ("علي", "على"),  # no document there has the name
        ("شئون", "شؤون"),
        ("ب\u200dوت\u200eين", "بوتين"),
        ("بـــوتين", "بوتين"),
    ],
)
def test_two_spellings_find_the_same(seeds: search.Index, one: str, other: str) -> None:
    first, second = seeds.search(one), seeds.search(other)
    assert first.total > 0
    assert [(hit.id, hit.score) for hit in first.hits] == [(hit.id, hit.score) for hit in second.hits]


def test_a_word_typed_without_its_dots_finds_what_it_may_mean(seeds: search.Index) -> None:
    typed, meant = seeds.search("اتفاقيه"), seeds.search("اتفاقية")
    assert names(typed) >= names(meant) > set()


def test_1961_finds_the_two_that_hold_it(seeds: search.Index) -> None:
    assert names(seeds.search("1961")) == {"000", "004"}


@pytest.mark.parametrize("query", ["", " ", "\u064b\u064e", "؟!،«»", "()", "-", "ـــ", "\u202e"])
def test_a_query_without_words_gets_a_clear_answer(seeds: search.Index, query: str) -> None:
    page = seeds.search(query)
    assert (page.total, page.hits) == (0, ())
    assert "no-words" in [notice.code for notice in page.query.notices]


def test_bidi_controls_in_a_query_neither_match_nor_show(seeds: search.Index) -> None:
    page = seeds.search("\u202eبوتين\u202c")
    assert page.total == 5
    assert page.query.text == "بوتين"


@pytest.mark.parametrize("query", ["ا" * 10_000, "ب " * 2_001, "\ufffdabc", "\ud800"])
def test_a_query_that_cannot_be_used_is_refused_in_both_languages(seeds: search.Index, query: str) -> None:
    with pytest.raises(QueryError) as raised:
        seeds.search(query)
    assert raised.value.parameter == "q"
    assert raised.value.text("ar")


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": 0},
        {"limit": 101},
        {"offset": -1},
        {"offset": 9_995},
        {"sort": "author"},
        {"match": "some"},
        {"level": "stem"},
        {"ranges": {"date": ("19/06/2024", None)}},
        {"ranges": {"date": (None, "2024-02-30")}},
        {"facets": ("title",)},
        {"filters": {"title": "x"}},
        {"filters": {"source": tuple(map(str, range(31)))}},
        {"ranges": {"author": ("a", None)}},
        {"snippets": 4},
        {"snippet_characters": 39},
    ],
    ids=str,
)
def test_a_parameter_out_of_its_range_is_refused(seeds: search.Index, parameters: dict[str, object]) -> None:
    with pytest.raises(QueryError) as raised:
        seeds.search("بوتين", **parameters)
    assert raised.value.parameter is not None


def test_a_request_chooses_facets_and_snippets(seeds: search.Index) -> None:
    page = seeds.search("بوتين", facets=("year",), snippets=1, snippet_characters=40)
    assert list(page.facets) == ["year"]
    for hit in page.hits:
        (snippet,) = hit.snippets
        assert len(snippet.text) <= 40 + len("…  …")
        assert snippet.marks
    bare = seeds.search("بوتين", facets=(), snippets=0)
    assert (bare.total, bare.facets, {hit.snippets for hit in bare.hits}) == (5, {}, {()})


def test_deep_pages_are_for_those_who_raise_the_window(seeds: search.Index) -> None:
    with pytest.raises(PageTooDeepError):
        seeds.search("بوتين", offset=9_991, limit=10)
    assert seeds.search("بوتين", offset=9_990, limit=10).hits == ()
    deep = SearchRequest("بوتين", offset=9_991, limit=10)
    assert seeds.run(deep, Limits(window=20_000)).total == 5


def test_a_tag_names_one_generation(seeds: search.Index) -> None:
    assert seeds.tag() == search.open(seeds.root).tag()
    assert seeds.tag().startswith("gen-000001-")


def test_a_word_that_must_not_stand_takes_documents_away(seeds: search.Index) -> None:
    assert names(seeds.search("بوتين -الصين")) == {"001", "002", "004"}


def test_more_words_narrow(seeds: search.Index) -> None:
    assert [seeds.search(query).total for query in ("بوتين", "بوتين الصين")] == [5, 2]
    assert [seeds.search(q, match="all").total for q in ("بوتين", "بوتين الصين", "بوتين الصين طوكيو")] == [5, 2, 0]
    assert seeds.search("بوتين الصين", match="any").total == 5


def test_a_phrase_or_a_group_among_many_words_counts_as_a_whole(seeds: search.Index) -> None:
    """Its single words once made a match where any of three things was enough."""
    assert seeds.search('"الشمالية كوريا" قطة طوكيو').total == 0
    assert names(seeds.search('"الشمالية كوريا" زيلينسكي طوكيو')) == {"001"}
    assert names(seeds.search("(بوتين -الصين) قطة طوكيو")) == {"001", "002", "004"}
    assert names(seeds.search("(بوتين زيلينسكي) قطة طوكيو")) == {"001"}


def test_the_words_of_a_phrase_that_is_nowhere_still_rank(seeds: search.Index) -> None:
    """A headline with a quoted piece was ranked without the words of the piece."""
    (without,) = seeds.search("زيلينسكي طوكيو قطة").hits
    (hit,) = seeds.search('"الشمالية كوريا" زيلينسكي طوكيو قطة').hits
    assert hit.id == without.id
    assert hit.score > without.score


def test_words_that_no_document_has_together_are_relaxed_and_it_is_said(seeds: search.Index) -> None:
    page = seeds.search("زيلينسكي قطة")
    assert (names(page), page.query.match) == ({"001"}, "any")
    assert [notice.code for notice in page.query.notices] == ["relaxed"]
    assert seeds.search("زيلينسكي قطة", match="all").total == 0


def test_a_title_weighs_more_than_the_body(seeds: search.Index) -> None:
    assert seeds.search("زعيم كوريا الشمالية يبحث مع وفد عسكري").hits[0].id.startswith("002")


def test_dates_filter_and_sort(seeds: search.Index) -> None:
    assert names(seeds.search("بوتين", ranges={"date": ("2024-01-01", None)})) == {"000"}
    assert names(seeds.search("بوتين", ranges={"date": (None, "2023-12-31")})) == {"001"}
    assert [hit.date for hit in seeds.search("بوتين", sort="newest").hits] == [
        "2024-06-19",
        "2023-09-14",
        None,
        None,
        None,
    ]


def test_facets_are_counted_over_all_matches(seeds: search.Index) -> None:
    facets = seeds.search("بوتين", limit=1).facets
    assert [(bucket.value, bucket.count) for bucket in facets["year"]] == [("2023", 1), ("2024", 1)]
    assert facets["source"] == facets["category"] == ()


def test_paging_goes_through_all_without_repeating(seeds: search.Index) -> None:
    pages = [seeds.search("بوتين", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [len(page.hits) for page in pages] == [2, 2, 1, 0]
    assert len({hit.id for page in pages for hit in page.hits}) == 5


def test_a_hit_shows_whole_words_marked_in_title_and_text(seeds: search.Index) -> None:
    hit = next(hit for hit in seeds.search("بوتين").hits if hit.id.startswith("000"))
    assert hit.title_html.startswith("<mark>بوتين</mark> من كوريا الشمالية: &quot;وثيقة")
    assert "<mark>بوتين</mark>" in hit.snippets[0].html
    hit = next(hit for hit in seeds.search("الإمبريالية").hits if hit.id.startswith("001"))
    assert hit.title == "كيم لبوتين: علاقاتنا سترتقي إلى مستوى جديد وسنخوض الحرب معاً ضد الإمبريالية"


def test_a_document_without_a_title_is_shown_by_its_first_words(seeds: search.Index) -> None:
    hit = next(hit for hit in seeds.search("بوتين").hits if hit.id.startswith("003"))
    assert hit.title == "استقبل الرئيس الروسي فلاديمير بوتين، الاثنين، وزيرة خارجية كوريا الشمالية تشو سون\u00a0…"


def test_a_document_is_given_whole_and_marked(seeds: search.Index) -> None:
    document = seeds.document("000_65ff194bb9956bd1")
    assert document.text.startswith("معركة أولي البأس")
    reading = seeds.read(document.id, "الرئيس الشّمالی")
    title, text = reading.title, reading.text
    assert [title.text[start:end] for start, end in title.marks] == ["الشمالية"]
    assert {"الرئيس", "الشمالي", "الشمالية"} <= {text.text[start:end] for start, end in text.marks}
    with pytest.raises(DocumentNotFoundError):
        seeds.document("000")


def test_stats_tell_what_is_served(seeds: search.Index) -> None:
    stats = seeds.stats()
    assert (stats["documents"], stats["generation"], stats["source_bytes"]) == (5, "gen-000001", 40928)
    assert stats["limits"]["query_characters"] == 4_000


def test_every_engine_gives_the_same_page(seed_folders: dict[str, object]) -> None:
    queries = ["بوتين", "«كوريا الشمالية»", "كور* -الصين", "هل زار بوتين كوريا الشمالية", "(قمة | زيارة) title:كوريا"]
    for query in queries:
        pages = []
        for folder in seed_folders.values():
            page = search.open(folder, PATIENT).search(query).to_dict()
            pages.append({name: page[name] for name in ("total", "hits", "facets", "query")})
        assert pages[0]["total"] > 0
        assert pages[1] == pages[0]
        assert pages[2] == pages[0]


def test_an_index_keeps_to_the_limits_it_is_opened_with(seeds_folder: Path) -> None:
    limits = Limits(
        **{"limit": 2, "window": 4, "snippets": 1, "snippet_characters": 60, "query_words": 2, "facet_buckets": 1},
        **{"query_characters": 40, "passage_words": 1, "suggestions": 3, "expansions": 2, "nesting": 1},
    )
    index = search.open(seeds_folder, Settings(limits=limits))
    with pytest.raises(QueryError, match="limit is 3; use 1 to 2"):
        index.search("بوتين", limit=3)
    with pytest.raises(QueryError, match="at most 4 hits"):
        index.search("بوتين", limit=2, offset=3)
    with pytest.raises(QueryError, match="longer than 40 characters"):
        index.search("ب" * 41)
    with pytest.raises(QueryError, match="limit is 4; use 1 to 3"):
        index.suggest("بو", 4)
    page = index.search("بوتين", limit=2)
    assert [len(hit.snippets) for hit in page.hits] == [1, 1]
    assert all(len(snippet.text) <= 64 for hit in page.hits for snippet in hit.snippets)
    assert len(page.facets["year"]) == 1
    notices = index.search("((بوتين)) كور*", limit=2).query.notices
    said = {notice.code: notice.text("en") for notice in notices}
    assert said["nesting"] == "Parentheses go 1 deep at most; deeper ones were left out."
    assert said["expansions"] == "The prefix stands for very many words; the 2 most frequent were used."
    passage = index.search("قمة بوتين كيم", limit=1).query
    assert (len(passage.parsed.split()), len(passage.dropped)) == (1, 2)
    assert index.stats()["limits"]["window"] == 4


@pytest.mark.parametrize("query", ["بوتين", "بوتين الصين طوكيو", "بوتين قرب/5 كيم", '="إن"', "زيلينسكي", "؟"])
def test_a_count_is_the_total_of_the_page(seeds: search.Index, query: str) -> None:
    plan = seeds.plan(SearchRequest(query))
    page = seeds.page(plan)
    assert seeds.count(plan) == seeds.total(SearchRequest(query, offset=20, snippets=0)) == page.total
    assert seeds.suggestion(plan) == page.suggestion
    if page.more is False:
        assert {match.id for match in seeds.matches(plan)} >= {hit.id for hit in page.hits}


def test_a_total_is_counted_once_in_a_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    source = tmp_path / "a.jsonl"
    source.write_text('{"id": "1", "text": "قمة"}', encoding="utf-8")
    search.rebuild([source], tmp_path / "index")
    index = search.open(tmp_path / "index", PATIENT)
    counted: list[str] = []
    find = searcher.find
    monkeypatch.setattr(searcher, "find", lambda plan, window: counted.append(plan.request.q) or find(plan, window))
    assert [index.total(SearchRequest("قمة", limit=limit)) for limit in (10, 20)] == [1, 1]
    assert counted == ["قمة"]
    source.write_text('{"id": "2", "text": "قمة أخرى"}', encoding="utf-8")
    search.update([source], tmp_path / "index")
    assert index.total(SearchRequest("قمة")) == 2
    assert counted == ["قمة", "قمة"]


@pytest.mark.parametrize("query", ["قمة", "قمة موسكو", "قمة قرب/2 موسكو", "جذر:كتب", "قمه~1 -حرب", "قمة موسكوو"])
def test_a_generation_that_is_left_is_let_go_at_once(
    query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are gone, and would keep their place on the disk until the collector comes by."""
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    source = tmp_path / "a.jsonl"
    source.write_text('{"id": "1", "text": "قمة في موسكو", "source": "الأهرام"}', encoding="utf-8")
    search.rebuild([source], tmp_path / "index")
    index = search.open(tmp_path / "index", PATIENT)
    gc.collect()
    gc.disable()
    try:
        index.search(query)
        left = weakref.ref(index.plan(SearchRequest(query)).opened.engine)
        search.rebuild([source], tmp_path / "index")
        index.search(query)
        assert left() is None
    finally:
        gc.enable()
