"""A mapping of names to tuples that is a value: it can be hashed, compared and handed to another process."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class ValueMap(Mapping[str, tuple[T, ...]]):
    """Names and their values, in the order given; names without any value are left out.

    >>> ValueMap({"author": ("طه حسين",), "tags": ()})
    ValueMap({'author': ('طه حسين',)})
    """

    __slots__ = ("_items",)

    def __init__(self, values: Mapping[str, tuple[T, ...]] | None = None) -> None:
        self._items = {name: tuple(given) for name, given in (values or {}).items() if given}

    def __getitem__(self, name: str) -> tuple[T, ...]:
        return self._items[name]

    def __contains__(self, name: object) -> bool:  # that of Mapping raises and catches an error for each miss
        return name in self._items

    def get(self, name: str, default: Any = None) -> Any:  # so does that
        return self._items.get(name, default)

    def items(self) -> ItemsView[str, tuple[T, ...]]:  # that of Mapping looks each name up
        return self._items.items()

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"ValueMap({self._items})"

    def __reduce__(self) -> tuple[Any, ...]:
        return ValueMap, (self._items,)


NO_VALUES: ValueMap[Any] = ValueMap()
