"""A query as it was read, in plain Arabic: what the page says so that no operator works or fails in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from search.query.words import (
    AnyOf,
    Dated,
    Exact,
    Fuzzy,
    Group,
    InField,
    Letters,
    Near,
    Node,
    Phrase,
    Prefix,
    Root,
    Tagged,
    Word,
)

_TEXTS = {"title": "في العنوان", "text": "في النص"}
_TAGS = {"source": "المصدر", "category": "التصنيف"}


def understood(tree: Group, written: Callable[[str], str] = str) -> list[str]:
    """The conditions of a parsed query one by one; nothing for plain words, which mean what they say.

    `written` writes an ISO date.

    >>> from search.query.parser import parse
    >>> understood(parse('روسيا -الصين "كوريا الشمالية" عنوان:قمة').tree)
    ['روسيا', '«كوريا الشمالية» متتالية', 'في العنوان: قمة', 'من دون: الصين']
    >>> understood(parse("كوريا الشمالية").tree)
    []
    """
    if all(isinstance(node, Word) for node in tree.nodes) and not (tree.required or tree.excluded):
        return []
    return _group(tree, written)


def _group(group: Group, written: Callable[[str], str]) -> list[str]:
    return [
        *(_node(node, written) for node in group.nodes),
        *(f"لا بد من: {_node(node, written)}" for node in group.required),
        *(f"من دون: {_node(node, written)}" for node in group.excluded),
    ]


def _node(node: Node, written: Callable[[str], str]) -> str:
    match node:
        case Word():
            return node.text
        case Exact():
            return f"{node.text} كما كُتبت"
        case Prefix():
            return f"ما يبدأ بـ«{node.text}»"
        case Fuzzy():
            return f"ما يقارب «{node.text}»"
        case Phrase():
            return f"«{' '.join(node.words)}» متتالية"
        case Letters():
            return f"«{' '.join(node.words)}» بحروفها"
        case Root():
            return f"كلمات الجذر {node.text}"
        case Tagged():
            return f"{_TAGS[node.field]}: {node.value}"
        case Dated():
            return _days(node.first, node.last, written)
        case InField():
            return f"{_TEXTS[node.text]}: {_node(node.node, written)}"
        case Near():
            return " بقرب ".join(_node(inner, written) for inner in node.nodes)
        case AnyOf():
            return " أو ".join(_node(inner, written) for inner in node.nodes)
        case Group():
            return f"({'، '.join(_group(node, written))})"


def _days(first: date | None, last: date | None, written: Callable[[str], str]) -> str:
    if first and first == last:
        return f"في {written(first.isoformat())}"
    ends = [("من", first), ("إلى", last)]
    return " ".join(f"{word} {written(day.isoformat())}" for word, day in ends if day)
