"""An index that answers: the one place where the steps of a search stand in order.

query string -> parse -> words -> rewrite -> terms -> engine.search -> fetch -> snippets -> Page
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import date as Date
from pathlib import Path
from typing import Any

from search.answering.completion import Completion, complete
from search.answering.explain import Explanation, explain
from search.answering.facets import FacetSpellings
from search.answering.filters import filter_clauses
from search.answering.highlighter import Highlighter
from search.answering.index_statistics import GenerationStatistics
from search.answering.snippets import best_snippets, marked
from search.answering.verification import Verifier
from search.corrections.correct import suggest
from search.engines.base import BY_SCORE, Engine, Match, Result, Window
from search.engines.clauses import Clause, Condition, DocumentSet, Leaf, MatchNone, Verified
from search.engines.groups import Groups
from search.engines.store import Generation
from search.errors import BahithError, DocumentNotFoundError
from search.indexing.fingerprint import fingerprint
from search.indexing.near_duplicates import read_groups
from search.model.display import displayable
from search.model.document import Document
from search.model.limits import Limits
from search.model.manifest import Manifest
from search.model.request import SearchRequest, check_between, check_request, check_text
from search.model.results import Hit, IndexInfo, Page, QueryInfo, Snippet, Suggestion
from search.model.schema import SCHEMA, Schema
from search.query.notices import notice
from search.query.parsed_query import ParsedQuery
from search.query.passage import read_query
from search.query.rewrite import Requirement, Rewritten, rewrite
from search.settings import Settings
from search.storage import open_store
from search.storage.records import fetch_documents
from search.storage.vocabulary import FILE as VOCABULARY
from search.storage.vocabulary import Vocabulary

_log = logging.getLogger(__name__)
_LOOK_EVERY = 0.25  # seconds between looks at CURRENT: a published generation is followed within a second
_TITLE_WORDS = 12  # of the text, shown for a document that has no title
_TITLE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class _Opened:
    """A generation in use; a search keeps the one it began with."""

    engine: Engine
    manifest: Manifest
    tag: str
    groups: Groups
    vocabulary: Vocabulary
    settings: Settings
    schema: Schema
    spellings: FacetSpellings

    @property
    def limits(self) -> Limits:
        return self.settings.limits

    def read(self, query: str) -> ParsedQuery:
        return read_query(query, self.engine.containing, self.limits)

    @property
    def info(self) -> IndexInfo:
        return IndexInfo(self.manifest.generation, self.manifest.engine, self.manifest.documents)

    def window(self, request: SearchRequest, facets: tuple[str, ...] = (), groups: Groups | None = None) -> Window:
        """What is wanted of the engine; a document's age counts from the day the index was built, not from today, so
        that a generation always gives the same answer."""
        built = Date.fromisoformat(self.manifest.built_at[:10]).toordinal()
        buckets = self.limits.facet_buckets
        return Window(request.limit, request.offset, request.order, facets, groups, built, request.half_life, buckets)


@dataclass(frozen=True, slots=True)
class _Found:
    """What an engine found under the first requirement that finds something."""

    result: Result
    clause: Clause
    requirement: Requirement
    relaxed: bool


class Index:
    """The published generation of a folder; it follows new ones by itself and may be shared by threads.

    Raises `IndexMissingError`, `IndexCorruptError` or `IndexStaleError` when there is none that can be used.

    >>> import search
    >>> index = search.open("index")  # doctest: +SKIP
    >>> index.search("بوتين", limit=3).total  # doctest: +SKIP
    5
    """

    def __init__(self, root: Path | str = "index", settings: Settings = Settings()) -> None:
        self.root = root
        self.settings = settings
        self._store = open_store(root, fingerprint())
        self._lock = threading.Lock()
        self._mark = self._store.mark()
        self._opened = self._open(self._store.open())
        self._looked_at = time.monotonic()

    def search(self, q: str, **parameters: Any) -> Page:
        """The page of hits of a query; the parameters are those of `SearchRequest`."""
        return self.run(SearchRequest(q, **parameters))

    def run(self, request: SearchRequest, limits: Limits | None = None) -> Page:
        """The page of hits of a request; `limits` are other ones than those of the settings. Raises `QueryError`."""
        started = time.monotonic()
        opened = self._current()
        check_request(request, limits or opened.limits, opened.schema)
        parsed = opened.read(request.q)
        rewritten = _rewrite(opened, parsed, request)
        groups = opened.groups if request.collapses else None
        facets = opened.schema.default_facets if request.facets is None else request.facets
        window = opened.window(request, facets, groups)
        found = _find(opened, rewritten, request, window, started)
        hits, timed_out = _hits(opened, found, rewritten.marked(request.match), request, started)
        return Page(
            total=found.result.total,
            took_ms=_milliseconds_since(started),
            timed_out=timed_out,
            query=_query_info(request, parsed, rewritten, found, opened.limits),
            index=opened.info,
            hits=hits,
            facets={name: opened.spellings.buckets(name, found.result.facets.get(name, ())) for name in facets},
            more=found.result.more,
            schema=opened.schema,
            suggestion=_suggestion(opened, request, parsed, found),
        )

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Completion, ...]:
        """What a query that begins so may become: words, phrases and titles, each found in at least one document."""
        check_text(prefix, self.settings.limits)
        check_between("limit", limit, 1, self.settings.limits.suggestions)
        opened = self._current()
        return complete(prefix, limit, opened.engine, opened.vocabulary)

    def matches(self, request: SearchRequest) -> tuple[Match, ...]:
        """The ranked ids of a request, near-duplicates too, by the same search as `run`: what a TREC run needs."""
        opened = self._current()
        check_request(request, opened.limits.for_batch(), opened.schema)
        rewritten = _rewrite(opened, opened.read(request.q), request)
        window = opened.window(request)
        return _find(opened, rewritten, request, window, time.monotonic()).result.matches

    def document(self, id: str) -> Document:
        """The stored document. Raises `DocumentNotFoundError`."""
        found = fetch_documents(self._current().engine, [id])
        if not found:
            raise _not_found(id)
        return found[0]

    def marked(self, document: Document, q: str, level: str = "lemma") -> tuple[Snippet, Snippet]:
        """The document's whole title and text, with the words of the query marked."""
        check_request(SearchRequest(q, level=level), self.settings.limits)
        opened = self._current()
        tree = opened.read(q).tree
        rewritten = rewrite(tree, level, opened.engine.terms, _taken_for_granted, opened.limits)
        leaves = rewritten.marked("auto")
        title, text = display_title(document), document.text
        return (
            marked(title, Highlighter(leaves, "title", 1).find(title)),
            marked(text, Highlighter(leaves, "text", 1).find(text)),
        )

    def explain(self, q: str, id: str, **parameters: Any) -> Explanation:
        """Why the document has its score for this query: every clause that matches it, down to the factors of BM25.

        Raises `DocumentNotFoundError`.
        """
        request, opened, document = SearchRequest(q, **parameters), self._current(), self.document(id)
        check_request(request, opened.limits, opened.schema)
        rewritten = _rewrite(opened, opened.read(request.q), request)
        found = _find(opened, rewritten, request, Window(limit=1), time.monotonic())
        return explain(opened.engine, found.clause, replace(document, text=document.text[: opened.limits.snippet_text]))

    def tag(self) -> str:
        """A mark of the published generation that no other has: answers with the same tag are the same."""
        return self._current().tag

    @property
    def schema(self) -> Schema:
        """The fields of the published index."""
        return self._current().schema

    def stats(self) -> dict[str, Any]:
        """Counts, sizes, versions and limits, ready for JSON."""
        manifest = self._current().manifest
        return {
            "documents": manifest.documents,
            "rejected": manifest.rejected,
            "generation": manifest.generation,
            "built_at": manifest.built_at,
            "engine": manifest.engine,
            "engine_version": manifest.engine_version,
            "format": manifest.format,
            "fingerprint": manifest.fingerprint,
            "source_bytes": manifest.source_bytes,
            "index_bytes": manifest.bytes,
            "limits": self.settings.limits.to_dict(),
        }

    def _current(self) -> _Opened:
        """The opened generation, after a look at whether another one has been published."""
        if time.monotonic() - self._looked_at > _LOOK_EVERY:
            with self._lock:
                self._looked_at = time.monotonic()
                self._follow()
        return self._opened

    def _open(self, generation: Generation) -> _Opened:
        manifest, vocabulary = generation.manifest, Vocabulary(generation.file(VOCABULARY))
        groups, spellings = read_groups(generation), FacetSpellings(generation.engine, SCHEMA)
        return _Opened(generation.engine, manifest, manifest.tag, groups, vocabulary, self.settings, SCHEMA, spellings)

    def _follow(self) -> None:
        mark = self._store.mark()
        if mark in (None, self._mark):
            return
        self._mark = mark  # once a mark: a generation that cannot be used is not tried again
        try:
            self._opened = self._open(self._store.open())
        except BahithError as error:
            _log.error("the new generation cannot be used, %s goes on: %s", self._opened.manifest.generation, error)


def _rewrite(opened: _Opened, parsed: ParsedQuery, request: SearchRequest) -> Rewritten:
    sort = "relevance" if request.order in BY_SCORE else request.order
    checker = Verifier(opened.engine, opened.limits, _filters(request, opened), sort)
    return rewrite(parsed.tree, request.level, opened.engine.terms, checker.check, opened.limits)


def _taken_for_granted(clause: Clause, condition: Condition, text: str | None, limit: int) -> tuple[Clause, bool]:
    """The check of a document that is shown whatever it holds: what meets the condition is marked."""
    return Verified((), condition, text), True


def _find(opened: _Opened, rewritten: Rewritten, request: SearchRequest, window: Window, started: float) -> _Found:
    """The result under the strictest requirement that finds anything."""
    ladder = rewritten.ladder(request.match)
    filters = _filters(request, opened)
    for requirement in ladder:
        clause = rewritten.clause(requirement, request.match, filters)
        result = Result(0, ()) if clause == MatchNone() else opened.engine.search(clause, window)
        if result.total or requirement == ladder[-1] or _milliseconds_since(started) > opened.limits.soft_ms:
            break
    return _Found(result, clause, requirement, relaxed=requirement != ladder[0] and result.total > 0)


def _suggestion(opened: _Opened, request: SearchRequest, parsed: ParsedQuery, found: _Found) -> Suggestion | None:
    """Another query, when this one finds little."""

    def total(query: str) -> int:
        rewritten = _rewrite(opened, opened.read(query), request)
        return _find(opened, rewritten, request, Window(limit=1), time.monotonic()).result.total

    statistics = GenerationStatistics(opened.engine, opened.vocabulary, total, opened.limits)
    return suggest(parsed, statistics, found.result.total, found.relaxed)


def _filters(request: SearchRequest, opened: _Opened) -> tuple[Clause, ...]:
    filters = filter_clauses(request, opened.schema)
    return filters if request.similar_to is None else (*filters, _group_of(request.similar_to, opened))


def _group_of(id: str, opened: _Opened) -> DocumentSet:
    """The documents that stand under one hit with this one."""
    digests = opened.engine.digests([id])
    if not digests:
        raise _not_found(id)
    group = opened.groups.of(digests[id])
    return DocumentSet((digests[id],) if group is None else opened.groups.members(group))


def _not_found(id: str) -> DocumentNotFoundError:
    return DocumentNotFoundError("document-not-found", id=repr(id[:80]))


def _hits(
    opened: _Opened, found: _Found, leaves: list[Leaf], request: SearchRequest, started: float
) -> tuple[tuple[Hit, ...], bool]:
    """The hits of the matches, and whether time ran out before all had snippets."""
    documents = {d.id: d for d in fetch_documents(opened.engine, [match.id for match in found.result.matches])}
    title_marker, text_marker = Highlighter(leaves, "title"), Highlighter(leaves, "text")
    hits = []
    timed_out = False
    for match in found.result.matches:
        timed_out = timed_out or _milliseconds_since(started) > opened.limits.hard_ms
        document = documents[match.id]
        hits.append(_hit(match, document, title_marker, None if timed_out else text_marker, request, opened.limits))
    return tuple(hits), timed_out


def _hit(
    match: Match,
    document: Document,
    title_marker: Highlighter,
    text_marker: Highlighter | None,
    request: SearchRequest,
    limits: Limits,
) -> Hit:
    shown = display_title(document)
    in_title = title_marker.find(shown)
    snippets: tuple[Snippet, ...] = ()
    if text_marker and request.snippets != 0:
        text = document.text[: limits.snippet_text]
        found = text_marker.find(text)
        if not (found or in_title):
            in_title, found = title_marker.find_thoroughly(shown), text_marker.find_thoroughly(text)
        count, characters = request.snippets or limits.snippets, request.snippet_characters or limits.snippet_characters
        snippets = best_snippets(document.text, found, count, characters)
    title = marked(shown, in_title)
    return Hit(
        match.id,
        title.text,
        title.html,
        match.score,
        snippets,
        document.fields,
        match.similar,
    )


def display_title(document: Document) -> str:
    """The title, or the first words of the text of a document that has none."""
    if document.title:
        return document.title[:_TITLE_CHARACTERS]
    words = document.text[: 8 * _TITLE_CHARACTERS].split(maxsplit=_TITLE_WORDS)
    return " ".join(words[:_TITLE_WORDS])[:_TITLE_CHARACTERS] + ("\u00a0…" if len(words) > _TITLE_WORDS else "")


def _query_info(
    request: SearchRequest, parsed: ParsedQuery, rewritten: Rewritten, found: _Found, limits: Limits
) -> QueryInfo:
    notices = [*parsed.notices, *rewritten.notices]
    if parsed.tree.nodes == parsed.tree.required == parsed.tree.excluded == ():
        notices.append(notice("no-words", limits))
    if found.relaxed:
        notices.append(notice("relaxed", limits))
    return QueryInfo(displayable(request.q), str(parsed), found.requirement.name, parsed.dropped, tuple(notices))


def _milliseconds_since(started: float) -> float:
    return (time.monotonic() - started) * 1000
