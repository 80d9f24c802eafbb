"""A JSON body -> the values of parameters: for queries that are too long for an address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from search.errors import QueryError
from search.model.field_values import LARGEST_NUMBER
from web.contract import query_string
from web.contract.parameters import NUMBER_TEXT, TEXT, Parameter

_TRUTHS = ["true", "false"]  # what an address writes for a boolean
_KINDS: dict[str, type] = {"string": str, "integer": int, "boolean": bool}


def schema(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """What a body may be, as JSON Schema: an object of these parameters by name, lists as arrays."""
    properties = {one.name: _schema_of(one) | {"description": one.description("en")} for one in parameters}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def form(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """What a form may be: these fields, whose empty values count as none, and others, which are passed over."""
    fields: dict[str, Any] = {}
    for one in parameters:
        kinds = [dict(one.schema), {"const": ""}]
        if one.many:  # given once, nothing tells it from a single value
            kinds.append({"type": "array", "items": {"anyOf": [*kinds]}})
        fields[one.name] = {"anyOf": kinds}
    return {"type": "object", "properties": fields}


def values(body: bytes, parameters: Sequence[Parameter]) -> MultiDict[str, str]:
    """The values of these parameters in a body, as `query_string.values` gives those of a query string.

    Raises `QueryError` for what is no JSON object, for an unknown name and for a value of another type.
    """
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):  # also broken UTF-8, and brackets in brackets without end
        read = None
    if not isinstance(read, dict):
        raise QueryError("not-an-object")
    query_string.check_names(MultiDict(dict.fromkeys(read, "")), parameters)
    given: MultiDict[str, str] = MultiDict()
    for parameter in parameters:
        if parameter.name in read:
            given.setlist(parameter.name, list(_strings(parameter, read[parameter.name])))
    return given


def _schema_of(parameter: Parameter) -> dict[str, Any]:
    if parameter.many:
        return {"type": "array", "items": _schema_of(replace(parameter, many=""))}
    if parameter.schema == NUMBER_TEXT:
        return {**NUMBER_TEXT, "type": ["number", "string"], "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
    if parameter.schema.get("enum") == _TRUTHS:
        return {"type": "boolean", "default": parameter.schema["default"] == "true"}
    return dict(parameter.schema)


def _strings(parameter: Parameter, value: Any) -> Iterator[str]:
    """The value as a query string would write it, the values of a list one by one."""
    wanted = _schema_of(parameter)
    if not parameter.many:
        yield _string(parameter.name, value, wanted)
        return
    if not isinstance(value, list):
        raise _unfit(parameter.name, "array")
    for one in value:
        yield _string(parameter.name, one, wanted["items"])


def _string(name: str, value: Any, wanted: dict[str, Any]) -> str:
    kind = wanted["type"]
    if "number" in kind:
        if type(value) in (int, float):
            return repr(value)
        if type(value) is not str or value == "":
            raise _unfit(name, "number")
        kind = "string"
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # to JSON, 10 and 10.0 are the same number
    # An empty value is left out of an address, but there is no reason to write one in a body.
    if type(value) is not _KINDS[kind] or (value == "" and wanted.get("pattern") != TEXT):
        raise _unfit(name, kind)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    query_string.check_text(name, text)
    return text


def _unfit(name: str, kind: str) -> QueryError:
    return QueryError(f"must-be-{kind}", parameter=name, name=name)
