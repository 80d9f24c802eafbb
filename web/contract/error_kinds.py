"""The kinds of error: a stable `type` for each, explained at /errors/<code> with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from search.errors import BahithError, QueryError
from search.messages import Value, catalogue_of, message
from search.model.limits import Limits

REQUEST_LINE = 65_536  # bytes, the method included: the longest query has up to 48,000 in an address


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: what its `type` address explains, by the texts `title.CODE` and `cure.CODE` of the catalogue.

    `values` are the limits that a cure may name; `english` are the title and the cure of a status without a kind of its
    own, in the words of HTTP.
    """

    code: str
    status: int
    values: Mapping[str, Value] = field(default_factory=lambda: {"request_line": REQUEST_LINE})
    english: tuple[str, str] | None = None

    @property
    def is_explained(self) -> bool:
        """Whether there is something to do about it: the others no request can meet."""
        return f"cure.{self.code}" in catalogue_of("en").texts

    def title(self, language: str) -> str:
        """What happened, in a few words."""
        return self.english[0] if self.english and language == "en" else message(f"title.{self.code}", language)

    def cure(self, language: str) -> str:
        """What to do; the message of an error itself is more exact."""
        if self.english and language == "en":
            return self.english[1]
        return message(f"cure.{self.code}", language, **self.values)

    def under(self, limits: Limits) -> Kind:
        """The kind as a service with these limits explains it."""
        kib = {"request_kib": limits.request_bytes // 1024, "write_kib": limits.write_bytes // 1024}
        return replace(self, values={**self.values, **limits.to_dict(), **kib})


HTTP_KINDS = {
    status: Kind(code, status)
    for status, code in (
        (400, "bad-request"),
        (404, "not-found"),
        (405, "method-not-allowed"),
        (406, "not-acceptable"),
        (408, "too-slow"),
        (413, "too-large"),
        (414, "address-too-long"),
        (415, "unsupported-media-type"),
        (431, "headers-too-large"),
        (500, "internal-error"),
    )
}


INVALID_WRITE = Kind("invalid-write", 400)  # what is wrong with a request that writes is nothing of a query


def kind_of(error: BahithError | type[BahithError], writes: bool = False) -> Kind:
    """The kind of an error of ours, of a request that `writes` or one that asks."""
    return INVALID_WRITE if writes and error.code == QueryError.code else Kind(error.code, error.status)


def kinds(limits: Limits) -> list[Kind]:
    """Every kind that a request can meet, by status."""
    ours = {kind.code: kind for kind in map(kind_of, _descendants(BahithError)) if kind.is_explained}
    shown = (kind.under(limits) for kind in (*HTTP_KINDS.values(), INVALID_WRITE, *ours.values()))
    return sorted(shown, key=lambda kind: (kind.status, kind.code))


def _descendants(kind: type[BahithError]) -> Iterator[type[BahithError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)
