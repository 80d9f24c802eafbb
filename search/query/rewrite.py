"""A tree of words to a tree of terms: each word becomes its terms at every level that may match, in every text.

A word scores the best of its levels and texts. A phrase filters, and its words score, so that every engine gives it
the same score. How many of the words are needed is `match`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from search.analysis import WordTerms, analyze_word
from search.analysis.folding import fold
from search.analysis.tables import read_table
from search.config import LIMITS
from search.hits import Notice
from search.query.nodes import (
    AnyOf,
    Best,
    Bool,
    Clause,
    Expansion,
    Group,
    InField,
    Node,
    Nothing,
    Phrase,
    Prefix,
    Sequence,
    Term,
    Word,
    terms_of,
)
from search.query.parser import NOTICES
from search.schema import fields_for

Lookup = Callable[[str, str, int], list[tuple[str, int]]]
_KEYWORDS = 2  # a query of so many words is a pair of keywords; a longer one may be a question
_PROCLITICS = [(row["before"], row["article"]) for row in read_table("proclitics", "before", "article")]


@dataclass(frozen=True, slots=True)
class Requirement:
    """How many of the words typed side by side must be found: `name` is all or any."""

    name: str
    minimum: int


def requirements(words: int, match: str, required: bool = False) -> list[Requirement]:
    """What is required of `words` words, strictest first; the next one is for when a stricter one finds nothing.

    `auto` asks for both of two words, as keywords are meant, and leaves more words to the ranking: asking for any
    share of a longer query lost 1 to 6 % of nDCG@10 on three collections of questions. Beside words that are
    `required` in any case (+word) none of the others need be there.

    >>> [r.name for r in requirements(2, "auto")], [r.name for r in requirements(8, "auto")]
    (['all', 'any'], ['any'])
    """
    every, some = Requirement("all", words), Requirement("any", 0 if required else 1)
    if match == "all" or words < 1 or (words == 1 and not required):
        return [every]
    return [every, some] if match == "auto" and words <= _KEYWORDS else [some]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The tree of terms of a query without its requirement: `with_minimum` completes it."""

    clause: Bool
    notices: tuple[Notice, ...] = ()

    def with_minimum(self, minimum: int, filters: tuple[Clause, ...] = ()) -> Clause:
        """The tree in which `minimum` of the optional words are needed."""
        clause = self.clause
        if not (clause.must or clause.should):
            return Nothing()
        if minimum >= len(clause.should):
            clause = replace(clause, must=clause.should + clause.must, should=(), minimum=0)
        else:
            clause = replace(clause, minimum=minimum)
        return replace(clause, filters=filters)


def rewrite(tree: Group, level: str, lookup: Lookup) -> Rewritten:
    """The tree of terms; `lookup(field, prefix, limit)` gives an index's terms for a prefix."""
    return _Rewriter(level, lookup).rewrite(tree)


@dataclass(slots=True)
class _Rewriter:
    level: str
    lookup: Lookup
    notices: dict[str, Notice] = field(default_factory=dict)
    expanded: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    clauses: int = 0

    def rewrite(self, tree: Group) -> Rewritten:
        should = tuple(self._within_limit(tree.nodes))
        must = tuple(self._within_limit(tree.required))
        must_not = tuple(self._within_limit(tree.excluded))
        return Rewritten(Bool(must, should, must_not), tuple(self.notices.values()))

    def _within_limit(self, nodes: tuple[Node, ...]) -> Iterator[Clause]:
        for node in dict.fromkeys(nodes):  # a word typed twice asks for nothing more
            clause = self._node(node, None)
            size = sum(len(leaf.terms) if isinstance(leaf, Expansion) else 1 for leaf in terms_of(clause))
            if self.clauses + size > LIMITS.clauses:
                self._say("clauses")
                return
            self.clauses += size
            yield clause

    def _node(self, node: Node, text: str | None) -> Clause:
        match node:
            case Word(word):
                return self._word(word, text)
            case Prefix(prefix):
                return self._prefix(prefix, text)
            case Phrase(words):
                return self._phrase(words, text)
            case InField(name, child):
                return self._node(child, name)
            case AnyOf(nodes):
                return Bool(should=tuple(self._node(child, text) for child in nodes), minimum=1)
            case Group(nodes, required, excluded):
                return Bool(
                    must=tuple(self._node(child, text) for child in (*nodes, *required)) or (Nothing(),),
                    must_not=tuple(self._node(child, text) for child in excluded),
                )

    def _word(self, word: str, text: str | None) -> Clause:
        terms = analyze_word(word)
        if len(terms) != 1:
            return self._phrase((word,), text)
        return self._best(terms[0], text)

    def _best(self, terms: WordTerms, text: str | None) -> Best:
        """The word at every level that may match, in every text."""
        clauses: list[Clause] = []
        for target in fields_for(self.level, text):
            texts = terms.lemmas if target.level == "lemma" else (terms.exact,)
            clauses += [Term(target.name, text, target.boost) for text in texts]
        return Best(tuple(clauses))

    def _phrase(self, words: tuple[str, ...], text: str | None) -> Clause:
        terms = [terms for word in words for terms in analyze_word(word)]
        exact = tuple(terms.exact for terms in terms)
        sequences = tuple(
            Sequence(field.name, (first, *exact[1:]))
            for field in fields_for("exact", text)
            for first in with_proclitics(exact[0])
        )
        scored = tuple(self._best(word, text) for word in terms)
        return Bool(should=scored, filters=(Bool(should=sequences, minimum=1),))

    def _prefix(self, prefix: str, text: str | None) -> Clause:
        folded = fold(prefix)
        expansions = []
        for target in fields_for("exact", text):
            found = self._expand(target.name, folded)
            if len(found) > LIMITS.expansions:
                self._say("expansions")
            terms = tuple(term for term, _ in found[: LIMITS.expansions])
            expansions.append(Expansion(target.name, terms, target.boost))
        return Best(tuple(expansions))

    def _expand(self, name: str, prefix: str) -> list[tuple[str, int]]:
        if (name, prefix) not in self.expanded:
            self.expanded[name, prefix] = self.lookup(name, prefix, LIMITS.expansions + 1)
        return self.expanded[name, prefix]

    def _say(self, code: str) -> None:
        self.notices[code] = Notice(code, *NOTICES[code])


def with_proclitics(exact: str) -> tuple[str, ...]:
    """The folded word alone and with each proclitic that can stand before it.

    >>> with_proclitics("الامم")[:4]
    ('الامم', 'والامم', 'فالامم', 'بالامم')
    """
    if exact.startswith("ال"):
        return (exact, *(article + exact[2:] for _, article in _PROCLITICS))
    return (exact, *(before + exact for before, _ in _PROCLITICS))
