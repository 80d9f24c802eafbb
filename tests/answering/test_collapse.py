"""Near-duplicates stand under one hit, in every engine: totals, pages, orders, opening, and changes of the index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

import search
from search.answering.searcher import Index
from search.engines import ENGINES
from search.errors import DocumentNotFoundError, QueryError
from search.indexing import indexer
from search.model.request import SearchRequest
from search.model.schema import SCHEMA
from tests.conftest import PATIENT
from tests.indexing.test_near_duplicates import OTHER, STORY

Row = tuple[str, str, str | None]
ROWS: list[Row] = [
    ("news", STORY, "2024-05-02"),
    ("club", OTHER, "2024-05-03"),
    ("copy", "خاص: " + STORY, "2024-05-04"),
    ("park", "حديقة النهر في المدينة مفتوحة", None),
    ("late", STORY.rsplit("وأضاف", 1)[0], None),
]


@pytest.fixture(params=[(engine, small) for engine in ENGINES for small in (True, False)], ids=str)
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    engine, small = request.param
    if not small:
        monkeypatch.setattr(indexer, "_SMALL", 0)
        monkeypatch.setattr(indexer, "_WASTE", 100)
    search.rebuild([rows(tmp_path, ROWS)], tmp_path / "index", engine)
    return tmp_path / "index"


def rows(folder: Path, given: Sequence[Row]) -> Path:
    path = folder / "rows.jsonl"
    lines = [{"id": id, "text": text, "date": date, "source": f"مصدر {id}"} for id, text, date in given]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def hits(index: Index, q: str, **parameters: object) -> list[tuple[str, int]]:
    return [(hit.id, hit.similar) for hit in index.search(q, **parameters).hits]


def test_near_duplicates_stand_under_the_best_of_them(folder: Path) -> None:
    index = search.open(folder, PATIENT)
    page = index.search("حديقة النهر")
    assert page.total == 4
    assert sorted((hit.id, hit.similar) for hit in page.hits)[-1] == ("park", 0)
    assert [hit.similar for hit in page.hits if hit.id != "park"] == [2]
    assert len(page.facets["source"]) == 4
    assert page.more is False
    best = next(match.id for match in index.matches(index.plan(SearchRequest("حديقة النهر"))) if match.id != "park")
    assert best in {hit.id for hit in page.hits}


def test_only_those_that_match_are_counted(folder: Path) -> None:
    assert hits(search.open(folder, PATIENT), "بحيرة للقوارب") in ([("news", 1)], [("copy", 1)])
    assert hits(search.open(folder, PATIENT), "خاص") == [("copy", 0)]


def test_pages_show_every_group_once(folder: Path) -> None:
    index = search.open(folder, PATIENT)
    pages = [index.search("حديقة مدينة نهر إدارة", limit=1, offset=offset, match="any") for offset in range(5)]
    assert [len(page.hits) for page in pages] == [1, 1, 1, 0, 0]
    assert [page.more for page in pages] == [True, True, False, False, False]
    together = index.search("حديقة مدينة نهر إدارة", match="any")
    assert [page.hits[0] for page in pages[:3]] == list(together.hits)
    assert {page.total for page in pages} == {5}


def test_each_document_is_a_hit_of_its_own_when_asked(folder: Path) -> None:
    index = search.open(folder, PATIENT)
    found = hits(index, "حديقة النهر", collapse=False)
    assert sorted(found) == [("copy", 0), ("late", 0), ("news", 0), ("park", 0)]
    assert [id for id, _ in found] == [match.id for match in index.matches(index.plan(SearchRequest("حديقة النهر")))]


def test_sorted_by_date_the_newest_stands_for_its_group(folder: Path) -> None:
    assert hits(search.open(folder, PATIENT), "حديقة النهر", sort="newest") == [("copy", 2), ("park", 0)]


def test_sorted_by_recent_a_fresh_document_comes_before_as_relevant_ones(folder: Path, tmp_path: Path) -> None:
    today = datetime.now(UTC).date().isoformat()
    texts = [("old", "حديقة قديمة", "2001-01-01"), ("new", "حديقة جديدة", today)]
    search.rebuild([rows(tmp_path, texts)], folder, "memory")
    index = search.open(folder, PATIENT)
    assert [hit.id for hit in index.search("حديقة").hits] == ["old", "new"]
    fresh = index.search("حديقة", sort="recent").hits
    assert [hit.id for hit in fresh] == ["new", "old"]
    assert fresh[0].score == pytest.approx(2 * index.search("حديقة").hits[1].score, rel=0.05)  # a day may have passed
    with pytest.raises(QueryError, match="half_life is 0"):
        index.search("ا", half_life=0)


@pytest.mark.parametrize("id", ["news", "copy", "late"])
def test_a_group_can_be_opened_from_any_of_its_documents(folder: Path, id: str) -> None:
    index = search.open(folder, PATIENT)
    page = index.search("حديقة النهر", similar_to=id)
    assert sorted((hit.id, hit.similar) for hit in page.hits) == [("copy", 0), ("late", 0), ("news", 0)]
    assert [hit.id for hit in index.search("خاص", similar_to=id).hits] == ["copy"]


def test_a_document_alone_opens_as_itself(folder: Path) -> None:
    assert hits(search.open(folder, PATIENT), "حديقة", similar_to="park") == [("park", 0)]


def test_a_document_that_is_not_there_cannot_be_opened(folder: Path) -> None:
    with pytest.raises(DocumentNotFoundError):
        search.open(folder, PATIENT).search("حديقة", similar_to="gone")


def test_a_new_duplicate_joins_and_a_changed_one_leaves(folder: Path, tmp_path: Path) -> None:
    search.update([rows(tmp_path, [("again", STORY + " انتهى", None), ("copy", OTHER, None)])], folder)
    index = search.open(folder, PATIENT)
    assert sorted(id for id, _ in hits(index, "حديقة", similar_to="again")) == ["again", "late", "news"]
    assert sorted(id for id, _ in hits(index, "نادي", similar_to="club")) == ["club", "copy"]


def test_a_group_outlives_its_first_document(folder: Path) -> None:
    search.delete(["news"], folder)
    index = search.open(folder, PATIENT)
    assert sorted(id for id, _ in hits(index, "حديقة", similar_to="copy")) == ["copy", "late"]
    search.delete(["late"], folder)
    assert hits(search.open(folder, PATIENT), "حديقة النهر") in ([("copy", 0), ("park", 0)], [("park", 0), ("copy", 0)])


def test_groups_after_changes_are_those_of_a_rebuild(folder: Path, tmp_path: Path) -> None:
    search.update([rows(tmp_path, [("again", STORY, None), ("more", OTHER, None)])], folder)
    search.delete(["copy"], folder)
    kept = [row for row in ROWS if row[0] != "copy"]
    search.rebuild([rows(tmp_path, [*kept, ("again", STORY, None), ("more", OTHER, None)])], tmp_path / "fresh")
    changed, fresh = ((path / (path / "CURRENT").read_text().strip()) for path in (folder, tmp_path / "fresh"))
    for name in ("groups.bin", "signatures.bin"):
        assert (changed / name).read_bytes() == (fresh / name).read_bytes()


def test_the_generation_before_keeps_its_groups(folder: Path) -> None:
    search.delete(["copy", "late"], folder)
    search.roll_back(folder)
    assert (2 in [similar for _, similar in hits(search.open(folder, PATIENT), "حديقة النهر")]) is True


def test_collapse_is_true_or_false() -> None:
    assert SearchRequest.from_strings({"q": "ا", "collapse": "false"}, {}, SCHEMA).collapse is False
    with pytest.raises(QueryError, match="collapse is 'no'; use one of: true, false"):
        SearchRequest.from_strings({"q": "ا", "collapse": "no"}, {}, SCHEMA)
