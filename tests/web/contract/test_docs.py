"""The documentation for people: true, in both languages, and every program on it runs."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from search.model.schema import SCHEMA
from tests.web.serving import serving
from web.contract.examples import EXAMPLES
from web.contract.operations import operations

PROGRAMS = {
    "curl": ["bash", "-euo", "pipefail", "-c"],
    "python": [sys.executable, "-c"],
    "javascript": ["node", "--input-type=module", "--eval"],
}
# What each prints on the five seeds, at least.
PRINTED = (
    {"curl": '"total":5', "python": "5\n", "javascript": "<mark>"},
    {"curl": '"code":"passage"', "python": "نص من 42 كلمة", "javascript": "نص من 42 كلمة"},
    {"curl": '"id":"004_', "python": "004_", "javascript": "004_"},
    {"curl": "304", "python": "400 /errors/invalid-query limit is 1000", "javascript": "400 /errors/invalid-query"},
)


@pytest.fixture(scope="module")
def address(seeds_index: Path) -> Iterator[str]:
    with serving(seeds_index, "--workers", "1") as (address, _):
        yield address


@pytest.mark.parametrize("language", PROGRAMS)
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_runs_as_it_is_shown(address: str, number: int, language: str) -> None:
    if shutil.which(PROGRAMS[language][0]) is None or (language == "curl" and shutil.which("curl") is None):
        pytest.skip(f"{language} is not on this machine")
    with urlopen(f"{address}/v1/docs") as page:
        shown = re.findall(rf'<code class="{language}">(.*?)</code>', page.read().decode(), re.DOTALL)
    program = html.unescape(shown[number])
    assert address in program
    done = subprocess.run([*PROGRAMS[language], program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr if language != "curl" else "") == (0, "")
    assert PRINTED[number][language] in done.stdout


@pytest.mark.parametrize(("query", "lead"), [("", "واجهة البرمجة"), ("?lang=en", "The API")])
def test_the_documentation_lists_every_route_parameter_and_error(client: FlaskClient, query: str, lead: str) -> None:
    page = client.get(f"/v1/docs{query}").text
    assert f"<h1>{lead}</h1>" in page
    for operation in operations(SCHEMA):
        if operation.is_api:
            assert f"{operation.method.upper()} {operation.path}</code>" in page
            assert all(f"{parameter.name}</code>" in page for parameter in operation.parameters)
    for code in ("invalid-query", "too-many-requests", "key-missing", "page-too-deep", "cursor-expired", "busy"):
        assert f"/errors/{code}" in page
    assert "query_characters" in page


def test_an_address_that_is_none_is_not_shown(client: FlaskClient) -> None:
    page = client.get("/v1/docs", headers={"Host": "x';echo"}).text
    assert "echo" not in page.replace("echo &#34;$page&#34;", "")


def test_every_type_a_program_can_meet_is_explained_with_its_cure(client: FlaskClient) -> None:
    codes = set(re.findall(r"<code dir=\"ltr\">\d+ ([a-z-]+)</code>", client.get("/errors").text))
    assert {"not-acceptable", "unsupported-media-type", "address-too-long", "headers-too-large", "busy"} <= codes
    for code in codes:
        explained = client.get(f"/errors/{code}")
        assert explained.status_code == 200
        cure = re.search(r'lang="en" dir="ltr">[^<]*: ([^<]+)</span>', explained.text)
        assert cure, code


def test_problems_are_those_that_the_documentation_lists(client: FlaskClient) -> None:
    problem = json.loads(client.get("/v1/search?limit=0").data)
    assert client.get(problem["type"]).status_code == 200
