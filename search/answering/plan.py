"""A plan: a request read, rewritten and filtered once for one generation; everything that is asked of it starts here.

query string -> tree of words -> clauses -> filters, and then the strictest requirement that finds something.
"""

from __future__ import annotations

from dataclasses import replace

from search.answering.filters import filters_of
from search.answering.opened_index import OpenedIndex
from search.answering.verification import Verifier
from search.engines.base import BY_SCORE, Window
from search.engines.clauses import Clause
from search.engines.groups import Groups
from search.model.deadline import Deadline
from search.model.request import SearchRequest
from search.model.value import value
from search.query.answer_set import Rewritten
from search.query.expand import Check
from search.query.parsed_query import ParsedQuery
from search.query.passage import read_query
from search.query.rewrite import rewrite
from search.query.unfinished import unfinished
from search.query.words import Group


@value
class Plan:
    """How a request is answered by a generation, and by when; whether it `suggests` another query.

    `ranks_partial`: by relevance, documents that hold only some of the words follow the answer set. `browsed`: who asks
    leafs through all values of a facet, and through the months of a year.
    """

    request: SearchRequest
    opened: OpenedIndex
    parsed: ParsedQuery
    rewritten: Rewritten
    filters: tuple[Clause, ...]
    deadline: Deadline
    suggests: bool = True
    ranks_partial: bool = True
    browsed: bool = False

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that are counted: those of the request, or those of the schema that are counted unasked."""
        return self.opened.schema.default_facets if self.request.facets is None else self.request.facets

    @property
    def buckets(self) -> int:
        """How many values of a facet are wanted."""
        return self.opened.limits.facet_values if self.browsed else self.opened.limits.facet_buckets

    @property
    def page_window(self) -> Window:
        """The part of the matches that a page shows, facets counted and near-duplicates under one hit."""
        groups = self.opened.groups if self.request.collapses else None
        return replace(self._window(self.facets, groups), fetched=True)

    @property
    def count_window(self) -> Window:
        """No match at all, only how many there are."""
        return Window(limit=0)

    @property
    def match_window(self) -> Window:
        """The same part of all matches, near-duplicates too."""
        return self._window()

    def _window(self, facets: tuple[str, ...] = (), groups: Groups | None = None) -> Window:
        """The age of a document counts from the day of the build, not from today: a generation always answers alike."""
        request, opened = self.request, self.opened
        return Window(
            request.limit,
            request.offset,
            request.order,
            facets,
            groups,
            opened.built_on,
            request.half_life,
            self.buckets,
        )


def make_plan(
    request: SearchRequest, opened: OpenedIndex, deadline: Deadline | None = None, within: tuple[Clause, ...] = ()
) -> Plan:
    """The plan of a request, `within` what these clauses filter.

    It begins a deadline of its own, or has that of the request it is asked for. Raises `DocumentNotFoundError` for
    `similar_to`.
    """
    deadline = deadline or Deadline(opened.limits)
    filters = (*within, *filters_of(request, opened))
    sort = "relevance" if request.order in BY_SCORE else request.order
    parsed = read(request.q, opened)
    verifier = Verifier(opened.records, deadline, filters, sort, opened.schema.texts)
    tree = unfinished(parsed, opened.vocabulary.words) if request.typing else parsed.tree
    rewritten = rewrite_for(opened, tree, request.level, verifier.check)
    return Plan(request, opened, parsed, rewritten, filters, deadline)


def read(query: str, opened: OpenedIndex) -> ParsedQuery:
    """The query as it is read for this generation: a passage by its rarest words there."""
    return read_query(query, opened.engine.containing, opened.limits, opened.schema)


def rewrite_for(opened: OpenedIndex, tree: Group, level: str, check: Check) -> Rewritten:
    """The clauses of a tree by the limits, fields and weights of a generation."""
    engine = opened.engine
    return rewrite(
        tree,
        level,
        opened.terms,
        check,
        opened.limits,
        opened.schema,
        opened.settings.ranking,
        engine.containing,
        opened.manifest.documents,
        opened.own,
    )
