"""Files of formats that are known and not read: each is told, with what to make of it."""

from __future__ import annotations

from collections.abc import Iterator

from search.model.reject import UnfitError
from search.sources.source import Source, SourceItem

_BETTER = {
    **dict.fromkeys((".doc", ".dot"), "docx"),
    **dict.fromkeys((".ppt", ".pptx", ".djvu"), "pdf"),
    **dict.fromkeys((".bok",), "htm"),
    **dict.fromkeys((".mobi", ".azw3"), "epub"),
    **dict.fromkeys((".mht", ".mhtml"), "html"),
}


def read(source: Source) -> Iterator[SourceItem]:
    """Raises `UnfitError`, which names the format to save the file in."""
    ending = f".{source.name.lower().rpartition('.')[2]}"
    raise UnfitError("foreign", format=ending, better=_BETTER.get(ending, "docx"))
