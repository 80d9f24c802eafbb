"""Shapes of words: regular expressions so simple that the compiled code can look for many of them at once.

A shape is letters, each of which may be any (`.`) or one of some (`[بت]`), and may be left out (`?`). It begins with
`^` where a word begins so and ends with `$` where it ends so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from search.analysis.lexicon.format import CODE

_LETTER = re.compile(r"(?:\[([^]]+)\]|(.))(\??)")
_ANY = bytes(range(256))
EncodedShape = tuple[bool, bool, list[bytes]]


def encoded(shapes: Iterable[str]) -> list[EncodedShape]:
    """Shapes without what may be left out: (at the beginning of a word, at its end, what each letter may be).

    >>> [(begins, ends, [place.decode(CODE) for place in places]) for begins, ends, places in encoded(["^زا?[لن]"])]
    [(True, False, ['ز', 'ا', 'لن']), (True, False, ['ز', 'لن'])]
    """
    return [one for shape in shapes for one in _encoded(shape)]


def _encoded(shape: str) -> Iterator[EncodedShape]:
    places = []
    for some, letter, optional in _LETTER.findall(shape.removeprefix("^").removesuffix("$")):
        letters = _ANY if letter == "." else (some or letter).encode(CODE)
        places.append([[letters], []] if optional else [[letters]])
    for chosen in product(*places):
        yield shape.startswith("^"), shape.endswith("$"), [letters for place in chosen for letters in place]
