"""The texts of every language, one table each: `en.tsv`, `ar.tsv`; a language more is a table more.

A table is UTF-8 TSV: comment lines start with `#`, then the header `code<TAB>text`, then one text a row. In a text,
`{name}` is a value and `{name:noun}` a number with its noun. The forms of a noun are one row of the same table,
`noun.document<TAB>one: {} document | other: {} documents`, where `{}` is the number; the row `plural` has the rules
that choose the form (see `plurals`). Where a sentence asks for another case, another noun stands for it. The row
`list`, `{first}, {rest}`, says what stands between the members of a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from search.messages.plurals import PluralRules, read_forms, read_rules

DATA = resources.files("search.messages")
Value = Any  # what str() writes; a list is joined by the separator of the language, a Message or mapping is said in it
_CODE = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_VALUE = re.compile(r"\{([a-z][a-z_]*)(?::([a-z][a-z.-]*))?\}")


class CatalogueError(ValueError):
    """A table of texts is malformed; the message names the table and the row."""


class Place(NamedTuple):
    """Where a value goes in a text; with a noun, it is a number and agrees with it."""

    name: str
    noun: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said, whatever the language."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The message in a language."""
        return "".join(catalogue_of(language).parts(self.code, self.values))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language by code, taken apart at their values; its nouns, and which form a number takes."""

    language: str
    texts: Mapping[str, tuple[str | Place, ...]]
    nouns: Mapping[str, Mapping[str, str]]
    plurals: PluralRules
    separator: str  # between the members of a list

    def parts(self, code: str, values: Mapping[str, Value], written: Callable[[Any], str] = str) -> Iterator[str]:
        """The pieces of a text, which say it when joined; `written` writes its numbers. A value too many is no error.

        They are apart so that HTML can escape each of them and keep what is escaped already.
        """
        for piece in self.texts[code]:
            yield piece if isinstance(piece, str) else self._value(values[piece.name], piece.noun, written)

    def counted(self, n: Any, noun: str, written: Callable[[Any], str] = str) -> str:
        """The noun in the form that `n` asks for, the number in it."""
        forms = self.nouns[noun]
        return forms.get(self.plurals.category(n), forms["other"]).replace("{}", written(n))

    def values_of(self, code: str) -> set[str]:
        """The names of the values in a text."""
        return {piece.name for piece in self.texts[code] if isinstance(piece, Place)}

    def _value(self, value: Value, noun: str | None, written: Callable[[Any], str]) -> str:
        if noun:
            return self.counted(value, noun, written)
        if isinstance(value, str):
            return value
        if isinstance(value, Message):
            return "".join(self.parts(value.code, value.values, written))
        if isinstance(value, list | tuple):
            return self.separator.join(self._value(one, None, written) for one in value)
        if isinstance(value, Mapping):
            return str(value.get(self.language, value["en"]))
        return written(value) if isinstance(value, int) else str(value)


@cache
def catalogue_of(language: str) -> Catalogue:
    """The texts of a language, its table read once. Raises `CatalogueError`."""
    return read_catalogue(language)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a table."""
    return tuple(sorted(entry.name.removesuffix(".tsv") for entry in DATA.iterdir() if entry.name.endswith(".tsv")))


def message(code: str, language: str, /, **values: Value) -> str:
    """The text of a code with its values.

    >>> message("error.not-between", "en", name="limit", value=500, low=1, high=100)
    'limit is 500; use 1 to 100'
    """
    return "".join(catalogue_of(language).parts(code, values))


def is_code(code: str) -> bool:
    """Whether there is a text of this code."""
    return code in catalogue_of("en").texts


def counted(n: int, noun: str, language: str = "en") -> str:
    """A number with its noun.

    >>> counted(1, "document"), counted(0, "document"), counted(11, "document", "ar")
    ('1 document', '0 documents', '11 وثيقة')
    """
    return catalogue_of(language).counted(n, noun)


def read_catalogue(language: str, folder: Traversable = DATA) -> Catalogue:
    """The table of a language in a folder. Raises `CatalogueError` for one that cannot be right."""
    rows = _rows(f"{language}.tsv", (folder / f"{language}.tsv").read_text(encoding="utf-8"))
    try:
        rules, separator = (
            read_rules(rows.pop("plural")),
            rows.pop("list").removeprefix("{first}").removesuffix("{rest}"),
        )
        nouns = {
            code.removeprefix("noun."): read_forms(text) for code, text in rows.items() if code.startswith("noun.")
        }
        texts = {code: _pieces(text) for code, text in rows.items() if not code.startswith("noun.")}
    except KeyError as error:
        raise CatalogueError(f"{language}.tsv: the row {error} is missing") from None
    except ValueError as error:
        raise CatalogueError(f"{language}.tsv: {error}") from None
    _check_nouns(language, texts, nouns, rules)
    return Catalogue(language, texts, nouns, rules, separator)


def _rows(name: str, table: str) -> dict[str, str]:
    lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    if lines[:1] != ["code\ttext"]:
        raise CatalogueError(f"{name}: the header is {lines[:1]}; expected code<TAB>text")
    rows: dict[str, str] = {}
    for line in lines[1:]:
        code, _, text = line.partition("\t")
        if not _CODE.fullmatch(code) or not text.strip() or "\t" in text or text != unicodedata.normalize("NFC", text):
            raise CatalogueError(f"{name}: {line!r} is not a code and a text in NFC")
        if code in rows:
            raise CatalogueError(f"{name}: {code} stands in two rows")
        rows[code] = text
    return rows


def _pieces(text: str) -> tuple[str | Place, ...]:
    pieces: list[str | Place] = []
    end = 0
    for found in _VALUE.finditer(text):
        pieces += [text[end : found.start()], Place(found[1], found[2])]
        end = found.end()
    return tuple(piece for piece in (*pieces, text[end:]) if piece)


def _check_nouns(
    language: str,
    texts: Mapping[str, tuple[str | Place, ...]],
    nouns: Mapping[str, Mapping[str, str]],
    rules: PluralRules,
) -> None:
    for code, pieces in texts.items():
        for piece in pieces:
            if isinstance(piece, Place) and piece.noun and piece.noun not in nouns:
                raise CatalogueError(f"{language}.tsv: {code} counts {piece.noun!r}, which has no forms")
    for noun, forms in nouns.items():
        if "other" not in forms or forms.keys() - {*rules.rules, "other"}:
            raise CatalogueError(f"{language}.tsv: the forms of {noun!r} are not those of {[*rules.rules, 'other']}")
