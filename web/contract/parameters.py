"""Every parameter of the service, once: this table reads the requests and is what the OpenAPI document shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from search.messages import Value, message
from search.model.limits import Limits
from search.model.reject import LONGEST_ID
from search.model.request import LEVELS, MATCHES, REPAIRS, sorts
from search.model.schema import DATE, Field, Schema
from web.contract.document_body import ID as PLAIN_ID
from web.contract.schemas import hit_keys

TEXT = r"^[^\u0000\ufffd]*$"  # what is not UTF-8, or holds a NUL, is refused
WORDS = r"^[^\u0000\ufffd]*[^\s\u0000\ufffd][^\u0000\ufffd]*$"  # and not all blank
CURSOR = r"^[A-Za-z0-9_-]{16}$"
HIGHLIGHTS = ("mark", "em", "strong", "b", "none")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter and what it may be, as JSON Schema; values of a list are `repeated` or divided by `commas`.

    What depends on the limits of the service is a function of them in the schema, and a value in its text; `under`
    gives the numbers. The text is `parameter.CODE` of the catalogue, of its name where no code is given.
    """

    name: str
    schema: Mapping[str, Any]
    example: str | None = None
    many: str = ""
    place: str = "query"
    required: bool = False
    code: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    about: Field | None = None  # the field that it narrows, which the text names

    def description(self, language: str) -> str:
        """What it is for."""
        about = {"field": self.about.label(language)} if self.about else {}
        return message(f"parameter.{self.code or self.name}", language, **self.values, **about)

    def under(self, limits: Limits) -> Parameter:
        """The parameter of a service with these limits."""
        schema = {key: value(limits) if callable(value) else value for key, value in self.schema.items()}
        return replace(self, schema=schema, values={**self.values, **limits.to_dict()})

    def to_openapi(self) -> dict[str, Any]:
        """The parameter object of OpenAPI 3.1."""
        text = "\n\n".join(map(self.description, ("en", "ar")))
        shown: dict[str, Any] = {"name": self.name, "in": self.place, "description": text}
        if self.place == "path" or self.required:
            shown["required"] = True
        elif self.many:
            shown |= {"style": "form", "explode": self.many == "repeated"}
        elif self.place == "query":
            shown["allowEmptyValue"] = True  # an empty value counts as none
        # An empty value of a list divided by commas is an empty list.
        items = {**self.schema, "enum": [*self.schema["enum"], ""]} if self.many == "commas" else self.schema
        many: dict[str, Any] = {"type": "array", "items": items}
        if self.many == "repeated" and "filter_values" in self.values:
            many["maxItems"] = self.values["filter_values"]
        # Given once, a repeated parameter is no different from a single one.
        shown["schema"] = {"": self.schema, "commas": many, "repeated": {"anyOf": [self.schema, many]}}[self.many]
        if self.example is not None:
            shown["example"] = [self.example] if self.many else self.example
        return shown


_Bound = int | Callable[[Limits], int]


def _text(longest: _Bound | None = None) -> dict[str, Any]:
    return {"type": "string", "pattern": TEXT} | ({"maxLength": longest} if longest else {})


def _integer(least: _Bound, most: _Bound, default: _Bound) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def _choice(values: tuple[str, ...], default: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values), "default": default}


_TAG = {"type": "string", "pattern": TEXT}
_DATE = {  # a year up to 1500 is Hijri, in months of 29 days at least, unless م says that it is not
    "type": "string",
    "anyOf": [
        {"format": "date", "pattern": r"^(150[1-9]|15[1-9][0-9]|1[6-9][0-9]{2}|[2-9][0-9]{3})-"},
        {"pattern": r"^(134[3-9]|13[5-9][0-9]|14[0-9]{2}|1500)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])$"},
        {"pattern": r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])م$"},
    ],
}
NUMBER_TEXT = {"type": "string", "pattern": r"^-?[0-8]?[0-9]{1,12}(\.[0-9]{1,6})?$"}  # below LARGEST_NUMBER

Q = Parameter("q", _text(lambda limits: limits.query_characters), "بوتين")
ID = Parameter(
    "id",
    {**_TAG, "minLength": 1},
    place="path",
)
NEW_ID = Parameter("id", {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": PLAIN_ID}, place="path")
TASK = Parameter("number", {"type": "integer", "minimum": 1, "maximum": 2**62}, place="path", code="task")
IDEMPOTENCY = re.compile(r"[!-~]{1,200}")
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key", {"type": "string", "pattern": "^[!-~]{1,200}$"}, place="header", code="idempotency-key"
)
HIT = Parameter("hit", _text(), "2")
AT = Parameter("at", _text(), "2")
WITHIN = Parameter("within", _text(), "قمة")
FIND = Parameter("find", _text(), "دار")
CHOSEN = Parameter("id", _TAG, many="repeated", code="chosen")
ADVANCED = tuple(
    Parameter(name, _text(), code="advanced")
    for name in ("all", "phrase", "either", "near", "none", "words", "where", "go")
)
HOW = (
    Parameter("match", _choice(MATCHES, "auto")),
    Parameter("level", _choice(LEVELS, "lemma")),
    Parameter(
        "half_life",
        _integer(1, lambda limits: limits.half_life, 30),
    ),
)
SIMILAR = (
    Parameter(
        "collapse",
        _choice(("true", "false"), "true"),
    ),
    Parameter(
        "similar_to",
        _TAG,
    ),
)
WINDOW = (
    Parameter("limit", _integer(1, lambda limits: limits.limit, 10)),
    Parameter(
        "offset",
        _integer(0, lambda limits: limits.window - 1, 0),
    ),
)
SHOWN = (
    Parameter(
        "highlight",
        _choice(HIGHLIGHTS, "mark"),
    ),
    Parameter(
        "snippets",
        _integer(0, lambda limits: limits.snippets, lambda limits: limits.snippets),
    ),
    Parameter(
        "snippet_length",
        _integer(
            lambda limits: limits.snippet_characters_least,
            lambda limits: limits.snippet_characters,
            lambda limits: limits.snippet_characters,
        ),
    ),
    Parameter(
        "cursor",
        {"type": "string", "pattern": CURSOR},
    ),
)


@lru_cache(2**4)
def page_parameters(schema: Schema) -> tuple[Parameter, ...]:
    """The parameters of a page of hits, by the fields of the index."""
    return _asked(schema, repair="auto")


@lru_cache(2**4)
def search_parameters(schema: Schema) -> tuple[Parameter, ...]:
    """Those and what else the API takes."""
    return (*_asked(schema, repair="offer"), _facets(schema), fields(schema), *SHOWN)


@lru_cache(2**4)
def fields(schema: Schema) -> Parameter:
    """Which keys of a hit are wanted."""
    return Parameter("fields", {"type": "string", "enum": list(hit_keys(schema))}, many="commas")


def _asked(schema: Schema, repair: str) -> tuple[Parameter, ...]:
    how = (
        *HOW,
        Parameter("repair", _choice(REPAIRS, repair)),
        Parameter("typing", _choice(("true", "false"), "false")),
    )
    return (Q, *_filters(schema), *_ranges(schema), *how, _sort(schema), *SIMILAR, *WINDOW)


def filter_parameters(schema: Schema) -> tuple[Parameter, ...]:
    """What narrows a search besides its words."""
    return (*_filters(schema), *_ranges(schema))


def _filters(schema: Schema) -> Iterator[Parameter]:
    for name in schema.filters:
        kind = NUMBER_TEXT if name in schema.numbers else _TAG
        yield Parameter(name, kind, many="repeated", code="filter", about=schema.facet(name))


def _ranges(schema: Schema) -> Iterator[Parameter]:
    yield Parameter("from", _DATE, "2020-01-01")
    yield Parameter("to", _DATE, "2026-12-31")
    for name in schema.ranges:
        if name != "date":
            field = schema.by_name[name]
            kind = _DATE if field.kind == DATE else NUMBER_TEXT
            yield Parameter(f"{name}.from", kind, code="range-from", about=field)
            yield Parameter(f"{name}.to", kind, code="range-to", about=field)


def _sort(schema: Schema) -> Parameter:
    return Parameter("sort", _choice(sorts(schema), "relevance"))


def _facets(schema: Schema) -> Parameter:
    counted = ", ".join(schema.default_facets)
    return Parameter(
        "facets", {"type": "string", "enum": list(schema.tags)}, many="commas", values={"counted": counted}
    )
