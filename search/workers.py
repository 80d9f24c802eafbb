"""Documents analysed by several processes and given back in their order; by this process alone when they are few.

Analysis is a pure function of the text, so the same input gives the same index however many processes there are.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from itertools import islice

from search.document import AnalyzedDocument, Document
from search.schema import analyze_document

_FEW = 5_000  # documents below which starting processes costs more than it saves
_CHUNK = 100
_AHEAD = 3  # chunks under way for each process: bounds the memory
_MOST = 8


def analyze_documents(documents: Iterator[Document], about: int) -> Iterator[AnalyzedDocument]:
    """The documents with their terms, in the same order; `about` is how many are expected."""
    processes = min(os.cpu_count() or 1, _MOST)
    if about < _FEW or processes == 1:
        return map(analyze_document, documents)
    return _analyze_in_parallel(documents, processes)


def _analyze_in_parallel(documents: Iterator[Document], processes: int) -> Iterator[AnalyzedDocument]:
    with multiprocessing.Pool(processes, _start, (os.getpid(),)) as pool:
        results = (pool.apply_async(_analyze, (chunk,)) for chunk in _chunks(documents))
        under_way = deque(islice(results, processes * _AHEAD))
        while under_way:
            yield from under_way.popleft().get()
            under_way.extend(islice(results, 1))


def _chunks(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while chunk := list(islice(documents, _CHUNK)):
        yield chunk


def _analyze(documents: list[Document]) -> list[AnalyzedDocument]:
    return [analyze_document(document) for document in documents]


def _start(parent: int) -> None:
    """Leaves Ctrl-C to the parent, and ends this process when the parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # analysis makes no cycles, and a million small tuples that the collector would look through
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
