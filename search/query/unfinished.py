"""A query that is still being typed: its last word stands for every word that begins so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from search.analysis.beginnings import fold_beginning
from search.analysis.characters import PAIRED_QUOTES, QUOTES
from search.query.parsed_query import ParsedQuery
from search.query.prefix_terms import front_of, is_front
from search.query.words import AnyOf, Group, InField, Node, Phrase, Prefix, Word

_ARTICLE = "ال"
_LEAST_LETTERS = 2  # behind the article: fewer begin half of all words


Lookup = Callable[[str], list[tuple[str, int]]]


def unfinished(parsed: ParsedQuery, lookup: Lookup) -> Group:
    """The tree of a query with its last word open; as it is where the query ends in something else, a space for one.

    `lookup` gives the most frequent words of an index that begin so: they tell what is written on to the word. A word
    of which hardly more than the article is there asks for nothing yet.

    >>> from search.query.parser import parse
    >>> for typed in ("كوريا الشم", "كوريا ال", "كوريا ", "-روس", "عنوان:(قم", '"كوريا الشم', '"كوريا"', "عبدالرح"):
    ...     print(unfinished(parse(typed), lambda prefix: [(prefix, 1)]))
    (كوريا (الشم | شم*))
    (كوريا)
    (كوريا)
    (-روس)
    (title:(قم | قم*))
    ((+كوريا +(الشم | شم*)))
    (كوريا)
    ((عبد (الرح | الرح*)))
    """
    if parsed.passage or parsed.query[-1:] in (*QUOTES, *PAIRED_QUOTES):
        return parsed.tree
    opened = _Opening(len(parsed.query), lookup).of_group(parsed.tree)
    return parsed.tree if opened == Group(excluded=opened.excluded) else opened


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opens the word that ends at the end of a query."""

    end: int
    lookup: Lookup

    def of_group(self, group: Group) -> Group:
        nodes, required = (
            tuple(one for node in some for one in self.of(node)) for some in (group.nodes, group.required)
        )
        return replace(group, nodes=nodes, required=required)

    def of(self, node: Node) -> tuple[Node, ...]:
        """The node with its last word open; none where it asks for nothing yet."""
        if node.span is None or node.span.end != self.end:
            return (node,)
        match node:
            case Word(text):
                return self.beginning(text)
            case Phrase((*first, last), literal=True):
                whole = Phrase(tuple(first), literal=True) if len(first) > 1 else Word(first[0], literal=True)
                return (Group(required=(whole, *self.beginning(last))),)
            case InField(_, child):
                return tuple(replace(node, node=one) for one in self.of(child))
            case AnyOf(nodes):
                opened = tuple(one for child in nodes for one in self.of(child))
                return (replace(node, nodes=opened),) if len(opened) > 1 else opened
            case Group():
                return (self.of_group(node),)
        return (node,)

    def beginning(self, word: str) -> tuple[Node, ...]:
        """Any word that begins so, and in all its forms the word itself, where the index has it: العه is no سلع."""
        *first, last = fold_beginning(word) or [word]
        if last.isdigit() and len(last) < _LEAST_LETTERS:
            return (Word(word),)
        if is_front(last) or len(last.removeprefix(_ARTICLE)) < _LEAST_LETTERS:
            return (Group(tuple(map(Word, first))),) if first else ()
        opened: Node = Prefix(front_of(last, self.lookup)[1])
        if last in dict(self.lookup(last)):
            opened = AnyOf((Word(last if first else word), opened))
        return (Group((*map(Word, first), opened)),) if first else (opened,)
