"""The clauses of what goes beyond a word, a prefix and a phrase."""

from __future__ import annotations

import pytest

from search.engines.clauses import (
    AsTyped,
    Bool,
    Clause,
    Condition,
    DisjunctionMax,
    FuzzyTerm,
    MatchNone,
    RangeFilter,
    TagFilter,
    Term,
    TermSet,
    Verified,
    WithinDistance,
    leaves_of,
)
from search.model.limits import Limits
from search.query.answer_set import Rewritten
from search.query.expand import COMPLETE, count_checks
from search.query.parser import parse
from search.query.rewrite import rewrite

TAGS = {"source": ["الاهرام", "سكاي نيوز عربيه"], "category": ["ثقافه"]}  # folded, as keys are


def rewritten(query: str, level: str = "lemma", limits: list[int] | None = None) -> Rewritten:
    def lookup(field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        return [(value, 1) for value in TAGS.get(field, [])]

    def check(clause: Clause, condition: Condition, text: str | None, limit: int) -> tuple[Clause, str]:
        if limits is None:
            return Verified(("a",), condition, text), COMPLETE
        limits.append(limit)
        return Verified(("a",), condition, text), "checked"

    return rewrite(parse(query).tree, level, lookup, check)


def test_a_fuzzy_word_is_worth_less_the_more_letters_differ() -> None:
    (part,) = rewritten("نص:الديمقراطية~2").parts
    assert part.match == DisjunctionMax(
        (
            Term("body_exact", "الديمقراطيه"),
            FuzzyTerm("body_exact", "الديمقراطيه", 1, 0.5),
            FuzzyTerm("body_exact", "الديمقراطيه", 2, 0.25),
        )
    )


def test_an_exact_word_is_looked_up_at_the_exact_level_only() -> None:
    (part,) = rewritten("=المكتبة").parts
    assert part.match == DisjunctionMax((Term("title_exact", "المكتبه", 1.2), Term("body_exact", "المكتبه", 1.0)))


def test_filters_are_no_parts_and_filter_on_every_rung() -> None:
    found = rewritten("قمة موسكو مصدر:الاهرام +تاريخ:2024-06-19 تصنيف:(ثقافة | أدب)")
    assert (len(found.parts), found.required) == (2, ())
    day = RangeFilter("date", 739056, 739056)  # 2024-06-19
    category = Bool(should=(TagFilter("category", ("ثقافه",)), MatchNone()), minimum=1)
    assert found.filters == (TagFilter("source", ("الاهرام",)), category, day)
    for rung in found.ladder("auto"):
        assert day in found.answers(rung, "auto").filters


def test_filters_alone_find_all_that_pass() -> None:
    found = rewritten("تاريخ:2024 -مصدر:الأهرام")
    clause = found.answers(found.ladder("auto")[0], "auto", (TagFilter("category", ("ثقافة",)),))
    assert clause == Bool(must_not=found.excluded, filters=(*found.filters, TagFilter("category", ("ثقافة",))))


@pytest.mark.parametrize(
    ("value", "values"),
    [("الأهرام", ("الاهرام",)), ("نيوز", ("سكاي نيوز عربيه",)), ("نيوز عربية", ("سكاي نيوز عربيه",))],
)
def test_a_source_is_found_by_its_name_or_words_of_it(value: str, values: tuple[str, ...]) -> None:
    assert rewritten(f'مصدر:"{value}"').filters == (TagFilter("source", values),)


def test_a_source_that_is_not_there_finds_nothing_and_says_so() -> None:
    found = rewritten("مصدر:المنار")
    assert found.filters == (MatchNone(),)
    assert [(notice.code, notice.position) for notice in found.notices] == [("no-value", 5)]


def test_a_root_becomes_its_lemmas_within_the_limit() -> None:
    (part,) = rewritten("نص:جذر:كتب").parts
    (expansion,) = leaves_of(part.match)
    assert isinstance(expansion, TermSet)
    assert {"كتاب", "مكتبه", "كتب+"} <= set(expansion.terms)
    assert len(expansion.terms) <= Limits().expansions


def test_the_root_level_adds_the_words_of_the_root_to_the_word() -> None:
    lemma, root = (set(leaves_of(rewritten("المدارس", level).parts[0].match)) for level in ("lemma", "root"))
    assert lemma < root


def test_nearness_asks_for_all_operands_and_then_the_text() -> None:
    (part,) = rewritten("نص:(بوتين NEAR/3 موسكو)").parts
    assert isinstance(part.match, Verified)
    assert isinstance(part.match.condition, WithinDistance)
    assert (part.match.condition.distances, part.match.text) == ((3,), "text")
    assert not part.is_word


def test_marks_and_letters_ask_the_text_for_what_was_typed() -> None:
    (marks,) = rewritten("كَتَبَ", "vocalised").parts
    (letters,) = rewritten('="أحمد"').parts
    assert marks.match == Verified(("a",), AsTyped(("كَتَبَ",), letters=False, marks=True), None)
    assert letters.match == Verified(("a",), AsTyped(("أحمد",), letters=True, marks=False), None)
    assert isinstance(rewritten("كتب", "vocalised").parts[0].match, DisjunctionMax)


def test_all_conditions_of_a_query_share_the_limit_and_an_incomplete_check_is_said() -> None:
    limits: list[int] = []
    found = rewritten('كَتَبَ "كِتَابٌ جديد" (قلم NEAR بيت) ="أحمد"', "vocalised", limits)
    assert limits == [Limits().checked // 4] * 4
    assert [notice.code for notice in found.notices] == ["checked"]


@pytest.mark.parametrize(
    ("query", "level", "checks"),
    [
        ("كتاب", "vocalised", 0),
        ("كِتاب", "lemma", 0),
        ("كِتاب", "vocalised", 1),
        ('عنوان:(كِتاب | "قَلَم") -="أحمد"', "vocalised", 3),
        ("(بَيت NEAR قلم) NEAR كتاب", "vocalised", 3),
    ],
)
def test_conditions_are_counted(query: str, level: str, checks: int) -> None:
    assert count_checks(parse(query).tree, level) == checks
