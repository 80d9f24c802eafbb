"""The clauses of what narrows a request besides its words: values of its filters, ends of its ranges."""

from __future__ import annotations

from search.analysis.tag_key import tag_key
from search.engines.clauses import Bool, Clause, RangeFilter, TagFilter
from search.model.days import read_day
from search.model.field_values import comparable, read_number
from search.model.request import SearchRequest
from search.model.schema import DATE, Field, Schema


def filter_clauses(request: SearchRequest, schema: Schema) -> tuple[Clause, ...]:
    """A clause for each field that the request narrows; a tag by any spelling of its value."""
    filters = [_any_of(name, values, schema) for name, values in request.filters.items()]
    for name, (first, last) in request.ranges.items():
        field = schema.by_name[name]
        ends = (None if end is None else _comparable(field, end) for end in (first, last))
        filters.append(RangeFilter(name, *ends))
    return tuple(filters)


def _comparable(field: Field, end: str) -> int:
    return read_day(end).toordinal() if field.kind == DATE else comparable(field, read_number(field.name, end))


def _any_of(name: str, values: tuple[str, ...], schema: Schema) -> Clause:
    if name in schema.tags and name not in schema.numbers:
        return TagFilter(name, tuple(sorted({tag_key(value) for value in values})))
    field = schema.by_name[name]
    numbers = sorted({comparable(field, read_number(name, value)) for value in values})
    return Bool(should=tuple(RangeFilter(name, number, number) for number in numbers), minimum=1)
