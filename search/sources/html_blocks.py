"""A tree of HTML to blocks of text: a paragraph, a list item, a row of a table each a line, in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from search.model.reject import UnfitError
from search.sources.blocks import Block

NO_TEXT = frozenset(
    ("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video")
    + ("button", "select", "option", "textarea", "head", "map", "dialog", "datalist", "rp", "rt")
)
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
    )
    + ("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup")
    + ("hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody")
    + ("tfoot", "thead", "tr", "ul")
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = ("td", "th")
_SHORT_ROW = 600  # characters: a row of a table of data; a longer one is a page laid out as a table
_SPACES = re.compile(r"[\s\xa0\u200b]+")
_CELL = " | "
# A tree of so many levels takes the parser seconds, one of 200,000 minutes; pages of the web have 30.
_DEEPEST = 3_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_NEVER_CLOSED = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "param")
    + ("p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup")
)
_MOST_TAGS = 1_000_000


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page. Raises `UnfitError` for one that would take the parser too long."""
    depth = deepest = 0
    for number, tag in enumerate(_TAG.finditer(html)):
        if tag[2].lower() not in _NEVER_CLOSED and not tag[3]:
            depth += -1 if tag[1] else 1
            deepest = max(deepest, depth)
        if deepest > _DEEPEST or number > _MOST_TAGS:
            raise UnfitError("nested-too-deep")
    return LexborHTMLParser(html)


def collapsed(text: str) -> str:
    """The text with each run of spaces as one."""
    return _SPACES.sub(" ", text).strip()


class Blocks:
    """Gathers the blocks below a node. `skipped` and `aside` are the identities of nodes left out, or apart."""

    def __init__(self, skipped: frozenset[int] = frozenset(), aside: frozenset[int] = frozenset()) -> None:
        self._skipped = skipped
        self._apart = aside
        self._found: list[Block] = []
        self._text: list[str] = []
        self._links = self._in_link = self._in_aside = self._in_row = 0
        self._level = 0

    def of(self, root: LexborNode) -> list[Block]:
        """The blocks in the order of reading."""
        for node, entering in _walk(root, self._skipped):
            if node.is_text_node:
                self._add(node.text_content or "")
            elif entering:
                self._enter(node, node.tag or "")
            else:
                self._leave(node, node.tag or "")
        self._flush()
        return self._found

    def _enter(self, node: LexborNode, tag: str) -> None:
        if node.mem_id in self._apart:
            self._flush()
            self._in_aside += 1
        if page := _page(node):
            self._flush()
            self._found.append(Block("", page=page))
        if tag == "a":
            self._in_link += 1
        elif tag == "br":
            self._break()
        elif tag in _HEADINGS and not self._in_row:
            self._flush()
            self._level = _HEADINGS[tag]
        elif tag in _BLOCKS:
            self._break()
            if tag == "tr" and not self._in_row and _is_row(node):
                self._in_row = 1
        elif tag in _CELLS and not self._in_row:
            self._flush()

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag == "a":
            self._in_link -= 1
        elif tag in _CELLS and self._in_row:
            self._text.append(_CELL)
        elif tag in _BLOCKS or tag in _CELLS:
            if tag == "tr":
                self._in_row = 0
            self._break()
        if node.mem_id in self._apart:
            self._flush()
            self._in_aside -= 1

    def _add(self, text: str) -> None:
        self._text.append(text)
        if self._in_link:
            self._links += len(collapsed(text))

    def _break(self) -> None:
        if self._in_row:
            self._text.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        text = collapsed("".join(self._text)).strip("|").strip()
        if text:
            self._found.append(Block(text, self._level, self._links, self._in_aside > 0))
            self._level = 0
        self._text, self._links = [], 0


def _walk(root: LexborNode, skipped: frozenset[int]) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below one, when it begins and when it ends, without recursion: pages are nested at will."""
    node: LexborNode | None = root
    while node is not None:
        left_out = node.is_comment_node or (node.tag or "") in NO_TEXT or node.mem_id in skipped
        if not left_out:
            yield node, True
            if node.first_child is not None:
                node = node.first_child
                continue
        while node is not None:
            if not left_out and not node.is_text_node:
                yield node, False
            left_out = False
            if node.mem_id == root.mem_id:
                return
            if node.next is not None:
                node = node.next
                break
            node = node.parent


def _is_row(row: LexborNode) -> bool:
    """Whether a row is one of data, not of a page that is laid out as a table."""
    return row.css_first("table") is None and len(row.text(deep=True)) <= _SHORT_ROW


def _page(node: LexborNode) -> str:
    """The number of the printed page that begins here, in a book that keeps them."""
    attributes = node.attributes
    if "pagebreak" not in f"{attributes.get('epub:type')} {attributes.get('role')}":
        return ""
    return collapsed(attributes.get("title") or attributes.get("aria-label") or node.text(deep=True))[:20]
