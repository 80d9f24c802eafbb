"""The queue: what was accepted is there after anything, in its order, once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from search.storage.queue import FAILED, SUCCEEDED, IdempotencyError, NoRoomError, Queue, QueueUnusableError, Sent

CMS = Sent("cms")


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path / "queue.sqlite")


def test_what_was_accepted_is_there_for_another_process(queue: Queue, tmp_path: Path) -> None:
    first, _ = queue.add("put", b"a", 1, CMS)
    second, _ = queue.add("delete", b"b", 2, CMS)
    other = Queue(tmp_path / "queue.sqlite")
    assert (first.number, second.number) == (1, 2)
    assert [(task.number, task.kind, task.body, task.documents) for task in other.first(10, 100)] == [
        (1, "put", b"a", 1),
        (2, "delete", b"b", 2),
    ]
    waiting = other.waiting()
    assert (waiting.tasks, waiting.documents, waiting.bytes, waiting.oldest) == (2, 3, 2, first.accepted_at)


def test_it_is_synced_before_a_number_is_given(queue: Queue) -> None:
    with queue._reading() as connection:
        assert connection.execute("pragma synchronous").fetchone() == (2,)  # FULL
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_batch_has_one_task_at_least_and_no_more_than_asked(queue: Queue) -> None:
    for size in (50, 10, 10):
        queue.add("put", b"x" * size, 1, CMS)
    assert [task.number for task in queue.first(10, 40)] == [1]
    assert [task.number for task in queue.first(2, 100)] == [1, 2]
    assert [task.number for task in queue.first(1, 0)] == [1]


def test_a_request_that_comes_again_has_the_task_that_it_had(queue: Queue) -> None:
    sent = Sent("cms", "key-1", b"digest")
    first, is_new = queue.add("put", b"a", 1, sent)
    again, is_new_again = queue.add("put", b"a", 1, sent)
    assert (is_new, is_new_again, again.number) == (True, False, first.number)
    assert queue.waiting().tasks == 1
    with pytest.raises(IdempotencyError, match="'key-1'"):
        queue.add("put", b"b", 1, Sent("cms", "key-1", b"another"))
    assert queue.add("put", b"b", 1, Sent("other", "key-1", b"another"))[1]  # another key of the API


def test_what_a_generation_names_is_ended_and_nothing_behind_it(queue: Queue) -> None:
    for _ in range(3):
        queue.add("put", b"a", 1, CMS)
    queue.note({1: {"added": 1}})
    queue.settle(2, "gen-000002")
    found = [queue.task(number) for number in (1, 2, 3)]
    assert [task and task.status for task in found] == [SUCCEEDED, SUCCEEDED, "enqueued"]
    assert found[0] is not None
    assert (found[0].generation, found[0].report) == ("gen-000002", {"added": 1})
    assert [task.number for task in queue.first(10, 100)] == [3]
    assert queue.task(4) is None


def test_a_task_that_failed_keeps_none_behind_it(queue: Queue) -> None:
    queue.add("put", b"a", 1, CMS)
    queue.add("put", b"b", 1, CMS)
    queue.fail(1, {"error": {"en": "no"}})
    failed = queue.task(1)
    assert failed is not None
    assert (failed.status, failed.report) == (FAILED, {"error": {"en": "no"}})
    assert [task.number for task in queue.first(10, 100)] == [2]


def test_a_lost_file_begins_after_what_the_index_holds(tmp_path: Path) -> None:
    """Else the next tasks would count as applied before they are."""
    assert Queue(tmp_path / "new.sqlite", applied=41).add("put", b"a", 1, CMS)[0].number == 42
    assert Queue(tmp_path / "new.sqlite", applied=7).add("put", b"a", 1, CMS)[0].number == 43


def test_finished_tasks_are_forgotten_after_a_while(queue: Queue) -> None:
    for _ in range(2):
        queue.add("put", b"a", 1, CMS)
    queue.finish([1], "gen-000002")
    queue.prune(days=1)
    assert queue.task(1) is not None
    queue.prune(days=-1)
    assert queue.task(1) is None
    assert queue.task(2) is not None
    assert queue.add("put", b"a", 1, CMS)[0].number == 3  # no number is given twice


def test_a_full_disk_and_a_broken_file_are_told_apart(queue: Queue, tmp_path: Path) -> None:
    with queue._reading() as connection:
        pages = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count = {pages}")  # as a full disk has it
    with pytest.raises(NoRoomError) as full:
        queue.add("put", b"x" * 100_000, 1, CMS)
    assert (full.value.status, queue.waiting().tasks) == (507, 0)
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 100)
    with pytest.raises(QueueUnusableError, match=r"broken\.sqlite cannot be used"):
        Queue(broken)


def test_another_process_is_waited_for(queue: Queue, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "queue.sqlite", isolation_level=None)
    other.execute("begin immediate")
    other.execute("commit")
    assert queue.add("put", b"a", 1, CMS)[1]
