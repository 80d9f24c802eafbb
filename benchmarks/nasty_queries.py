"""Random queries of nasty pieces: none may fail, none may take long, memory stays flat, what is printed parses again.

Some have words of up to thousands of letters: of one script or several, with marks in and out of order.

python benchmarks/nasty_queries.py [--parsed 1000000] [--searched 1000000] [--seed 1] [--docs docs.jsonl.gz]
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from common import show

import search
from search.model.request import LEVELS, MATCHES, SearchRequest
from search.query.parser import parse

SLOWEST = 1.5  # seconds of processor time that no query may take
PIECES = [
    *(
        '"',
        "«",
        "»",
        "“",
        "(",
        ")",
        "(((",
        "|",
        "||",
        "-",
        "+",
        "−",
        "=",
        "==",
        '="',
        "~",
        "~1",
        "~٣",
        '"~5',
        "*",
        "**",
    ),
    *("OR", "AND", "NOT", "NEAR", "NEAR/3", "NEAR/999999999", "أو", "او", "و", 'و "', "ليس", "وليس", "بدون", "بدون ("),
    *("قرب", "قرب/5", "قرب/٥", "title:", "عنوان:", "مصدر:", "تصنيف:", "تاريخ:", "جذر:", "نص:", "DATE:", "كاتب:"),
    *("2024", "2023..2024", "..", "1445", "رمضان 1445", "من", "إلى", "2024-06-19", "2024-13", "19/6/2024", "هـ", "م"),
    *("حزيران", "كانون الثاني", "كلمة", "كتاب", "كَتَبَ", "الديمقراطية", "عبدالله", "ﷺ", "و المكتبة", "في", "لا"),
    *(
        "F16",
        "OR*",
        "كور*",
        "ك*",
        "\u064b",
        "\u202e",
        "\u200f",
        "\u0640",
        "ٱ",
        "😀",
        "،",
        "؛",
        "؟",
        ".",
        "/",
        "\\",
        "&",
    ),
    *(
        "<b>",
        "\t",
        "\n",
        "\u00a0",
        "12,000",
        "٪",
        "ÀÉ",
        "中文",
        "a~b",
        "كو~ريا",
        "إن شاء الله",
        "9" * 40,
        "ا" * 70,
        ":",
    ),
    *("=كتاب", '"أحمد"', "http://", "بوتين", "موسكو", "الصين", "روسيا"),
]


# What long words are made of: vowels and consonants, groups of letters that are one sound, marks in and out of order.
UNITS = [
    *("a", "ae", "ou", "b", "bc", "tsh", "kh", "e\u0301", "e\u0315\u0300", "ß", "æ", "al", "abd", "7", "3", "'", "-"),
    *("ب", "ا", "و", "ء", "لا", "ال", "عبد", "الله", "غ", "ب\u064b", "ب\u0650\u064e", "ا\u0670", "ـ\u064e\u0654", "ءَا"),
    *("ﻻ", "ﷺ", "﷽", "中", "я", "क\u094d", "\u200d", "😀", "گ", "ڤ", "١", "٬", ".", ","),
]
SIZES = (3, 8, 12, 13, 20, 40, 41, 64, 200, 1_000, 4_000)  # letters of a long word
_LONGEST = 4_000  # characters of a query


def nasty(chance: random.Random) -> str:
    """A query of up to 30 pieces, with spaces between them or not; one in four has words made of units."""
    pieces = chance.choices(PIECES, k=chance.choice((1, 2, 3, 5, 8, 13, 30)))
    if chance.random() < 0.25:
        pieces = [_long(chance) if chance.random() < 0.5 else piece for piece in pieces]
        return chance.choice(("", " ", "  ")).join(pieces)[:_LONGEST]
    return chance.choice(("", " ", "  ")).join(pieces)[:512]


def _long(chance: random.Random) -> str:
    """A word of one to four units, again and again or in disorder."""
    units, size = chance.sample(UNITS, chance.choice((1, 1, 2, 3, 4))), chance.choice(SIZES)
    if chance.random() < 0.5:
        return ("".join(units) * size)[:size]
    return "".join(chance.choices(units, k=size))[:size]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parsed", type=int, default=1_000_000)
    parser.add_argument("--searched", type=int, default=1_000_000)
    parser.add_argument("--docs", type=Path, help="documents that are searched; without it the seeds of the project")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    parsed = _measure(arguments.parsed, lambda: _parse(nasty(chance), chance))
    with tempfile.TemporaryDirectory() as scratch:
        search.rebuild(arguments.docs and [arguments.docs], Path(scratch))
        index = search.open(scratch)
        searched = _measure(arguments.searched, lambda: _search(index, nasty(chance), chance))
    show(benchmark="nasty_queries", seed=arguments.seed, parsed=parsed, searched=searched)


def _parse(query: str, chance: random.Random) -> str:
    parsed = parse(query)
    if chance.random() < 0.1:
        assert parse(str(parsed)).tree == parsed.tree, query
    return query


def _search(index: search.Index, query: str, chance: random.Random) -> str:
    level, match = chance.choice(LEVELS), chance.choice(MATCHES)
    page = index.search(query, level=level, match=match)
    if page.hits and chance.random() < 0.1:
        index.explain(index.plan(SearchRequest(query, level=level, match=match)), page.hits[0].id)
        index.read(page.hits[0].id, query, level)
    return query


def _measure(count: int, ask: Callable[[], str]) -> dict[str, float | str]:
    """Asks so often; the slowest in processor time, and how far memory grew after the first fifth."""
    slowest, slowest_query, early = 0.0, "", 0
    for number in range(count):
        started = time.process_time()
        query = ask()
        took = time.process_time() - started
        assert took < SLOWEST, query
        if took > slowest:
            slowest, slowest_query = took, query
        if number == count // 5:
            early = _peak()
    grown = (_peak() - early) / 1024
    return {"count": count, "slowest_ms": 1000 * slowest, "slowest": slowest_query, "grown_mb": grown}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
