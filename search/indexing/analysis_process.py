"""A process that analyses documents, asked over a connection; it ends with its parent."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from search.analysis.text_terms import remember, take_news
from search.errors import BahithError
from search.indexing.prepared import Prepared, prepare_all
from search.indexing.term_totals import TermTotals
from search.model.document import Document
from search.model.schema import Schema
from search.storage.record_codec import Codec

_T = TypeVar("_T")
Work = Callable[[Codec], _T]
Question = tuple[()] | tuple[int, int]  # into how many parts its terms are divided; the terms of one of so many
_Sent = tuple[list[Document] | Question | Work[Any], list[bytes]]


class AnalysisProcess:
    """A process that analyses, and what it has still to be told about words."""

    def __init__(self, schema: Schema) -> None:
        self.news: list[bytes] = []
        self._connection, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_help, args=(theirs, os.getpid(), schema), daemon=True)
        self._process.start()
        theirs.close()  # so that it is noticed when the process ends

    def send(self, documents: list[Document]) -> None:
        """Gives it the next documents."""
        self._send((documents, self.news))
        self.news = []

    def pack_by(self, codec: Codec) -> None:
        """Tells it how records are packed; it analyses the first documents meanwhile."""
        self._send(codec.dictionary)

    def receive(self) -> tuple[list[Prepared], bytes]:
        """Its documents that are due, and what it has learned with them."""
        received: tuple[list[Prepared], bytes] = self.answer()
        return received

    def ask(self, question: Question | Work[Any]) -> None:
        """Asks of the terms that it counted, or for some work."""
        self._send((question, []))

    def answer(self) -> Any:
        """What it says to the question. Raises what it met, and `BahithError` when the system has ended it."""
        try:
            answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise _ended() from error
        if isinstance(answer, BahithError):
            raise answer
        return answer

    def _send(self, message: Any) -> None:
        try:
            self._connection.send(message)
        except OSError as error:
            raise _ended() from error

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _help(connection: Connection, parent: int, schema: Schema) -> None:
    """Analyses what comes; leaves Ctrl-C to the parent, and ends when that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # analysis makes no cycles, and a million small tuples that the collector would look through
    batches: SimpleQueue[_Sent] = SimpleQueue()
    dictionaries: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    answers: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_take, args=(connection, batches, dictionaries), daemon=True).start()
    Thread(target=_give, args=(connection, answers), daemon=True).start()
    totals = TermTotals()
    codec = cache(lambda: Codec(dictionaries.get()))
    while True:
        try:
            answer = _answer(*batches.get(), schema, totals, codec)
        except BahithError as error:
            answer = error
        answers.put(answer)


def _answer(
    documents: list[Document] | Question | Work[Any],
    news: list[bytes],
    schema: Schema,
    totals: TermTotals,
    codec: Callable[[], Codec],
) -> Any:
    if callable(documents):
        return documents(codec())
    if isinstance(documents, tuple):
        return totals.take(*documents) if documents else totals.parts
    for learned in news:
        remember(learned)
    prepared = prepare_all(documents, schema, totals.counts, codec)
    totals.relieve()
    return prepared, take_news()


def _take(connection: Connection, batches: SimpleQueue[_Sent], dictionaries: SimpleQueue[bytes]) -> None:
    """Takes what comes as it comes, so that a parent which sends never waits for a process that waits for it."""
    try:
        while True:
            received = connection.recv()
            (dictionaries if isinstance(received, bytes) else batches).put(received)
    finally:
        os._exit(1)  # without memory too: nobody waits for a process that takes nothing any more


def _give(connection: Connection, answers: SimpleQueue[Any]) -> None:
    """Gives answers when they are taken; the next documents are analysed meanwhile."""
    try:
        while True:
            connection.send(answers.get())
    finally:
        os._exit(1)  # without memory: nobody waits for a process that gives nothing any more


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _ended() -> BahithError:
    return BahithError("analysis-ended")
