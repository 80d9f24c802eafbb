"""Which of the cases that people complained of are found: one JSON line with the share of every group.

    python -m benchmarks.cases CASES.tsv [--failed GROUP]

CASES.tsv has the columns group, doc, query, expect (1: the query should find the text, 0: it should not), note. Every
text is a document of one index of the reference engine, in a category of its own; a case passes when the query, all of
its words required and narrowed to that category, finds what is expected. Groups of completions, facets, HTTP are left
out and counted: a text and a query say nothing of them. --failed prints the cases of a group that fail.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import search
from search.model.value_map import ValueMap

Case = dict[str, str]
COLUMNS = ("group", "doc", "query", "expect")
_KINDS = "F"  # how the groups that fail at first begin; the others are controls
_ELSEWHERE = ("F23", "F24", "F25 other (api)", "ok suggest")  # completions, facets, HTTP: not a text and a query


def main() -> None:
    """Prints the line; with --failed the cases first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--failed", metavar="GROUP", help="beginning of a group's name; '' for all groups")
    arguments = parser.parse_args()
    listed = read(arguments.cases)
    cases = [case for case in listed if not case["group"].startswith(_ELSEWHERE)]
    passed = judged(cases)
    if arguments.failed is not None:
        for case, right in zip(cases, passed, strict=True):
            if not right and case["group"].startswith(arguments.failed):
                print(*(case[column] for column in COLUMNS), sep="\t")
    print(json.dumps(summary(cases, passed) | {"left_out": len(listed) - len(cases)}, ensure_ascii=False))


def read(path: Path) -> list[Case]:
    """The cases of a file; a wrong header ends the program."""
    with path.open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not cases or not set(COLUMNS) <= set(cases[0]):
        sys.exit(f"{path} must have the columns {', '.join(COLUMNS)}")
    return cases


def judged(cases: list[Case]) -> list[bool]:
    """Whether each case passes."""
    texts = {doc: f"t{number}" for number, doc in enumerate(dict.fromkeys(case["doc"] for case in cases))}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cases.jsonl"
        rows = ({"id": id, "category": id, "text": doc.replace("\\n", "\n")} for doc, id in texts.items())
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        search.rebuild([source], Path(folder) / "index", "memory")
        index = search.open(Path(folder) / "index")
        return [_finds(index, case["query"], texts[case["doc"]]) == (case["expect"] == "1") for case in cases]


def _finds(index: search.Index, query: str, category: str) -> bool:
    request = search.SearchRequest(query, match="all", filters=ValueMap({"category": (category,)}))
    return index.count(index.plan(request)) > 0


def summary(cases: list[Case], passed: list[bool]) -> dict[str, object]:
    """The share that passes of the kinds, of the controls, and [passed, cases] of every group that is not whole."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for case, right in zip(cases, passed, strict=True):
        groups[case["group"]].append(right)
    kinds = [right for name, rights in groups.items() if name.startswith(_KINDS) for right in rights]
    controls = [right for name, rights in groups.items() if not name.startswith(_KINDS) for right in rights]
    failing = {name: [sum(rights), len(rights)] for name, rights in sorted(groups.items()) if not all(rights)}
    return {"kinds": share(kinds), "controls": share(controls), "cases": len(cases), "failing": failing}


def share(passed: list[bool]) -> float | None:
    """The share of true values; None of none."""
    return round(sum(passed) / len(passed), 4) if passed else None


if __name__ == "__main__":
    main()
