"""The lines of a page put together to paragraphs: a printed line ends where the paper does, not the sentence."""

from __future__ import annotations

import re

_ENDS = re.compile(r"[.؟?!:؛…»\"”]\s*$")
_FULL = 0.8  # of the page's longest lines: a shorter one ends a paragraph


def paragraphs(page: str) -> str:
    """The text of a page, a paragraph a line.

    >>> paragraphs("قال الرئيس إن الحكومة\\nستعلن الموازنة غدا.\\nباب الصلاة")
    'قال الرئيس إن الحكومة ستعلن الموازنة غدا.\\nباب الصلاة'
    """
    lines = [" ".join(line.split()) for line in page.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    full = _FULL * lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    found: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            found[-1] = f"{found[-1]} {line}"
        elif line:
            found.append(line)
        goes_on = bool(line) and len(line) >= full and not _ENDS.search(line)
    return "\n".join(found)
