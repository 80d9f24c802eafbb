"""Own fields, declared once in bahith.toml, in the API, its document, the page and the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.settings import load_settings
from tests.conftest import Run
from web import create_app

CONFIG = """
[fields.hijri_year]
kind = "number"
facet = true
sort = true
ar = "السنة الهجرية"
en = "Hijri year"
"""
ROWS = [
    {"id": str(n), "title": f"كتاب {n}", "text": "نص", "author": ["طه حسين"], "hijri_year": n} for n in (1440, 1445)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "bahith.toml").write_text(CONFIG, "utf-8")
    (folder / "docs.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    return folder


@pytest.fixture
def index(folder: Path, run: Run) -> Path:
    if not (folder / "index").exists():
        arguments = (folder / "docs.jsonl", "--index", folder / "index", "--quiet")
        done = run("rebuild", *arguments, BAHITH_CONFIG=str(folder / "bahith.toml"))
        assert (done.returncode, done.stderr) == (0, "")
    return folder / "index"


@pytest.fixture
def client(index: Path, folder: Path) -> FlaskClient:
    settings = load_settings(folder / "bahith.toml", {"index": index}, {})
    return create_app(settings).test_client()


def test_the_api_narrows_orders_and_counts_by_it(client: FlaskClient) -> None:
    page = client.get("/v1/search?q=كتاب&hijri_year.from=1441&facets=author,hijri_year").get_json()
    assert [(hit["id"], hit["hijri_year"], hit["author"]) for hit in page["hits"]] == [("1445", 1445, ["طه حسين"])]
    assert page["facets"] == {
        "author": [{"value": "طه حسين", "count": 1}],
        "hijri_year": [{"value": "1440", "count": 1}, {"value": "1445", "count": 1}],  # without its own range
    }
    assert "hijri_year.from=1441" in page["links"]["self"]
    newest = client.get("/v1/search?q=كتاب&sort=-hijri_year&fields=id,hijri_year").get_json()
    assert newest["hits"] == [{"id": "1445", "hijri_year": 1445}, {"id": "1440", "hijri_year": 1440}]
    posted = client.post("/v1/search", json={"q": "كتاب", "hijri_year": ["1440"]}).get_json()
    assert [hit["id"] for hit in posted["hits"]] == ["1440"]
    for body in ({"hijri_year": [1440, "1441"]}, {"hijri_year": [1.44e3]}, {"hijri_year.to": 1444.5}):
        posted = client.post("/v1/search", json={"q": "كتاب", **body}).get_json()
        assert [hit["id"] for hit in posted["hits"]] == ["1440"], body
    for value in (True, None, [], {}, ""):
        refused = client.post("/v1/search", json={"q": "كتاب", "hijri_year": [value]})
        assert refused.status_code == 400
        assert "must have numbers" in refused.get_json(force=True)["detail"]
    refused = client.get("/v1/search?q=كتاب&hijri_year.to=قديم")
    assert (refused.status_code, refused.get_json(force=True)["errors"][0]["parameter"]) == (400, "hijri_year.to")
    written = client.get("/v1/search?q=كتاب&hijri_year.from=١٤٤٠٫٥").get_json()
    assert [hit["id"] for hit in written["hits"]] == ["1445"]


def test_a_range_turned_round_is_put_right_and_the_answer_says_so(client: FlaskClient) -> None:
    right = client.get("/v1/search?q=كتاب&hijri_year.from=1440&hijri_year.to=1444")
    turned = client.get("/v1/search?q=كتاب&hijri_year.from=1444&hijri_year.to=1440")
    posted = client.post("/v1/search", json={"q": "كتاب", "hijri_year.from": 1444, "hijri_year.to": 1440})
    assert [hit["id"] for hit in right.get_json()["hits"]] == ["1440"]
    for answer in (turned.get_json(), posted.get_json()):
        assert answer["hits"] == right.get_json()["hits"]
        assert [one["code"] for one in answer["query"]["notices"]] == ["date-order"]
        assert "1444..1440" in json.dumps(answer["query"]["notices"])
        assert "hijri_year.from=1440&hijri_year.to=1444" in answer["links"]["self"]
    assert turned.headers["ETag"] != right.headers["ETag"]  # one has a notice


def test_the_document_and_the_statistics_list_it(client: FlaskClient) -> None:
    parameters = client.get("/v1/openapi.json").get_json()["paths"]["/v1/search"]["get"]["parameters"]
    assert {"author", "hijri_year", "hijri_year.from", "hijri_year.to"} <= {one["name"] for one in parameters}
    fields = client.get("/v1/stats").get_json()["fields"]
    assert fields[-1]["ar"] == "السنة الهجرية"


def test_the_page_has_its_facet_by_its_arabic_name_and_a_chip_for_its_range(client: FlaskClient) -> None:
    page = client.get("/?q=كتاب").text
    assert "<legend>السنة الهجرية</legend>" in page
    narrowed = client.get("/?q=كتاب&hijri_year.from=1441").text
    assert "السنة الهجرية: من 1441" in narrowed
    assert '<input type="hidden" name="hijri_year.from" value="1441">' in narrowed


def test_the_command_line_takes_it_as_options(index: Path, run: Run) -> None:
    found = run("search", "كتاب", "--hijri_year.from", 1441, "--author=طه حسين", "--index", index, "--json").stdout
    assert [hit["id"] for hit in json.loads(found)["hits"]] == ["1445"]
    assert run("search", "--sort", "-hijri_year", "كتاب", "--index", index).stdout.index("1445") < 60
    turned = run("search", "كتاب", "--hijri_year.from", 1445, "--hijri_year.to", 1441, "--index", index)
    assert "1445" in turned.stdout
    assert "1445..1441 ends before it begins" in turned.stdout + turned.stderr
    unknown = run("search", "كتاب", "--hijri_yaer.from", 1441, "--index", index)
    assert unknown.returncode == 2
    assert "--hijri_year.from" in unknown.stderr


def test_a_query_names_it_in_both_languages(client: FlaskClient) -> None:
    for query in ("hijri_year:1445", "author:حسين hijri_year:1445", "المؤلف:حسين hijri_year:>1440"):
        page = client.get("/v1/search", query_string={"q": query}).get_json()
        assert ([hit["id"] for hit in page["hits"]], page["query"]["notices"]) == (["1445"], []), query
