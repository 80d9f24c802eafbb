"""Documents analysed by other processes and given back in their order; by this one alone when few.

Every process gets the next batch in turn. What one has found out about a word is told to the others, so nearly every
word is analysed once. Analysis is a pure function of a word: the same input gives the same index, whoever analysed it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice
from typing import Any, Protocol, TypeVar

from search.analysis.lexicon.location import open_lexicon
from search.analysis.text_terms import gather, take_news
from search.indexing.analysis_process import AnalysisProcess, Question, Work
from search.indexing.prepared import Prepared, prepare_all
from search.indexing.term_totals import TermTotals
from search.model.document import Document
from search.model.schema import Schema
from search.storage.record_codec import SHIPPED, Codec

_FEW = 400  # documents below which starting processes costs more than it saves: 300 articles .09 s, with two .18
_FEW_SPAWNED = 5_000  # the same where a process starts from nothing
_BATCH = 50  # documents sent at a time, or fewer: what others have learned is heard soon
_AHEAD = 3  # batches under way for each process: bounds the memory
_BEGINNING = 2_000_000  # characters, at most, that each process analyses first, while the codec is made,
_SHARE_BEGINNING = 4  # and one in so many of its documents
_MOST = 4  # one process writes what the others analyse, and is not quicker than so many

_T = TypeVar("_T")


class Pool(Protocol):
    """Those who have analysed all documents of a build, before they end."""

    def totals(self) -> Iterator[Mapping[str, int]]:
        """In how many texts each exact term is, of all terms at once or of some at a time; to be asked once.

        They are all told before the work is begun that is submitted behind this, whenever they are looked at.
        """

    def submit(self, work: Work[_T]) -> Callable[[], _T]:
        """Begins some work in another process, where there is one, and gives what waits for its result.

        To be asked once, after `totals`, and waited for when these were looked at. The work is given the codec.
        """


End = Callable[[Pool], None]


def prepare_documents(
    documents: Iterator[Document],
    about: int,
    schema: Schema,
    end: End = lambda pool: None,
    codec: Callable[[], Codec] = lambda: SHIPPED,
) -> Iterator[Prepared]:
    """The documents analysed and packed, in the same order; `about` is how many are expected.

    For the codec is asked when the first documents have come: processes are begun before, while little is in memory,
    and analyse these meanwhile. When the last document was given, `end` is called with those who analysed. Raises
    `BahithError` when the system ends one of the processes.
    """
    processes = min(os.cpu_count() or 1, _MOST)
    if about < _FEW or processes == 1 or (about < _FEW_SPAWNED and multiprocessing.get_start_method() != "fork"):
        return _prepare_alone(documents, schema, end, codec)
    return _prepare_with_help(documents, about, schema, end, codec, processes)


def _prepare_alone(
    documents: Iterator[Document], schema: Schema, end: End, codec: Callable[[], Codec]
) -> Iterator[Prepared]:
    totals = TermTotals()
    for document in documents:
        yield from prepare_all([document], schema, totals.counts, codec)
        totals.relieve()
        gather(take_news())
    end(_Alone(totals, codec))


def _prepare_with_help(
    documents: Iterator[Document],
    about: int,
    schema: Schema,
    end: End,
    codec: Callable[[], Codec],
    processes: int,
) -> Iterator[Prepared]:
    open_lexicon()  # here, where it is told when it cannot be made, and before there are processes that would make it
    helpers = [AnalysisProcess(schema) for _ in range(processes)]
    under_way: deque[AnalysisProcess] = deque()
    try:
        for helper in helpers:
            helper.send(_beginning(documents, about // processes // _SHARE_BEGINNING + 1))
            under_way.append(helper)
        for helper in helpers:
            helper.pack_by(codec())
        for helper in cycle(helpers):
            if batch := list(islice(documents, min(_BATCH, about // processes + 1))):
                helper.send(batch)
                under_way.append(helper)
            elif not under_way:
                end(_Helpers(helpers))
                return
            if not batch or len(under_way) == _AHEAD * processes:
                yield from _finish(under_way.popleft(), helpers)
    finally:
        for helper in helpers:
            helper.end()


def _beginning(documents: Iterator[Document], most: int) -> list[Document]:
    """The next documents, at most so many; fewer of long ones."""
    taken, characters = list[Document](), 0
    for document in islice(documents, most):
        taken.append(document)
        characters += len(document.text)
        if characters > _BEGINNING:
            break
    return taken


def _finish(helper: AnalysisProcess, helpers: list[AnalysisProcess]) -> list[Prepared]:
    prepared, learned = helper.receive()
    gather(learned)
    for other in helpers:
        if other is not helper:
            other.news.append(learned)
    return prepared


class _Alone:
    """This process alone."""

    def __init__(self, totals: TermTotals, codec: Callable[[], Codec]) -> None:
        self._totals = totals
        self._codec = codec

    def totals(self) -> Iterator[Mapping[str, int]]:
        parts = self._totals.parts
        return (self._totals.take(part, parts) for part in range(parts))

    def submit(self, work: Work[_T]) -> Callable[[], _T]:
        return lambda: work(self._codec())


class _Helpers:
    """Other processes, which have no documents due."""

    def __init__(self, helpers: list[AnalysisProcess]) -> None:
        self._helpers = helpers

    def totals(self) -> Iterator[Mapping[str, int]]:
        self._ask(())
        parts = max(self._answers())
        for part in range(parts):
            self._ask((part, parts))
        return self._totals(parts)

    def _totals(self, parts: int) -> Iterator[Mapping[str, int]]:
        for _ in range(parts):
            totals: Counter[str] = Counter()
            for counted in self._answers():
                totals.update(counted)
            yield totals

    def _ask(self, question: Question) -> None:
        for helper in self._helpers:
            helper.ask(question)

    def _answers(self) -> Iterator[Any]:
        return (helper.answer() for helper in self._helpers)

    def submit(self, work: Work[_T]) -> Callable[[], _T]:
        self._helpers[0].ask(work)
        return self._helpers[0].answer
