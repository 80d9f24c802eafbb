"""Plain text files: one document each, kept whole. The title and the date are found in the text where it has them."""

from __future__ import annotations

from collections.abc import Iterator

from search.model.reject import UnfitError
from search.sources.assembly import Found, assemble
from search.sources.encoding import decode
from search.sources.source import Source, SourceItem


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a file; its id is the name of the file without its ending."""
    text, encoding = decode(source.whole(), source.task.settings.encoding)
    if "\0" in text:
        raise UnfitError("nul")
    if not text.strip():
        raise UnfitError("empty")
    yield from assemble(source, Found(id=source.name.rpartition(".")[0], text=text, encoding=encoding))
