"""What a query string was read as."""

from __future__ import annotations

from search.analysis.characters import PAIRED_QUOTES, QUOTES
from search.model.results import Notice
from search.model.value import value
from search.query.walk import walk
from search.query.words import AnyOf, Group, InField, Letters, Node, Phrase, Word


@value
class ParsedQuery:
    """The query string, its tree, the words that were dropped for being too many, and what the user should be told.

    `passage`: it is a pasted text, and the tree holds only some of its words.
    """

    query: str
    tree: Group
    dropped: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    passage: bool = False

    def __str__(self) -> str:
        return str(self.tree)[1:-1]


def unquoted(parsed: ParsedQuery) -> str | None:
    """The query with the words of what it asks for in quotes side by side; None when it asks for nothing in quotes.

    What is excluded stays as it is, as does nearness.

    >>> from search.query.parser import parse
    >>> unquoted(parse('«كوريا الشمالية» title:"قمة موسكو" -"كوريا الجنوبية"'))
    'كوريا الشمالية title:(قمة موسكو) -"كوريا الجنوبية"'
    """
    text = parsed.query
    quoted = [node for node in walk(parsed.tree, _may_be_opened) if _is_quoted(node, text)]
    for node in sorted(quoted, key=lambda node: -(node.start or 0)):
        words = " ".join(node.words) if isinstance(node, Phrase | Letters) else str(node)
        inside = f"({words})" if " " in words and node not in parsed.tree.nodes else words
        text = text[: node.span.start] + inside + text[node.span.end :] if node.span else text
    return text if quoted else None


def _may_be_opened(node: Node) -> tuple[Node, ...]:
    match node:
        case Group(nodes, required):
            return (*nodes, *required)
        case AnyOf(nodes):
            return nodes
        case InField(_, child):
            return (child,)
    return ()


def _is_quoted(node: Node, query: str) -> bool:
    if node.span is None or not isinstance(node, Word | Phrase | Letters):
        return False
    return isinstance(node, Letters) or query[node.span.start] in QUOTES + PAIRED_QUOTES
