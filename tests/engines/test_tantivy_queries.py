"""What the default engine keeps of the clauses that it is asked for."""

from __future__ import annotations

import pytest

from search.engines import kept
from search.engines.base import Window
from search.engines.clauses import DisjunctionMax, Term
from tests.engines.conftest import LIBRARY, Build


def test_words_beyond_those_that_are_kept_are_found_alike(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 2)
    engine = build("tantivy", LIBRARY)
    words = [DisjunctionMax((Term("body_exact", text),)) for text in ("المكتبه", "كتب", "غاءب", "كلمه")]
    asked = [*words, *reversed(words)]
    assert [engine.search(word, Window()).total for word in asked] == [2, 1, 0, 2, 2, 0, 1, 2]
