"""What was accepted becomes a generation, whole, in its order, and once, whatever happens on the way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import search
from search.errors import IndexLockedError
from search.indexing import drain, indexer
from search.indexing.drain import Drainer, queue_path
from search.indexing.writes import DELETE, DELETE_MATCHING, PUT, filters_body, ids_body, rows_body
from search.model.request import SearchRequest
from search.model.value_map import ValueMap
from search.settings import Settings
from search.storage.generations import current_name, writing
from search.storage.queue import Queue, Sent
from tests.conftest import PATIENT, Run

CMS = Sent("cms")
Put = Callable[..., int]


@pytest.fixture
def settings(seed_folders: dict[str, Path], tmp_path: Path) -> Settings:
    shutil.copytree(seed_folders["memory"], tmp_path / "index")
    return Settings(index=tmp_path / "index")


@pytest.fixture
def queue(settings: Settings) -> Queue:
    return Queue(queue_path(settings))


@pytest.fixture
def put(queue: Queue) -> Put:
    def put(*rows: dict[str, Any]) -> int:
        return queue.add(PUT, rows_body(rows), len(rows), CMS)[0].number

    return put


def row(id: str, text: str, **values: Any) -> dict[str, Any]:
    return {"id": id, "text": text, **values}


def ids(settings: Settings) -> set[str]:
    return {document.id for document in indexer.export(settings.index)} - SEEDS


SEEDS: set[str] = set()


@pytest.fixture(autouse=True)
def _seeds(settings: Settings) -> None:
    SEEDS.clear()
    SEEDS.update(document.id for document in indexer.export(settings.index))


def applied(settings: Settings) -> int:
    manifest = settings.index / current_name(settings.index) / "manifest.json"
    return int(json.loads(manifest.read_text())["applied"])


def test_a_batch_is_one_generation_that_names_its_last_task(settings: Settings, queue: Queue, put: Put) -> None:
    put(row("a", "قمة"), row("b", "كتاب"))
    put(row("a", "قمة أخرى"))
    queue.add(DELETE, ids_body(["b", "none"]), 2, CMS)
    assert Drainer(settings).round() == 3
    assert current_name(settings.index) == "gen-000002"
    assert (ids(settings), applied(settings)) == ({"a"}, 3)
    assert search.open(settings.index).document("a").text == "قمة أخرى"
    reports = [task.report for number in (1, 2, 3) if (task := queue.task(number))]
    counts = [{name: n for name, n in (report or {}).items() if n} for report in reports]
    assert counts == [{"added": 2}, {"replaced": 1}, {"deleted": 1, "missing": 1}]
    assert Drainer(settings).round() == 0


def test_what_changes_nothing_makes_no_generation_and_is_ended(settings: Settings, queue: Queue, put: Put) -> None:
    put(row("a", "قمة"))
    Drainer(settings).round()
    put(row("a", "قمة"))
    assert Drainer(settings).round() == 1
    assert current_name(settings.index) == "gen-000002"
    task = queue.task(2)
    assert task is not None
    assert (task.status, task.generation, (task.report or {})["unchanged"]) == ("succeeded", "gen-000002", 1)


def test_what_deletes_by_a_filter_sees_what_was_written_before(settings: Settings, queue: Queue, put: Put) -> None:
    put(row("a", "قمة", source="الأهرام"), row("b", "كتاب", source="النهار"))
    asked = SearchRequest("", filters=ValueMap({"source": ("الاهرام",)}))  # another spelling of the same paper
    queue.add(DELETE_MATCHING, filters_body(asked), 0, CMS)
    put(row("c", "نهر", source="الأهرام"))
    drainer = Drainer(settings)
    assert (drainer.round(), drainer.round(), drainer.round()) == (1, 2, 0)
    assert ids(settings) == {"b", "c"}


def test_a_crash_after_the_publishing_applies_nothing_twice(
    settings: Settings, queue: Queue, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(row("a", "قمة"))
    with monkeypatch.context() as patch:
        patch.setattr(Queue, "finish", _die)
        with pytest.raises(KeyboardInterrupt):
            Drainer(settings).round()
    assert (ids(settings), queue.waiting().tasks) == ({"a"}, 1)  # published, and not yet said so
    search.delete(["a"], settings.index)
    assert Drainer(settings).round() == 0
    assert (ids(settings), queue.waiting().tasks) == (set(), 0)  # it did not come back
    task = queue.task(1)
    assert task is not None
    assert (task.report or {})["added"] == 1


def test_a_crash_before_the_publishing_loses_nothing(
    settings: Settings, queue: Queue, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(row("a", "قمة"))
    with monkeypatch.context() as patch:
        patch.setattr("search.storage.generations.publish", _die)
        with pytest.raises(KeyboardInterrupt):
            Drainer(settings).round()
    assert (ids(settings), queue.waiting().tasks) == (set(), 1)
    assert Drainer(settings).round() == 1
    assert ids(settings) == {"a"}


def _die(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("again", ["rebuild", "reindex"])
def test_an_index_that_is_made_anew_is_given_nothing_a_second_time(
    settings: Settings, queue: Queue, put: Put, tmp_path: Path, again: str
) -> None:
    put(row("a", "قمة"))
    Drainer(settings).round()
    put(row("b", "كتاب"))
    source = tmp_path / "one.jsonl"
    source.write_text(json.dumps(row("one", "نص")), encoding="utf-8")
    if again == "rebuild":
        search.rebuild([source], settings.index)
    else:
        search.reindex(settings.index)
    assert applied(settings) == 1
    Drainer(settings).round()
    assert ids(settings) == ({"one", "b"} if again == "rebuild" else {"a", "b"})


def test_going_back_leaves_out_what_the_queue_has_brought(settings: Settings, queue: Queue, put: Put) -> None:
    put(row("a", "قمة"))
    Drainer(settings).round()
    search.roll_back(settings.index)
    put(row("b", "كتاب"))
    Drainer(settings).round()
    assert (ids(settings), applied(settings)) == ({"b"}, 2)


def test_another_writer_is_waited_for(settings: Settings, queue: Queue, put: Put) -> None:
    put(row("a", "قمة"))
    drainer = Drainer(settings)
    with writing(settings.index), pytest.raises(IndexLockedError):
        drainer.round()
    assert queue.state(drain.STALLED) == ""
    assert drainer.round() == 1


def test_why_nothing_is_applied_is_kept(settings: Settings, queue: Queue, put: Put) -> None:
    put(row("a", "قمة"))
    manifest = settings.index / current_name(settings.index) / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_text("{")
    drainer = Drainer(settings)
    with pytest.raises(search.BahithError):
        drainer.round()
    assert queue.state(drain.STALLED) == "index-corrupt"
    manifest.write_bytes(whole)
    drainer.round()
    assert (queue.state(drain.STALLED), ids(settings)) == ("", {"a"})


def test_a_document_that_cannot_be_analysed_keeps_none_behind_it(
    settings: Settings, queue: Queue, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, text in enumerate(["قمة", "سم", "كتاب"]):
        put(row(str(number), text))
    prepare = drain.apply

    def fails(build: Any, engine: Any, batch: Any) -> Any:
        if any("سم" in task.body.decode() for task in batch):
            raise ValueError("it cannot be analysed")
        return prepare(build, engine, batch)

    monkeypatch.setattr(drain, "apply", fails)
    drainer = Drainer(settings)
    for _ in range(8):
        drainer.round()
    assert ids(settings) == {"0", "2"}
    task = queue.task(2)
    assert task is not None
    assert task.status == "failed"
    assert "cannot be analysed" in (task.report or {})["error"]["en"]


def test_a_value_that_suits_no_field_any_more_is_told_and_the_others_stand(
    settings: Settings, queue: Queue, put: Put
) -> None:
    put(row("a", "قمة", date="soon"), row("b", "كتاب"))
    Drainer(settings).round()
    task = queue.task(1)
    assert task is not None
    report = task.report or {}
    assert (ids(settings), report["added"]) == ({"b"}, 1)
    assert (report["rejected"][0]["line"], "date" in report["rejected"][0]["reason"]) == (1, True)


def test_an_index_may_begin_without_documents(tmp_path: Path, run: Run) -> None:
    settings = Settings(index=tmp_path / "new")
    assert run("rebuild", "--empty", "--index", settings.index).returncode == 0
    Queue(queue_path(settings)).add(PUT, rows_body([row("a", "قمة")]), 1, CMS)
    done = run("drain", "--once", "--index", settings.index)
    assert (done.returncode, done.stderr) == (0, "1 task applied\n")
    assert search.open(settings.index, PATIENT).search("قمة").total == 1
    again = run("rebuild", "--empty", "--index", settings.index)
    assert (again.returncode, "left as it is" in again.stderr) == (2, True)
    assert run("rebuild", "--empty", tmp_path, "--index", settings.index).returncode == 2


def test_it_goes_on_until_it_is_told_to_end(settings: Settings, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "EVERY", 0.0)
    put(row("a", "قمة"))
    looks = iter([True] * 5)
    Drainer(replace(settings)).run(lambda: next(looks, False))
    assert ids(settings) == {"a"}
