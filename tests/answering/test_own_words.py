"""Words of whoever runs the service: synonyms, protected words, stop words, pinned documents, all matched by lemma."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search.answering import opened_index
from search.answering.own_tables import check_tables
from search.engines import ENGINES
from search.errors import SettingsError
from search.model.request import SearchRequest
from search.settings import Tables
from tests.conftest import PATIENT, Run

DOCUMENTS = [
    {"id": "covid", "title": "كوفيد في المدينة", "text": "انتشر المرض.", "source": "الأهرام"},
    {"id": "corona", "title": "خبر", "text": "قال الأطباء إن كورونا انتشرت في المدارس.", "source": "النهار"},
    {"id": "usa", "title": "خبر", "text": "أعلنت الولايات المتحدة قرارها.", "source": "النهار"},
    {"id": "america", "title": "خبر", "text": "أعلنت أمريكا قرارها.", "source": "الأهرام"},
    {"id": "channel", "title": "الجزيرة", "text": "بثت الجزيرة الخبر.", "source": "الأهرام"},
    {"id": "islands", "title": "الجزر", "text": "جزر بعيدة وجزيرة قريبة.", "source": "النهار"},
]
Opened = Callable[..., search.Index]


@pytest.fixture(scope="module", params=[engine for engine in ENGINES if engine != "opensearch"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    source = folder / "documents.jsonl"
    source.write_text("\n".join(map(json.dumps, DOCUMENTS)), encoding="utf-8")
    search.rebuild([source], folder / "index", request.param)
    return folder / "index"


@pytest.fixture
def opened(index: Path, tmp_path: Path) -> Opened:
    """The index with tables of these texts."""

    def opened(**tables: str) -> search.Index:
        paths = {}
        for name, text in tables.items():
            paths[name] = tmp_path / f"{name}.tsv"
            paths[name].write_text(text, encoding="utf-8")
        return search.open(index, replace(PATIENT, tables=Tables(**paths)))

    return opened


def found(index: search.Index, q: str, **asked: object) -> list[str]:
    return [hit.id for hit in index.search(q, **asked).hits]


def test_a_word_stands_for_another_both_ways_in_every_form(opened: Opened) -> None:
    index = opened(synonyms="# ours\n\nكوفيد\t=\tكورونا\n")
    assert set(found(index, "كوفيد")) == set(found(index, "كورونا")) == {"covid", "corona"}
    assert set(found(index, "وبكوفيد")) == {"covid", "corona"}
    assert found(opened(), "كوفيد") == ["covid"]
    assert found(index, "=كوفيد") == found(index, '"كوفيد"') == ["covid"]  # these very letters
    assert found(index, "كوفيد", level="exact") == ["covid"]


def test_one_way_is_one_way(opened: Opened) -> None:
    index = opened(synonyms="كوفيد\t>\tكورونا")
    assert set(found(index, "كوفيد")) == {"covid", "corona"}
    assert found(index, "كورونا") == ["corona"]


def test_a_weak_one_finds_and_counts_for_less(opened: Opened) -> None:
    equal = {hit.id: hit.score for hit in opened(synonyms="كوفيد\t=\tكورونا").search("كوفيد").hits}
    weak = {hit.id: hit.score for hit in opened(synonyms="كوفيد\t~\tكورونا").search("كوفيد").hits}
    assert weak["covid"] == pytest.approx(equal["covid"], abs=1e-4)
    assert 0 < weak["corona"] < equal["corona"]


def test_phrases_stand_for_words_and_words_for_phrases(opened: Opened) -> None:
    index = opened(synonyms="الولايات المتحدة\t=\tأمريكا")
    assert set(found(index, "الولايات المتحدة")) == set(found(index, "أمريكا")) == {"usa", "america"}
    assert set(found(index, "قرار الولايات المتحدة")) == {"usa", "america"}
    assert found(index, "الولايات")[:1] == ["usa"]
    assert "america" not in found(index, "الولايات")
    assert index.search("أمريكا").hits[1].snippets[0].marks or index.search("أمريكا").hits[0].snippets[0].marks


def test_a_synonym_is_met_by_all_conditions(opened: Opened) -> None:
    index = opened(synonyms="كوفيد\t=\tكورونا")
    assert found(index, "+كوفيد المدارس")[:1] == ["corona"]
    assert found(index, "كوفيد", filters={"source": ("النهار",)}) == ["corona"]


def test_a_protected_word_is_found_as_it_is_written_and_with_its_article(opened: Opened) -> None:
    assert set(found(opened(), "الجزيرة")) == {"channel", "islands"}
    index = opened(protected="الجزيرة")
    assert found(index, "الجزيرة") == ["channel"]
    assert set(found(index, "جزيرة")) == {"channel", "islands"}


def test_nothing_else_is_offered_for_a_protected_word(opened: Opened) -> None:
    suggestion = opened().search("كورنا").suggestion
    assert suggestion is not None
    assert suggestion.query == "كورونا"
    assert opened(protected="كورنا").search("كورنا").suggestion is None


def test_a_stop_word_of_ones_own_is_not_required(opened: Opened) -> None:
    assert found(opened(), "خبر كورونا", match="all") == ["corona"]
    index = opened(stop_words="خبر")
    assert index.search("خبر كوفيد").total == 1
    assert found(index, "خبر كوفيد")[:1] == ["covid"]


def test_pinned_documents_stand_first_in_their_order_and_once(opened: Opened) -> None:
    index = opened(pinned="أمريكا\tislands\tusa\tnone\n")
    page = index.search("لأمريكا")
    assert [(hit.id, hit.pinned) for hit in page.hits] == [("islands", True), ("usa", True), ("america", False)]
    assert page.total == page.total_places == 3
    assert page.hits[2].to_dict(page.schema)["pinned"] is False
    assert [hit.id for hit in index.search("أمريكا قرار").hits if hit.pinned] == []


def test_pinned_documents_respect_filters_orders_and_pages(opened: Opened) -> None:
    index = opened(pinned="أمريكا\tislands\tchannel")
    assert found(index, "أمريكا", filters={"source": ("الأهرام",)}) == ["channel", "america"]
    assert found(index, "أمريكا", sort="newest") == ["america"]
    pages = [found(index, "أمريكا", limit=1, offset=offset) for offset in range(4)]
    assert pages == [["islands"], ["channel"], ["america"], []]
    assert index.search("أمريكا", limit=2).more


def test_who_takes_the_answer_set_away_gets_what_answers(opened: Opened) -> None:
    index = opened(pinned="أمريكا\tislands")
    plan = index.plan(SearchRequest("أمريكا"))
    assert [hit.id for hit in index.page(replace(plan, ranks_partial=False)).hits] == ["america"]
    assert [match.id for match in index.matches(plan)] == ["america"]


def test_the_tag_of_an_answer_changes_with_the_tables(opened: Opened) -> None:
    assert len({opened().tag(), opened(synonyms="أ\t=\tب").tag(), opened(synonyms="أ\t=\tت").tag()}) == 3
    assert opened().tag() == opened().tag()


def test_a_running_index_follows_its_tables(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(opened_index, "_LOOK_EVERY", 0.0)
    index = opened(synonyms="كوفيد\t=\tكورونا")
    assert index.search("كوفيد").total == 2
    table = tmp_path / "synonyms.tsv"
    table.write_text("كوفيد\t=\tأمريكا\n", encoding="utf-8")
    os.utime(table, ns=(1, 1))
    assert set(found(index, "كوفيد")) == {"covid", "america"}
    with caplog.at_level(logging.ERROR):
        table.write_text("كوفيد\tكورونا\n", encoding="utf-8")
        assert set(found(index, "كوفيد")) == {"covid", "america"}
    assert "synonyms.tsv, line 1: expected words, one of the signs" in caplog.text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("synonyms", "كوفيد\n", "line 1: expected words, one of the signs =, >, ~, ~>"),
        ("synonyms", "# a\nكوفيد\t==\tكورونا", "line 2: expected"),
        ("synonyms", "كوفيد\t=\t!!", "line 1: expected"),
        ("protected", "كلمة أخرى", "line 1: expected one word"),
        ("stop_words", "خبر\tعاجل", "line 1: expected one word"),
        ("pinned", "أمريكا", "line 1: expected a query and the ids"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(
    opened: Opened, tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=f"{name}.tsv") as caught:
        opened(**{name: text})
    assert said in str(caught.value)
    assert [str(error) for error in check_tables(Tables(**{name: tmp_path / f"{name}.tsv"}))] == [str(caught.value)]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (error,) = check_tables(Tables(pinned=tmp_path / "none.tsv"))
    assert "none.tsv cannot be read" in str(error)


def test_explain_names_the_rows_that_count(run: Run, index: Path, tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text("كوفيد\t=\tكورونا", encoding="utf-8")
    (tmp_path / "p.tsv").write_text("كوفيد\tcorona", encoding="utf-8")
    config = tmp_path / "bahith.toml"
    config.write_text('[tables]\nsynonyms = "s.tsv"\npinned = "p.tsv"', encoding="utf-8")
    said = run("explain", "كوفيد", "corona", "--index", index, "--config", config).stdout.splitlines()
    assert said[:2] == ["own  s.tsv:1: كوفيد = كورونا", "own  pinned"]
    shown = json.loads(run("search", "كوفيد", "--json", "--index", index, "--config", config).stdout)
    assert [(hit["id"], hit["pinned"]) for hit in shown["hits"]] == [("corona", True), ("covid", False)]
