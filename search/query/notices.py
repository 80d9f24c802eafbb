"""What the reader of an answer is told about how the query was read: a fact, its cure, and the place."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.messages import catalogue_of
from search.model.limits import Limits
from search.model.results import Notice


@dataclass(slots=True)
class Report:
    """Collects what was left out and what is to be said, each sentence once."""

    limits: Limits
    dropped: list[str] = field(default_factory=list)
    notices: dict[str, Notice] = field(default_factory=dict)

    def say(self, code: str, position: int | None = None, text: str = "") -> None:
        """Adds a notice; `position` is the place in the query string that it is about, `text` what stands there."""
        said = notice(code, self.limits, position, text)
        self.notices.setdefault(said.text("en"), said)


def notice(code: str, limits: Limits, position: int | None = None, text: str = "") -> Notice:
    """The notice of a code, with the limits it names and what stands at its place.

    >>> notice("unknown-field", Limits(), 0, "كاتب").text("en")
    'There is no field كاتب; it was read as words. Fields: title text source category date root.'
    """
    named = catalogue_of("en").values_of(f"notice.{code}")
    return Notice(code, {name: text if name == "text" else getattr(limits, name) for name in named}, position)
