"""A piece of HTML, as feeds and content systems hold it, to plain text."""

from __future__ import annotations

from search.sources.blocks import lines
from search.sources.html_blocks import Blocks, parse


def text_of_html(html: str) -> str:
    """Its text, a paragraph a line.

    >>> text_of_html("<p>قال<b>ت</b> الحكومة</p><p>نهاية&nbsp;الخبر</p>")
    'قالت الحكومة\\nنهاية الخبر'
    """
    tree = parse(html)
    return lines(Blocks().of(tree.body)) if tree.body is not None else ""
