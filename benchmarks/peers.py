"""The peers, each with its own analysis: `peers.py tantivy|fts5|whoosh docs.jsonl.gz folder [limit]`."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import tantivy
from common import documents
from whoosh import fields, index
from whoosh.analysis import StandardAnalyzer

STEMMED = "ar"


def tantivy_index(folder: Path) -> tantivy.Index:
    """A Tantivy index of one text field with Tantivy's own Arabic stemmer."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=True, tokenizer_name=STEMMED)
    opened = tantivy.Index(builder.build(), path=str(folder))
    opened.register_tokenizer(STEMMED, analyzer())
    return opened


def analyzer() -> tantivy.TextAnalyzer:
    """Tantivy's simple tokenizer, lower case and Snowball's Arabic stemmer."""
    chain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return chain.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("arabic")).build()


def build_tantivy(docs: Path, folder: Path, limit: int | None) -> None:
    """Tantivy alone, one thread of indexing."""
    writer = tantivy_index(folder).writer(256_000_000, 1)
    for row in documents(docs, limit):
        document = tantivy.Document()
        document.add_text("id", row["id"])
        document.add_text("text", f"{row.get('title') or ''}\n{row['text']}")
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def build_fts5(docs: Path, folder: Path, limit: int | None) -> None:
    """SQLite's full-text table with its default tokenizer."""
    connection = sqlite3.connect(folder / "fts.db")
    connection.execute("CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, title, text)")
    rows = ((row["id"], row.get("title") or "", row["text"]) for row in documents(docs, limit))
    connection.executemany("INSERT INTO docs VALUES (?, ?, ?)", rows)
    connection.commit()
    connection.close()


def build_whoosh(docs: Path, folder: Path, limit: int | None) -> None:
    """Whoosh alone with its standard analyzer."""
    schema = fields.Schema(id=fields.ID(stored=True), text=fields.TEXT(analyzer=StandardAnalyzer(), stored=True))
    writer = index.create_in(str(folder), schema).writer(limitmb=256)
    for row in documents(docs, limit):
        writer.add_document(id=row["id"], text=f"{row.get('title') or ''}\n{row['text']}")
    writer.commit()


if __name__ == "__main__":
    builders = {"tantivy": build_tantivy, "fts5": build_fts5, "whoosh": build_whoosh}
    size = int(sys.argv[4]) if len(sys.argv) > 4 else None
    builders[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), size)
