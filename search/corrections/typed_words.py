"""The words of a query with their places, by the tree it was read as: one can be replaced, and the rest stays."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from search.analysis import analyze_word
from search.analysis.characters import MARKS
from search.analysis.stopwords import is_stop_word
from search.corrections.names import exonyms
from search.corrections.word_kinds import is_known
from search.model.value import value
from search.query.parsed_query import ParsedQuery
from search.query.walk import asked_for, walk
from search.query.words import Group, Node, Phrase, Word

_LATIN = re.compile("[A-Za-z]")
_ARABIC = re.compile("[ء-ي]+(?: [ء-ي]+)*")
_KEYS = re.compile("[,;]+")  # part words, but are letters on an Arabic keyboard: lph,gm is محاولة
_CUT_BEFORE, _CUT_BEHIND = re.compile("[A-Za-z][,;]+$"), re.compile("[,;]+[A-Za-z]")
_APART = re.compile(f"^و[{MARKS}]*[ \u00a0]")  # stays before whatever word it belongs to
_LEAST_LETTERS = 3
_MOST_IN_NAME = 3  # Latin words that are one name in Arabic
_ARTICLE = ("al", "el")


@value
class TypedWord:
    """A word, or a run of Latin letters: `text` is `query[start:end]`, `term` the word folded.

    A term of several parts has spaces between them. A word that is not `significant` says little of what is asked for;
    nothing else is offered for one that is `literal`: it stands in quotes.
    """

    text: str
    start: int
    end: int
    term: str
    latin: bool
    significant: bool = field(compare=False)
    literal: bool = field(compare=False)

    @property
    def known(self) -> bool:
        """Whether the lexicon has a reading for it."""
        return not self.latin and is_known(self.term)


def typed_words(parsed: ParsedQuery) -> list[TypedWord]:
    """The words and the words in quotes that any text may answer, in groups and choices too, in the order of the query.

    What is excluded, behind the name of a field or belongs to an operator is not among them.

    >>> from search.query.parser import parse
    >>> parsed = parse('الرئيس title:قمة -حرب (el-Sisi | كتا*) "كوريا" تاريخ:19 يونيو 2024')
    >>> [(word.term, word.literal) for word in typed_words(parsed)]
    [('الرءيس', False), ('el-sisi', False), ('كوريا', True)]
    """
    words = (word for node in walk(parsed.tree, asked_for) for word in _words(node, parsed.query))
    return _whole_runs(sorted(words, key=lambda word: word.start), parsed.query)


def _whole_runs(words: Sequence[TypedWord], query: str) -> list[TypedWord]:
    """The words, with Latin ones that a key alone parts as one run; of a run that is marked in part nothing is left."""
    runs: list[TypedWord] = []
    for word in words:
        if runs and runs[-1].latin and word.latin and _KEYS.fullmatch(query[runs[-1].end : word.start]):
            text, literal = query[runs[-1].start : word.end], runs[-1].literal or word.literal
            runs[-1] = dataclasses.replace(runs[-1], text=text, term=text.lower(), end=word.end, literal=literal)
        else:
            runs.append(word)
    return [run for run in runs if not (run.latin and _is_cut(run, query))]


def _is_cut(run: TypedWord, query: str) -> bool:
    return bool(_CUT_BEFORE.search(query[: run.start]) or _CUT_BEHIND.match(query[run.end :]))


def is_plain(tree: Group) -> bool:
    """Whether a query is nothing but words outside quotes, with or without parentheses."""
    return all(_is_plain(node) for node in walk(tree))


def _is_plain(node: Node) -> bool:
    match node:
        case Word() | Phrase():
            return not node.literal
        case Group():
            return not node.excluded
    return False


def _words(node: Node, query: str) -> Iterator[TypedWord]:
    match node:
        case Word(text) if node.span:
            places = [(text, node.span)]
        case Phrase(words, spans) if spans:
            places = list(zip(words, spans, strict=True))
        case _:
            return
    if any(_LATIN.search(text) for text, _ in places):
        start, end = places[0][1].start, places[-1][1].end
        run = places[0][0] if len(places) == 1 else query[start:end]
        yield TypedWord(run, start, end, run.lower(), latin=True, significant=True, literal=node.literal)
        return
    for typed, (start, end) in places:
        text = _APART.sub("", typed)
        term = " ".join(terms.exact for terms in analyze_word(text))  # analysed before: remembered
        if _ARABIC.fullmatch(term):
            significant = len(term) >= _LEAST_LETTERS and not all(map(is_stop_word, term.split()))
            begin = start if text == typed else end - len(text)
            yield TypedWord(text, begin, end, term, latin=False, significant=significant, literal=node.literal)


def replace(query: str, corrections: Sequence[tuple[TypedWord, str]]) -> str:
    """The query with some of its words replaced; '' joins a word to the one before it.

    >>> from search.query.parser import parse
    >>> first, second = typed_words(parse("(كور يا)"))
    >>> replace("(كور يا)", [(first, "كوريا"), (second, "")])
    '(كوريا)'
    """
    for word, text in sorted(corrections, key=lambda correction: -correction[0].start):
        before = query[: word.start] if text else query[: word.start].rstrip()
        query = before + text + query[word.end :]
    return query


def join_names(words: Sequence[TypedWord], query: str) -> list[TypedWord]:
    """The words, with Latin ones side by side that are one name joined: New York, al Ahly."""
    if not any(word.latin for word in words):
        return [*words]
    found: list[TypedWord] = []
    while words:
        size = next((size for size in range(_MOST_IN_NAME, 1, -1) if _is_one_name(words[:size], size, query)), 1)
        found.append(_joined(words[:size]))
        words = words[size:]
    return found


def _is_one_name(words: Sequence[TypedWord], size: int, query: str) -> bool:
    if len(words) < size or not all(word.latin for word in words):
        return False
    if any(word.literal for word in words):
        return False
    if not all(query[one.end : other.start].isspace() for one, other in zip(words, words[1:], strict=False)):
        return False
    names = [word.term for word in words]
    return " ".join(names) in exonyms() or (size == len(_ARTICLE) and names[0] in _ARTICLE)


def _joined(words: Sequence[TypedWord]) -> TypedWord:
    if len(words) == 1:
        return words[0]
    text, term = (" ".join(parts) for parts in zip(*((word.text, word.term) for word in words), strict=True))
    return dataclasses.replace(words[0], text=text, term=term, end=words[-1].end)
