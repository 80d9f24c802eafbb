"""The fields of an index: which text at which level, which are filtered, faceted or stored.

The texts are the title, the text, and the lead: how a text without a title begins.

A level of a text is a field of its own, never a second term at one position: engines count lengths differently there.
"""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = 5  # of the files and fields on disk; raise it when they change


@dataclass(frozen=True, slots=True)
class TextField:
    """A text of the document at one level, and how much a match there weighs.

    Only the exact level keeps the places of its terms; a phrase is looked up there.
    """

    name: str
    text: str
    level: str
    boost: float


# The weights are measured: benchmarks/ablation.py. An exact form is rarer than its lemma, so it scores more as it is.
TEXT_FIELDS = (
    TextField("title_exact", "title", "exact", 1.2),
    TextField("title_lemma", "title", "lemma", 1.24),
    TextField("body_exact", "text", "exact", 1.0),
    TextField("body_lemma", "text", "lemma", 1.03),
    TextField("lead_lemma", "lead", "lemma", 1.0),
)
TAG_FIELDS = ("source", "category", "year")  # filtered and counted as facets, whole values
DAY_FIELD = "day"


def fields_for(level: str, text: str | None = None) -> tuple[TextField, ...]:
    """The fields that a word is looked up in: the level and every stricter one, of one text or of both."""
    levels = ("exact",) if level in ("exact", "vocalised") else ("exact", "lemma")
    return tuple(field for field in TEXT_FIELDS if field.level in levels and text in (None, field.text))
