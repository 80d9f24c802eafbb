"""The field table: every field that a document may have, and what an index does with each.

A field lives here once. Readers, requests, engines, the API, its documentation, the page and the command line loop over
a `Schema`: the built-in fields and those that an operator declares in `bahith.toml`. An index keeps the schema that it
was built with in its manifest and answers with that one.

A level of a text is an engine field of its own, never a second term at one position: engines count lengths differently
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any

from search.model.reject import UnfitError

FORMAT = 9  # of the files and fields on disk; raise it when they change
TEXT, TAG, NUMBER, DATE = "text", "tag", "number", "date"
KINDS = (TEXT, TAG, NUMBER, DATE)
YEAR = "year"  # a facet made of the date
OPENING = "opening"
_NAME = re.compile("[a-z][a-z0-9_]{0,31}")
# What a request, a command, a hit or an engine calls something else.
_RESERVED = frozenset(
    (
        *("id", "q", "limit", "offset", "sort", "match", "level", "from", "to", "facets", "fields", "highlight"),
        *(
            "snippets",
            "snippet_length",
            "cursor",
            "collapse",
            "similar_to",
            "half_life",
            "repair",
            "typing",
            "hit",
            "back",
        ),
        *("lang", "score", "similar", "title_html", "parts", "missing", "places", "year", "lead", "body", "day", "ord"),
        *("digest", "first", "document", "signature", "root", "spelling", "index", "config", "json", "quiet", "help"),
        *("within", "find"),
        *("at", "total_places", "opening"),
    )
)
_ENGINE_FIELD = re.compile(".*_(?:exact|lemma|spelling|value|last|length)")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of documents. `ar` and `en` are its names for a reader.

    `kind`: text is searched at all levels, its matches weighing `weight`; a tag is a whole value, `many` allowed;
    number and date have ranges. `facet`: its values are counted unless a request names others; `filter`: requests may
    narrow by it; `sort`: they may order by it. `always`: a hit has its key even without a value, as in the first API.
    """

    name: str
    kind: str
    ar: str
    en: str
    many: bool = False
    facet: bool = False
    filter: bool = True
    sort: bool = False
    weight: float = 1.0
    always: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: what may be done with it, and its names."""
        return {name: value for name, value in asdict(self).items() if name != "always"}

    def label(self, language: str) -> str:
        """Its name for a reader; in English where it has none in a language."""
        return self.ar if language == "ar" else self.en


@dataclass(frozen=True, slots=True)
class TextField:
    """A text of the document at one level, and how much a match there weighs.

    Only the exact level keeps the places of its terms; a phrase is looked up there.
    """

    name: str
    text: str
    level: str
    boost: float


BUILT_IN = (
    Field("title", TEXT, "العنوان", "Title", weight=1.2),
    Field("text", TEXT, "النص", "Text"),
    Field("url", TAG, "الرابط", "Address", filter=False, always=True),
    Field("date", DATE, "التاريخ", "Date", sort=True, always=True),
    Field("source", TAG, "المصدر", "Source", facet=True, always=True),
    Field("category", TAG, "التصنيف", "Category", facet=True, always=True),
    Field("author", TAG, "المؤلف", "Author", many=True),
    Field("tags", TAG, "الوسوم", "Tags", many=True),
    Field("language", TAG, "اللغة", "Language"),
    Field("work", TAG, "الكتاب", "Work"),
    Field("part", TAG, "الجزء", "Part"),
    Field("volume", TAG, "المجلد", "Volume"),
    Field("page", TAG, "الصفحة", "Page"),
    Field("furniture", TAG, "ملحقات الموقع", "Site furniture", many=True, filter=False),
    Field("quality", TAG, "الجودة", "Quality"),
    Field("encoding", TAG, "الترميز", "Encoding", filter=False),
    Field("confidence", TAG, "ثقة التعرّف الضوئي", "OCR confidence", filter=False),
)
YEARS = Field(YEAR, TAG, "السنة", "Year")
_LEMMA = 1.03  # of an exact match: an exact form is rarer than its lemma, so it scores more as it is
# The weights are measured: benchmarks/ablation.py. `body` is the text; `lead` is how a text without a title begins,
# `opening` the first words of the title or text, looked up as evidence only.
_FIXED_TEXTS = (
    TextField("title_exact", "title", "exact", 1.2),
    TextField("title_lemma", "title", "lemma", 1.24),
    TextField("body_exact", "text", "exact", 1.0),
    TextField("body_lemma", "text", "lemma", _LEMMA),
    TextField("lead_lemma", "lead", "lemma", 1.0),
    TextField("opening_lemma", OPENING, "lemma", 1.0),
)


@dataclass(frozen=True)
class Schema:
    """The fields of an index, in their order.

    >>> schema = Schema((Field("price", NUMBER, "السعر", "Price", sort=True),))
    >>> schema.default_facets, schema.sorts
    (('source', 'category', 'year'), ('date', 'price'))
    """

    own: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        for field in self.own:
            check_field(field)
            if names.count(field.name) > 1:
                raise UnfitError("field-twice", field=field.name)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field, the built-in ones first."""
        return (*BUILT_IN, *self.own)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Name -> field."""
        return {field.name: field for field in self.fields}

    def facet(self, name: str) -> Field:
        """The field of a facet; the year is none of a document, but has a name for a reader all the same."""
        return YEARS if name == YEAR else self.by_name[name]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The texts that are searched, without the lead, which is a part of the text."""
        return self._named(TEXT)

    @cached_property
    def text_fields(self) -> tuple[TextField, ...]:
        """Every text at every level."""
        own = (field for field in self.own if field.kind == TEXT)
        return (*_FIXED_TEXTS, *(level for field in own for level in _levels_of(field)))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The fields whose whole values are filtered and counted: tags, the year, numbers that are facets."""
        tags = [f.name for f in self.fields if (f.kind == TAG and f.filter) or (f.kind == NUMBER and f.facet)]
        return (*tags[:2], YEAR, *tags[2:])

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Engine field -> the tag field whose values it keeps as they are spelled."""
        return {f"{f.name}_spelling": f.name for f in self.fields if f.kind == TAG and f.filter}

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The fields with a value that is compared: numbers and dates."""
        return tuple(field.name for field in self.fields if field.kind in (NUMBER, DATE))

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """The fields that a request may narrow to some values."""
        numbers = (f.name for f in self.fields if f.kind == NUMBER and f.filter)
        return tuple(dict.fromkeys((*(name for name in self.tags if name not in self.numbers), *numbers)))

    @cached_property
    def ranges(self) -> tuple[str, ...]:
        """The fields that a request may narrow to a range."""
        return tuple(name for name in self.numbers if self.by_name[name].filter)

    @cached_property
    def sorts(self) -> tuple[str, ...]:
        """The fields that a request may order by."""
        return tuple(name for name in self.numbers if self.by_name[name].sort)

    @cached_property
    def default_facets(self) -> tuple[str, ...]:
        """The facets that are counted when a request names none."""
        return tuple(name for name in self.tags if name == YEAR or self.by_name[name].facet)

    def fields_for(self, level: str, text: str | None = None) -> tuple[TextField, ...]:
        """The engine fields that a word is looked up in: the level and every stricter one, of one text or of all."""
        return _fields_for(self, "exact" if level in ("exact", "vocalised") else "lemma", text)

    def to_list(self) -> list[dict[str, Any]]:
        """The own fields as JSON: what a manifest keeps."""
        return [asdict(field) for field in self.own]

    @classmethod
    def from_list(cls, rows: Iterable[Mapping[str, Any]]) -> Schema:
        """The schema of a manifest."""
        return cls(tuple(Field(**row) for row in rows))

    def _named(self, kind: str) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.kind == kind)


@lru_cache(2**8)
def _fields_for(schema: Schema, level: str, text: str | None) -> tuple[TextField, ...]:
    levels = ("exact",) if level == "exact" else ("exact", "lemma")
    fields = (field for field in schema.text_fields if field.level in levels)
    return tuple(field for field in fields if field.text == text or (text is None and field.text != OPENING))


@lru_cache(2**8)
def text_and_level(engine_field: str) -> tuple[str, str]:
    """Which text an engine field is of, and at which level.

    >>> text_and_level("body_lemma"), text_and_level("abstract_exact")
    (('text', 'lemma'), ('abstract', 'exact'))
    """
    text, _, level = engine_field.rpartition("_")
    return "text" if text == "body" else text, level


def check_field(field: Field) -> None:
    """Raises `UnfitError` where a field cannot be declared so."""
    if not _NAME.fullmatch(field.name) or field.name in _RESERVED or _ENGINE_FIELD.fullmatch(field.name):
        raise UnfitError("field-name", field=repr(field.name))
    if field.kind not in KINDS:
        raise UnfitError("field-kind", field=field.name, kind=repr(field.kind), kinds=KINDS)
    if field.many and field.kind != TAG:
        raise UnfitError("field-many", field=field.name, kind=field.kind)
    if field.facet and field.kind not in (TAG, NUMBER):
        raise UnfitError("field-facet", field=field.name, kind=field.kind)
    if field.sort and field.kind not in (NUMBER, DATE):
        raise UnfitError("field-sort", field=field.name, kind=field.kind)
    if not 0 < field.weight <= 10:
        raise UnfitError("field-weight", field=field.name, weight=field.weight)


def _levels_of(field: Field) -> tuple[TextField, TextField]:
    exact, lemma = f"{field.name}_exact", f"{field.name}_lemma"
    return (
        TextField(exact, field.name, "exact", field.weight),
        TextField(lemma, field.name, "lemma", field.weight * _LEMMA),
    )


SCHEMA = Schema()  # of an index without own fields
