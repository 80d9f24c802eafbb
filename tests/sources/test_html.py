"""Web pages: what is their text, and what they say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.sources.html_articles import article
from tests.sources.reading import read_all, read_one, reasons

PROSE = "قال الوزير إن الخطة الجديدة ستبدأ في الربيع المقبل بعد موافقة المجلس عليها. "


@pytest.fixture(autouse=True)
def no_other_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule of the project itself, whatever is installed beside it."""
    monkeypatch.setattr("search.sources.html_main.article", lambda html: [])


def test_an_installed_reader_of_articles_finds_the_text_among_menus() -> None:
    pytest.importorskip("trafilatura", exc_type=ImportError)
    menu = "".join(f"<li><a href='/{n}'>قسم {n}</a></li>" for n in range(20))
    html = page(f"<div><ul>{menu}</ul></div><div><p>{3 * PROSE}</p><p>{2 * PROSE}</p></div>")
    assert [block.text for block in article(html)] == [(3 * PROSE).strip(), (2 * PROSE).strip()]


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang='ar-EG'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>نص<br>ثان</p>", "نص\nثان"),
        ("<p>كـ<b>تا</b>ب</p><p>آخر", "كـتاب\nآخر"),
        ("<ul><li>أول<li>ثان</ul>", "أول\nثان"),
        ("<table><tr><td>أ<td>ب<tr><td><p>ج</p><td>د</table>", "أ | ب\nج | د"),
        ("<table><tr><td><table><tr><td>أ<td>ب</table><td>نص</table>", "أ | ب\nنص"),
        ("<p>قبل<script>a</script><style>b</style> بعد<!-- c --></p>", "قبل بعد"),
        ("<p>قبل</p><p style='display: none'>خفي</p><p hidden>خفي</p>", "قبل"),
        ("<ruby>كتاب<rt>kitab</rt></ruby>", "كتاب"),
        ("<p>a&nbsp;&amp;&#1576;</p>", "a &ب"),
    ],
)
def test_a_block_is_a_line(tmp_path: Path, body: str, text: str) -> None:
    assert read_one(tmp_path / "a.html", page(body)).text == text


def test_what_a_page_marks_as_its_text_is_its_text(tmp_path: Path) -> None:
    body = f"""<div class="top">صحيفة <a href=/>الرئيسية</a></div><h1>عنوان الخبر</h1>
    <div itemprop="articleBody"><p>{PROSE}</p><p>{PROSE * 2}</p></div><div class=box><p>إعلان</p></div>"""
    assert read_one(tmp_path / "a.html", page(body)).text == f"عنوان الخبر\n{PROSE.strip()}\n{(PROSE * 2).strip()}"


def test_a_mark_on_a_teaser_is_not_believed(tmp_path: Path) -> None:
    body = f"<article>خبر آخر</article><p>{PROSE}</p><p>{PROSE * 2}</p>"
    assert PROSE.strip() in read_one(tmp_path / "a.html", page(body)).text


def test_menus_are_left_out_and_lists_of_links_in_the_text_are_furniture(tmp_path: Path) -> None:
    links = "".join(f"<li><a href=/{n}>خبر رقم {n} عن أمر آخر</a>" for n in range(4))
    body = f"<nav>{links}</nav><p>{PROSE}</p><ul>{links}</ul><p>{PROSE}</p><div id=footer>حقوق</div>"
    document = read_one(tmp_path / "a.html", page(body))
    assert document.text.count("خبر رقم 2") == 1
    assert "خبر رقم 2" not in document.searched_text("text")
    assert "حقوق" not in document.text


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>عنوان الخبر | صحيفة</title>", "عنوان الخبر"),
        ("<title>صحيفة - عنوان الخبر</title><meta property='og:title' content='عنوان الخبر'>", "عنوان الخبر"),
        ('<script type=\'application/ld+json\'>{"@type": "NewsArticle", "headline": "عنوان"}</script>', "عنوان"),
        ("<script type='application/ld+json'>{bad</script><title>عنوان</title>", "عنوان"),
        ("<script type='application/ld+json'>[[[[[[[[{}]]]]]]]]</script><title>عنوان</title>", "عنوان"),
        ("<meta name='citation_title' content='عنوان &amp; بحث'>", "عنوان & بحث"),
    ],
)
def test_a_page_says_its_title(tmp_path: Path, head: str, title: str) -> None:
    assert read_one(tmp_path / "a.html", page(f"<p>{PROSE}", head)).title == title


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("<meta property='article:published_time' content='2024-06-19T22:00:00+03:00'>", "2024-06-19"),
        ("<meta name='DC.date.issued' content='2024-06-19'>", "2024-06-19"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": ["Report"], '
            '"datePublished": "2024-06-19"}]}</script>',
            "2024-06-19",
        ),
        ("<meta name='date' content='أمس'>", None),
    ],
)
def test_a_page_says_its_day(tmp_path: Path, head: str, date: str | None) -> None:
    assert read_one(tmp_path / "a.html", page(f"<p>{PROSE}", head)).date == date


def test_a_page_says_its_day_in_its_text(tmp_path: Path) -> None:
    body = f"<h1>عنوان</h1><time>19 يونيو 2024</time><p>{PROSE}"
    assert read_one(tmp_path / "a.html", page(body)).date == "2024-06-19"


def test_a_canonical_address_is_the_id_but_not_the_front_page_of_all(tmp_path: Path) -> None:
    link = "<link rel='canonical' href='https://example.org{}'>"
    assert read_one(tmp_path / "a.html", page(PROSE, link.format("/news/5"))).id == "https://example.org/news/5"
    front = read_one(tmp_path / "b.html", page(PROSE, link.format("/")))
    assert (front.id, front.url) == ("b.html", "https://example.org/")


def test_files_of_a_mirror_have_names_without_an_ending_or_another(tmp_path: Path) -> None:
    for name in ("news", "story.php?id=3", "a.css", "note.md"):
        (tmp_path / name).write_text(page(f"<p>{PROSE}"), encoding="utf-8")
    documents, rejects = read_all(tmp_path)
    assert [document.id for document in documents] == ["news", "story.php?id=3"]
    assert rejects == []


def test_a_sitemap_gives_the_files_beside_it_their_addresses(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "5.html").write_text(page(f"<p>{PROSE}"), encoding="utf-8")
    (tmp_path / "index.html").write_text(page(f"<p>{PROSE}"), encoding="utf-8")
    (tmp_path / "secret.html").write_text(page(f"<p>{PROSE}"), encoding="utf-8")
    urls = "".join(
        f"<url><loc>https://example.org/{path}</loc><lastmod>2024-06-19</lastmod></url>"
        for path in ("news/5", "", "gone", "../../etc/passwd", "%00")
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    (tmp_path / "sitemap.xml").write_text(f"<urlset xmlns='{space}'>{urls}</urlset>", encoding="utf-8")
    documents, rejects = read_all(tmp_path)
    assert {document.id: document.date for document in documents} == {
        "index.html": "2024-06-19",
        "https://example.org/news/5": "2024-06-19",
        "secret.html": None,
    }
    assert rejects == []
    named, _ = read_all(tmp_path / "sitemap.xml")
    assert [document.url for document in named] == ["https://example.org/news/5", "https://example.org/"]


def test_a_page_nested_too_deep_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page("<div>" * 4_000), encoding="utf-8")
    _, rejects = read_all(tmp_path)
    assert reasons(rejects) == ["nested-too-deep"]
