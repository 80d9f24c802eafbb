"""The search page and the reader, as HTML without a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.model.limits import Limits
from search.model.request import LEVELS, SearchRequest
from search.model.results import IndexInfo, Page, QueryInfo
from search.model.schema import SCHEMA
from tests.conftest import PATIENT, configured
from tests.web.conftest import Build
from web import create_app
from web.contract import query_string
from web.pages import filters
from web.pages.links import Links

PUTIN = quote("بوتين")
BOOK = quote("كتاب")


def links(page: str) -> list[str]:
    return [html.unescape(address) for address in re.findall(r'<a [^>]*?href="([^"]*)"', page)]


def link_to(page: str, label: str) -> str:
    """The address of the link with this label."""
    for address, content in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL):
        if label in re.sub(r"<[^>]*>", "", html.unescape(content)):
            return html.unescape(address)
    raise AssertionError(f"no link {label!r}")


def test_welcome_says_what_can_be_searched(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<html lang="ar" dir="rtl" ' in page
    assert "ابحث في 5 وثائق" in page
    assert link_to(page, '"كوريا الشمالية"') == f"/?q={quote(chr(34) + 'كوريا الشمالية' + chr(34)).replace('%20', '+')}"


def test_welcome_offers_only_examples_that_find_something(shelf: FlaskClient) -> None:
    page = shelf.get("/").text
    assert "ابحث في 23 وثيقة" in page
    assert "بوتين" not in page


def test_form_needs_no_javascript(client: FlaskClient) -> None:
    page = client.get("/").text
    assert re.search(r'<form class="search" id="search" role="search" action="/" method="get">', page)
    box = re.search(r'<input id="q"[^>]*>', page)
    assert box is not None
    for attribute in ('name="q"', 'dir="auto"', 'maxlength="4000"', 'enterkeyhint="search"'):
        assert attribute in box.group()


def test_results_are_ranked_articles_with_marks(client: FlaskClient) -> None:
    page = client.get(f"/?q={PUTIN}").text
    assert "5 نتائج" in page
    assert page.count("<article ") == 5
    assert '<ol class="hits" start="1">' in page
    assert "<mark>بوتين</mark>" in page
    assert '<time datetime="2024-06-19">19 يونيو 2024</time>' in page
    assert "<title>بوتين – باحث</title>" in page
    assert 'value="بوتين"' in page


def test_hit_shows_where_it_comes_from(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}").text
    assert re.search(
        r'<span><bdi dir="rtl">دار المشرق</bdi></span><span><bdi dir="rtl">تاريخ</bdi></span>'
        r'<span><time datetime="202\d-03-05">5 مارس 202\d</time></span>',
        page,
    )


def test_pages_lead_forth_and_back(shelf: FlaskClient) -> None:
    first = shelf.get(f"/?q={BOOK}").text
    assert "23 نتيجة" in first
    assert [label for label in ("1", "2", "3") if f'aria-label="الصفحة {label}"' in first] == ["2", "3"]
    assert "السابق" not in first
    second = shelf.get(link_to(first, "التالي")).text
    assert '<ol class="hits" start="11">' in second
    assert '<link rel="prev"' in second
    assert '<link rel="next"' in second
    third = shelf.get(link_to(second, "التالي")).text
    assert third.count("<article ") == 3
    assert "التالي" not in third
    assert link_to(second, "السابق") == f"/?q={BOOK}"
    assert link_to(third, "السابق") == f"/?q={BOOK}&offset=10"


def test_page_past_the_last_hit_leads_back(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}&offset=500").text
    assert link_to(page, "عُد إلى أول النتائج") == f"/?q={BOOK}"


def test_facets_narrow_by_boxes_and_chips_take_it_back(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}&offset=10").text
    assert boxes(page, "source") == {"دار المشرق": (15, False), "دار المغرب": (8, False)}
    narrowed = shelf.get("/", query_string={"q": "كتاب", "source": "دار المغرب"}).text
    assert "8 نتائج" in narrowed
    assert boxes(narrowed, "source") == {"دار المشرق": (15, False), "دار المغرب": (8, True)}
    assert link_to(narrowed, "أزل: دار المغرب") == f"/?q={BOOK}"
    both = shelf.get("/", query_string={"q": "كتاب", "source": ["دار المغرب", "دار المشرق"]}).text
    assert "23 نتيجة" in both
    year = link_to(page, "2022: 6 نتائج")
    assert year == f"/?q={BOOK}&from=2022-01-01&to=2022-12-31"
    assert "6 نتائج" in shelf.get(year).text
    assert link_to(shelf.get(year).text, "أزل: 2022") == f"/?q={BOOK}"


def boxes(page: str, name: str) -> dict[str, tuple[int, bool]]:
    """The boxes of a facet: the count of each value, and whether it is ticked."""
    box = rf'<input type="checkbox" form="search" name="{name}" value="([^"]*)"( checked)?>.*?class="number">([^<]*)'
    found = re.findall(box, page)
    return {html.unescape(value): (int(count), bool(ticked)) for value, ticked, count in found}


def test_active_choices_are_marked_as_current(shelf: FlaskClient) -> None:
    query = quote("كتاب التاريخ")
    page = shelf.get(f"/?q={query}&sort=newest&match=all&from=2021-01-01&to=2021-12-31").text
    current = re.findall(r'<a href="[^"]*" aria-current="true">(.*?)</a>', page, re.DOTALL)
    assert [re.sub(r"<[^>]*>|\s+", " ", content).split()[0] for content in current] == [
        "الأحدث",
        "كل",  # كل الصيغ
        "كل",  # كل الكلمات فقط
    ]


def test_one_word_leaves_no_choice_of_how_many(shelf: FlaskClient) -> None:
    assert "أيّ كلمة منها" not in shelf.get(f"/?q={BOOK}").text
    assert "أيّ كلمة منها" in shelf.get(f"/?q={quote('كتاب التاريخ')}").text


def test_form_keeps_the_filters_of_the_answer(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}&category={quote('تاريخ')}&sort=newest&match=any&limit=5&from=2020-01-01").text
    for name, value in [("sort", "newest"), ("match", "any"), ("limit", "5")]:
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert boxes(page, "category")["تاريخ"] == (20, True)
    assert '<input form="search" name="from" value="2020-01-01"' in page
    nothing = shelf.get("/", query_string={"q": "زقزقة", "author": "طه", "price": "1"}).text
    assert '<input type="hidden" name="author" value="طه">' in nothing


def test_no_results_offer_ways_out(client: FlaskClient) -> None:
    page = client.get(f"/?q={quote('زقزقة')}&from=2024-01-01&match=all").text
    assert "لا نتائج" in page
    assert "«<bdi>زقزقة</bdi>»" in page
    assert link_to(page, "من 1 يناير 2024") == f"/?q={quote('زقزقة')}&match=all"
    assert f"/?q={PUTIN}" in links(page)


def test_no_results_offer_what_is_wider_and_finds_something(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={quote(chr(34) + 'التاريخ كتاب' + chr(34))}&from=2023-01-01").text
    unquoted = quote("التاريخ كتاب").replace("%20", "+")
    assert link_to(page, "التاريخ كتاب") == f"/?q={unquoted}&from=2023-01-01"  # what is suggested stands there once
    assert "ابحث من غير علامات التنصيص" not in page
    assert link_to(page, "ابحث من غير تضييق ولا تنصيص") == f"/?q={unquoted}"
    assert "من غير أيّ تضييق" not in page  # the phrase is nowhere: that would be another empty page
    assert '<span class="muted">(5 نتائج)</span>' in page
    assert '<span class="muted">23 نتيجة</span>' in page


def test_wider_requests_follow_from_what_was_asked(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={quote('كتاب زقزقة')}&match=all&level=exact").text
    assert (
        link_to(page, "ابحث بأيّ كلمة من كلماتك")
        == f"/?q={quote('كتاب زقزقة').replace('%20', '+')}&match=any&level=exact"
    )
    assert "بكل صيغ الكلمة" not in page.split('<ul class="ways">')[1].split("</ul>")[0]


def test_query_without_words_is_explained(client: FlaskClient) -> None:
    for query in ("ًٌٍ", "؟!"):
        page = client.get(f"/?q={quote(query)}")
        assert page.status_code == 200
        assert "لا نتائج" in page.text
        assert '<p class="notice">' in page.text


def test_a_wrong_date_loses_nothing_else(shelf: FlaskClient) -> None:
    asked = {"q": "كتاب", "source": "دار المغرب", "sort": "newest", "from": "yesterday"}
    page = shelf.get("/", query_string=asked)
    assert page.status_code == 400
    assert '<input type="hidden" name="source" value="دار المغرب">' in page.text
    assert '<input type="hidden" name="sort" value="newest">' in page.text
    assert 'name="from"' not in page.text


def test_bad_parameter_is_said_on_the_page(client: FlaskClient) -> None:
    page = client.get(f"/?q={PUTIN}&from=soon")
    assert page.status_code == 400
    assert 'قيمة from ليست تاريخًا؛ اكتبه هكذا <bdi dir="ltr">2024-06-19</bdi>' in page.text
    assert 'value="بوتين"' in page.text


@pytest.mark.parametrize(
    ("typed", "label", "meant", "count"),
    [
        ("كوربا", "هل تقصد", "كوريا", "(3 نتائج)"),
        ("hgrgf", "هل تقصد", "القلب", "(نتيجتان)"),
        ("putin", "هل تقصد", "بوتين", "(نتيجتان)"),
        ("+قطار +فيزياء", "بحث أوسع", "+قطار", "(4 نتائج)"),
    ],
    ids=["spelling", "keyboard", "latin", "relaxed"],
)
def test_suggestion_is_a_link_with_its_count(
    collection: FlaskClient, typed: str, label: str, meant: str, count: str
) -> None:
    page = collection.get("/", query_string={"q": typed, "repair": "offer"}).text
    suggestion = page[page.index('<p class="suggestion">') :].partition("</p>")[0]
    assert label in suggestion
    assert f"<bdi>{meant}</bdi>" in suggestion
    assert count in suggestion
    found = collection.get(link_to(suggestion, meant)).text
    assert f'<p class="count">{count[1:-1]} ' in found
    assert 'class="suggestion"' not in found


def test_wider_search_is_offered_once(collection: FlaskClient) -> None:
    page = collection.get("/", query_string={"q": '"القطار الأخضر السريع"'}).text
    wider = link_to(page, "القطار الأخضر السريع")
    assert wider == f"/?q={quote('القطار الأخضر السريع').replace('%20', '+')}"
    assert links(page).count(wider) == 1


def test_total_comes_with_its_time(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}").text
    assert re.search(r'23 نتيجة <span class="muted time">في \d+\.\d{3} ثانية</span>', page)


def test_an_unchanged_answer_is_not_sent_again(shelf: FlaskClient) -> None:
    first = shelf.get(f"/?q={BOOK}")
    again = shelf.get(f"/?q={BOOK}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    shelf.set_cookie("settings", "numerals=arab")
    other = shelf.get(f"/?q={BOOK}", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert "Cookie" in other.headers["Vary"]


def test_empty_fields_of_the_form_leave_the_address(shelf: FlaskClient) -> None:
    response = shelf.get(f"/?q={BOOK}&from=&to=&sort=newest&offset=10")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/?q={BOOK}&sort=newest&offset=10"


def test_hit_offers_its_original_and_its_address(shelf: FlaskClient, poison: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}").text
    assert '<a href="https://books.example/' in page
    assert re.search(r'<button class="copy" type="button" data-copy="/doc/shelf/\d\d"', page)


def test_every_level_has_a_rung_on_the_ladder() -> None:
    assert set(filters.LADDER) == set(LEVELS)


def test_reading_of_operators_is_shown(client: FlaskClient) -> None:
    page = client.get(f"/?q={quote('+بوتين (كيم أو شي) -الصين')}").text
    assert re.sub(r"<[^>]*>", "", page.split('class="understood muted">')[1].split("</p>")[0]) == (
        "فُهم هكذا: كيم أو شي · لا بد من: بوتين · من دون: الصين"
    )
    assert "فُهم هكذا" not in client.get(f"/?q={quote('بوتين  كيم')}").text


def test_leaves_lead_to_pages_that_are_there() -> None:
    def leaves(offset: int, *, more: bool) -> list[tuple[int, str | None]]:
        page = Page(1_000_000, 0, False, QueryInfo("", "", ""), IndexInfo("", "", 0), (), {}, SCHEMA, more=more)
        with create_app().test_request_context():
            return filters.leaves(Links(SearchRequest("كتاب", limit=7, offset=offset)), page, 10_000)

    assert [number for number, _ in leaves(28, more=True)] == [1, 3, 4, 5, 6, 7]
    assert [number for number, url in leaves(28, more=True) if url is None] == [5]
    assert [number for number, _ in leaves(14, more=False)] == [1, 2, 3]
    last = leaves(9982, more=True)[-1][1]
    assert last is not None
    assert query_string.read(last.partition("?")[2].encode(), Limits(), SCHEMA).offset == 9989


def test_page_tells_others_what_it_is(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}&sort=newest").text
    assert f'<link rel="canonical" href="http://localhost/?q={BOOK}&amp;sort=newest">' in page
    assert '<meta property="og:title" content="نتائج البحث عن «كتاب»">' in page
    assert '<meta name="description" content="23 نتيجة في 23 وثيقة">' in page
    assert f'type="application/rss+xml" title="جديد نتائج «كتاب»" href="/feed.xml?q={BOOK}&amp;sort=newest"' in page


def test_reader_shows_the_whole_text_in_paragraphs(shelf: FlaskClient) -> None:
    page = shelf.get(f"/doc/shelf/07?q={BOOK}").text
    assert '<h1 dir="rtl"><bdi dir="rtl"><mark>كتاب</mark> رقم 7</bdi></h1>' in page
    assert '<p dir="rtl">هذا <mark id="hit-1" data-hit="1">كتاب</mark> في التاريخ.</p>' in page
    assert '<p dir="rtl">وفيه فصل ثانٍ.</p>' in page
    assert '<a href="https://books.example/7" rel="noopener noreferrer nofollow">' in page


def test_reader_without_a_query_has_no_marks(shelf: FlaskClient) -> None:
    page = shelf.get("/doc/shelf/07").text
    assert "<mark>" not in page
    assert link_to(page, "ابحث في الوثائق") == "/"


def test_reader_leads_back_to_the_same_results(shelf: FlaskClient) -> None:
    results = f"/?q={BOOK}&from=2020-01-01&sort=newest&offset=10"
    page = shelf.get(results).text
    reader = next(address for address in links(page) if address.startswith("/doc/"))
    assert reader == f"/doc/shelf/{reader[11:13]}{results[1:]}"
    assert link_to(shelf.get(reader).text, "عُد إلى نتائج") == results


def test_marks_never_cross_a_paragraph(client: FlaskClient) -> None:
    page = client.get(f"/doc/000_65ff194bb9956bd1?q={quote(chr(34) + 'كوريا الشمالية' + chr(34))}").text
    paragraphs = re.findall(r'<p dir="[a-z]+">(.*?)</p>', page)
    assert len(paragraphs) > 20
    assert any("<mark " in paragraph for paragraph in paragraphs)
    assert all(paragraph.count("<mark ") == paragraph.count("</mark>") for paragraph in paragraphs)


def test_numerals_are_configured(client_of: Callable[..., FlaskClient], shelf_index: Path) -> None:
    page = client_of(index=shelf_index, numerals="arab").get(f"/?q={BOOK}").text
    assert "٢٣ نتيجة" in page
    assert "٥ مارس ٢٠٢" in page
    assert 'datetime="202' in page


def test_links_of_a_passage_carry_the_words_kept(client: FlaskClient) -> None:
    words = "زيارة الرئيس الروسي فلاديمير بوتين إلى كوريا الشمالية"
    passage = " ".join([*(f"{words} كلمة{number}" for number in range(20)), "إلى خاتمة النص"])
    page = client.get("/", query_string={"q": passage}).text
    asking = [address for address in links(page) if "q=" in address]
    assert len(asking) > 10
    assert max(map(len, asking)) < 1_500
    assert page.count("كلمة19 إلى خاتمة") == 1  # in the box, as it was pasted
    assert hits_of(client.get(link_to(page, "الأكثر صلة")).text) == hits_of(page) != []


def hits_of(page: str) -> list[str]:
    return re.findall(r'<h2[^>]*><a href="(/doc/[^"?]*)', page)


def test_a_hijri_day_narrows_and_the_page_says_the_gregorian_one(shelf: FlaskClient) -> None:
    told = shelf.get(f"/?q={BOOK}&from=1444-08-13")  # 5 March 2023
    assert told.headers["Location"] == f"/?q={BOOK}&from=2023-03-05"
    page = shelf.get(told.headers["Location"]).text
    assert "5 نتائج" in page
    assert link_to(page, "من 5 مارس 2023") == f"/?q={BOOK}"
    assert '<input form="search" name="from" value="2023-03-05"' in page
    assert "لا نتائج" in shelf.get(f"/?q={BOOK}&to=1444-08-13{quote('م')}").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("from=2022&to=2022", "from=2022-01-01&to=2022-12-31"),
        ("from=5/3/2022", "from=2022-03-05"),
        (f"to={quote('٥/٣/٢٠٢٢')}", "to=2022-03-05"),
        (f"from={quote('رمضان 1443')}", "from=2022-04-02"),
        (f"to={quote('رمضان 1443')}", "to=2022-05-01"),
    ],
)
def test_days_are_taken_as_people_write_them(shelf: FlaskClient, given: str, said: str) -> None:
    assert shelf.get(f"/?q={BOOK}&{given}").headers["Location"] == f"/?q={BOOK}&{said}"


@pytest.mark.parametrize("ends", ["from=2022&to=2021", "from=2022-12-31&to=2021-01-01", "from=31/12/2022&to=1/1/2021"])
def test_days_turned_round_are_put_right_and_the_page_says_so(shelf: FlaskClient, ends: str) -> None:
    page = shelf.get(f"/?q={BOOK}&{ends}&within=")
    assert page.status_code == 200
    assert hits_of(page.text) == hits_of(shelf.get(f"/?q={BOOK}&from=2021-01-01&to=2022-12-31").text)
    turned = '<bdi dir="ltr">2022-12-31</bdi>..<bdi dir="ltr">2021-01-01</bdi>'
    assert f'<p class="notice">المدى {turned} ينتهي قبل أن يبدأ' in page.text
    assert link_to(page.text, "2021–2022") == f"/?q={BOOK}"
    assert '<input form="search" name="from" value="2021-01-01"' in page.text


def test_a_year_of_old_documents_is_a_gregorian_one(build: Build, app_of: Callable[[Path], Flask]) -> None:
    books = [{"id": year, "text": "كتاب", "date": f"{year}-05-05"} for year in ("1350", "1980")]
    client = app_of(build(books)).test_client()
    year = link_to(client.get(f"/?q={BOOK}").text, "1300–1399")  # a bar stands for a hundred years
    assert year == f"/?q={BOOK}&from=1300-01-01{quote('م')}&to=1399-12-31{quote('م')}"
    years = client.get(f"/?q={BOOK}&from=1350-01-01{quote('م')}&to=1351-12-31{quote('م')}").text
    narrow = link_to(years, "1350: نتيجة")
    assert narrow == f"/?q={BOOK}&from=1350-01-01{quote('م')}&to=1350-12-31{quote('م')}"
    assert "نتيجة واحدة" in client.get(narrow).text
    assert link_to(client.get(narrow).text, "أزل: 1350") == f"/?q={BOOK}"


def test_an_encoded_query_is_shown_as_what_it_says(client: FlaskClient) -> None:
    page = client.get("/", query_string={"q": quote("كوريا الشمالية")}).text
    assert 'value="كوريا الشمالية"' in page
    assert "كان الاستعلام مرمّزًا" in page
    assert f"/?{query_string.canonical(SearchRequest('كوريا الشمالية', sort='newest'))}" in links(page)


def test_the_page_shows_the_hits_of_a_sure_repair_and_the_way_back(client: FlaskClient) -> None:
    page = client.get("/?q=Putin").text
    assert re.sub("<[^>]*>", "", page.split('<p class="suggestion">')[1].split("</p>")[0]) == (
        "عُرضت نتائج «بوتين»؛ ابحث عن Putin كما كُتبت"
    )
    assert "5 نتائج" in page
    assert "<mark>بوتين</mark>" in page
    assert '<input id="q" type="search" name="q" value="Putin"' in page
    assert f'<link rel="canonical" href="http://localhost/?q={PUTIN}">' in page
    assert link_to(page, "الأحدث") == f"/?q={PUTIN}&sort=newest"
    assert f"/feed.xml?q={PUTIN}" in links(page)
    as_typed = client.get(link_to(page, "Putin كما كُتبت"))
    assert as_typed.request.query_string == b"q=Putin&repair=off"
    assert "لا نتائج" in as_typed.text
    assert "عُرضت نتائج" not in as_typed.text


def test_a_repair_is_offered_where_the_address_says_so(client: FlaskClient) -> None:
    page = client.get("/?q=Putin&repair=offer").text
    assert "لا نتائج" in page
    assert link_to(page, "بوتين") == f"/?q={PUTIN}"


def test_an_address_of_a_form_is_shortened_without_what_the_page_does_unasked(client: FlaskClient) -> None:
    assert client.get("/?q=Putin&from=&to=").headers["Location"] == "/?q=Putin"
    assert client.get("/?q=Putin&from=&repair=off").headers["Location"] == "/?q=Putin&repair=off"


def test_a_word_that_is_still_typed_is_not_said_to_be_many(seeds_index: Path) -> None:
    few = replace(PATIENT.limits, expansions=1)
    client = create_app(configured(index=seeds_index, limits=few, cache=0)).test_client()
    assert '<p class="notice">' in client.get(f"/?q={quote('الر*')}").text
    assert '<p class="notice">' not in client.get(f"/?q={quote('الر')}&typing=true").text
