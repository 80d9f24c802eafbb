"""Documents analysed by other processes and given back in their order; by this one alone when few.

Every process gets the next batch in turn. What one has found out about a word is told to the others, so nearly every
word is analysed once. Analysis is a pure function of a word: the same input gives the same index, whoever analysed it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, cycle, islice
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from search.analysis.documents import analyze_document
from search.analysis.lexicon.location import open_lexicon
from search.analysis.term_table import Counts
from search.analysis.text_terms import gather, keep_gathered, remember, take_news
from search.errors import BahithError
from search.indexing.parting import parts_of
from search.indexing.term_totals import TermTotals
from search.model.document import AnalyzedDocument, Document
from search.model.schema import Schema
from search.storage.record_codec import SHIPPED, Codec
from search.storage.records import pack

_FEW = 400  # documents below which starting processes costs more than it saves: 300 articles .09 s, with two .18
_FEW_SPAWNED = 5_000  # the same where a process starts from nothing
_BATCH = 50  # documents sent at a time, or fewer: what others have learned is heard soon
_AHEAD = 3  # batches under way for each process: bounds the memory
_MOST = 4  # one process writes what the others analyse, and is not quicker than so many

_Question = tuple[()] | tuple[int, int]  # into how many parts its terms are divided; the terms of one of so many
_Batch = tuple[list[Document] | _Question, list[bytes]]
Count = Callable[[Mapping[str, int]], None]


class Prepared(NamedTuple):
    """All that an engine's writer is given of a document, in parts or whole, and what tells its near-duplicates."""

    parts: tuple[tuple[AnalyzedDocument, bytes], ...]
    digest: int
    signature: bytes

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.parts[0][0].key


def prepare(document: Document, schema: Schema, counts: Counts | None = None, codec: Codec = SHIPPED) -> Prepared:
    """A document analysed by the fields of a schema, its exact terms counted in `counts`, and packed."""
    parts = parts_of(document)
    texts = [one.part.text for one in parts]
    if document.furniture:
        texts = [piece.searched_text("text") for piece in document.pieces(texts)]
    analyzed = analyze_document(document, schema, counts, texts)
    records, digest = pack(document, parts, codec)
    return Prepared(tuple(zip(analyzed.parts, records, strict=True)), digest, analyzed.signature)


def prepare_documents(
    documents: Iterator[Document],
    about: int,
    schema: Schema,
    count: Count = lambda _: None,
    codec: Callable[[], Codec] = lambda: SHIPPED,
) -> Iterator[Prepared]:
    """The documents analysed and packed, in the same order; `about` is how many are expected.

    For the codec is asked when the first document has come: processes are begun before, while little is in memory.
    When the last document was given, `count` is told of each exact term in how many texts it is, of all at once or of
    some at a time. Raises `BahithError` when the system ends one of the processes.
    """
    processes = min(os.cpu_count() or 1, _MOST)
    if about < _FEW or processes == 1 or (about < _FEW_SPAWNED and multiprocessing.get_start_method() != "fork"):
        return _prepare_alone(documents, schema, count, codec)
    return _prepare_with_help(documents, schema, count, codec, processes, min(_BATCH, about // processes + 1))


def _prepare_alone(
    documents: Iterator[Document], schema: Schema, count: Count, codec: Callable[[], Codec]
) -> Iterator[Prepared]:
    totals = TermTotals()
    for document in documents:
        yield prepare(document, schema, totals.counts, codec())
        totals.relieve()
        gather(take_news())
    for part in range(totals.parts):
        count(totals.take(part, totals.parts))
    keep_gathered()


def _prepare_with_help(
    documents: Iterator[Document],
    schema: Schema,
    count: Count,
    codec: Callable[[], Codec],
    processes: int,
    size: int,
) -> Iterator[Prepared]:
    open_lexicon()  # here, where it is told when it cannot be made, and before there are processes that would make it
    helpers = [_Helper(schema) for _ in range(processes)]
    under_way: deque[_Helper] = deque()
    try:
        documents = chain(list(islice(documents, 1)), documents)
        for helper in helpers:
            helper.begin(codec())
        for helper in cycle(helpers):
            if batch := list(islice(documents, size)):
                helper.send(batch)
                under_way.append(helper)
            elif not under_way:
                for totals in _totals(helpers):
                    count(totals)
                keep_gathered()
                return
            if not batch or len(under_way) == _AHEAD * processes:
                yield from _finish(under_way.popleft(), helpers)
    except (EOFError, OSError) as error:
        raise _ended() from error
    finally:
        for helper in helpers:
            helper.end()


def _finish(helper: _Helper, helpers: list[_Helper]) -> list[Prepared]:
    prepared, learned = helper.receive()
    gather(learned)
    for other in helpers:
        if other is not helper:
            other.news.append(learned)
    return prepared


def _totals(helpers: list[_Helper]) -> Iterator[Counter[str]]:
    """The terms that the processes counted, part by part."""
    parts = max(_ask(helpers, ()))
    for part in range(parts):
        totals: Counter[str] = Counter()
        for counted in _ask(helpers, (part, parts)):
            totals.update(counted)
        yield totals


def _ask(helpers: list[_Helper], question: _Question) -> Iterator[Any]:
    """What each says of the terms that it counted; to be asked when no documents are due."""
    for helper in helpers:
        helper.ask(question)
    for helper in helpers:
        yield helper.answer()


class _Helper:
    """A process that analyses, and what it has still to be told about words."""

    def __init__(self, schema: Schema) -> None:
        self.news: list[bytes] = []
        self._connection, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_help, args=(theirs, os.getpid(), schema), daemon=True)
        self._process.start()
        theirs.close()  # so that it is noticed when the process ends

    def begin(self, codec: Codec) -> None:
        """Tells it how records are packed, before all else."""
        self._connection.send_bytes(codec.dictionary)

    def send(self, documents: list[Document]) -> None:
        """Gives it the next documents."""
        self._connection.send((documents, self.news))
        self.news = []

    def receive(self) -> tuple[list[Prepared], bytes]:
        """Its documents that are due, and what it has learned with them."""
        received: tuple[list[Prepared], bytes] = self.answer()
        return received

    def ask(self, question: _Question) -> None:
        """Asks of the terms that it counted."""
        self._connection.send((question, []))

    def answer(self) -> Any:
        """What it says to the question. Raises what it met."""
        answer = self._connection.recv()
        if isinstance(answer, BahithError):
            raise answer
        return answer

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _help(connection: Connection, parent: int, schema: Schema) -> None:
    """Analyses what comes; leaves Ctrl-C to the parent, and ends when that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # analysis makes no cycles, and a million small tuples that the collector would look through
    batches: SimpleQueue[_Batch] = SimpleQueue()
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    totals, codec = TermTotals(), Codec(connection.recv_bytes())
    Thread(target=_take, args=(connection, batches), daemon=True).start()
    while True:
        try:
            answer = _answer(*batches.get(), schema, totals, codec)
        except BahithError as error:
            answer = error
        connection.send(answer)


def _answer(
    documents: list[Document] | _Question, news: list[bytes], schema: Schema, totals: TermTotals, codec: Codec
) -> Any:
    if isinstance(documents, tuple):
        return totals.take(*documents) if documents else totals.parts
    for learned in news:
        remember(learned)
    prepared = [prepare(document, schema, totals.counts, codec) for document in documents]
    totals.relieve()
    return prepared, take_news()


def _take(connection: Connection, batches: SimpleQueue[_Batch]) -> None:
    """Takes batches as they come, so that a parent which sends never waits for a process that waits for it."""
    while True:
        batches.put(connection.recv())


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _ended() -> BahithError:
    return BahithError("analysis-ended")
