"""Makes the vocabulary of a generation: words counted as they are analysed, how they are written from a sample.

A generation that changes few documents goes on with the vocabulary of the last one, to which its words are added; words
of removed documents stay until it is made anew, and whoever offers one asks the engine first.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from search.analysis import fold
from search.analysis.characters import LETTERS, MARKS, TATWEEL
from search.analysis.stopwords import is_stop_word
from search.corrections.names import keys_of, latin_keys
from search.engines.store import Draft
from search.indexing.phrases import Pair, most_frequent, phrases_of
from search.storage.record_codec import Codec
from search.storage.records import Records, Stored, unpack_all
from search.storage.vocabulary import AS_FOLDED, FILE, SCHEMA, decode, encode, encode_each, join, split
from search.storage.word_filter import add, size_of

_SAMPLE = 2_000  # documents read for spellings and phrases, at most
_HELD = 4 * _SAMPLE  # documents kept to choose these from
_LARGE = 5_000  # documents from which a word in fewer than _RARE of them is more often a slip than a word
_RARE = 3
MOST_NEW = 1_000  # documents added to a vocabulary before it is made anew,
_SHARE_NEW = 10  # or one in so many where that is more: it takes seconds, which who writes one by one would wait for
_MANY_PAIRS = 200_000  # different ones, of which those that stand once are left out
_LEAST_LETTERS, _MOST_LETTERS = 2, 24
_HEADS = 24  # completions kept ready for a prefix so short that it has very many
_MANY = 200
_HEAD_LETTERS = 4
_LATIN_KEYS = 6
_RUNS = re.compile(f"[{LETTERS}{MARKS}{TATWEEL}A-Za-z]+|[^ {LETTERS}{MARKS}{TATWEEL}A-Za-z]+")
_WORD = re.compile("[ء-ي]+|[a-z]+")
_T = TypeVar("_T", bound=Hashable)


class ReadSample(NamedTuple):
    """How each word and each phrase is written, and the phrases with about how many documents they are in."""

    spellings: dict[str, str]
    phrases: list[tuple[str, int]]


class Sample:
    """Documents, or parts, spread evenly over all that are added: what is read for spellings and phrases."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._step = 1  # of every so many documents one is held
        self._added = 0

    def add(self, record: bytes) -> None:
        """Adds a record, which is held or not."""
        if self._added % self._step == 0:
            self._held.append(record)
            if len(self._held) > _HELD:
                self._held, self._step = self._held[::2], 2 * self._step
        self._added += 1

    def read(self, codec: Codec) -> ReadSample:
        """Reads it: a second of work, whatever the size of the index."""
        step = _step(len(self._held))
        return _read_sample(unpack_all(self._held[::step], codec), step * self._step)


def read_evenly(records: Records) -> ReadSample:
    """Reads the documents of an index that a `Sample` of all of them would hold."""
    every, documents = 1, records.engine.count()
    while -(-documents // every) > _HELD:
        every *= 2
    every *= _step(-(-documents // every))
    return _read_sample(records.every(every), every)


def _step(documents: int) -> int:
    return max(1, -(-documents // _SAMPLE))


def _read_sample(stored: Iterable[Stored], step: int) -> ReadSample:
    seen = _Read(map(_text, stored))
    phrases = [(phrase, n * step) for phrase, n in seen.phrases()]  # which adds to the spellings
    return ReadSample(seen.spellings, phrases)


class Change(NamedTuple):
    """What a change did to an index: the records of documents that it added, their terms counted, how many it removed.

    Of more than `MOST_NEW` records only so many and one need be there.
    """

    new: list[bytes]
    counts: Counter[str]
    removed: int


def words_among(counts: Mapping[str, int], documents: int) -> dict[str, int]:
    """Those of the terms that a vocabulary holds as words, where an index has so many documents."""
    least = _RARE if documents >= _LARGE else 1
    return {term: n for term, n in counts.items() if n >= least and _is_word(term)}


def make_vocabulary(draft: Draft, documents: int, words: Counter[str], read: Callable[[], ReadSample]) -> None:
    """Puts the vocabulary of an index of so many documents: its words counted, and a sample of it, when it is read."""
    _put(draft, documents, words, read, removed=0)


def extend_vocabulary(draft: Draft, documents: int, change: Change, codec: Codec) -> None:
    """Puts the vocabulary of a generation that changes another, its records read by `codec`.

    When very many documents came and went since its words were ranked, they are ranked anew: counts are added up, and
    spellings and phrases read from the documents that are there.
    """
    connection = sqlite3.connect(":memory:")
    connection.deserialize(draft.file(FILE).read_bytes())
    changed, removed = connection.execute("select changed, removed from counts").fetchone()
    changed, removed = changed + len(change.new) + change.removed, removed + change.removed
    if len(change.new) > MOST_NEW or changed > max(MOST_NEW, documents // _SHARE_NEW):
        ranked = connection.execute("select term, documents from words")
        known = Counter({term: n for stored, n in ranked if " " not in (term := decode(stored))})
        _rank(draft, documents, known, change.counts, removed, codec)
        return
    by_document = itertools.groupby(unpack_all(change.new, codec), lambda stored: stored.document.id)
    seen = _Read("\n".join(map(_text, parts)) for _, parts in by_document)
    counts = {stored: n for term, n in seen.documents.items() if _is_word(term) and (stored := encode(term))}
    old = {term for term in counts if connection.execute("select 1 from words where term = ?", (term,)).fetchone()}
    rows = [(n, term) for term, n in counts.items() if term in old]
    connection.executemany("update words set documents = documents + ? where term = ?", rows)
    added = _ranked([(decode(term), n) for term, n in counts.items() if term not in old])
    _insert(connection, added, seen.spellings)
    _insert_keys(connection, [term for term, _ in added])
    connection.execute("update counts set documents = ?, changed = ?, removed = ?", (documents, changed, removed))
    _write(connection, draft)


def _rank(draft: Draft, documents: int, known: Counter[str], new: Counter[str], removed: int, codec: Codec) -> None:
    """Ranks the words of a vocabulary with new ones; a new one that is rare may have been so before, and stays out."""
    words = words_among(new, documents)
    known.update({term: n for term, n in new.items() if term in known or term in words})
    engine = draft.open()
    step = _step(engine.count())
    sample = _read_sample(Records(engine, codec).every(step), step)
    engine.close()
    _put(draft, documents, known, lambda: sample, removed)


def _put(draft: Draft, documents: int, words: Counter[str], read: Callable[[], ReadSample], removed: int) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    ranked = most_frequent(words)
    _insert_keys(connection, [term for term, _ in ranked])
    sample = read()
    terms = _insert(connection, _ranked(ranked + sample.phrases), sample.spellings)
    connection.executemany("insert into heads values (?, ?)", sorted(_heads(terms)))
    connection.execute("insert into counts values (?, 0, ?)", (documents, removed))
    connection.commit()
    connection.execute("vacuum")  # fills the pages: .89 of the bytes
    _write(connection, draft)


def _text(stored: Stored) -> str:
    text = stored.document.searched_text("text")
    return text if stored.number > 1 else f"{stored.document.title}\n{text}"


class _Read:
    """What a sample of texts tells: how each folded word is written, in how many texts it is, which words are pairs."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._written: Counter[str] = Counter()
        self._again: Counter[str] = Counter()  # of these, those that stood in the text before
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._pairs_again: Counter[tuple[str, str]] = Counter()
        for text in texts:
            runs = _RUNS.findall(text)
            self._written.update(runs)
            self._again.update(_again(runs))
            pairs = list(itertools.pairwise(runs))
            self._pairs.update(pairs)
            self._pairs_again.update(_again(pairs))
        written = self._written
        least = 2 if len(written) > _LARGE else 1
        self._folded = {run: fold(run) for run, n in written.items() if n >= least and run[0].isalpha()}
        self.spellings: dict[str, str] = {}
        for run, _ in most_frequent({run: written[run] for run in self._folded}):
            self.spellings.setdefault(self._folded[run], run)
        self.documents: Counter[str] = Counter()
        for run, folded in self._folded.items():
            self.documents[folded] += written[run] - self._again[run]

    def phrases(self) -> list[tuple[str, int]]:
        """The phrases worth proposing, folded, and in how many texts they are."""
        found = phrases_of(self._together())
        for phrase, _, written in found:
            self.spellings.setdefault(phrase, written)
        return [(phrase, texts) for phrase, texts, _ in found]

    def _together(self) -> Iterator[Pair]:
        """Two words in one (عبدالله), and side by side, the most frequent first."""
        for run, folded in self._folded.items():
            first, _, second = folded.partition(" ")
            if _is_word(first) and _is_word(second):
                n = self._written[run]
                yield Pair(first, second, run, n, n - self._again[run])
        words = {run: folded for run, folded in self._folded.items() if _is_word(folded)}
        least = 1 + (len(self._pairs) > _MANY_PAIRS)
        for pair, n in _ranked([(pair, n) for pair, n in self._pairs.items() if n >= least]):
            first, second = (words.get(run, "") for run in pair)
            if first and second:
                yield Pair(first, second, " ".join(pair), n, n - self._pairs_again[pair])


def _again(items: Sequence[_T]) -> Iterator[_T]:
    """All but the first of those that are equal: few of a text, where a count of all texts is slow to look up in."""
    return itertools.chain.from_iterable(itertools.repeat(item, n - 1) for item, n in Counter(items).items() if n > 1)


def _is_word(term: str) -> bool:
    return _LEAST_LETTERS <= len(term) <= _MOST_LETTERS and bool(_WORD.fullmatch(term))


def _ranked(counted: list[tuple[_T, int]]) -> list[tuple[_T, int]]:
    """By frequency; what is equally frequent stays in its order."""
    return sorted(counted, key=itemgetter(1), reverse=True)


def _insert(connection: sqlite3.Connection, terms: list[tuple[str, int]], spellings: dict[str, str]) -> list[bytes]:
    """Adds words and phrases, ranked by frequency; gives them as stored, the most frequent first."""
    rows: list[tuple[bytes, int, Any, int | None]] = []
    for rank, ((term, documents), stored) in enumerate(
        zip(terms, encode_each([term for term, _ in terms]), strict=True)
    ):
        if stored is None:
            continue
        shown = spellings.get(term)
        written = AS_FOLDED if shown == term else shown and encode(shown)
        rows.append((stored, documents, written, rank if " " in term else None))
    in_order = sorted(rows, key=itemgetter(0))  # which is quicker
    connection.executemany("insert or ignore into words values (?, ?, ?, ?)", in_order)
    ranked = [row[0] for row in rows]
    _add_to_filter(connection, ranked)
    return ranked


def _insert_keys(connection: sqlite3.Connection, words: list[str]) -> None:
    """Adds words, ranked by frequency, to those of their keys."""
    keys: defaultdict[str, list[bytes]] = defaultdict(list)
    for term, stored, found in zip(words, encode_each(words), keys_of(words), strict=True):
        if stored is None:
            continue
        for one in dict.fromkeys(latin_keys(term)[:_LATIN_KEYS]) if term.isascii() else (found,):
            if one:
                keys[one].append(stored)
    there = "select terms from keys where key = ?"
    known = {one: row[0] for one in keys for row in connection.execute(there, (one,))}
    added = sorted((one, join([*(split(known[one]) if one in known else ()), *some])) for one, some in keys.items())
    connection.executemany("insert or replace into keys values (?, ?)", added)


def _add_to_filter(connection: sqlite3.Connection, terms: list[bytes]) -> None:
    """Adds words to the filter; where there is none yet, or one that was made for fewer words, it is made anew."""
    rows = connection.execute("select bits from filter").fetchall()
    bits = bytearray(rows[0][0] if rows else 0)
    size = size_of(*connection.execute("select count(*) from words").fetchone())
    if len(bits) < size:
        bits, terms = bytearray(size), [term for (term,) in connection.execute("select term from words")]
    add(bits, terms)
    connection.execute("delete from filter")
    connection.execute("insert into filter values (?)", (bytes(bits),))


def _heads(terms: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The most frequent completions of every short prefix that has very many, of words ranked by frequency."""
    least = [_least_letters(term) if b" " in term else _LEAST_LETTERS for term in terms]
    for size in range(_LEAST_LETTERS, _HEAD_LETTERS + 1):
        begun = [term for term, letters in zip(terms, least, strict=True) if letters <= size <= len(term)]
        sizes = Counter([term[:size] for term in begun])
        heads: dict[bytes, list[bytes]] = {prefix: [] for prefix, n in sizes.items() if n > _MANY}
        for term in begun:
            if (head := heads.get(term[:size])) is not None and len(head) < _HEADS:
                head.append(term)
        yield from ((prefix, join(head)) for prefix, head in heads.items())


def _least_letters(phrase: bytes) -> int:
    """With how many letters a phrase is proposed: a stop word alone is no beginning of one."""
    first, _, _ = phrase.partition(b" ")
    return len(first) + 1 if is_stop_word(decode(first)) else _LEAST_LETTERS


def _write(connection: sqlite3.Connection, draft: Draft) -> None:
    connection.commit()
    draft.put(FILE, [connection.serialize()])
    connection.close()
