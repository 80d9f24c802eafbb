"""The reader: places numbered, marks hidden, size, citation, kin."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

import search
from search.answering.highlighter import Highlighter
from search.answering.reading import Reading
from search.answering.snippets import count_places, marked
from search.engines.clauses import Term
from search.model.document import Document, Part
from search.model.results import Snippet
from search.model.schema import Field, Schema
from search.settings import Settings
from tests.conftest import PATIENT, Run, configured
from tests.web.conftest import Build
from web import create_app
from web.pages.reader import contents, paragraphs, places_around

POEM = [
    {
        "id": "poem",
        "title": "قِفَا نَبْكِ",
        "text": "قِفَا نَبْكِ مِنْ ذِكْرَى حَبِيبٍ وَمَنْزِلِ\n\nBetween Dakhul and Hawmal\nحَبِيبٌ & <حبيب>",
    },
    {"id": "other", "title": "قفا نبك: شرح", "text": "شرح المعلقة"},
    {"id": "far", "title": "كتاب الطبخ", "text": "نبك"},
]
BELOVED = quote("حبيب")


@pytest.fixture(scope="module")
def poem_index(build: Build) -> Path:
    return build(POEM)


@pytest.fixture
def poem(poem_index: Path) -> FlaskClient:
    return create_app(configured(index=poem_index)).test_client()


def test_places_are_numbered_and_counted(poem: FlaskClient) -> None:
    page = poem.get(f"/doc/poem?q={BELOVED}").text
    assert re.findall(r'<mark id="hit-(\d)" data-hit="\1">', page) == ["1", "2", "3"]
    assert '<span class="count">3 مواضع</span>' in page
    assert f'<a rel="next" href="/doc/poem?q={BELOVED}&amp;hit=1#hit-1">التالي</a>' in page
    assert f'<a rel="prev" href="/doc/poem?q={BELOVED}&amp;hit=3#hit-3">السابق</a>' in page


def test_one_place_is_looked_at(poem: FlaskClient) -> None:
    poem.set_cookie("settings", "numerals=arab")
    page = poem.get(f"/doc/poem?q={BELOVED}&hit=2").text
    assert '<span class="count">٢ من ٣</span>' in page
    assert '<mark id="hit-2" data-hit="2" class="here">' in page
    assert "hit=3#hit-3" in page
    assert "hit=1#hit-1" in page


@pytest.mark.parametrize(("hit", "counted"), [("99", "3 من 3"), ("-1", "3 مواضع"), ("x", "3 مواضع"), ("٢", "3 مواضع")])
def test_odd_place_does_no_harm(poem: FlaskClient, hit: str, counted: str) -> None:
    assert f'<span class="count">{counted}</span>' in poem.get(f"/doc/poem?q={BELOVED}&hit={quote(hit)}").text


def test_words_that_follow_one_another_are_one_place() -> None:
    html = "<mark>كوريا</mark> <mark>الشمالية</mark> ثم <mark>كوريا</mark>"
    shown, places = paragraphs(Snippet("كوريا الشمالية ثم كوريا", html, ()), current=1)
    assert places == 2
    assert shown[0].html == (
        '<mark id="hit-1" data-hit="1" class="here">كوريا</mark> <mark data-hit="1" class="here">الشمالية</mark>'
        ' ثم <mark id="hit-2" data-hit="2">كوريا</mark>'
    )


@given(st.lists(st.sampled_from(["بوتين", "كوريا", " ", "  ", "\n", "\u202a", "،"]), max_size=12).map("".join))
def test_places_are_numbered_as_hits_count_them(text: str) -> None:
    marks = Highlighter([Term("body_exact", "بوتين"), Term("body_exact", "كوريا")], "text").find(text)
    assert paragraphs(marked(text, marks), current=0)[1] == count_places(text, marks)


def test_marks_are_hidden_on_request(poem: FlaskClient) -> None:
    assert "أخفِ التشكيل" in poem.get("/doc/poem").text
    poem.post("/settings", data={"marks": "hidden"})
    page = poem.get(f"/doc/poem?q={BELOVED}").text
    assert "قفا نبك من ذكرى <mark" in page
    assert "&amp; &lt;<mark" in page
    assert "أظهر التشكيل" in page


def test_text_without_marks_has_no_button_for_them(poem: FlaskClient) -> None:
    assert "التشكيل" not in poem.get("/doc/far").text


def test_size_is_a_button_until_it_ends(poem: FlaskClient) -> None:
    assert '<button name="size" value="4">' in poem.get("/doc/poem").text
    for size in ("4", "5"):
        poem.post("/settings", data={"size": size})
    page = poem.get("/doc/poem").text
    assert '<article class="text size-5">' in page
    assert '<button name="size" value="6" disabled>' in page


def test_every_paragraph_has_its_direction(poem: FlaskClient) -> None:
    assert '<p dir="ltr">Between Dakhul and Hawmal</p>' in poem.get("/doc/poem").text


def test_citation_can_be_copied_and_a_latin_source_leaves_its_date_in_order(build: Build) -> None:
    documents = [{"id": "1", "title": "كتاب", "text": "نص", "date": "2023-03-05", "source": "Reuters"}]
    page = create_app(configured(index=build(documents))).test_client().get("/doc/1").text
    cited = re.search(r'<p class="cite" id="citation">(.*?)</p>', page)
    assert cited
    assert cited[1] == (
        '<bdi dir="rtl">«كتاب»</bdi>، <bdi dir="ltr">Reuters</bdi>، '
        '<bdi dir="rtl">5 مارس 2023 (13 شعبان 1444 هـ)</bdi>. '
        '<bdi dir="ltr">http://localhost/doc/1</bdi>'
    )


def test_kin_share_the_subject_not_a_word(poem: FlaskClient) -> None:
    page = poem.get("/doc/poem").text
    assert "في الموضوع نفسه" in page
    assert 'href="/doc/other"' in page
    assert 'href="/doc/far"' not in page
    assert "نسخ مشابهة" not in page


def test_near_duplicates_are_told_from_kin(build: Build) -> None:
    story = [{"id": id, "title": "خبر القمة", "text": "نص الخبر نفسه"} for id in ("one", "two", "three")]
    other = {"id": "other", "title": "خبر القمة الأخيرة", "text": "نص مختلف تمامًا عن غيره"}
    page = create_app(configured(index=build([*story, other]))).test_client().get("/doc/two").text
    copies = page.split("نسخ مشابهة")[1].split("في الموضوع نفسه")
    assert re.findall('<li><a href="([^"]*)"', copies[0]) == ["/doc/one", "/doc/three"]
    assert re.findall('<li><a href="([^"]*)"', copies[1]) == ["/doc/other"]


def test_reader_is_made_to_be_shared(shelf: FlaskClient) -> None:
    page = shelf.get(f"/doc/shelf/07?q={quote('كتاب')}").text
    assert '<link rel="canonical" href="http://localhost/doc/shelf/07">' in page
    assert '<meta property="og:title" content="كتاب رقم 7">' in page
    assert 'property="og:description" content="هذا كتاب في التاريخ. وفيه فصل ثانٍ.">' in page
    assert '<meta property="article:published_time" content="2023-03-05">' in page
    assert "noindex" in page
    assert "noindex" not in shelf.get("/doc/shelf/07").text


SEA = quote("بحر")


@pytest.fixture
def book(works_index: Path, app_of: Callable[[Path], Flask]) -> FlaskClient:
    return app_of(works_index).test_client()


def test_a_long_text_is_shown_in_parts_with_links_to_the_text_before_and_after(book: FlaskClient) -> None:
    first, third = (book.get(f"/doc/book{part}").text for part in ("", "?at=3"))
    assert "الجزء 1 من" in first
    assert "سطر 1 من" in first
    assert "سطر 40 من" not in first
    assert "ما قبله" not in first
    assert first.count('href="/doc/book?at=2"') == 2  # above the text and below
    assert third.count('href="/doc/book?at=2"') == third.count('href="/doc/book?at=4"') == 2
    assert "سطر 1 من" not in third
    assert "المحتويات" not in first


def test_a_search_opens_the_part_where_its_word_is_and_its_places_stay_there(book: FlaskClient) -> None:
    page = book.get(f"/doc/book?q={quote('نادرة')}").text
    part = re.search("الجزء ([0-9]+) من", page)
    assert part
    assert int(part[1]) > 1
    assert f'href="/doc/book?q={quote("نادرة")}&amp;at={part[1]}&amp;hit=1#hit-1"' in page
    assert f'href="/doc/book?q={quote("نادرة")}&amp;at={int(part[1]) - 1}"' in page


def test_a_work_has_contents_and_each_part_is_headed_and_cited_by_volume_and_page(book: FlaskClient) -> None:
    page = book.get("/doc/work?at=3").text
    entries = re.findall(r'<li><a href="([^"]*)"( aria-current="true")?>(.*?)</a>', page)
    assert [(url, bool(here), re.sub("<[^>]*>", "", names)) for url, here, names in entries] == [
        ("/doc/work?at=1", False, "المقدمة، ج 1، ص ١"),
        ("/doc/work?at=2", True, "باب الماء، ج 1، ص ٢"),
        ("/doc/work?at=4", False, "باب السفر &lt;ب&gt;، ج 2، ص ١"),
    ]
    assert re.search('<h2 class="part">.*باب الماء.*ج 1.*ص ٣.*</h2>', page)
    cited = re.search(r'<p class="cite" id="citation">(.*?)</p>', page)
    assert cited
    names = ["«كتاب المياه»", "باب الماء", "ج 1", "ص ٣", "دار المشرق"]
    assert re.sub("<[^>]*>", "", cited[1]) == "، ".join(names) + ". http://localhost/doc/work?at=3"


def test_places_lead_from_part_to_part(book: FlaskClient) -> None:
    second = book.get(f"/doc/work?q={SEA}&at=2&hit=2").text
    assert "موضعان في هذا الكتاب" in second
    assert f'rel="prev" href="/doc/work?q={SEA}&amp;at=2&amp;hit=1#hit-1"' in second
    assert f'rel="next" href="/doc/work?q={SEA}&amp;at=4&amp;hit=1#hit-1"' in second
    fourth = book.get(f"/doc/work?q={SEA}&at=4&hit=1").text
    assert f'rel="prev" href="/doc/work?q={SEA}&amp;at=2&amp;hit=2#hit-2"' in fourth, (
        "the last place of the part before"
    )
    assert f'rel="next" href="/doc/work?q={SEA}&amp;at=4&amp;hit=1#hit-1"' in fourth
    third = book.get(f"/doc/work?q={SEA}&at=3").text
    assert f'rel="prev" href="/doc/work?q={SEA}&amp;at=2&amp;hit=2#hit-2"' in third
    assert f'rel="next" href="/doc/work?q={SEA}&amp;at=4&amp;hit=1#hit-1"' in third


def test_a_hit_in_a_work_links_to_its_places(book: FlaskClient) -> None:
    page = book.get(f"/?q={SEA}").text
    assert "نتيجة واحدة في موضعين" in page
    links = re.findall(r'<li><a dir="rtl" href="(/doc/work[^"]*)">(.*?)</a>', page)
    assert [(url.replace("&amp;", "&"), re.sub("<[^>]*>", "", names)) for url, names in links] == [
        (f"/doc/work?q={SEA}&at=2&hit=2#hit-2", "باب الماء، ج 1، ص ٢"),
        (f"/doc/work?q={SEA}&at=4&hit=1#hit-1", "باب السفر &lt;ب&gt;، ج 2، ص ١"),
    ]
    assert f'<h2 dir="rtl"><a href="/doc/work?q={SEA}&amp;at=2&amp;hit=2#hit-2">' in page
    assert "<mark>بحر</mark>" in page


def test_the_api_links_to_the_places_of_a_work(book: FlaskClient) -> None:
    page = book.get(f"/v1/search?q={SEA}&highlight=em").get_json()
    (hit,) = page["hits"]
    assert (page["total"], page["total_places"], hit["total_places"]) == (1, 2, 2)
    first = hit["places"][0]
    assert [(place["part"], place["label"], place["volume"], place["page"]) for place in hit["places"]] == [
        (2, "باب الماء", "1", "٢"),
        (4, "باب السفر <ب>", "2", "١"),
    ]
    assert first["snippet"]["html"].startswith("وهنا <em>بحر</em> آخر")
    assert first["link"] == f"/doc/work?q={SEA}&at=2&hit=2#hit-2"
    assert '<mark id="hit-2" data-hit="2" class="here">بحر</mark>' in book.get(first["link"].partition("#")[0]).text
    (alone,) = book.get(f"/v1/search?q={SEA}&fields=places").get_json()["hits"]
    assert [*alone] == ["places"]
    assert len(alone["places"]) == 2


def test_very_long_contents_are_thinned_out_but_round_the_part_that_is_read() -> None:
    outline = tuple(Part("", "", page=str(number)) for number in range(1, 1_501))
    whole = Snippet("", "", ())
    reading = Reading(Document("1"), whole, whole, frozenset(), (), 700, outline, tuple(range(1, 1_501)), 0, False)
    shown = [section.part for section in contents(reading)]
    assert len(shown) <= 260
    assert set(range(680, 721)) <= set(shown)
    assert (shown[0], shown[-1] > 1_450) == (1, True)
    assert [section.part for section in contents(reading) if section.current] == [700]
    around = [number for number, _ in places_around(reading)]
    assert (len(around), 700 in around) == (100, True)


@pytest.mark.parametrize("part", ["0", "-1", "x", "999999", "9999999999", ""])
def test_an_odd_part_does_no_harm(book: FlaskClient, part: str) -> None:
    assert book.get(f"/doc/book?at={part}").status_code == 200


def test_a_short_text_has_no_parts(poem: FlaskClient) -> None:
    page = poem.get(f"/doc/poem?q={BELOVED}").text
    assert "الجزء" not in page
    assert "at=" not in page


def test_a_reader_that_ran_out_of_time_says_so(poem_index: Path) -> None:
    hurried = configured(index=poem_index, limits=replace(PATIENT.limits, hard_ms=0))
    page = create_app(hurried).test_client().get(f"/doc/poem?q={quote('حبيب قرب/9 منزل')}").text
    assert "انتهى الوقت المخصص قبل النظر في النص كله" in page


def test_related_documents_are_looked_for_without_another_query(
    poem: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answering.searcher.offer_for", None)
    assert poem.get("/doc/poem").status_code == 200
    assert poem.get(f"/feed.xml?q={quote('قطمير')}").status_code == 200


OWN = Schema(
    (
        Field("price", "number", "السعر", "Price", sort=True),
        Field("printed", "date", "تاريخ الطبع", "Printed", sort=True),
        Field("abstract", "text", "الملخص", "Abstract"),
    )
)
BOOKS = [
    {
        "id": "book",
        "title": "الحيوان",
        "text": "نص الكتاب",
        "abstract": "كتاب <في> طبائع الحيوان",
        "author": ["الجاحظ", "<b>"],
        "price": 12.5,
        "printed": "2020-05-01",
    },
    {"id": "abstract-only", "title": "بلا نص", "abstract": "ملخص وحده"},
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("books")
    (folder / "docs.jsonl").write_text("\n".join(json.dumps(book, ensure_ascii=False) for book in BOOKS), "utf-8")
    search.rebuild([folder / "docs.jsonl"], folder / "index", settings=Settings(schema=OWN))
    return create_app(configured(index=folder / "index")).test_client()


def test_the_fields_of_a_document_are_read_with_it(books: FlaskClient) -> None:
    page = books.get("/doc/book").text
    address = quote('author:"الجاحظ"', safe="")
    assert f'<dt>المؤلف</dt><dd><a href="/?q={address}"><bdi dir="rtl">الجاحظ</bdi></a>' in page
    assert "&lt;b&gt;</bdi>" in page
    assert '<dt>السعر</dt><dd><bdi dir="ltr">12.5</bdi></dd>' in page
    assert '<dt>تاريخ الطبع</dt><dd><time datetime="2020-05-01">1 مايو 2020</time>' in page
    assert "الكتاب</dt>" not in page, "a field without a value"


def test_a_hit_names_its_authors(books: FlaskClient) -> None:
    page = books.get("/", query_string={"q": "طبائع"}).text
    authors = 'المؤلف: <bdi dir="rtl">الجاحظ</bdi>، <bdi dir="ltr">&lt;b&gt;</bdi>'
    assert f'<p class="citation" dir="rtl"><span>{authors}</span>' in page
    assert "<span>Author: " in books.get("/", query_string={"q": "طبائع", "lang": "en"}).text
    assert "<span>المؤلف" not in books.get("/", query_string={"q": "ملخص"}).text, "a document without an author"


def test_the_name_of_an_author_leads_to_what_he_wrote(books: FlaskClient) -> None:
    page = books.get("/", query_string={"q": "الجاحظ"}).text
    address = quote('author:"الجاحظ"', safe="")
    offer = f'المؤلف: <a href="/?q={address}"><bdi dir="rtl">الجاحظ</bdi></a> <span class="muted">(نتيجة واحدة)</span>'
    assert offer in page
    assert 'href="/doc/book?' in books.get(f"/?q={address}").text
    assert books.get("/v1/search?q=الجاحظ").get_json()["authors"] == [{"value": "الجاحظ", "count": 1}]
    assert '"><bdi dir="ltr">&lt;b&gt;</bdi></a> <span class="muted">(' in books.get("/?q=<b>").text


def test_the_documents_that_share_a_value_are_a_link_away(books: FlaskClient) -> None:
    link = re.search(r'<dd><a href="([^"]+)"', books.get("/doc/book").text)
    assert link
    assert 'href="/doc/book?' in books.get(link[1]).text


def test_texts_of_own_fields_are_read_with_their_words_marked(books: FlaskClient) -> None:
    page = books.get(f"/doc/book?q={quote('حيوان')}").text
    assert page.index("<h2>الملخص</h2>") < page.index("<h2>النص</h2>") < page.index("نص الكتاب</p>")
    assert 'كتاب &lt;في&gt; طبائع <mark id="hit-1" data-hit="1">الحيوان</mark>' in page
    assert '<p dir="rtl">ملخص وحده</p>' in books.get("/doc/abstract-only").text


def test_the_page_orders_by_own_fields_both_ways(books: FlaskClient) -> None:
    page = books.get(f"/?q={quote('كتاب | ملخص')}&sort=-price").text
    assert "السعر: الأصغر أولًا" in page
    assert re.search(r'<a href="/[^"]*sort=-price[^"]*" aria-current="true">السعر: الأكبر أولًا</a>', page)
    assert "تاريخ الطبع: الأقدم أولًا" in page


def test_lists_of_other_articles_are_folded_and_what_a_file_was_encoded_in_is_not_shown(tmp_path: Path) -> None:
    text = "انعقدت القمة في القاهرة.\nاقرأ أيضا:\nزلزال يضرب اليابان\nأسعار القمح ترتفع"
    (tmp_path / "a.txt").write_bytes(text.encode("cp1256"))
    search.rebuild([tmp_path], tmp_path / "index")
    page = create_app(configured(index=tmp_path / "index")).test_client().get("/doc/a?q=القمة&lang=ar").text
    assert (
        page.index("القاهرة")
        < page.index('<details class="furniture">')
        < page.index("زلزال")
        < page.index("</details>")
    )
    assert "cp1256" not in page


def test_a_text_without_a_title_has_one_everywhere_and_kin(build: Build) -> None:
    story = (
        "دبي، الإمارات (CNN)-- بدأت القمة العربية في موسكو بحضور رؤساء الدول. "
        + "وناقشت القمة أسعار النفط والغاز. " * 3
    )
    other = "موسكو (CNN)-- انتهت القمة العربية في موسكو. " + "وناقش رؤساء الدول أسعار النفط والغاز والماء. " * 3
    rows = [{"id": "1", "text": story}, {"id": "2", "text": other}, {"id": "3", "text": "كرة القدم في المدينة"}]
    client = create_app(configured(index=build(rows))).test_client()
    page = client.get("/doc/1").text
    title = "بدأت القمة العربية في موسكو بحضور رؤساء الدول."
    assert f"<title>{title} – باحث</title>" in page
    assert f'<meta property="og:title" content="{title}">' in page
    assert f'<meta name="citation_title" content="{title}">' in page
    assert f"«{title}»" in page.split('id="citation"')[1]
    assert "انتهت القمة العربية في موسكو." in page.split("في الموضوع نفسه")[1]
    assert "كرة القدم" not in page.split("في الموضوع نفسه")[1]
    assert f"<title>{title}</title>" in client.get("/feed.xml", query_string={"q": "القمة"}).text


def test_programs_that_cite_read_what_the_document_is(shelf: FlaskClient) -> None:
    page = shelf.get("/doc/shelf/07").text
    for tag, value in (("title", "كتاب رقم 7"), ("publisher", "دار المشرق"), ("publication_date", "2023/03/05")):
        assert f'<meta name="citation_{tag}" content="{value}">' in page
    said = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (said["@type"], said["headline"], said["datePublished"]) == ("Article", "كتاب رقم 7", "2023-03-05")
    assert said["url"] == "http://localhost/doc/shelf/07"


def test_works_that_are_met_in_their_titles_alone_are_in_no_places(
    works_index: Path, app_of: Callable[[Path], Flask], run: Run
) -> None:
    said = re.search(
        '<p class="count">(.*?) <span', app_of(works_index).test_client().get(f"/?q={quote('المياه')}").text
    )
    assert said
    assert said[1] == "نتيجة واحدة"
    assert run("search", "المياه", "--index", works_index).stdout.startswith("1 document, ")
