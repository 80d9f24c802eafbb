"""Documents analysed with the help of other processes and given back in their order; by this one alone when few.

This process finds the words; the others analyse those that are new, each of them once, while it goes on with the
next documents. Analysis is a pure function of a word: the same input gives the same index, whoever analysed it.
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
from multiprocessing.pool import AsyncResult, Pool
from typing import NamedTuple

from search.analysis.analyzer import joined_terms, new_words, remember
from search.analysis.tokenizer import find_words
from search.document import AnalyzedDocument, Document
from search.schema import analyze_document, analyzed

_FEW = 5_000  # documents below which starting processes costs more than it saves
_BATCH = 200  # documents whose new words are analysed together
_AHEAD = 3  # batches under way: bounds the memory
_MOST = 8

_Words = tuple[Document, list[str], list[str]]  # a document, the words of its title and of its text


class _Batch(NamedTuple):
    """Documents whose new words are under way."""

    documents: list[_Words]
    words: list[str]
    terms: AsyncResult[list[tuple[str, str]]]


def analyze_documents(documents: Iterator[Document], about: int) -> Iterator[AnalyzedDocument]:
    """The documents with their terms, in the same order; `about` is how many are expected."""
    processes = min(os.cpu_count() or 1, _MOST)
    if about < _FEW or processes == 1:
        return map(analyze_document, documents)
    return _analyze_with_help(documents, processes)


def _analyze_with_help(documents: Iterator[Document], processes: int) -> Iterator[AnalyzedDocument]:
    with multiprocessing.Pool(processes, _start, (os.getpid(),)) as pool:
        under_way: deque[_Batch] = deque()
        for batch in _batches(documents, pool, processes, under_way):
            under_way.append(batch)
            if len(under_way) >= _AHEAD:
                yield from _finish(under_way.popleft())
        while under_way:
            yield from _finish(under_way.popleft())


def _batches(documents: Iterator[Document], pool: Pool, processes: int, under_way: deque[_Batch]) -> Iterator[_Batch]:
    while some := [(one, find_words(one.title), find_words(one.text)) for one in islice(documents, _BATCH)]:
        words: set[str] = set()
        words.update(*(title for _, title, _ in some), *(text for _, _, text in some))
        new = new_words(words.difference(*(batch.words for batch in under_way)))
        size = max(1, len(new) // (2 * processes))
        yield _Batch(some, new, pool.map_async(joined_terms, new, size))


def _finish(batch: _Batch) -> Iterator[AnalyzedDocument]:
    remember(dict(zip(batch.words, batch.terms.get(), strict=True)))
    for one in batch.documents:
        yield analyzed(*one)


def _start(parent: int) -> None:
    """Leaves Ctrl-C to the parent, and ends this process when the parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # analysis makes no cycles, and a million small tuples that the collector would look through
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
