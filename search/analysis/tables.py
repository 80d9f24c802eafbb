"""Reads the rule tables of `data/` and refuses a table that cannot be right.

A table is UTF-8 TSV: comment lines start with `#`, then a header, then one rule a row; the last column is `why`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

DATA = resources.files("search.analysis") / "data"
Row = dict[str, str]
_VALUES = frozenset(("to", "min_stem", "cost", "adds", "lemma", "why"))  # the other columns tell the rows apart


class TableError(ValueError):
    """A rule table is malformed; the message names the table and the row."""


@cache
def read_table(name: str, *columns: str, folder: Traversable | None = None) -> tuple[Row, ...]:
    """The rows of `<name>.tsv` in a folder (default: `data/` here).

    `columns` are the names its header must have before `why`.

    >>> read_table("attached", "hosts", "proclitic", "cost")[1]["proclitic"]
    'و'
    """
    lines = ((folder or DATA) / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    header = lines[0].split("\t")
    if header != [*columns, "why"]:
        raise TableError(f"{name}.tsv: the header is {header}; expected {[*columns, 'why']}")
    rows = [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]
    _check_keys(name, [tuple(row[column] for column in header if column not in _VALUES) for row in rows])
    _check_reasons(name, rows)
    return tuple(rows)


def tables_digest(*names: str, folder: Traversable | None = None) -> str:
    """The digest of the tables of these names in a folder (default: `data/` here): changes when any rule does."""
    digest = hashlib.sha256()
    for entry in sorted((folder or DATA).iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".tsv") and entry.name.removesuffix(".tsv") in names:
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()


def _check_keys(name: str, keys: list[tuple[str, ...]]) -> None:
    for key, count in Counter(keys).items():
        text = " ".join(key)
        if count > 1:
            raise TableError(f"{name}.tsv: {text!r} stands in two rows")
        if not key[0] or text != unicodedata.normalize("NFC", text):
            raise TableError(f"{name}.tsv: {text!r} is empty or not NFC")


def _check_reasons(name: str, rows: list[Row]) -> None:
    for row in rows:
        if not row["why"].strip():
            raise TableError(f"{name}.tsv: the row {row} has no reason")
