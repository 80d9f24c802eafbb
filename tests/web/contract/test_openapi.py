"""The OpenAPI document says what the service does, no less and no more."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.model.limits import Limits
from search.model.request import LEVELS, MATCHES, SORTS
from search.model.schema import SCHEMA, Field, Schema
from web.contract import openapi, query_string

PUTIN = quote("بوتين")


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/v1/openapi.json")
    assert answer.content_type == "application/json"
    described: dict[str, Any] = answer.get_json()
    return described


def parameters(document: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    return {parameter["name"]: parameter for parameter in document["paths"][path]["get"]["parameters"]}


def test_every_route_is_in_the_document_and_the_other_way_round(app: Flask, document: dict[str, Any]) -> None:
    described = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert described == openapi.routes(app)


def test_the_contract_of_the_search_is_there(document: dict[str, Any]) -> None:
    found = parameters(document, "/v1/search")
    contract = {"q", "limit", "offset", "sort", "source", "category", "from", "to", "match", "level"}
    assert contract <= set(found)
    assert found["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}
    assert found["offset"]["schema"]["maximum"] == 9_999
    assert found["q"]["schema"]["maxLength"] == 4_000
    assert found["source"]["schema"]["anyOf"][1]["maxItems"] == Limits().filter_values
    assert [found[name]["schema"]["enum"] for name in ("sort", "match", "level")] == [
        list(values) for values in ((*SORTS, "date", "-date"), MATCHES, LEVELS)
    ]


@pytest.mark.parametrize("path", ["/v1/search", "/v1/analyze", "/v1/stats", "/v1/documents/{id}"])
def test_what_is_documented_is_taken_and_nothing_else(client: FlaskClient, document: dict[str, Any], path: str) -> None:
    here = path.replace("{id}", "none")
    found = [name for name, parameter in parameters(document, path).items() if parameter["in"] == "query"]
    for name in found:
        assert client.get(f"{here}?{name}=").status_code in (200, 404)
    refused = client.get(f"{here}?pages=2")
    assert refused.status_code == 400
    assert all(name in refused.get_json(force=True)["detail"] for name in found)


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (f"/v1/search?q={PUTIN}", "Page"),
        (f"/v1/analyze?text={quote('وبالمدارس')}", "Analysis"),
        ("/v1/stats", "Stats"),
        ("/v1/documents/{id}", "Document"),
        ("/v1/texts?lang=en", "Texts"),
        ("/healthz", "Alive"),
        ("/readyz", "Ready"),
    ],
)
def test_every_key_of_an_answer_is_described(
    client: FlaskClient, document: dict[str, Any], path: str, schema: str
) -> None:
    first = client.get(f"/v1/search?q={PUTIN}&limit=1").get_json()["hits"][0]["id"]
    answer = client.get(path.replace("{id}", first)).get_json()
    assert_described(answer, document["components"]["schemas"][schema])


def assert_described(value: Any, schema: dict[str, Any]) -> None:
    if "anyOf" in schema:
        schema = next(one for one in schema["anyOf"] if (one.get("type") == "null") == (value is None))
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema.get("required", ())) <= set(value) <= set(schema["properties"])
        for name, inner in value.items():
            assert_described(inner, schema["properties"][name])
    if isinstance(value, list):
        for inner in value:
            assert_described(inner, schema["items"])


def test_examples_of_the_document_find_something(client: FlaskClient, document: dict[str, Any]) -> None:
    q = parameters(document, "/v1/search")["q"]["example"]
    text = parameters(document, "/v1/analyze")["text"]["example"]
    assert client.get(f"/v1/search?q={quote(q)}").get_json()["total"] > 0
    assert client.get(f"/v1/analyze?text={quote(text)}").get_json()["tokens"][0]["lemma"] == "مدرسه"


def test_a_file_of_a_generation_is_described_as_one(document: dict[str, Any]) -> None:
    name = parameters(document, "/v1/index/files/{generation}/{name}")["name"]
    assert name["description"].startswith("The name of a file, as the manifest has it")
    assert name["example"] == "vocabulary.sqlite"


def test_limits_stand_in_it(document: dict[str, Any]) -> None:
    stats = document["components"]["schemas"]["Stats"]
    assert set(stats["properties"]["limits"]["properties"]) == set(Limits().to_dict())


def test_keys_stand_in_it_where_the_service_has_them() -> None:
    paths = openapi.document(Limits(), SCHEMA, keys=True)["paths"]
    assert paths["/v1/search"]["get"]["security"] == [{"key": []}]
    assert "security" not in paths["/healthz"]["get"]
    assert "security" not in openapi.document(Limits(), SCHEMA, keys=False)["paths"]["/v1/search"]["get"]


@pytest.mark.parametrize("number", ["0", "-5", "12.5", "8999999999999.999999", "9000000000000", "9999999999999", "nan"])
def test_a_number_that_the_document_allows_is_taken(number: str) -> None:
    schema = Schema((Field("price", "number", "السعر", "Price"),))
    parameters = openapi.document(Limits(), schema, keys=False)["paths"]["/v1/search"]["get"]["parameters"]
    (pattern,) = (one["schema"]["pattern"] for one in parameters if one["name"] == "price.from")
    if re.search(pattern, number):
        assert query_string.read(f"q=a&price.from={number}".encode(), Limits(), schema, strict=True).ranges
