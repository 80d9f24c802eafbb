"""For whoever runs the service: its state, what people search, which hits are opened; closed to all others."""

from __future__ import annotations

import json
import logging
import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import configured
from web import create_app
from web.service.last_errors import LastErrors
from web.service.log import JsonLines

Admin = Callable[..., FlaskClient]
BOSS = {"Authorization": "Bearer boss"}
LINE = {"time": "2026-11-20T10:00:00+00:00", "route": "/", "status": 200, "ms": 5, "total": 0, "query": "<b>قمة</b>"}


def browser(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"any:{secret}".encode()).decode()}


@pytest.fixture
def admin(seeds_folder: Path, tmp_path: Path) -> Admin:
    keys = tmp_path / "keys"
    digests = {name: sha256(name.encode()).hexdigest() for name in ("boss", "reader")}
    keys.write_text(f"boss {digests['boss']} scopes=admin\nreader {digests['reader']}\n")
    return lambda **config: create_app(configured(index=seeds_folder, keys=keys, **config)).test_client()


@pytest.mark.parametrize("path", ["/v1/status", "/v1/report", "/v1/report.csv", "/status", "/report"])
def test_only_the_scope_admin_opens_them(admin: Admin, client: FlaskClient, path: str) -> None:
    service = admin()
    assert client.get(path).status_code == 403  # a service without keys
    refused = service.get(path)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer" if path.startswith("/v1") else "Basic")
    assert service.get(path, headers={"Authorization": "Bearer reader"}).status_code == 403
    assert service.get(path, headers=browser("boss")).status_code in ((200, 404) if path[:3] != "/v1" else (401,))
    assert service.get(path, headers=browser("guess")).status_code == 401


def test_a_browser_that_has_the_key_sees_all_that_others_see(admin: Admin) -> None:
    service = admin()
    for path in ("/", "/static/style.css", "/own/style.css", "/about", "/v1/suggest?q=a"):
        with service.get(path, headers=browser("boss")) as shown:
            assert shown.status_code == 200
        assert service.get(path, headers={"Authorization": "Bearer guess"}).status_code == 401


def test_the_state_is_there_as_json_and_as_a_page(admin: Admin) -> None:
    service = admin(workers=3)
    response = service.get("/v1/status", headers=BOSS)
    state = response.get_json()
    assert response.headers["Cache-Control"] == "no-store"
    assert (state["generation"], state["documents"], state["workers"], state["findings"]) == ("gen-000001", 5, 3, [])
    page = service.get("/status", headers=browser("boss")).text
    assert "لا خلل." in page
    assert "gen-000001" in page


def test_without_an_index_the_state_says_so(tmp_path: Path, admin: Admin) -> None:
    service = admin()
    service.application.extensions["bahith"].settings = configured(index=tmp_path / "none")
    state = service.get("/v1/status", headers=BOSS).get_json()
    assert (state["generation"], [finding["code"] for finding in state["findings"]]) == (None, ["index-missing"])


def test_the_last_errors_of_all_processes_are_shown(admin: Admin) -> None:
    service, errors = admin(), LastErrors()
    service.application.extensions["last_errors"] = errors
    for number in range(25):
        record = logging.LogRecord("web", logging.ERROR, "", 0, f"{number} <i>القرص ممتلئ</i>" + "ق" * 999, (), None)
        record.fields = {"request_id": f"r{number}"}
        if number == 24 and hasattr(os, "fork"):
            if not (child := os.fork()):
                errors.emit(record)
                os._exit(0)
            os.waitpid(child, 0)
        else:
            errors.emit(record)
    last = service.get("/v1/status", headers=BOSS).get_json()["errors"]
    assert [error["request_id"] for error in last] == [f"r{number}" for number in range(24, 4, -1)]
    page = service.get("/status", headers=browser("boss")).text
    assert "24 &lt;i&gt;القرص ممتلئ" in page


def test_what_people_search_is_a_page_json_and_a_table(admin: Admin, tmp_path: Path) -> None:
    log = tmp_path / "bahith.log"
    log.write_text(json.dumps(LINE), encoding="utf-8")
    service = admin(log_file=log)
    page = service.get("/report", headers=browser("boss")).text
    assert "&lt;b&gt;قمة&lt;/b&gt;" in page
    assert "Found nothing" in service.get("/report?lang=en", headers=browser("boss")).text
    assert service.get("/v1/report", headers=BOSS).get_json()["nothing"][0]["searches"] == 1
    table = service.get("/v1/report.csv?since=2026-11-21", headers=BOSS)
    assert (table.mimetype, "قمة" in table.text) == ("text/csv", False)
    assert service.get("/v1/report?since=soon", headers=BOSS).status_code == 400
    none = admin().get("/v1/report", headers=BOSS)
    assert (none.status_code, none.get_json(force=True)["type"]) == (404, "/errors/no-log")


def logged(client: FlaskClient, caplog: pytest.LogCaptureFixture, ask: Callable[[], object]) -> dict[str, object]:
    caplog.clear()
    with caplog.at_level(logging.INFO, "bahith.requests"):
        ask()
    line: dict[str, object] = json.loads(JsonLines().format(caplog.records[-1]))
    return line


def test_clicks_are_noted_where_that_is_switched_on(
    seeds_folder: Path, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"q": "بوتين", "id": "a/b", "position": 2}
    assert client.post("/v1/clicks", json=body).status_code == 404
    assert "clicks.js" not in client.get("/?q=بوتين").text
    counting = create_app(configured(index=seeds_folder, clicks=True, log_queries=True)).test_client()
    line = logged(counting, caplog, lambda: counting.post("/v1/clicks", json=body))
    assert {name: line[name] for name in ("route", "status", "query", "id", "position")} == {
        **{"route": "/v1/clicks", "status": 204, "query": "بوتين", "id": "a/b", "position": "2"},
    }
    assert "clicks.js" in counting.get("/?q=بوتين").text
    assert "النتائج التي تُفتح" in counting.get("/privacy").text
    for wrong in ({"q": 5}, {"position": 0}, {"position": 10**7}, {"q": "ق" * 4_001}, {"id": "a" * 513}):
        assert counting.post("/v1/clicks", json=wrong).status_code == 400
    assert counting.post("/v1/clicks", data="{}").status_code == 415


def test_a_line_of_the_log_tells_what_a_report_needs(seeds_folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    service = create_app(configured(index=seeds_folder, log_queries=True, cache=0)).test_client()
    assert "aside" not in logged(service, caplog, lambda: service.get("/v1/search?q=بوتين"))
    assert logged(service, caplog, lambda: service.get("/v1/search?q=بوتين&offset=2"))["aside"] is True
    assert logged(service, caplog, lambda: service.get("/?q=بوت&typing=true"))["aside"] is True
    asked = "/v1/search?q=الرئبس&repair=auto"
    assert logged(service, caplog, lambda: service.get(asked))["repaired"] == "الرئيس"
    hashed = create_app(configured(index=seeds_folder, log_requests=True, cache=0)).test_client()
    line = logged(hashed, caplog, lambda: hashed.get(asked))
    assert (line["repaired"], "query" in line) == (True, False)


def test_the_metrics_tell_how_old_the_index_is_and_what_waits(client: FlaskClient) -> None:
    lines = client.get("/metrics").text.splitlines()
    told = {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}
    assert 0 <= told["bahith_index_age_seconds"] < 3600
    assert (told["bahith_queue_tasks"], told["bahith_state_findings"]) == (0, 0)
    assert told["bahith_disk_free_bytes"] > 0
