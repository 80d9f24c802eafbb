"""The rule tables: what is refused, and that no row is dead."""

from pathlib import Path

import pytest

from search.analysis import tables
from search.analysis.folding import letters


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "DATA", tmp_path)
    tables.read_table.cache_clear()

    def write(text: str) -> tuple[tables.Row, ...]:
        (tmp_path / "rules.tsv").write_text(text, encoding="utf-8")
        return tables.read_table.__wrapped__("rules", "affix")

    yield write
    tables.read_table.cache_clear()


def test_read_table_gives_its_rows(table) -> None:
    assert table("# note\naffix\twhy\nال\tthe article\n") == ({"affix": "ال", "why": "the article"},)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from\twhy\nا\tx\n", "header"),
        ("affix\twhy\nال\tx\nال\ty\n", "two rows"),
        ("affix\twhy\nال\t \n", "no reason"),
        ("affix\twhy\nا\u0654\tx\n", "not NFC"),
    ],
)
def test_read_table_refuses_what_cannot_be_right(table, text: str, message: str) -> None:
    with pytest.raises(tables.TableError, match=message):
        table(text)


@pytest.mark.parametrize(
    ("name", "columns"),
    [("dagger", ("word",)), ("outside", ("side", "affix", "to")), ("enclitics", ("enclitic", "hosts", "cost"))],
)
def test_no_row_is_dead_because_folding_changed_it_before(name: str, columns: tuple[str, ...]) -> None:
    key = "affix" if "affix" in columns else columns[0]
    changed = [row[key] for row in tables.read_table(name, *columns) if letters(row[key]) != row[key]]
    assert changed == []


def test_no_letter_folds_to_a_letter_that_folds_again() -> None:
    rows = tables.read_table("letters", "from", "code", "to")
    assert {row["from"] for row in rows} & {row["to"] for row in rows} == set()


def test_letters_that_are_typed_for_one_another_fold_to_one() -> None:
    rows = tables.read_table("typed_letters", "typed", "meant", "cost")
    assert [row for row in rows if letters(row["typed"]) != letters(row["meant"])] == []


def test_letters_that_are_confused_do_not_fold_to_one() -> None:
    rows = tables.read_table("confused_letters", "typed", "meant")
    assert [row for row in rows if letters(row["typed"]) == letters(row["meant"])] == []


def test_every_class_of_stem_has_endings() -> None:
    classes = {row["class"] for row in tables.read_table("endings", "class", "ending", "enclitic", "cost", "adds")}
    made = {
        row["class"] for row in tables.read_table("verb_paradigms", "citation", "future", "class", "stem", "cost")
    } | {row["class"] for row in tables.read_table("irregular", "stem", "class", "lemma", "cost")}
    assert made - classes == set()
