"""The share of queries that are repaired as they should be, and of right queries that are left alone, on an index.

A list has lines `typed<TAB>meant`, several right answers parted by `|`; it is read by its name: misspelled, keyboards,
names, latin_names. A query counts as repaired when the suggestion is what was meant, letter for letter after folding;
also when
what was meant is found as it stands, by the analysis alone. `at_once` counts those whose repair is shown unasked with
`repair=auto`, and how many of them are right. Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from common import percentile, queries

import search
from search.analysis import fold, tokenize

_ENOUGH = 0.8  # of what was meant


def pairs(path: Path) -> list[tuple[str, list[str]]]:
    """(typed, what was meant) of every line of a list."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(typed, meant.split("|")) for typed, meant in (line.split("\t") for line in lines)]


def folded(text: str) -> str:
    """The text as the exact level sees it."""
    return " ".join(fold(token.text) for token in tokenize(text))


def is_right(index: search.Index, typed: str, meant: list[str]) -> bool:
    """Whether the first answer to what was typed is what was meant."""
    page = index.search(typed, limit=1)
    if page.suggestion:
        return folded(page.suggestion.query) in map(folded, meant)
    return any(finds_the_same(index, typed, text) for text in meant)


def is_shown_right(index: search.Index, typed: str, meant: list[str]) -> bool | None:
    """Whether the repair that is shown unasked is what was meant; None where none is shown."""
    repaired = index.search(typed, limit=1, repair="auto").query.repaired
    return None if repaired is None else folded(repaired) in map(folded, meant)


def finds_the_same(index: search.Index, query: str, other: str) -> bool:
    """Whether a query requires all its words and finds as many documents as another one, or has its first page."""
    one, two = index.search(query), index.search(other)
    if one.query.match == "all" and one.total >= _ENOUGH * two.total > 0:
        return True
    wanted = {hit.id for hit in two.hits}
    return len(wanted & {hit.id for hit in one.hits}) > _ENOUGH * len(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("lists", type=Path, nargs="+", help="lists of queries to repair")
    parser.add_argument("--right", type=Path, nargs="*", default=[], help="queries.tsv of queries to be left alone")
    parser.add_argument("--half", choices=["odd", "even"], help="only these lines of the lists")
    parser.add_argument("--show", action="store_true", help="print what is not as it should be")
    arguments = parser.parse_args()
    index, result, times = search.open(arguments.index), {}, []
    for path in arguments.lists:
        asked = pairs(path)[{"odd": 0, "even": 1}.get(arguments.half, 0) :: 2 if arguments.half else 1]
        right = 0
        for typed, meant in asked:
            started = time.perf_counter()
            good = is_right(index, typed, meant)
            times.append((time.perf_counter() - started) * 1000)
            right += good
            if arguments.show and not good:
                page = index.search(typed, limit=1)
                print(path.stem, typed, meant, page.total, page.query.match, page.suggestion)
        shown = [good for typed, meant in asked if (good := is_shown_right(index, typed, meant)) is not None]
        at_once = {"shown": len(shown), "right": sum(shown)}
        result[path.stem] = {"queries": len(asked), "right": right / len(asked), "at_once": at_once}
    for path in arguments.right:
        asked = [query for query in queries(path) if len(query) <= 512]
        pages = [index.search(query, limit=1) for query in asked]
        offered = [page for page in pages if page.suggestion]
        if arguments.show:
            for page in offered:
                print(path.parent.name, page.query.text, page.total, page.suggestion)
        shown = [query for query in asked if index.search(query, limit=1, repair="auto").query.repaired]
        result[path.parent.name] = {
            "queries": len(asked),
            "left_alone": 1 - len(offered) / len(asked),
            "shown_at_once": len(shown),
        }
    print(json.dumps({"benchmark": "repairs", **result, "p99_ms": percentile(times, 0.99)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
