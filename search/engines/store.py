"""Where an index lives: an `EngineStore` keeps its generations, one of them published, and lets in one writer.

A folder of generations is one (`search.storage`); a cluster, whose aliases name the published generation, is another.
Whoever uses a store knows no folder. A store and its engines ask again by themselves what may succeed the second time;
what reaches the caller then is `EngineUnreachableError` or `EngineTimeoutError`.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from search.engines.base import Engine, Writer
from search.model.manifest import Manifest
from search.model.schema import Schema

WHOLE, DEGRADED = "whole", "degraded"
Piece: TypeAlias = "bytes | memoryview | array[int]"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a build knows of the generation that it has written."""

    documents: int
    added: int  # ever, since the index was new
    rejected: int
    source_bytes: int
    applied: int = 0  # the last task of the queue


class HasFiles(Protocol):
    """A published generation and its files."""

    @property
    def manifest(self) -> Manifest:
        """What is known of it."""

    def file(self, name: str) -> Path:
        """A file that was put beside the engine, on this machine: to be read in place."""


class Generation(HasFiles, Protocol):
    """A published generation, open for reading; it goes on when another one is published."""

    @property
    def engine(self) -> Engine:
        """Its documents and terms."""

    def close(self) -> None:
        """Lets go of files."""


class Draft(Protocol):
    """A generation in the making: nothing of it counts before it is published."""

    @property
    def writer(self) -> Writer:
        """The engine's writer, opened at the first look."""

    def open(self) -> Engine:
        """What was written, once the writer has committed."""

    def file(self, name: str) -> Path:
        """A side file that was put, or that the generation has which the draft continues: to be read."""

    def put(self, name: str, pieces: Iterable[Piece]) -> None:
        """Puts a side file of these pieces beside the engine, in the place of one of this name."""

    def seal(self, counts: Counts) -> Manifest:
        """Ends the writing and opens all of it as a reader will. Raises `IndexCorruptError` when some is not there."""

    def publish(self) -> None:
        """Makes the sealed generation the published one, in one step; drops those no longer kept."""

    def abandon(self) -> None:
        """Drops all that was written, whatever state it is in."""


class EngineStore(Protocol):
    """The generations of one index."""

    @property
    def location(self) -> str:
        """Where it is: what `--index` names."""

    @property
    def rejects(self) -> Path:
        """The file on this machine that lists what the last build could not read."""

    def mark(self) -> Hashable:
        """A mark that changes whenever a generation is published; None when there is none, or none is reached now.

        It costs next to nothing.
        """

    def health(self) -> str:
        """`WHOLE`, or `DEGRADED` where it answers and yet cannot be written, or would not bear the next fault.

        Raises `EngineUnreachableError` where it does not answer.
        """

    def open(self) -> Generation:
        """The published generation, verified.

        Raises `IndexMissingError`, `IndexCorruptError`, `IndexUnreadableError`, `IndexStaleError`.
        """

    def stored(self) -> tuple[HasFiles, Iterator[bytes]]:
        """The published generation and its records in the order of adding, whatever analysis or format made it."""

    def applied(self) -> int:
        """The last task of the queue that the published generation holds, whatever made it; 0 where there is none."""

    def writing(self, new: bool = False) -> AbstractContextManager[None]:
        """Holds the writer's lock. Raises `IndexLockedError` at once, and `IndexMissingError` unless it may be new."""

    def explained_errors(self) -> AbstractContextManager[None]:
        """Turns what the system says of a place that is full into `DiskFullError`; other errors pass."""

    def create(self, engine: str, schema: Schema) -> Draft:
        """A draft without documents. Raises `EngineUnavailableError`."""

    def change(self, base: Manifest) -> Draft:
        """A draft that continues the published generation."""

    def roll_back(self) -> Manifest:
        """Publishes the generation before the published one. Raises `IndexMissingError` when there is none."""


class SharedDraft(Draft, Protocol):
    """A draft that several processes write, each a share of the documents: every so many of them, in their order."""

    def end_share(self, counts: Counts, files: Mapping[str, bytes]) -> int:
        """Ends the share of this process, with files of it, and gives how many others are not there yet."""

    def shares(self) -> list[Counts]:
        """What each share holds, in their order."""

    def share_files(self, name: str) -> Iterator[bytes]:
        """The file of this name of each share, in their order."""

    def merge(self) -> None:
        """Completes the index, of which all shares are there; done by whoever ended the last."""


class SharingStore(EngineStore, Protocol):
    """A store that several processes may write at once, on any machine."""

    def sharing(self, shares: int, made_from: str) -> AbstractContextManager[None]:
        """Holds the writer's lock together with all that write one of so many shares of the same build.

        Raises `IndexLockedError` while another one is under way.
        """

    def create_shared(self, schema: Schema, number: int) -> SharedDraft:
        """The draft of all of them, for the share of this number from 1."""
