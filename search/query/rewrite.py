"""A tree of words to a tree of clauses: each word becomes its terms at every level that may match, in every text.

A phrase filters, and its words score, so that every engine gives it the same score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from search.analysis import WordTerms, analyze_word
from search.analysis.folding import fold
from search.analysis.marks import has_marks
from search.analysis.particles import particle_of
from search.analysis.soft_hamza import other_spelling
from search.engines.clauses import Bool, Clause, DisjunctionMax, MatchNone, TermSet
from search.model.deadline import give_way
from search.model.limits import Limits
from search.model.ranking import Ranking
from search.model.schema import SCHEMA, Schema
from search.query.answer_set import MOST_TELLING, Kind, Part, Rewritten, matches_of, scores_of
from search.query.evidence import Evidence
from search.query.expand import VOCALISED, Check, Expander, Lookup, Pair, unchecked
from search.query.fields import query_fields
from search.query.neighbours import Neighbours
from search.query.notices import Notices
from search.query.own_words import NONE, OwnWords, Synonym
from search.query.prefix_terms import prefix_terms
from search.query.scaling import scaled
from search.query.telling import Containing, unknown, weights_of
from search.query.walk import split_filters
from search.query.word_clauses import WordClauses
from search.query.words import AnyOf, Fuzzy, Group, InField, Node, Phrase, Prefix, Word

_MEANT = ("lemma", "root")  # levels at which a word stands for others
_FOR_ROOTS = 16  # words that have their roots for evidence: more would not fit into the limit of clauses


def rewrite(
    tree: Group,
    level: str,
    lookup: Lookup,
    check: Check = unchecked,
    limits: Limits = Limits(),
    schema: Schema = SCHEMA,
    ranking: Ranking = Ranking(),
    containing: Containing = unknown,
    documents: int = 0,
    own: OwnWords = NONE,
) -> Rewritten:
    """The parts of a query; `lookup(field, prefix, limit)` gives an index's terms for a prefix.

    `check` looks at the stored text of documents for what their terms cannot tell; see `expand`. Of an index of so
    many `documents`, `containing(field, terms)` tells in how many each term is. `own` are the words of whoever runs it.
    """
    notices = Notices(limits, query_fields(schema))
    if len(tree.nodes) > _FOR_ROOTS:
        ranking = replace(ranking, root=0.0)
    return _Rewriter(level, lookup, check, schema, ranking, notices, containing, documents, own).rewrite(tree)


@dataclass(slots=True)
class _Rewriter:
    level: str
    lookup: Lookup
    check: Check
    schema: Schema
    ranking: Ranking
    notices: Notices
    containing: Containing
    documents: int
    own: OwnWords = OwnWords()
    synonyms: dict[Node, tuple[Synonym, ...]] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)  # the rows of own tables
    expanded: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    clauses: int = 0
    near: Neighbours = Neighbours()
    words: WordClauses = field(init=False)
    evidence: Evidence = field(init=False)
    tree: Group = Group()

    def __post_init__(self) -> None:
        self.words, self.evidence = _makers(self.level, self.schema, self.ranking)

    @property
    def expander(self) -> Expander:
        """Made where it is needed: kept, the two would hold each other, and a generation, when a query is answered."""
        return Expander(
            self.level, self.lookup, self.check, self._pair, self.schema, self.ranking, self.notices, self.tree
        )

    def rewrite(self, tree: Group) -> Rewritten:
        self.tree = tree
        self.near = Neighbours.of(tree.nodes if not tree.required else ())
        nodes, required_nodes, filtering = split_filters(tree)
        if self.level in _MEANT:
            self.synonyms = self.own.alternatives((*nodes, *required_nodes))
        filters = tuple(part.match for part in self._within_limit(filtering))
        parts = self._weighed(tuple(self._within_limit(nodes)))
        required = tuple(self._within_limit(required_nodes))
        excluded = tuple(part.match for part in self._within_limit(tree.excluded))
        together = tuple(self.evidence.of(nodes))
        return Rewritten(
            parts, required, excluded, tuple(self.notices.found.values()), filters, together, tuple(self.used)
        )

    def _weighed(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The parts with what they tell, where there are more words than an answer must hold all of."""
        if sum(part.significant for part in parts if part.kind != Kind.CONDITION) <= MOST_TELLING:
            return parts
        weights = weights_of([part.match for part in parts], self.containing, self.documents)
        return tuple(replace(part, weight=weight) for part, weight in zip(parts, weights, strict=True))

    def _within_limit(self, nodes: tuple[Node, ...]) -> Iterator[Part]:
        for node in dict.fromkeys(nodes):  # a word typed twice asks for nothing more
            part = self._part(node, None)
            if self.clauses + part.size > self.notices.limits.clauses:
                self.notices.add("clauses")
                return
            self.clauses += part.size
            yield Part(part.match, part.scored, part.significant, _kind(node), text=str(node))

    def _part(self, node: Node, text: str | None) -> Part:
        give_way()
        match node:
            case Word(word):
                return self._with_synonyms(node, self._word(word, text), text)
            case Prefix(prefix):
                expansion = self._prefix(prefix, node.start, text)
                return Part(expansion, expansion)
            case Phrase(words):
                return self._with_synonyms(node, self._phrase(words, text), text)
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
        if terms[0].exact in self.own.protected:
            self.used[f"protected: {terms[0].exact}"] = None
            clause = self.words.protected(terms[0], text)
            return Part(clause, clause)
        significant = not self.own.is_stop_word(terms[0])
        if self.level == VOCALISED and has_marks(word):
            return Part(*self.expander.vocalised((word,), text), significant)
        more = self.words.more(terms[0], self.near.alone, word in self.near.beside_names)
        more += self.near.joined.get(word, ())
        if word in self.near.respelled:
            more += (self.near.respelled[word],)
        part = self.words.part(terms[0], text, more, not significant, self._respelled(word))
        if letters := self.near.initials.get(word, _initials_of(word)):
            match = DisjunctionMax((part.match, *self.words.letters(letters, text)))
            part = Part(match, part.scored, significant)
        if self.level == "root" and significant:
            return Part(*self.expander.related(word, text, (part.match, part.scored)))
        return part

    def _with_synonyms(self, node: Node, part: Part, text: str | None) -> Part:
        """A part, or what the rows of own synonyms mean by it; of several words a row stands for each of them."""
        if node not in self.synonyms:
            return part
        match, scored = part.match, part.scored
        for synonym in self.synonyms[node]:
            self.used[synonym.row] = None
            meant = self._meant(synonym.meant, text)
            match = DisjunctionMax((match, meant.match))
            counted = meant.scored if meant.is_word else Bool(must=(meant.match,), should=(meant.scored,))
            scored = DisjunctionMax((scored, scaled(counted, self.ranking.synonym if synonym.weak else 1.0)))
        return replace(part, match=match, scored=scored)

    def _meant(self, words: tuple[str, ...], text: str | None) -> Part:
        return self._word(words[0], text) if len(words) == 1 else self._phrase(words, text)

    def _holds(self, terms: WordTerms, text: str | None) -> bool:
        """Whether any document has the word's lemma."""
        names = [one.name for one in self.schema.fields_for("lemma", text) if one.level == "lemma"]
        return any(term == terms.lemmas[0] for name in names for term, _ in self._expand(name, terms.lemmas[0]))

    def _phrase(self, words: tuple[str, ...], text: str | None) -> Part:
        if self.level == VOCALISED and any(map(has_marks, words)):
            return Part(*self.expander.vocalised(words, text))
        terms = [terms for word in words for terms in analyze_word(word)]
        others = ((analyze_word(word), self._respelled(word)) for word in words)
        respelled = {typed[0].exact: other[0].exact for typed, other in others if other}
        sequences = self.words.sequences(tuple(one.exact for one in terms), text, respelled)
        scored = tuple(self.words.scored(one, text, self.own.is_stop_word(one)) for one in terms)
        return Part(Bool(should=sequences, minimum=1), Bool(should=scored))

    def _respelled(self, word: str) -> tuple[WordTerms, ...]:
        """What the word may be with its hamza, or without."""
        return other_spelling(word) if self.level in _MEANT and self.ranking.respelled else ()

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


@lru_cache(2**4)
def _makers(level: str, schema: Schema, ranking: Ranking) -> tuple[WordClauses, Evidence]:
    """What makes the clauses of words, and keeps them from query to query."""
    return WordClauses(level, schema, ranking), Evidence(schema, ranking)


def _initials_of(word: str) -> tuple[str, ...]:
    """The letters of a Latin word that is written as initials: US, U.S."""
    return tuple(word.lower()) if word.isascii() and word.isupper() and word.isalpha() and len(word) > 1 else ()


def _kind(node: Node) -> Kind:
    """What a node of the query asks of a document: see `Kind`."""
    match node:
        case Word() | Prefix() | Fuzzy():
            return Kind.WORD
        case Phrase(literal=literal):
            return Kind.QUOTATION if literal else Kind.WORD  # كوفيد-19 is written in one run
        case AnyOf():
            return Kind.CONDITION if node.grouped else Kind.WORD  # the او of a question is a word of it
        case Group(nodes, required, excluded) if not (required or excluded) and all(isinstance(n, Word) for n in nodes):
            return Kind.QUOTATION if node.grouped else Kind.WORD
    return Kind.CONDITION
