"""How sources are read: what whoever runs a build may set, and the limits of one file; handed down as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """The encoding and the columns that are given, and what reading may take.

    The numbers are measured by `benchmarks/bench_sources.py`: a real page or document takes milliseconds and some
    megabytes, a hostile one all there is.
    """

    encoding: str = ""  # of every text file; none: found in its bytes
    map: tuple[str, ...] = ()  # COLUMN=FIELD, of tables whose headings say it in other words
    seconds: int = 30  # without a sign of life, after which a reader is ended
    document_seconds: int = 600  # of one document
    memory: int = 256  # megabytes that a reader may take
    members: int = 100_000  # files of one archive
    unpacked: int = 2_000  # megabytes of one archive, all members together
    pages: int = 20_000  # of one document

    def columns(self) -> dict[str, str]:
        """Column -> field, as `map` says it."""
        return {column.strip(): field.strip() for column, _, field in (one.rpartition("=") for one in self.map)}
