"""POST /v1/search: the same search by a JSON body, for passages that no address holds."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search.errors import QueryError
from search.model.limits import Limits
from search.model.schema import SCHEMA, Field, Schema
from web.contract.json_body import schema, values
from web.contract.parameters import search_parameters
from web.contract.query_string import to_request

PASSAGE = " ".join(["زيارة الرئيس الروسي فلاديمير بوتين إلى كوريا الشمالية"] * 72)  # 3,887 characters


def test_body_asks_what_the_address_asks(shelf: FlaskClient) -> None:
    body = {"q": "كتاب", "limit": 3, "sort": "newest", "source": ["دار المغرب", "دار المشرق"], "category": ["أدب"]}
    posted = shelf.post("/v1/search", json=body).get_json()
    address = f"q={quote('كتاب')}&limit=3&sort=newest&source={quote('دار المغرب')}&source={quote('دار المشرق')}"
    got = shelf.get(f"/v1/search?{address}&category={quote('أدب')}").get_json()
    assert posted | {"took_ms": 0} == got | {"took_ms": 0}
    assert posted["total"] == 3


def test_values_keep_their_json_types(shelf: FlaskClient) -> None:
    body = {"q": "كتاب", "limit": 2.0, "collapse": False, "facets": [], "fields": ["id", "score"], "snippets": 0}
    page = shelf.post("/v1/search", json=body).get_json()
    assert [set(hit) for hit in page["hits"]] == [{"id", "score"}] * 2
    assert page["facets"] == {}
    assert "collapse=false" in page["links"]["self"]


@pytest.mark.parametrize("number", [0, -5, 12.5, 1e-9, 9e12, -9_000_000_000_000, "12.5"])
def test_a_number_is_taken_as_one_or_as_text(number: float | str) -> None:
    own = Schema((Field("price", "number", "السعر", "Price"),))
    parameters = [one.under(Limits()) for one in search_parameters(own)]
    stated = schema(parameters)["properties"]
    for name, given, shape in (("price", [number], stated["price"]["items"]), ("price.to", number, stated["price.to"])):
        read = values(json.dumps({"q": "a", name: given}).encode(), parameters)
        assert to_request(read, Limits(), own).q == "a"
        assert shape["type"] == ["number", "string"]
        if isinstance(number, str):
            assert re.search(shape["pattern"], number)
        else:
            assert shape["minimum"] <= number <= shape["maximum"]


@pytest.mark.parametrize("number", [10**300, 9_000_000_000_001, float("nan"), float("inf"), "nan"])
def test_a_number_that_is_too_large_or_none_is_refused(number: float | str) -> None:
    own = Schema((Field("price", "number", "السعر", "Price"),))
    read = values(json.dumps({"q": "a", "price": [number]}).encode(), search_parameters(own))
    with pytest.raises(QueryError, match="price"):
        to_request(read, Limits(), own)


def test_passage_of_the_largest_size_is_searched_and_its_links_are_short(client: FlaskClient) -> None:
    page = client.post("/v1/search", json={"q": PASSAGE, "limit": 2}).get_json()
    assert page["total"] > 2
    assert page["query"]["notices"][0]["code"] == "passage"
    assert len(page["links"]["next"]) < 700
    following = client.get(page["links"]["next"]).get_json()
    assert following["total"] == page["total"]
    assert not {hit["id"] for hit in page["hits"]} & {hit["id"] for hit in following["hits"]}


def test_link_of_a_passage_has_the_answer_of_the_passage(client: FlaskClient) -> None:
    page = client.post("/v1/search", json={"q": PASSAGE}).get_json()
    again = client.get(page["links"]["self"]).get_json()
    assert again["hits"] == page["hits"]
    assert again["facets"] == page["facets"]


def test_answer_is_not_kept(client: FlaskClient) -> None:
    answer = client.post("/v1/search", json={"q": "بوتين"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"q": "a", "page": 2}, "page"),
        ({"q": 1}, "q"),
        ({"q": None}, "q"),
        ({"q": ["a"]}, "q"),
        ({"q": "a\0"}, "q"),
        ({"q": "a", "source": ["\ud800"]}, "source"),
        ({"q": "a", "source": "x"}, "source"),
        ({"q": "a", "limit": "3"}, "limit"),
        ({"q": "a", "limit": True}, "limit"),
        ({"q": "a", "limit": 1.5}, "limit"),
        ({"q": "a", "limit": 10**300}, "limit"),
        ({"q": "a", "sort": ""}, "sort"),
        ({"q": "a", "sort": "author"}, "sort"),
        ({"q": "a", "from": ""}, "from"),
        ({"q": "a", "collapse": "true"}, "collapse"),
        ({"q": "a", "facets": [""]}, "facets"),
        ({"q": "ب" * 4_001}, "q"),
    ],
)
def test_what_does_not_fit_is_named(client: FlaskClient, body: dict[str, Any], parameter: str) -> None:
    answer = client.post("/v1/search", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.get_json(force=True)["errors"]] == [parameter]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'"a"', b'{"q": "\xff"}', b"[" * 60_000, b"1" * 60_000])
def test_what_is_no_object_is_refused(client: FlaskClient, data: bytes) -> None:
    answer = client.post("/v1/search", data=data, content_type="application/json")
    assert answer.status_code == 400
    assert "JSON" in answer.get_json(force=True)["detail"]


def test_another_kind_of_body_is_refused(client: FlaskClient) -> None:
    assert client.post("/v1/search", data={"q": "بوتين"}).status_code == 415
    assert client.post("/v1/search?q=a", json={}).status_code == 400
    assert client.post("/v1/search", json={"q": "ب" * 40_000}).status_code == 413


def test_schema_has_every_parameter_of_the_address() -> None:
    described = schema([parameter.under(Limits()) for parameter in search_parameters(SCHEMA)])["properties"]
    assert list(described) == [parameter.name for parameter in search_parameters(SCHEMA)]
    assert described["collapse"]["type"] == "boolean"
    assert described["source"]["type"] == "array"
