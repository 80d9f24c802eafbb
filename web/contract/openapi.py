"""The OpenAPI 3.1 document, made from the table of operations: it cannot say what the service does not do."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

import search
from search.model.limits import Limits
from search.model.schema import Schema
from web.contract import json_body
from web.contract.document_body import JSON, LINES
from web.contract.operations import Operation, operations
from web.contract.schemas import schemas

_NO_CONTENT = 204
PROBLEM = "application/problem+json"
_NOT_CHANGED = "The answer that If-None-Match names has not changed."
_HEADERS = {
    "ETag": "A tag of the answer: send it back as If-None-Match, and an unchanged answer costs nothing.",
    "Server-Timing": "Where the time went, in milliseconds; `kept`: the answer was, its `took_ms` is of its search.",
    "X-Request-Id": "The name of this request in the logs.",
    "RateLimit-Limit": "Requests a minute, where the service sets a limit.",
    "RateLimit-Remaining": "Requests left now.",
    "RateLimit-Reset": "Seconds until all of them are there again.",
}


def document(limits: Limits, schema: Schema, keys: bool) -> dict[str, Any]:
    """The document of a service with these limits, whose index has these fields; `keys`: whether it asks for keys."""
    paths: dict[str, Any] = {}
    for operation in operations(schema):
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation.under(limits), keys)
    components: dict[str, Any] = {"schemas": schemas(schema)}
    if keys:
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bahith (باحث)",
            "version": search.__version__,
            "summary": "Full-text search for Arabic",
            "description": "New keys may be added to any answer; ignore those you do not know.",
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "tags": [{"name": "api"}, {"name": "service"}, {"name": "page"}],
        "paths": paths,
        "components": components,
    }


def routes(app: Flask) -> set[tuple[str, str]]:
    """The method and path of every route of the app, as the document writes them."""
    found = set()
    for rule in app.url_map.iter_rules():
        path = template(rule.rule)
        found |= {(method.lower(), path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def template(rule: str) -> str:
    """A rule of Flask as a path of OpenAPI.

    >>> template("/v1/documents/<id:id>")
    '/v1/documents/{id}'
    """
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _operation(operation: Operation, keys: bool) -> dict[str, Any]:
    shown = {
        "operationId": operation.name,
        "tags": [_tag(operation)],
        "summary": operation.description("en"),
        "description": operation.description("ar"),
        "parameters": [parameter.to_openapi() for parameter in operation.parameters],
        "responses": _responses(operation),
    }
    if operation.form:
        shown["requestBody"] = {
            "content": {"application/x-www-form-urlencoded": {"schema": json_body.form(operation.form)}}
        }
    if operation.documents:
        one = {"$ref": f"#/components/schemas/{operation.documents}"}
        some = one if "{id}" in operation.path else {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
        content: dict[str, Any] = {JSON: {"schema": some}, **{kind: {"schema": {"type": "string"}} for kind in LINES}}
        shown["requestBody"] = {"required": True, "content": content}
    if operation.body:
        shown["requestBody"] = {"required": True, "content": {JSON: {"schema": json_body.schema(operation.body)}}}
    return shown | ({"security": [{"key": []}]} if keys and operation.scope else {})


def _tag(operation: Operation) -> str:
    if operation.path.startswith("/v1"):
        return "api"
    return "service" if operation.is_api else "page"


def _responses(operation: Operation) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{operation.answers}"} if operation.answers else {"type": "string"}
    found = {"description": operation.description("en"), "content": {operation.media: {"schema": schema}}}
    if operation.media == JSON:
        names = [name for name in _HEADERS if operation.cost or name == "X-Request-Id"]
        if operation.method != "get" and "ETag" in names:
            names.remove("ETag")
        found["headers"] = {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in names}
    if operation.status == _NO_CONTENT:
        found = {"description": operation.description("en")}
    responses: dict[str, Any] = {} if operation.form else {str(operation.status): found}
    if operation.media == JSON and operation.method == "get":
        responses["304"] = {"description": _NOT_CHANGED}
    for status, meaning in sorted(operation.errors.items()):
        responses[str(status)] = _problem(operation, meaning)
    return responses | {"default": _problem(operation, "Any other problem.", unread=True)}


def _problem(operation: Operation, meaning: str, *, unread: bool = False) -> dict[str, Any]:
    """A response that is no answer; for a request that is `unread`, it is a problem document wherever it was sent."""
    content: dict[str, Any] = {}
    if operation.is_api or unread:
        content[PROBLEM] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if not operation.is_api:
        content["text/html"] = {"schema": {"type": "string"}}
    return {"description": meaning, "content": content}
