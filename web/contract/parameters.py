"""Every parameter of the service, once: this table reads the requests and is what the OpenAPI document shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from search.messages import Value, message
from search.model.limits import Limits
from search.model.request import LEVELS, MATCHES, SORTS
from search.model.schema import SCHEMA, TAG_FIELDS
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

    def description(self, language: str) -> str:
        """What it is for."""
        return message(f"parameter.{self.code or self.name}", language, **self.values)

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
        else:
            shown["allowEmptyValue"] = True  # an empty value counts as none
        # An empty value of a list divided by commas is an empty list.
        items = {**self.schema, "enum": [*self.schema["enum"], ""]} if self.many == "commas" else self.schema
        many: dict[str, Any] = {"type": "array", "items": items}
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
_DATE = {"type": "string", "format": "date"}

Q = Parameter("q", _text(lambda limits: limits.query_characters), "بوتين")
ID = Parameter(
    "id",
    {**_TAG, "minLength": 1},
    place="path",
)
TAGS = (
    Parameter("source", _TAG, many="repeated"),
    Parameter("category", _TAG, many="repeated"),
)
HIT = Parameter("hit", _text(), "2")
FIELDS = Parameter(
    "fields",
    {"type": "string", "enum": list(hit_keys(SCHEMA))},
    many="commas",
)

FILTERS = (
    *TAGS,
    Parameter("from", _DATE, "2020-01-01"),
    Parameter("to", _DATE, "2026-12-31"),
)
HOW = (
    Parameter("match", _choice(MATCHES, "auto")),
    Parameter("level", _choice(LEVELS, "lemma")),
    Parameter(
        "sort",
        _choice(SORTS, "relevance"),
    ),
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
        "facets",
        {"type": "string", "enum": list(TAG_FIELDS)},
        many="commas",
    ),
    FIELDS,
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
SEARCH = (Q, *FILTERS, *HOW, *SIMILAR, *WINDOW, *SHOWN)
