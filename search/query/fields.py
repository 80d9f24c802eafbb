"""The fields that a query can name: those of a schema, and the root of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from search.model.schema import TAG, Schema

ROOT = "root"  # not a field of documents: it is asked of words, whatever text they stand in
_ROOT_NAME = "الجذر"
_ARTICLE = re.compile(r"\bال(?=..)")

Name = Mapping[str, str]  # language -> how a query names a field


class QueryFields:
    """The names of the fields of one schema, made once for it."""

    def __init__(self, schema: Schema) -> None:
        asked = [field for field in schema.fields if field.kind != TAG or field.filter]
        self.by_name = dict.fromkeys(_names(ROOT, _ROOT_NAME), ROOT)
        for field in asked:  # of two fields of one label, the first has it
            self.by_name = dict.fromkeys(_names(field.name, field.ar, field.en), field.name) | self.by_name
        self.kinds = {field.name: field.kind for field in asked} | {ROOT: ROOT}
        self.names: dict[str, Name] = {field.name: _shown(field.name, field.ar) for field in asked}
        self.names[ROOT] = _shown(ROOT, _ROOT_NAME)
        longest_first = sorted(self.by_name, key=len, reverse=True)
        self.pattern = rf"(?ai:{'|'.join(map(re.escape, longest_first))}):"

    def find(self, name: str) -> str | None:
        """The field of a name in any of its spellings; None when there is none."""
        return self.by_name.get(name.casefold())


@lru_cache(2**4)
def query_fields(schema: Schema) -> QueryFields:
    """The names of the fields of a schema.

    >>> from search.model.schema import Field
    >>> fields = query_fields(Schema((Field("hijri_year", "number", "السنة الهجرية", "Hijri year"),)))
    >>> [fields.find(name) for name in ("Title", "مؤلف", "المؤلف", "سنة هجرية", "Hijri Year", "url")]
    ['title', 'author', 'author', 'hijri_year', 'hijri_year', None]
    """
    return QueryFields(schema)


def _names(name: str, arabic: str, english: str = "") -> Iterator[str]:
    """The name and the labels of a field, with the article and without it."""
    yield from filter(None, (name, english.casefold(), arabic.casefold(), _ARTICLE.sub("", arabic).casefold()))


def _shown(name: str, arabic: str) -> Name:
    return {"en": name, "ar": _ARTICLE.sub("", arabic) or name}
