"""The ledger of an index in the cluster: one document that says who writes it and which generations there are.

Every change reads it, changes it and writes it back only if nobody else has meanwhile. What is deleted is deleted by
the names that stand here, never by a pattern: other indexes of the cluster are nobody's to guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import uuid4

from search.engines.opensearch.client import PATIENCE, Client, ClusterConflictError, ClusterMissingError
from search.engines.opensearch.index import create

_TRIES = 20
_DEFINITION = {
    "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}},
    "mappings": {"dynamic": False, "properties": {}},
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes, until when; `token` is another one for each time that the lock is taken."""

    token: str
    who: str
    host: str
    process: int
    until: float  # seconds since 1970

    def __str__(self) -> str:
        return self.who


@dataclass(frozen=True, slots=True)
class Done:
    """A share of a build that is written: its number, what it holds, its files with size and checksum."""

    number: int
    counts: dict[str, int]
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A generation: its name, the index of its documents, and its manifest once it is sealed.

    One that is written in `shares` has besides which of them are there, and from what all of them are made.
    """

    name: str
    index: str
    manifest: str | None = None
    shares: int = 0
    made_from: str = ""
    done: tuple[Done, ...] = ()
    applied: dict[str, int] = field(default_factory=dict)  # the last task of the queue of each machine that it holds

    @classmethod
    def of(cls, source: dict[str, Any]) -> Entry:
        """That of the document."""
        done = (Done(one["number"], one["counts"], _files(one["files"])) for one in source["done"])
        return cls(**{**source, "done": tuple(sorted(done, key=lambda one: one.number))})

    def with_share(self, share: Done) -> Entry:
        """The same with a share that is written, perhaps again."""
        return replace(self, done=(*(one for one in self.done if one.number != share.number), share))

    @property
    def number(self) -> int:
        """The place of the generation among all."""
        return int(self.name.removeprefix("gen-"))


@dataclass(frozen=True, slots=True)
class Content:
    """What the ledger says."""

    holder: Holder | None = None
    entries: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, source: dict[str, Any]) -> Content:
        """The content of the document."""
        holder = Holder(**source["holder"]) if source["holder"] else None
        return cls(holder, tuple(map(Entry.of, source["entries"])))

    def entry(self, index: str) -> Entry | None:
        """The generation whose documents lie in this index."""
        return next((one for one in self.entries if one.index == index), None)

    def with_entry(self, entry: Entry) -> Content:
        """The same with a generation added, or changed."""
        others = tuple(one for one in self.entries if one.index != entry.index)
        return replace(self, entries=(*others, entry))

    def without(self, indexes: set[str]) -> Content:
        """The same without some generations."""
        return replace(self, entries=tuple(one for one in self.entries if one.index not in indexes))


def _files(told: dict[str, list[Any]]) -> dict[str, tuple[int, str]]:
    return {name: (size, crc) for name, (size, crc) in told.items()}


class Ledger:
    """The ledger of the index of this name, and its alias, which leads to the ledger until something is published."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name
        self.alias = f"bahith-{name}"
        self.index = f"{self.alias}.ledger"

    def make(self) -> None:
        """Makes the ledger and the alias, unless they are there."""
        if self.published() is None:
            create(self._client, self.index, {**_DEFINITION, "aliases": {self.alias: {}}})

    def published(self) -> str | None:
        """The index of the published generation; the ledger's own when there is none yet, None when no ledger is."""
        try:
            told = self._client.ask("GET", f"/_alias/{self.alias}")
        except ClusterMissingError:
            return None
        return min(told)

    def publish(self, old: str, new: str) -> bool:
        """Leads the alias from one index to another, in one step; False when it does not lead to the old one."""
        actions = [
            {"remove": {"index": old, "alias": self.alias, "must_exist": True}},
            {"add": {"index": new, "alias": self.alias}},
        ]
        try:
            self._client.ask("POST", "/_aliases", {"actions": actions}, PATIENCE)
        except ClusterMissingError:
            return self.published() == new  # a request that was sent twice finds its own work done
        return True

    def read(self) -> Content:
        """What it says."""
        return self._read()[0]

    def change(self, change: Callable[[Content], Content], seconds: float = PATIENCE) -> None:
        """Puts what `change` makes of the content in its place; each request may take so many seconds."""
        for _ in range(_TRIES):
            content, condition = self._read()
            try:
                path = f"/{self.index}/_doc/ledger"
                self._client.ask("PUT", path, asdict(change(content)), seconds, **condition)
                return
            except ClusterConflictError as error:
                conflict = error
        raise conflict

    def new_entry(self, content: Content) -> Entry:
        """One for the generation after those that are sealed, with an index that no other has."""
        number = max((entry.number for entry in content.entries if entry.manifest), default=0) + 1
        return Entry(f"gen-{number:06d}", f"{self.alias}.gen-{number:06d}-{uuid4().hex[:8]}")

    def _read(self) -> tuple[Content, dict[str, object]]:
        """The content, and the condition under which it may be replaced."""
        try:
            told = self._client.ask("GET", f"/{self.index}/_doc/ledger")
        except ClusterMissingError:
            return Content(), {"op_type": "create"}
        condition = {"if_seq_no": told["_seq_no"], "if_primary_term": told["_primary_term"]}
        return Content.of(told["_source"]), condition
