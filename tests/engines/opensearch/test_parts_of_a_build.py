"""A build in parts answers as one in one, and a part that fails may be written again; on a real cluster."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

import search
from search.engines.opensearch.client import Client
from search.errors import IndexLockedError, IndexMissingError, SettingsError
from search.indexing.report import Report
from search.indexing.shared_build import BuildPart, rebuild_part
from search.settings import Settings
from tests.conftest import COLLECTION, PATIENT, QUERIES, SEEDS, Run
from tests.engines.conftest import FOUND

if not FOUND.addresses:
    pytest.skip("no OpenSearch: its tests run on a cluster that `make test-cluster` starts", allow_module_level=True)
DOCUMENTS = COLLECTION / "docs.jsonl"


def settings(name: str = "") -> Settings:
    """Those of an index in the cluster, by default of its own."""
    return replace(PATIENT, opensearch=replace(FOUND, name=name or f"test-{uuid4().hex[:12]}", shards=2))


def write(part: str, folder: Path, ours: Settings, documents: Path = DOCUMENTS) -> Report | int:
    return rebuild_part(BuildPart.read(part), [documents], folder, "opensearch", settings=ours)


def test_a_build_in_three_parts_is_that_in_one(tmp_path: Path) -> None:
    whole, parted = settings(), settings()
    search.rebuild([DOCUMENTS], tmp_path / "whole", "opensearch", settings=whole)
    # On machines of their own, in any order.
    assert write("3/3", tmp_path / "third", parted) == 2
    assert write("1/3", tmp_path / "first", parted) == 1
    with pytest.raises(IndexMissingError):
        search.open(tmp_path / "first", replace(parted, engine="opensearch"))
    report = write("2/3", tmp_path / "second", parted)
    assert isinstance(report, Report)
    assert (report.generation, report.documents) == ("gen-000001", 80)
    one = search.open(tmp_path / "whole", whole)
    other = search.open(tmp_path / "second", parted)
    for line in QUERIES.read_text(encoding="utf-8").splitlines():
        query = line.partition("\t")[2]
        expected, found = one.search(query), other.search(query)
        assert [(hit.id, hit.score) for hit in found.hits] == [(hit.id, hit.score) for hit in expected.hits], query
        assert (found.total, found.facets, found.suggestion) == (expected.total, expected.facets, expected.suggestion)
    assert list(search.export(tmp_path / "second", parted)) == list(search.export(tmp_path / "whole", whole))
    (files, others) = (
        {path.name: path.read_bytes() for path in next((tmp_path / name / "copies").iterdir()).iterdir()}
        for name in ("whole", "second")
    )
    assert files == others  # vocabulary, signatures and groups, byte for byte


def test_a_part_is_written_again_after_it_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Client
) -> None:
    ours = settings()
    with monkeypatch.context() as patch:
        patch.setattr("search.engines.opensearch.shared_draft.SharedDraft.end_share", _fail)
        with pytest.raises(KeyboardInterrupt):
            write("1/2", tmp_path, ours)
    assert write("2/2", tmp_path, ours) == 1
    assert write("2/2", tmp_path, ours) == 1  # once more changes nothing
    assert isinstance(write("1/2", tmp_path, ours), Report)
    assert search.open(tmp_path, ours).stats()["documents"] == 80
    assert len(cluster.ask("GET", f"/bahith-{ours.opensearch.name}.*/_settings/index.uuid")) == 1 + 2


def _fail(*_: object) -> int:
    raise KeyboardInterrupt


def test_another_build_waits_until_the_parts_are_there(tmp_path: Path) -> None:
    ours = settings()
    search.rebuild([SEEDS], tmp_path, "opensearch", settings=ours)
    assert write("1/2", tmp_path, ours) == 1
    for other in (
        lambda: search.delete(["a"], tmp_path, settings=ours),
        lambda: write("1/3", tmp_path, ours),  # of another division
        lambda: write("2/2", tmp_path, ours, SEEDS),  # of other files
    ):
        with pytest.raises(IndexLockedError, match="a build in parts"):
            other()
    assert search.open(tmp_path, ours).stats()["documents"] == 5
    assert isinstance(write("2/2", tmp_path, ours), Report)
    assert search.open(tmp_path, ours).stats()["generation"] == "gen-000002"
    search.delete(["a"], tmp_path, settings=ours)


def test_the_command_says_how_many_parts_are_to_come(run: Run, tmp_path: Path) -> None:
    environment = {"BAHITH_OPENSEARCH_ADDRESSES": " ".join(FOUND.addresses), "BAHITH_OPENSEARCH_NAME": uuid4().hex}
    options = ("--engine", "opensearch", "--index", tmp_path, "--quiet")
    done = run("rebuild", SEEDS, *options, "--part", "2/2", **environment)
    assert (done.returncode, done.stderr) == (0, "part 2/2 is written; 1 of 2 are still to come\n")
    done = run("rebuild", SEEDS, *options, "--part", "1/2", "--json", **environment)
    assert json.loads(done.stdout)["documents"] == 5
    assert run("rebuild", SEEDS, *options, "--part", "3/2", **environment).returncode == 2


def test_a_folder_is_not_written_in_parts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--engine opensearch"):
        rebuild_part(BuildPart(1, 2), [SEEDS], tmp_path, "tantivy")
