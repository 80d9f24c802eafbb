"""Trees of words to trees of terms."""

import pytest

from search.query.nodes import Best, Bool, Expansion, Nothing, Sequence, Term, terms_of
from search.query.parser import parse
from search.query.rewrite import Requirement, requirements, rewrite


def rewritten(query: str, level: str = "lemma", terms: list[tuple[str, int]] | None = None):
    return rewrite(parse(query).tree, level, lambda field, prefix, limit: (terms or [])[:limit])


def test_a_word_is_looked_up_at_every_level_of_both_texts() -> None:
    (word,) = rewritten("المكتبة").clause.should
    assert word == Best(
        (
            Term("title_exact", "المكتبه", 1.6),
            Term("title_lemma", "مكتبه", 1.3),
            Term("body_exact", "المكتبه", 1.2),
            Term("body_lemma", "مكتبه", 1.0),
        )
    )


def test_the_exact_level_looks_up_no_lemma() -> None:
    (word,) = rewritten("المكتبة", "exact").clause.should
    assert [term.field for term in word.clauses] == ["title_exact", "body_exact"]


def test_a_field_narrows_to_its_text() -> None:
    (word,) = rewritten("title:المكتبة").clause.should
    assert [term.field for term in word.clauses] == ["title_exact", "title_lemma"]


def test_a_phrase_filters_by_its_sequence_and_scores_by_its_words() -> None:
    (phrase,) = rewritten('"كوريا الشمالية"').clause.should
    assert isinstance(phrase, Bool)
    assert [best.clauses[0] for best in phrase.should] == [
        Term("title_exact", "كوريا", 1.6),
        Term("title_exact", "الشماليه", 1.6),
    ]
    (sequences,) = phrase.filters
    assert sequences.minimum == 1
    assert Sequence("body_exact", ("كوريا", "الشماليه")) in sequences.should
    assert Sequence("body_exact", ("وكوريا", "الشماليه")) in sequences.should
    assert Sequence("body_exact", ("بكوريا", "الشماليه")) in sequences.should


def test_the_article_of_a_phrase_takes_its_preposition() -> None:
    (phrase,) = rewritten('"الأمم المتحدة"').clause.should
    firsts = {leaf.terms[0] for leaf in terms_of(phrase) if isinstance(leaf, Sequence)}
    assert firsts == {"الامم", "والامم", "فالامم", "بالامم", "للامم", "كالامم", "وبالامم", "وللامم"}


def test_a_prefix_becomes_the_most_frequent_terms_and_says_when_there_are_more() -> None:
    many = [(f"كور{n}", 100 - n) for n in range(60)]
    result = rewritten("كور*", terms=many)
    (prefix,) = result.clause.should
    assert prefix.clauses[1] == Expansion("body_exact", tuple(f"كور{n}" for n in range(50)), 1.2)
    assert [notice.code for notice in result.notices] == ["expansions"]


def test_a_query_that_grows_too_large_loses_its_last_words_and_says_so() -> None:
    many = [(f"كور{n}", 1) for n in range(50)]
    result = rewritten(" ".join(["كور*"] * 20), terms=many)
    assert len(result.clause.should) == 10
    assert [notice.code for notice in result.notices] == ["clauses"]


@pytest.mark.parametrize(
    ("words", "match", "expected"),
    [
        (1, "auto", [("all", 1)]),
        (2, "auto", [("all", 2), ("any", 1)]),
        (3, "auto", [("any", 1)]),
        (10, "auto", [("any", 1)]),
        (10, "all", [("all", 10)]),
        (10, "any", [("any", 1)]),
        (1, "any", [("all", 1)]),
    ],
)
def test_requirements_go_from_strict_to_loose(words: int, match: str, expected: list[tuple[str, int]]) -> None:
    assert requirements(words, match) == [Requirement(name, minimum) for name, minimum in expected]


def test_a_query_without_positive_words_asks_for_nothing() -> None:
    assert rewritten("-الصين").with_minimum(0) == Nothing()
    assert rewritten("؟").with_minimum(0) == Nothing()
