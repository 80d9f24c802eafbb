"""What narrows an answer: the timeline, words within it, all values of a facet, the form that writes operators."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.settings import OwnText
from tests.conftest import configured
from tests.web.conftest import Build
from web import create_app

BOOK = quote("كتاب")


def bars(page: str) -> list[tuple[str, bool]]:
    """What each bar of the chart says, and whether it is a link."""
    chart = page.split('<ol class="chart">')[1].split("</ol>")[0]
    items = chart.split("<li>")[1:]
    return [(re.findall(r'class="unseen">([^<]*)<', one)[0], "<a " in one) for one in items]


def test_years_stand_in_their_order_and_lead_to_their_months(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}").text
    years = ["2020: 6 نتائج", "2021: 6 نتائج", "2022: 6 نتائج", "2023: 5 نتائج"]
    assert bars(page) == [(year, True) for year in years]
    months = bars(shelf.get(f"/?q={BOOK}&from=2022-01-01&to=2022-12-31").text)
    assert len(months) == 12
    assert months[2] == ("مارس 2022: 6 نتائج", True)
    assert months[3] == ("أبريل 2022: لا نتائج", False)


def test_many_years_are_taken_together(build: Build, app_of: Callable[[Path], Flask]) -> None:
    rows = [{"id": str(year), "text": f"كتاب {year}", "date": f"{year}-05-05"} for year in range(1950, 2024, 3)]
    client = app_of(build(rows)).test_client()
    decades = bars(client.get(f"/?q={BOOK}").text)
    assert decades[0] == ("1950–1959: 4 نتائج", True)
    assert len(decades) == 8
    years = bars(client.get(f"/?q={BOOK}&from=1950-01-01&to=1959-12-31").text)
    assert years[0] == ("1950: نتيجة واحدة", True)


def test_words_within_the_results_must_be_there(shelf: FlaskClient) -> None:
    told = shelf.get("/", query_string={"q": "كتاب", "within": "7", "sort": "newest"})
    assert unquote_plus(told.headers["Location"]) == "/?q=كتاب +7&sort=newest"
    told = shelf.get("/", query_string={"q": "كتاب أو فصل", "within": "رقم 7"})
    assert unquote_plus(told.headers["Location"]) == "/?q=(كتاب أو فصل) +(رقم 7)"


def test_the_number_beside_the_filters_is_that_of_the_chips(shelf: FlaskClient) -> None:
    values = {"source": ["دار المشرق", "دار المغرب"], "from": "2021-01-01"}
    page = shelf.get("/", query_string={"q": "كتاب", **values}).text
    assert '<span class="number">3</span></summary>' in page


def test_the_form_writes_the_operators(shelf: FlaskClient) -> None:
    fields = {"go": "1", "all": "قمة", "phrase": "كوريا الشمالية", "either": "بوتين ترامب", "near": "لقاء موسكو"}
    more = {"none": "الصين", "words": "زيارة", "where": "title", "level": "exact", "from": "2018", "to": ""}
    told = shelf.get("/advanced", query_string=fields | more).headers["Location"]
    query = 'قمة "كوريا الشمالية" (بوتين أو ترامب) لقاء قرب/10 موسكو عنوان:(زيارة) -الصين'
    assert unquote_plus(told) == f"/?q={query}&from=2018-01-01&level=exact"
    assert shelf.get(told).status_code == 200
    assert 'name="all" value="بوتين"' in shelf.get(f"/advanced?q={quote('بوتين')}").text


def test_all_values_of_a_facet_are_on_a_page_of_their_own(build: Build, app_of: Callable[[Path], Flask]) -> None:
    rows = [{"id": str(number), "text": f"كتاب {number}", "source": f"دار {number:02}"} for number in range(40)]
    client = app_of(build(rows)).test_client()
    page = client.get(f"/?q={BOOK}&source={quote('دار 39')}").text
    assert "و32 أخرى" in page
    address = unescape(re.findall(r'href="(/values/[^"]*)"', page)[0])
    whole = client.get(address).text
    assert whole.count('form="search" name="source"') == 40
    assert whole.count(" checked>") == 1
    some = client.get(f"{address}&find={quote('١').replace('١', '1')}").text
    assert "دار 10" in some
    assert "دار 20" not in some
    assert client.get(f"/values/title?q={BOOK}").status_code == 404


def test_a_site_names_and_orders_its_facets_and_values(shelf_index: Path) -> None:
    settings = configured(index=shelf_index, cache=0)
    names = {"دار المغرب": OwnText({"ar": "دار المغرب العربي", "en": "Maghreb House"})}
    site = replace(
        settings.site,
        facets=("category", "source"),
        labels={"source": OwnText({"": "الناشر"})},
        values={"source": names},
    )
    client = create_app(replace(settings, site=site)).test_client()
    page = client.get(f"/?q={BOOK}&source={quote('دار المغرب')}").text
    assert page.index("<legend>التصنيف</legend>") < page.index("<legend>الناشر</legend>")
    assert page.index("دار المغرب العربي</bdi></span> <span") < page.index("دار المشرق</bdi></span> <span")
    assert '<bdi dir="rtl">دار المغرب العربي</bdi>' in page  # in the line of a hit
    assert "<bdi>Maghreb House</bdi>" in client.get(f"/?q={BOOK}&source={quote('دار المغرب')}&lang=en").text


def test_a_language_is_called_by_its_name(build: Build) -> None:
    rows = [{"id": str(n), "text": f"كتاب {n}", "language": code} for n, code in enumerate(("ar", "en", "xx-9", "ar"))]
    client = create_app(configured(index=build(rows), facets=("language",), cache=0)).test_client()
    page = client.get(f"/?q={BOOK}&language=ar").text
    assert re.findall(
        r'<input type="checkbox" form="search" name="language" value="([^"]*)".*<bdi>([^<]*)</bdi>', page
    ) == [
        ("ar", "العربية"),
        ("en", "الإنجليزية"),
        ("xx-9", "xx-9"),
    ]
    assert '<bdi>العربية</bdi><span class="cross"' in page
    assert "<bdi>English</bdi></span>" in client.get(f"/?q={BOOK}&lang=en").text
    assert "اللغة: العربية" in client.get(f"/?q={BOOK}+language:ar").text
    reader = client.get("/doc/0").text
    assert ">العربية</a>" in reader.replace('<bdi dir="rtl">', "").replace("</bdi>", "")
    facet = client.get(f"/v1/search?q={BOOK}&facets=language").get_json()["facets"]["language"]
    assert facet[0] == {"value": "ar", "count": 2}  # programs get what the sources have


def test_a_site_has_its_own_name_for_a_language(build: Build) -> None:
    index = build([{"id": "1", "text": "كتاب", "language": "ar"}, {"id": "2", "text": "كتاب", "language": "en"}])
    settings = configured(index=index, cache=0)
    site = replace(settings.site, values={"language": {"ar": OwnText({"": "عربي"})}})
    page = create_app(replace(settings, site=site)).test_client().get(f"/?q={BOOK}+language:ar").text
    assert "اللغة: عربي" in page


PAGES = ("/", "/?q={}", "/doc/shelf/07?q={}", "/help", "/settings", "/advanced", "/chosen", "/errors", "/none")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_english_where_the_address_says_so(shelf: FlaskClient, path: str) -> None:
    page = shelf.get(path.format(BOOK) + ("&" if "?" in path else "?") + "lang=en").text
    assert '<html lang="en" dir="ltr"' in page
    assert "بحث" not in page.replace("كيف تبحث", "")
    ours = [unescape(address) for address in re.findall(r'<a [^>]*href="(/[^"]*)"', page)]
    others = ("/export.", "/feed.xml", "/v1/", "/static/")
    lost = [one for one in ours if "lang=en" not in one and not one.startswith(others)]
    assert [one for one in lost if f'href="{one.replace("&", "&amp;")}" lang="ar"' not in page] == []


def test_the_language_of_the_site_needs_not_be_said(shelf_index: Path) -> None:
    settings = configured(index=shelf_index, cache=0)
    client = create_app(replace(settings, site=replace(settings.site, languages=("en",)))).test_client()
    page = client.get(f"/?q={BOOK}").text
    assert '<html lang="en" dir="ltr"' in page
    assert "lang=" not in " ".join(re.findall(r'href="(/[^"v][^"]*)"', page))
    assert '<html lang="en"' in client.get(f"/?q={BOOK}&lang=ar").text


def test_a_site_has_a_level_and_an_order_of_its_own(shelf_index: Path) -> None:
    settings = configured(index=shelf_index, cache=0)
    client = create_app(replace(settings, site=replace(settings.site, level="exact", sort="oldest"))).test_client()
    page = client.get(f"/?q={BOOK}").text
    assert "<bdi>كما كُتبت</bdi>" in page
    assert "<bdi>الأقدم</bdi>" in page
    assert "أزل:" not in page
    lemma = re.findall(r'href="([^"]*)">كل الصيغ<', page)[0]
    assert unescape(lemma) == f"/?q={BOOK}&sort=oldest&level=lemma"
    all_forms = client.get(unescape(lemma)).text
    assert "<bdi>كل الصيغ</bdi>" in all_forms
    assert '<input type="hidden" name="level" value="lemma">' in all_forms


def test_arabic_texts_are_said_to_be_arabic_on_an_english_page(shelf: FlaskClient) -> None:
    page = shelf.get(f"/?q={BOOK}&lang=en").text
    assert page.count('<h2 dir="rtl" lang="ar">') == 10
    assert page.count('<p class="snippet" dir="rtl" lang="ar">') == 10
    assert '<p dir="rtl" lang="ar">' in shelf.get("/doc/shelf/07?lang=en").text
    assert 'lang="ar">' not in shelf.get(f"/?q={BOOK}").text.split("<main")[1]
