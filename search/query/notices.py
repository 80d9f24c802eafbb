"""What the reader of an answer is told about how the query was read: a fact, its cure, and the place."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.messages import Value, catalogue_of
from search.model.limits import Limits
from search.model.results import Notice
from search.model.schema import SCHEMA
from search.query.fields import QueryFields, query_fields


@dataclass(slots=True)
class Notices:
    """Collects the notices of one query, each text once, and the words that were dropped."""

    limits: Limits
    fields: QueryFields = field(default_factory=lambda: query_fields(SCHEMA))
    dropped: list[str] = field(default_factory=list)
    found: dict[str, Notice] = field(default_factory=dict)

    def add(self, code: str, position: int | None = None, text: str = "", name: str = "") -> None:
        """Adds a notice: `position` is the place in the query string that it is about, `text` what stands there.

        `name` is the field that it is about.
        """
        new = notice(code, self.limits, position, text, self.fields, name)
        self.found.setdefault(new.text("en"), new)


def notice(
    code: str,
    limits: Limits,
    position: int | None = None,
    text: str = "",
    fields: QueryFields | None = None,
    name: str = "",
) -> Notice:
    """The notice of a code, with the limits it names and what stands at its place.

    >>> notice("unknown-field", Limits(), 0, "كاتب", query_fields(SCHEMA)).text("en")[:68]
    'There is no field كاتب; it was read as words. Fields: title, text, d'
    """
    values: dict[str, Value] = {"text": text}
    if fields:
        values |= {"fields": [*fields.names.values()], "field": fields.names.get(name, name)}
    named = catalogue_of("en").values_of(f"notice.{code}")
    return Notice(code, {one: values[one] if one in values else getattr(limits, one) for one in named}, position)
