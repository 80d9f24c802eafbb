"""The fields of an index: which text at which level, which are filtered, faceted or stored.

The texts are the title, the text, and the lead: how a text without a title begins.

A level of a text is a field of its own, never a second term at one position: engines count lengths differently there.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis.analyzer import analyze_text, join_terms
from search.analysis.tokenizer import find_words
from search.document import AnalyzedDocument, Document
from search.similar import signature

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
LEAD = 25  # words; what they are worth: benchmarks/ablation.py
_NAMES = tuple(field.name for field in TEXT_FIELDS)
TAG_FIELDS = ("source", "category", "year")  # filtered and counted as facets, whole values
DAY_FIELD = "day"


def fields_for(level: str, text: str | None = None) -> tuple[TextField, ...]:
    """The fields that a word is looked up in: the level and every stricter one, of one text or of both."""
    levels = ("exact",) if level in ("exact", "vocalised") else ("exact", "lemma")
    return tuple(field for field in TEXT_FIELDS if field.level in levels and text in (None, field.text))


def analyze_document(document: Document) -> AnalyzedDocument:
    """The document with the terms of every text field."""
    text = find_words(document.text)
    _, opening = join_terms(lead(document, text))
    terms = dict(zip(_NAMES, (*analyze_text(document.title), *join_terms(text), opening), strict=True))
    alike = signature(terms["title_exact"], terms["body_exact"])
    tags = {name: value for name in TAG_FIELDS if (value := getattr(document, name))}
    return AnalyzedDocument(document.id, document.day or 0, tags, terms, *document.packed(), alike)


def lead(document: Document, words: list[str]) -> list[str]:
    """The words that a long text without a title opens with: reports and articles begin with what they are about.

    >>> lead(Document("1", "", ""), ["كلمة"] * 60) == ["كلمة"] * LEAD, lead(Document("1", "عنوان", ""), ["كلمة"] * 60)
    (True, [])
    """
    return [] if document.title or len(words) <= 2 * LEAD else words[:LEAD]
