"""/v1/suggest."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_suggestions_come_as_the_contract_says(client: FlaskClient) -> None:
    body = client.get("/v1/suggest", query_string={"q": "بوتي"}).get_json()
    assert body["query"] == "بوتي"
    assert {"text": "بوتين", "kind": "word", "documents": 5} in body["suggestions"]


def test_nothing_typed_has_no_suggestions(client: FlaskClient) -> None:
    assert client.get("/v1/suggest").get_json() == {"query": "", "suggestions": []}


def test_an_unknown_parameter_is_refused(client: FlaskClient) -> None:
    assert client.get("/v1/suggest?p=كت").status_code == 400
