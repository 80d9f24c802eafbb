"""A query as it was read, in plain Arabic: what the page says so that no operator works or fails in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from search.model.schema import DATE, SCHEMA, Schema
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
    Numbered,
    Phrase,
    Prefix,
    Root,
    Tagged,
    Word,
)

Written = Callable[[str], str]


def understood(tree: Group, written: Written = str, schema: Schema = SCHEMA) -> list[str]:
    """The conditions of a parsed query one by one; nothing for plain words, which mean what they say.

    `written` writes an ISO date; the labels of fields are those of the schema.

    >>> from search.query.parser import parse
    >>> understood(parse('روسيا -الصين "كوريا الشمالية" عنوان:قمة').tree)
    ['روسيا', '«كوريا الشمالية» متتالية', 'في العنوان: قمة', 'من دون: الصين']
    >>> understood(parse("كوريا الشمالية").tree)
    []
    """
    if all(isinstance(node, Word) for node in tree.nodes) and not (tree.required or tree.excluded):
        return []
    return _Conditions(schema, written).of_group(tree)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Says the nodes of a tree in words."""

    schema: Schema
    written: Written

    def of_group(self, group: Group) -> list[str]:
        return [
            *(self.of(node) for node in group.nodes),
            *(f"لا بد من: {self.of(node)}" for node in group.required),
            *(f"من دون: {self.of(node)}" for node in group.excluded),
        ]

    def of(self, node: Node) -> str:
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
            case Near():
                return " بقرب ".join(map(self.of, node.nodes))
            case AnyOf():
                return " أو ".join(map(self.of, node.nodes))
            case Group():
                return f"({'، '.join(self.of_group(node))})"
            case InField():
                return f"في {self._label(node.text)}: {self.of(node.node)}"
            case Tagged():
                return f"{self._label(node.field)}: {node.value}"
            case Numbered():
                return f"{self._label(node.field)}: {_numbers(node)}"
            case Dated():
                days = self._days(node.first, node.last)
                return days if node.field == DATE else f"{self._label(node.field)}: {days}"

    def _label(self, field: str) -> str:
        return self.schema.by_name[field].ar

    def _days(self, first: date | None, last: date | None) -> str:
        if first and first == last:
            return f"في {self.written(first.isoformat())}"
        ends = [("من", first), ("إلى", last)]
        return " ".join(f"{word} {self.written(day.isoformat())}" for word, day in ends if day)


def _numbers(node: Numbered) -> str:
    if node.beyond:
        return f"أقل من {node.last:f}" if node.first is None else f"أكبر من {node.first:f}"
    if node.first == node.last:
        return f"{node.first:f}"
    ends = [("من", node.first), ("إلى", node.last)]
    return " ".join(f"{word} {number:f}" for word, number in ends if number is not None)
