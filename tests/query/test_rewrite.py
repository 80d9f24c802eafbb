"""Trees of words to trees of terms."""

import pytest

from search.engines.clauses import Bool, DisjunctionMax, MatchNone, Term, TermPhrase, TermSet, leaves_of
from search.query.answer_set import Rewritten
from search.query.own_words import OwnWords
from search.query.parser import parse
from search.query.rewrite import rewrite


def rewritten(query: str, level: str = "lemma", terms: list[tuple[str, int]] | None = None) -> Rewritten:
    return rewrite(parse(query).tree, level, lambda field, prefix, limit: (terms or [])[:limit])


def fields(clause: DisjunctionMax) -> list[str]:
    return list(dict.fromkeys(term.field for term in clause.clauses))


def test_a_word_matches_at_every_level_of_every_text() -> None:
    (word,) = rewritten("1961").parts
    assert word.match == DisjunctionMax(
        (
            Term("title_exact", "1961", 1.2),
            Term("title_lemma", "1961", 1.24),
            Term("body_exact", "1961", 1.0),
            Term("body_lemma", "1961", 1.03),
            Term("lead_lemma", "1961", 1.0),
        )
    )


def test_weak_evidence_scores_and_makes_no_match() -> None:
    (word,) = rewritten("كتاب").parts
    weak = set(word.scored.clauses) - set(word.match.clauses)
    assert {term.text: term.boost for term in weak if term.field == "lead_lemma"} == {
        "كتاب+": 0.8,
        "كتابي": 0.3,
        **dict.fromkeys(["مكتب", "كتب+", "كاتب", "مكتبه", "كتابه", "كتيبه"], 0.3),
    }
    assert {term.boost for term in weak if term.field == "title_lemma"} == {1.24 * 0.8, 1.24 * 0.3}
    (name,) = rewritten("اليابان").parts
    assert {term.text for term in name.scored.clauses} - {term.text for term in name.match.clauses} == {"ياباني"}


@pytest.mark.parametrize(
    ("word", "weight"),
    [("كتاب", 1.0), ("يكتبون", 0.8), ("بلومبيرغ", 1.1), ("1961", 1.1), ("NATO", 1.1), ("في", 0.15)],
)
def test_names_and_numbers_weigh_more_and_verbs_and_stop_words_less(word: str, weight: float) -> None:
    (part,) = rewritten(word).parts
    assert [term.boost for term in part.scored.clauses if term.field == "body_exact"] == [weight]


def test_a_word_that_is_asked_for_again_has_the_very_clauses_that_it_had() -> None:
    (first,), (again,) = rewritten("كتاب").parts, rewritten("كتاب").parts
    assert (again.match is first.match, again.scored is first.scored) == (True, True)


def test_a_word_weighs_by_the_stop_words_of_whoever_asks() -> None:
    def weight(own: OwnWords) -> float:
        (word,) = rewrite(parse("خبر").tree, "lemma", lambda *_: [], own=own).parts
        return max(term.boost for term in word.scored.clauses if term.field == "body_exact")

    own = OwnWords(stop_words=frozenset({"خبر"}))
    assert [weight(OwnWords()), weight(own), weight(OwnWords())] == [1.0, 0.15, 1.0]


def test_the_exact_level_looks_up_no_lemma() -> None:
    (word,) = rewritten("المكتبة", "exact").parts
    assert fields(word.match) == fields(word.scored) == ["title_exact", "body_exact"]


def test_a_field_narrows_to_its_text() -> None:
    (word,) = rewritten("title:المكتبة").parts
    assert fields(word.match) == ["title_exact", "title_lemma"]


def test_a_phrase_filters_by_its_sequence_and_scores_by_its_words() -> None:
    (phrase,) = rewritten('"كوريا الشمالية"').parts
    assert phrase.match.minimum == 1
    assert TermPhrase("body_exact", ("كوريا", "الشماليه")) in phrase.match.should
    assert TermPhrase("body_exact", ("وكوريا", "الشماليه")) in phrase.match.should
    assert TermPhrase("title_exact", ("بكوريا", "الشماليه")) in phrase.match.should
    assert [best.clauses[0] for best in phrase.scored.should] == [
        Term("title_exact", "كوريا", 1.2 * 1.1),  # a name
        Term("title_exact", "الشماليه", 1.2),
    ]


def test_the_article_of_a_phrase_takes_its_preposition() -> None:
    (phrase,) = rewritten('"الأمم المتحدة"').parts
    firsts = {leaf.terms[0] for leaf in leaves_of(phrase.match) if isinstance(leaf, TermPhrase)}
    assert firsts == {"الامم", "والامم", "فالامم", "بالامم", "للامم", "كالامم", "وبالامم", "وللامم"}


def test_a_stop_word_weighs_little_and_is_not_required_beside_others() -> None:
    found = rewritten("في موسكو")
    stop, telling = found.parts
    assert stop.scored.clauses[0] == Term("title_exact", "في", 1.2 * 0.15)
    assert found.words("auto") == (telling,)
    assert found.words("all") == (stop, telling)


@pytest.mark.parametrize(
    ("query", "required"), [("ولي العهد", 2), ("سوء فهم", 2), ("علم فلك", 2), ("وفي العهد", 1), ("فلم يعد", 1)]
)
def test_a_word_that_looks_like_a_conjunction_and_a_stop_word_is_required(query: str, required: int) -> None:
    assert len(rewritten(query).words("auto")) == required


@pytest.mark.parametrize("query", ["من هو", "لا إله إلا", "ألا"])
def test_stop_words_alone_are_required(query: str) -> None:
    found = rewritten(query)
    assert len(found.words("auto")) >= 1
    assert found.answers(found.ladder("auto")[0], "auto") != MatchNone()


def test_a_prefix_becomes_the_most_frequent_terms_and_says_when_there_are_more() -> None:
    many = [(f"كور{n}", 100 - n) for n in range(60)]
    result = rewritten("كور*", terms=many)
    (prefix,) = result.parts
    assert prefix.match.clauses[1] == TermSet("body_exact", tuple(f"كور{n}" for n in range(50)), 1.0)
    assert [notice.code for notice in result.notices] == ["expansions"]


def test_a_long_query_is_not_cut_by_its_weak_evidence() -> None:
    sixteen = "كتاب مدرسة درس علم كشف نشر رفض حكم ملك قول سمع نظر ذهب خرج دخل جلس"
    for query, words in ((sixteen, 16), (f"{sixteen} شرب", 17)):
        found = rewritten(query)
        assert (len(found.parts), found.notices) == (words, ())


def test_a_query_that_grows_too_large_loses_its_last_words_and_says_so() -> None:
    many = [(f"كور{n}", 1) for n in range(50)]
    result = rewritten(" ".join(f"كور{letter}*" for letter in "ابتثجحخدذرزسشصضطظعغفق"), terms=many)
    assert len(result.parts) == 5
    assert [notice.code for notice in result.notices] == ["clauses"]


def test_what_is_required_filters_and_everything_scores() -> None:
    found = rewritten("بوتين موسكو -قمة")
    first, second = found.parts
    strict, loose = found.ladder("auto")
    assert found.answers(strict, "auto") == Bool(
        should=(first.scored, second.scored, *found.together),
        must_not=found.excluded,
        filters=(first.match, second.match),
    )
    assert found.answers(loose, "auto") == Bool(
        should=(first.scored, second.scored, *found.together),
        must_not=found.excluded,
        filters=(Bool(should=(first.match, second.match), minimum=1),),
    )
    assert found.partial(loose, "auto") == Bool(
        must=(Bool(should=(first.scored, second.scored), minimum=1),), should=found.together, must_not=found.excluded
    )


def test_a_query_without_positive_words_asks_for_nothing() -> None:
    for query in ("-الصين", "؟"):
        found = rewritten(query)
        assert found.answers(found.ladder("auto")[0], "auto") == MatchNone()
