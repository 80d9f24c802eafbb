"""XML that may be hostile: no entity is expanded, nothing outside of it is fetched, and damage has a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from search.model.reject import UnfitError
from search.sources.source import Readable

_UNWRITTEN = re.compile(b"[\0-\x08\x0b\x0c\x0e-\x1f]")  # which exports of old sites have, and XML may not


def events(stream: Readable) -> Iterator[tuple[str, Element]]:
    """`start` and `end` of every element, as `xml.etree` gives them, their names without namespaces.

    What has been read stays below the root until it is cleared. Raises `UnfitError`.
    """
    try:
        for event, element in iterparse(_Written(stream), ("start", "end"), forbid_dtd=False):
            if event == "start":
                element.tag = element.tag.rpartition("}")[2]
            yield event, element
    except DefusedXmlException:
        raise UnfitError("xml-entities") from None
    except (ParseError, LookupError, ValueError) as error:
        raise UnfitError("xml-damaged", reason=str(error)) from None


def value(element: Element, name: str) -> str:
    """An attribute by its name without namespace; empty where it has none."""
    found = element.get(name)
    if found is None:
        found = next((text for key, text in element.items() if key.rpartition("}")[2] == name), "")
    return found


def plain(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext())


class _Written:
    """A stream without the controls that XML may not hold; one in UTF-16 is left as it is."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._wide: bool | None = None

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if self._wide is None:
            self._wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:2] in (b"<\0", b"\0<")
        return data if self._wide else _UNWRITTEN.sub(b"", data)
