"""The JSON of an answer is the same with orjson and without it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.conftest import configured
from web import create_app
from web.service import json_answers

pytest.importorskip("orjson")

APP = create_app()
TEXT = some.text(some.characters(exclude_categories=["Cs"]))
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**53), 2**53)
    | some.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inside: some.lists(inside) | some.dictionaries(TEXT, inside),
)


def both(value: object) -> tuple[bytes, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        fast = json_answers.JsonAnswers(APP).response(value).data
        patch.setattr(json_answers, "orjson", None)
        return fast, json_answers.JsonAnswers(APP).response(value).data


@given(VALUES)
def test_a_value_is_the_same_one(value: object) -> None:
    fast, plain = both(value)
    assert json.loads(fast) == json.loads(plain) == value


@given(some.dictionaries(TEXT, TEXT | some.integers(-(2**53), 2**53) | some.none()))
def test_texts_are_the_same_bytes(value: dict[str, str]) -> None:
    fast, plain = both(value)
    assert fast == plain


def test_answers_are_the_same_bytes(seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(configured(index=seeds_index)).test_client()
    addresses = [
        f"/v1/search?q={quote('بوتين')}&limit=5",
        "/v1/openapi.json",
        "/v1/stats",
        f"/v1/suggest?q={quote('بو')}",
    ]
    fast = [client.get(address) for address in addresses]
    monkeypatch.setattr(json_answers, "orjson", None)
    plain = [client.get(address) for address in addresses]
    assert [one.data for one in fast] == [one.data for one in plain]
    assert [one.content_type for one in fast] == [one.content_type for one in plain]
