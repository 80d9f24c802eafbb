"""How fast the analysis is: one JSON line, against other Arabic stemmers in the same run where they are installed.

    python -m benchmarks.bench_analysis [FILE ...]      UTF-8 texts; the seeds when none is named

tokens_per_second   indexing a text whose words are known: what a long text costs
cold_us             per distinct word, nothing remembered
known_us            per distinct word, looked up in the file of words that builds have analysed
cached_us           per token, looked up among the words already analysed
memory_mb           what the process has grown by once all distinct words are analysed
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from search.analysis import names
from search.analysis.analyzer import analyze_word, joined_terms
from search.analysis.known_words import KnownWords, pack, record
from search.analysis.lexicon import format
from search.analysis.text_terms import join_text, known_terms
from search.analysis.tokenizer import find_words

SEEDS = Path(__file__).parent.parent / "seeds"
ROUNDS = 3
MOST = 2000  # words for the others: the slowest takes milliseconds for one


def main() -> None:
    """Prints the line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, metavar="FILE")
    paths = parser.parse_args().paths or sorted(SEEDS.glob("*.txt"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    tokens = find_words(text)
    words = list(dict.fromkeys(tokens))
    if not words:
        sys.exit("there are no words in these files")
    print(json.dumps(measure(text, tokens, words), ensure_ascii=False))


def measure(text: str, tokens: list[str], words: list[str]) -> dict[str, object]:
    """The figures of a text, its tokens and its distinct words."""
    analyze_word("كتاب")  # opens the lexicon
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cold = best_of(lambda: run(analyze_word.__wrapped__, words), forget)
    exact, lemmas = join_text(text)
    assert len(exact.split()) == sum(len(analyze_word(word)) for word in tokens), "a token was lost"
    assert join_text("وبالمدارس") == ("وبالمدارس", "مدرسه"), "the analysis is wrong"
    return {
        "tokens": len(tokens),
        "distinct": len(words),
        "lemma_terms": len(lemmas.split()),
        "tokens_per_second": round(len(tokens) / best_of(lambda: join_text(text))),
        "cold_us": per(cold, words),
        "known_us": per(known_seconds(words), words),
        "cached_us": per(best_of(lambda: [known_terms(word) for word in tokens]), tokens),
        "memory_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
        "others_cold_us": {
            name: per(best_of(partial(run, stem, words[:MOST])), words[:MOST]) for name, stem in others()
        },
    }


def known_seconds(words: list[str]) -> float:
    """The time to look up all words in a file of just these."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "words.bin")
        path.write_bytes(b"".join(pack(b"".join(record(word, *joined_terms(word)) for word in words))))
        known = KnownWords(path)
        assert known.find(words[0]) == joined_terms(words[0]), "the file is wrong"
        return best_of(lambda: run(known.find, words))


def others() -> Iterable[tuple[str, Callable[[str], object]]]:
    """(name, function of a word) of every other stemmer that is installed: pip install -e '.[bench]'."""
    makers: dict[str, tuple[str, Callable[..., Callable[[str], object]]]] = {
        "PyStemmer": ("Stemmer", lambda module: module.Stemmer("arabic", 0).stemWord),
        "Tashaphyne": ("tashaphyne.stemming", lambda module: module.ArabicLightStemmer().light_stem),
        "qalsadi": ("qalsadi.lemmatizer", lambda module: module.Lemmatizer().lemmatize),
    }
    for name, (module, make) in makers.items():
        try:
            yield name, make(importlib.import_module(module))
        except ImportError:
            print(f"{name} is not installed; it is left out", file=sys.stderr)


def forget() -> None:
    """Empties what the analysis remembers beneath whole words."""
    for remembered in (format.decode, names.key):
        remembered.cache_clear()


def run(function: Callable[[str], object], words: list[str]) -> None:
    """Calls the function on every word."""
    for word in words:
        function(word)


def best_of(work: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> float:
    """Processor seconds of the fastest of some rounds; a slow work is run once."""
    best = float("inf")
    for _ in range(ROUNDS):
        prepare()
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
        if best > 2:
            break
    return best


def per(seconds: float, items: list[str]) -> float:
    """Microseconds for each of the items."""
    return round(seconds / len(items) * 1e6, 2)


if __name__ == "__main__":
    main()
