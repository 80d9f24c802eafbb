"""The pages of documentation keep up with what there is: commands, options of the server, keys, routes, metrics."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from flask.testing import FlaskClient

from search.commands.cli import bahith
from search.model.schema import SCHEMA
from search.settings import KEYS
from tests.conftest import configured
from web import create_app
from web.contract.operations import EXPORTS, operations
from web.service.keys import SCOPES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("docs/*.md")))
ALL = README + DOCS


@pytest.mark.parametrize("name", bahith.commands)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"bahith {name}" in README


def test_every_option_of_the_server_is_told() -> None:
    options = [one.opts[0] for one in bahith.commands["serve"].params if isinstance(one, click.Option)]
    assert [option for option in options if option not in README] == []


@pytest.mark.parametrize("table", ["site", "tables", "service"])
def test_every_key_of_the_page_and_the_server_is_told(table: str) -> None:
    keys = [key for key in KEYS.values() if key.table == table]
    told = [key for key in keys if re.search(rf"`{key.name}\b|{re.escape(key.option)}\b|{key.name} =", ALL)]
    assert [key.path for key in keys if key not in told] == []


def test_every_route_of_the_api_and_every_page_of_the_service_is_told() -> None:
    paths = {re.sub(r"\{\w+\}", "<", one.path).partition("<")[0].rstrip("/") for one in operations(SCHEMA)}
    inside = {f"/export.{kind}" for kind in EXPORTS}  # told as /export.csv, .ris, ...
    inside |= {"/static", "/own/logo", "/own/style.css", "/v1/texts", "/v1/values", "/values", "/suggestions.json"}
    assert {path for path in paths - inside if path not in ALL} == set()


def test_every_metric_is_told(tmp_path: Path, client_of_seeds: FlaskClient) -> None:
    names = set(re.findall(r"^# HELP (\S+)", client_of_seeds.get("/metrics").text, re.MULTILINE))
    assert {name for name in names if f"`{name}" not in DOCS} == set()


@pytest.fixture
def client_of_seeds(seeds_folder: Path) -> FlaskClient:
    return create_app(configured(index=seeds_folder)).test_client()


def test_every_scope_is_told() -> None:
    assert all(f"scope `{scope}`" in ALL for scope in SCOPES)


def test_a_page_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:docs|deploy|contrib|benchmarks)/[\w./-]+\.\w+)`", ALL))
    assert {name for name in named if not (ROOT / name).is_file()} == set()
