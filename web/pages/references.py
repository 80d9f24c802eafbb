"""What programs that cite read of a document: tags for reference managers, and linked data for search engines."""

from __future__ import annotations

from typing import Any

from search.model.display import displayable
from search.model.document import Document, Part

_NAMES = {"author": "citation_author", "source": "citation_publisher", "work": "citation_book_title"}


def tags(document: Document, part: Part) -> list[tuple[str, str]]:
    """The tags of Highwire Press, which Zotero and Google Scholar read, by name.

    >>> tags(Document.of("1", "عنوان", date="2024-06-19", author=("طه حسين",)), Part("باب", "", "2", "٣٤"))[:3]
    [('citation_title', 'عنوان'), ('citation_author', 'طه حسين'), ('citation_publication_date', '2024/06/19')]
    """
    found = [("citation_title", document.title)]
    found += [(tag, value) for name, tag in _NAMES.items() for value in document.values(name)]
    found += [("citation_publication_date", (document.date or "").replace("-", "/"))]
    found += [("citation_volume", part.volume or document.value("volume") or "")]
    found += [("citation_firstpage", part.page or document.value("page") or "")]
    found += [("citation_language", document.value("language") or "ar")]
    return [(tag, value) for tag, value in found if value]


def linked_data(document: Document, part: Part, address: str) -> dict[str, Any]:
    """The document in the words of schema.org."""
    book = document.value("work") or part.page or part.volume
    source = document.value("source")
    said = {
        "@context": "https://schema.org",
        "@type": "Book" if book else "Article",
        "headline": displayable(document.title)[:110],
        "name": displayable(document.title),
        "url": address,
        "sameAs": document.url,
        "datePublished": document.date,
        "inLanguage": document.value("language") or "ar",
        "author": [{"@type": "Person", "name": displayable(name)} for name in document.values("author")],
        "publisher": {"@type": "Organization", "name": displayable(source)} if source else None,
        "keywords": [displayable(tag) for tag in document.values("tags")],
        "articleSection": displayable(document.value("category") or ""),
    }
    return {name: value for name, value in said.items() if value}
