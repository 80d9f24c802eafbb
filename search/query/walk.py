"""Visiting the tree of words: the one place that knows which nodes are below a node."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from search.query.words import AnyOf, Dated, Group, InField, Near, Node, Numbered, Tagged

Children = Callable[[Node], tuple[Node, ...]]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, what is excluded too."""
    match node:
        case Group(nodes, required, excluded):
            return (*nodes, *required, *excluded)
        case AnyOf(nodes) | Near(nodes):
            return nodes
        case InField(_, child):
            return (child,)
    return ()


def asked_for(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node that any text of a document may answer: none excluded, none in one field only."""
    match node:
        case Group(nodes, required):
            return (*nodes, *required)
        case InField():
            return ()
    return children(node)


def walk(node: Node, below: Children = children) -> Iterator[Node]:
    """The node and all below it, from the outside in."""
    yield node
    for child in below(node):
        yield from walk(child, below)


def only_filters(node: Node) -> bool:
    """Whether a node says which documents may be found, and looks for no word in them."""
    return all(_may_filter(one) for one in walk(node))


def _may_filter(node: Node) -> bool:
    match node:
        case Tagged() | Dated() | Numbered() | InField() | AnyOf():
            return True
        case Group():
            return not node.excluded
    return False


def split_filters(tree: Group) -> tuple[tuple[Node, ...], tuple[Node, ...], tuple[Node, ...]]:
    """The nodes and the required nodes of a tree without those that only filter, and these."""
    filtering = tuple(node for node in (*tree.nodes, *tree.required) if only_filters(node))
    if not filtering:
        return tree.nodes, tree.required, ()
    nodes, required = (tuple(n for n in some if n not in filtering) for some in (tree.nodes, tree.required))
    return nodes, required, filtering
