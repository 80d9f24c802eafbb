"""What narrows a search besides its words: the clauses of a request's filters and ranges."""

from __future__ import annotations

from search.answering.opened_index import OpenedIndex
from search.engines.clauses import Clause, DocumentSet
from search.errors import DocumentNotFoundError
from search.model.request import SearchRequest
from search.query.filter_clauses import filter_clauses


def filters_of(request: SearchRequest, opened: OpenedIndex) -> tuple[Clause, ...]:
    """What every document must pass. Raises `DocumentNotFoundError` for `similar_to`."""
    filters = filter_clauses(request, opened.schema)
    return filters if request.similar_to is None else (*filters, _group_of(request.similar_to, opened))


def no_document(id: str) -> DocumentNotFoundError:
    """The error of an id that no document has."""
    return DocumentNotFoundError("document-not-found", id=repr(id[:80]))


def _group_of(id: str, opened: OpenedIndex) -> DocumentSet:
    """The documents that stand under one hit with this one."""
    digests = opened.engine.digests([id])
    if not digests:
        raise no_document(id)
    group = opened.groups.of(digests[id])
    return DocumentSet((digests[id],) if group is None else opened.groups.members(group))
