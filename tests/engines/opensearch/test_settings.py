"""What is set of a cluster, and what is said of one that cannot be asked; none is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from search.engines.opensearch.client import Client
from search.engines.opensearch.pointer import point_to, pointed_to
from search.engines.opensearch.terms import TermCounts
from search.errors import EngineUnreachableError, IndexMissingError, SettingsError
from search.model.cluster_settings import ClusterSettings
from search.settings import Settings, load_settings
from tests.conftest import SEEDS, Run

NOWHERE = ClusterSettings(("http://127.0.0.1:9",), name="news", timeout=0.5)


def test_the_cluster_is_set_in_the_file_or_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "bahith.toml"
    path.write_text('[opensearch]\naddresses = ["https://node-1:9200"]\nuser = "bahith"\nca = "ca.pem"\n')
    environment = {"BAHITH_OPENSEARCH_PASSWORD": "سر", "BAHITH_OPENSEARCH_ADDRESSES": "http://a:9200 http://b:9200"}
    found = load_settings(path, environment=environment).opensearch
    assert found.addresses == ("http://a:9200", "http://b:9200")
    assert (found.user, found.password, found.ca) == ("bahith", "سر", tmp_path / "ca.pem")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('addresses = ["https://bahith:secret@node-1:9200"]', "a list of addresses without user and password"),
        ('addresses = ["node-1:9200"]', 'as ["https://node-1:9200"]'),
        ('name = "أخبار"', "a name of small Latin letters"),
        ("shards = 0", "a whole number from 1 to 1000"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bahith.toml"
    path.write_text(f"[opensearch]\n{text}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="opensearch") as caught:
        load_settings(path, environment={})
    assert message in str(caught.value)


def test_the_password_is_nowhere_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAHITH_OPENSEARCH_PASSWORD", "ssh-secret")
    for options in ((), ("--json",)):
        shown = run("config", *options).stdout
        assert "ssh-secret" not in shown
        assert "***" in shown
    assert "ssh-secret" not in repr(load_settings())
    assert "password" not in run("rebuild", "--help").stdout


def test_a_password_of_a_wrong_kind_is_not_shown_either(tmp_path: Path) -> None:
    path = tmp_path / "bahith.toml"
    path.write_text("[opensearch]\npassword = 271828\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={})
    assert "271828" not in str(caught.value)


def test_without_addresses_it_is_said_where_they_are_set(run: Run, tmp_path: Path) -> None:
    done = run("rebuild", SEEDS, "--engine", "opensearch", "--index", tmp_path / "index", "--quiet")
    assert (done.returncode, "BAHITH_OPENSEARCH_ADDRESSES" in done.stderr) == (2, True)


def test_a_cluster_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(EngineUnreachableError, match=r"http://127.0.0.1:9 cannot be reached \(.*refused"):
        Client(NOWHERE).version()
    with pytest.raises(EngineUnreachableError):
        search.rebuild([SEEDS], "index", "opensearch", settings=Settings(opensearch=NOWHERE))


def test_a_folder_says_that_its_index_lies_in_a_cluster(tmp_path: Path) -> None:
    assert pointed_to(tmp_path) is None
    point_to(tmp_path / "index", "news")
    assert pointed_to(tmp_path / "index") == "news"
    with pytest.raises(EngineUnreachableError):
        search.open(tmp_path / "index", Settings(opensearch=NOWHERE))


def test_an_index_in_the_folder_takes_its_place(tmp_path: Path) -> None:
    point_to(tmp_path, "news")
    search.rebuild([SEEDS], tmp_path)
    assert pointed_to(tmp_path) is None
    assert search.open(tmp_path, Settings(engine="opensearch", opensearch=NOWHERE)).stats()["engine"] == "tantivy"


def test_a_folder_without_an_index_is_that_of_the_engine_that_is_set(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        search.open(tmp_path)
    with pytest.raises(EngineUnreachableError):
        search.open(tmp_path, Settings(engine="opensearch", opensearch=NOWHERE))


def test_a_name_that_a_cluster_refuses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="small Latin letters"):
        search.open(tmp_path, Settings(engine="opensearch", opensearch=ClusterSettings(name="News.*")))


def test_counts_of_terms_are_the_same_when_they_go_through_files() -> None:
    held, spilled = TermCounts(), TermCounts(held=3)
    for counts in (held, spilled):
        for terms in ({"كتب", "بحر"}, {"كتب", "قلم"}, {"نهر", "كتب"}, {"بحر"}):
            counts.add("body_exact", terms)
            counts.spill()
        counts.add("source", {"الاهرام\nو"})
    expected = [
        ("body_exact", "بحر", 2),
        ("body_exact", "قلم", 1),
        ("body_exact", "كتب", 3),
        ("body_exact", "نهر", 1),
        ("source", "الاهرام\nو", 1),
    ]
    assert list(held) == list(spilled) == expected
    spilled.close()


def test_the_settings_are_listed_with_their_origin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAHITH_OPENSEARCH_NAME", "news")
    told = json.loads(run("config", "--json").stdout)
    assert told["opensearch.name"] == {"value": "news", "origin": "BAHITH_OPENSEARCH_NAME"}
    assert told["opensearch.password"] == {"value": "", "origin": "default"}
