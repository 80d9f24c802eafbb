"""Words hidden deep in long books: whether they are found once, marked, and the reader opens at them; time and weight.

The books are made up, half of them in volumes, chapters and pages, half of them one plain text.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from common import folder_bytes, percentile, show

import search
from search.settings import Settings
from web import create_app

NOUNS = ("الكتاب", "المدينة", "العالم", "السلطان", "القاضي", "التاجر", "السفينة", "البستان", "النهر", "الجبل", "المسجد")
VERBS = ("ذهب", "جاء", "رأى", "سمع", "قال", "كتب", "قرأ", "بنى", "سافر", "رجع", "وجد", "طلب", "نزل", "صعد", "دخل")
BETWEEN = ("في", "من", "إلى", "على", "عن", "مع", "قبل", "بعد", "عند")
LETTERS = "بجدرسطعفقكلمنه"
_CHAPTER = 9  # pages
_VOLUME = 420


def sentence(chance: random.Random) -> str:
    """A verb and some nouns with what stands between them."""
    words = [chance.choice(VERBS), chance.choice(NOUNS)]
    for _ in range(chance.randint(1, 5)):
        words += [chance.choice(BETWEEN), chance.choice(NOUNS)]
    return " ".join(words) + "."


def book(number: int, size: int, hidden: list[str], chance: random.Random) -> dict[str, Any]:
    """A book of so many bytes, with each of the hidden words on a page of its own."""
    pages: list[str] = []
    while sum(map(len, pages)) * 1.83 < size:
        pages.append("\n".join(" ".join(sentence(chance) for _ in range(6)) for _ in range(5)))
    for word, page in zip(hidden, chance.sample(range(len(pages)), len(hidden)), strict=True):
        pages[page] += f"\nوذكر {word} هنا."
    if number % 2:
        return {"id": f"book{number}", "title": f"رحلة {number}", "text": "\n".join(pages)}
    parts = [
        {"label": f"باب {at // _CHAPTER}", "volume": 1 + at // _VOLUME, "page": 1 + at % _VOLUME, "text": text}
        for at, text in enumerate(pages)
    ]
    return {"id": f"book{number}", "title": f"كتاب {number}", "parts": parts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=4)
    parser.add_argument("--bytes", type=int, default=3_000_000, help="of each book")
    parser.add_argument("--words", type=int, default=25, help="hidden in each book")
    arguments = parser.parse_args()
    chance = random.Random(1)
    hidden = ["".join(chance.sample(LETTERS, 7)) for _ in range(arguments.books * arguments.words)]
    by_book = [hidden[at :: arguments.books] for at in range(arguments.books)]
    with tempfile.TemporaryDirectory() as scratch:
        source, index = Path(scratch, "books.jsonl"), Path(scratch, "index")
        rows = (book(number, arguments.bytes, words, chance) for number, words in enumerate(by_book))
        source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        report = search.rebuild([source], index)
        figures = look_for(by_book, index)
        size = folder_bytes(index)
    show(
        benchmark="long_works",
        books=arguments.books,
        text_bytes=report.source_bytes,
        build_s=report.seconds,
        index_bytes=size,
        words=len(hidden),
        **figures,
    )


def look_for(by_book: list[list[str]], index: Path) -> dict[str, Any]:
    """How many of the words are found once, marked, and stand where the reader opens; the time of each answer."""
    client = create_app(Settings(index=str(index))).test_client()
    counts = dict.fromkeys(("found_once", "marked", "opened"), 0)
    times: dict[str, list[float]] = {"search": [], "reader": []}
    weight = 0
    for number, words in enumerate(by_book):
        for word in words:
            page, seconds = asked(client, f"/v1/search?q={quote(word)}")
            times["search"].append(seconds)
            answer = page.get_json()
            if (answer["total"], [hit["id"] for hit in answer["hits"]]) != (1, [f"book{number}"]):
                continue
            counts["found_once"] += 1
            (place,) = answer["hits"][0]["places"]
            counts["marked"] += f"<mark>{word}</mark>" in place["snippet"]["html"]
            shown, seconds = asked(client, place["link"].partition("#")[0])
            times["reader"].append(seconds)
            weight = max(weight, len(shown.data))
            counts["opened"] += f'<mark id="hit-{place["hit"]}"' in shown.text and f">{word}</mark>" in shown.text
    milliseconds = {f"{name}_p50_ms": 1000 * percentile(taken, 0.5) for name, taken in times.items()}
    return {**counts, "reader_page_bytes": weight, **milliseconds}


def asked(client: Any, address: str) -> tuple[Any, float]:
    """The answer and how long it took."""
    started = time.perf_counter()
    answer = client.get(address)
    return answer, time.perf_counter() - started


if __name__ == "__main__":
    main()
