"""The strong letters of texts: where forms of some terms may stand, found at the speed of bytes.

What folding, inflection, the keys of names and letter repairs leave alone are the strong letters, in their order. A
form keeps those of its lemma and may have others attached: مدارس may be of مدرسة, and حضارة not of دار. Analysing
every word of ten documents takes longer than the search itself.
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import accumulate

from search.analysis.characters import CONTROLS, LETTERS
from search.analysis.folding import letters
from search.analysis.remembered import remembered

_LIKE = dict(zip("ضذزص", "ظددس", strict=True))  # typed for one another
_WEAK = "ءاتثجغهوي"
_LETTERS = "".join(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B)))) + "ٱپچژڤکگی"
_SIGNS = "".join(map(chr, (*range(0x64B, 0x656), 0x640, 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E9))))
_CONTROLS = "\u00ad\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
_APART = "".join(map(chr, (9, 10, 13, *range(32, 63), *range(64, 127)))) + "،؛؟«»“”‘’…–—\u00a0﴾﴿٠١٢٣٤٥٦٧٨٩٪•"
# Numbers, and words of other scripts with their accents.
_OTHER = re.compile(rf"[.\u066b]?\d(?:[.,\u066b\u066c]?\d)*|(?:[^\W\d_{LETTERS}][\u0300-\u036f{CONTROLS}]*)+")
_NOT_PLAIN = re.compile(r"[^ \nء-غف-ي،؛:«»()\"-]+")  # where they may stand: a third of the time
_PARTS = ("عبد", "الله", "الدين", "شاء الله", "شا الله")  # of what is several words in one, or one in two
# What else is parted: glued.tsv, written_on.tsv, hundreds and nisbas of two words (compounds.tsv). Every way begins
# with a plain letter, so that `re` steps over all other letters: a third of the time.
_ALONE = f"(?<![{_LETTERS}].)"  # behind the first letter of a word
_HALVES = ("كهر", "جي", "أفر", "افر", "سوسي", "بتر", "هيدر", "أنجل", "انجل", "هند", "فرانك", "سيك")  # before و
_WRITTEN_ON = re.compile(
    f"ة(?=[{_SIGNS}{_CONTROLS}]*[{_LETTERS}])|ى(?=ال)|ًا?ل"
    f"|ع{_ALONE}ال(?=[{_LETTERS}])|ه{_ALONE}ال(?=[{_LETTERS}])|ي{_ALONE}(?:[ـَٰٓ]*[اآ]|َ?ـ*ٰٓ?)(?=[{_LETTERS}])"
    f"|م(?:(?:ا?ئ|ا?ء|ي)[ةه]|ا(?=[بقيم]))|{'|'.join(f'{half}و(?=[ء-ي]{{3}})' for half in _HALVES)}"
)
# What each of all these has in it, character by character, U+0000 before the first: 64 at most.
_SHAPES = (
    *("عبد.", "[^\0]الله", "[^\0]الدين", "[اء] ا"),
    *(
        f"ة[{_SIGNS}{_CONTROLS}{_LETTERS}]",
        "ىال",
        "ً[ال]",
        f"[^{_LETTERS}][عه]ال",
        f"[^{_LETTERS}]ي[اآـ\u064e\u0653\u0670]",
    ),
    *("م[ئءي][ةه]", "ما[ئءبقيم]", "".join(f"[{''.join(half[at] for half in _HALVES)}]" for at in (-2, -1)) + "و"),
)


def _class(character: str) -> str:
    """What one byte tells of a character: its strong letter, - for a weak one, a space between words."""
    if character in _APART:
        return " "
    if character in _SIGNS or character in _CONTROLS or letters(character) in _WEAK:
        return "-"
    return _LIKE.get(letters(character), letters(character))


# Rare characters are ?, which is no letter either. The codec is fast when its first character is U+0000.
_ALPHABET = f"\0?{_LETTERS}{_SIGNS}{_CONTROLS}{_APART}"
_ENCODING = codecs.charmap_build(_ALPHABET.ljust(256, "\ufffe"))
_CLASSES = f" ?{''.join(map(_class, _ALPHABET[2:]))}".encode("cp1256").ljust(256, b"?")
_ATTACHED = "بحسفكلمن".encode("cp1256")  # the strong letters that proclitics, persons and endings are made of
_DOUBLED = re.compile(rb"([^ ])\1+")
_RARE = re.compile(rb"[?]+")
_BETWEEN = "\n\n"  # of texts that are looked through together: no word is one with a word beyond an empty line
_SHORT = 1  # letters of a key that nearly every text holds
_OPENINGS = frozenset(("ما", "لا", "ابو"))  # may be written on to the word behind them: مازال، لابد، وماشاء، أبوبكر


def _bytes(text: str) -> bytes:
    """The classes of the characters of a text, as many as they are."""
    return codecs.charmap_encode(text, "replace", _ENCODING)[0].translate(_CLASSES)


@cache
def rules_of_letters() -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """What the compiled code has to know: the code of each character to U+FFFF, the classes of codes, and the rest."""
    codes = bytearray(_ALPHABET.index("?").to_bytes() * 0x10000)
    for code, character in enumerate(_ALPHABET):
        codes[ord(character)] = code
    return bytes(codes), _CLASSES, _ATTACHED, b" ".join(BEFORE), _shape_bits()


def _shape_bits() -> bytes:
    """In which places of the shapes each code may stand, a bit for each; then their first places, then their last."""
    bits = array("Q", bytes(8 * (len(_CLASSES) + 2)))
    place = 1
    for shape in _SHAPES:
        bits[-2] |= place
        for characters in re.findall(r"\[[^]]+\]|.", shape):
            for match in re.finditer(characters, _ALPHABET, re.DOTALL):
                bits[match.start()] |= place
            place <<= 1
        bits[-1] |= place >> 1
    return bits.tobytes()


def _strong(text: str) -> bytes:
    return _bytes(text).translate(None, b"-")


@lru_cache(2**15)
def _single(letters: bytes) -> bytes:
    """No letter twice in a row.

    >>> _single(_strong("مقرر")) == _strong("مقر")
    True
    """
    return _DOUBLED.sub(rb"\1", letters)


@lru_cache(2**15)
def _core(letters: bytes) -> bytes:
    """The strong letters of a word that cannot be attached to another, and those between them.

    >>> _core(_strong("والمدارس")) == _core(_strong("مدرسة")) == _strong("در")
    True
    """
    return _single(letters).strip(_ATTACHED)


# A token may be two words: «و» apart, with its marks or without, and إنشاء الله. That is, in the bytes of letters.
_AFTER = " الله"
BEFORE = {_bytes(word) for word in ("و", "وَ", "وَّ")} | {
    _bytes(before + word) for before in ("", "و", "ف") for word in ("إنشاء", "إنشا", "ماشاء", "ماشا")
}


class Letters:
    """The letters of one text as bytes, for all finders that look through it, made when they are asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _data(self) -> bytes:
        return _bytes(self.text)

    @cached_property
    def strong(self) -> bytes:
        """The strong letters."""
        return self._data.translate(None, b"-")

    @cached_property
    def words(self) -> list[bytes]:
        """All letters, word by word."""
        return self._data.split(b" ")

    @cached_property
    def before(self) -> list[int]:
        """How many letters stand before each word, spaces not counted."""
        return [0, *accumulate(map(len, self.words))]

    @cached_property
    def odd(self) -> set[int]:
        """The words that may be forms whatever their letters."""
        return {*_rare(self.strong), *_joined(self.text, self._data)}


class Finder:
    """Finds where in texts forms of the terms may stand; whether they are forms, their analysis says."""

    def __init__(self, terms: Iterable[str]) -> None:
        terms = set(terms)
        arabic = {term for term in terms if not _OTHER.match(term)}
        self._has_other = arabic != terms
        cores = {key: _core(key) for term in arabic for key in _keys(term)}
        by_core: dict[bytes, list[bytes]] = {}
        for key, core in cores.items():
            by_core.setdefault(core, []).append(key)
        shortest = {  # what a longer key would find is found by the shorter
            key: core
            for core, keys in by_core.items()
            for key in keys
            if not any(other in key and other != key for other in keys)
        }
        self._short = {key for key, core in shortest.items() if len(key) <= _SHORT and not core}
        self._openings = tuple(map(_strong, terms & _OPENINGS))
        self._cores = {key: core for key, core in shortest.items() if key not in self._short}
        self.has_arabic = bool(cores)
        self.keys = b" ".join(shortest)  # strong letters, with which a word may be a form
        self.openings = b" ".join(self._openings)
        self._seen: set[bytes] = set()
        self._found: set[bytes] = set()  # of the words seen those that hold a short key

    def spans(self, letters: Letters) -> list[tuple[int, int]]:
        """The words that may be forms, in order: from where their token begins at the earliest to where it ends.

        >>> text = "قرأ الطلاب في المدارس"
        >>> [text[start:end] for start, end in Finder(["مدرسه"]).spans(Letters(text))]
        ['المدارس']
        """
        others = self.others(letters.text)
        return sorted(others + self.arabic(letters)) if self.has_arabic else others

    def others(self, text: str) -> list[tuple[int, int]]:
        """Those of them that are no Arabic words: numbers, and words of other scripts."""
        if not self._has_other:
            return []
        return [match.span() for run in _NOT_PLAIN.finditer(text) for match in _OTHER.finditer(text, *run.span())]

    def arabic(self, letters: Letters) -> list[tuple[int, int]]:
        """Those of them that are."""
        numbers = letters.odd.copy()
        for key, core in self._cores.items():
            if key in letters.strong:
                numbers.update(_holding(key, core, letters.strong))
        if self._short:
            numbers.update(self._loose(letters.strong.split(b" ")))
        words, before, text = letters.words, letters.before, letters.text
        spans = []
        for number in sorted(numbers):
            end = before[number + 1] + number
            if words[number] in BEFORE and text.startswith(_AFTER, end):
                end += len(_AFTER)
            while number and words[number - 1] in BEFORE:
                number -= 1
            if before[number] + number < end:
                spans.append((before[number] + number, end))
        return spans

    def arabic_in(self, pieces: list[str]) -> dict[str, list[tuple[int, int]]]:
        """The same of several texts, of those that have such words."""
        found: dict[str, list[tuple[int, int]]] = {}
        starts = [0, *accumulate(len(piece) + len(_BETWEEN) for piece in pieces)]
        for start, end in self.arabic(Letters(_BETWEEN.join(pieces))):
            number = bisect_right(starts, start) - 1
            found.setdefault(pieces[number], []).append((start - starts[number], end - starts[number]))
        return found

    def _loose(self, words: list[bytes]) -> list[int]:
        """The numbers of the words that hold a key so short that most texts are full of it."""
        distinct = set(words)
        new = distinct - self._seen
        self._seen |= new
        self._found.update(w for w in new if not w.strip(_ATTACHED) and any(key in w for key in self._short))
        if self._openings:
            self._found.update(w for w in new if any(w.startswith((key, w[:1] + key)) for key in self._openings))
        if self._found.isdisjoint(distinct):
            return []
        return [number for number, word in enumerate(words) if word in self._found]


@remembered(2**12)
def _keys(term: str) -> frozenset[bytes]:
    """The strong letters of a term, as written and none twice in a row; nothing of a term with a rare letter."""
    key = _strong(term).replace(b" ", b"")
    return frozenset() if b"?" in key else frozenset((key, _single(key)))


def _holding(key: bytes, core: bytes, skeleton: bytes) -> Iterator[int]:
    """The numbers of the words that hold the letters of a term, and besides only such as may be attached."""
    number = last = 0
    at = skeleton.find(key)
    while at >= 0:
        end = skeleton.find(b" ", at)
        end = end if end >= 0 else len(skeleton)
        if _core(skeleton[skeleton.rfind(b" ", 0, at) + 1 : end]) == core:
            number += skeleton.count(b" ", last, at)
            last = at
            yield number
        at = skeleton.find(key, end)


def _rare(skeleton: bytes) -> Iterator[int]:
    """The numbers of the words with a character that has no class of its own."""
    return (skeleton.count(b" ", 0, match.start()) for match in _RARE.finditer(skeleton))


def _joined(text: str, data: bytes) -> Iterator[int]:
    """The numbers of the words that may be several in one, or one in two: عبدالرحمن, نورالدين, إنشاء الله."""
    for part in _PARTS:
        at = text.find(part)
        while at >= 0:
            before, after = data[max(0, at - 1) : at], data[at + len(part) : at + len(part) + 1]
            if (after if part == "عبد" else before) not in (b"", b" "):
                yield data.count(b" ", 0, at)
            at = text.find(part, at + 1)
    yield from (data.count(b" ", 0, match.start()) for match in _WRITTEN_ON.finditer(text))
