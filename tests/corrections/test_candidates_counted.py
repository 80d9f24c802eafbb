"""Candidates that cannot be likelier than a word are not counted beside its neighbours, which changes no correction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

import search
from search.corrections.candidates import Candidate
from search.corrections.likelihood import Likelihood
from search.corrections.typed_words import TypedWord
from tests.corrections.conftest import pairs

QUERIES = [typed for name in ("misspelled", "names") for typed, _ in pairs(name)[:120] if " " in typed]


def test_those_that_are_not_counted_change_nothing(listed: search.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    in_context = Likelihood.in_context

    def count(self: Likelihood, word: TypedWord, candidate: Candidate) -> Candidate:
        found = in_context(self, word, candidate)
        assert at_best(self, word, [candidate])[0].bits <= found.bits
        counted.append(candidate.text)
        return found

    def every(self: Likelihood, word: TypedWord, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [replace(one, bits=0.0) for one in candidates]

    at_best = Likelihood.at_best
    monkeypatch.setattr(Likelihood, "in_context", count)
    offered = [listed.search(query, limit=1).suggestion for query in QUERIES]
    some = len(counted)
    monkeypatch.setattr(Likelihood, "at_best", every)
    assert [listed.search(query, limit=1).suggestion for query in QUERIES] == offered
    assert some < len(counted) - some
