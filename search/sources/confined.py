"""Files read by other processes, which have limits of time and memory, and give what they find in the order of the
files.

A reader of a foreign format meets files that nobody tried it with: one may make it turn in a circle, take all memory,
or end its process. Then the file is a reject, a new process goes on with the next, and the run never stops.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from search.analysis.lexicon.location import open_lexicon
from search.sources.formats import SNIFFED, Format, format_of, read_source
from search.sources.source import Source, SourceItem

try:
    import resource
except ModuleNotFoundError:  # Windows has no limit of memory for a process
    resource = None  # type: ignore[assignment]

_MOST = 4  # processes
_AHEAD = 4  # files for each process that it may begin before they are due
_MEGABYTE = 2**20
_Given = tuple[Source, Format | None]


def read_confined(sources: Iterable[Source]) -> Iterator[tuple[Source, SourceItem]]:
    """The documents and rejects of the sources, in their order, each with its source."""
    most = min(os.cpu_count() or 1, _MOST)
    readers = _Readers(most)
    coming = iter(sources)
    due: deque[tuple[_Given, _Reader | None]] = deque()
    try:
        while True:
            due.extend(map(readers.begin, islice(coming, _AHEAD * most - len(due))))
            if not due:
                return
            (source, format), reader = due.popleft()
            for item in reader.items() if reader else read_source(source, format):
                yield source, item
    finally:
        readers.end()


class _Readers:
    """The processes that read, which get a file in turn; there is none before the first file that needs one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._readers: deque[_Reader] = deque()

    def begin(self, source: Source) -> tuple[_Given, _Reader | None]:
        """Gives a file to a process where its format asks for one."""
        try:
            format = format_of(source.name, source.beginning(SNIFFED))
        except OSError:
            format = None
        given = source, format
        if format is None or not format.confined:
            return given, None
        if len(self._readers) < self._most:
            self._readers.append(_Reader())
        else:
            self._readers.rotate(-1)
        self._readers[-1].send(given)
        return given, self._readers[-1]

    def end(self) -> None:
        """Ends them all."""
        for reader in self._readers:
            reader.end()


class _Reader:
    """A process that reads, and the files it was given that are still due."""

    def __init__(self) -> None:
        open_lexicon()  # which is made where it is not there yet, for which a reader has not the memory
        self._due: deque[_Given] = deque()
        self._start()

    def _start(self) -> None:
        self._connection, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_help, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # so that it is noticed when the process ends
        for one in self._due:
            self._connection.send(one)

    def send(self, given: _Given) -> None:
        """Gives it a file more."""
        self._due.append(given)
        with suppress(OSError):  # it has ended: `items` notices, and tells the next
            self._connection.send(given)

    def items(self) -> Iterator[SourceItem]:
        """What it finds in the file that is due; a reject when it takes too long, too much, or ends."""
        source = self._due[0][0]
        settings = source.task.settings
        seconds = round(settings.seconds * (1 + source.size / _MEGABYTE))
        since = time.monotonic()
        try:
            while self._connection.poll(seconds) and time.monotonic() - since < settings.document_seconds:
                item = self._connection.recv()
                if item is None:
                    self._due.popleft()
                    return
                if item.item is not None:
                    since = time.monotonic()
                    yield item
            yield source.reject("too-slow", seconds=seconds)
        except (EOFError, OSError):
            yield source.reject("reader-ended", megabytes=settings.memory)
        self._due.popleft()
        self.end()
        self._start()

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _help(connection: Connection) -> None:
    """Reads the files that come; leaves Ctrl-C to the parent, and ends when that is gone.

    What libraries write about a bad file, up to the stack of one that ends the process, is not for whoever runs a
    build.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not os.environ.get("BAHITH_DEBUG"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    confined = False
    with suppress(EOFError, OSError):
        while True:
            source, format = connection.recv()
            if not confined:
                _limit_memory(source.task.settings.memory)
                confined = True
            for item in _items(source, format):
                connection.send(item)
            connection.send(None)
    os._exit(0)  # what a library left behind in its threads is not waited for


def _items(source: Source, format: Format | None) -> Iterator[SourceItem]:
    """What is read of a file, whatever a library raises."""
    try:
        yield from read_source(source, format)
    except MemoryError:
        yield source.reject("too-large", megabytes=source.task.settings.memory)
    except Exception as error:  # of a library, about a file it does not understand
        yield source.reject("damaged", kind=type(error).__name__, reason=str(error)[:200])


def _limit_memory(megabytes: int) -> None:
    if resource is None:
        return
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * _MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
