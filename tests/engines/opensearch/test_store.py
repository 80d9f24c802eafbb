"""The life of an index that lives in a cluster, on a real one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

import search
from search.answering.state import look
from search.engines.opensearch.client import Client
from search.engines.opensearch.writer import row_id
from search.errors import (
    EngineFailedError,
    EngineUnreachableError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexStaleError,
)
from search.indexing import indexer
from search.indexing.drain import Drainer, queue_path
from search.indexing.writes import PUT, rows_body
from search.settings import Settings
from search.storage import open_store
from search.storage.queue import Queue, Sent
from tests.conftest import PATIENT, SEEDS, Run
from tests.engines.conftest import FOUND

if not FOUND.addresses:
    pytest.skip("no OpenSearch: its tests run on a cluster that `make test-cluster` starts", allow_module_level=True)
Rows = Sequence[tuple[str, str]]
OLD: Rows = (("a", "بوتين في موسكو"), ("b", "قمة بيونغ يانغ"))


@pytest.fixture
def settings() -> Settings:
    """Those of an index of its own in the cluster."""
    return replace(PATIENT, opensearch=replace(FOUND, name=f"test-{uuid4().hex[:12]}", shards=2))


@pytest.fixture
def source(tmp_path: Path) -> Callable[[Rows], list[Path]]:
    """Writes (id, text) rows and gives the paths to index."""

    def write(rows: Rows) -> list[Path]:
        lines = [json.dumps({"id": id, "text": text, "source": "وكالة"}, ensure_ascii=False) for id, text in rows]
        (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return [tmp_path / "rows.jsonl"]

    return write


@pytest.fixture(params=[True, False], ids=["written-anew", "cloned"])
def built(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    source: Callable[[Rows], list[Path]],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Two documents; a small index is written anew at each change, a large one is cloned."""
    if not request.param:
        monkeypatch.setattr(indexer, "_SMALL", 0)
        monkeypatch.setattr(indexer, "_WASTE", 100)
    search.rebuild(source(OLD), tmp_path / "index", "opensearch", settings=settings)
    return tmp_path / "index"


def found(index: Path, settings: Settings, query: str) -> list[str]:
    return [hit.id for hit in search.open(index, settings).search(query).hits]


def indexes(cluster: Client, settings: Settings) -> list[str]:
    return sorted(cluster.ask("GET", f"/bahith-{settings.opensearch.name}.*/_settings/index.uuid"))


def test_update_adds_replaces_and_leaves_alone(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]]
) -> None:
    rows = [("a", "بوتين في موسكو"), ("b", "قمة في سوتشي"), ("c", "خبر من موسكو")]
    report = search.update(source(rows), built, settings=settings)
    assert (report.added, report.replaced, report.unchanged, report.deleted) == (1, 1, 1, 0)
    assert (report.generation, report.documents) == ("gen-000002", 3)
    assert found(built, settings, "يانغ") == []
    assert found(built, settings, "سوتشي") == ["b"]
    assert sorted(found(built, settings, "موسكو")) == ["a", "c"]
    assert search.open(built, settings).document("b").text == "قمة في سوتشي"
    assert [hit.score for hit in search.open(built, settings).search("موسكو").hits] == pytest.approx(
        scores_anew(built, settings, "موسكو"), abs=1e-4
    )


def scores_anew(built: Path, settings: Settings, query: str) -> list[float]:
    """The scores of the same documents in an index of Tantivy."""
    rows = [document.to_dict(search.open(built, settings).schema) for document in search.export(built, settings)]
    (built / "export.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    search.rebuild([built / "export.jsonl"], built.with_name("again"))
    return [hit.score for hit in search.open(built.with_name("again"), PATIENT).search(query).hits]


def test_update_without_a_change_makes_no_generation(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]], cluster: Client
) -> None:
    before = indexes(cluster, settings)
    report = search.update(source(OLD[1:]), built, settings=settings)
    assert (report.generation, report.unchanged, report.documents) == ("gen-000001", 1, 2)
    assert indexes(cluster, settings) == before


def test_delete_prune_and_grow_again(built: Path, settings: Settings, source: Callable[[Rows], list[Path]]) -> None:
    report, unknown = search.delete(["a", "z"], built, settings=settings)
    assert (report.deleted, report.documents, unknown) == (1, 1, ["z"])
    assert found(built, settings, "بوتين") == []
    report = search.update(source([("c", "جديد")]), built, prune=True, settings=settings)
    assert (report.added, report.deleted, [one.id for one in search.export(built, settings)]) == (1, 1, ["c"])
    search.delete(["c"], built, settings=settings)
    assert search.open(built, settings).stats()["documents"] == 0
    search.update(source(OLD), built, settings=settings)
    assert found(built, settings, "بوتين") == ["a"]


def test_roll_back_goes_to_the_generation_before(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    monkeypatch.setattr("search.engines.opensearch.watch.EVERY", 0.0)
    opened = search.open(built, settings)
    search.update(source([("c", "ثالث")]), built, settings=settings)
    assert opened.search("ثالث").total == 1
    assert search.roll_back(built, settings).generation == "gen-000001"
    assert (opened.search("ثالث").total, opened.search("بوتين").total) == (0, 1)
    with pytest.raises(IndexMissingError, match="no generation before gen-000001"):
        search.roll_back(built, settings)
    assert search.update(source([("d", "رابع")]), built, settings=settings).generation == "gen-000002"
    assert (opened.search("ثالث").total, opened.search("رابع").total) == (0, 1)


def test_two_earlier_generations_are_kept_and_nothing_else_is_left(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]], cluster: Client
) -> None:
    for number in range(4):
        search.update(source([("c", f"خبر {number}")]), built, settings=settings)
    name = f"bahith-{settings.opensearch.name}"
    generations = [index.split(".")[1] for index in indexes(cluster, settings) if index.endswith(".beside")]
    assert [one.rpartition("-")[0] for one in generations] == ["gen-000003", "gen-000004", "gen-000005"]
    assert len(indexes(cluster, settings)) == 1 + 2 * 3
    assert {folder.name.split(".")[0] for folder in (built / "copies").iterdir()} == {name}
    assert len(list((built / "copies").iterdir())) <= 3


def test_reindex_and_verify(built: Path, settings: Settings) -> None:
    assert search.reindex(built, settings=settings).generation == "gen-000002"
    manifest = indexer.verify(built, settings)
    assert (manifest.engine, manifest.documents, manifest.bytes > 0) == ("opensearch", 2, True)


def test_a_machine_that_has_nothing_fetches_all_it_needs(built: Path, settings: Settings, tmp_path: Path) -> None:
    elsewhere = replace(settings, engine="opensearch")
    opened = search.open(tmp_path / "other", elsewhere)
    assert opened.search("بوتين").total == 1
    assert [one.text for one in opened.suggest("بوت")] == ["بوتين"]
    assert indexer.verify(tmp_path / "other", elsewhere).documents == 2
    assert search.delete(["a"], tmp_path / "other", settings=elsewhere)[0].generation == "gen-000002"
    assert found(built, settings, "بوتين") == []


def test_front_ends_follow_and_go_on_with_the_old_until_all_of_the_new_is_on_their_disks(
    built: Path,
    settings: Settings,
    source: Callable[[Rows], list[Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    monkeypatch.setattr("search.engines.opensearch.watch.EVERY", 0.0)
    elsewhere = replace(settings, engine="opensearch")
    first, second = (search.open(tmp_path / name, elsewhere) for name in ("first", "second"))
    search.rebuild(source([("z", "شيء آخر")]), built, "opensearch", settings=settings)
    assert first.search("شيء").total == 1
    with monkeypatch.context() as patch:
        patch.setattr("search.engines.opensearch.generation.copy", _unreachable)
        assert (second.search("شيء").total, second.search("بوتين").total) == (0, 1)
    assert (second.search("شيء").total, second.search("بوتين").total) == (1, 0)
    assert (first.health(), second.health()) == ("whole", "whole")


def _unreachable(*_: object) -> Path:
    raise EngineUnreachableError("engine-unreachable", location="http://far:9200", reason="refused")


def test_what_two_machines_have_accepted_is_applied_by_both(built: Path, settings: Settings, tmp_path: Path) -> None:
    """Each has a queue of its own, whose numbers say nothing of those of the other."""
    machines = [replace(settings, engine="opensearch", index=tmp_path / name) for name in ("first", "second")]
    for machine, count in zip(machines, (3, 2), strict=True):
        machine.index.mkdir()
        queue = Queue(queue_path(machine))
        for number in range(count):
            rows = [{"id": f"{machine.index.name}-{number}", "text": "خبر جديد"}]
            queue.add(PUT, rows_body(rows), 1, Sent("cms"))
        assert Drainer(machine).round() == count
        queue.close()
    assert [one.id for one in search.export(built, settings)] == [
        *("a", "b", "first-0", "first-1", "first-2", "second-0", "second-1"),
    ]
    assert [open_store(one.index, "", one.opensearch).applied() for one in machines] == [3, 2]
    tags = {search.open(one.index, one).tag() for one in machines}
    assert len(tags) == 1


def test_what_is_wrong_with_the_cluster_is_in_the_state(
    built: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = replace(settings, index=built)
    index = search.open(built, ours)
    assert look(ours, index).findings == ()
    monkeypatch.setattr("search.engines.opensearch.client.Client.ask", lambda *_, **__: {"status": "yellow"})
    assert [finding.code for finding in look(ours, index).findings] == ["state.degraded"]
    monkeypatch.setattr("search.engines.opensearch.client.Client.ask", lambda *_, **__: {"status": "red"})
    assert [finding.code for finding in look(ours, index).findings] == ["error.engine-unreachable"]


def test_a_copy_that_was_changed_is_fetched_again(built: Path, settings: Settings) -> None:
    (copy,) = (built / "copies").glob("*/vocabulary.sqlite")
    copy.write_bytes(b"\0" * copy.stat().st_size)
    assert [one.text for one in search.open(built, settings).suggest("بوت")] == ["بوتين"]


def test_two_indexes_in_one_cluster_do_not_meet(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]], tmp_path: Path
) -> None:
    unnamed = replace(settings, opensearch=replace(settings.opensearch, name=""))
    search.rebuild(source([("z", "شيء آخر")]), tmp_path / "second", "opensearch", settings=unnamed)
    assert found(tmp_path / "second", unnamed, "بوتين") == []
    assert found(tmp_path / "second", unnamed, "شيء") == ["z"]
    assert found(built, settings, "شيء") == []


def test_a_second_writer_is_told_who_writes(built: Path, settings: Settings) -> None:
    store = open_store(built, "", settings.opensearch)
    with store.writing(), pytest.raises(IndexLockedError, match="is being written by process"):
        search.delete(["a"], built, settings=settings)
    search.delete(["a"], built, settings=settings)


def test_a_build_that_fails_leaves_the_old_generation_and_nothing_else(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]], cluster: Client
) -> None:
    def stop(progress: object) -> None:
        raise KeyboardInterrupt

    before = indexes(cluster, settings)
    with pytest.raises(KeyboardInterrupt):
        search.rebuild(source([("z", "شيء آخر")]), built, "opensearch", stop, settings)
    assert (found(built, settings, "بوتين"), indexes(cluster, settings)) == (["a"], before)


def test_what_a_killed_writer_left_is_swept(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]], cluster: Client
) -> None:
    store = open_store(built, "", settings.opensearch)
    generation = store.stored()[0].manifest
    with store.writing():
        draft = store.change(generation)
        assert draft.writer  # and no more: as if it had been killed
    assert len(indexes(cluster, settings)) == 1 + 2 + 2
    search.delete(["a"], built, settings=settings)
    assert len(indexes(cluster, settings)) == 1 + 2 + 2
    assert found(built, settings, "يانغ") == ["b"]


def test_a_writer_that_lost_its_lock_publishes_nothing(
    built: Path, settings: Settings, source: Callable[[Rows], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.opensearch.lock._is_over", lambda holder: True)

    def taken_over(progress: indexer.Progress) -> None:
        if progress.stage == "seal" and not taken:
            taken.append(search.delete(["a"], built, settings=settings))

    taken: list[object] = []
    with pytest.raises(IndexLockedError, match="took the index .* over"):
        search.update(source([("c", "ثالث")]), built, progress=taken_over, settings=settings)
    assert (found(built, settings, "ثالث"), found(built, settings, "بوتين"), found(built, settings, "قمة")) == (
        [],
        [],
        ["b"],
    )


def test_an_index_of_another_analysis_names_reindex(
    built: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("search.answering.opened_index.fingerprint", lambda: "other")
        with pytest.raises(IndexStaleError, match="bahith reindex"):
            search.open(built, settings)


def test_a_cluster_that_would_refuse_long_queries_is_refused(
    settings: Settings, tmp_path: Path, cluster: Client
) -> None:
    def allow(most: int | None) -> None:
        given = {"persistent": {"indices.query.bool.max_clause_count": most}}
        cluster.ask("PUT", "/_cluster/settings", given, 30)

    allow(1_024)
    try:
        with pytest.raises(EngineFailedError, match="more than 1024 clauses"):
            search.rebuild([SEEDS], tmp_path, "opensearch", settings=settings)
    finally:
        allow(None)
    search.rebuild([SEEDS], tmp_path, "opensearch", settings=settings)


def test_a_template_of_the_cluster_that_changes_the_fields_is_named(
    settings: Settings, tmp_path: Path, cluster: Client
) -> None:
    template = {"settings": {"number_of_replicas": 2, "refresh_interval": "1s"}}
    given = {"index_patterns": ["*"], "template": template}
    cluster.ask("PUT", "/_index_template/everything", given, 30)
    try:
        search.rebuild([SEEDS], tmp_path, "opensearch", settings=settings)  # what it says of settings does not count
        template["mappings"] = {"properties": {"extra": {"type": "keyword"}}}
        cluster.ask("PUT", "/_index_template/everything", given, 30)
        with pytest.raises(EngineFailedError, match=r"got other fields than were asked for \(extra\)"):
            search.rebuild([SEEDS], tmp_path, "opensearch", settings=settings)
        assert len(indexes(cluster, settings)) == 1 + 2
    finally:
        cluster.ask("DELETE", "/_index_template/everything", None, 30)
    assert search.open(tmp_path, settings).search("بوتين").total == 5


def test_documents_that_are_gone_are_noticed(built: Path, settings: Settings, cluster: Client) -> None:
    (index,) = cluster.ask("GET", f"/_alias/bahith-{settings.opensearch.name}")
    cluster.ask("PUT", f"/{index}/_settings", {"index.blocks.write": None})
    cluster.ask("DELETE", f"/{index}/_doc/{row_id('a')}", None, 30, refresh=True)
    with pytest.raises(IndexCorruptError, match="holds 1 document, not 2"):
        search.open(built, settings)


def test_the_command_line(run: Run, built: Path, settings: Settings, tmp_path: Path) -> None:
    environment = {"BAHITH_OPENSEARCH_ADDRESSES": " ".join(FOUND.addresses)}
    index = ("--index", tmp_path / "seeds", "--quiet")

    def told(*arguments: object) -> str:
        done = run(*arguments, *index, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    told("rebuild", SEEDS, "--engine", "opensearch")
    assert len(json.loads(told("search", "بوتين", "--json"))["hits"]) == 5
    assert "gen-000001" in told("verify")
    assert len(told("export").splitlines()) == 5
    first = json.loads(told("search", "بوتين", "--json"))["hits"][0]
    assert json.loads(told("explain", "بوتين", first["id"], "--json"))["score"] == pytest.approx(
        first["score"], abs=1e-3
    )
    told("delete", first["id"])
    assert len(json.loads(told("search", "بوتين", "--json"))["hits"]) == 4
    assert "gen-000001 is current again" in told("rollback")
    assert "opensearch" in told("stats")


def test_a_folder_of_another_machine_may_be_gone(built: Path, settings: Settings) -> None:
    shutil.rmtree(built)
    assert found(built, replace(settings, engine="opensearch"), "بوتين") == ["a"]
