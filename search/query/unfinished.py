"""A query that is still being typed: its last word stands for every word that begins so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from search.analysis import fold
from search.analysis.characters import PAIRED_QUOTES, QUOTES
from search.query.parsed_query import ParsedQuery
from search.query.prefix_terms import is_front, without_front
from search.query.words import AnyOf, Group, InField, Node, Phrase, Prefix, Word

_ARTICLE = "ال"
_LEAST_LETTERS = 2  # behind the article: fewer begin half of all words
_MORE = "بب"  # letters that may follow


Lookup = Callable[[str], list[tuple[str, int]]]


def unfinished(parsed: ParsedQuery, lookup: Lookup) -> Group:
    """The tree of a query with its last word open; as it is where the query ends in something else, a space for one.

    `lookup` gives the most frequent words of an index that begin so: they tell what is written on to the word. A word
    of which hardly more than the article is there asks for nothing yet.

    >>> from search.query.parser import parse
    >>> for typed in ("كوريا الشم", "كوريا ال", "كوريا ", "-روس", "عنوان:(قم", '"كوريا الشم', '"كوريا"', "عبدالرح"):
    ...     print(unfinished(parse(typed), lambda prefix: []))
    (كوريا (الشم | الشم*))
    (كوريا)
    (كوريا)
    (-روس)
    (title:(قم | قم*))
    ((+كوريا +(الشم | الشم*)))
    (كوريا)
    ((عبد (الرح | الرح*)))
    """
    if parsed.passage or parsed.query[-1:] in (*QUOTES, *PAIRED_QUOTES):
        return parsed.tree
    opened = _Opening(len(parsed.query), lookup).of_group(parsed.tree)
    return parsed.tree if opened == Group(excluded=opened.excluded) else opened


def parts_of_beginning(word: str) -> list[str]:
    """The folded beginning of a word, parted where the whole word will be: عبدالل is the beginning of عبد الله.

    >>> parts_of_beginning("الشما"), parts_of_beginning("عبدال")
    (['الشما'], ['عبد', 'ال'])
    """
    parts = fold(word).split()
    longer = fold(word + _MORE).split()
    return [*longer[:-1], longer[-1].removesuffix(_MORE)] if len(longer) > len(parts) else parts


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
        """The word itself, or any that begins so."""
        *first, last = parts_of_beginning(word) or [word]
        if last.isdigit() and not first:
            return (AnyOf((Word(word), Prefix(last))) if len(last) >= _LEAST_LETTERS else Word(word),)
        if is_front(last) or len(last.removeprefix(_ARTICLE)) < _LEAST_LETTERS:
            return (Group(tuple(map(Word, first))),) if first else ()
        opened = AnyOf((Word(last if first else word), Prefix(without_front(last, self.lookup))))
        return (Group((*map(Word, first), opened)),) if first else (opened,)
