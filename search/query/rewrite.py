"""A tree of words to a tree of terms: each word becomes its terms at every level that may match, in every text.

What a document must hold and what it is scored by are two things. It must hold words of the query at a level that
makes a match. It is scored by every word, stop words too, by the best of the word's levels and texts, and by weak
evidence: a verb for its noun and the other way round (كتابة, يكتب). Evidence makes no match for a word or two; where
any word of many is enough it counts like the others, which finds more and costs less.
A phrase filters, and its words score, so that every engine gives it the same score. Two words typed side by side count
more where they stand so: those of two keywords, and those of a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from search.analysis import WordTerms, analyze_word
from search.analysis.folding import fold
from search.analysis.marks import has_marks
from search.analysis.stopwords import WEIGHT, is_stop_word
from search.analysis.tables import read_table
from search.engines.clauses import Bool, Clause, DisjunctionMax, Leaf, MatchNone, Term, TermPhrase, TermSet, leaves_of
from search.model.limits import Limits
from search.model.results import Notice
from search.model.schema import TextField, fields_for
from search.query.expand import VOCALISED, Check, Expander, Lookup, Pair, unchecked
from search.query.notices import Report
from search.query.walk import split_filters
from search.query.words import AnyOf, Group, InField, Node, Phrase, Prefix, Word

_KEYWORDS = 2  # a query of so many words is a pair of keywords; a longer one may be a question
_EVIDENCE = 0.8  # of a lemma's weight: what the verb of a noun, or the noun of a verb, counts
_WEIGHTS = {"verb": 0.8, "name": 1.1, "unknown": 1.1, "": 1.1}  # by part of speech; "" has no reading: 2024, NATO
_TIE = 0.03  # of what the levels and texts beside the best one score
_TOGETHER = 1.0  # what two words that stand as they were typed score besides
_MOST_TOGETHER = 6  # pairs looked up: each costs the engine a look at the places of both words
_NAMES = ("name", "unknown", "")  # parts of speech; "" has no reading
_VERB = "+"  # ends the lemma of a verb
_PROCLITICS = [(row["before"], row["article"]) for row in read_table("proclitics", "before", "article")]


@dataclass(frozen=True, slots=True)
class Requirement:
    """How many of the words typed side by side must be found: `name` is all or any."""

    name: str
    minimum: int


_ANY = Requirement("any", 1)


def requirements(words: int, match: str, required: bool = False) -> list[Requirement]:
    """What is required of `words` words, strictest first; the next one is for when a stricter one finds nothing.

    `auto` asks for both of two words, as keywords are meant, and leaves more words to the ranking: to ask for a share
    of a longer query ranks questions worse. Beside words that are `required` in any case (+word) none of the others
    need be there.

    >>> [r.name for r in requirements(2, "auto")], [r.name for r in requirements(8, "auto")]
    (['all', 'any'], ['any'])
    """
    every, some = Requirement("all", words), Requirement("any", 0) if required else _ANY
    if match == "all" or words < 1 or (words == 1 and not required):
        return [every]
    return [every, some] if match == "auto" and words <= _KEYWORDS else [some]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a query: what a document must hold for it, what it is scored by, and whether it says much."""

    match: Clause
    scored: Clause
    telling: bool = True

    @property
    def is_word(self) -> bool:
        """Whether it is one word, which stands for itself wherever it is."""
        return isinstance(self.match, DisjunctionMax)

    @property
    def enough(self) -> Clause:
        """What makes a match where any part does: of a phrase or a group only the whole, which then scores nothing."""
        return self.scored if self.is_word else Bool(filters=(self.match,))


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The parts of a query: those typed side by side, those required in any case, and what must not be there.

    `filters` say which documents may be found; without any part all that pass are. `together` only scores.
    """

    parts: tuple[Part, ...] = ()
    required: tuple[Part, ...] = ()
    excluded: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = ()
    filters: tuple[Clause, ...] = ()
    together: tuple[Clause, ...] = ()

    def needed(self, match: str) -> tuple[Part, ...]:
        """The parts that a requirement counts: stop words only when there is nothing else, or all are asked for."""
        telling = tuple(part for part in self.parts if part.telling)
        return self.parts if match == "all" or not (telling or self.required) else telling

    def ladder(self, match: str) -> list[Requirement]:
        """What is required, strictest first. A pair of words among stop words is a question, not two keywords."""
        words = len(self.needed(match))
        if match == "auto" and len(self.parts) > _KEYWORDS >= words > 1:
            match = "any"
        return requirements(words, match, bool(self.required))

    def marked(self, match: str) -> list[Leaf]:
        """What is to be marked in a hit: every form of the needed words, and of a phrase its sequences."""
        parts = (*self.needed(match), *self.required)
        return [leaf for part in parts for leaf in leaves_of(part.scored if part.is_word else part.match)]

    def clause(self, requirement: Requirement, match: str, filters: tuple[Clause, ...] = ()) -> Clause:
        """The tree of terms under one requirement."""
        needed = self.needed(match)
        filters = (*self.filters, *filters)
        if not (needed or self.required):
            return Bool(must_not=self.excluded, filters=filters) if self.filters else MatchNone()
        if requirement == _ANY:
            any_of = Bool(should=tuple(part.enough for part in needed), minimum=1)
            others = tuple(part.scored for part in self.parts if not (part.is_word and part in needed))
            return Bool((any_of,), (*others, *self.together), self.excluded, filters)
        must, should = _matches(self.required), _matches(needed)
        if requirement.minimum >= len(should):
            holds = Bool(must=(*must, *should))
        else:
            holds = Bool(must=must, should=should, minimum=requirement.minimum)
        scored = (*_scored((*self.parts, *self.required)), *self.together)
        return Bool(should=scored, must_not=self.excluded, filters=(holds, *filters))


def rewrite(tree: Group, level: str, lookup: Lookup, check: Check = unchecked, limits: Limits = Limits()) -> Rewritten:
    """The parts of a query; `lookup(field, prefix, limit)` gives an index's terms for a prefix.

    `check` looks at the stored text of documents for what their terms cannot tell; see `expand`.
    """
    return _Rewriter(level, lookup, check, Report(limits)).rewrite(tree)


@dataclass(slots=True)
class _Rewriter:
    level: str
    lookup: Lookup
    check: Check
    report: Report
    expanded: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    clauses: int = 0
    expander: Expander = field(init=False)

    def __post_init__(self) -> None:
        self.expander = Expander(self.level, self.lookup, self.check, self._pair, self.report)

    def rewrite(self, tree: Group) -> Rewritten:
        self.expander.tree = tree
        nodes, required_nodes, filtering = split_filters(tree)
        filters = tuple(part.match for part in self._within_limit(filtering))
        parts = tuple(self._within_limit(nodes))
        required = tuple(self._within_limit(required_nodes))
        excluded = tuple(part.match for part in self._within_limit(tree.excluded))
        notices = tuple(self.report.notices.values())
        return Rewritten(parts, required, excluded, notices, filters, tuple(islice(_together(nodes), _MOST_TOGETHER)))

    def _within_limit(self, nodes: tuple[Node, ...]) -> Iterator[Part]:
        for node in dict.fromkeys(nodes):  # a word typed twice asks for nothing more
            part = self._part(node, None)
            leaves = (*leaves_of(part.match), *leaves_of(part.scored))
            size = sum(len(leaf.terms) if isinstance(leaf, TermSet) else 1 for leaf in leaves)
            if self.clauses + size > self.report.limits.clauses:
                self.report.say("clauses")
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
                return Part(Bool(should=_matches(parts), minimum=1), Bool(should=_scored(parts)))
            case Group(nodes, required, excluded):
                parts = [self._part(child, text) for child in (*nodes, *required)]
                without = _matches([self._part(child, text) for child in excluded])
                return Part(Bool(must=_matches(parts) or (MatchNone(),), must_not=without), Bool(should=_scored(parts)))
        return Part(*self.expander.expand(node, text))

    def _pair(self, node: Node, text: str | None) -> Pair:
        part = self._part(node, text)
        return part.match, part.scored

    def _word(self, word: str, text: str | None) -> Part:
        terms = analyze_word(word)
        if len(terms) != 1:
            return self._phrase((word,), text)
        telling = not is_stop_word(terms[0].exact)
        if self.level == VOCALISED and has_marks(word):
            return Part(*self.expander.vocalised((word,), text), telling)
        best, scored = self._best(terms[0], text), self._scored_word(terms[0], text)
        if self.level == "root" and telling:
            return Part(*self.expander.related(word, text, (best, scored)))
        return Part(best, scored, telling)

    def _best(self, terms: WordTerms, text: str | None) -> DisjunctionMax:
        """The word at every level that makes a match, in every text."""
        return DisjunctionMax(
            tuple(Term(f.name, term, f.boost) for f in self._fields(text) for term in _terms_at(terms, f))
        )

    def _scored_word(self, terms: WordTerms, text: str | None) -> DisjunctionMax:
        """The same with weak evidence, all of it lighter for a stop word."""
        weight = _weight(terms)
        twin = _twin(terms)
        clauses: list[Clause] = []
        for target in self._fields(text):
            clauses += [Term(target.name, term, target.boost * weight) for term in _terms_at(terms, target)]
            if target.level == "lemma" and twin and twin not in terms.lemmas:
                clauses.append(Term(target.name, twin, target.boost * weight * _EVIDENCE))
        return DisjunctionMax(tuple(clauses), _TIE)

    def _phrase(self, words: tuple[str, ...], text: str | None) -> Part:
        if self.level == VOCALISED and any(map(has_marks, words)):
            return Part(*self.expander.vocalised(words, text))
        terms = [terms for word in words for terms in analyze_word(word)]
        exact = tuple(terms.exact for terms in terms)
        sequences = tuple(
            TermPhrase(target.name, (first, *exact[1:]))
            for target in fields_for("exact", text)
            for first in with_proclitics(exact[0])
        )
        scored = tuple(self._scored_word(word, text) for word in terms)
        return Part(Bool(should=sequences, minimum=1), Bool(should=scored))

    def _prefix(self, prefix: str, at: int | None, text: str | None) -> Clause:
        folded = fold(prefix)
        expansions = []
        for target in fields_for("exact", text):
            found = self._expand(target.name, folded)
            if len(found) > self.report.limits.expansions:
                self.report.say("expansions", at)
            terms = tuple(term for term, _ in found[: self.report.limits.expansions])
            expansions.append(TermSet(target.name, terms, target.boost))
        return DisjunctionMax(tuple(expansions))

    def _expand(self, name: str, prefix: str) -> list[tuple[str, int]]:
        if (name, prefix) not in self.expanded:
            self.expanded[name, prefix] = self.lookup(name, prefix, self.report.limits.expansions + 1)
        return self.expanded[name, prefix]

    def _fields(self, text: str | None) -> tuple[TextField, ...]:
        return fields_for(self.level, text)


def _together(nodes: tuple[Node, ...]) -> Iterator[Clause]:
    """The pairs of words typed side by side that count more where they stand so."""
    words = [_telling(node) for node in nodes]
    keywords = sum(word is not None for word in words) <= _KEYWORDS
    for first, second in pairwise(words):
        if first and second and (keywords or first.pos in _NAMES or second.pos in _NAMES):
            pair = (first.exact, second.exact)
            yield DisjunctionMax(tuple(TermPhrase(target.name, pair, _TOGETHER) for target in fields_for("exact")))


def _telling(node: Node) -> WordTerms | None:
    """The terms of a node that is one word, and not a stop word."""
    terms = analyze_word(node.text) if isinstance(node, Word) else ()
    return terms[0] if len(terms) == 1 and not is_stop_word(terms[0].exact) else None


def with_proclitics(exact: str) -> tuple[str, ...]:
    """The folded word alone and with each proclitic that can stand before it.

    >>> with_proclitics("الامم")[:4]
    ('الامم', 'والامم', 'فالامم', 'بالامم')
    """
    if exact.startswith("ال"):
        return (exact, *(article + exact[2:] for _, article in _PROCLITICS))
    return (exact, *(before + exact for before, _ in _PROCLITICS))


def _weight(terms: WordTerms) -> float:
    """What a word weighs beside others: a verb tells less of what is asked for than a noun, a name or a number more."""
    if is_stop_word(terms.exact):
        return WEIGHT
    return _WEIGHTS.get(terms.pos, 1.0)


def _terms_at(terms: WordTerms, target: TextField) -> tuple[str, ...]:
    return terms.lemmas if target.level == "lemma" else (terms.exact,)


def _twin(terms: WordTerms) -> str:
    """The lemma of the verb spelled like this noun, or of the noun spelled like this verb; '' for other words."""
    lemma = terms.lemmas[0]
    if terms.pos == "noun":
        return lemma + _VERB
    return lemma.removesuffix(_VERB) if terms.pos == "verb" else ""


def _matches(parts: Iterable[Part]) -> tuple[Clause, ...]:
    return tuple(part.match for part in parts)


def _scored(parts: Iterable[Part]) -> tuple[Clause, ...]:
    return tuple(part.scored for part in parts)
