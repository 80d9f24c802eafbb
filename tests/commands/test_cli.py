"""The command line: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from search.errors import BahithError
from tests.conftest import SEEDS, Run

COMMANDS = ["rebuild", "update", "delete", "rollback", "search", "batch", "analyze", "explain", "serve", "verify"]
COMMANDS += ["stats", "export", "suggest", "evaluate", "config", "check", "watch", "init", "check-config"]
COMMANDS += ["drain", "report", "doctor", "replicate", "completion", "man"]


def test_rebuild_says_what_it_did_and_keeps_stdout_clean(run: Run, tmp_path: Path) -> None:
    done = run("rebuild", SEEDS, "--index", tmp_path, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["documents"], report["rejected"], report["generation"]) == (5, 0, "gen-000001")
    assert "done 100%  5 documents" in done.stderr
    assert run("rebuild", SEEDS, "--index", tmp_path, "--quiet").stderr == ""


@pytest.mark.parametrize("command", [["export"], ["search", "بوتين"]])
def test_a_reader_that_stops_early_is_no_failure(seeds_folder: Path, command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    arguments = [sys.executable, "-m", "search", *command, "--index", str(seeds_folder)]
    done = subprocess.run(arguments, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_rebuild_goes_on_when_nobody_reads_its_progress(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    arguments = [sys.executable, "-m", "search", "rebuild", str(SEEDS), "--index", str(tmp_path)]
    assert subprocess.run(arguments, stdout=writing, stderr=writing, check=False).returncode == 0
    os.close(writing)
    closed = ["sh", "-c", '"$@" 2>&-', "sh", *arguments]
    assert subprocess.run(closed, stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert (tmp_path / "CURRENT").read_text(encoding="utf-8") == "gen-000002\n"


def test_rebuild_with_rejects_exits_7(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id":"1","text":"بوتين"}\nnonsense\n', encoding="utf-8")
    done = run("rebuild", tmp_path / "a.jsonl", "--index", tmp_path / "index")
    assert done.returncode == 7
    assert "1 rejected, listed with reasons in" in done.stderr


@pytest.mark.parametrize(
    ("source", "code", "words"), [("missing", 2, "no file or folder"), ("empty", 1, "no document")]
)
def test_rebuild_of_nothing_says_why_and_keeps_the_index(
    run: Run, tmp_path: Path, source: str, code: int, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    run("rebuild", SEEDS, "--index", tmp_path / "index")
    done = run("rebuild", tmp_path / source, "--index", tmp_path / "index")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert run("search", "بوتين", "--index", tmp_path / "index").stdout.startswith("5 documents")


def test_search_prints_hits_for_people_and_for_programs(run: Run, seeds_folder: Path) -> None:
    text = run("search", "بوتين", "-n", "2", "--index", seeds_folder)
    assert text.returncode == 0
    assert text.stdout.splitlines()[0].startswith("5 documents, ")
    assert "\x1b" not in text.stdout
    page = json.loads(run("search", "بوتين", "-n", "2", "--offset", "3", "--index", seeds_folder, "--json").stdout)
    assert (page["total"], len(page["hits"])) == (5, 2)
    assert set(page) == {
        *(
            "total",
            "total_places",
            "total_partial",
            "partial_from",
            "took_ms",
            "timed_out",
            "query",
            "index",
            "hits",
            "facets",
            "authors",
            "suggestion",
            "more",
        ),
    }


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["search", "بوتين", "-n", "0"], 2, "limit is 0; use 1 to 100"),
        (["search", "بوتين", "--from", "x"], 2, "from is 'x'; give a date"),
        (["search", "ا" * 4_001], 2, "longer than 4000"),
        (["search"], 2, "Missing argument"),
        (["nonsense"], 2, "No such command"),
        (["rebuild", "--engine", "sqlite"], 2, "Invalid value"),
        (["search", "بوتين", "--index", "/nowhere"], 3, "bahith rebuild"),
        (["stats", "--index", "/nowhere"], 3, "bahith rebuild"),
        (["verify", "--index", "/nowhere"], 3, "bahith rebuild"),
    ],
)
def test_a_wrong_command_exits_with_its_code_and_the_cure(
    run: Run, seeds_folder: Path, arguments: list[str], code: int, words: str
) -> None:
    done = run(*arguments, BAHITH_INDEX=str(seeds_folder))
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_batch_writes_a_trec_run_by_the_default_search(run: Run, tmp_path: Path, seeds_folder: Path) -> None:
    (tmp_path / "q.tsv").write_text("q1\tبوتين\n\nq2\tزيلينسكي قطة\nq3\t؟\n", encoding="utf-8")
    done = run("batch", tmp_path / "q.tsv", "-n", "3", "--index", seeds_folder)
    rows = [line.split(" ") for line in done.stdout.splitlines()]
    page = json.loads(run("search", "بوتين", "-n", "3", "--index", seeds_folder, "--json").stdout)
    assert done.returncode == 0
    assert [row[:2] + row[3:4] + row[5:] for row in rows] == [["q1", "Q0", str(n), "bahith"] for n in (1, 2, 3)] + [
        ["q2", "Q0", "1", "bahith"]
    ]
    assert [row[2] for row in rows[:3]] == [hit["id"] for hit in page["hits"]]


def test_batch_names_a_query_it_cannot_use_and_goes_on(run: Run, tmp_path: Path, seeds_folder: Path) -> None:
    (tmp_path / "q.tsv").write_text("no tab\nq1\t" + "ا" * 4_001 + "\nq2\tبوتين\n", encoding="utf-8")
    done = run("batch", tmp_path / "q.tsv", "--index", seeds_folder)
    assert done.returncode == 7
    assert "line 1: the line is not qid<TAB>query" in done.stderr
    assert "line 2: the query is longer" in done.stderr
    assert len(done.stdout.splitlines()) == 5


def test_analyze_shows_every_token_with_its_levels_and_rules(run: Run) -> None:
    header, word, *others, number = run("analyze", "والمكتبة 1961").stdout.splitlines()
    assert header.split()[:4] == ["place", "word", "exact", "lemmas"]
    assert word.split()[:4] == ["0-8", "والمكتبة", "والمكتبه", "مكتبه"]
    assert word.endswith("وال: و + ال; noun مَكْتَبَ: noun in ة")
    assert all("bits: " in other for other in others)
    assert number.split() == ["9-13", "1961", "1961", "1961"]


def test_analyze_gives_all_readings_as_json(run: Run) -> None:
    (token, _) = json.loads(run("analyze", "والمكتبة 1961", "--json").stdout)["tokens"]
    assert (token["start"], token["end"], token["exact"], token["lemma"]) == (0, 8, "والمكتبه", "مكتبه")
    assert (token["readings"][0]["term"], token["readings"][0]["proclitics"]) == ("مكتبه", "وال")


def test_verify_finds_damage_and_exits_4(run: Run, tmp_path: Path) -> None:
    run("rebuild", SEEDS, "--index", tmp_path)
    assert run("verify", "--index", tmp_path).stdout.startswith("gen-000001: ")
    victim = next((tmp_path / "gen-000001").glob("*.store"))
    victim.write_bytes(victim.read_bytes() + b"x")
    done = run("verify", "--index", tmp_path)
    assert done.returncode == 4
    assert victim.name in done.stderr


def test_a_change_of_an_index_from_the_command_line(run: Run, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run("rebuild", SEEDS, "--index", index)
    (tmp_path / "new.jsonl").write_text('{"id":"new","text":"بوتين في سوتشي"}', encoding="utf-8")
    done = run("update", tmp_path / "new.jsonl", "--index", index)
    assert (done.returncode, done.stdout.split(" in ")[0]) == (0, "gen-000002: 6 documents (1 added)")
    assert run("update", tmp_path / "new.jsonl", "--index", index).stdout.startswith("gen-000002: 6 documents (1 unch")
    done = run("delete", "new", "none", "--index", index)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "no document has the id none")
    assert run("rollback", "--index", index).stdout.startswith("gen-000002 is current again: 6 documents")
    rows = [json.loads(line) for line in run("export", "--index", index).stdout.splitlines()]
    assert len(rows) == 6
    assert rows[-1]["text"] == "بوتين في سوتشي"


def test_explain_prints_the_factors(run: Run, seeds_folder: Path) -> None:
    done = run("explain", "بوتين", "000_65ff194bb9956bd1", "--index", seeds_folder)
    assert done.returncode == 0
    assert "title_exact:بوتين  (بوتين)  = boost 1.32 × BM25" in done.stdout
    assert run("explain", "بوتين", "none", "--index", seeds_folder).returncode == 1


def test_a_terminal_is_told_nothing_by_what_others_wrote(run: Run, tmp_path: Path) -> None:
    """A title, or a query in the log, may hold what sets the title of a terminal, and more lines than one."""
    told = "\x1b]0;told\x07"
    row = {"id": "1", "title": f"{told}قمة موسكو", "text": "نص", "source": f"{told}الأهرام", "author": f"{told}طه"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    asked = {
        "route": "/",
        "status": 200,
        "query": f"{told}قمة\n" + "ب" * 4_000,
        "time": "2026-11-01T10:00:00",
        "total": 0,
        "ms": 1.0,
    }
    (tmp_path / "log").write_text(json.dumps(asked), encoding="utf-8")
    index = ["--index", tmp_path / "index"]
    assert run("rebuild", tmp_path / "a.jsonl", *index).returncode == 0
    for command in (["search", "قمة"], ["suggest", "قمة م"], ["explain", "قمة", "1"], ["report", tmp_path / "log"]):
        done = run(*command, *index).stdout
        assert "قمة" in done, command
        assert not re.search("[\0-\x08\x0b-\x1f]", done)
        assert max(map(len, done.splitlines())) < 200


def test_stats_shows_the_index_and_with_json_the_limits(run: Run, seeds_folder: Path) -> None:
    text = run("stats", "--index", seeds_folder).stdout
    assert re.search("^fields +title, text, url, date, source", text, re.MULTILINE)
    assert "documents     " in text
    assert "limits" not in text
    assert json.loads(run("stats", "--index", seeds_folder, "--json").stdout)["limits"]["window"] == 10_000


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_itself(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "--index" in done.stdout
    assert "--json" in done.stdout


def test_search_tells_notices_a_better_query_and_near_duplicates(run: Run, tmp_path: Path) -> None:
    story = "زار وزير الخارجية أمس مدينة القدس القديمة وبحث مع رؤساء البلديات أوضاع السكان والمدارس والأسواق"
    rows = [{"id": str(number), "title": "زيارة", "text": story} for number in range(3)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    run("rebuild", tmp_path / "rows.jsonl", "--index", tmp_path / "index")
    lines = run("search", "(القدس", "--index", tmp_path / "index").stdout.splitlines()
    assert lines[0].startswith("3 documents, ")
    assert lines[1] == "note: A parenthesis or | has nothing to close or join; it was left out."
    assert "   and 2 similar: --similar-to 0" in lines
    nothing = run("search", "+القدس +زقزقة", "--index", tmp_path / "index").stdout.splitlines()
    assert nothing[1] == "fewer words: +القدس (3 documents)"
    only = run("search", "القدس", "--similar-to", "0", "--source", "none", "--index", tmp_path / "index")
    assert only.stdout.startswith("0 documents, ")


def test_one_document_is_not_called_documents(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"id":"1","text":"بوتين"}', encoding="utf-8")
    built = run("rebuild", tmp_path / "one.jsonl", "--index", tmp_path / "index")
    assert built.stdout.startswith("gen-000001: 1 document (1 added) in ")
    assert "1 document  " in built.stderr
    assert run("search", "بوتين", "--index", tmp_path / "index").stdout.startswith("1 document, ")


def test_a_change_is_told_as_json(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        run("rebuild", SEEDS, "--index", tmp_path)
    checked = json.loads(run("verify", "--index", tmp_path, "--json").stdout)
    assert (checked["ok"], checked["generation"]) == (True, "gen-000002")
    assert json.loads(run("rollback", "--index", tmp_path, "--json").stdout) == {
        "generation": "gen-000001",
        "documents": 5,
    }


def test_an_interrupted_rebuild_says_so_and_leaves_the_old_index(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    run("rebuild", SEEDS, "--index", tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("search.indexing.generation_build.make_vocabulary", interrupt)
        done = run("rebuild", SEEDS, "--index", tmp_path)
    assert (done.returncode, done.stdout) == (130, "")
    assert "interrupted: a generation that was not finished is not published" in done.stderr
    assert (tmp_path / "CURRENT").read_text(encoding="utf-8") == "gen-000001\n"
    assert list(tmp_path.glob("*.tmp")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_stdout_is_said(seeds_folder: Path) -> None:
    arguments = [sys.executable, "-m", "search", "export", "--index", str(seeds_folder)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (1, "bahith: the output cannot be written (No space left on device)\n")


def test_a_lexicon_that_cannot_be_written_is_said_before_anything_is_served(run: Run, seeds_folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.answering.opened_index.open_lexicon", refuse_lexicon)
        for command in (("search", "بوتين"), ("serve",)):
            done = run(*command, "--index", seeds_folder)
            assert (done.returncode, done.stdout) == (1, "")
            assert "--cache-folder" in done.stderr


def test_serve_says_that_there_is_no_index_and_builds_one_only_for_show(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("serve", "--index", tmp_path / "none")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"build one with  bahith rebuild --index {tmp_path / 'none'}" in done.stderr
    monkeypatch.setattr("web.service.server.serve", lambda settings, announce: None)
    monkeypatch.chdir(SEEDS.parent)
    assert run("serve", "--demo", "--quiet", "--index", tmp_path / "shown").returncode == 0
    assert json.loads(run("stats", "--json", "--index", tmp_path / "shown").stdout)["documents"] == 5


def refuse_lexicon() -> None:
    raise BahithError("lexicon-not-writable", reason="Read-only file system")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("a lock was poisoned"), "RuntimeError: a lock was poisoned. This is a fault of Bahith"),
        (BaseException("a panic of the engine"), "BaseException: a panic of the engine. This is a fault of Bahith"),
        (MemoryError(), "the memory does not suffice"),
    ],
)
def test_no_traceback_reaches_a_user(run: Run, tmp_path: Path, error: BaseException, said: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.indexing.indexer.rebuild", fail)
        done = run("rebuild", "--index", tmp_path / "index")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith(f"bahith: {said}")


def test_a_path_that_is_not_utf8_is_said(run: Run, tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    done = run("rebuild", SEEDS, "--index", folder)
    assert done.returncode == 2
    assert "is not UTF-8" in done.stderr


def test_a_repair_is_shown_offered_or_left(run: Run, seeds_folder: Path) -> None:
    def said(repair: str) -> str:
        return run("search", "Putin", "--repair", repair, "--index", seeds_folder).stdout

    assert "hits of: بوتين (--repair off searches Putin as it was typed)" in said("auto")
    assert "5 documents" in said("auto")
    assert "did you mean: بوتين (5 documents)" in said("offer")
    assert "بوتين" not in said("off")
