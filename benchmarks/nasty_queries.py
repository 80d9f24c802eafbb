"""Random queries of nasty pieces: none may fail, none may take long, memory stays flat, what is printed parses again.

python benchmarks/nasty_queries.py [--parsed 1000000] [--searched 20000] [--seed 1]
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


def nasty(chance: random.Random) -> str:
    """A query of up to 30 pieces, with spaces between them or not."""
    pieces = chance.choices(PIECES, k=chance.choice((1, 2, 3, 5, 8, 13, 30)))
    return chance.choice(("", " ", "  ")).join(pieces)[:512]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parsed", type=int, default=1_000_000)
    parser.add_argument("--searched", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    parsed = _measure(arguments.parsed, lambda: _parse(nasty(chance), chance))
    with tempfile.TemporaryDirectory() as scratch:
        search.rebuild(None, Path(scratch))
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
        index.read(index.document(page.hits[0].id), query, level)
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
