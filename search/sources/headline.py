"""The title and the date of a plain text, found in it.

Saved web pages begin untidily: a site's name and a section before the headline, the headline twice, a date line, a
byline. That head ends at the first paragraph, a line that is long or ends as a sentence does. In the head, the line
that stands twice is the title, or else the longest line that can be a headline.
"""

from __future__ import annotations

import re
from datetime import date as Date

from search.analysis.characters import DIGITS
from search.analysis.folding import fold
from search.analysis.months import MONTHS

_HEAD_LINES = 12
_PARAGRAPH_CHARACTERS = 200
_TITLE_WORDS = range(3, 41)
_CLOSING = '"”»)]'
_BYLINE = re.compile(r"^[^:]{1,30}:\s*$|^(?:تقرير|كتب|كتبت|بقلم|المصدر|تاريخ النشر|آخر تحديث)\b", re.UNICODE)
_DATES = (
    re.compile(r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<month>[^\W\d]+(?:\s(?:الأول|الثاني))?)"
        r"(?:\s?/\s?[^\W\d]+)?,?\s+(?P<year>(?:19|20)\d\d)"
    ),
    re.compile(r"(?P<month>[^\W\d]+)\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)"),
)


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do: not in an ellipsis.

    >>> ends_sentence("قال كلمته.»"), ends_sentence("وأضاف:"), ends_sentence("مصر تفوز..")
    (True, False, False)
    """
    said = line.rstrip(_CLOSING)
    return said.endswith(".") and not said.endswith("..")


def head_of(text: str) -> list[str]:
    """The lines before the first paragraph, blank ones left out."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_HEAD_LINES]
    for number, line in enumerate(lines):
        if len(line) > _PARAGRAPH_CHARACTERS or ends_sentence(line):
            return lines[:number]
    return lines


def find_title(head: list[str]) -> str:
    """The headline among the lines of a head, or nothing.

    >>> find_title(["الوسط العربي", "قمة في بيونغ يانغ اليوم", "19/06/2024", "قمة في بيونغ يانغ اليوم"])
    'قمة في بيونغ يانغ اليوم'
    """
    candidates = [line for line in head if len(line.split()) in _TITLE_WORDS and not _is_aside(line)]
    twice = [line for line in candidates if candidates.count(line) > 1]
    return (twice or sorted(candidates, key=lambda line: -len(line.split())) or [""])[0]


def _is_aside(line: str) -> bool:
    return bool(_BYLINE.search(line)) or (find_date([line]) is not None and len(line.split()) < 6)


def find_date(head: list[str]) -> str | None:
    """The first date among the lines of a head, as ISO. Day before month, as the Arabic press writes.

    >>> find_date(["19/06/2024"]), find_date(["نشر: 14th, September 2023 GMT"]), find_date(["13 أيلول/سبتمبر 2023"])
    ('2024-06-19', '2023-09-14', '2023-09-13')
    """
    for line in head:
        digits = line.translate(DIGITS)
        for pattern in _DATES:
            for match in pattern.finditer(digits):
                if found := _iso(match["year"], match["month"], match["day"]):
                    return found
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else MONTHS.get(fold(month), 0)
    try:
        return Date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None
