"""A generation that several machines write together, each a share of the documents; whoever ends last seals it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from search.engines.opensearch.client import PATIENCE
from search.engines.opensearch.draft import Base, OpenSearchDraft, Place
from search.engines.opensearch.ledger import Content, Done, Entry, Ledger
from search.engines.opensearch.lock import check_free, holder_of
from search.engines.opensearch.side_files import copy, remove, upload
from search.engines.opensearch.terms import added_up, read_counts
from search.engines.opensearch.writer import OpenSearchWriter, Share
from search.engines.store import Counts
from search.model.manifest import Manifest
from search.model.schema import Schema

_TERMS = "terms"


def join(ledger: Ledger, location: str, shares: int, made_from: str) -> Entry:
    """The generation that is written in so many shares from this: the one under way, or else a new one.

    Raises `IndexLockedError` while another build is under way.
    """
    joined: list[Entry] = []

    def change(content: Content) -> Content:
        fitting = (one for one in content.entries if one.manifest is None and one.shares == shares)
        entry = next((one for one in fitting if one.made_from == made_from), None)
        entry = entry or replace(ledger.new_entry(content), shares=shares, made_from=made_from)
        check_free(content, entry.index, location)
        joined[:] = [entry]
        return replace(content.with_entry(entry), holder=holder_of(entry.index, shared=True))

    ledger.change(change)
    return joined[0]


class SharedDraft(OpenSearchDraft):
    """A draft of which this process writes one share, by its number from 1."""

    def __init__(self, place: Place, entry: Entry, schema: Schema, base: Base, number: int) -> None:
        super().__init__(place, entry, schema, base)
        self._number = number

    def end_share(self, counts: Counts, files: Mapping[str, bytes]) -> int:
        """Ends this share with files of its own, and gives how many others are not there yet."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._opened().end_share(self._share_path(_TERMS))
        for name, content in files.items():
            self._share_path(name).write_bytes(content)
        written = {
            path.name: upload(self._place.client, self._names.beside, path)
            for path in map(self._share_path, (_TERMS, *files))
        }
        self._place.client.ask("POST", f"/{self._names.beside}/_refresh", None, PATIENCE)  # for whoever seals it
        done = Done(self._number, asdict(counts), written)

        def change(content: Content) -> Content:
            self._entry = (content.entry(self._entry.index) or self._entry).with_share(done)
            return content.with_entry(self._entry)

        self._place.change(change)
        return self._entry.shares - len(self._entry.done)

    def shares(self) -> list[Counts]:
        """What each share holds, in their order."""
        return [Counts(**one.counts) for one in self._in_order()]

    def share_files(self, name: str) -> Iterator[bytes]:
        """The file of this name of each share, in their order."""
        return (path.read_bytes() for path in self._copies(name))

    def merge(self) -> None:
        """Completes the index with what all shares have counted."""
        self._opened().complete(added_up([read_counts(path) for path in self._copies(_TERMS)]))

    def seal(self, counts: Counts) -> Manifest:
        for one in self._entry.done:  # which nobody needs any more
            remove(self._place.client, self._names.beside, one.files)
            for name in one.files:
                (self._folder / name).unlink(missing_ok=True)
        self._entry = replace(self._entry, done=())
        return super().seal(counts)

    def abandon(self) -> None:
        """Lets go of this share alone: others go on, and it may be written again."""
        if self._writer is not None:
            self._writer.cancel()
        for path in self._folder.glob(f"{self._number}.*"):
            path.unlink(missing_ok=True)

    def _open_writer(self) -> OpenSearchWriter:
        share = Share(self._number - 1, self._entry.shares)
        client, shards = self._place.client, self._place.settings.shards
        return OpenSearchWriter(client, self._names, self._schema, shards, None, share)

    def _in_order(self) -> list[Done]:
        return sorted(self._entry.done, key=lambda one: one.number)

    def _copies(self, name: str) -> list[Path]:
        client, beside = self._place.client, self._names.beside
        done = self._in_order()
        return [copy(client, beside, one.files, f"{one.number}.{name}", self._folder) for one in done]

    def _share_path(self, name: str) -> Path:
        return self._folder / f"{self._number}.{name}"
