"""The body of a request that writes documents: one JSON object, an array of them, or JSON lines."""

from __future__ import annotations

import json
from typing import Any

from search.errors import QueryError
from search.model.field_values import LARGEST_NUMBER, LONGEST_TAG, MOST_VALUES
from search.model.limits import Limits
from search.model.parts import PART_KEYS
from search.model.reject import LONGEST_ID, UNUSABLE_IN_IDS
from search.model.schema import DATE, NUMBER, TAG, Field, Schema

JSON = "application/json"
LINES = ("application/x-ndjson", "application/jsonl")
ID = f"^[^{UNUSABLE_IN_IDS}]*[^ .{UNUSABLE_IN_IDS}][^{UNUSABLE_IN_IDS}]*$"
_WORDS = r"^[\s\S]*\S[\s\S]*$"


def rows_of(body: bytes, media: str, limits: Limits) -> list[Any]:
    """The documents of a body. Raises `QueryError` for what is none of the three, and for too many."""
    try:
        if media in LINES:
            rows = [json.loads(line) for line in body.decode("utf-8").splitlines() if line.strip()]
        else:
            read = json.loads(body)
            rows = read if isinstance(read, list) else [read]
    except (ValueError, RecursionError):
        raise QueryError("not-documents") from None
    if not rows:
        raise QueryError("no-documents-sent")
    if len(rows) > limits.write_documents:
        raise QueryError("too-many-documents", count=len(rows), most=limits.write_documents)
    return rows


def schema_of_document(fields: Schema, with_id: bool = True) -> dict[str, Any]:
    """What a document may be, as JSON Schema; other keys are passed over, and named in the answer."""
    part = {name: {"type": ["string", "null"]} for name in PART_KEYS}
    properties: dict[str, Any] = {field.name: _schema_of(field) for field in fields.fields}
    properties["parts"] = {
        "type": ["array", "null"],
        "items": {"type": "object", "properties": part},
        "maxItems": MOST_VALUES,
    }
    words = {"type": "string", "pattern": _WORDS}
    in_parts = {"type": "array", "contains": {"type": "object", "properties": {"text": words}, "required": ["text"]}}
    held = (("text", words), ("title", words), ("parts", in_parts))
    some = [{"properties": {name: shape}, "required": [name]} for name, shape in held]
    if not with_id:
        return {"type": "object", "properties": properties, "anyOf": some}
    id = {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": ID}
    return {"type": "object", "properties": {"id": id, **properties}, "required": ["id"], "anyOf": some}


def _schema_of(field: Field) -> dict[str, Any]:
    if field.kind == NUMBER:
        return {"type": ["number", "null"], "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
    if field.kind == DATE:
        return {"anyOf": [{"type": "null"}, {"const": ""}, {"type": "string", "format": "date"}]}
    if field.name == "url":
        return {"type": ["string", "null"], "pattern": r"^(https?://[A-Za-z0-9.-]+([/?#][!-~]*)?)?$"}
    if field.kind != TAG:
        return {"type": ["string", "null"]}
    one: dict[str, Any] = {"type": ["string", "number"]} | ({"maxLength": LONGEST_TAG} if field.filter else {})
    if not field.many:
        return {**one, "type": ["string", "number", "null"]}
    return {"anyOf": [{**one, "type": ["string", "number", "null"]}, {"type": "array", "items": one, "maxItems": 100}]}
