"""An index that answers: the questions that can be asked of it. The steps of a search stand in order in `plan`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from search.answering import found as founds
from search.answering import plan as plans
from search.answering.completion import Completer, Completion
from search.answering.count_cache import countable
from search.answering.explain import Explanation, explain
from search.answering.facet_counts import count_facets, count_months
from search.answering.filters import no_document
from search.answering.found import Found, find, ranking_clause
from search.answering.hits import hits_of, pinned_hits
from search.answering.opened_index import IndexFollower, OpenedIndex
from search.answering.pins import pins_of
from search.answering.places import count_places
from search.answering.plan import Plan, make_plan
from search.answering.reading import Reader, Reading
from search.answering.repairs import is_shown_at_once, offer_for
from search.engines.base import Match, Window
from search.engines.clauses import Bool, Clause, Condition, DocumentSet, Verified
from search.model.deadline import Deadline
from search.model.display import displayable
from search.model.document import Document
from search.model.limits import Limits
from search.model.request import SearchRequest, check_between, check_request, check_text
from search.model.results import Bucket, Page, QueryInfo, Suggestion
from search.model.schema import Schema
from search.query.expand import COMPLETE
from search.query.notices import notice
from search.settings import Settings


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
        self._follower = IndexFollower(root, settings)

    def follow(self) -> None:
        """Opens new generations by a thread from now on: no search waits for that, and sees one within a second."""
        self._follower.follow()

    def search(self, q: str, **parameters: Any) -> Page:
        """The page of hits of a query; the parameters are those of `SearchRequest`."""
        return self.run(SearchRequest(q, **parameters))

    def run(self, request: SearchRequest, limits: Limits | None = None, *, suggests: bool = True) -> Page:
        """The page of hits of a request; see `plan`. Who shows no other query needs none that it `suggests`."""
        return self.page(replace(self.plan(request, limits), suggests=suggests))

    def plan(self, request: SearchRequest, limits: Limits | None = None, deadline: Deadline | None = None) -> Plan:
        """How a request is answered by the published generation.

        `limits` are other ones than those of the settings: a batch and a cursor reach further than a page. Raises
        `QueryError` naming the parameter that goes beyond them, `DocumentNotFoundError` for `similar_to`.
        """
        opened = self._follower.current()
        check_request(request, limits or opened.limits, opened.schema)
        return make_plan(request, opened, deadline)

    def page(self, plan: Plan) -> Page:
        """The hits with their snippets, the facets, and another query where this one finds little.

        Where it finds nothing, and the request asks for it, they are those of a repair that is sure.
        """
        pins = pins_of(plan)
        found = find(plan, pins.window(plan.page_window))
        opened = plan.opened
        authors = _authors(plan) if plan.suggests else ()
        offer = offer_for(plan, found) if plan.suggests and not pins.count else None
        if offer and not authors and is_shown_at_once(plan, found, offer):
            return self._repaired(plan, offer.suggestion)
        hits = (*pinned_hits(plan, found, pins.shown), *hits_of(plan, found))
        return Page(
            total=found.result.total + pins.count,
            total_places=count_places(plan, found.clause, found.result) + pins.count,
            took_ms=plan.deadline.elapsed_ms,
            timed_out=plan.deadline.cut,
            query=_query_info(plan, found),
            index=opened.info,
            hits=hits,
            facets=count_facets(plan, found),
            more=found.result.more,
            total_partial=found.partial,
            partial_from=None if found.partial_from is None else found.partial_from + len(pins.shown),
            schema=opened.schema,
            months=count_months(plan, found),
            suggestion=offer.suggestion if offer else None,
            authors=authors,
        )

    def _repaired(self, plan: Plan, meant: Suggestion) -> Page:
        """The page of another query, which says so; its request is that of the plan in all else."""
        other = make_plan(replace(plan.request, q=meant.query), plan.opened, plan.deadline)
        page = self.page(replace(other, suggests=False, browsed=plan.browsed))
        query = replace(page.query, text=displayable(plan.request.q), repaired=meant.query)
        return replace(page, query=query, authors=_authors(other))

    def count(self, plan: Plan) -> int:
        """How many documents are found: no hits, snippets or facets, and no other query."""
        return founds.count(plan)

    def matches(self, plan: Plan) -> tuple[Match, ...]:
        """The ranked ids, near-duplicates too, by the same search as `page`: what a TREC run needs."""
        return find(plan, plan.match_window).result.matches

    def suggestion(self, plan: Plan) -> Suggestion | None:
        """Another query that may have been meant, where this one finds little."""
        offer = offer_for(plan, find(plan, plan.count_window))
        return offer.suggestion if offer else None

    def explain(self, plan: Plan, id: str) -> Explanation:
        """Why a document, by its best part, has its score: every clause that matches it, down to the factors of BM25.

        Raises `DocumentNotFoundError`.
        """
        opened, clause = plan.opened, ranking_clause(plan, find(plan, plan.count_window))
        digests = opened.engine.digests([id])
        if not digests:
            raise no_document(id)
        inside = Bool(must=(clause,), filters=(DocumentSet((digests[id],)),))
        best = opened.engine.search(inside, Window(limit=1)).matches
        stored = next(opened.records.fetch([match.key for match in best] or [id]))
        text = stored.document.text[: opened.limits.snippet_text]
        explained = explain(opened.engine, clause, replace(stored.document, id=stored.key, text=text, parts=()))
        return replace(explained, own=_own_rows(plan, id))

    def total(self, request: SearchRequest, deadline: Deadline | None = None) -> int | None:
        """`count` of a request, looked up once in a generation for who asks again: examples, ways out of no hits.

        `deadline` is that of the plan or page on whose behalf it is asked; None where it is over and nothing is known.
        """
        counts = self._follower.current().counts
        known = counts.get(request)
        if known is None and not (deadline and deadline.is_soft_over()):
            plan = self.plan(countable(request), deadline=deadline)
            known = find(plan, plan.count_window).result.total
            if not plan.deadline.cut:  # it may find more another time
                plan.opened.counts.put(request, known)
        return known

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Completion, ...]:
        """What a query that begins so may become: words, phrases and titles, each found in at least one document."""
        check_text(prefix, self.settings.limits)
        check_between("limit", limit, 1, self.settings.limits.suggestions)
        opened = self._follower.current()
        deadline = Deadline(opened.limits)

        def total(text: str) -> int:
            held = self.total(SearchRequest(text, match="all"), deadline) or 0
            return held and (self.total(SearchRequest(text), deadline) or held)  # a query does not ask for stop words

        return Completer(opened.records, opened.vocabulary, opened.schema, total).complete(prefix, limit)

    def document(self, id: str) -> Document:
        """The stored document. Raises `DocumentNotFoundError`."""
        return _document(self._follower.current(), id)

    def read(self, id: str, q: str = "", level: str = "lemma", part: int | None = None) -> Reading:
        """A part of a document as it is read, with the words of the query marked; see `reading`.

        Raises `DocumentNotFoundError`.
        """
        opened, request = self._follower.current(), SearchRequest(q, level=level)
        check_request(request, opened.limits, opened.schema)
        first = next(opened.records.fetch([id]), None)
        if first is None:
            raise no_document(id)
        plan = make_plan(request, opened, within=(DocumentSet((opened.engine.digests([id])[id],)),))
        leaves = plans.rewrite_for(opened, plan.parsed.tree, level, _met).marked("auto")
        return Reader(plan, leaves, first).read(part)

    def health(self) -> str:
        """`whole`, or `degraded` where the index answers and cannot be written, or would not bear the next fault.

        Raises `EngineUnreachableError` where it does not answer.
        """
        return self._follower.health()

    def tag(self) -> str:
        """A mark of the published generation that no other has: answers with the same tag are the same."""
        return self._follower.current().tag

    @property
    def schema(self) -> Schema:
        """The fields of the published index."""
        return self._follower.current().schema

    def stats(self) -> dict[str, Any]:
        """Counts, sizes, versions and limits, ready for JSON."""
        manifest = self._follower.current().manifest
        return {
            "documents": manifest.documents,
            "parts": self._follower.current().engine.count(),
            "rejected": manifest.rejected,
            "generation": manifest.generation,
            "built_at": manifest.built_at,
            "engine": manifest.engine,
            "engine_version": manifest.engine_version,
            "format": manifest.format,
            "fingerprint": manifest.fingerprint,
            "source_bytes": manifest.source_bytes,
            "index_bytes": manifest.bytes,
            "fields": [field.to_dict() for field in manifest.schema.fields],
            "limits": self.settings.limits.to_dict(),
        }


def _document(opened: OpenedIndex, id: str) -> Document:
    found = opened.records.whole(id)
    if found is None:
        raise no_document(id)
    return found


def _met(clause: Clause, condition: Condition, text: str | None, limit: int) -> tuple[Clause, str]:
    """The check of a document that is shown whatever it holds: what meets the condition is marked."""
    return Verified((), condition, text), COMPLETE


def _authors(plan: Plan) -> tuple[Bucket, ...]:
    """The authors that the query names, said once: on the first page."""
    return () if plan.request.offset else plan.opened.authors.named(plan.parsed)


def _query_info(plan: Plan, found: Found) -> QueryInfo:
    parsed, limits = plan.parsed, plan.opened.limits
    notices = [*parsed.notices, *plan.rewritten.notices]
    for first, last in map(plan.request.ranges.get, plan.request.turned):
        notices.append(notice("date-order", limits, text=f"{last}..{first}"))
    nothing = parsed.tree.nodes == parsed.tree.required == parsed.tree.excluded == ()
    if nothing and not notices:  # what was left out has been said
        notices.append(notice("no-words", limits))
    if found.relaxed:
        notices.append(notice("opened" if found.rung.opened else "relaxed", limits))
    return QueryInfo(displayable(plan.request.q), str(parsed), found.rung.name, parsed.dropped, tuple(notices))


def _own_rows(plan: Plan, id: str) -> tuple[str, ...]:
    """The rows of the tables of whoever runs the service that a query is answered by."""
    pinned = ("pinned",) if id in plan.opened.own.pins(plan.parsed.tree.nodes) else ()
    return (*plan.rewritten.own, *pinned)
