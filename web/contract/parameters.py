"""Every parameter of the service, once: this table reads the requests and is what the OpenAPI document shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

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

    What depends on the limits of the service is a function of them in the schema, and a name in braces in the texts;
    `under` gives the numbers.
    """

    name: str
    schema: Mapping[str, Any]
    english: str
    arabic: str
    example: str | None = None
    many: str = ""
    place: str = "query"
    required: bool = False

    def under(self, limits: Limits) -> Parameter:
        """The parameter of a service with these limits."""
        schema = {key: value(limits) if callable(value) else value for key, value in self.schema.items()}
        return replace(self, schema=schema, english=limits.fill(self.english), arabic=limits.fill(self.arabic))

    def to_openapi(self) -> dict[str, Any]:
        """The parameter object of OpenAPI 3.1."""
        shown: dict[str, Any] = {"name": self.name, "in": self.place, "description": f"{self.english}\n\n{self.arabic}"}
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

Q = Parameter(
    "q", _text(lambda limits: limits.query_characters), "The query, in the query language.", "الاستعلام", "بوتين"
)
ID = Parameter(
    "id",
    {**_TAG, "minLength": 1},
    "The id of a document; a slash may stand as it is or as %2F.",
    "معرّف الوثيقة",
    place="path",
)
TAGS = (
    Parameter(
        "source", _TAG, "Only from this source; repeat it for any of several.", "من هذا المصدر فقط", None, "repeated"
    ),
    Parameter("category", _TAG, "Only in this category; may be repeated.", "في هذا التصنيف فقط", None, "repeated"),
)
HIT = Parameter("hit", _text(), "Which of the marked places is looked at.", "موضع من المواضع المظللة", "2")
FIELDS = Parameter(
    "fields",
    {"type": "string", "enum": list(hit_keys(SCHEMA))},
    "Only these keys of each hit, divided by commas; without `snippets` their cost is saved too.",
    "هذه الحقول وحدها من كل نتيجة، تفصل بينها فواصل",
    None,
    "commas",
)

FILTERS = (
    *TAGS,
    Parameter("from", _DATE, "Not before this date.", "من هذا التاريخ", "2020-01-01"),
    Parameter("to", _DATE, "Not after this date.", "إلى هذا التاريخ", "2026-12-31"),
)
HOW = (
    Parameter("match", _choice(MATCHES, "auto"), "How many of the words must be there.", "كم من الكلمات يجب أن يوجد"),
    Parameter("level", _choice(LEVELS, "lemma"), "How strict a word is.", "درجة مطابقة الكلمة"),
    Parameter(
        "sort",
        _choice(SORTS, "relevance"),
        "The order of the hits; `recent` is relevance with fresh documents raised.",
        "ترتيب النتائج",
    ),
    Parameter(
        "half_life",
        _integer(1, lambda limits: limits.half_life, 30),
        "For `sort=recent`: the age in days at which half of a fresh document's advantage is gone.",
        "مع sort=recent: العمر بالأيام الذي يذهب عنده نصف ميزة الجديد",
    ),
)
SIMILAR = (
    Parameter(
        "collapse",
        _choice(("true", "false"), "true"),
        "Whether near-duplicates stand under one hit, which counts them as `similar`.",
        "هل تُجمع النصوص المتشابهة تحت نتيجة واحدة",
    ),
    Parameter(
        "similar_to",
        _TAG,
        "The id of a document: only it and its near-duplicates, each as a hit of its own.",
        "معرّف وثيقة: هي والنصوص المشابهة لها وحدها",
    ),
)
WINDOW = (
    Parameter("limit", _integer(1, lambda limits: limits.limit, 10), "How many hits.", "عدد النتائج"),
    Parameter(
        "offset",
        _integer(0, lambda limits: limits.window - 1, 0),
        "How many hits to skip; offset + limit is at most {window}. Further on, follow `links.next`.",
        "عدد ما يُتخطى من النتائج؛ المجموع مع limit لا يتجاوز {window}، وبعده اتبع links.next",
    ),
)
SHOWN = (
    Parameter(
        "facets",
        {"type": "string", "enum": list(TAG_FIELDS)},
        "Which facets to count, divided by commas (default: all; empty: none).",
        "الأوجه التي تُعدّ، تفصل بينها فواصل (بلا قيمة: لا شيء)",
        None,
        "commas",
    ),
    FIELDS,
    Parameter(
        "highlight",
        _choice(HIGHLIGHTS, "mark"),
        "The tag round matching words in `html` and `title_html`; `marks` come in any case.",
        "الوسم حول الكلمات المطابقة؛ مواضعها في marks على كل حال",
    ),
    Parameter(
        "snippets",
        _integer(0, lambda limits: limits.snippets, lambda limits: limits.snippets),
        "Snippets of a hit.",
        "عدد المقتطفات",
    ),
    Parameter(
        "snippet_length",
        _integer(
            lambda limits: limits.snippet_characters_least,
            lambda limits: limits.snippet_characters,
            lambda limits: limits.snippet_characters,
        ),
        "The characters of a snippet, at most.",
        "أكبر طول للمقتطف بالحروف",
    ),
    Parameter(
        "cursor",
        {"type": "string", "pattern": CURSOR},
        "Where to go on beyond {window} hits: taken from `links.next`, never made. It holds for one query and "
        "one generation of the index; after a change of either the answer is 409.",
        "موضع المتابعة بعد {window} نتيجة؛ يؤخذ من links.next",
    ),
)
SEARCH = (Q, *FILTERS, *HOW, *SIMILAR, *WINDOW, *SHOWN)
