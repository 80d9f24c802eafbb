"""Near-duplicates: what is found of edited copies, what is joined that should not be, what it costs."""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, islice, pairwise
from pathlib import Path

from common import corpus, documents, show

from search.analysis.grouping import group
from search.analysis.minhash import SIGNATURE_BYTES, signature
from search.analysis.text_terms import join_text

EDITS = {
    "replace 5 %": lambda words, other: [word if draw(0.95) else other() for word in words],
    "replace 10 %": lambda words, other: [word if draw(0.9) else other() for word in words],
    "replace 20 %": lambda words, other: [word if draw(0.8) else other() for word in words],
    "replace 30 %": lambda words, other: [word if draw(0.7) else other() for word in words],
    "drop 10 %": lambda words, other: [word for word in words if draw(0.9)],
    "cut a fifth": lambda words, other: words[: len(words) * 4 // 5],
    "cut two fifths": lambda words, other: words[: len(words) * 3 // 5],
    "prepend 20 words": lambda words, other: [*(other() for _ in range(20)), *words],
    "another last fifth": lambda words, other: [*words[: len(words) * 4 // 5], *(other() for _ in words[::5])],
}
_random = random.Random(7)


def draw(share: float) -> bool:
    return _random.random() < share


def jaccard(one: str, other: str) -> float:
    """The share of pairs of adjacent words that two texts have in common."""
    first, second = (set(pairwise(text.split())) for text in (one, other))
    return len(first & second) / max(1, len(first | second))


def copies(texts: list[str], vocabulary: list[str], wanted: int) -> Iterator[tuple[int, str, str]]:
    """(place of the original, name of the edit, edited copy), the edits in turn."""
    long = [place for place, text in enumerate(texts) if len(text.split()) >= 50]
    for number, place in enumerate(_random.sample(long, min(wanted, len(long)))):
        name = list(EDITS)[number % len(EDITS)]
        yield place, name, " ".join(EDITS[name](texts[place].split(), lambda: _random.choice(vocabulary)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--limit", type=int, help="how many documents")
    parser.add_argument("--copies", type=int, default=1800)
    arguments = parser.parse_args()
    about = corpus(arguments.docs)
    texts = [join_text(row["text"])[0] for row in documents(arguments.docs, arguments.limit)]
    vocabulary = [word for text in islice(texts, 500) for word in text.split()]
    made = list(copies(texts, vocabulary, arguments.copies))
    assert made, "no text has 50 words"
    everything = texts + [copy for _, _, copy in made]

    started = time.process_time()
    signatures = b"".join(signature("", text) for text in everything)
    signed = time.process_time()
    groups = dict(group(signatures))
    grouped = time.process_time()

    found: dict[str, list[bool]] = defaultdict(list)
    by_likeness: dict[str, list[bool]] = defaultdict(list)
    for number, (place, name, copy) in enumerate(made, len(texts)):
        together = groups.get(number, number) == groups.get(place, place)
        likeness = jaccard(texts[place], copy)
        found[name].append(together)
        by_likeness[f"{int(likeness * 10) / 10:.1f}"].append(together)
    members: dict[int, list[int]] = defaultdict(list)
    for place, first in groups.items():
        members[first].append(place)
    joined = [jaccard(everything[a], everything[b]) for some in members.values() for a, b in combinations(some[:20], 2)]
    alike = [together for bucket, all_ in by_likeness.items() if float(bucket) >= 0.7 for together in all_]
    recall = sum(alike) / len(alike)
    assert recall > 0.8, f"only {recall:.0%} of the copies that share 70 % are found"
    show(
        benchmark="duplicates",
        **about,
        documents=len(everything),
        recall_at_70=recall,
        found_by_edit={name: sum(some) / len(some) for name, some in found.items()},
        found_by_jaccard={name: sum(by_likeness[name]) / len(by_likeness[name]) for name in sorted(by_likeness)},
        grouped_pairs=len(joined),
        precision_at_50=sum(likeness >= 0.5 for likeness in joined) / len(joined),
        precision_at_40=sum(likeness >= 0.4 for likeness in joined) / len(joined),
        signature_us=(signed - started) / len(everything) * 1e6,
        group_us=(grouped - signed) / len(everything) * 1e6,
        bytes_a_document=SIGNATURE_BYTES + 8,
    )


if __name__ == "__main__":
    main()
