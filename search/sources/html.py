"""Web pages: the text of each, what it says of itself, its canonical address as its id."""

from __future__ import annotations

from collections.abc import Iterator

from search.model.reject import LONGEST_ID
from search.sources.assembly import Found, assemble
from search.sources.blocks import lines
from search.sources.encoding import decode
from search.sources.html_blocks import parse
from search.sources.html_main import main_blocks
from search.sources.html_meta import stated
from search.sources.source import Source, SourceItem


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a page."""
    text, encoding = decode(source.whole(), source.task.settings.encoding)
    yield from assemble(source, page(text, encoding, source.address))


def page(html: str, encoding: str = "", address: str | None = None) -> Found:
    """What is found in a page; it stands at an address, when that is known."""
    html = html.replace("\0", "")
    tree = parse(html)
    values = stated(tree)
    found = main_blocks(tree, html)
    id = address or values.get("url") or ""
    return Found(
        id=id if _is_of_a_page(id) else "",
        title=values.pop("title", ""),
        text=lines(found),
        values=values,
        encoding=encoding,
        asides=frozenset(block.text for block in found if block.aside),
    )


def _is_of_a_page(address: str) -> bool:
    """Whether an address can be the id of one page: some sites call their front page the canonical one of all."""
    return 0 < len(address) <= LONGEST_ID and address.rstrip("/").count("/") > 2
