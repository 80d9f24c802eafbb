"""A line or file that could not become a document, or lost something on the way, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from search.messages import Message, Value, is_code

LONGEST_ID = 512  # characters
LONGEST_TITLE = (
    2_000  # characters: a longer one is a text in the wrong place, and titles are shown whole and weigh most
)


class UnfitError(ValueError):
    """What is given cannot become a document or a field: `reason` is the text `reject.CODE` of the catalogue."""

    def __init__(self, code: str, /, **values: Value) -> None:
        super().__init__(code)
        self.reason = Message(f"reject.{code}", values)

    def __str__(self) -> str:
        return self.reason.text("en")


# Of a file that may be half copied, or not be there for a moment: what is not read of it is not gone.
_DAMAGES = ("archive", "csv", "gzip", "pdf", "xml", "zip")
_DAMAGED = {f"reject.{kind}-damaged" for kind in _DAMAGES} | {
    f"reject.{code}" for code in ("damaged", "foreign", "reader-ended", "unreadable")
}
# What no id has: controls, blanks but the plain one, what turns the direction of a line or is not seen.
# A rule of its own: what Python calls printable is another with each version of Unicode.
UNUSABLE_IN_IDS = (
    r"\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\ufeff\ufff0-\uffff"
)
_UNUSABLE = re.compile(f"[{UNUSABLE_IN_IDS}\ud800-\udfff]")


def is_usable_id(id: str) -> bool:
    """Whether an id can be shown, stand in an address and in a line of a TREC run.

    >>> is_usable_id("خبر/17"), is_usable_id("a\u202eb"), is_usable_id(" "), is_usable_id("..")
    (True, False, False, False)
    """
    return len(id) <= LONGEST_ID and id.strip(" .") != "" and not _UNUSABLE.search(id)


@dataclass(frozen=True, slots=True)
class Reject:
    """Where it stands (`line` counts from 1; None for a whole file; `place` is a page or so) and the reason.

    A `warning` says what of a document is not indexed, or doubtful; the document itself is indexed.
    """

    file: str
    line: int | None
    reason: Message
    warning: bool = False
    place: Message | None = None

    @property
    def is_damage(self) -> bool:
        """Whether more may stand in the file than could be read of it now."""
        return self.reason.code in _DAMAGED

    @property
    def cure(self) -> Message:
        """What whoever has the file can do about it."""
        code = self.reason.code.replace("reject.", "mending.", 1)
        return Message(code if is_code(code) else "mending.reject", self.reason.values)

    def to_dict(self) -> dict[str, Any]:
        """One line of `rejects.jsonl`."""
        place = {"place": self.place.text("en")} if self.place else {}
        reasons = {"reason": self.reason.text("en"), "reason_ar": self.reason.text("ar")}
        cures = {"cure": self.cure.text("en"), "cure_ar": self.cure.text("ar")}
        return {"file": self.file, "line": self.line, **place, **reasons, **cures, "warning": self.warning}
