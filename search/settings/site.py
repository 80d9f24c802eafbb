"""What is whoever runs the service's own on the page: name, look, words for fields and values, pages, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from search.messages import is_code, message


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text of whoever runs the service, in one language for all readers or in several.

    >>> OwnText({"": "أرشيف"}).text("en"), OwnText({"ar": "أرشيف", "en": "Archive"}).text("en")
    ('أرشيف', 'Archive')
    """

    texts: Mapping[str, str]  # by language; "" is whichever

    def text(self, language: str) -> str:
        """The text for a reader of a language: in another one where there is none."""
        return self.texts.get(language) or next(iter(self.texts.values()), "")


@dataclass(frozen=True, slots=True)
class Link:
    """A link at the foot of every page."""

    text: OwnText
    url: str


Labels = Mapping[str, OwnText]
NO_LABELS: Labels = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Site:
    """The page; what is not set is that of Bahith.

    `values` are facet -> value -> what readers see of it; the values that are named stand first, in this order.
    """

    name: OwnText | None = None
    logo: Path | None = None  # SVG or PNG, before the name
    icon: Path | None = None  # PNG or ICO, at /favicon.ico
    accent: str = ""  # the colour of links and buttons, as #0a6e5c
    css: Path | None = None  # after ours
    languages: tuple[str, ...] = ("ar", "en")  # of the page; the first where a reader has chosen none
    numerals: Literal["latn", "arab"] = "latn"
    examples: tuple[str, ...] = ("بوتين", '"كوريا الشمالية"', "اتفاقية الشراكة")  # offered where they find something
    level: Literal["lemma", "exact", "vocalised", "root"] = "lemma"  # of a search that names none
    sort: str = "relevance"
    facets: tuple[str, ...] = ()  # which stand first, in this order
    about: Path | None = None  # Markdown, as the two that follow
    privacy: Path | None = None  # in the place of our text
    accessibility: Path | None = None
    frame_ancestors: tuple[str, ...] = ()  # the origins whose pages may show this one in a frame
    robots: bool = True  # whether search engines may list the documents
    links: tuple[Link, ...] = ()
    labels: Labels = field(default_factory=lambda: NO_LABELS, hash=False)
    values: Mapping[str, Labels] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def label(self, facet: str, language: str) -> str | None:
        """What a facet is called here, None where it keeps the label of its field."""
        return self.labels[facet].text(language) if facet in self.labels else None

    def value(self, facet: str, value: str, language: str) -> str:
        """What readers see of a value of a facet: what the site calls it; a language by its name, not its code.

        >>> Site().value("language", "ar", "ar"), Site().value("source", "ar", "ar")
        ('العربية', 'ar')
        """
        labels = self.values.get(facet, NO_LABELS)
        if value in labels:
            return labels[value].text(language)
        code = f"value.{facet}.{value}"
        return message(code, language) if is_code(code) else value
