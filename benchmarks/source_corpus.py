"""A corpus of files for `bench_sources.py`: 12 texts of the judged collection, each by every producer that is
installed.

Six articles, two short ones among them, three vocalised texts, two books with pages and a long report; each has a
title, a date, and paragraphs. `chromium`, `soffice`, `pandoc` and `weasyprint` are asked for on the path; python-docx,
openpyxl and xlwt where they can be imported. What is not there is left out and named.
"""

from __future__ import annotations

import csv
import html
import importlib.util
import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

FONTS = {"naskh": "Noto Naskh Arabic", "dejavu": "DejaVu Sans", "plex": "IBM Plex Sans Arabic"}
_TEXTS: dict[str, tuple[str, str]] = {  # name -> date, documents of the collection
    "flood": ("2024-03-11", "flood-1 flood-3 bread-2 power-1 traffic-1"),
    "treaty": ("2024-06-19", "treaty-1 treaty-2 summit-1 skorea-1"),
    "library": ("2023-10-02", "library-1 library-2 library-3"),
    "names": ("2023-11-12", "google-1 google-2 einstein-1 shakes-1 pak-1"),
    "digits": ("2024-05-02", "exam-1 exam-2 water-1 tender-1"),
    "short": ("2024-01-22", "jamal-1"),
    "report": (
        "2024-02-20",
        "gold-2 oman-1 amman-1 spring-1 camels-1 beauty-1 poetry-1 khalil-1 flag-1 astro-1 nile-1 petra-1",
    ),
    "vocal-a": ("2022-04-05", "vocal-1 vocal-2"),
    "vocal-b": ("2022-05-06", "vocal-2 vocal-3"),
    "vocal-c": ("2022-06-07", "vocal-3 vocal-1"),
    "book-a": ("2019-07-08", "proverb-1 patience-1 judge-1 ant-1 noor-1 tawhid-1 ship-1 palace-1 market-1 short-1"),
    "book-b": ("2018-08-09", "cat-1 cat-2 cat-3 cat-4 tv-1 solar-1 heart-1 diabetes-1 labor-1 speech-1"),
}


@dataclass(frozen=True)
class Text:
    """A text: in a book each paragraph is a page."""

    name: str
    title: str
    date: str
    paragraphs: tuple[str, ...]

    @property
    def is_book(self) -> bool:
        return self.name.startswith("book")

    @property
    def author(self) -> str:
        return "سليم العطار"

    @property
    def dateline(self) -> str:
        """The day as newspapers write it."""
        day = Date.fromisoformat(self.date)
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    @cached_property
    def whole(self) -> str:
        """What a reader should find, in order."""
        return "\n".join(self.paragraphs)


_MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"]
_MONTHS += ["يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
_LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩ی", "0123456789ي")  # what cp1256 has not


def texts(collection: Path) -> list[Text]:
    """The texts, made of `tests/collection/docs.jsonl`."""
    rows = {row["id"]: row for row in map(json.loads, collection.read_text(encoding="utf-8").splitlines())}
    found = []
    for name, (date, ids) in _TEXTS.items():
        some = [rows[id] for id in ids.split()]
        paragraphs = tuple(" ".join(row["text"].split()) for row in some)
        found.append(Text(name, some[0]["title"], date, paragraphs))
    return found


def make(folder: Path, some: list[Text]) -> tuple[list[tuple[str, Path, list[Text]]], list[str]]:
    """(kind and producer, file, its texts) of everything that was made, and the kinds whose producer is not there."""
    made: list[tuple[str, Path, list[Text]]] = []
    missing = []
    for kind, needs, write in _PRODUCERS:
        if any(not _is_there(one) for one in needs.split()):
            missing.append(kind)
            continue
        below = folder / kind.replace(" ", "-")
        if not below.exists():  # else they were made before, and kept
            below.mkdir(parents=True)
            for _ in write(below, some):
                pass
        by_name = {text.name: [text] for text in some}
        made += [(kind, path, by_name.get(path.name.partition(".")[0], some)) for path in sorted(below.iterdir())]
    return made, missing


def _is_there(need: str) -> bool:
    return shutil.which(need) is not None or importlib.util.find_spec(need) is not None


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)


_Made = Iterator[tuple[Path, list[Text]]]


def _each(ending: str, content: Callable[[Text], bytes]) -> Callable[[Path, list[Text]], _Made]:
    """A file of its own for each text."""

    def write(folder: Path, some: list[Text]) -> _Made:
        for text in some:
            path = folder / f"{text.name}{ending}"
            path.write_bytes(content(text))
            yield path, [text]

    return write


def _rows(ending: str, content: Callable[[list[Text]], bytes]) -> Callable[[Path, list[Text]], _Made]:
    """One file of all texts."""

    def write(folder: Path, some: list[Text]) -> _Made:
        path = folder / f"all{ending}"
        path.write_bytes(content(some))
        yield path, some

    return write


def plain_html(text: Text, font: str = "", chapters: bool = False) -> str:
    """A page without furniture."""
    style = f'<style>body{{font-family:"{font}";font-size:13pt}}</style>' if font else ""
    breaks = ' style="page-break-after:always"' if text.is_book and font else ""
    body = "".join(
        (f"<h2>باب {number}</h2>" if chapters and text.is_book else "") + f"<p{breaks}>{html.escape(one)}</p>\n"
        for number, one in enumerate(text.paragraphs, 1)
    )
    meta = f'<meta name="author" content="{text.author}"><meta name="dcterms.created" content="{text.date}">'
    return (
        f'<!DOCTYPE html>\n<html lang="ar" dir="rtl"><head><meta charset="utf-8">{meta}<title>{html.escape(text.title)}'
        f"</title>{style}</head>\n<body><h1>{html.escape(text.title)}</h1>\n<p>{text.dateline}</p>\n{body}</body></html>"
    )


def site_html(text: Text) -> str:
    """A page of a news site with all its furniture."""
    related = "".join(f'<li><a href="/news/{n}">{title}</a></li>' for n, title in enumerate(_RELATED))
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "صحيفة الواحة"},
            {
                "@type": "NewsArticle",
                "headline": text.title,
                "datePublished": f"{text.date}T21:30:00+03:00",
                "author": [{"@type": "Person", "name": text.author}],
            },
        ],
    }
    middle = len(text.paragraphs) // 2
    before, after = (
        "".join(f"<p>{html.escape(one)}</p>" for one in some)
        for some in (text.paragraphs[:middle], text.paragraphs[middle:])
    )
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>{html.escape(text.title)} | صحيفة الواحة</title><link rel="canonical" href="https://example.org/news/{text.name}">
<meta property="og:title" content="{html.escape(text.title)}"><meta property="og:site_name" content="صحيفة الواحة">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script><style>p{{margin:0}}</style></head>
<body class="no-sidebar"><header><a href="/">صحيفة الواحة</a><nav><ul><li><a href="/a">الرئيسية</a>
<li><a href="/b">سياسة</a>
<li><a href="/c">رياضة</a></ul></nav></header>
<div class="breadcrumb"><a href="/">الرئيسية</a> / <a href="/b">سياسة</a></div>
<main><article><h1>{html.escape(text.title)}</h1><div class="share-buttons">شارك <a href="#">فيسبوك</a></div>
<div class="article-content">{before}<div class="related-inline"><h4>اقرأ أيضا</h4><ul>{related}</ul></div>{after}</div>
</article></main><aside class="sidebar"><h3>الأكثر قراءة</h3><ul>{related}</ul></aside>
<footer><p>جميع الحقوق محفوظة لصحيفة الواحة</p></footer><script>var a = "نص";</script></body></html>"""


_RELATED = (
    "وزير التربية يزور مدارس الجنوب",
    "انخفاض أسعار الخضار في الأسواق",
    "افتتاح معرض الكتاب غدًا",
    "فوز المنتخب على ضيفه",
)


def _chromium(font: str) -> Callable[[Path, list[Text]], _Made]:
    def write(folder: Path, some: list[Text]) -> _Made:
        for text in some:
            page, path = folder / f"{text.name}.source", folder / f"{text.name}.pdf"
            page = page.with_suffix(".html")
            page.write_text(plain_html(text, FONTS[font]), encoding="utf-8")
            _run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                 f"--print-to-pdf={path}", page.as_uri())  # fmt: skip
            page.unlink()
            yield path, [text]

    return write


def _weasyprint(font: str) -> Callable[[Path, list[Text]], _Made]:
    def write(folder: Path, some: list[Text]) -> _Made:
        for text in some:
            page, path = folder / f"{text.name}.html", folder / f"{text.name}.pdf"
            page.write_text(plain_html(text, FONTS[font]), encoding="utf-8")
            _run("weasyprint", str(page), str(path))
            page.unlink()
            yield path, [text]

    return write


def _office(ending: str, filter: str = "", font: str = "") -> Callable[[Path, list[Text]], _Made]:
    """Made by LibreOffice of a web page; all in one run, since its start takes longest."""

    def write(folder: Path, some: list[Text]) -> _Made:
        pages = folder / "pages"
        pages.mkdir(exist_ok=True)
        for text in some:
            (pages / f"{text.name}.html").write_text(plain_html(text, font, chapters=True), encoding="utf-8")
        sources = [str(page) for page in sorted(pages.iterdir())]
        writer = ["--infilter=HTML (StarWriter)"]
        _run(
            "soffice",
            "--headless",
            *writer,
            "--convert-to",
            f"{ending}:{filter}" if filter else ending,
            "--outdir",
            str(folder),
            *sources,
        )
        shutil.rmtree(pages)
        for text in some:
            yield folder / f"{text.name}.{ending}", [text]

    return write


def _sheet_office(ending: str, filter: str) -> Callable[[Path, list[Text]], _Made]:
    """A table that LibreOffice converts."""

    def write(folder: Path, some: list[Text]) -> _Made:
        table = folder / "all.csv"
        table.write_bytes(_csv(some, ",").encode())
        _run(
            "soffice",
            "--headless",
            "--infilter=CSV:44,34,76,1",
            "--convert-to",
            f"{ending}:{filter}",
            "--outdir",
            str(folder),
            str(table),
        )
        table.unlink()
        yield folder / f"all.{ending}", some

    return write


def _pandoc(format: str, ending: str, *options: str) -> Callable[[Path, list[Text]], _Made]:
    def write(folder: Path, some: list[Text]) -> _Made:
        for text in some:
            source, path = folder / f"{text.name}.md", folder / f"{text.name}{ending}"
            head = (
                f"---\ntitle: '{text.title}'\nauthor: '{text.author}'\ndate: '{text.date}'\nlang: ar\ndir: rtl\n---\n\n"
            )
            chapter = (lambda number: f"# باب {number}\n\n") if text.is_book else (lambda number: "")
            body = "\n\n".join(chapter(number) + one for number, one in enumerate(text.paragraphs, 1))
            source.write_text(head + body, encoding="utf-8")
            body = f"{text.dateline}\n\n{body}"
            _run("pandoc", "-s", "-t", format, *options, "-o", str(path), str(source))
            source.unlink()
            yield path, [text]

    return write


def _word(text: Text) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = text.title, text.author
    document.core_properties.created = datetime.fromisoformat(text.date)
    document.add_heading(text.title, 0)
    document.add_paragraph(text.dateline)
    for number, paragraph in enumerate(text.paragraphs, 1):
        if text.is_book:
            document.add_heading(f"باب {number}", 1)
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


_COLUMNS = ("م", "العنوان", "الكاتب", "تاريخ النشر", "النص")


def _cells(some: list[Text]) -> Iterator[tuple[Any, ...]]:
    yield _COLUMNS
    for number, text in enumerate(some, 1):
        yield number, text.title, text.author, text.date, text.whole


def _csv(some: list[Text], separator: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\r\n").writerows(_cells(some))
    return stream.getvalue()


def _csv_1256(some: list[Text]) -> bytes:
    """As Excel writes it in Arabic countries."""
    return _csv(some, ";").translate(_LATIN_DIGITS).encode("cp1256", "replace")


def _openpyxl(some: list[Text]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in _cells(some):
        book.active.append([Date.fromisoformat(cell) if str(cell)[:2] == "20" else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xlwt(some: list[Text]) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("ورقة")
    for number, row in enumerate(_cells(some)):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _wxr(some: list[Text]) -> bytes:
    items = "".join(
        f"<item><title><![CDATA[{text.title}]]></title><link>https://example.org/{text.name}</link>"
        f"<pubDate>{Date.fromisoformat(text.date):%a, %d %b %Y} 09:00:00 +0000</pubDate>"
        f"<dc:creator><![CDATA[{text.author}]]></dc:creator><content:encoded><![CDATA["
        f"{''.join(f'<!-- wp:paragraph --><p>{one}</p>' for one in text.paragraphs)}]]>"
        f"</content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
        f'<category domain="category" nicename="a"><![CDATA[أخبار]]></category>'
        f'<category domain="post_tag" nicename="b"><![CDATA[وسم]]></category></item>'
        for number, text in enumerate(some)
    )
    spaces = " ".join(
        f'xmlns:{name}="{uri}"'
        for name, uri in {
            "excerpt": "http://wordpress.org/export/1.2/excerpt/",
            "content": "http://purl.org/rss/1.0/modules/content/",
            "dc": "http://purl.org/dc/elements/1.1/",
            "wp": "http://wordpress.org/export/1.2/",
        }.items()
    )
    picture = "<item><title>صورة</title><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status></item>"
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" {spaces}><channel><title>مدونة</title>'
        f"{items}{picture}</channel></rss>"
    ).encode()


def _openiti(text: Text) -> bytes:
    pages = "".join(
        f"### | باب {number}\n# {_wrapped(one)}\nPageV01P{number:03}\n" for number, one in enumerate(text.paragraphs, 1)
    )
    head = f"######OpenITI#\n\n#META# 010.AuthorNAME :: {text.author}\n#META# 020.BookTITLE :: {text.title}\n"
    return f"{head}#META# 030.LibURI :: NODATA\n#META#Header#End#\n\n{pages}".encode()


def _wrapped(paragraph: str) -> str:
    """A paragraph in lines of ten words, the further ones marked; a milestone after the twentieth."""
    words = paragraph.split()
    lines = [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]
    if len(lines) > 2:
        lines[2] = f"ms001 {lines[2]}"
    return "\n~~".join(lines)


def _shamela(text: Text) -> bytes:
    pages = "".join(
        f"<div class='PageText'><div class='PageHead'><span class='PartName'>{text.title}</span>"
        f"<span class='PageNumber'>"
        f'(ص: {number})</span><hr/></div>&#8204;<span class="title">&#8204;باب {number}</span><br />\r{one}</div>'
        for number, one in enumerate(text.paragraphs, 1)
    )
    card = (
        f"<div class='PageText'><span class='title'>{text.title}</span><p><span class='title'>الكتاب<font>:</font>"
        f"</span> {text.title}<p><span class='title'>المؤلف<font>:</font></span> {text.author} (ت 310هـ)</div>"
    )
    head = f"<!DOCTYPE html><html lang='ar' dir='rtl'><head><title>{text.title}</title></head>"
    return f"{head}<body><div class='Main'>{card}{pages}</div></body></html>".encode()


def _rtf_1256(text: Text) -> bytes:
    """As old Word writes it: bytes of cp1256 in a font of charset 178."""

    def escaped(words: str) -> str:
        return "".join(
            chr(b) if b < 0x80 else f"\\'{b:02x}" for b in words.translate(_LATIN_DIGITS).encode("cp1256", "ignore")
        )

    body = "".join(f"\\pard\\rtlpar\\f1 {escaped(one)}\\par\n" for one in (text.title, text.dateline, *text.paragraphs))
    fonts = "{\\fonttbl{\\f0\\froman\\fcharset0 Times New Roman;}{\\f1\\fnil\\fcharset178 Traditional Arabic;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{fonts}\n{{\\info{{\\title {escaped(text.title)}}}}}\n{body}}}".encode(
        "ascii"
    )


def _zip(some: list[Text]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for text in some:
            archive.writestr(f"site/{text.name}.html", plain_html(text))
    return stream.getvalue()


_PRODUCERS: tuple[tuple[str, str, Callable[[Path, list[Text]], _Made]], ...] = (
    ("html plain", "", _each(".html", lambda text: plain_html(text).encode())),
    ("html site", "", _each(".html", lambda text: site_html(text).encode())),
    ("html cp1256", "", _each(".htm", lambda text: site_html(text).encode("cp1256", "xmlcharrefreplace"))),
    ("html pandoc", "pandoc", _pandoc("html5", ".html")),
    ("html libreoffice", "soffice", _office("html")),
    *((f"pdf chromium {font}", "chromium", _chromium(font)) for font in FONTS),
    *((f"pdf weasyprint {font}", "weasyprint", _weasyprint(font)) for font in FONTS),
    *((f"pdf libreoffice {font}", "soffice", _office("pdf", "writer_pdf_Export", FONTS[font])) for font in FONTS),
    ("docx pandoc", "pandoc", _pandoc("docx", ".docx")),
    ("docx python-docx", "docx", _each(".docx", _word)),
    ("docx libreoffice", "soffice", _office("docx", "MS Word 2007 XML")),
    ("odt pandoc", "pandoc", _pandoc("odt", ".odt")),
    ("odt libreoffice", "soffice", _office("odt", "writer8")),
    ("rtf libreoffice", "soffice", _office("rtf", "Rich Text Format")),
    ("rtf pandoc", "pandoc", _pandoc("rtf", ".rtf")),
    ("rtf cp1256", "", _each(".rtf", _rtf_1256)),
    ("epub pandoc", "pandoc", _pandoc("epub", ".epub")),
    ("epub libreoffice", "soffice", _office("epub")),
    ("csv utf-8", "", _rows(".csv", lambda some: _csv(some, ",").encode("utf-8-sig"))),
    ("csv cp1256", "", _rows(".csv", _csv_1256)),
    ("xlsx openpyxl", "openpyxl", _rows(".xlsx", _openpyxl)),
    ("xls xlwt", "xlwt", _rows(".xls", _xlwt)),
    ("xlsx libreoffice", "soffice", _sheet_office("xlsx", "Calc MS Excel 2007 XML")),
    ("ods libreoffice", "soffice", _sheet_office("ods", "calc8")),
    ("wxr", "", _rows(".xml", _wxr)),
    ("openiti", "", _each(".mARkdown", _openiti)),
    ("shamela", "", _each(".htm", _shamela)),
    ("zip html", "", _rows(".zip", _zip)),
)  # fmt: skip
os.environ.setdefault("SAL_USE_VCLPLUGIN", "svp")  # LibreOffice without a screen
