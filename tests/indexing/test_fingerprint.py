"""What the fingerprint of an index covers: the tables that decide on its terms and keys, and no others."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from search.analysis import analyzer
from search.analysis.lexicon import location
from search.corrections import names
from search.indexing import fingerprint

# Prints the tables that are opened while a document is analysed and the keys of a vocabulary are made. What queries
# alone need is not imported: the package stands there without its `__init__`.
_PROGRAM = """
import importlib.util, json, sys, types
from pathlib import Path
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
package = types.ModuleType("search")
package.__path__ = list(importlib.util.find_spec("search").submodule_search_locations)
sys.modules["search"] = package
from search.analysis.documents import analyze_document
from search.analysis.stopwords import is_stop_word
from search.corrections.names import key, latin_keys
from search.model.document import Document
from search.model.schema import SCHEMA
analyze_document(Document("1", "ٱلصَّلَوٰةَ", "وبالمكتبات غورباتشوف بلومبيرغ books ﷺ لفظةمجهولة يكتبونها مسئولون"), SCHEMA)
is_stop_word("في"); key("بوتين"), latin_keys("putin")
tables = [Path(path) for path in opened if path.endswith(".tsv")]
print(json.dumps(sorted({f"{path.parts[-3]}/{path.stem}" for path in tables})))
"""


def test_it_covers_every_table_that_indexing_reads() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    read = set(json.loads(done.stdout))
    covered = {f"analysis/{name}" for name in analyzer.TABLES} | {f"corrections/{name}" for name in names.KEY_TABLES}
    of_the_lexicon = {f"analysis/{name}" for name in location._TABLES}  # which has a digest of its own
    assert read - covered - of_the_lexicon == set()
    assert covered - read == set(), "these no document needs"


@pytest.mark.parametrize("table", ["letters", "endings", "stopwords", "typed_letters"])
def test_another_rule_of_indexing_is_another_fingerprint(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    before = analyzer.fingerprint.__wrapped__()
    monkeypatch.setattr(analyzer, "TABLES", tuple(name for name in analyzer.TABLES if name != table))
    assert analyzer.fingerprint.__wrapped__() != before


def test_another_key_table_is_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.fingerprint.__wrapped__()
    monkeypatch.setattr(fingerprint, "KEY_TABLES", ("classes",))
    assert fingerprint.fingerprint.__wrapped__() != before


def test_tables_of_queries_are_not_in() -> None:
    assert {"proclitics", "name_letters"}.isdisjoint(analyzer.TABLES)
    assert {"exonyms", "keyboards", "confusions", "names", "compounds"}.isdisjoint(names.KEY_TABLES)
