"""The readers of sources on a corpus of files that is made here: words in right order, titles, dates, speed, memory.

`python -m benchmarks.bench_sources [--keep FOLDER] [--only KIND]` prints one line a kind of file, then one line for
all: the least share of words in right order, of titles and of dates that are right, files under .8 without a flag
(which must be none), megabytes and documents a second, the most memory of all processes. `--hostile` reads the 60
hostile files instead and prints whether the run ended, which were named, and the most memory.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks import common
from benchmarks.memory import Memory
from benchmarks.source_corpus import Text, make, texts
from search.model.document import Document
from search.model.reject import Reject
from search.sources import Task, find_files, read_files

COLLECTION = Path(__file__).parent.parent / "tests" / "collection" / "docs.jsonl"
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_WORD = re.compile(r"\w+")
_SPELLINGS = str.maketrans("٠١٢٣٤٥٦٧٨٩ی", "0123456789ي")
_DATELESS = ("openiti", "shamela")  # which say no day
# What is asked of each kind: of all words of its texts in right order, without marks.
_ASKED = {"pdf": 0.95}
_ASKED_OF_OTHERS = 0.98
_FLAGGED = 0.8


def words(text: str) -> list[str]:
    """The words of a text, in one spelling of letters."""
    return _WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_SPELLINGS))


def share_in_order(source: str, found: str) -> float:
    """The share of the source's words that are found, in its order."""
    one, other = words(source), words(found)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(one))


def measure(folder: Path, only: str) -> Iterator[dict[str, object]]:
    """A row of figures for each kind of file."""
    made, missing = make(folder, texts(COLLECTION))
    by_kind: dict[str, list[tuple[Path, list[Text]]]] = defaultdict(list)
    for kind, path, of in made:
        by_kind[kind].append((path, of))
    for kind, files in by_kind.items():
        if kind.startswith(only):
            yield {"kind": kind, **_measure(files, kind.startswith(_DATELESS))}
    yield {"missing": missing}


def _measure(files: list[tuple[Path, list[Text]]], dateless: bool) -> dict[str, object]:
    found: dict[Path, list[Document]] = defaultdict(list)
    rejects: list[Reject] = []
    memory, started = Memory(), time.perf_counter()
    size = sum(path.stat().st_size for path, _ in files)
    for file, (item, *_) in read_files([file for path, _ in files for file in find_files([path])], Task()):
        if isinstance(item, Document):
            found[file.path].append(item)
        elif item is not None:
            rejects.append(item)
    seconds = time.perf_counter() - started
    memory.end()
    shares, titles, dates, unflagged = [], 0, 0, []
    pairs = [pair for path, of in files for pair in zip(of, _matched(of, found[path]), strict=True)]
    for text, document in pairs:
        share = share_in_order(text.whole, document.text if document else "")
        shares.append(share)
        flagged = document is not None and document.value("quality") == "low"
        titles += document is not None and words(document.title) == words(text.title)
        dates += document is not None and document.date == (None if dateless else text.date)
        if share < _FLAGGED and not flagged:
            unflagged.append(text.name)
    good = [
        share
        for share, (_, document) in zip(shares, pairs, strict=True)
        if document is None or document.value("quality") != "low"
    ]
    return {
        "files": len(files),
        "documents": len(pairs),
        "parts": sum(len(document.parts) for _, document in pairs if document),
        "mean": sum(shares) / len(shares),
        "least": min(shares),
        "mean_unflagged": sum(good) / max(1, len(good)),
        "flagged": len(shares) - len(good),
        "bad_unflagged": unflagged,
        "titles": titles / len(pairs),
        "dates": dates / len(pairs),
        "rejects": [reject.reason.text("en") for reject in rejects if not reject.warning][:3],
        "mb_s": size / seconds / 1e6,
        "documents_s": len(pairs) / seconds,
        "peak_mb": memory.peak,
    }


def _matched(of: list[Text], found: list[Document]) -> list[Document | None]:
    """The document of each text, which a file of many has in any order."""
    if len(of) == 1:
        return [found[0] if len(found) == 1 else None]
    by_title = {" ".join(words(document.title)): document for document in found}
    return [by_title.get(" ".join(words(text.title))) for text in of]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="where the files are made, and stay")
    parser.add_argument("--only", default="", help="kinds that begin so")
    parser.add_argument("--hostile", action="store_true")
    given = parser.parse_args()
    if given.hostile:
        from benchmarks.hostile_sources import run

        run()
        return
    folder = given.keep or Path(tempfile.mkdtemp())
    rows = []
    for row in measure(folder, given.only):
        print(json.dumps(common.rounded(row), ensure_ascii=False))
        rows.append(row)
    if not given.keep:
        shutil.rmtree(folder)
    measured = [row for row in rows if "kind" in row]
    bad = [row["kind"] for row in measured if row["bad_unflagged"]]
    under = [
        row["kind"]
        for row in measured
        if row["mean_unflagged"] < _ASKED.get(str(row["kind"]).split()[0], _ASKED_OF_OTHERS)  # type: ignore[operator]
    ]
    common.show(
        files=sum(row["files"] for row in measured),  # type: ignore[misc]
        under_asked=under,
        bad_unflagged=bad,
        titles=sum(row["titles"] * row["documents"] for row in measured) / sum(row["documents"] for row in measured),  # type: ignore[operator,misc]
        dates=sum(row["dates"] * row["documents"] for row in measured) / sum(row["documents"] for row in measured),  # type: ignore[operator,misc]
    )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
