"""A document to the terms of every text field, the keys of its tags and its numbers: what engines are given."""

from __future__ import annotations

from collections import Counter

from search.analysis.analyzer import analyze_text, join_terms
from search.analysis.minhash import signature
from search.analysis.tag_key import tag_key
from search.analysis.tokenizer import find_words
from search.model.document import AnalyzedDocument, Document, TagValue
from search.model.field_values import comparable
from search.model.schema import TEXT, YEAR, Schema

LEAD = 25  # words; what they are worth: benchmarks/ablation.py


def analyze_document(document: Document, schema: Schema, counts: Counter[str] | None = None) -> AnalyzedDocument:
    """The document as an engine indexes it, by the fields of a schema.

    In `counts` each exact term counts one more for every text of the document that has it.
    """
    terms = _terms(document, counts)
    for field in schema.own:
        if field.kind == TEXT:
            terms[f"{field.name}_exact"], terms[f"{field.name}_lemma"] = analyze_text(
                document.value(field.name) or "", counts
            )
    alike = signature(terms["title_exact"], terms["body_exact"])
    tags, numbers = _tags(document, schema), _numbers(document, schema)
    return AnalyzedDocument(document.id, tags, numbers, terms, alike)


def _terms(document: Document, counts: Counter[str] | None) -> dict[str, str]:
    """The terms of the title, the text and the lead."""
    text = find_words(document.text)
    title_exact, title_lemma = analyze_text(document.title, counts)
    body_exact, body_lemma = join_terms(text, counts)
    _, lead_lemma = join_terms(lead(document, text))
    return {
        "title_exact": title_exact,
        "title_lemma": title_lemma,
        "body_exact": body_exact,
        "body_lemma": body_lemma,
        "lead_lemma": lead_lemma,
    }


def _tags(document: Document, schema: Schema) -> dict[str, tuple[TagValue, ...]]:
    """The tag fields that the document has a value of; spellings of one value are one."""
    given = [(name, values) for name, values in document.fields.items() if name in schema.tags]
    if document.date:
        given.append((YEAR, (document.date[:4],)))
    tags = {}
    for name, values in given:
        by_key = {tag_key(value): " ".join(value.split()) for value in reversed(values)}
        tags[name] = tuple(TagValue(key, spelling) for key, spelling in reversed(by_key.items()))
    return tags


def _numbers(document: Document, schema: Schema) -> dict[str, int]:
    given = ((schema.by_name[name], document.value(name)) for name in schema.numbers)
    return {field.name: comparable(field, value) for field, value in given if value is not None}


def lead(document: Document, words: list[str]) -> list[str]:
    """The words that a long text without a title opens with: reports and articles begin with what they are about.

    >>> lead(Document("1"), ["كلمة"] * 60) == ["كلمة"] * LEAD, lead(Document("1", "عنوان"), ["كلمة"] * 60)
    (True, [])
    """
    return [] if document.title or len(words) <= 2 * LEAD else words[:LEAD]
