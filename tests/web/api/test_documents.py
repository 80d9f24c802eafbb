"""Documents written over the API: who may, what is accepted, what becomes of it."""

from __future__ import annotations

import gzip
import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.indexing import intake
from search.indexing.drain import STALLED, Drainer
from search.model.limits import Limits
from search.settings import Settings
from tests.conftest import configured
from web import create_app

LINES = "application/x-ndjson"


class Cms:
    """A program that writes, with its key."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.client: FlaskClient = create_app(settings).test_client()

    def send(self, method: str, path: str, body: Any = None, secret: str = "cms", **headers: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {secret}", **headers}
        data = body if isinstance(body, str | None) else json.dumps(body)
        media = headers.pop("Content-Type", "application/json") if data is not None else None
        return self.client.open(path, method=method, data=data, content_type=media, headers=headers)

    def drain(self) -> None:
        drainer = Drainer(self.settings)
        while drainer.round():
            pass

    def task(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.send("GET", f"/v1/tasks/{number}").get_json()
        return found


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys"
    digests = {name: sha256(name.encode()).hexdigest() for name in ("cms", "reader", "boss")}
    file.write_text(
        f"cms {digests['cms']} scopes=search,write\nreader {digests['reader']}\nboss {digests['boss']} scopes=admin\n"
    )
    return file


@pytest.fixture
def cms(seed_folders: dict[str, Path], tmp_path: Path, keys: Path) -> Cms:
    shutil.copytree(seed_folders["memory"], tmp_path / "index")
    return Cms(configured(index=tmp_path / "index", keys=keys, cache=0))


def test_a_document_is_accepted_then_found(cms: Cms) -> None:
    response = cms.send("PUT", "/v1/documents/news/1", {"title": "قمة", "text": "زقزقة العصافير", "source": "الأهرام"})
    assert response.status_code == 202
    accepted = response.get_json()
    assert response.headers["Location"] == accepted["links"]["self"] == "/v1/tasks/1"
    assert (accepted["task"], accepted["status"], accepted["documents"], accepted["ignored"]) == (1, "enqueued", 1, [])
    assert cms.task(1)["status"] == "enqueued"
    cms.drain()
    done = cms.task(1)
    assert (done["status"], done["added"], done["generation"]) == ("succeeded", 1, "gen-000002")
    Cms(cms.settings)
    found = Cms(cms.settings).send("GET", "/v1/search?q=زقزقة").get_json()
    assert [hit["id"] for hit in found["hits"]] == ["news/1"]
    assert cms.send("DELETE", "/v1/documents/news/1").status_code == 202
    cms.drain()
    assert cms.task(2)["deleted"] == 1
    assert Cms(cms.settings).send("GET", "/v1/documents/news/1").status_code == 404


@pytest.mark.parametrize(
    ("body", "media"),
    [
        ({"id": "a", "text": "قمة"}, "application/json"),
        ([{"id": "a", "text": "قمة"}, {"id": "b", "text": "كتاب"}], "application/json"),
        ('{"id": "a", "text": "قمة"}\n\n{"id": "b", "text": "كتاب"}\n', LINES),
        ('{"id": "a", "text": "قمة"}', "application/jsonl; charset=utf-8"),
    ],
)
def test_one_several_or_json_lines_are_taken(cms: Cms, body: Any, media: str) -> None:
    response = cms.send("POST", "/v1/documents", body, **{"Content-Type": media})
    assert response.status_code == 202
    cms.drain()
    done = cms.task(1)
    assert done["added"] == done["documents"] >= 1


def test_all_documents_of_a_request_are_accepted_or_none(cms: Cms) -> None:
    rows = [{"id": "a", "text": "قمة"}, {"id": "b", "text": " "}, {"id": "c", "text": "كتاب", "date": "soon"}, 5]
    response = cms.send("POST", "/v1/documents", rows)
    problem = response.get_json(force=True)
    assert (response.status_code, problem["type"]) == (400, "/errors/invalid-documents")
    assert [fault["parameter"] for fault in problem["errors"]] == ["2", "3", "4"]
    assert "date" in problem["errors"][1]["detail"]
    assert problem["detail"].startswith(
        "3 of 4 documents cannot be indexed, so none was accepted; the first is number 2"
    )
    assert cms.send("GET", "/v1/tasks/1").status_code == 404


def test_keys_that_are_no_fields_are_named_and_passed_over(cms: Cms) -> None:
    row = {"id": "a", "text": "قمة", "titel": "خبر", "\ud800": "\udfff"}
    assert cms.send("POST", "/v1/documents", row).get_json()["ignored"] == ["titel", "?"]


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("POST", "/v1/documents", "{", "is no JSON"),
        ("POST", "/v1/documents", "[" * 100_000, "is no JSON"),
        ("POST", "/v1/documents", [], "holds no document"),
        ("POST", "/v1/documents", [{"id": "a", "text": "a"}] * 1_001, "1001 documents; send at most 1000"),
        ("PUT", "/v1/documents/a", {"id": "b", "text": "a"}, "its id 'a' or none"),
        ("PUT", "/v1/documents/a", [{"text": "a"}, {"text": "b"}], "one object"),
        ("PUT", "/v1/documents/%20", {"text": "a"}, "cannot be an id"),
        ("DELETE", "/v1/documents/%07", None, "cannot be an id"),
        ("DELETE", "/v1/documents?q=a", None, "no parameter 'q'"),
        ("DELETE", "/v1/documents/a?source=b", None, "no parameter 'source'"),
        ("DELETE", "/v1/documents?from=soon", None, "give a date"),
    ],
)
def test_what_cannot_be_accepted_is_told_with_its_cure(cms: Cms, method: str, path: str, body: Any, said: str) -> None:
    response = cms.send(method, path, body)
    problem = response.get_json(force=True)
    assert (response.status_code, problem["type"]) == (400, "/errors/invalid-write")
    assert (problem["title"], problem["title_ar"]) == ("Nothing was written", "لم يُكتب شيء")
    assert said in problem["detail"]


@pytest.mark.parametrize("key", ["", "two words", "x" * 201])
def test_an_idempotency_key_that_is_none_is_no_fault_of_a_query(cms: Cms, key: str) -> None:
    response = cms.send("POST", "/v1/documents", {"id": "a", "text": "قمة"}, **{"Idempotency-Key": key})
    assert (response.status_code, response.get_json(force=True)["type"]) == (400, "/errors/invalid-write")


@pytest.mark.parametrize("path", ["/v1/search?limit=0", "/v1/tasks/1?q=a"])
def test_what_is_wrong_with_a_question_is_told_as_such(cms: Cms, path: str) -> None:
    assert cms.send("GET", path).get_json(force=True)["type"] == "/errors/invalid-query"


def test_documents_are_deleted_by_what_they_have(cms: Cms) -> None:
    rows = [{"id": f"{n}", "text": "قمة", "source": "الأهرام", "date": f"202{n}-01-01"} for n in range(4)]
    cms.send("POST", "/v1/documents", rows)
    assert cms.send("DELETE", "/v1/documents?source=الاهرام&to=2021-12-31").status_code == 202
    cms.drain()
    assert cms.task(2)["deleted"] == 2
    assert [Cms(cms.settings).send("GET", f"/v1/documents/{n}").status_code for n in range(4)] == [404, 404, 200, 200]


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/documents?source="])
def test_not_everything_is_deleted_by_leaving_the_filter_out(cms: Cms, path: str) -> None:
    response = cms.send("DELETE", path)
    assert (response.status_code, response.get_json(force=True)["type"]) == (403, "/errors/no-filter")


def test_nothing_is_deleted_by_a_range_turned_round(cms: Cms) -> None:
    response = cms.send("DELETE", "/v1/documents?from=2024-12-31&to=2024-01-01")
    problem = response.get_json(force=True)
    assert (response.status_code, problem["type"]) == (403, "/errors/range-order")
    assert problem["title_ar"] == "المدى ينتهي قبل أن يبدأ"
    assert "2024-12-31..2024-01-01" in problem["detail"]
    assert cms.send("GET", "/v1/tasks/1").status_code == 404


@pytest.mark.parametrize("secret", ["reader", "boss"])
def test_a_key_writes_only_with_its_scope(cms: Cms, secret: str) -> None:
    for method, path in (("POST", "/v1/documents"), ("PUT", "/v1/documents/a"), ("DELETE", "/v1/documents/a")):
        response = cms.send(method, path, {"id": "a", "text": "a"}, secret)
        problem = response.get_json(force=True)
        assert (response.status_code, problem["type"]) == (403, "/errors/scope-missing")
        assert f"the key {secret} is not for this" in problem["detail"]
    assert cms.send("GET", "/v1/tasks/1", secret=secret).status_code == 403
    assert cms.send("GET", "/v1/search?q=a", secret=secret).status_code == (200 if secret == "reader" else 403)
    assert cms.send("POST", "/v1/documents", {"id": "a", "text": "a"}, "guess").status_code == 401


def test_nobody_writes_where_there_are_no_keys(client: FlaskClient) -> None:
    response = client.put("/v1/documents/a", json={"text": "a"})
    assert response.status_code == 403
    assert "with --keys" in response.get_json(force=True)["detail"]


def test_the_same_request_sent_again_is_accepted_once(cms: Cms) -> None:
    def send(text: str) -> TestResponse:
        return cms.send("PUT", "/v1/documents/a", {"text": text}, **{"Idempotency-Key": "post-17-4"})

    first, again, other = send("قمة"), send("قمة"), send("كتاب")
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert first.get_json() == again.get_json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert other.get_json(force=True)["type"] == "/errors/idempotency-conflict"
    assert cms.send("PUT", "/v1/documents/a", {"text": "a"}, **{"Idempotency-Key": "é"}).status_code == 400


def test_who_sends_too_much_is_told_to_come_back(cms: Cms, keys: Path) -> None:
    limits = Limits(queue_documents=2)
    small = Cms(configured(index=cms.settings.index, keys=keys, limits=limits))
    codes = [small.send("PUT", f"/v1/documents/{n}", {"text": "قمة"}).status_code for n in range(3)]
    assert codes == [202, 202, 429]
    refused = small.send("PUT", "/v1/documents/3", {"text": "قمة"})
    assert (refused.headers["Retry-After"], refused.get_json(force=True)["type"]) == ("5", "/errors/queue-full")
    small.drain()
    assert small.send("PUT", "/v1/documents/3", {"text": "قمة"}).status_code == 202


def test_a_full_disk_refuses_writes_and_the_search_goes_on(cms: Cms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    response = cms.send("PUT", "/v1/documents/a", {"text": "قمة"})
    assert (response.status_code, response.get_json(force=True)["type"]) == (507, "/errors/no-room")
    assert str(cms.settings.index) not in response.text
    assert cms.send("GET", "/v1/search?q=بوتين").status_code == 200
    monkeypatch.undo()
    assert cms.send("PUT", "/v1/documents/a", {"text": "قمة"}).status_code == 202
    cms.client.application.extensions["intake"].queue.set_state(STALLED, "disk-full")  # no room for a generation
    assert cms.send("PUT", "/v1/documents/a", {"text": "قمة"}).status_code == 507


def test_a_long_body_is_for_who_writes(cms: Cms) -> None:
    text = "قمة " * 20_000
    assert cms.send("PUT", "/v1/documents/a", {"text": text}).status_code == 202
    refused = cms.send("POST", "/v1/search", {"q": text})
    assert refused.status_code == 413
    assert refused.json["detail"] == "Send at most 64 KiB; to /v1/documents, with a key that may write, 20480 KiB."
    access = cms.client.application.extensions["access"]
    long = Limits().write_bytes
    assert access.most_bytes("POST", "/v1/documents", "Bearer cms") == long
    assert access.most_bytes("PUT", "/v1/documents/a", "Bearer cms") == long
    for asked in (
        *(("POST", "/v1/documents", f"Bearer {secret}") for secret in ("reader", "guess", "")),
        *(("POST", "/v1/search", "Bearer cms"), ("GET", "/v1/documents", "Bearer cms"), ("POST", "/v1/documents", "")),
    ):
        assert access.most_bytes(*asked) is None


@pytest.mark.parametrize("number", ["0", "7", str(10**40)])
def test_a_task_that_there_is_not_is_said(cms: Cms, number: str) -> None:
    response = cms.send("GET", f"/v1/tasks/{number}")
    assert (response.status_code, response.get_json(force=True)["type"]) == (404, "/errors/task-not-found")


def test_other_bodies_are_refused(cms: Cms) -> None:
    response = cms.send("POST", "/v1/documents", "id=a", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert response.status_code == 415


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", "deflate", "br", "identity, gzip", "zstd" * 100])
def test_a_compressed_body_is_refused_as_such(cms: Cms, encoding: str) -> None:
    """It was read as it came, and said to be no JSON."""
    packed = gzip.compress(b'{"id": "a", "text": "a"}').decode("latin-1")
    for method, path in (("POST", "/v1/documents"), ("PUT", "/v1/documents/a"), ("POST", "/v1/search"), ("POST", "/")):
        refused = cms.send(method, path, packed, **{"Content-Encoding": encoding})
        assert (refused.status_code, refused.headers["Accept-Encoding"]) == (415, "identity")
    problem = cms.send("POST", "/v1/documents", packed, **{"Content-Encoding": encoding}).get_json(force=True)
    assert problem["type"] == "/errors/packed-body"
    assert "without that header" in problem["detail"]


@pytest.mark.parametrize("encoding", ["", "identity", "Identity"])
def test_a_body_that_is_said_to_be_plain_is_read(cms: Cms, encoding: str) -> None:
    response = cms.send("POST", "/v1/documents", {"id": "a", "text": "قمة"}, **{"Content-Encoding": encoding})
    assert response.status_code == 202


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "https://]a[/"])
def test_an_address_that_is_none_is_refused_before_it_is_accepted(cms: Cms, url: str) -> None:
    """It stopped whoever read it: a whole rebuild ended at one document."""
    response = cms.send("POST", "/v1/documents", {"id": "a", "text": "قمة", "url": url})
    assert response.status_code == 400
    assert "url" in response.get_json(force=True)["errors"][0]["detail"]
