"""The clauses of the nodes that go beyond a word, a prefix and a phrase: what each matches, and what it is scored by.

What terms cannot tell (how near two words stand, which marks and letters were typed) is asked of the stored text of
the documents that the terms find: `check` does, for a bounded number of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from search.analysis import analyze_word
from search.analysis.marks import has_marks
from search.analysis.roots import lemmas_of_root, roots_of_word
from search.analysis.tag_key import tag_key
from search.engines.clauses import (
    AsTyped,
    Bool,
    Clause,
    Condition,
    DisjunctionMax,
    FuzzyTerm,
    MatchNone,
    RangeFilter,
    TagFilter,
    Term,
    TermPhrase,
    TermSet,
    WithinDistance,
    leaves_of,
)
from search.model.field_values import comparable_number
from search.model.ranking import Ranking
from search.model.schema import Schema
from search.query.meant_values import meant_values
from search.query.notices import Notices
from search.query.walk import walk
from search.query.words import Dated, Exact, Fuzzy, Group, Letters, Near, Node, Numbered, Phrase, Root, Tagged, Word

Lookup = Callable[[str, str, int], list[tuple[str, int]]]
Check = Callable[[Clause, Condition, str | None, int], tuple[Clause, str]]  # the code says why not all was looked at
COMPLETE = ""
Pair = tuple[Clause, Clause]  # what must be there, what scores
VOCALISED = "vocalised"
_RELATED = 20  # lemmas of its root that stand for each word at the root level, so that a sentence stays in the limits
_VALUES = 100_000  # of a tag field, the most frequent, looked through for those that are meant;
_BEGINNING = 1_000  # of more also those that begin with what was typed


def unchecked(clause: Clause, condition: Condition, text: str | None, limit: int) -> tuple[Clause, str]:
    """A check that takes every candidate: for those who only count what terms can tell."""
    return clause, COMPLETE


def count_checks(node: Node, level: str) -> int:
    """How many conditions on stored text a tree has; they share the limit of documents that are looked at."""
    return sum(_is_checked(one, level) for one in walk(node))


def _is_checked(node: Node, level: str) -> bool:
    match node:
        case Near() | Letters():
            return True
        case Word(word):
            return level == VOCALISED and has_marks(word)
        case Phrase(words):
            return level == VOCALISED and any(map(has_marks, words))
    return False


@dataclass(slots=True)
class Expander:
    """Expands nodes; `part` gives the clauses of an operand of NEAR, `lookup` the terms of an index."""

    level: str
    lookup: Lookup
    check: Check
    part: Callable[[Node, str | None], Pair]
    schema: Schema
    ranking: Ranking
    notices: Notices
    tree: Group

    def expand(self, node: Node, text: str | None) -> Pair:
        """What must be there for a node, and what scores."""
        match node:
            case Exact(word):
                return self._exact(word, text)
            case Fuzzy(word, edits):
                clause = self._fuzzy(word, edits, text)
                return clause, clause
            case Letters(words):
                return self._typed(AsTyped(words, letters=True, marks=self.level == VOCALISED), text)
            case Root(root, at):
                return self._root(root, at, text)
            case Tagged(name, value, at):
                return self._tag(name, value, at), MatchNone()
            case Dated(first, last, name):
                days = (None if day is None else day.toordinal() for day in (first, last))
                return RangeFilter(name, *days), MatchNone()
            case Numbered():
                return _range_of_numbers(node), MatchNone()
            case Near(nodes, distances):
                return self._near(nodes, distances, text)
        raise AssertionError(f"{node!r} is expanded elsewhere")

    def vocalised(self, words: tuple[str, ...], text: str | None) -> Pair:
        """Words in a row with the marks they are typed with."""
        return self._typed(AsTyped(words, letters=False, marks=True), text)

    def related(self, word: str, text: str | None, own: Pair) -> Pair:
        """The word by itself, or any word of its roots."""
        lemmas = _of_roots(roots_of_word(word))[:_RELATED]
        holds, scored = self._lemmas(lemmas, text) if lemmas else (MatchNone(), MatchNone())
        return DisjunctionMax((own[0], holds)), DisjunctionMax((own[1], scored))

    def _exact(self, word: str, text: str | None) -> Pair:
        terms = analyze_word(word)
        if len(terms) != 1:
            return self.part(Phrase((word,)), text)
        clause = DisjunctionMax(
            tuple(Term(f.name, terms[0].exact, f.boost) for f in self.schema.fields_for("exact", text))
        )
        return clause, clause

    def _typed(self, typed: AsTyped, text: str | None) -> Pair:
        exact = tuple(terms.exact for word in typed.words for terms in analyze_word(word))
        targets = self.schema.fields_for("exact", text)
        holds = Bool(should=tuple(TermPhrase(target.name, exact) for target in targets), minimum=1)
        scored = Bool(
            should=tuple(DisjunctionMax(tuple(Term(f.name, term, f.boost) for f in targets)) for term in exact)
        )
        return self._checked(holds, scored, typed, text), scored

    def _fuzzy(self, word: str, edits: int, text: str | None) -> Clause:
        """The word as typed by BM25, the others by how near they are."""
        exact = analyze_word(word)[0].exact
        clauses: list[Clause] = []
        for target in self.schema.fields_for("exact", text):
            clauses += [
                Term(target.name, exact, target.boost),
                FuzzyTerm(target.name, exact, 1, target.boost * self.ranking.one_edit),
            ]
            if edits > 1:
                clauses.append(FuzzyTerm(target.name, exact, edits, target.boost * self.ranking.two_edits))
        return DisjunctionMax(tuple(clauses))

    def _root(self, root: str, at: int | None, text: str | None) -> Pair:
        roots = (root,) if lemmas_of_root(root) else roots_of_word(root)
        found = _of_roots(roots)
        if not found:
            self.notices.add("no-root", at, root)
            return self.part(Word(root), text)
        return self._lemmas(found, text)

    def _lemmas(self, lemmas: tuple[str, ...], text: str | None) -> Pair:
        """Any of the lemmas, scored by the best."""
        lemmas = lemmas[: self.notices.limits.expansions]
        targets = [target for target in self.schema.fields_for("lemma", text) if target.level == "lemma"]
        holds = DisjunctionMax(tuple(TermSet(target.name, lemmas, target.boost) for target in targets))
        return holds, DisjunctionMax(
            tuple(Term(target.name, lemma, target.boost) for target in targets for lemma in lemmas)
        )

    def _tag(self, name: str, value: str, at: int | None) -> Clause:
        """The values that are meant."""
        listed = self.lookup(name, "", _VALUES)
        if len(listed) == _VALUES:
            self.notices.add("many-values", at, value, name)
            listed = [*listed, *self.lookup(name, tag_key(value), _BEGINNING)]
        found = meant_values(value, dict.fromkeys(one for one, _ in listed))
        if not found:
            self.notices.add("no-value", at, value, name)
            return MatchNone()
        return TagFilter(name, tuple(sorted(found)))

    def _near(self, nodes: tuple[Node, ...], distances: tuple[int, ...], text: str | None) -> Pair:
        pairs = [self.part(node, text) for node in nodes]
        condition = WithinDistance(tuple(tuple(leaves_of(match)) for match, _ in pairs), distances)
        holds = Bool(must=tuple(match for match, _ in pairs))
        scored = Bool(should=tuple(scored for _, scored in pairs))
        return self._checked(holds, scored, condition, text), scored

    def _checked(self, holds: Clause, scored: Clause, condition: Condition, text: str | None) -> Clause:
        candidates = Bool(should=(scored,), filters=(holds,))
        clause, incomplete = self.check(
            candidates, condition, text, self.notices.limits.checked // count_checks(self.tree, self.level)
        )
        if incomplete:
            self.notices.add(incomplete)
        return clause


def _of_roots(roots: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lemma for root in roots for lemma in lemmas_of_root(root)))


def _range_of_numbers(node: Numbered) -> RangeFilter:
    first, last = (None if end is None else comparable_number(end) for end in (node.first, node.last))
    if node.beyond:
        first, last = (None if first is None else first + 1), (None if last is None else last - 1)
    return RangeFilter(node.field, first, last)
