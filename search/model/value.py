"""Values that a page makes by the hundred: dataclasses that nothing changes, which the checker of types sees to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(kind: type[T]) -> type[T]:
    """A dataclass with slots that is hashed and compared by its fields, and never changed once it is made.

    Of a `frozen` one the constructor takes longer, for it sets each field by a call.

    >>> @value
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> {Point(1): "here"}[Point(1)], Point(2)
    ('here', Point(x=2, y=0))
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
