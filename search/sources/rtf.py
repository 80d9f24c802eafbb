"""RTF: the text of a file, its letters written as escapes of Unicode, of cp1256 by charset 178, or as bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from search.sources.assembly import Found, assemble
from search.sources.encoding import decode
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date

_CELL = re.compile(r"\|(?=\S)|(?<=\S)\|")
_ROW_END = re.compile(r"[ \t]*\|[ \t]*$", re.MULTILINE)
_INFO = r"\{\\%s ?((?:[^{}]|\{[^{}]*\})*)\}"
_MADE = re.compile(r"\{\\creatim\\yr(\d+)\\mo(\d+)\\dy(\d+)")
_CODE_PAGE = re.compile(r"\\ansicpg\d+")


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a file."""
    rtf = decode(source.whole(), source.task.settings.encoding).text
    made = _MADE.search(rtf)
    found = Found(
        title=_info(rtf, "title"),
        text=_ROW_END.sub("", _CELL.sub(" | ", _text(rtf))),
        values={"author": [_info(rtf, "author")], "tags": re.split("[,،;؛]", _info(rtf, "keywords"))},
        date=stated_date("-".join(made.groups())) if made else None,
    )
    yield from assemble(source, found)


def _info(rtf: str, name: str) -> str:
    """A text of the file's head; where it stands twice, in old letters and in Unicode, the second."""
    given = re.findall(_INFO % name, rtf)
    page = _CODE_PAGE.search(rtf)
    return _text(f"{{\\rtf1\\ansi{page[0] if page else ''} {given[-1]}}}").strip() if given else ""


def _text(rtf: str) -> str:
    """What is written, halves of characters beyond the first plane put together."""
    text: str = rtf_to_text(rtf, errors="replace")  # type: ignore[no-untyped-call]
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
