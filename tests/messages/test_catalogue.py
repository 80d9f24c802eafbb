"""The table of a language: how a text is filled, and what is refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from search.errors import QueryError
from search.messages import Message, message
from search.messages.catalogue import Catalogue, CatalogueError, read_catalogue

HEAD = "code\ttext\nplural\tone: n = 1\nlist\t{first}, {rest}\n"


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str) -> Catalogue:
        (tmp_path / "xx.tsv").write_text(text, encoding="utf-8")
        return read_catalogue("xx", tmp_path)

    return write


def said(catalogue: Catalogue, **values: object) -> str:
    return "".join(catalogue.parts("a", values))


def test_a_text_is_filled_with_its_values(table) -> None:
    assert said(table(HEAD + "a\t{name} is {value}\n"), name="limit", value=5) == "limit is 5"


def test_a_number_brings_its_noun(table) -> None:
    rows = HEAD + "a\tfound {n:hit}.\nnoun.hit\tone: a hit | other: {} hits\n"
    assert [said(table(rows), n=n) for n in (1, 2)] == ["found a hit.", "found 2 hits."]


def test_a_list_is_joined_as_the_language_does(table) -> None:
    assert said(table(HEAD + "a\tone of: {names}\n"), names=["x", "y", "z"]) == "one of: x, y, z"


def test_a_message_can_stand_in_another(table) -> None:
    rows = HEAD + "a\texpected {what}\nb\ta line of {n}\n"
    assert said(table(rows), what=Message("b", {"n": 3})) == "expected a line of 3"


def test_braces_that_hold_no_name_are_text(table) -> None:
    assert said(table(HEAD + 'a\tsend {"q": "…"} or {}\n')) == 'send {"q": "…"} or {}'


def test_numbers_are_written_as_the_page_wants_them(table) -> None:
    rows = table(HEAD + "a\t{n} of {all:hit} for {q}\nnoun.hit\tone: a hit | other: {} hits\n")
    values = {"n": 1, "all": 1234, "q": "12"}
    assert "".join(rows.parts("a", values, lambda n: f"<{n}>")) == "<1> of <1234> hits for 12"


def test_a_value_that_is_missing_is_an_error(table) -> None:
    with pytest.raises(KeyError, match="name"):
        said(table(HEAD + "a\t{name}\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code\ten\n", "header"),
        ("", "header"),
        (HEAD + "a\tx\na\ty\n", "two rows"),
        (HEAD + "a\n", "not a code and a text"),
        (HEAD + "a\t \n", "not a code and a text"),
        (HEAD + "a\tx\ty\n", "not a code and a text"),
        (HEAD + "A b\tx\n", "not a code and a text"),
        (HEAD + "a\tا\u0654\n", "not a code and a text in NFC"),
        (HEAD + "a\t{n:hit}\n", "no forms"),
        (HEAD + "noun.hit\tone: a hit\n", "forms of 'hit'"),
        (HEAD + "noun.hit\tone: a hit | two: hits | other: {} hits\n", "forms of 'hit'"),
        (HEAD + "noun.hit\ta hit\n", "CATEGORY"),
        ("code\ttext\nlist\t{first}, {rest}\n", "plural.* is missing"),
        ("code\ttext\nplural\tone: n = 1\n", "list.* is missing"),
        ("code\ttext\nplural\tone: n is 1\nlist\t{first}, {rest}\n", "is not a test"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(table, text: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        table(text)


def test_an_error_speaks_every_language_and_comes_whole_out_of_another_process() -> None:
    error = QueryError("not-between", parameter="limit", name="limit", value=500, low=1, high=100)
    for one in (error, pickle.loads(pickle.dumps(error))):
        assert str(one) == "limit is 500; use 1 to 100"
        assert one.text("ar") == "قيمة limit هي 500؛ استعمل من 1 إلى 100"
        assert one.parameter == "limit"
    assert QueryError.title("en") == "The query cannot be used"
    assert QueryError.title("ar") == message("title.invalid-query", "ar") == "لا يمكن استعمال هذا الاستعلام"
