"""Where the text of a web page is: the article, without menus, headers, footers and lists of other articles.

What pages themselves mark as their text counts most, when most of the words outside of links stand in it; then what
`trafilatura` finds, where it is installed; or else the page without what it marks as furniture.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from search.sources.blocks import Block
from search.sources.html_articles import article
from search.sources.html_blocks import Blocks, collapsed

# In the order of how surely they hold the text and nothing else.
_MAIN = (
    "[itemprop~=articleBody]",
    ".entry-content, .post-content, .article-content, .article-body, .article__body, .story-body, .post-body",
    "article",
    "main, [role=main]",
    "#content, #main, #main-content, .content, .main-content",
)
_FURNITURE = (
    "nav, footer, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search],"
    "[role=menu], [role=dialog], [hidden], [aria-hidden=true]"
)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|sidebar|footer|breadcrumbs?|share|sharing|social|comments?|cookies?|banner|"
    r"advert(?:isement)?s?|ads?|widgets?|newsletter|popup|modal|pagination|skip-link|copyright|toolbar|print-only)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:^|[\s_-])(?:related|read-?(?:more|also|next)|also-read|see-also|recommended|most-?read|more-?(?:news|stories)|"
    r"you-may-like|teasers?|tags?|byline-share)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LEAST_SHARE = 0.5  # of the page's words outside of links, in what is marked as its text
_LINKED = 0.7  # of a block's letters in links: an entry of a menu, not a sentence
_RUN = 3  # of such blocks, one after the other: a list of links


def main_blocks(tree: LexborHTMLParser, html: str) -> list[Block]:
    """The blocks of the text of a page, given with its tree; lists of links that stand in it are aside."""
    body = tree.body or tree.root
    if body is None:
        return []
    skipped = _furniture(body)
    whole = Blocks(skipped).of(body)
    plain = sum(len(block.text) - block.links for block in whole)
    for selector in _MAIN:
        best = max(body.css(selector), key=_letters, default=None)
        if best is not None and best.mem_id not in skipped:
            found = _related_aside(Blocks(skipped, _related(best)).of(best))
            if sum(len(block.text) - block.links for block in found if not block.aside) >= _LEAST_SHARE * plain:
                return _with_headline(found, body)
    found = article(html)
    if sum(len(block.text) for block in found) >= _LEAST_SHARE * plain > 0:
        return _with_headline(found, body)
    return _related_aside(Blocks(skipped, _related(body)).of(body))


def _letters(node: LexborNode) -> int:
    return len(node.text(deep=True))


def _furniture(body: LexborNode) -> frozenset[int]:
    """The nodes that the page marks as no part of its text."""
    outside = (node for node in body.css("header, aside") if not _is_within(node, "article"))
    marked = [*body.css(_FURNITURE), *(node for node in outside if not _has_headline(node))]
    named = (node for node in body.css("[class], [id], [style]") if _is_named_furniture(node))
    return frozenset(node.mem_id for node in (*marked, *named))


def _has_headline(node: LexborNode) -> bool:
    """Whether a header is that of the text: it has the headline, and no menu."""
    return node.css_first("h1") is not None and node.css_first("nav, ul, form") is None


def _is_named_furniture(node: LexborNode) -> bool:
    attributes = node.attributes
    name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if node.tag in ("body", "html", "main", "article"):  # <body class="no-sidebar">
        return False
    return bool(_NAMED.search(name)) or bool(_HIDDEN.search(attributes.get("style") or ""))


def _related(root: LexborNode) -> frozenset[int]:
    """The nodes in a text whose name says that they lead to other texts."""
    named = (node for node in root.css("[class], [id]") if node.tag not in ("body", "html", "main", "article"))
    return frozenset(
        node.mem_id
        for node in (*named, *root.css("aside"))
        if node.tag == "aside"
        or _RELATED.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}")
    )


def _is_within(node: LexborNode, tag: str) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag == tag:
            return True
        parent = parent.parent
    return False


def _related_aside(blocks: list[Block]) -> list[Block]:
    """Runs of blocks that are nothing but links are aside: menus, lists of other articles."""
    linked = [block.links >= _LINKED * len(block.text) for block in blocks]
    found = []
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and linked[end] == linked[start]:
            end += 1
        aside = linked[start] and end - start >= _RUN
        found += [block._replace(aside=block.aside or aside) for block in blocks[start:end]]
        start = end
    return found


def _with_headline(blocks: list[Block], body: LexborNode) -> list[Block]:
    """The blocks, and before them the page's one headline where it stands outside of what was chosen."""
    headlines = body.css("h1")
    text = collapsed(headlines[0].text(deep=True)) if len(headlines) == 1 else ""
    if text and all(block.text != text for block in blocks):
        return [Block(text, 1), *blocks]
    return blocks
