"""Stored documents for an index with other fields: values are read again by the fields that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.model.document import Document
from search.model.field_values import read_values
from search.model.reject import Reject, UnfitError
from search.model.schema import Field, Schema
from search.model.value_map import ValueMap


def suited(documents: Iterable[Document], old: Schema, new: Schema) -> Iterator[Document | Reject]:
    """The documents of an index with the old fields for one with the new; a value that does not suit is left out.

    Each is followed by a warning for such a field.
    """
    changed = [field for field in new.own if old.by_name.get(field.name) != field]
    for document in documents:
        if changed and any(document.values(field.name) for field in changed):
            yield from _suited(document, changed)
        else:
            yield document


def _suited(document: Document, changed: list[Field]) -> Iterator[Document | Reject]:
    values = dict(document.fields)
    warnings = []
    for field in changed:
        given = values.pop(field.name, ())
        try:
            values[field.name] = read_values(field, given[0] if len(given) == 1 else list(given)) if given else ()
        except UnfitError as error:
            warnings.append(Reject(document.id, None, error.reason, warning=True))
    yield replace(document, fields=ValueMap(values))
    yield from warnings
