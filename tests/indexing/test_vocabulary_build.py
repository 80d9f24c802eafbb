"""The vocabulary of a generation: its words and their counts, and the sample read for spellings and phrases."""

from __future__ import annotations

import itertools
import json
import sqlite3
from pathlib import Path

import pytest

import search
from search.analysis.documents import analyze_document
from search.analysis.term_table import new_counts
from search.engines import ENGINES
from search.indexing import indexer, vocabulary_build
from search.indexing.fingerprint import fingerprint
from search.indexing.vocabulary_build import Sample
from search.model.document import Document
from search.model.schema import SCHEMA
from search.storage import open_store
from search.storage.record_codec import SHIPPED
from search.storage.records import pack
from search.storage.vocabulary import FILE, Vocabulary, decode
from tests.conftest import COLLECTION


@pytest.fixture
def changes_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of a small index goes on with the generation before it, as one of a large index does."""
    monkeypatch.setattr(indexer, "_SMALL", 0)
    monkeypatch.setattr(indexer, "_WASTE", 100)


def test_a_sample_is_spread_evenly_whatever_the_number_of_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary_build, "_HELD", 4)
    monkeypatch.setattr(vocabulary_build, "_SAMPLE", 2)
    sample = Sample()
    for letter in "ابتثجحخدذ":  # five are held, then every second; nine, then every fourth
        sample.add(pack(Document(letter, "", f"بحر أزرق بحر أزرق بحر أزرق كلمة{letter}")).records[0])
    read = sample.read(SHIPPED)
    assert [word for word in read.spellings if word.startswith("كلمه")] == ["كلمها", "كلمهذ"]
    assert dict(read.phrases)["بحر ازرق"] == 16, "it stands in both texts of the sample, each for eight"
    assert read.spellings["بحر ازرق"] == "بحر أزرق"


LETTERS = "بتجحدرسع"


def folder_of(index: Path) -> Path:
    return index / (index / "CURRENT").read_text().strip()


def words(index: Path) -> dict[str, int]:
    """Every word of the vocabulary of the current generation and its count."""
    rows = sqlite3.connect(folder_of(index) / FILE).execute("select term, documents from words")
    return {term: count for stored, count in rows if " " not in (term := decode(stored))}


def test_a_word_counts_once_for_a_long_text_in_however_many_parts(tmp_path: Path) -> None:
    rows = [{"id": "1", "title": "كتب", "text": "\n".join(["بحر كبير " * 300] * 4)}, {"id": "2", "text": "بحر"}]
    assert search.rebuild(write(tmp_path, rows), tmp_path / "index").documents == 2
    assert words(tmp_path / "index") == {"كتب": 1, "بحر": 2, "كبير": 1}


def write(folder: Path, rows: list[dict[str, str]]) -> list[Path]:
    (folder / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return [folder / "rows.jsonl"]


ROWS = [
    {"id": "1", "title": "كتب جديدة", "text": "كتب عبدالله كتب كثيرة"},
    {"id": "2", "text": "الله أعلم ﷺ"},
]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_word_counts_once_for_each_title_and_text_that_has_it(tmp_path: Path, engine: str) -> None:
    search.rebuild(write(tmp_path, ROWS), tmp_path / "index", engine)
    assert words(tmp_path / "index") == {
        **{"كتب": 2, "جديده": 1, "عبد": 1, "كثيره": 1},
        **{"الله": 2, "اعلم": 1, "صلي": 1, "عليه": 1, "وسلم": 1},
    }


@pytest.mark.parametrize("processes", [1, 3])
def test_the_counts_of_an_index_are_those_of_its_terms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processes)
    search.rebuild([COLLECTION / "docs.jsonl"], tmp_path)
    engine = open_store(tmp_path, fingerprint()).open().engine
    found = words(tmp_path)
    fields = [engine.containing(name, list(found)) for name in ("title_exact", "body_exact")]
    assert found == {word: sum(counts) for word, *counts in zip(found, *fields, strict=True)}
    assert (len(found), found["كتاب"]) == (2776, 5)


@pytest.mark.usefixtures("changes_go_on")
def test_a_change_of_very_many_documents_adds_up_the_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary_build, "MOST_NEW", 1)
    search.rebuild(write(tmp_path, ROWS), tmp_path / "index")
    search.update(write(tmp_path, [{"id": "3", "text": "كتب"}, {"id": "4", "text": "كتب أخرى"}]), tmp_path / "index")
    found = words(tmp_path / "index")
    assert (found["كتب"], found["اخري"], found["الله"]) == (4, 1, 2)


def test_terms_are_counted_once_a_text() -> None:
    counts = new_counts()
    analyze_document(Document("1", "كتاب", "كتاب وعبدالله الله"), SCHEMA, counts)
    assert counts.take() == {"كتاب": 2, "وعبد": 1, "الله": 1}


@pytest.mark.usefixtures("changes_go_on")
def test_a_word_that_a_change_brings_stands_behind_those_of_its_key(tmp_path: Path) -> None:
    search.rebuild(write(tmp_path, [{"id": "1", "text": "سمير سامر"}, {"id": "2", "text": "سامر"}]), tmp_path / "index")
    search.update(write(tmp_path, [{"id": "3", "text": "سِمَر سامر"}, {"id": "4", "text": "سِمَر"}]), tmp_path / "index")
    vocabulary = Vocabulary(open_store(tmp_path / "index", fingerprint()).open().file(FILE))
    assert vocabulary.sounding(["SMR", "XYZ"], 10) == [("سامر", 3), ("سمير", 1), ("سمر", 2)]
    assert vocabulary.sounding(["SMR"], 2) == [("سامر", 3), ("سمير", 1)]
    assert [vocabulary.shown(term) for term in ("سمر", "سامر", "سيمر")] == ["سِمَر", "سامر", None]
    vocabulary.close()


@pytest.mark.usefixtures("changes_go_on")
def test_a_key_that_has_very_many_words_has_those_of_a_change_too(tmp_path: Path) -> None:
    vowels = ["".join(two) for two in itertools.product(["", "ا", "و", "ي", "اي", "يا"], repeat=2)]
    words = [f"س{first}م{second}ر" for first, second in itertools.product(vowels, repeat=2)][:60]
    search.rebuild(write(tmp_path, [{"id": "1", "text": " ".join(words[:50])}]), tmp_path / "index")
    search.update(write(tmp_path, [{"id": "2", "text": " ".join(words[50:])}]), tmp_path / "index")
    vocabulary = Vocabulary(open_store(tmp_path / "index", fingerprint()).open().file(FILE))
    assert {word for word, _ in vocabulary.sounding(["SMR"], 100)} == set(words)
    vocabulary.close()


def test_phrases_come_behind_words_that_are_as_frequent_those_that_stand_together_most_often_first(
    tmp_path: Path,
) -> None:
    often, seldom = "كتاب شعر " * 5, "كتاب بحر " * 4
    search.rebuild(write(tmp_path, [{"id": "1", "text": f"{seldom}{often} كتابات"}]), tmp_path / "index")
    vocabulary = Vocabulary(open_store(tmp_path / "index", fingerprint()).open().file(FILE))
    assert [one.term for one in vocabulary.completions("كتا", 10)] == ["كتاب", "كتابات", "كتاب شعر", "كتاب بحر"]
    vocabulary.close()


def test_what_is_no_word_is_told_without_a_look_into_the_vocabulary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search.rebuild(write(tmp_path, [{"id": "1", "text": "كتاب كتب"}]), tmp_path / "index")
    vocabulary = Vocabulary(open_store(tmp_path / "index", fingerprint()).open().file(FILE))
    looked_up: list[bytes] = []
    monkeypatch.setattr(vocabulary, "_rows", lambda columns, terms: looked_up.extend(terms) or iter(()))
    vocabulary.counts(["كتاب", *(f"كتاب{letter}" for letter in "ابتثجحخد")])
    assert [decode(term) for term in looked_up] == ["كتاب"]
    vocabulary.close()


@pytest.mark.usefixtures("changes_go_on")
def test_words_that_a_change_brings_are_found_beside_those_that_were_there(tmp_path: Path) -> None:
    asked = ["كتاب", "كتب", "مكتب", "كاتب"]
    search.rebuild(write(tmp_path, [{"id": "1", "text": "كتاب كتب"}]), tmp_path / "index")
    assert counts_of(tmp_path / "index", asked) == {"كتاب": 1, "كتب": 1}
    search.update(write(tmp_path, [{"id": "2", "text": "مكتب"}, {"id": "3", "text": "كتب"}]), tmp_path / "index")
    assert counts_of(tmp_path / "index", asked) == {"كتاب": 1, "كتب": 2, "مكتب": 1}


@pytest.mark.usefixtures("changes_go_on")
def test_a_filter_grows_with_its_vocabulary(tmp_path: Path) -> None:
    many = [a + b + c for a in LETTERS for b in LETTERS for c in LETTERS]
    search.rebuild(write(tmp_path, [{"id": "1", "text": "كتاب"}]), tmp_path / "index")
    search.update(write(tmp_path, [{"id": "2", "text": " ".join(many)}]), tmp_path / "index")
    (bits,) = sqlite3.connect(folder_of(tmp_path / "index") / FILE).execute("select bits from filter").fetchone()
    assert len(bits) == 1024
    assert counts_of(tmp_path / "index", ["كتاب", many[0], many[-1]]) == {"كتاب": 1, many[0]: 1, many[-1]: 1}


def counts_of(index: Path, terms: list[str]) -> dict[str, int]:
    vocabulary = Vocabulary(open_store(index, fingerprint()).open().file(FILE))
    found = vocabulary.counts(terms)
    vocabulary.close()
    return found


def test_the_completions_of_a_prefix_that_very_many_words_have_are_kept_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary_build, "_MANY", 2)
    monkeypatch.setattr(vocabulary_build, "_HEADS", 2)
    rows = [{"id": "1", "text": "كتاب كتابة كتب"}, {"id": "2", "text": "كتب كتابة"}, {"id": "3", "text": "كتب كاتب"}]
    search.rebuild(write(tmp_path, rows), tmp_path / "index")
    vocabulary = Vocabulary(open_store(tmp_path / "index", fingerprint()).open().file(FILE))
    assert vocabulary.completions("كت", 10) == [("كتب", "كتب", 3), ("كتابه", "كتابة", 2)]
    assert vocabulary.completions("كا", 10) == [("كاتب", "كاتب", 1)]
    assert vocabulary.completions("كت", 1) == [("كتب", "كتب", 3)]
    vocabulary.close()
