"""How stored text is shown.

Stored text may hold nothing invisible that could reorder or hide what stands around it.
Bidi controls are dropped (one U+202E in a title turns the date and the address behind it round), as are other
controls; those that part words, as the line end of a word processor does, are shown as a blank. The zero-width space
is none of these: it has no width anywhere, and news have it inside of words too. Piles of combining marks are cut. The
zero-width non-joiner stays: Persian words need it.
"""

from __future__ import annotations

import re

CONTROLS = (
    "\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff\u20d0-\u20ff"
_DROPPED = re.compile(f"[{CONTROLS}]")
# Those that no word goes on behind, but for the zero-width space; a \r belongs to the \n behind it.
_PARTING = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]|\r(?!\n)"
)
_PILE = re.compile(f"([{MARKS}]{{8}})[{MARKS}]+")
_ANY = re.compile(f"[{CONTROLS}{MARKS}]")  # looked for first: most names and titles have none of these


def displayable(text: str) -> str:
    """The text without controls, those between words as blanks, with at most 8 marks on a letter; line ends stay.

    >>> displayable("abc\u202edef"), displayable("abc\vdef")
    ('abcdef', 'abc def')
    """
    if not _ANY.search(text):
        return text
    # Nearly all texts are displayable, and looking takes half or less of the time of replacing nothing.
    if _DROPPED.search(text):
        text = _DROPPED.sub("", _PARTING.sub(" ", text))
    return _PILE.sub(r"\1", text) if _PILE.search(text) else text
