"""Analysis by several processes: the same documents in the same order, and nobody is left behind."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from search.analysis import text_terms
from search.analysis.known_words import KnownWords, record
from search.analysis.lexicon.location import CACHE_FOLDER
from search.analysis.text_terms import join_text
from search.errors import BahithError, DiskFullError
from search.indexing import analysis_pool
from search.indexing.prepared import prepare
from search.model.document import Document
from search.model.schema import SCHEMA
from search.storage.record_codec import SHIPPED, Codec


def documents(count: int) -> Iterator[Document]:
    return (Document(str(n), f"عنوان {n}", f"نص الوثيقة رقم {n} في المكتبة") for n in range(count))


def test_several_processes_give_what_one_gives_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    alone = [prepare(document, SCHEMA) for document in documents(1_234)]
    assert list(analysis_pool.prepare_documents(documents(1_234), analysis_pool._FEW, SCHEMA)) == alone


def test_few_documents_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("multiprocessing.Pool")
    assert len(list(analysis_pool.prepare_documents(documents(10), 10, SCHEMA))) == 10


def test_only_so_many_documents_are_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    read = 0

    def counted() -> Iterator[Document]:
        nonlocal read
        for document in documents(10_000):
            read += 1
            yield document

    analyzed = analysis_pool.prepare_documents(counted(), analysis_pool._FEW, SCHEMA)
    next(analyzed)
    assert read <= 800
    analyzed.close()


@pytest.mark.parametrize("processes", [1, 2])
def test_the_terms_of_all_documents_are_counted_and_some_work_is_done_at_the_end(
    monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processes)
    told: list[object] = []

    def end(pool: analysis_pool.Pool) -> None:
        (totals,) = pool.totals()
        result = pool.submit(_size_of_dictionary)
        told.extend((totals["نص"], totals["7"], result()))

    codec = Codec(b"dictionary" * 100)
    prepared = analysis_pool.prepare_documents(documents(500), analysis_pool._FEW, SCHEMA, end, lambda: codec)
    assert len(list(prepared)) == 500
    assert told == [500, 2, 1_000]  # 7 is in a title and in a text


def _size_of_dictionary(codec: Codec) -> int:
    return len(codec.dictionary)


def test_the_first_documents_are_analysed_before_it_is_known_how_they_are_packed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    read = []

    def noted() -> Iterator[Document]:
        for document in documents(500):
            read.append(document.id)
            yield document

    def codec() -> Codec:
        assert len(read) == 102  # those that the two processes have been given
        return SHIPPED

    assert len(list(analysis_pool.prepare_documents(noted(), analysis_pool._FEW, SCHEMA, codec=codec))) == 500


def test_a_process_begins_with_fewer_documents_where_they_are_long() -> None:
    long = Document("1", "", "كلمة " * 500_000)
    assert len(analysis_pool._beginning(iter([long] * 5), 5)) == 1
    assert len(analysis_pool._beginning(documents(500), 201)) == 201


class _Unreadable:
    """What no process can read."""

    def __call__(self, codec: Codec) -> None: ...

    def __reduce__(self) -> tuple[object, ...]:
        return json.loads, ("no JSON",)


def test_a_process_that_cannot_read_what_it_is_sent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def end(pool: analysis_pool.Pool) -> None:
        pool.submit(_Unreadable())()

    with pytest.raises(BahithError, match="memory"):
        list(analysis_pool.prepare_documents(documents(500), analysis_pool._FEW, SCHEMA, end))


def test_a_process_that_is_ended_is_an_error_that_tells_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    analyzed = analysis_pool.prepare_documents(documents(10_000), analysis_pool._FEW, SCHEMA)
    next(analyzed)
    for child in multiprocessing.active_children():
        child.kill()
    with pytest.raises(BahithError, match="memory"):
        list(analyzed)
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform != "linux", reason="no /dev/full")
def test_a_disk_that_a_process_finds_full_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr("search.indexing.term_totals._MOST", 1)
    monkeypatch.setattr("search.storage.scratch.TemporaryFile", partial(open, "/dev/full", "wb"))
    with pytest.raises(DiskFullError):
        list(analysis_pool.prepare_documents(documents(200), 200, SCHEMA, lambda pool: max(pool.totals())))


def test_a_word_that_one_process_has_met_is_analysed_by_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    monkeypatch.setattr(text_terms, "_known", lambda: KnownWords(None))
    join_text("والكتب جدا")
    text_terms.take_news()
    join_text("بالمدارس جدا")
    assert text_terms.take_news() == record("بالمدارس", "بالمدارس", "مدرسه")
    assert text_terms.take_news() == b""
    text_terms.remember(record("لفظة", "من", "غيره"))
    assert join_text("لفظة والكتب") == ("من والكتب", "غيره كتاب")


def test_words_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    monkeypatch.setattr(text_terms, "_MOST_WORDS", 2)
    assert join_text("قلم ورق قلم حبر")[0] == "قلم ورق قلم حبر"
    assert join_text("لوح")[0] == "لوح"
    assert len(text_terms._words.table) == 1


def test_a_large_build_looks_up_the_words_that_it_has_forgotten(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path))
    (tmp_path / "file").touch()  # no folder: nothing can be put there
    monkeypatch.setattr("search.analysis.lexicon.location.DATA", tmp_path / "file" / "data")
    monkeypatch.setattr("search.analysis.known_words._NEW", 1)
    monkeypatch.setattr(text_terms, "_MOST_WORDS", 2)
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())  # nothing that other tests have gathered
    text_terms._known.cache_clear()
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    text_terms.gather(record("قلم", "قلم", "من قبل") + record("ورق", "ورق", "ورق") + record("حبر", "حبر", "حبر"))
    text_terms.keep_gathered()
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    assert join_text("لوح حبر ورق قلم")[1].endswith("من قبل")
    monkeypatch.undo()
    text_terms._known.cache_clear()


def test_the_next_change_of_a_process_begins_with_the_words_of_the_last(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("search.analysis.known_words.places", lambda *_: [tmp_path / "words.bin"])
    monkeypatch.setattr("search.analysis.known_words._NEW", 2)
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    text_terms._known.cache_clear()
    join_text("كتاب")  # a table is made, and knows nothing
    pen = record("قلم", "قلم", "قلم")  # two processes have met it
    text_terms.gather(record("لفظة", "من", "غيره") + pen)
    text_terms.gather(pen)
    text_terms.keep_gathered()
    assert join_text("لفظة") == ("من", "غيره")
    assert text_terms._known().count == 2
    monkeypatch.undo()
    text_terms._words.forget()


def test_two_threads_gather_all_that_they_have_learned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("search.analysis.known_words.places", lambda *_: [tmp_path / "words.bin"])
    monkeypatch.setattr("search.analysis.known_words._NEW", 1)
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    text_terms._known.cache_clear()

    def build(thread: int) -> None:
        for change in range(40):
            text_terms.gather(b"".join(record(f"{thread} {change} {word}", "ا", "ب") for word in range(50)))
            text_terms.keep_gathered()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(build, range(2)))
    assert text_terms._known().count + text_terms._words.gathered.count == 2 * 40 * 50
    monkeypatch.undo()
    text_terms._words.forget()


def test_words_that_cannot_be_kept_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    monkeypatch.setattr(text_terms, "_GATHERED", 3)
    monkeypatch.setattr(text_terms, "keep", lambda *_: False)
    gathered = []
    for word in ("قلم", "ورق", "حبر", "لوح"):
        text_terms.gather(record(word, word, word))
        gathered.append(text_terms._words.gathered.count)
    assert gathered == [1, 2, 0, 1]


def test_the_processes_of_a_killed_rebuild_end(tmp_path: Path) -> None:
    program = (
        "import itertools, sys\n"
        "from search.indexing import analysis_pool\n"
        "from search.model.document import Document\n"
        "from search.model.schema import SCHEMA\n"
        "analysis_pool.os.cpu_count = lambda: 2\n"
        "endless = (Document(str(n), '', 'نص') for n in itertools.count())\n"
        "for number, _ in enumerate(analysis_pool.prepare_documents(endless, analysis_pool._FEW, SCHEMA)):\n"
        "    if number == 500:\n"
        "        import multiprocessing\n"
        "        print(*[child.pid for child in multiprocessing.active_children()], flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    children = [int(pid) for pid in process.stdout.readline().split()]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert len(children) == 2
    deadline = time.monotonic() + 60
    while any(_runs(pid) for pid in children):
        assert time.monotonic() < deadline, "a worker outlived its parent"
        time.sleep(0.1)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):  # it may end between the opening of the file and the reading
        return False
