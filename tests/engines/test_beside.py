"""A search that is begun in a second thread is made once, and has the result that it would have without one."""

from __future__ import annotations

import multiprocessing
from threading import Event, get_ident

import pytest

from search.engines import tantivy
from search.engines.base import Result, Window
from search.engines.beside import Asked, Beside, Search, processor_is_free
from search.engines.clauses import Bool, Clause, DisjunctionMax, MatchAll, MatchNone, Term
from search.model.document import Document
from tests.engines.conftest import Build

WINDOW = Window(10)


class _Searches:
    """Counts what is searched for, and by which threads."""

    def __init__(self) -> None:
        self.threads: list[int] = []
        self.begun = Event()

    def __call__(self, clause: Clause, window: Window) -> Result:
        self.threads.append(get_ident())
        self.begun.set()
        return Result(len(self.threads), ())


def test_what_was_begun_is_searched_for_once_and_by_another_thread() -> None:
    beside, search = Beside(), _Searches()
    beside.begin(search, (MatchAll(), WINDOW))
    search.begun.wait(timeout=30)
    assert beside.result((MatchAll(), WINDOW)) == Result(1, ())
    assert search.threads != [get_ident()]
    assert beside.result((MatchAll(), WINDOW)) is None


def test_another_search_has_no_result() -> None:
    beside, search = Beside(), _Searches()
    beside.begin(search, (MatchAll(), WINDOW))
    assert beside.result((MatchNone(), WINDOW)) is None
    assert beside.result((MatchAll(), Window(20))) is None


def test_nobody_waits_for_a_thread_that_searches_for_others() -> None:
    busy, free = Event(), Event()

    def long(clause: Clause, window: Window) -> Result:
        busy.set()
        free.wait(timeout=30)
        return Result(0, ())

    other, beside, search = Beside(), Beside(), _Searches()
    other.begin(long, (MatchAll(), WINDOW))
    busy.wait(timeout=30)
    beside.begin(search, (MatchAll(), WINDOW))
    assert beside.result((MatchAll(), WINDOW)) is None
    assert not search.threads
    free.set()


def test_an_error_is_that_of_who_asks() -> None:
    begun = Event()

    def fails(clause: Clause, window: Window) -> Result:
        begun.set()
        raise ValueError("no such field")

    beside = Beside()
    beside.begin(fails, (MatchAll(), WINDOW))
    begun.wait(timeout=30)
    with pytest.raises(ValueError, match="no such field"):
        beside.result((MatchAll(), WINDOW))


def _searches_beside() -> None:
    beside, search = Beside(), _Searches()
    beside.begin(search, (MatchAll(), WINDOW))
    search.begun.wait(timeout=30)
    assert beside.result((MatchAll(), WINDOW)) == Result(1, ())


def test_a_forked_process_has_a_second_thread_of_its_own() -> None:
    _searches_beside()
    child = multiprocessing.get_context("fork").Process(target=_searches_beside)
    child.start()
    child.join(timeout=30)
    assert child.exitcode == 0
    child.kill()


@pytest.mark.parametrize(("load", "free"), [(0.9, True), (1.9, True), (2.0, False), (7.5, False)])
def test_a_processor_is_free_where_fewer_threads_want_to_run(
    monkeypatch: pytest.MonkeyPatch, load: float, free: bool
) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (load, 0.0, 0.0))
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert processor_is_free() is free


@pytest.mark.parametrize("free", [True, False])
def test_a_ranking_that_is_begun_beside_is_the_same(build: Build, monkeypatch: pytest.MonkeyPatch, free: bool) -> None:
    begun: list[Clause] = []
    monkeypatch.setattr(tantivy, "_MANY", 0)
    monkeypatch.setattr(tantivy, "_HEAVY", 0)
    monkeypatch.setattr(tantivy, "processor_is_free", lambda: free)
    begin = Beside.begin

    def told(self: Beside, search: Search, asked: Asked) -> None:
        begun.append(asked[0])
        begin(self, search, asked)

    monkeypatch.setattr(Beside, "begin", told)
    words = tuple(DisjunctionMax((Term("body_exact", word),)) for word in ("كتاب", "بيت"))
    ranked = (Bool(must=(Bool(should=words, minimum=1),)), Window(10, counts=False))
    counted = (Bool(should=words, minimum=1), Window(0))
    engine = build("tantivy", [Document.of(f"d{n}", "", "كتاب " * (n % 3) + "بيت " * (n % 5)) for n in range(50)])
    alone = [engine.search(*asked) for asked in (counted, ranked)]
    engine.expect([counted, ranked])
    assert [engine.search(*asked) for asked in (counted, ranked)] == alone
    assert begun == ([ranked[0]] if free else [])
