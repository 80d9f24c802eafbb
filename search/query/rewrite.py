"""A tree of words to a tree of clauses: each word becomes its terms at every level that may match, in every text.

A phrase filters, and its words score, so that every engine gives it the same score. Two words typed side by side count
more where they stand so: those of two keywords, and those of a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, pairwise

from search.analysis import WordTerms, analyze_word
from search.analysis.folding import fold
from search.analysis.marks import has_marks
from search.analysis.particles import particle_of
from search.engines.clauses import Bool, Clause, DisjunctionMax, MatchNone, TermPhrase, TermSet, leaves_of
from search.model.limits import Limits
from search.model.ranking import Ranking
from search.model.schema import SCHEMA, Schema
from search.query.expand import VOCALISED, Check, Expander, Lookup, Pair, unchecked
from search.query.fields import query_fields
from search.query.neighbours import NAMES, Neighbours
from search.query.notices import Notices
from search.query.prefix_terms import prefix_terms
from search.query.requirements import Part, Rewritten, matches_of, scores_of
from search.query.walk import split_filters
from search.query.word_clauses import WordClauses
from search.query.words import AnyOf, Group, InField, Node, Phrase, Prefix, Word


def rewrite(
    tree: Group,
    level: str,
    lookup: Lookup,
    check: Check = unchecked,
    limits: Limits = Limits(),
    schema: Schema = SCHEMA,
    ranking: Ranking = Ranking(),
) -> Rewritten:
    """The parts of a query; `lookup(field, prefix, limit)` gives an index's terms for a prefix.

    `check` looks at the stored text of documents for what their terms cannot tell; see `expand`.
    """
    return _Rewriter(level, lookup, check, schema, ranking, Notices(limits, query_fields(schema))).rewrite(tree)


@dataclass(slots=True)
class _Rewriter:
    level: str
    lookup: Lookup
    check: Check
    schema: Schema
    ranking: Ranking
    notices: Notices
    expanded: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    clauses: int = 0
    near: Neighbours = Neighbours()
    words: WordClauses = field(init=False)
    expander: Expander = field(init=False)

    def __post_init__(self) -> None:
        self.words = WordClauses(self.level, self.schema, self.ranking)
        self.expander = Expander(
            self.level, self.lookup, self.check, self._pair, self.schema, self.ranking, self.notices
        )

    def rewrite(self, tree: Group) -> Rewritten:
        self.expander.tree = tree
        self.near = Neighbours.of(tree.nodes if not tree.required else ())
        nodes, required_nodes, filtering = split_filters(tree)
        filters = tuple(part.match for part in self._within_limit(filtering))
        parts = tuple(self._within_limit(nodes))
        required = tuple(self._within_limit(required_nodes))
        excluded = tuple(part.match for part in self._within_limit(tree.excluded))
        notices = tuple(self.notices.found.values())
        together = tuple(islice(self._together(nodes), self.ranking.adjacent_pairs)) if self.ranking.adjacent else ()
        return Rewritten(parts, required, excluded, notices, filters, together, self.ranking.keywords)

    def _within_limit(self, nodes: tuple[Node, ...]) -> Iterator[Part]:
        for node in dict.fromkeys(nodes):  # a word typed twice asks for nothing more
            part = self._part(node, None)
            leaves = (*leaves_of(part.match), *leaves_of(part.scored))
            size = sum(len(leaf.terms) if isinstance(leaf, TermSet) else 1 for leaf in leaves)
            if self.clauses + size > self.notices.limits.clauses:
                self.notices.add("clauses")
                return
            self.clauses += size
            yield part

    def _part(self, node: Node, text: str | None) -> Part:
        match node:
            case Word(word):
                return self._word(word, text)
            case Prefix(prefix):
                expansion = self._prefix(prefix, node.start, text)
                return Part(expansion, expansion)
            case Phrase(words):
                return self._phrase(words, text)
            case InField(name, child):
                return self._part(child, name)
            case AnyOf(nodes):
                parts = [self._part(child, text) for child in nodes]
                return Part(Bool(should=matches_of(parts), minimum=1), Bool(should=scores_of(parts)))
            case Group(nodes, required, excluded):
                parts = [self._part(child, text) for child in (*nodes, *required)]
                without = matches_of([self._part(child, text) for child in excluded])
                must = matches_of(parts) or (MatchNone(),)
                return Part(Bool(must=must, must_not=without), Bool(should=scores_of(parts)))
        return Part(*self.expander.expand(node, text))

    def _pair(self, node: Node, text: str | None) -> Pair:
        part = self._part(node, text)
        return part.match, part.scored

    def _word(self, word: str, text: str | None) -> Part:
        terms = analyze_word(word)
        if len(terms) != 1:
            return self._phrase((word,), text)
        if terms[0].hidden and (word in self.near.among_others or not self._holds(terms[0], text)):
            terms = analyze_word(particle_of(terms[0].exact))  # its place or the index has no name there: على is meant
        significant = not terms[0].is_stop_word
        if self.level == VOCALISED and has_marks(word):
            return Part(*self.expander.vocalised((word,), text), significant)
        more = self.words.more(terms[0], self.near.alone, word in self.near.beside_names)
        more += self.near.joined.get(word, ())
        match, scored = self.words.match(terms[0], text, more), self.words.scored(terms[0], text)
        if letters := self.near.initials.get(word, _initials_of(word)):
            match = DisjunctionMax((match, *self.words.letters(letters, text)))
        if self.level == "root" and significant:
            return Part(*self.expander.related(word, text, (match, scored)))
        return Part(match, scored, significant)

    def _holds(self, terms: WordTerms, text: str | None) -> bool:
        """Whether any document has the word's lemma."""
        names = [one.name for one in self.schema.fields_for("lemma", text) if one.level == "lemma"]
        return any(term == terms.lemmas[0] for name in names for term, _ in self._expand(name, terms.lemmas[0]))

    def _phrase(self, words: tuple[str, ...], text: str | None) -> Part:
        if self.level == VOCALISED and any(map(has_marks, words)):
            return Part(*self.expander.vocalised(words, text))
        terms = [terms for word in words for terms in analyze_word(word)]
        sequences = self.words.sequences(tuple(one.exact for one in terms), text)
        scored = tuple(self.words.scored(one, text) for one in terms)
        return Part(Bool(should=sequences, minimum=1), Bool(should=scored))

    def _prefix(self, prefix: str, position: int | None, text: str | None) -> Clause:
        folded = fold(prefix)
        expansions = []
        for target in self.schema.fields_for("exact", text):
            found = self._expand(target.name, folded)
            if len(found) > self.notices.limits.expansions:
                self.notices.add("expansions", position)
            terms = tuple(term for term, _ in found[: self.notices.limits.expansions])
            expansions.append(TermSet(target.name, terms, target.boost))
        return DisjunctionMax(tuple(expansions))

    def _expand(self, name: str, prefix: str) -> list[tuple[str, int]]:
        if (name, prefix) not in self.expanded:
            most = self.notices.limits.expansions + 1
            self.expanded[name, prefix] = prefix_terms(prefix, partial(self.lookup, name), most)
        return self.expanded[name, prefix]

    def _together(self, nodes: tuple[Node, ...]) -> Iterator[Clause]:
        """The pairs of words typed side by side that count more where they stand so."""
        words = [_significant(node) for node in nodes]
        keywords = sum(word is not None for word in words) <= self.ranking.keywords
        for first, second in pairwise(words):
            if first and second and (keywords or first.pos in NAMES or second.pos in NAMES):
                pair, fields = (first.exact, second.exact), self.schema.fields_for("exact")
                yield DisjunctionMax(tuple(TermPhrase(one.name, pair, self.ranking.adjacent) for one in fields))


def _initials_of(word: str) -> tuple[str, ...]:
    """The letters of a Latin word that is written as initials: US, U.S."""
    return tuple(word.lower()) if word.isascii() and word.isupper() and word.isalpha() and len(word) > 1 else ()


def _significant(node: Node) -> WordTerms | None:
    """The terms of a node that is one word, and not a stop word."""
    terms = analyze_word(node.text) if isinstance(node, Word) else ()
    return terms[0] if len(terms) == 1 and not terms[0].is_stop_word else None
