"""The counts of the opened index that corrections ask for, within a bound of time.

The time is that of the thread on the processor, so that a busy machine changes no answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from search.analysis import fold, tokenize
from search.answering.recent import Recent
from search.engines import clauses
from search.engines.base import Result, Window
from search.model.deadline import Deadline
from search.model.schema import Schema
from search.query.parsed_query import ParsedQuery
from search.query.parser import parse
from search.query.rewrite import rewrite
from search.storage.records import Records
from search.storage.vocabulary import Vocabulary

Recalled = Recent[tuple[object, ...], tuple[Any, ...]]
_One = TypeVar("_One")
_COUNTED = Window(limit=0)
_LOOKED_AT = 3  # documents in which the spelling of a word is looked up


class GenerationStatistics:
    """The statistics of one generation for one query; `total` and `is_shown` tell what another query would find.

    `known` has how many documents hold all words of a text in any form, where that was counted already, `recalled` what
    was found for words of other queries.
    """

    def __init__(
        self,
        records: Records,
        vocabulary: Vocabulary,
        total: Callable[[str], int],
        is_shown: Callable[[str], bool],
        deadline: Deadline,
        schema: Schema,
        known: Mapping[str, int],
        recalled: Recalled,
    ) -> None:
        self._records, self._engine = records, records.engine
        self._recalled = recalled
        self._known = known
        self._vocabulary = vocabulary
        self._deadline = deadline
        self._limits = deadline.limits
        self._schema = schema
        self._until = time.thread_time() + self._limits.repair_ms / 1000
        self._counted: dict[tuple[str, ...], int] = {}
        self._clauses: dict[str, clauses.Clause] = {}  # of terms: an engine keeps what it makes of a clause
        self.total = total
        self.is_shown = is_shown

    def read(self, query: str) -> ParsedQuery:
        return parse(query, self._limits, self._schema)

    @property
    def documents(self) -> int:
        return self._vocabulary.documents

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        return self._vocabulary.counts(terms)

    def sounding_like(self, keys: Iterable[str], limit: int) -> list[tuple[str, int]]:
        return self._vocabulary.sounding(keys, limit)

    def usual_spelling(self, term: str) -> str:
        spelling = self._vocabulary.shown(term)
        return spelling or self._spelling_in_documents(term)

    def count_any_form(self, text: str) -> int:
        if text in self._known:
            return self._known[text]
        found = rewrite(self.read(text).tree, "lemma", self._engine.terms, limits=self._limits, schema=self._schema)
        return self._count(found.answers(found.ladder("all")[0], "all"))

    def expect(self, together: Iterable[Sequence[str]] = (), side_by_side: Iterable[Sequence[str]] = ()) -> None:
        new = (asked for terms in together if (asked := _parts(terms)) not in self._counted)
        counted = chain(map(self._all, new), map(self._phrase, side_by_side))
        self._engine.expect((clause, _COUNTED) for clause in counted)

    def count_all(self, terms: Sequence[str]) -> int:
        asked = _parts(terms)
        if asked not in self._counted:
            self._counted[asked] = self._count(self._all(asked))
        return self._counted[asked]

    def count_phrase(self, terms: Sequence[str]) -> int:
        return self._count(self._phrase(terms))

    def _all(self, terms: Sequence[str]) -> clauses.Clause:
        return clauses.Bool(must=tuple(map(self._held, terms)))

    def _held(self, term: str) -> clauses.Clause:
        """What holds a term."""
        if term not in self._clauses:
            fields = self._schema.fields_for("exact")
            self._clauses[term] = clauses.DisjunctionMax(tuple(clauses.Term(one.name, term) for one in fields))
        return self._clauses[term]

    def _phrase(self, terms: Sequence[str]) -> clauses.Clause:
        found = tuple(clauses.TermPhrase(field.name, tuple(terms)) for field in self._schema.fields_for("exact"))
        return clauses.Bool(should=found, minimum=1)

    def recall(self, what: tuple[object, ...], find: Callable[[], Iterable[_One]]) -> tuple[_One, ...]:
        found = self._recalled.get(what)
        if found is None:
            found = tuple(find())
            if self.in_time():  # there may be more another time
                self._recalled.put(what, found)
        return found

    def in_time(self) -> bool:
        return time.thread_time() < self._until and not self._deadline.is_over()

    def _count(self, clause: clauses.Clause) -> int:
        result: Result = self._engine.search(clause, _COUNTED)
        return result.total

    def _spelling_in_documents(self, term: str) -> str:
        """As the first document that has it writes the word; the word itself when none does."""
        matches = self._engine.search(self._held(term), Window(limit=_LOOKED_AT, fetched=True)).matches
        for stored in self._records.fetch([match.key for match in matches]):
            document = stored.document
            for token in tokenize(f"{document.title}\n{document.text[: self._limits.snippet_text]}"):
                if fold(token.text) == term:
                    return token.text
        return term


def _parts(terms: Sequence[str]) -> tuple[str, ...]:
    """What documents must hold to hold all of these."""
    return tuple(sorted({part for term in terms for part in term.split()}))
