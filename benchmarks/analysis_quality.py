"""What the analysis joins that it should, and what it should not, on a folder of judged words.

    python -m benchmarks.analysis_quality DIR

DIR holds lemma_news.tsv and lemma_quran.tsv (surface, pos, lemma, lemma_vocalised, count), spelling_errors.tsv (wrong,
right, count), spelling_names_pairs.tsv (a, b, tier) and broken_plurals.tsv (singular, plural, subs_freq_sg,
subs_freq_pl). Two words meet when a query for the one finds a document that holds only the other, at the default
level. The pairs that must not meet are tests/analysis/different.tsv.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from search.analysis import analyze, fold
from search.analysis.names import loose_key

Row = dict[str, str]
NEEDED = ("lemma_news", "lemma_quran", "spelling_errors", "spelling_names_pairs", "broken_plurals")
CONTENT = {"NOUN", "VERB", "ADJ", "PROPN", "ADV"}
DIFFERENT = Path(__file__).parent.parent / "tests" / "analysis" / "different.tsv"


def main() -> None:
    """Prints the table of measures for the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args().folder
    missing = [f"{name}.tsv" for name in NEEDED if not (folder / f"{name}.tsv").is_file()]
    if missing:
        sys.exit(f"{folder} has no {', '.join(missing)}; name the folder that holds the judged words")
    print(f"{'measure':52}{'value':>8}  at least")
    for name, value, floor in measures(folder):
        print(f"{name:52}{value:8.3f}  {floor}")


def measures(folder: Path) -> Iterable[tuple[str, float, str]]:
    """(name, value, floor) of every measure, in order."""
    for name, content, precision_floor, recall_floor in (
        ("news", CONTENT, ".84", ".85"),
        ("quran", None, ".70", ".62"),
    ):
        precision, recall = conflation(lemmas_of(read(folder / f"lemma_{name}.tsv"), content))
        yield f"{name} lemmas, pairwise precision", precision, precision_floor
        yield f"{name} lemmas, pairwise recall", recall, recall_floor
    errors = [(meets(row["wrong"], row["right"]), int(row["count"])) for row in read(folder / "spelling_errors.tsv")]
    yield "spelling errors, types", mean((found, 1) for found, _ in errors), ".84"
    yield "spelling errors, tokens", mean(errors), ".92"
    names = [row for row in read(folder / "spelling_names_pairs.tsv") if row["tier"] == "hand"]
    yield "foreign names, default level", mean((meets(row["a"], row["b"]), 1) for row in names), ".40"
    yield "foreign names, with the loose key", mean((meets_loosely(row["a"], row["b"]), 1) for row in names), ".70"
    plurals = read(folder / "broken_plurals.tsv")
    attested = [row for row in plurals if int(row["subs_freq_sg"]) and int(row["subs_freq_pl"])]
    for name, rows in (("all rows (two votes)", plurals), ("both words attested in subtitles", attested)):
        yield f"broken plurals, {name}", mean((meets(row["singular"], row["plural"]), 1) for row in rows), ".90"
    different = read(DIFFERENT)
    joined = mean((float(meets(row["a"], row["b"]) > 0), 1) for row in different)
    yield f"different words joined, of {len(different)} pairs", joined, "at most .02"


def read(path: Path) -> list[Row]:
    """The rows of a TSV file."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def lemmas_of(rows: list[Row], content: set[str] | None) -> dict[str, str]:
    """Each word and its most frequent lemma."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if content is None or row["pos"] in content:
            seen[row["surface"]][f"{row['lemma']}|{row['lemma_vocalised']}"] += int(row["count"])
    return {word: min(counts, key=lambda lemma: (-counts[lemma], lemma)) for word, counts in seen.items()}


@cache
def indexed(word: str) -> frozenset[str]:
    """The terms of a word in a document, of both levels."""
    return frozenset(t for one in analyze(word) for t in (f"={one.terms.exact}", *one.terms.indexed))


@cache
def asked(word: str) -> frozenset[str]:
    """The terms of a word in a query."""
    return frozenset(t for one in analyze(word) for t in (f"={one.terms.exact}", *one.terms.lemmas))


def conflation(lemma_of: dict[str, str]) -> tuple[float, float]:
    """Precision and recall over the ordered pairs of words that meet."""
    holders: dict[str, list[str]] = defaultdict(list)
    for word in lemma_of:
        for term in indexed(word):
            holders[term].append(word)
    pairs = {(word, other) for word in lemma_of for term in asked(word) for other in holders.get(term, ())}
    right = sum(lemma_of[word] == lemma_of[other] for word, other in pairs if word != other)
    made = sum(word != other for word, other in pairs)
    wanted = sum(count * (count - 1) for count in Counter(lemma_of.values()).values())
    return right / max(1, made), right / max(1, wanted)


def parts(a: str, b: str) -> tuple[list[str], list[str]]:
    """The words of two phrases, joined when they are not equally many."""
    first, second = a.replace("-", " ").split(), b.replace("-", " ").split()
    return (first, second) if len(first) == len(second) else (["".join(first)], ["".join(second)])


def meets(a: str, b: str) -> float:
    """In how many of the two directions the one finds the other: 1, .5 or 0."""
    pairs = list(zip(*parts(a, b), strict=True))
    there = all(asked(one) & indexed(other) for one, other in pairs)
    back = all(asked(other) & indexed(one) for one, other in pairs)
    return (there + back) / 2


def meets_loosely(a: str, b: str) -> float:
    """The same, or 1 when the loose keys of the names are equal."""
    if all(loose_key(fold(one)) == loose_key(fold(other)) for one, other in zip(*parts(a, b), strict=True)):
        return 1.0
    return meets(a, b)


def mean(values: Iterable[tuple[float, int]]) -> float:
    """The mean of (value, weight)."""
    listed = list(values)
    return sum(value * weight for value, weight in listed) / max(1, sum(weight for _, weight in listed))


if __name__ == "__main__":
    main()
