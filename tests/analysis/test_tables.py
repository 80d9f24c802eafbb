"""The rule tables: what is refused, and that no row is dead."""

from pathlib import Path

import pytest

from search.analysis import tables
from search.analysis.folding import fold


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
    [("prefixes", ("affix", "min_stem")), ("suffixes", ("affix", "to", "min_stem")), ("dagger", ("word",))],
)
def test_no_row_is_dead_because_folding_changed_it_before(name: str, columns: tuple[str, ...]) -> None:
    changed = [row[columns[0]] for row in tables.read_table(name, *columns) if fold(row[columns[0]]) != row[columns[0]]]
    assert changed == []


def test_no_letter_folds_to_a_letter_that_folds_again() -> None:
    rows = tables.read_table("letters", "from", "code", "to")
    assert {row["from"] for row in rows} & {row["to"] for row in rows} == set()
