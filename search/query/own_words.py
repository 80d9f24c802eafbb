"""Words of whoever runs the service, beside the rules of the language: synonyms, protected words, stop words, pins.

All of them are matched by lemma, so that one row is enough for every form. They change queries only, never an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeGuard

from search.analysis import WordTerms, analyze_word
from search.query.query_words import words_of
from search.query.words import Node, Phrase, Word

SIGNS = {"=": (True, False), ">": (False, False), "~": (True, True), "~>": (False, True)}  # both ways, weak
_COMPARED = 2  # lemmas of a word of a query that a row is looked up by: as many as a document holds


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words that stand for others: where `said` is asked for, `meant` is found too; `row` says which row has it."""

    said: tuple[str, ...]  # the first lemma of each word
    meant: tuple[str, ...]  # words as they were written
    weak: bool
    row: str


class Row(NamedTuple):
    """A row of a table, and where it stands."""

    cells: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The tables, ready to be looked up; `digest` changes with them."""

    synonyms: Mapping[str, tuple[Synonym, ...]] = field(default_factory=dict)  # by the first lemma that is said
    protected: frozenset[str] = frozenset()  # exact terms
    stop_words: frozenset[str] = frozenset()  # exact terms and lemmas
    pinned: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)  # lemmas of a query -> ids
    digest: str = ""

    def is_stop_word(self, terms: WordTerms) -> bool:
        """Whether a word says little here, or anywhere."""
        own = terms.exact in self.stop_words or (bool(terms.lemmas) and terms.lemmas[0] in self.stop_words)
        return terms.is_stop_word or own

    def kept(self, nodes: Sequence[Node]) -> tuple[Node, ...]:
        """Nodes of which protected words are meant in their letters: nothing else is offered for them."""
        if not self.protected:
            return tuple(nodes)
        return tuple(replace(node, literal=True) if self._is_protected(node) else node for node in nodes)

    def _is_protected(self, node: Node) -> TypeGuard[Word]:
        return isinstance(node, Word) and any(terms.exact in self.protected for terms in analyze_word(node.text))

    def pins(self, nodes: Sequence[Node]) -> tuple[str, ...]:
        """The ids that are pinned to a query of these words."""
        if not self.pinned:
            return ()
        return self.pinned.get(tuple(terms.lemmas[0] for _, terms in _typed(nodes) if terms.lemmas), ())

    def alternatives(self, nodes: Sequence[Node]) -> dict[Node, tuple[Synonym, ...]]:
        """What is meant besides each of the words typed side by side, or each of several that a row names together."""
        words = _typed(nodes) if self.synonyms else []
        found: dict[Node, tuple[Synonym, ...]] = {}
        for at, (_, terms) in enumerate(words):
            for synonym in self._beginning_with(terms):
                said = words[at : at + len(synonym.said)]
                if _is_said(synonym, [one for _, one in said]):
                    for node in dict.fromkeys(node for node, _ in said):
                        found[node] = (*found.get(node, ()), synonym)
        return found

    def _beginning_with(self, terms: WordTerms) -> Iterator[Synonym]:
        for lemma in dict.fromkeys(terms.lemmas[:_COMPARED]):
            yield from self.synonyms.get(lemma, ())


NONE = OwnWords()


def make_synonyms(rows: Iterable[Row]) -> dict[str, tuple[Synonym, ...]]:
    """Rows `words, sign, words` as they are looked up.

    >>> [one.meant for one in make_synonyms([Row(("كوفيد", "=", "كورونا"), "")])["كورونا"]]
    [('كوفيد',)]
    """
    found: dict[str, tuple[Synonym, ...]] = {}
    for (left, sign, right), place in rows:
        both, weak = SIGNS[sign]
        for said, meant in ((left, right), (right, left))[: 1 + both]:
            lemmas = lemmas_of(said)
            words = tuple(word.text for word in words_of(meant))
            synonym = Synonym(lemmas, words, weak, f"{place}: {left} {sign} {right}")
            found[lemmas[0]] = (*found.get(lemmas[0], ()), synonym)
    return found


def lemmas_of(text: str) -> tuple[str, ...]:
    """The first lemma of each word of a text."""
    return tuple(terms.lemmas[0] for word in words_of(text) for terms in analyze_word(word.text) if terms.lemmas)


def _typed(nodes: Sequence[Node]) -> list[tuple[Node, WordTerms]]:
    """The words of nodes, each with the node that it belongs to: none where not all are plain words."""
    words: list[tuple[Node, WordTerms]] = []
    for node in nodes:
        match node:
            case Word(text, literal=False):
                words += [(node, terms) for terms in analyze_word(text)]
            case Phrase(texts, literal=False):
                words += [(node, terms) for text in texts for terms in analyze_word(text)]
            case _:
                words.append((node, WordTerms("", ())))  # parts what stands before it from what stands behind
    return words


def _is_said(synonym: Synonym, words: Sequence[WordTerms]) -> bool:
    return len(words) == len(synonym.said) and all(
        lemma in terms.lemmas[:_COMPARED] for lemma, terms in zip(synonym.said, words, strict=True)
    )
