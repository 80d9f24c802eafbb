"""What happens when nodes of a cluster of three fail while it is searched and written: `make test-cluster-faults`."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import search
from search.engines.opensearch.client import Client
from search.errors import BahithError, DiskFullError, IndexLockedError
from search.indexing import indexer
from search.indexing.report import Report
from search.model.cluster_settings import ClusterSettings
from search.settings import Settings
from tests.conftest import PATIENT
from tests.engines.opensearch.cluster import Cluster, scratch
from tests.engines.opensearch.node_files import KINDS, VERSION, NoClusterError, prepare

if not os.environ.get("TEST_FAULTS"):
    pytest.skip("the tests of faults run for minutes, with `make test-cluster-faults`", allow_module_level=True)

WORDS = [
    *("كتاب", "مكتبة", "مدرسة", "معلم", "قلم", "بيت", "بحر", "نهر", "سفر", "رحلة"),
    *("قمة", "خبر", "رئيس", "وزير", "حرب", "سلام", "سوق", "سعر", "ماء", "نار"),
]
OLD, NEW = 3_000, 6_000
CLIENTS = 4
SETTLED = 10.0  # seconds after a fault from which on no query may fail
QUERIES = [f"{first} {second}" for first in WORDS[:10] for second in WORDS[10:]]


def rows(count: int, seed: int) -> list[dict[str, str]]:
    """Documents of few words, the same for the same seed."""
    dice = random.Random(seed)
    return [{"id": f"{seed}-{n}", "text": " ".join(dice.choices(WORDS, k=30))} for n in range(count)]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What is indexed at first, and what a rebuild reads."""
    folder = tmp_path_factory.mktemp("sources")
    for name, count, seed in (("old", OLD, 1), ("new", NEW, 2)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows(count, seed))
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder / "old.jsonl", folder / "new.jsonl"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    prepare_or_skip(VERSION)
    with scratch() as folder, Cluster(Path(folder), 3) as cluster:
        yield cluster


def prepare_or_skip(*versions: str) -> None:
    try:
        for version in versions:
            prepare(version)
    except NoClusterError as error:
        pytest.skip(str(error))


@pytest.fixture
def settings(cluster: Cluster, tmp_path: Path) -> Settings:
    found = ClusterSettings(cluster.addresses, name="faults", shards=3, replicas=1, timeout=3)
    return replace(PATIENT, index=tmp_path / "index", opensearch=found)


@pytest.fixture
def index(settings: Settings, sources: tuple[Path, Path]) -> search.Index:
    search.rebuild([sources[0]], settings.index, "opensearch", settings=settings)
    return search.open(settings.index, settings)


Answer = tuple[int, tuple[tuple[str, float], ...]]


def answer(index: search.Index, query: str) -> Answer:
    page = index.search(query, repair="off")
    return page.total, tuple((hit.id, round(hit.score, 4)) for hit in page.hits)


@dataclass
class Clients:
    """Queries asked again and again, and what became of them."""

    index: search.Index
    expected: dict[str, list[Answer]]  # of either generation
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    failed: list[tuple[float, str]] = field(default_factory=list)  # when
    slowest: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def ask(self, number: int) -> None:
        dice = random.Random(number)
        while not self.ended.is_set():
            query, started = dice.choice(QUERIES), time.monotonic()
            try:
                found = answer(self.index, query)
            except BahithError as error:
                self.failed.append((time.monotonic(), str(error)))
                continue
            self.slowest = max(self.slowest, time.monotonic() - started)
            if found in self.expected[query]:
                self.right += 1
            else:
                self.wrong.append(query)


@contextmanager
def asked(index: search.Index, expected: dict[str, list[Answer]]) -> Iterator[Clients]:
    clients = Clients(index, expected)
    threads = [threading.Thread(target=clients.ask, args=(n,), daemon=True) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield clients
    finally:
        clients.ended.set()
        for thread in threads:
            thread.join(60)


@pytest.fixture
def expected(
    index: search.Index, settings: Settings, sources: tuple[Path, Path], tmp_path: Path
) -> dict[str, list[Answer]]:
    """The answers of the first generation, and those of the one that a rebuild publishes: another index tells them."""
    other = replace(settings, opensearch=replace(settings.opensearch, name="expected"))
    search.rebuild([sources[1]], tmp_path / "expected", "opensearch", settings=other)
    new = search.open(tmp_path / "expected", other)
    return {query: [answer(index, query), answer(new, query)] for query in QUERIES}


def rebuild_beside(settings: Settings, source: Path) -> tuple[threading.Thread, list[object]]:
    """A rebuild in a thread, and its report or error once it is over."""
    done: list[object] = []

    def run() -> None:
        try:
            done.append(search.rebuild([source], settings.index, "opensearch", settings=settings))
        except BahithError as error:
            done.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, done


def manager_of(cluster: Cluster) -> int:
    """The number of the node that manages the cluster."""
    state = cluster.ask(0, "/_cluster/state/cluster_manager_node,nodes")
    nodes, manager = state["nodes"], state["cluster_manager_node"]
    assert isinstance(nodes, dict)
    return int(str(nodes[manager]["name"]).removeprefix("node-"))


def kill(cluster: Cluster) -> None:
    cluster.kill(2 if manager_of(cluster) != 2 else 1)


def kill_manager(cluster: Cluster) -> None:
    cluster.kill(manager_of(cluster))


def hang(cluster: Cluster) -> None:
    cluster.send(2 if manager_of(cluster) != 2 else 1, signal.SIGSTOP)


@pytest.mark.parametrize("fault", [kill, kill_manager, hang])
def test_a_node_fails_under_clients_while_a_rebuild_is_under_way(
    cluster: Cluster,
    index: search.Index,
    settings: Settings,
    sources: tuple[Path, Path],
    expected: dict[str, list[Answer]],
    fault: Callable[[Cluster], None],
) -> None:
    with asked(index, expected) as clients:
        time.sleep(3)
        building, done = rebuild_beside(settings, sources[1])
        time.sleep(2)
        before, at = clients.right, time.monotonic()
        fault(cluster)
        building.join(180)
        time.sleep(max(0.0, at + SETTLED + 5 - time.monotonic()))
    late = [told for when, told in clients.failed if when > at + SETTLED]
    print(f"{fault.__name__}: {before} answers before, {clients.right - before} after, {len(clients.failed)} failed,")
    print(f"slowest {clients.slowest:.1f} s, the rebuild: {done}")
    assert (clients.wrong, late) == ([], [])
    assert clients.right > before + 100
    (report,) = done
    current = search.open(settings.index, settings).stats()
    if isinstance(report, BahithError):  # its documents were nobody's yet
        assert (current["generation"], current["documents"]) == ("gen-000001", OLD)
        search.rebuild([sources[1]], settings.index, "opensearch", settings=settings)  # on the two that are left
        current = search.open(settings.index, settings).stats()
    assert (current["generation"], current["documents"]) == ("gen-000002", NEW)
    fresh = search.open(settings.index, settings)
    assert all(answer(fresh, query) == expected[query][1] for query in QUERIES)


def test_one_node_left_of_three_answers_what_it_can_and_never_wrongly(
    cluster: Cluster, index: search.Index, expected: dict[str, list[Answer]]
) -> None:
    with asked(index, expected) as clients:
        time.sleep(2)
        assert index.health() == "whole"
        cluster.kill(1)
        cluster.kill(2)
        time.sleep(10)
        with suppress(BahithError):  # where a shard had its two copies on those
            assert index.health() == "degraded"
        cluster.start(1)
        cluster.start(2)
        cluster.wait(3)
        time.sleep(5)
        at = time.monotonic()
        time.sleep(5)
    assert clients.wrong == []
    assert [told for when, told in clients.failed if when > at] == []


def test_the_whole_cluster_starts_again_over_its_data(
    cluster: Cluster, index: search.Index, settings: Settings, expected: dict[str, list[Answer]]
) -> None:
    cluster.stop()
    with pytest.raises(BahithError, match="cannot be reached"):
        index.search(QUERIES[0])
    cluster.start_all()
    cluster.wait(3, "green")
    assert all(answer(index, query) == expected[query][0] for query in QUERIES)
    assert indexer.verify(settings.index, settings).documents == OLD


def rebuild_within(seconds: float, settings: Settings, source: Path) -> Report:
    until = time.monotonic() + seconds
    while True:
        try:
            return search.rebuild([source], settings.index, "opensearch", settings=settings)
        except (IndexLockedError, DiskFullError):
            if time.monotonic() > until:
                raise
            time.sleep(1)


def delete_until_locked(settings: Settings) -> None:
    while True:
        search.delete(["nobody"], settings.index, settings=settings)
        time.sleep(0.05)


def test_two_writers_and_one_that_is_killed(
    cluster: Cluster, settings: Settings, index: search.Index, sources: tuple[Path, Path]
) -> None:
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            search.rebuild([sources[1]], settings.index, "opensearch", settings=settings)
        os._exit(0)
    with pytest.raises(IndexLockedError, match=f"process {child}"):
        delete_until_locked(settings)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    report, _ = search.delete(["1-7"], settings.index, settings=settings)  # it waits for nobody
    assert (report.generation, report.documents) == ("gen-000002", OLD - 1)
    there = Client(settings.opensearch).ask("GET", "/bahith-faults.*/_settings/index.uuid")
    assert len(there) == 1 + 2 * 2


def test_a_disk_that_runs_full_ends_the_build_and_the_old_generation_serves(
    cluster: Cluster,
    settings: Settings,
    index: search.Index,
    expected: dict[str, list[Answer]],
    sources: tuple[Path, Path],
) -> None:
    client = Client(settings.opensearch)
    disk = {
        "cluster.routing.allocation.disk.threshold_enabled": True,
        **{f"cluster.routing.allocation.disk.watermark.{mark}": "1b" for mark in ("low", "high", "flood_stage")},
        "cluster.info.update.interval": "10s",
    }

    def fill(progress: indexer.Progress) -> None:
        if progress.stage == "read" and progress.documents == 1_000 and not filled:
            full = {name: f"{2**60}b" if value == "1b" else value for name, value in disk.items()}
            client.ask("PUT", "/_cluster/settings", {"persistent": full}, 30)
            filled.append(True)
            time.sleep(25)

    filled: list[bool] = []
    with pytest.raises(DiskFullError, match="has no room"):
        search.rebuild([sources[1]], settings.index, "opensearch", fill, settings)
    assert all(answer(index, query) == expected[query][0] for query in QUERIES)
    client.ask("PUT", "/_cluster/settings", {"persistent": disk}, 30)
    # The nodes look at their disks now and then; the lock, whose ledger was blocked too, ends by itself.
    assert rebuild_within(150, settings, sources[1]).documents == NEW


def test_an_index_of_2_19_answers_the_same_on_3(tmp_path: Path, sources: tuple[Path, Path]) -> None:
    prepare_or_skip(*KINDS)
    with scratch() as folder, Cluster(Path(folder), 1, version="2.19.6") as cluster:
        settings = replace(PATIENT, opensearch=ClusterSettings(cluster.addresses, name="upgraded", timeout=10))
        search.rebuild([sources[0]], tmp_path / "index", "opensearch", settings=settings)
        index = search.open(tmp_path / "index", settings)
        before = {query: answer(index, query) for query in QUERIES}
        cluster.stop(signal.SIGTERM)
        cluster.version = "3.9.0"
        cluster.start_all()
        time.sleep(1)  # a server looks every half second
        assert {query: answer(index, query) for query in QUERIES} == before
        assert search.delete(["1-7"], tmp_path / "index", settings=settings)[0].documents == OLD - 1
