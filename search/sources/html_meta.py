"""What a web page says of itself: title, date, author, site, section, keywords, language, address.

JSON-LD counts most, since it is made from the fields of the editing system; then the names of OpenGraph, of citation
managers and of Dublin Core; then the markup; the title of the window last, which has the name of the site in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from search.sources.html_blocks import collapsed
from search.sources.stated_dates import stated_date

_ARTICLE = re.compile("(?:Article|Posting|Report|Book|WebPage|CreativeWork)$")
_NAMES = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title", "title"),
    "date": (
        *(
            "article:published_time",
            "datepublished",
            "date",
            "pubdate",
            "publishdate",
            "publish-date",
            "publication_date",
        ),
        *("citation_publication_date", "citation_date", "dc.date", "dcterms.date", "dc.date.issued", "dcterms.created"),
        *("og:published_time", "sailthru.date", "parsely-pub-date", "article.published", "created"),
    ),
    "author": ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author"),
    "source": ("og:site_name", "application-name", "dc.publisher", "publisher"),
    "category": ("article:section", "section", "category", "parsely-section"),
    "tags": ("article:tag", "keywords", "news_keywords", "citation_keywords", "parsely-tags"),
}
_SEPARATOR = re.compile(r"\s+[|\-–—«»:•·]+\s+")
_COMMAS = re.compile("[,،;؛|]")
_DEEPEST = 6  # objects in objects of JSON-LD
_ADDRESS = re.compile("https?://", re.IGNORECASE)


def stated(tree: LexborHTMLParser) -> dict[str, Any]:
    """The fields that the page has values of."""
    metas = _metas(tree)
    linked = next((one for one in _linked_data(tree) if {"headline", "name", "datePublished"} & one.keys()), {})
    found: dict[str, Any] = {
        "title": _text(linked.get("headline")) or _first(metas, "title") or "",
        "date": stated_date(_text(linked.get("datePublished"))) or _date(metas, tree),
        "author": _persons(linked.get("author")) or _all(metas, "author"),
        "source": _text(linked.get("publisher")) or _first(metas, "source"),
        "category": _text(linked.get("articleSection")) or _first(metas, "category"),
        "tags": _keywords(linked.get("keywords")) or _keywords(_all(metas, "tags")),
        "language": _language(tree),
        "url": _canonical(tree, metas),
    }
    found["title"] = found["title"] or _titled(tree, found["source"])
    return {name: value for name, value in found.items() if value}


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        names = (node.attributes.get(name) for name in ("property", "name", "itemprop"))
        content = collapsed(node.attributes.get("content") or "")
        if content and (name := next(filter(None, names), None)):
            metas.setdefault(name.lower(), []).append(content)
    return metas


def _first(metas: dict[str, list[str]], field: str) -> str | None:
    return next((metas[name][0] for name in _NAMES[field] if name in metas), None)


def _all(metas: dict[str, list[str]], field: str) -> list[str]:
    found = next((metas[name] for name in _NAMES[field] if name in metas), [])
    return [value for value in found if not _ADDRESS.match(value)]  # article:author is often a page of Facebook


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that are articles or the like; what is no JSON says nothing."""
    for node in tree.css("script[type='application/ld+json']"):
        try:
            value = json.loads(node.text(deep=True), strict=False)
        except (ValueError, RecursionError):
            continue
        found = [*_objects(value, 0)]
        yield from sorted(found, key=lambda one: "WebPage" in str(one.get("@type")))


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list) and depth < _DEEPEST:
        for one in value:
            yield from _objects(one, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        kinds = value.get("@type")
        if any(_ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield value
        yield from _objects(value.get("@graph"), depth + 1)
        yield from _objects(value.get("mainEntity"), depth + 1)


def _text(value: Any) -> str:
    """A text, or the name of an object."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return collapsed(value) if isinstance(value, str) else ""


def _persons(value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [name for one in several if (name := _text(one)) and not _ADDRESS.match(name)]


def _keywords(value: Any) -> list[str]:
    """Keywords as a list of some, or as one text of many with commas between them."""
    several = value if isinstance(value, list) else [value]
    return [word for one in several for part in _COMMAS.split(_text(one)) if (word := part.strip())]


def _date(metas: dict[str, list[str]], tree: LexborHTMLParser) -> str | None:
    stated = (metas[name][0] for name in _NAMES["date"] if name in metas)
    marked = (
        node.attributes.get("datetime") or node.attributes.get("content") or node.text(deep=True)
        for node in tree.css("[itemprop~=datePublished], time[pubdate], article time, header time, time[datetime]")
    )
    return next((date for text in (*stated, *marked) if (date := stated_date(text))), None)


def _language(tree: LexborHTMLParser) -> str | None:
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root else ""
    return re.split("[-_]", language.strip().lower())[0][:8] or None


def _canonical(tree: LexborHTMLParser, metas: dict[str, list[str]]) -> str | None:
    """The address of the page, whole; one that is the site's own front page is said by mistake, or is that page."""
    link = tree.css_first("link[rel~=canonical]")
    for address in ((link.attributes.get("href") or "") if link else "", *metas.get("og:url", [])):
        if _ADDRESS.match(address.strip()):
            return address.strip()
    return None


def _titled(tree: LexborHTMLParser, site: str | None) -> str:
    """The title of the window without the name of the site; where the one headline is a part of it, the headline."""
    node = tree.css_first("title")
    title = collapsed(node.text(deep=True)) if node else ""
    headlines = [collapsed(one.text(deep=True)) for one in tree.css("h1")]
    for headline in headlines:
        if headline and (headline in title or len(headlines) == 1):
            return headline
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and (parts[-1] == site or len(parts[-1]) < len(parts[0])):
        return (
            _SEPARATOR.split(title, maxsplit=1)[0]
            if len(parts) == 2
            else title[: title.rindex(parts[-1])].rstrip(" |-–—«»:•·")
        )
    return title
