"""Completions of what is being typed: words, frequent phrases, titles.

The vocabulary proposes: what follows the word before, or else words that begin so, behind what is written on to them.
After a particle or the first half of a name only what stands behind it in the texts is proposed. Each is counted as the
query that it would be; whatever finds no document (any more) is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.analysis import fold, tokenize
from search.analysis.beginnings import fold_beginning
from search.analysis.stopwords import is_stop_word
from search.corrections.followed import needs_follower
from search.engines.base import Window
from search.engines.clauses import Bool, Term, TermPhrase, TermSet
from search.model.document import Document
from search.model.schema import Schema
from search.query.prefix_terms import attached, front_of
from search.storage.records import Records
from search.storage.vocabulary import Entry, Vocabulary

_LEAST_LETTERS = 2
_MOST_LETTERS = 100
_MOST_WORDS = 8
_PROPOSED = 40  # looked through: stop words, and what does not stand behind the word before, go
_ENDINGS = 20  # words that the last one of a title may become
_TITLES = 3
_TITLE = "title_exact"
_TITLE_LETTERS = 160


@dataclass(frozen=True, slots=True)
class Completion:
    """What a query may become; `kind` is word, phrase or title, `documents` how many hold its words, in any form."""

    text: str
    kind: str
    documents: int

    def to_dict(self) -> dict[str, str | int]:
        """The JSON form."""
        return {"text": self.text, "kind": self.kind, "documents": self.documents}


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What was typed: the words before the last as written, all of them folded, and the beginning of the last.

    It is '' behind a space. `joined`: the last word before is written on to it (عبدال).
    """

    words: tuple[str, ...]
    before: tuple[str, ...]
    last: str
    joined: bool = False

    @classmethod
    def of(cls, text: str) -> _Beginning:
        words = [token.text for token in tokenize(text[:_MOST_LETTERS])]
        if not words or text[-1:].isspace():
            return cls(tuple(words), tuple(term for word in words for term in fold(word).split()), "")
        parts = fold_beginning(words[-1])
        before = [term for word in words[:-1] for term in fold(word).split()]
        return cls(tuple(words[:-1]), (*before, *parts[:-1]), "".join(parts[-1:]), joined=len(parts) > 1)

    @property
    def terms(self) -> tuple[str, ...]:
        return (*self.before, self.last) if self.last else self.before

    def with_word(self, shown: str) -> str:
        """The text with another last word."""
        return " ".join((*self.words, shown))

    def with_pair(self, shown: str) -> str:
        """The text with a last word that is shown with the one before it."""
        if self.joined:
            return self.with_word(shown.replace(" ", ""))
        first, _, second = shown.partition(" ")
        return self.with_word(second) if second else " ".join((*self.words[:-1], first))  # عبدالعزيز, written in one


@dataclass(frozen=True, slots=True)
class Completer:
    """Completes what is typed into queries on one generation; `total` is how many documents another query finds."""

    records: Records
    vocabulary: Vocabulary
    schema: Schema
    total: Callable[[str], int]

    def complete(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """The likeliest completions, words and phrases by frequency, then titles; none before the second letter."""
        typed = _Beginning.of(prefix)
        if sum(map(len, typed.terms)) < _LEAST_LETTERS or len(typed.terms) > _MOST_WORDS:
            return ()
        titles = list(self._titles(typed))[: max(1, min(_TITLES, limit))]
        found: dict[str, Completion] = {}
        for text in dict.fromkeys(self._proposed(typed)):
            if len(found) == limit - len(titles):
                break
            if documents := self.total(text):
                found[text] = Completion(text, "phrase" if " " in text else "word", documents)
        return (*found.values(), *titles)[:limit]

    def _proposed(self, typed: _Beginning) -> Iterator[str]:
        """Texts that begin so: with what follows the word before, or else with any word."""
        if typed.before:
            pairs = self.vocabulary.completions(f"{typed.before[-1]} {typed.last}", _PROPOSED)
            yield from (typed.with_pair(one.shown) for one in pairs)
            if pairs:
                return
        if not typed.last or typed.joined:
            return
        bound = bool(typed.before) and needs_follower(typed.before[-1])
        for term, shown in self._words(typed):
            if not bound or self._stands_behind(typed.before[-1], term):
                yield typed.with_word(shown)

    def _words(self, typed: _Beginning) -> Iterator[tuple[str, str]]:
        """The last word as it may end, folded and as it is shown, and behind what is written on to it."""
        front, bare = front_of(typed.last, self.vocabulary.words)
        others = self.vocabulary.completions(bare, _PROPOSED) if front else []
        behind = {attached(front, one.term): attached(front, one.shown) for one in others if " " not in one.term}
        for one in self.vocabulary.completions(typed.last, _PROPOSED):
            if _may_stand(one, typed):
                yield one.term, behind.get(one.term, one.shown)  # a rare form may be spelled nowhere in the sample
        yield from behind.items()

    def _stands_behind(self, first: str, second: str) -> bool:
        """Whether a document has the two words one after the other."""
        fields = self.schema.fields_for("exact")
        behind = Bool(should=tuple(TermPhrase(field.name, (first, second)) for field in fields), minimum=1)
        return self.records.engine.search(behind, Window(limit=0)).total > 0

    def _titles(self, typed: _Beginning) -> Iterator[Completion]:
        """Titles that hold what was typed, word by word."""
        *before, last = typed.terms
        ending = TermSet(_TITLE, tuple(dict.fromkeys((last, *(term for term, _ in self.vocabulary.words(last))))))
        clause = Bool(must=(*(Term(_TITLE, term) for term in before), ending))
        matches = self.records.engine.search(clause, Window(limit=_TITLES)).matches
        wanted = " ".join(typed.terms)
        for document in self.records.documents([match.key for match in matches]):
            if len(document.title) <= _TITLE_LETTERS and wanted in _folded(document):
                yield Completion(document.title, "title", 1)


def _may_stand(one: Entry, typed: _Beginning) -> bool:
    """Whether an entry of the vocabulary may be proposed: no stop word by itself, no phrase of one or behind others."""
    first, _, second = one.term.partition(" ")
    if second:
        return not typed.before and not is_stop_word(first)
    return bool(typed.before) or not is_stop_word(first)


def _folded(document: Document) -> str:
    return " ".join(fold(token.text) for token in tokenize(document.title))
