"""hOCR, the pages that an OCR engine read, as HTML: the lines in the engine's order of reading, with its confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from search.sources.encoding import decode
from search.sources.ocr import Line, Page, Word, document
from search.sources.source import Source, SourceItem

_BOX = re.compile(r"bbox (-?\d+)")
_CONFIDENCE = re.compile(r"x_wconf (\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"ppageno (\d+)")
_LINES = frozenset(("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line"))
_VOID = frozenset(("br", "meta", "link", "img", "hr", "input"))


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a file."""
    text, encoding = decode(source.whole(), source.task.settings.encoding)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    yield from document(source, reader.pages, encoding)


class _Reader(HTMLParser):
    """Gathers pages, lines and words; what else the markup has is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[Page] = []
        self._word: Word | None = None
        self._depth = self._word_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kinds = set((given.get("class") or "").split())
        title = given.get("title") or ""
        self._depth += tag not in _VOID
        if "ocr_page" in kinds:
            number = _NUMBER.search(title)
            self.pages.append(Page(str(int(number[1]) + 1) if number else str(len(self.pages) + 1), []))
        elif not self.pages:
            return
        elif "ocr_par" in kinds:
            self.pages[-1].lines.append(Line([], begins=True))
        elif kinds & _LINES:
            self.pages[-1].lines.append(Line([]))
        elif "ocrx_word" in kinds:
            box, confidence = _BOX.search(title), _CONFIDENCE.search(title)
            self._word = Word("", int(box[1]) if box else None, float(confidence[1]) if confidence else None)
            self._word_depth = self._depth

    def handle_endtag(self, tag: str) -> None:
        if self._word and self._depth == self._word_depth:
            lines = self.pages[-1].lines
            if not lines:
                lines.append(Line([]))
            lines[-1].words.append(self._word)
            self._word = None
        self._depth -= tag not in _VOID

    def handle_data(self, data: str) -> None:
        if self._word:
            self._word = self._word._replace(text=self._word.text + data)
