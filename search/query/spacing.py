"""What stands for words in other spaces: initials with points, with spaces or in one; names in one word or in two.

>>> initials(("ا", "ف", "ب"))
[('اف', 'ب'), ('ا', 'فب'), ('افب',)]
>>> apart("wifi"), apart("خيرالله")
([('w', 'ifi'), ('wi', 'fi'), ('wif', 'i')], [('خير', 'الله')])
"""

from __future__ import annotations

from search.analysis.compounds import written_apart

_HALVES = 2  # of a Latin word with a hyphen or a point: e-mail, node.js
_MOST_INITIALS = 5
_SHORTEST_LATIN, _LONGEST_LATIN = 4, 14


def initials(exact: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The ways to write single letters in a row, or a Latin word in two, but for the one given; [] of other words."""
    if len(exact) == _HALVES and all(one.isascii() and one.isalpha() for one in exact):
        return [("".join(exact),)]
    if not 1 < len(exact) <= _MOST_INITIALS or any(len(one) > 1 or one.isdigit() for one in exact):
        return []
    rows: list[tuple[str, ...]] = [(exact[0],)]
    for letter in exact[1:]:
        rows = [grown for row in rows for grown in ((*row[:-1], row[-1] + letter), (*row, letter))]
    return sorted((row for row in rows if row != exact), key=lambda row: (-len(row), len(row[0]) == 1))


def apart(exact: str) -> list[tuple[str, ...]]:
    """The ways to write a name in two words, a Latin one wherever a hyphen or a point may stand (e-mail, node.js)."""
    if exact.isascii() and exact.isalpha() and _SHORTEST_LATIN <= len(exact) <= _LONGEST_LATIN:
        return [(exact[:at], exact[at:]) for at in range(1, len(exact))]
    return list(written_apart(exact))
