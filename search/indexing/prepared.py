"""A document as an engine's writer is given it: analysed, its exact terms counted, and packed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from search.analysis.documents import Analyzed, analyze_document
from search.analysis.term_table import Counts
from search.indexing.parting import parts_of
from search.model.document import AnalyzedDocument, Document, IndexedPart
from search.model.schema import Schema
from search.storage.record_codec import SHIPPED, Codec
from search.storage.records import pack


class Prepared(NamedTuple):
    """All that an engine's writer is given of a document, in parts or whole, and what tells its near-duplicates."""

    parts: tuple[tuple[AnalyzedDocument, bytes], ...]
    digest: int
    signature: bytes

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.parts[0][0].key


def prepare(document: Document, schema: Schema, counts: Counts | None = None, codec: Codec = SHIPPED) -> Prepared:
    """A document analysed by the fields of a schema, its exact terms counted in `counts`, and packed."""
    return prepare_all([document], schema, counts, lambda: codec)[0]


def prepare_all(
    documents: Sequence[Document], schema: Schema, counts: Counts | None, codec: Callable[[], Codec]
) -> list[Prepared]:
    """The same of documents, all analysed and then all packed: so each step has in the processor's cache what it reads.

    For the codec is asked when they are analysed.
    """
    parted = [parts_of(document) for document in documents]
    analyzed = [_analyze(*one, schema, counts) for one in zip(documents, parted, strict=True)]
    packed = [pack(*one, codec()) for one in zip(documents, parted, strict=True)]
    return [
        Prepared(tuple(zip(found.parts, records, strict=True)), digest, found.signature)
        for found, (records, digest) in zip(analyzed, packed, strict=True)
    ]


def _analyze(document: Document, parts: Sequence[IndexedPart], schema: Schema, counts: Counts | None) -> Analyzed:
    texts = [one.part.text for one in parts]
    if document.furniture:
        texts = [piece.searched_text("text") for piece in document.pieces(texts)]
    return analyze_document(document, schema, counts, texts)
