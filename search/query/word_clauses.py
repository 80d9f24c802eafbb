"""The clauses of one word, and of words in a row: every level that may match, in every text.

A word is scored by the best of its levels and texts, and by weak evidence: a verb for its noun and the other way round
(كشف, يكشف), a nisba for its noun (مصر, مصري), other words of its root (كتاب, كاتب). Evidence makes no match for a word
among others, and is never counted; only the partial matches that are ranked have it for a word, which finds more and
costs less. A word alone is found by its verb or noun too, if its letters may be either (`twins`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice, pairwise, product

from search.analysis import WordTerms, analyze_word, rasm
from search.analysis.compounds import APART
from search.analysis.nisba import nisbas
from search.analysis.roots import lemmas_beside
from search.analysis.tables import read_table
from search.analysis.twins import twin_of, twins
from search.engines.clauses import Clause, DisjunctionMax, Term, TermPhrase
from search.model.ranking import Ranking
from search.model.schema import Schema, TextField
from search.query.answer_set import Part
from search.query.neighbours import NAMES
from search.query.spacing import apart, initials

_BY_LEMMA = ("lemma", "root")  # the levels at which the lemmas of a word are looked up
_VARIANTS = read_table("phrase_variants", "word", "same", "apart")
_SAME = {row["word"]: tuple(row["same"].split("، ")) for row in _VARIANTS}
_APART = frozenset(row["word"] for row in _VARIANTS if row["apart"] == "yes")
_OF_ROOT = 6  # lemmas, the most frequent: twelve rank no better, and each is a look-up
_TWO = 2
_MOST_ROWS = 9  # two such words in a phrase: each row costs the engine a look at the places of all its words
_ALL_AS_TYPED: Mapping[str, str] = {}
_KEPT = 2**11  # words whose clauses are kept: an engine keeps what it makes of a clause that it is asked again
_PROCLITICS = [(row["before"], row["article"]) for row in read_table("proclitics", "before", "article")]


class WordClauses:
    """Makes the clauses of words looked up at a level of a schema's texts, in one `text` or in all.

    A word that is asked for again has the very clauses that it had.
    """

    def __init__(self, level: str, schema: Schema, ranking: Ranking) -> None:
        self.level = level
        self.schema = schema
        self.ranking = ranking
        self.fields = lru_cache(self._fields)
        self.part = lru_cache(_KEPT)(self._part)
        self.scored = lru_cache(_KEPT)(self._scored)

    def _fields(self, text: str | None) -> tuple[TextField, ...]:
        """The fields that a word is looked up in, with the weights of the ranking."""
        return _weighted(self.schema.fields_for(self.level, text), self.ranking)

    def _part(
        self,
        terms: WordTerms,
        text: str | None,
        more: tuple[WordTerms, ...],
        stop_word: bool,
        respelled: tuple[WordTerms, ...] = (),
    ) -> Part:
        """The word as a part of a query; `more` words, and the word written in two, match as well.

        So does what it is `respelled`, which scores, too.
        """
        match = self._match(terms, text, (*more, *respelled))
        return Part(match, self.scored(terms, text, stop_word, respelled), not stop_word)

    def _match(self, terms: WordTerms, text: str | None, more: tuple[WordTerms, ...]) -> DisjunctionMax:
        """The word at every level that makes a match, or any of `more` words, or the word written in two."""
        found: list[Clause] = []
        for target in self.fields(text):
            for one in (terms, *more):
                found += [Term(target.name, term, target.boost) for term in self._terms_at(one, target)]
        return DisjunctionMax((*found, *self._apart(terms, text)))

    def _apart(self, terms: WordTerms, text: str | None) -> Iterator[TermPhrase]:
        """A name that is written in one word or in two, in two; so يأيها of the Quran."""
        if parts := rasm.call_apart(terms.exact, alone=True):
            yield from (TermPhrase(one.name, parts) for one in self.schema.fields_for("exact", text))
        whole = terms.lemmas[0] if terms.lemmas[0] in APART else terms.exact
        if self.level in _BY_LEMMA and (terms.pos in NAMES or whole in APART or whole.isascii()):
            for parts in apart(whole):
                yield from (TermPhrase(one.name, parts) for one in self.schema.fields_for("exact", text))

    def more(self, terms: WordTerms, alone: bool, beside_name: bool) -> tuple[WordTerms, ...]:
        """Other words that a word is found by: `alone` its twins, beside a name «son of» in its other spelling."""
        if beside_name and terms.exact in _APART:
            return tuple(analyze_word(same)[0] for same in _SAME[terms.exact])
        found = twins(terms.lemmas) if alone and self.ranking.twin else ()
        return tuple(WordTerms(terms.exact, (twin,)) for twin in found if twin not in terms.lemmas)

    def _scored(
        self, terms: WordTerms, text: str | None, stop_word: bool, respelled: tuple[WordTerms, ...] = ()
    ) -> DisjunctionMax:
        """The same with weak evidence, all of it lighter for a stop word."""
        weight, weak = self.ranking.stop_word if stop_word else self._weight(terms), [*self._weak(terms)]
        clauses: list[Clause] = []
        for target in self.fields(text):
            clauses += [Term(target.name, term, target.boost * weight) for term in self._terms_at(terms, target)]
            if target.level == "lemma":
                clauses += [Term(target.name, term, target.boost * weight * share) for term, share in weak]
            for one in respelled:
                boost = target.boost * weight * self.ranking.respelled
                clauses += [Term(target.name, term, boost) for term in self._terms_at(one, target)]
        return DisjunctionMax(tuple(clauses), self.ranking.tie)

    def _weak(self, terms: WordTerms) -> Iterator[tuple[str, float]]:
        """The lemma terms that are only evidence for a word, and which share of its weight each has."""
        lemma = terms.lemmas[0]
        found: dict[str, float] = {}
        if terms.pos in ("noun", "verb") and self.ranking.root:
            found |= dict.fromkeys(lemmas_beside(lemma)[:_OF_ROOT], self.ranking.root)
        if terms.pos != "verb":
            found |= dict.fromkeys(nisbas(lemma), self.ranking.nisba)
        if terms.pos in ("noun", "verb"):
            found[twin_of(lemma)] = self.ranking.twin
        return ((term, share) for term, share in found.items() if share and term not in terms.lemmas)

    def sequences(
        self, exact: tuple[str, ...], text: str | None, respelled: Mapping[str, str] = _ALL_AS_TYPED
    ) -> tuple[Clause, ...]:
        """Exact terms in a row, the first with whatever is written on to it, in every spelling that a row may have.

        `respelled` are those of single terms that only the word as it was typed tells.
        """
        alone = len(exact) == 1
        spelled = islice(product(*(tuple(_spellings(one, alone, respelled.get(one, ""))) for one in exact)), _MOST_ROWS)
        rows = [*(tuple(chain.from_iterable(row)) for row in spelled), *_called_in_one(exact), *initials(exact)]
        return tuple(
            _row(target.name, (first, *row[1:]))
            for target in self.schema.fields_for("exact", text)
            for row in rows
            for first in with_proclitics(row[0])
        )

    def letters(self, exact: tuple[str, ...], text: str | None) -> tuple[Clause, ...]:
        """Single letters in a row, however they are spaced."""
        fields = self.schema.fields_for("exact", text)
        return tuple(_row(target.name, row) for target in fields for row in (exact, *initials(exact)))

    def protected(self, terms: WordTerms, text: str | None) -> DisjunctionMax:
        """The word as it is written, with whatever is written on to it, and no other form."""
        fields = self.schema.fields_for("exact", text)
        forms = with_proclitics(terms.exact)
        return DisjunctionMax(tuple(Term(one.name, form, one.boost) for one in fields for form in forms))

    def _weight(self, terms: WordTerms) -> float:
        """What a word weighs beside others."""
        if terms.pos == "verb":
            return self.ranking.verb
        return self.ranking.name if terms.pos in NAMES else 1.0

    def _terms_at(self, terms: WordTerms, target: TextField) -> tuple[str, ...]:
        if target.level == "lemma":
            return terms.lemmas[: self.ranking.lemmas]
        return () if terms.hidden and self.level in _BY_LEMMA else (terms.exact,)


def _spellings(exact: str, alone: bool, respelled: str) -> Iterator[tuple[str, ...]]:
    """The terms that a term of a phrase may be: «father of» in whichever case, ة written ت, يأيها in two."""
    yield (exact,)
    if respelled:
        yield (respelled,)
    yield from ((same,) for same in _SAME.get(exact, ()))
    if (other := rasm.other_taa(exact)) and not alone:
        yield (other,)
    if parts := rasm.call_apart(exact, alone):
        yield parts


def _called_in_one(exact: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The row with each vocative and the word behind it in one; where no more is left of it, one that is no word."""
    for at, (first, second) in enumerate(pairwise(exact)):
        if call := rasm.call_in_one(first, second, alone=len(exact) == _TWO):
            yield (*exact[:at], call, *exact[at + 2 :])


def _row(field: str, exact: tuple[str, ...]) -> Clause:
    return TermPhrase(field, exact) if len(exact) > 1 else Term(field, exact[0])


def with_proclitics(exact: str) -> tuple[str, ...]:
    """The folded word alone and with each proclitic that can stand before it.

    >>> with_proclitics("الامم")[:4]
    ('الامم', 'والامم', 'فالامم', 'بالامم')
    """
    if exact.startswith("ال"):
        return (exact, *(article + exact[2:] for _, article in _PROCLITICS))
    return (exact, *(before + exact for before, _ in _PROCLITICS))


def _weighted(fields: tuple[TextField, ...], ranking: Ranking) -> tuple[TextField, ...]:
    """The fields with what the ranking makes of their weights; those without any left out, unless all are."""
    levels = {"exact": ranking.exact, "lemma": ranking.lemma}
    texts = {"title": ranking.title, "lead": ranking.lead}
    factors = [levels[one.level] * texts.get(one.text, 1.0) for one in fields]
    if all(factor == 1 for factor in factors) or not any(factors):
        return fields
    pairs = zip(fields, factors, strict=True)
    return tuple(replace(one, boost=one.boost * factor) for one, factor in pairs if factor)
