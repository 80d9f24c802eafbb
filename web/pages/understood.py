"""A query as it was read, in plain Arabic: what the page says so that no operator works or fails in silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from search.model.schema import DATE, Schema
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
from web.pages.languages import page_language
from web.pages.texts import text

Written = Callable[[str], str]
Shown = Callable[[str, str], str]


def understood(
    tree: Group, schema: Schema, written: Written = str, shown: Shown = lambda field, value: value
) -> list[str]:
    """The conditions of a parsed query one by one; nothing for plain words, which mean what they say.

    `written` writes an ISO date, `shown` a value of a field; the labels of fields are those of the schema.

    >>> from search.query.parser import parse
    >>> understood(parse('روسيا -الصين "كوريا الشمالية" عنوان:قمة').tree, Schema())
    ['روسيا', '«كوريا الشمالية» متتالية', 'في العنوان: قمة', 'من دون: الصين']
    >>> understood(parse("كوريا الشمالية").tree, Schema())
    []
    """
    if all(isinstance(node, Word) for node in tree.nodes) and not (tree.required or tree.excluded):
        return []
    return _Conditions(schema, written, shown).of_group(tree)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Says the nodes of a tree in words."""

    schema: Schema
    written: Written
    shown: Shown

    def of_group(self, group: Group) -> list[str]:
        return [
            *(self.of(node) for node in group.nodes),
            *(text("understood.required", what=self.of(node)) for node in group.required),
            *(text("understood.excluded", what=self.of(node)) for node in group.excluded),
        ]

    def of(self, node: Node) -> str:
        match node:
            case Word():
                return node.text
            case Exact():
                return text("understood.exact", text=node.text)
            case Prefix():
                return text("understood.prefix", text=node.text)
            case Fuzzy():
                return text("understood.fuzzy", text=node.text)
            case Phrase():
                return text("understood.phrase", text=" ".join(node.words))
            case Letters():
                return text("understood.letters", text=" ".join(node.words))
            case Root():
                return text("understood.root", text=node.text)
            case Near():
                return self._joined("understood.near", node.nodes)
            case AnyOf():
                return self._joined("understood.or", node.nodes)
            case Group():
                return text("understood.group", conditions=self.of_group(node))
            case InField():
                return text("understood.in-field", field=self._label(node.text), what=self.of(node.node))
            case Tagged():
                return self._of_field(node.field, self.shown(node.field, node.value))
            case Numbered():
                return self._of_field(node.field, _numbers(node))
            case Dated():
                days = self._days(node.first, node.last)
                return days if node.field == DATE else self._of_field(node.field, days)

    def _joined(self, code: str, nodes: Sequence[Node]) -> str:
        """The sides of an operator, each said together with those before it."""
        return reduce(lambda left, right: text(code, left=left, right=right), map(self.of, nodes))

    def _of_field(self, field: str, what: str) -> str:
        return text("understood.of-field", field=self._label(field), what=what)

    def _label(self, field: str) -> str:
        return self.schema.by_name[field].label(page_language())

    def _days(self, first: date | None, last: date | None) -> str:
        if first and first == last:
            return text("understood.on", day=self.written(first.isoformat()))
        ends = [("understood.from", first), ("understood.to", last)]
        return " ".join(text(code, end=self.written(day.isoformat())) for code, day in ends if day)


def _numbers(node: Numbered) -> str:
    if node.beyond:
        less = node.first is None
        return text("understood.less" if less else "understood.more", end=f"{node.last if less else node.first:f}")
    if node.first == node.last:
        return f"{node.first:f}"
    ends = [("understood.from", node.first), ("understood.to", node.last)]
    return " ".join(text(code, end=f"{number:f}") for code, number in ends if number is not None)
