"""Names: one key for what writers of Arabic and of Latin letters make of one name.

A key keeps the classes of the consonants (`classes.tsv`) and nothing else. Words of one key are many; `sounds` says
which of them is meant.

>>> key("غوغل") == key("جوجل") == key("قوقل"), key("غوتيريش") in latin_keys("guterres")
(True, True)
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache

from search.analysis.characters import BEFORE_ARTICLE, CONJUNCTIONS
from search.corrections.sounds import DOUBLED, LONGEST, VOWELS, latin_units
from search.corrections.tables import read

_ARTICLE = re.compile(f"^[{CONJUNCTIONS}{BEFORE_ARTICLE}]?(?:ال|لل)(?=...)", re.MULTILINE)
_LAST_HEH = re.compile("ه$", re.MULTILINE)
_LATIN_ARTICLE = re.compile("^(?:al|el|ul|ad|an|ar|as|ash|at|az)[-'’ ]+(?=..)")
_STROKED = str.maketrans({"’": "'", "ı": "i", "ø": "o", "ł": "l", "ß": "ss", "đ": "d", "æ": "ae"})
_NOT_LATIN = re.compile("[^a-z0-9']")
KEY_TABLES = ("classes", "latin")  # that decide on keys, which are stored in vocabularies
_ARTICLES = ("al", "el", "ul")
_ENDS = re.compile("[\\^$]")  # units of the beginning or the end of a name, whose consonants others have too
_MOST_KEYS = 48


@cache
def _classes() -> dict[int, str]:
    return {ord(letter): row["to"] for row in read("classes", "letters", "to") for letter in row["letters"]} | {
        ord(letter): "" for letter in "اويءع"
    }


@lru_cache(2**12)
def key(folded: str) -> str:
    """The key of a folded Arabic word, without its article; '' when it has fewer than two consonants.

    >>> key("السيسي"), key("تشرشل"), key("ايا")
    ('SS', 'TSRSL', '')
    """
    return keys_of([folded])[0]


def keys_of(folded: Collection[str]) -> list[str]:
    """The keys of words, of which none is empty: many at once take a third of the time."""
    if not folded:
        return []
    words = DOUBLED.sub(r"\1", _ARTICLE.sub("", "\n".join(folded)))
    found = _LAST_HEH.sub("", words).translate(_classes()).split("\n")
    return [key if len(key) > 1 else "" for key in found]


@cache
def _unit_keys() -> dict[str, tuple[str, ...]]:
    """Latin unit -> the classes that it may stand for."""
    found: dict[str, dict[str, None]] = {}
    for latin, pairs in latin_units().items():
        plain = _ENDS.sub("", latin)
        if plain and plain not in _ARTICLES:
            for arabic, _ in sorted(pairs, key=lambda pair: pair[1]):
                letters = _ENDS.sub("", arabic)
                letters = letters if plain[0] not in VOWELS else letters.replace("ه", "")  # at the end: keys have none
                sound = letters.translate(_classes())
                if sound or plain == latin:
                    found.setdefault(plain, {})[sound] = None
    return {latin: tuple(keys) for latin, keys in found.items()}


def plain_latin(text: str) -> str:
    """A Latin name as the tables read it: lower case, no hyphens and accents, the article as al.

    >>> plain_latin("el-Sisi"), plain_latin("Ash Sharq"), plain_latin("Mo7ammed"), plain_latin("Özil")
    ('alsisi', 'alsharq', 'mo7ammed', 'ozil')
    """
    plain = unicodedata.normalize("NFD", text.lower().translate(_STROKED))
    return _NOT_LATIN.sub("", _LATIN_ARTICLE.sub("al", plain))


def latin_keys(latin: str) -> tuple[str, ...]:
    """The keys that a plain Latin name may have, the likelier first.

    >>> latin_keys("putin"), latin_keys("al7arabi")[0]
    (('BTN',), 'HRB')
    """
    article = latin[:2] in ("al", "el") and len(latin) > 4
    name = DOUBLED.sub(r"\1", latin[2:] if article else latin)
    keys = dict.fromkeys(_spelled_keys(name))
    if article:
        keys |= dict.fromkeys("L" + found for found in list(keys))  # Alan, Albert
    return tuple(found for found in keys if len(found) > 1)


def _spelled_keys(name: str) -> list[str]:
    """The keys of every way to part a name into units, the longest units first."""
    units = _unit_keys()
    behind: list[dict[str, None]] = [{} for _ in name] + [{"": None}]
    for at in range(len(name) - 1, -1, -1):
        for size in range(min(LONGEST, len(name) - at), 0, -1):
            for found in units.get(name[at : at + size], ("",) if size == 1 else ()):
                behind[at].update(dict.fromkeys(found + rest for rest in behind[at + size]))
        behind[at] = dict.fromkeys(itertools.islice(behind[at], _MOST_KEYS))
    return list(behind[0])


@cache
def exonyms() -> dict[str, tuple[str, ...]]:
    """Latin name, of several words too -> the Arabic ones that no rule of letters leads to, or not surely.

    >>> exonyms()["cairo"], exonyms()["new york"]
    (('القاهرة',), ('نيويورك',))
    """
    rows = read("exonyms", "latin", "to")
    return {latin: tuple(row["to"].split("|")) for row in rows for latin in row["latin"].split("|")}


@cache
def compounds() -> tuple[tuple[str, str, bool], ...]:
    """(part of a Latin name, with a hyphen where the rest stands; the Arabic word; whether the rest has an article)."""
    return tuple((row["latin"], row["to"], row["rest"] == "ال") for row in read("compounds", "latin", "to", "rest"))
