"""What people search, told by a log."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from search.errors import SourceError
from search.evaluation.query_report import read_log, report
from tests.conftest import Run


def line(query: str, total: int = 3, **fields: Any) -> dict[str, Any]:
    route = {"time": "2026-11-20T10:00:00.000+00:00", "route": "/v1/search", "status": 200, "ms": 5.0}
    return {**route, "total": total, "query": query, **fields}


LINES = [
    line("قمة"),
    line(" قمة ", route="/", ms=700.0),
    line("زقزقة", 0),
    line("بوتيم", 5, repaired="بوتين", time="2026-11-21T10:00:00.000+00:00"),
    line("قمة", aside=True),  # a further page, or while it was typed
    line("خطأ", status=400),
    line("وثيقة", route="/doc/{id}"),
    {"time": "2026-11-21T11:00:00", "route": "/v1/clicks", "status": 204, "query": "قمة", "id": "a", "position": 1},
    {"time": "2026-11-21T11:00:00", "level": "error", "message": "a disk is full"},
]


def test_queries_are_counted_by_day_and_in_lists() -> None:
    made = report(LINES)
    assert [(day.day, day.searches, day.nothing, day.repaired, day.slow, day.clicks) for day in made.days] == [
        ("2026-11-20", 3, 1, 0, 1, 0),
        ("2026-11-21", 1, 0, 1, 0, 1),
    ]
    assert [(one.query, one.searches, one.hits, one.clicks) for one in made.top] == [
        *(("قمة", 2, 3, 1), ("بوتيم", 1, 5, 0), ("زقزقة", 1, 0, 0)),
    ]
    assert [one.query for one in made.nothing] == ["زقزقة"]
    assert [(one.query, one.repaired) for one in made.repaired] == [("بوتيم", "بوتين")]
    assert [(one.query, one.ms) for one in made.slow] == [("قمة", 700.0)]


def test_it_begins_at_a_day_and_ends_after_so_many() -> None:
    assert [one.query for one in report(LINES, since="2026-11-21").top] == ["بوتيم"]
    assert len(report(LINES, most=1).top) == 1


def test_a_log_without_queries_tells_equal_ones_apart_and_nothing_of_what_they_say() -> None:
    hashed = [{**line(""), "query": None, "query_hash": "a1"}] * 2 + [{**line(""), "query": None, "query_hash": "b2"}]
    assert [(one.query, one.searches) for one in report(hashed).top] == [("#a1", 2), ("#b2", 1)]


def test_a_table_has_a_row_for_each_day_and_query_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(report([*LINES, line("=HYPERLINK(1)")]).to_csv())))
    assert [row["what"] for row in rows if row["list"] == "day"] == ["2026-11-20", "2026-11-21"]
    assert {row["what"] for row in rows if row["list"] == "top"} == {"قمة", "بوتيم", "زقزقة", "'=HYPERLINK(1)"}


def test_a_log_is_read_with_what_a_collector_writes_before_its_lines(tmp_path: Path) -> None:
    written = [json.dumps(one) for one in LINES[:2]]
    path = tmp_path / "service.log"
    path.write_text(f"Nov 20 host bahith[7]: {written[0]}\nno json {{\n[1]\n{written[1]}\n", encoding="utf-8")
    assert len(report(read_log(path)).top) == 1
    packed = tmp_path / "service.log.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert list(read_log(packed)) == list(read_log(path))
    assert list(read_log(path, most_bytes=len(written[1].encode()) + 10)) == [LINES[1]]
    packed.write_bytes(gzip.compress(b"")[:10] + b"\xff" * 20)  # a block of a kind that there is not
    with pytest.raises(SourceError, match="service.log.gz cannot be read"):
        list(read_log(packed))
    with pytest.raises(SourceError, match="none.log cannot be read"):
        list(read_log(tmp_path / "none.log"))


def test_the_command_shows_it_as_text_json_and_csv(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "service.log"
    path.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    text = run("report", path).stdout
    assert text.splitlines()[0].split() == ["day", "searches", "nothing", "repaired", "slow", "clicks"]
    assert "زقزقة" in text
    assert json.loads(run("report", path, "--json", "--since", "2026-11-21").stdout)["top"][0]["query"] == "بوتيم"
    assert run("report", path, "--csv").stdout.startswith("list,what,searches")
    assert run("report").returncode == 2
    empty = tmp_path / "empty.log"
    empty.write_text("")
    assert "no search stands in this log" in run("report", empty).stderr
