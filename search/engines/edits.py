"""How many letters two words differ by.

>>> within("كتاب", "كتب", 1), within("كتاب", "كاتب", 1), within("كتاب", "مكتبه", 2)
(True, True, False)
"""

from __future__ import annotations


def within(one: str, other: str, edits: int) -> bool:
    """Whether so many edits at most make one word the other: a letter more, less or another, two neighbours exchanged.

    No letter is edited twice (the distance of optimal string alignment).
    """
    if abs(len(one) - len(other)) > edits:
        return False
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if not (one and other):
        return len(one or other) <= edits
    far = edits + 1
    before: list[int] = []
    row = [min(j, far) for j in range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        last, row, before = before, [far] * (len(other) + 1), row
        row[0] = min(i, far)
        for j in range(max(1, i - edits), min(len(other), i + edits) + 1):  # what lies further off takes more edits
            their = other[j - 1]
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != their))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == their:
                cost = min(cost, last[j - 2] + 1)
            row[j] = cost
        if min(row) > edits:
            return False
    return row[-1] <= edits
