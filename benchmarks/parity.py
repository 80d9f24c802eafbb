"""Tantivy and Whoosh against the reference engine on real queries over a real slice: ids, scores, totals, facets."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from common import corpus, documents, queries, show

from search.engines import ENGINES, create_writer, open_engine
from search.engines.base import Window
from search.indexing.prepared import prepare
from search.model.document import Document
from search.model.schema import SCHEMA
from search.query.parser import parse
from search.query.rewrite import rewrite

TOP = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--documents", type=int, default=3_000)
    parser.add_argument("--limit", type=int, default=200, help="how many queries")
    arguments = parser.parse_args()
    engines = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in ENGINES:
            folder = Path(scratch, name)
            folder.mkdir()
            writer = create_writer(name, folder, SCHEMA)
            for row in documents(arguments.docs, arguments.documents):
                document = Document.of(row["id"], row.get("title") or "", row["text"], date=row.get("date"))
                prepared = prepare(document, SCHEMA)
                for analyzed, record in prepared.parts:
                    writer.add(analyzed, record, prepared.digest)
            writer.commit()
            engines[name] = open_engine(name, folder, SCHEMA)
        figures = compare(engines, queries(arguments.queries, arguments.limit))
    show(benchmark="parity", **corpus(arguments.docs), documents=arguments.documents, **figures)


def compare(engines: dict, asked: list[str]) -> dict:
    """For each engine: how many queries give the reference's ids in order, totals and facets; the largest score gap."""
    reference = engines.pop("memory")
    figures: dict = {"queries": len(asked), "with_ties": 0}
    for name in engines:
        figures[name] = {"same_order": 0, "same_totals": 0, "same_facets": 0, "score_gap": 0.0}
    for query in asked:
        rewritten = rewrite(parse(query).tree, "lemma", reference.terms)
        clause = rewritten.partial(rewritten.ladder("auto")[0], "auto")
        window = Window(TOP, 0, "relevance", SCHEMA.default_facets)
        expected = reference.search(clause, window)
        scores = [round(match.score, 4) for match in expected.matches]
        figures["with_ties"] += len(set(scores)) < len(scores)
        for name, engine in engines.items():
            found, counts = engine.search(clause, window), figures[name]
            counts["same_order"] += [m.id for m in found.matches] == [m.id for m in expected.matches]
            counts["same_totals"] += found.total == expected.total
            counts["same_facets"] += found.facets == expected.facets
            gaps = [abs(a.score - b.score) for a, b in zip(found.matches, expected.matches, strict=False)]
            counts["score_gap"] = max([counts["score_gap"], *gaps])
    return figures


if __name__ == "__main__":
    main()
