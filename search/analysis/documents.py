"""A document to the terms of every text field, the keys of its tags and its numbers: what engines are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from search.analysis.context import in_context
from search.analysis.minhash import signature
from search.analysis.remembered import remembered
from search.analysis.tag_key import tag_key
from search.analysis.term_table import Counts, new_counts
from search.analysis.text_terms import first_lemmas, join_meant, join_text
from search.model.document import AnalyzedDocument, Document, PartKey, TagValue
from search.model.field_values import comparable
from search.model.schema import TEXT, YEAR, Schema

LEAD = 25  # words; what they are worth: benchmarks/ablation.py
OPENING = 6
_Words = TypeVar("_Words", str, list[str])
First = Callable[[str, int, int], _Words]


class Analyzed(NamedTuple):
    """A document as an engine indexes it: whole or in parts; `signature` tells its near-duplicates (`minhash`)."""

    parts: tuple[AnalyzedDocument, ...]
    signature: bytes


def analyze_document(
    document: Document, schema: Schema, counts: Counts | None = None, texts: Sequence[str] = ()
) -> Analyzed:
    """The document by the fields of a schema, or its parts, which have these `texts`.

    In `counts` each exact term counts one more for every text of the document that has it.
    """
    counts = new_counts() if counts is None else counts
    whole = _title_and_own_texts(document, schema, counts)
    tags, numbers = _tags(document, schema), _numbers(document, schema)
    bodies = _bodies(texts or (document.searched_text("text"),), document, counts)
    parts = tuple(
        AnalyzedDocument(str(PartKey(document.id, number)), tags, numbers, whole | body, number if texts else 0)
        for number, body in enumerate(bodies, 1)
    )
    return Analyzed(parts, signature(whole["title_exact"], " ".join([body["body_exact"] for body in bodies])))


def _title_and_own_texts(document: Document, schema: Schema, counts: Counts) -> dict[str, str]:
    """The terms of what every part of a document is found by."""
    terms: dict[str, str] = {}
    for name in ("title", *(field.name for field in schema.own if field.kind == TEXT)):
        counts.next_text()
        exact, lemma = join_text(document.searched_text(name), counts)
        terms |= {f"{name}_exact": exact, f"{name}_lemma": lemma}
    return terms


def _bodies(texts: Sequence[str], document: Document, counts: Counts) -> list[dict[str, str]]:
    """The terms of the text of each part; the lead and the opening are with the first."""
    counts.next_text()  # one, in however many parts
    bodies = []
    for number, written in enumerate(texts):
        text = in_context(written)
        exact, lemma = join_meant(text, counts)
        begins = {"lead_lemma": "", "opening_lemma": ""}
        if number == 0:
            begins["lead_lemma"] = lead(document, text, first_lemmas)
            begins["opening_lemma"] = opening(document, text, first_lemmas)
        bodies.append({"body_exact": exact, "body_lemma": lemma, **begins})
    return bodies


def _tags(document: Document, schema: Schema) -> dict[str, tuple[TagValue, ...]]:
    """The tag fields that the document has a value of; spellings of one value are one."""
    given = [(name, values) for name, values in document.fields.items() if name in schema.tags]
    if document.date:
        given.append((YEAR, (document.date[:4],)))
    tags = {}
    for name, values in given:
        by_key = {tag.key: tag for tag in map(_tag, reversed(values))}
        tags[name] = tuple(reversed(by_key.values()))
    return tags


@remembered(2**14)
def _tag(value: str) -> TagValue:
    return TagValue(tag_key(value), " ".join(value.split()))


def _numbers(document: Document, schema: Schema) -> dict[str, int]:
    given = ((schema.by_name[name], document.value(name)) for name in schema.numbers)
    return {field.name: comparable(field, value) for field, value in given if value is not None}


def lead(document: Document, text: str, first: First[_Words]) -> _Words:
    """What a long text without a title opens with: reports and articles begin with what they are about.

    `first` gives words or their terms: so many that a text begins with, nothing where it has fewer than so many.

    >>> from search.analysis.tokenizer import first_words
    >>> lead(Document("1"), "كلمة " * 60, first_words) == ["كلمة"] * LEAD
    True
    >>> lead(Document("1"), "كلمة " * 50, first_words), lead(Document("1", "عنوان"), "كلمة " * 60, first_words)
    ([], [])
    """
    return first("" if document.title else text, LEAD, 2 * LEAD + 1)


def opening(document: Document, text: str, first: First[_Words]) -> _Words:
    """What a document begins with, in its title or else its text: one about a thing begins with its name.

    >>> from search.analysis.tokenizer import first_words
    >>> opening(Document("1", "المناعة علم"), "ما", first_words)
    ['المناعة', 'علم']
    >>> opening(Document("1"), "كلمة " * 60, first_words) == ["كلمة"] * OPENING
    True
    """
    return first(in_context(document.title), OPENING, 1) or first(text, OPENING, 1)
