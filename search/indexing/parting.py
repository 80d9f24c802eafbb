"""A long text in parts, each of which is indexed by itself: a match deep in a book is found, shown and cited there.

A text of up to `WHOLE` words is indexed whole. A longer one is parted as its source parts it, in pages or chapters, and
where it does not, or where one of these is as long itself, at the ends of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from search.model.document import Document, IndexedPart, Part

# nDCG@10 on 40,003 news articles: of headlines .7915 undivided, .7920 from this bound on, .7910 from 500 words; of two
# to four words of a headline .4220, .4216, .4214. Parting helps what is long (87 answers of more than 500 words:
# undivided .710, in pieces of 250 words .745, of 300 .757, of 400 .743) and costs others a little.
WHOLE = 1_500  # words
_PIECE = 300  # words of a piece, about: a printed page
_LETTERS_A_WORD = 20  # of a text that hardly has spaces so many letters count as a word
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE = re.compile(r".*?[.؟!?؛…]\s+|.+", re.DOTALL)
_WORD = re.compile(rf"\S{{1,{_LETTERS_A_WORD}}}\s{{0,{_LETTERS_A_WORD}}}|\s{{1,{_LETTERS_A_WORD}}}")


def parts_of(document: Document) -> tuple[IndexedPart, ...]:
    """The parts in which a document is indexed, in order; none when it is indexed whole.

    The texts of the pieces of one part of the source, or of a text without parts, are together what they are of.
    """
    if len(document.text) <= 2 * WHOLE or size_of(document.text) <= WHOLE:
        return ()
    if not document.parts:
        return tuple(IndexedPart(Part("", piece)) for piece in pieces_of(document.text))
    return tuple(
        IndexedPart(Part(part.label, piece, part.volume, part.page), own)
        for own, part in enumerate(document.parts)
        for piece in pieces_of(part.text)
    )


def size_of(text: str) -> int:
    """How many words a text has, about."""
    return max(len(text.split()), len(text) // _LETTERS_A_WORD)


def pieces_of(text: str) -> list[str]:
    """A text of more than `WHOLE` words in pieces that end with a paragraph, a sentence or a word; others in one.

    >>> text = "\\n".join(["كلمة " * 100] * 16)
    >>> [size_of(piece) for piece in pieces_of(text)], "".join(pieces_of(text)) == text
    ([300, 300, 400, 300, 300], True)
    """
    size = size_of(text)
    if size <= WHOLE:
        return [text]
    return list(_joined(list(_divided(text, (_LINE, _SENTENCE, _WORD))), size / round(size / _PIECE)))


def _divided(text: str, by: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, int]]:
    """The lines of a text with their sizes, of a line that is too long its sentences, and so on."""
    for piece in by[0].findall(text):
        size = size_of(piece)
        if size > _PIECE and by[1:]:
            yield from _divided(piece, by[1:])
        else:
            yield piece, size


def _joined(lines: list[tuple[str, int]], wanted: float) -> Iterator[str]:
    """Lines in a row together, each time as near to the wanted size from the last end on as they come."""
    held: list[str] = []
    done, end = 0, wanted
    for line, size in lines:
        if held and done + size / 2 > end:
            yield "".join(held)
            held, end = [], end + wanted
        held.append(line)
        done += size
    yield "".join(held)
