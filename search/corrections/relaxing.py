"""Which words to leave out of a query that finds nothing: what is nowhere first, then the rarest."""

from __future__ import annotations

from dataclasses import replace

from search.analysis import fold
from search.analysis.stopwords import is_stop_word
from search.corrections.statistics import IndexStatistics
from search.query.parsed_query import ParsedQuery
from search.query.words import Group, InField, Node, Phrase, Prefix, Word

_MOST = 12  # things of a query that are looked at


def relaxed(parsed: ParsedQuery, statistics: IndexStatistics) -> tuple[str, int] | None:
    """A looser query that finds something, and how many documents; None when there is none.

    First phrases are opened, then, one after the other, the rarest words go. What stays is as it was typed.
    """
    query, loose = parsed.query, _opened(parsed.tree)
    if loose != parsed.tree and (total := statistics.total(_text(loose, query, statistics))):
        return _text(loose, query, statistics), total
    nodes = [*loose.nodes, *loose.required][:_MOST]
    totals = {node: statistics.total(str(node)) for node in nodes if statistics.in_time()}
    for node in sorted(nodes, key=lambda node: totals.get(node, 0)):
        if len(loose.nodes) + len(loose.required) == 1:
            return None
        loose = _without(loose, node)
        left = [one for one in (*loose.nodes, *loose.required) if totals.get(one) and not _is_stop_word(one)]
        if left and (total := statistics.total(_text(loose, query, statistics))):
            return _text(loose, query, statistics), total
    return None


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and is_stop_word(fold(node.text))


def _opened(group: Group) -> Group:
    """The query with the words of its phrases side by side, and nothing looked up in one field only."""
    return Group(
        tuple(word for node in group.nodes for word in _words(node)),
        tuple(word for node in group.required for word in _words(node)),
        group.excluded,
    )


def _words(node: Node) -> tuple[Node, ...]:
    match node:
        case Phrase(words):
            return tuple(map(Word, words))
        case InField(_, child) if isinstance(child, Word | Prefix | Phrase):
            return _words(child)
    return (node,)


def _without(group: Group, node: Node) -> Group:
    return replace(
        group,
        nodes=tuple(one for one in group.nodes if one != node),
        required=tuple(one for one in group.required if one != node),
    )


def _text(group: Group, query: str, statistics: IndexStatistics) -> str:
    """The group as a query, its parts as they were typed where that means the same."""
    parts = [("", group.nodes), ("+", group.required), ("-", group.excluded)]
    text = " ".join(sign + _typed(node, query) for sign, nodes in parts for node in nodes)
    return text if statistics.read(text).tree == group else str(group)[1:-1]


def _typed(node: Node, query: str) -> str:
    if node.span is None or (isinstance(node, Word) and not node.literal):
        return str(node)
    return query[node.span.start : node.span.end]
