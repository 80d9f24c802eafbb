"""Which plural form a number takes in a language: the categories of CLDR, by rules that stand in the language's table.

A rule is a condition on n: `n = 1`, `n % 100 = 3..10`, `n % 10 = 2..4 and n % 100 != 12..14`, `n = 0 or n = 1`.
The rules are written `one: n = 1 | two: n = 2`; a number that fits none, and one that is not whole, is `other`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_TEST = re.compile(r"n(?: % (?P<modulus>[1-9]\d*))? (?P<sign>!?=) (?P<low>\d+)(?:\.\.(?P<high>\d+))?")


@dataclass(frozen=True, slots=True)
class _Test:
    """Whether n, or what is left of it after a division, lies in a range."""

    modulus: int | None
    low: int
    high: int
    inside: bool

    def holds(self, n: int) -> bool:
        rest = n % self.modulus if self.modulus else n
        return (self.low <= rest <= self.high) is self.inside


@dataclass(frozen=True, slots=True)
class PluralRules:
    """The rules of one language: a category holds where all tests of one of its alternatives do."""

    rules: Mapping[str, tuple[tuple[_Test, ...], ...]]

    def category(self, n: object) -> str:
        """The category of a number; of what is not a whole number, `other`.

        >>> rules = read_rules("one: n = 1 | few: n % 100 = 3..10")
        >>> [rules.category(n) for n in (1, 3, 103, 11, "1.5")]
        ['one', 'few', 'few', 'other', 'other']
        """
        if isinstance(n, int):
            for category, alternatives in self.rules.items():
                if any(all(test.holds(n) for test in tests) for tests in alternatives):
                    return category
        return "other"


def read_forms(text: str) -> dict[str, str]:
    """What stands for each category in `one: … | other: …`. Raises `ValueError`.

    >>> read_forms("one: {} hit | other: {} hits")
    {'one': '{} hit', 'other': '{} hits'}
    """
    pairs = [form.partition(": ") for form in text.split(" | ")]
    forms = {category: form for category, _, form in pairs}
    unfit = [category for category, _, form in pairs if category not in CATEGORIES or not form]
    if unfit or len(forms) < len(pairs):
        raise ValueError(f"{text!r} is not CATEGORY: FORM | … with each of {', '.join(CATEGORIES)} at most once")
    return forms


def read_rules(text: str) -> PluralRules:
    """The rules that a table gives. Raises `ValueError`."""
    return PluralRules({category: _alternatives(rule) for category, rule in read_forms(text).items()})


def _alternatives(rule: str) -> tuple[tuple[_Test, ...], ...]:
    return tuple(tuple(_test(test) for test in tests.split(" and ")) for tests in rule.split(" or "))


def _test(text: str) -> _Test:
    found = _TEST.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a test such as n % 100 = 3..10")
    modulus, low, high = found["modulus"], int(found["low"]), int(found["high"] or found["low"])
    return _Test(int(modulus) if modulus else None, low, high, found["sign"] == "=")
