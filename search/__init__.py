"""Bahith (باحث): full-text search for Arabic.

>>> import search
>>> index = search.open("index")  # doctest: +SKIP
>>> page = index.search("بوتين", limit=10)  # doctest: +SKIP
>>> page.total, page.hits[0].snippets[0].text  # doctest: +SKIP
"""

from pathlib import Path

from search.answering.searcher import Index
from search.errors import BahithError
from search.indexing.indexer import delete, export, rebuild, reindex, roll_back, update
from search.model.document import Document, Part
from search.model.request import SearchRequest
from search.model.results import Hit, Page, Snippet
from search.settings import Settings

__version__ = "0.1.0"
__all__ = [
    "BahithError",
    "Document",
    "Hit",
    "Index",
    "Page",
    "Part",
    "SearchRequest",
    "Settings",
    "Snippet",
    "delete",
    "export",
    "open",
    "rebuild",
    "reindex",
    "roll_back",
    "update",
]


def open(root: Path | str = "index", settings: Settings = Settings()) -> Index:
    """The index in a folder, ready to be searched."""
    return Index(root, settings)
