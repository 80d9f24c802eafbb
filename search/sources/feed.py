"""Exports of WordPress (WXR), RSS and Atom feeds: an item a document, its HTML as text, its categories as fields."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from search.model.reject import LONGEST_ID, UnfitError
from search.sources.assembly import Found, assemble
from search.sources.html_text import text_of_html
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date
from search.sources.xml_safe import events, plain, value

_ITEMS = ("item", "entry")
_TEXTS = ("encoded", "content", "description", "summary")  # the fullest first
_DATES = ("post_date", "pubDate", "published", "issued", "date", "updated")
_POSTS = ("post", "page", "")  # of WordPress; the others are pictures, menus, revisions
_PUBLISHED = ("publish", "")


def read(source: Source) -> Iterator[SourceItem]:
    """A document for every item that is a text and was published."""
    with source.open() as stream:
        site, number = "", 0
        depth = 0
        root: Element | None = None
        for event, element in events(stream):
            if event == "start":
                root = element if root is None else root
                depth += element.tag in _ITEMS
                continue
            if element.tag == "title" and not depth and not site:
                site = plain(element).strip()
            if element.tag not in _ITEMS:
                continue
            depth -= 1
            number += 1
            try:
                if found := _found(element, source, number, site):
                    yield from assemble(source, found)
            except UnfitError as error:
                yield source.reject(error.reason.code.removeprefix("reject."), number, **error.reason.values)
            element.clear()
        if not number:
            raise UnfitError("no-items", root=root.tag[:40] if root is not None else "")


def _found(item: Element, source: Source, number: int, site: str) -> Found | None:
    """What an item holds; nothing for what is no text, or is not public."""
    texts: dict[str, str] = {}
    for one in item:
        content = _content(one)  # the longer of content:encoded and excerpt:encoded is the text
        if content and len(content) > len(texts.get(one.tag, "")):
            texts[one.tag] = content
    if texts.get("post_type", "") not in _POSTS or texts.get("status", "") not in _PUBLISHED:
        return None
    html = next((texts[name] for name in _TEXTS if name in texts), "")
    values = _values(item, texts, site)
    id = values.get("url") or texts.get("guid") or texts.get("id") or texts.get("post_id") or ""
    return Found(
        id=id if 0 < len(id) <= LONGEST_ID else f"{source.name}#{number}",
        title=text_of_html(texts.get("title", "")),
        text=text_of_html(html),
        values=values,
        head=False,
    )


def _content(element: Element) -> str:
    """What an element of an item holds: its text, which is HTML; in Atom it may be XHTML, a paragraph an element."""
    if not len(element):
        return plain(element).strip()
    return "<br>".join(escape(plain(one).strip()) for one in _paragraphs(element) if plain(one).strip())


def _paragraphs(element: Element) -> Iterator[Element]:
    """The elements that have text and none of them within another."""
    for one in element:
        if (one.text or "").strip() or not len(one):
            yield one
        else:
            yield from _paragraphs(one)


def _values(item: Element, texts: dict[str, str], site: str) -> dict[str, Any]:
    categories = [
        (value(one, "domain"), plain(one).strip() or value(one, "term")) for one in item if one.tag == "category"
    ]
    sections = [name for domain, name in categories if domain != "post_tag"]
    return {
        "url": _link(item, texts),
        "date": next((date for name in _DATES if (date := stated_date(texts.get(name)))), None),
        "author": [name for one in item if one.tag in ("creator", "author") and (name := _name(one))],
        "category": sections[0] if sections else None,
        "tags": list(dict.fromkeys([*sections[1:], *(name for domain, name in categories if domain == "post_tag")])),
        "source": site or None,
    }


def _name(author: Element) -> str:
    """The name of an author: of Atom in an element of its own, of RSS behind an address of mail."""
    name = next((plain(one) for one in author if one.tag == "name"), "" if len(author) else plain(author)).strip()
    return name.partition("(")[2].rstrip(")") if "@" in name and "(" in name else name


def _link(item: Element, texts: dict[str, str]) -> str | None:
    links = {value(one, "rel") or "alternate": value(one, "href") for one in item if one.tag == "link"}
    link = links.get("alternate") or texts.get("link", "")
    return link if link.lower().startswith(("http://", "https://")) else None
