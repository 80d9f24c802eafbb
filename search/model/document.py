"""What is indexed: a document as its reader found it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from search.model.field_values import shown_values
from search.model.schema import Schema
from search.model.value import value
from search.model.value_map import NO_VALUES, ValueMap

_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
_OF_THE_FILE = ("encoding", "furniture")
_LETTER = re.compile(r"[^\n]")
BETWEEN_PARTS = "\n"  # a page ends a line, and seldom a paragraph


@value
class Part:
    """A page, chapter or section of a work as its source has it: what one cites.

    `label` is its heading or name, "" where it has none; several parts may have the same, as the pages of a chapter.
    `volume` and `page` are as the source writes them ("2", "٣٤", "xii").
    """

    label: str
    text: str
    volume: str | None = None
    page: str | None = None

    def to_dict(self) -> dict[str, str]:
        """The JSON form: the keys of the input contract, without those that have no value."""
        place = {"volume": self.volume, "page": self.page}
        return {"label": self.label, **{name: value for name, value in place.items() if value}, "text": self.text}


@value
class Document:
    """One source document, its text untouched.

    `fields` are the values of its other fields (see `search.model.schema`) as they are shown: dates in ISO, numbers in
    decimal digits, whatever is not there left out. A document with `parts` has their texts as its `text`, a line break
    between each two, whatever text is given.

    >>> Document.of("1", "عنوان", "نص", date="2024-06-19", tags=("قمة", "كوريا")).values("tags")
    ('قمة', 'كوريا')
    >>> Document("1", parts=(Part("المقدمة", "الحمد لله"), Part("باب", "قال", page="2"))).text
    'الحمد لله\\nقال'
    """

    id: str
    title: str = ""
    text: str = ""
    fields: ValueMap[str] = NO_VALUES
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.parts:
            object.__setattr__(self, "text", BETWEEN_PARTS.join(part.text for part in self.parts))

    @classmethod
    def of(
        cls, id: str, title: str = "", text: str = "", parts: Sequence[Part] = (), **fields: str | Sequence[str] | None
    ) -> Document:
        """A document from single values and sequences of them; None is no value."""
        given = {name: (value,) if isinstance(value, str) else tuple(value or ()) for name, value in fields.items()}
        return cls(id, title, text, ValueMap(given), tuple(parts))

    def searched_text(self, name: str) -> str:
        """One of the texts that are searched: the title, the text, or that of an own field.

        In the text blanks stand for its furniture, so that it is not found and every place stays what it is.

        >>> Document.of("1", text="نص\\nاقرأ أيضا\\nنص", furniture=("3-12",)).searched_text("text")
        'نص\\n         \\nنص'
        """
        if name == "text":
            return self._without_furniture()
        return self.title if name == "title" else self.value(name) or ""

    @property
    def furniture(self) -> tuple[tuple[int, int], ...]:
        """The places [start, end) in the text that are none of it: links to other texts, lines of the site."""
        places = (_PLACE.fullmatch(value) for value in self.values("furniture"))
        return tuple((int(place[1]), int(place[2])) for place in places if place)

    def _without_furniture(self) -> str:
        text = self.text
        if "furniture" not in self.fields:  # of most
            return text
        for start, end in self.furniture:
            text = text[:start] + _LETTER.sub(" ", text[start:end]) + text[end:]
        return text

    @property
    def shown_fields(self) -> ValueMap[str]:
        """The fields that are shown with a hit: all but what is for whoever runs the site."""
        if not any(name in self.fields for name in _OF_THE_FILE):
            return self.fields
        return ValueMap({name: values for name, values in self.fields.items() if name not in _OF_THE_FILE})

    def pieces(self, texts: Sequence[str]) -> Iterator[Document]:
        """The document with each of the texts that its text is made of, and of its furniture what lies there."""
        start = 0
        for text in texts:
            places = (
                f"{max(0, first - start)}-{min(last - start, len(text))}"
                for first, last in self.furniture
                if first < start + len(text) and last > start
            )
            yield replace(self, text=text, parts=(), fields=ValueMap({**self.fields, "furniture": tuple(places)}))
            start += len(text)

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        values: tuple[str, ...] = self.fields.get(name, ())
        return values

    def value(self, name: str) -> str | None:
        """The first value of a field, or None."""
        return next(iter(self.values(name)), None)

    @property
    def date(self) -> str | None:
        """The date in ISO."""
        return self.value("date")

    @property
    def url(self) -> str | None:
        """The address of the original, http(s)."""
        return self.value("url")

    def to_dict(self, schema: Schema) -> dict[str, Any]:
        """The JSON form: the keys of the input contract; the text stands beside the parts that it is made of."""
        parts = {"parts": [part.to_dict() for part in self.parts]} if self.parts else {}
        return {"id": self.id, "title": self.title, "text": self.text, **parts, **shown_values(self.fields, schema)}


@dataclass(frozen=True, slots=True)
class IndexedPart:
    """A part that is indexed by itself; `own` is which part of its source it is (a piece of), from 0."""

    part: Part
    own: int | None = None


class TagValue(NamedTuple):
    """A value of a tag field: as it is written, and the key under which its spellings are one."""

    key: str
    spelling: str


class AnalyzedDocument(NamedTuple):
    """What a document is found by, or a part of one; it goes from one process to another, and tuples go quickest.

    `terms` are text field -> terms joined by spaces; `tags` the values of the tag fields that it has; `numbers` those
    of number and date fields, as engines compare them (`search.model.field_values`). A `part` has its number, from 1,
    and the title, own texts and values of its document; of a document that is indexed whole the number is 0.
    """

    key: str
    tags: Mapping[str, tuple[TagValue, ...]]
    numbers: Mapping[str, int]
    terms: dict[str, str]
    part: int = 0


class PartKey(NamedTuple):
    """What an engine knows a part of a document by; a document that is indexed whole is its own first part.

    >>> PartKey.of("1-ب"), str(PartKey("1-ب", 1)), PartKey.of(str(PartKey("1-ب", 12)))
    (PartKey(id='1-ب', number=1), '1-ب', PartKey(id='1-ب', number=12))
    """

    id: str
    number: int = 1

    def __str__(self) -> str:
        return self.id if self.number == 1 else f"{self.id}\0{self.number}"  # no id has a NUL

    @classmethod
    def of(cls, key: str) -> PartKey:
        """The id and number of a key."""
        id, _, number = key.partition("\0")
        return cls(id, int(number or 1))
