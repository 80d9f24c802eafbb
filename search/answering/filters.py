"""What narrows a search besides its words: the clauses of a request's filters and ranges."""

from __future__ import annotations

from search.analysis.tag_key import tag_key
from search.answering.opened_index import OpenedIndex
from search.engines.clauses import Bool, Clause, DocumentSet, RangeFilter, TagFilter
from search.errors import DocumentNotFoundError
from search.model.days import read_day
from search.model.field_values import comparable, read_number
from search.model.request import SearchRequest
from search.model.schema import DATE, Field, Schema


def filters_of(request: SearchRequest, opened: OpenedIndex) -> tuple[Clause, ...]:
    """What every document must pass. Raises `DocumentNotFoundError` for `similar_to`."""
    filters = filter_clauses(request, opened.schema)
    return filters if request.similar_to is None else (*filters, _group_of(request.similar_to, opened))


def no_document(id: str) -> DocumentNotFoundError:
    """The error of an id that no document has."""
    return DocumentNotFoundError("document-not-found", id=repr(id[:80]))


def filter_clauses(request: SearchRequest, schema: Schema) -> tuple[Clause, ...]:
    """A clause for each field that the request narrows; a tag by any spelling of its value."""
    filters = [_any_of(name, values, schema) for name, values in request.filters.items()]
    for name, (first, last) in request.ranges.items():
        field = schema.by_name[name]
        ends = (None if end is None else _comparable(field, end) for end in (first, last))
        filters.append(RangeFilter(name, *ends))
    return tuple(filters)


def _comparable(field: Field, end: str) -> int:
    return read_day(end).toordinal() if field.kind == DATE else comparable(field, end)


def _any_of(name: str, values: tuple[str, ...], schema: Schema) -> Clause:
    if name in schema.tags and name not in schema.numbers:
        return TagFilter(name, tuple(sorted({tag_key(value) for value in values})))
    field = schema.by_name[name]
    numbers = sorted({comparable(field, read_number(name, value)) for value in values})
    return Bool(should=tuple(RangeFilter(name, number, number) for number in numbers), minimum=1)


def _group_of(id: str, opened: OpenedIndex) -> DocumentSet:
    """The documents that stand under one hit with this one."""
    digests = opened.engine.digests([id])
    if not digests:
        raise no_document(id)
    group = opened.groups.of(digests[id])
    return DocumentSet((digests[id],) if group is None else opened.groups.members(group))
