"""What the API answers with, as JSON Schema: made from the library's own types where there is one."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from search.answering.completion import Completion
from search.answering.state import State
from search.evaluation.query_report import QueryReport
from search.model.limits import Limits
from search.model.results import Notice, Page, Place, Snippet
from search.model.schema import NUMBER, Field
from search.model.schema import Schema as Fields
from web.contract.document_body import schema_of_document

JSON = dict[str, Any]
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}

STRING: JSON = {"type": "string"}
INTEGER: JSON = {"type": "integer"}
TEXT_OR_NULL: JSON = {"type": ["string", "null"]}


def schema_of(kind: Any) -> JSON:
    """The schema of a type: plain ones, unions with None, tuples of one kind, dicts by name, dataclasses.

    >>> schema_of(str | None)
    {'type': ['string', 'null']}
    >>> schema_of(tuple[int, ...])
    {'type': 'array', 'items': {'type': 'integer'}}
    """
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if kind is Notice:  # written in words, not by its values
        return record({"code": STRING, "en": STRING, "ar": STRING, "position": schema_of(int | None)})
    if is_dataclass(kind):
        return record({name: schema_of(hint) for name, hint in _hints(kind).items()})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        schemas = [schema_of(one) for one in inner]
        return {"type": [s["type"] for s in schemas]} if all(one in _PLAIN for one in inner) else {"anyOf": schemas}
    if origin is tuple:
        return {"type": "array", "items": schema_of(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(inner[1])}
    raise TypeError(f"{kind} has no schema")


def fields_of(kind: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields."""
    return tuple(field.name for field in dataclass_fields(kind))


def record(properties: dict[str, JSON], optional: bool = False) -> JSON:
    """An object with these properties, all of them there unless `optional`; others may come with a later version."""
    required = {} if optional else {"required": list(properties)}
    return {"type": "object", "properties": properties, **required}


def listed(schema: JSON) -> JSON:
    """An array of these."""
    return {"type": "array", "items": schema}


def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in fields_of(kind)}


@lru_cache(2**4)
def hit_keys(fields: Fields) -> tuple[str, ...]:
    """The keys of a hit, in the order of the contract."""
    counts = ("score", "similar", "missing", "pinned", "snippets", "places", "total_places")
    return ("id", "title", "title_html", *_values(fields), *counts)


def _values(fields: Fields) -> dict[str, JSON]:
    """The JSON of every field but the texts that all documents have."""
    return {field.name: _value(field) for field in fields.fields if field.name not in ("title", "text")}


def _value(field: Field) -> JSON:
    if field.many:
        return listed(STRING)
    kind = "number" if field.kind == NUMBER else "string"
    return {"type": [kind, "null"]} if field.always else {"type": kind}


def _hit(fields: Fields) -> JSON:
    plain = dict.fromkeys(("id", "title", "title_html"), STRING)
    place = record({**{name: schema_of(hint) for name, hint in _hints(Place).items()}, "link": STRING})
    counts = {
        "score": {"type": "number"},
        "similar": INTEGER,
        "missing": listed(STRING),
        "pinned": {"type": "boolean"},
        "snippets": listed(schema_of(Snippet)),
    }
    counts |= {"places": listed(place), "total_places": INTEGER}
    return record({**plain, **_values(fields), **counts}, optional=True)  # `fields` leaves some out


def _document(fields: Fields) -> JSON:
    part = record({"label": STRING, "volume": STRING, "page": STRING, "text": STRING})
    part["required"] = ["label", "text"]
    return record(
        {"id": STRING, "title": STRING, "text": STRING, "parts": listed(part), **_values(fields)}, optional=True
    )


def _page(fields: Fields) -> JSON:
    parts = {name: schema_of(hint) for name, hint in _hints(Page).items() if name not in ("hits", "schema", "months")}
    page = record({**parts, "hits": listed(_hit(fields))})
    page["properties"]["links"] = record({"self": STRING, "next": TEXT_OR_NULL})
    page["required"].append("links")
    return page


_ERROR = record({"parameter": STRING, "detail": STRING, "detail_ar": STRING})
_READING = record(
    {
        **dict.fromkeys(("lemma", "term", "part_of_speech", "stem", "proclitics", "ending", "enclitic"), STRING),
        "rules": listed(STRING),
        "cost": {"type": "number"},
    }
)
_TOKEN = record(
    {
        "text": STRING,
        **dict.fromkeys(("position", "start", "end"), INTEGER),
        **dict.fromkeys(("exact", "lemma"), STRING),
        **dict.fromkeys(("lemmas", "rules"), listed(STRING)),
        "readings": listed(_READING),
    }
)
BOX = ("label", "placeholder", "search", "suggestions", "more", "untitled")  # what the box for other pages says
_FIELD = record({name: shape for name, shape in schema_of(Field)["properties"].items() if name != "always"})
_COUNTS = ("documents", "parts", "rejected", "format", "source_bytes", "index_bytes")
_NAMES = ("generation", "built_at", "engine", "engine_version", "fingerprint")


@lru_cache(2**4)
def schemas(fields: Fields) -> dict[str, JSON]:
    """Every answer by name, for an index with these fields."""
    written = {"NewDocument": schema_of_document(fields), "DocumentOfId": schema_of_document(fields, with_id=False)}
    return {**_FIXED, **written, "Page": _page(fields), "Document": _document(fields)}


_TASK = {"task": INTEGER, "kind": {"enum": ["put", "delete", "delete-matching"]}}
_TASK |= {"status": {"enum": ["enqueued", "succeeded", "failed"]}, "documents": INTEGER, "accepted_at": STRING}
_REJECT = record({"line": INTEGER, **dict.fromkeys(("reason", "reason_ar", "cure", "cure_ar"), STRING)})
_COUNTED = dict.fromkeys(("added", "replaced", "unchanged", "deleted", "missing"), INTEGER)
_STATE = {name: schema_of(hint) for name, hint in _hints(State).items() if name != "findings"}
_STATE["findings"] = listed(record({"code": STRING, "en": STRING, "ar": STRING}))
_LOGGED = record({"time": STRING, "message": STRING, "request_id": TEXT_OR_NULL})
_FIXED: dict[str, JSON] = {
    "Accepted": record({**_TASK, "ignored": listed(STRING), "links": record({"self": STRING})}),
    "Task": record(
        {
            **_TASK,
            **dict.fromkeys(("finished_at", "generation"), TEXT_OR_NULL),
            **_COUNTED,
            "rejected": listed(_REJECT),
            "error": {"anyOf": [{"type": "null"}, record({"en": STRING, "ar": STRING})]},
        }
    ),
    "Suggestions": record({"query": STRING, "suggestions": listed(schema_of(Completion))}),
    "Completions": {"type": "array", "items": {"anyOf": [STRING, listed(STRING)]}, "minItems": 2, "maxItems": 2},
    "Analysis": record({"text": STRING, "tokens": listed(_TOKEN)}),
    "Texts": record(
        dict.fromkeys((*BOX, "direction", "default"), STRING)
        | {"result": {"type": "object", "additionalProperties": STRING}}
    ),
    "Stats": record(
        {
            **dict.fromkeys(_COUNTS, INTEGER),
            **dict.fromkeys(_NAMES, STRING),
            "fields": listed(_FIELD),
            "limits": schema_of(Limits),
        },
    ),
    "Status": record({"version": STRING, **_STATE, "workers": INTEGER, "errors": listed(_LOGGED)}),
    "Manifest": {"type": "object", "properties": {"generation": STRING}, "required": ["generation", "files"]},
    "Report": schema_of(QueryReport),
    "Alive": record({"status": {"const": "alive"}}),
    "Ready": record(
        {
            "status": {"const": "ready"},
            "generation": STRING,
            "documents": INTEGER,
            "engine": {"enum": ["whole", "degraded"]},
        }
    ),
    "OpenAPI": record({"openapi": STRING, "info": {"type": "object"}, "paths": {"type": "object"}}),
    "Problem": {
        **record(
            {
                **dict.fromkeys(("type", "title", "title_ar", "detail", "detail_ar", "instance", "request_id"), STRING),
                "status": INTEGER,
                "errors": listed(_ERROR),
            }
        ),
        "required": ["type", "title", "title_ar", "status", "detail", "detail_ar", "instance"],
    },
}
