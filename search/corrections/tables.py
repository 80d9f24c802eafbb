"""The tables of repairs; they change no index, but for the keys of names in its vocabulary."""

from __future__ import annotations

from importlib import resources

from search.analysis.tables import Row, read_table

DATA = resources.files("search.corrections") / "data"


def read(name: str, *columns: str) -> tuple[Row, ...]:
    """The rows of `data/<name>.tsv` here.

    >>> read("exonyms", "latin", "to")[0]["to"]
    'مصر'
    """
    return read_table(name, *columns, folder=DATA)  # type: ignore[arg-type]  # a Traversable of a folder is hashable
