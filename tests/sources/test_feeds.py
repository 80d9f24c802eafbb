"""Exports of WordPress, RSS and Atom."""

from __future__ import annotations

from pathlib import Path

from tests.sources.reading import read_all, read_one, reasons

WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss xmlns:excerpt="x" xmlns:content="c" xmlns:dc="d" xmlns:wp="w"><channel>
<title>مدونة</title>
<item><title>عنوان &amp; آخر</title><link>https://example.org/1</link><pubDate>Wed, 19 Jun 2024 10:00:00 +0000</pubDate>
<dc:creator><![CDATA[طه]]></dc:creator>
<content:encoded><![CDATA[<!-- wp --><p>أول</p><p>ثان\x08</p>]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<category domain="category"><![CDATA[أدب]]></category><category domain="post_tag"><![CDATA[شعر]]></category></item>
<item><title>مسودة</title><wp:post_type>post</wp:post_type><wp:status>draft</wp:status></item>
<item><title>صورة</title><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>صحيفة</title>
<entry><title type="html">&lt;b&gt;عنوان&lt;/b&gt;</title>
<id>tag:1</id><link rel="self" href="https://example.org/feed"/><link href="https://example.org/2"/><updated>2024-06-20T00:00:00Z</updated>
<published>2024-06-19T00:00:00Z</published><author><name>نجيب</name></author><category term="ثقافة"/>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>قال &lt;الوزير&gt;</p><p>ثم مضى</p></div></content></entry></feed>"""


def test_a_published_post_is_a_document_and_drafts_and_pictures_are_none(tmp_path: Path) -> None:
    document = read_one(tmp_path / "a.xml", WXR)
    assert (document.id, document.title, document.text) == ("https://example.org/1", "عنوان & آخر", "أول\nثان")
    assert (document.date, document.value("category"), document.value("source")) == ("2024-06-19", "أدب", "مدونة")
    assert (document.values("tags"), document.values("author")) == (("شعر",), ("طه",))


def test_an_entry_of_atom_is_a_document(tmp_path: Path) -> None:
    document = read_one(tmp_path / "a.atom", ATOM)
    assert (document.id, document.title, document.date) == ("https://example.org/2", "عنوان", "2024-06-19")
    assert document.text == "قال <الوزير>\nثم مضى"
    assert (document.values("author"), document.value("category")) == (("نجيب",), "ثقافة")


def test_an_item_of_rss_may_have_its_text_as_its_description(tmp_path: Path) -> None:
    item = "<item><guid>7</guid><title>ع</title><description>&lt;p&gt;نص&lt;/p&gt;</description></item>"
    rss = f"<rss><channel><title>ص</title>{item}</channel></rss>"
    document = read_one(tmp_path / "a.rss", rss)
    assert (document.id, document.text) == ("7", "نص")


def test_a_feed_that_is_cut_gives_what_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(WXR[: WXR.index("<item><title>مسودة")] + "<item><title>م", encoding="utf-8")
    documents, rejects = read_all(tmp_path)
    assert [document.title for document in documents] == ["عنوان & آخر"]
    assert reasons(rejects) == ["xml-damaged"]
