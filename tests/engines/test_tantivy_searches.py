"""The compiled reader of Tantivy's postings finds, scores and counts what Tantivy does, in indexes of any form."""

from __future__ import annotations

import json
import shutil
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines import bm25, tantivy_searches
from search.engines.base import Engine, Result, Window
from search.engines.clauses import (
    Bool,
    Clause,
    ConstantScore,
    DisjunctionMax,
    DocumentSet,
    MatchAll,
    MatchNone,
    RangeFilter,
    TagFilter,
    Term,
    TermPhrase,
    TermSet,
    Verified,
)
from search.engines.groups import Groups
from search.engines.native import native
from search.engines.tantivy import change_index, create_index, open_index
from search.engines.tantivy_index import FIRST, TantivyWriter
from search.engines.tantivy_postings import _KINDS, open_postings
from search.indexing.prepared import prepare
from search.model.document import Document, Part
from search.model.schema import SCHEMA
from search.storage.records import digest

pytestmark = pytest.mark.skipif(native is None, reason="the reader of postings is not compiled here")

WORDS = ("كتاب", "بيت", "قلم", "باب", "نهر", "بحر", "سماء")
SOURCES = ("الاهرام", "الحياه", "الوطن")


def _text(number: int) -> str:
    """Words of very different frequency, in an order that differs: some hundred texts."""
    every = (1, 2, 3, 7, 40, 130, 999)
    held = [word for n, word in enumerate(WORDS) if number % every[n] == 0 for _ in range(1 + (number + n) % 3)]
    at = number % len(held)
    return " ".join([*held[at:], *held[:at], *["حشو"] * (number % 30)])


def _document(number: int) -> Document:
    if number % 97 == 5:
        parts = [Part("باب", _text(number + k) + " حشو" * 500) for k in range(4)]  # too long to be one
        return Document.of(f"d{number}", "", parts=parts, source="الوطن")
    day = f"2024-{1 + number % 12:02}-{1 + number % 28:02}" if number % 5 else None
    text = _text(number) if number % 500 else " ".join(["قلم بيت"] * 400)  # more places than one block has
    return Document.of(f"d{number}", "بيت" if number % 11 == 0 else "", text, date=day, source=SOURCES[number % 2])


DOCUMENTS = [_document(number) for number in range(5_000)]


def _add(writer: TantivyWriter, documents: list[Document]) -> None:
    for document in documents:
        prepared = prepare(document, SCHEMA)
        for number, (analyzed, record) in enumerate(prepared.parts):
            writer.add(analyzed, record, prepared.digest)
            if document.id == "d4758" and number == 1:
                writer._writer.commit()  # its parts lie in two segments, as where an arena is full


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three segments, one document in two of them, and some deleted."""
    folder: Path = tmp_path_factory.mktemp("segments")
    writer = create_index(folder, SCHEMA)
    _add(writer, DOCUMENTS[:4_300])
    writer.commit()
    change = change_index(folder, 10_000, SCHEMA)
    for document in DOCUMENTS[100:2_000:9]:
        change.delete(digest(document))
    _add(change, DOCUMENTS[4_300:])
    change.commit()
    return folder


@pytest.fixture(scope="module")
def engines(folder: Path) -> tuple[Engine, Engine]:
    """The engine with the compiled reader, and Tantivy alone."""
    compiled = open_index(folder, SCHEMA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tantivy_searches, "open_postings", lambda directory: None)
        alone = open_index(folder, SCHEMA)
    return compiled, alone


def test_the_index_has_several_segments_and_deleted_documents(folder: Path) -> None:
    segments = json.loads((folder / "meta.json").read_text())["segments"]
    assert len(segments) == 3
    assert any(segment["deletes"] for segment in segments)


_WORDS = st.sampled_from(("كتاب", "بيت", "قلم", "باب", "نهر", "بحر", "سماء", "حشو", "غاءب"))
_FIELDS = st.sampled_from(("body_exact", "title_exact", "body_lemma"))
_SCORES = st.sampled_from((0.0, 0.5, 1.0, 2.25))
_TERMS = st.builds(Term, _FIELDS, _WORDS, st.sampled_from((1.0, 0.3, 1.24)))
_DIGESTS = st.integers(0, 299).map(lambda number: digest(DOCUMENTS[number]))
_LEAVES = (
    _TERMS
    | st.builds(TermPhrase, st.just("body_exact"), st.lists(_WORDS, min_size=1, max_size=3).map(tuple), _SCORES)
    | st.builds(TermSet, _FIELDS, st.lists(_WORDS, max_size=4).map(tuple), _SCORES)
    | st.builds(TagFilter, st.just("source"), st.lists(st.sampled_from((*SOURCES, "غيرها")), max_size=3).map(tuple))
    | st.builds(Verified, st.lists(st.sampled_from(("d7", "d300", "d4999", "x")), max_size=3).map(tuple), st.none())
    | st.builds(DocumentSet, st.lists(_DIGESTS, max_size=4).map(tuple))
    | st.builds(
        RangeFilter,
        st.just("date"),
        st.none() | st.integers(19_700, 20_100),
        st.none() | st.integers(19_700, 20_100),
    )
    | st.sampled_from((MatchAll(), MatchNone()))
)


def _choices(children: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
    some = st.lists(children, max_size=3).map(tuple)
    words = st.lists(_TERMS, min_size=1, max_size=5).map(tuple)
    return (
        st.builds(DisjunctionMax, st.lists(children, min_size=1, max_size=3).map(tuple), st.sampled_from((0.0, 0.03)))
        | st.builds(ConstantScore, children, _SCORES)
        | st.builds(Bool, some, st.lists(children, min_size=1, max_size=4).map(tuple), some, some, st.integers(0, 3))
        | st.builds(Bool, must=some, should=words, minimum=st.integers(0, 4))
    )


_CLAUSES = st.recursive(_LEAVES, _choices, max_leaves=12)
_WINDOWS = st.sampled_from(
    (
        Window(10, facets=("source",)),
        Window(200, parts=True),
        Window(10, offset=15, sort="date"),
        Window(25, sort="-date", facets=("source",)),
        Window(10, sort="recent", today=20_000),
        Window(0, facets=("source", "category")),
        Window(10, without=DocumentSet(tuple(map(digest, DOCUMENTS[:40])))),
        Window(20, groups=Groups(dict.fromkeys(map(digest, DOCUMENTS[:200:3]), digest(DOCUMENTS[0])))),
    )
)


def _told(result: Result) -> tuple[object, ...]:
    matches = [(match.key, round(match.score, 3), match.similar) for match in result.matches]
    return result.total, result.places, result.more, result.facets, matches


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clause=_CLAUSES, window=_WINDOWS)
def test_every_clause_is_answered_as_tantivy_answers_it(
    engines: tuple[Engine, Engine], clause: Clause, window: Window
) -> None:
    compiled, alone = (_told(engine.search(clause, window)) for engine in engines)
    assert compiled == alone


@pytest.mark.parametrize(
    ("clause", "total"),
    [
        (Term("body_exact", "سماء"), 5),  # 999, 1998, 2997, 3996 and 4995
        (TermPhrase("body_exact", ("بيت", "قلم", "بيت")), 9),  # 0, 500 and so on, but 1000 is deleted
        (Bool(must=(MatchAll(),), should=(Term("body_exact", "سماء"),), minimum=2**31), 0),
    ],
)
def test_rare_words_rows_of_words_and_what_asks_for_too_much_are_answered_alike(
    engines: tuple[Engine, Engine], clause: Clause, total: int
) -> None:
    assert [engine.search(clause, Window()).total for engine in engines] == [total, total]


@pytest.mark.parametrize(
    "clause",
    [
        Term("no_field", "كتاب"),
        TermSet("no_field", ("كتاب",)),
        TagFilter("no_field", ("الوطن",)),
        RangeFilter("no_field", 1, 2),
        RangeFilter(None, 1, 2),  # type: ignore[arg-type]
        TermPhrase("body_lemma", ("كتاب", "بيت")),  # without positions
    ],
)
def test_a_field_that_is_not_there_is_an_error_and_not_an_answer_without_matches(
    engines: tuple[Engine, Engine], clause: Clause
) -> None:
    for engine in engines:
        with pytest.raises((ValueError, TypeError)):
            engine.search(clause, Window())


def test_a_document_whose_parts_lie_in_two_segments_counts_once(engines: tuple[Engine, Engine]) -> None:
    clause = Bool(must=(MatchAll(),), filters=(DocumentSet((digest(DOCUMENTS[4758]),)),))
    for engine in engines:
        result = engine.search(clause, Window(facets=("source",)))
        assert (result.total, result.places, result.facets) == (1, 4, {"source": [("الوطن", 1)]})


def test_a_document_whose_parts_were_merged_in_another_order_counts_once(tmp_path: Path) -> None:
    """Tantivy merges eight segments, the largest first: the parts of the book come from its last to its first."""
    book = prepare(Document.of("d", "", parts=[Part("باب", "كتاب" + " حشو" * 500)] * 8, source="الوطن"), SCHEMA)
    writer = create_index(tmp_path, SCHEMA)
    for number, (analyzed, record) in enumerate(book.parts):
        writer.add(analyzed, record, book.digest)
        _add(writer, [Document.of(f"d{number}.{n}", "", "كتاب", source="الحياه") for n in range(number)])
        writer._writer.commit()
    writer.commit()
    assert len(json.loads((tmp_path / "meta.json").read_text())["segments"]) == 1
    result = open_index(tmp_path, SCHEMA).search(Term("body_exact", "كتاب"), Window(facets=("source",)))
    assert (result.total, result.places) == (1 + 28, 8 + 28)
    assert result.facets == {"source": [("الحياه", 28), ("الوطن", 1)]}


def test_files_of_another_format_are_left_to_tantivy(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "index")
    for path in (tmp_path / "index").glob("*.idx"):
        path.write_bytes(path.read_bytes().replace(b'"index_format_version":7', b'"index_format_version":8'))
    assert open_postings(tmp_path / "index") is None


def test_a_number_that_does_not_end_is_damage_and_takes_no_time(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "index")
    for path in (tmp_path / "index").glob("*.fieldnorm"):
        content = path.read_bytes()
        footer = content[content.rindex(b'{"version"') :]
        path.write_bytes(b"\1" * 1_000_000 + (1_000_000).to_bytes(4, "little") + footer)
    with pytest.raises(ValueError, match="damaged"):
        open_postings(tmp_path / "index")


def test_no_reader_is_made_without_an_index() -> None:
    with pytest.raises(TypeError):
        native.PostingsReader.__new__(native.PostingsReader)


@pytest.mark.parametrize("claimed", [1, 2**64 - 1])
def test_a_dictionary_has_no_more_terms_than_it_tells_of(claimed: int) -> None:
    transducer = bytes([2]) + bytes(31)  # the term "" ends at its root
    dictionary = transducer + struct.pack("<QQQII", 0, claimed, 16, 1, 1)
    field = (memoryview(dictionary), memoryview(bytes(8)), None, None)
    with pytest.raises(ValueError, match="damaged"):
        native.PostingsReader(_KINDS, bm25.LENGTHS, [("source", 1)], [(1, None, [field])])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ending=st.sampled_from(("term", "idx", "pos", "fieldnorm", "del")),
    where=st.floats(0, 0.999) | st.floats(0.95, 0.999),  # near its end a file says where its parts are
    gone=st.integers(0, 200),
    instead=st.binary(max_size=8) | st.sampled_from((b"\0" * 8, b"\xff" * 8)),
    documents=st.none() | st.integers(0, 6_000),
)
def test_of_damaged_files_no_byte_is_read_that_is_not_theirs(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    ending: str,
    where: float,
    gone: int,
    instead: bytes,
    documents: int | None,
) -> None:
    """It ends in an error or in an answer, which nobody may trust; the process goes on."""
    copy = tmp_path_factory.mktemp("damaged")
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    path = max(copy.glob(f"*.{ending}"), key=lambda path: path.stat().st_size)
    content = path.read_bytes()
    at = int(where * len(content))
    path.write_bytes(content[:at] + instead + content[at + gone :])
    if documents is not None:
        meta = json.loads((copy / "meta.json").read_text())
        meta["segments"][0]["max_doc"] = documents
        (copy / "meta.json").write_text(json.dumps(meta))
    clause = Bool(
        should=(
            DisjunctionMax(tuple(Term("body_exact", word) for word in WORDS), 0.1),
            TermPhrase("body_exact", ("كتاب", "بيت")),
            TermSet("body_lemma", WORDS),
            RangeFilter("date", 19_000, 20_000),
        ),
        minimum=1,
    )
    with suppress(ValueError):
        if reader := open_postings(copy):
            reader.set_parts(FIRST, [5, 102])
            reader.rank(clause, 10)
            reader.by_column(clause, 10, "date_value", True)
            reader.count(clause, [("source", SOURCES)], False)
    shutil.rmtree(copy)
