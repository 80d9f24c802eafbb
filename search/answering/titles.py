"""What a document is called: its title, or what its text begins with; where it was sent from is no part of that."""

from __future__ import annotations

import re

from search.model.document import Document
from search.model.value import value

_CHARACTERS = 500
_WORDS = 12  # of the text, shown for a document that has no title
_LEAST = 3  # words of a first line that may be the title
_SENTENCE_ENDS = ".؟!"
# «دبي، الإمارات العربية المتحدة (CNN)--», «(CNN) —», «دمشق - سانا - »: the place, the agency, a dash.
_DATELINE = re.compile(
    r"[\s\u200b]*(?:"
    r"(?:[^\W\d_][^().:؟!\n]{0,60}?)?\([^()\n]{2,30}\)\s*[-–—ـ]+|"
    r"[^\W\d_][^().:؟!\n\-–—]{1,25}\s[-–—]\s?[^().:؟!\n\-–—]{2,25}\s[-–—]+(?=\s)"
    r")\s*"
)
_BEFORE = re.compile(r"[\s\u200b\-–—]*")
# Behind the third word a line or a sentence may end, and the title with it.
_FURTHER = rf"(?<![{_SENTENCE_ENDS}])[^\S\n]+\S"
_SHOWN = re.compile(rf"\S+(?:\s+\S+){{0,{_LEAST - 1}}}(?:{_FURTHER}+){{0,{_WORDS - _LEAST}}}(?=(?P<more>{_FURTHER})?)")


@value
class Title:
    """What a document is called; [start, end) is its place in the text, both 0 for a title of its own."""

    text: str
    start: int = 0
    end: int = 0


def title_of(document: Document) -> Title:
    """The title, or the first words of the text of a document that has none.

    >>> title_of(Document("1", text="دبي، الإمارات (CNN)-- بدأت القمة اليوم.")).text
    'بدأت القمة اليوم.'
    """
    if document.title:
        return Title(document.title[:_CHARACTERS])
    text = document.searched_text("text")[: 8 * _CHARACTERS]
    before = _DATELINE.match(text) or _BEFORE.match(text)
    return _beginning(text, before.end() if before else 0)


def _beginning(text: str, start: int) -> Title:
    """The first line, further ones where it has hardly a word, as far as the words of a title go."""
    shown = _SHOWN.search(text, start)
    if shown is None:
        return Title("", start, start)
    cut = "\u00a0…" if shown["more"] else ""
    return Title(" ".join(shown[0].split())[:_CHARACTERS] + cut, *shown.span())
