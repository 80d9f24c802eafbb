"""The text of a web page by `trafilatura`, where it is installed: for pages that do not mark it themselves."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from search.sources.blocks import Block


@cache
def _library() -> Any:
    try:
        return import_module("trafilatura")
    except ImportError:  # it is not there, or not whole: it needs a part of lxml that some versions leave out
        return None


def article(html: str) -> list[Block]:
    """The paragraphs that it finds; none where it is not installed or finds nothing."""
    library = _library()
    text = library.extract(html, include_comments=False, favor_recall=True) if library else None
    return [Block(line.strip()) for line in (text or "").split("\n") if line.strip()]
