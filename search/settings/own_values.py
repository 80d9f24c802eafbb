"""The values of [site] that are more than one word or number, read from TOML: own texts, links, labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from search.messages import Message, languages
from search.settings.site import Labels, Link, OwnText

# Where a link may lead: nothing that a browser would run.
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/)[^\s\"<>\\]*")


class UnfitValueError(ValueError):
    """A value that a key cannot have; `expected` says what it may be."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.expected = Message(f"expected.{code}", values)


def read_text(value: Any) -> OwnText:
    """A text, or one for each language. Raises `UnfitValueError`, as the others.

    >>> read_text("أرشيف").text("en"), read_text({"ar": "أرشيف", "en": "Archive"}).text("en")
    ('أرشيف', 'Archive')
    """
    texts = {"": value} if isinstance(value, str) else value
    if not isinstance(texts, dict) or not texts or not texts.keys() <= {"", *languages()}:
        raise UnfitValueError("own-text")
    if not all(isinstance(text, str) and text.strip() and text.isprintable() for text in texts.values()):
        raise UnfitValueError("own-text")
    return OwnText(MappingProxyType({language: text.strip() for language, text in texts.items()}))


def read_labels(value: Any) -> Labels:
    """Names with a text each."""
    if not isinstance(value, dict):
        raise UnfitValueError("labels")
    return MappingProxyType({name: read_text(text) for name, text in value.items()})


def read_values(value: Any) -> Mapping[str, Labels]:
    """Names with labels each."""
    if not isinstance(value, dict):
        raise UnfitValueError("labels")
    return MappingProxyType({name: read_labels(labels) for name, labels in value.items()})


def read_links(value: Any) -> tuple[Link, ...]:
    """A list of tables `{url, ar, en}` or `{url, text}`."""
    if not isinstance(value, list):
        raise UnfitValueError("links")
    return tuple(map(_read_link, value))


def _read_link(value: Any) -> Link:
    if not isinstance(value, dict) or not isinstance(url := value.get("url"), str) or not _ADDRESS.fullmatch(url):
        raise UnfitValueError("links")
    texts = {name: text for name, text in value.items() if name != "url"}
    return Link(read_text(texts.pop("text", None) or texts), url)


READERS: Mapping[Any, Callable[[Any], Any]] = {
    OwnText | None: read_text,
    tuple[Link, ...]: read_links,
    Labels: read_labels,
    Mapping[str, Labels]: read_values,
}
