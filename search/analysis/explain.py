"""What becomes of each word of a text, for people and programs: `bahith analyze`.

>>> row = explain("وبالمدارس")[0]
>>> row["exact"], row["lemmas"], row["rules"]
('وبالمدارس', ['مدرسه'], ['وبال: و + ب + ال', 'noun مَدَارِس: broken plural'])
"""

from __future__ import annotations

from typing import Any

from search.analysis.analyzer import analyze_word, read_word
from search.analysis.readings import Reading
from search.analysis.tokenizer import tokenize

HEADER = ("place", "word", "exact", "lemmas", "how the first lemma came about")


def explain(text: str, most: int | None = None) -> list[dict[str, Any]]:
    """One row a term: the token and its place, its term at every level, and all readings, best first.

    With `most`, no word more is looked at once there are more rows than that.
    """
    rows: list[dict[str, Any]] = []
    for token in tokenize(text):
        if most is not None and len(rows) > most:
            break
        for terms, (_, found) in zip(analyze_word(token.text), read_word(token.text), strict=True):
            rows.append(
                {
                    "text": token.text,
                    "position": len(rows),
                    "start": token.start,
                    "end": token.end,
                    "exact": terms.exact,
                    "lemma": terms.lemmas[0],
                    "lemmas": list(terms.lemmas),
                    "rules": list(found[0].rules) if found else [],
                    "readings": [_reading(reading) for reading in found],
                }
            )
    return rows


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "lemma": reading.lemma,
        "term": reading.term,
        "part_of_speech": reading.pos,
        "stem": reading.stem,
        "proclitics": reading.proclitics,
        "ending": reading.ending,
        "enclitic": reading.enclitic,
        "rules": list(reading.rules),
        "cost": round(reading.cost, 2),
    }


def table(rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """The rows as cells under `HEADER`; below each, its other readings with the bits they cost more."""
    cells: list[tuple[str, ...]] = []
    for row in rows:
        place = f"{row['start']}-{row['end']}"
        cells.append((place, row["text"], row["exact"], " ".join(row["lemmas"]), "; ".join(row["rules"])))
        for other in row["readings"][1:]:
            more = other["cost"] - row["readings"][0]["cost"]
            cells.append(("", "", "", f"({other['term']})", f"+{more:.1f} bits: {'; '.join(other['rules'])}"))
    return cells
