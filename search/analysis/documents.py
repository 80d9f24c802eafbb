"""A document to the terms of every text field: what `indexing` hands to an engine."""

from __future__ import annotations

from search.analysis.analyzer import analyze_text, join_terms
from search.analysis.minhash import signature
from search.analysis.tokenizer import find_words
from search.model.document import AnalyzedDocument, Document
from search.model.schema import TAG_FIELDS, TEXT_FIELDS

LEAD = 25  # words; what they are worth: benchmarks/ablation.py
_NAMES = tuple(field.name for field in TEXT_FIELDS)


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
