"""Query strings to trees of words."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.query.parser import parse
from search.query.query_words import words_of
from search.query.words import (
    AnyOf,
    Dated,
    Exact,
    Fuzzy,
    Group,
    InField,
    Letters,
    Near,
    Node,
    Phrase,
    Prefix,
    Root,
    Tagged,
    Word,
)


def codes(query: str) -> list[str]:
    return [notice.code for notice in parse(query).notices]


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("كوريا الشمالية", Group((Word("كوريا"), Word("الشمالية")))),
        ('"كوريا الشمالية"', Group((Phrase(("كوريا", "الشمالية")),))),
        ("«كوريا الشمالية»", Group((Phrase(("كوريا", "الشمالية")),))),
        ("“كوريا الشمالية”", Group((Phrase(("كوريا", "الشمالية")),))),
        ("„كوريا الشمالية‟", Group((Phrase(("كوريا", "الشمالية")),))),
        ("«بوتين»", Group((Word("بوتين"),))),
        ('"OR"', Group((Word("OR"),))),
        ("روسيا -الصين", Group((Word("روسيا"),), excluded=(Word("الصين"),))),
        ("روسيا NOT الصين", Group((Word("روسيا"),), excluded=(Word("الصين"),))),
        ('-"كوريا الشمالية" روسيا', Group((Word("روسيا"),), excluded=(Phrase(("كوريا", "الشمالية")),))),
        ("روسيا +قمة", Group((Word("روسيا"),), required=(Word("قمة"),))),
        ("روسيا AND قمة", Group(required=(Word("روسيا"), Word("قمة")))),
        ("روسيا | الصين", Group((AnyOf((Word("روسيا"), Word("الصين"))),))),
        ("روسيا OR الصين", Group((AnyOf((Word("روسيا"), Word("الصين"))),))),
        ("(روسيا | الصين) قمة", Group((AnyOf((Word("روسيا"), Word("الصين"))), Word("قمة")))),
        ("كور*", Group((Prefix("كور"),))),
        ("title:بوتين", Group((InField("title", Word("بوتين")),))),
        ("العنوان:«قمة موسكو»", Group((InField("title", Phrase(("قمة", "موسكو"))),))),
        ("كوفيد-19", Group((Phrase(("كوفيد", "19")),))),
        ("روسيا،أوكرانيا", Group((Word("روسيا"), Word("أوكرانيا")))),
        ("12,000", Group((Word("12,000"),))),
        ("OR* NOTE", Group((Prefix("OR"), Word("NOTE")))),
        ("روسيا - الصين", Group((Word("روسيا"), Word("الصين")))),
        ("ما هي عاصمة روسيا؟", Group((Word("ما"), Word("هي"), Word("عاصمة"), Word("روسيا")))),
        ("\u064b \u064e", Group()),
        ("؟!،", Group()),
        ("", Group()),
    ],
)
def test_parse_reads_what_was_typed(query: str, tree: Group) -> None:
    assert parse(query).tree == tree
    assert codes(query) == []


@pytest.mark.parametrize(
    ("query", "code", "canonical"),
    [
        ("(روسيا", "unbalanced", "روسيا"),
        ("روسيا) قمة", "unbalanced", "روسيا قمة"),
        ("روسيا |", "unbalanced", "روسيا"),
        ('"كوريا الشمالية', "unclosed-quote", '"كوريا الشمالية"'),
        ("| روسيا", "operator", "روسيا"),
        ("روسيا | -قطر", "operator", "روسيا"),
        ("*كوريا", "wildcard", "كوريا"),
        ("كو*يا", "wildcard", '"كو يا"'),
        ("ك*", "short-prefix", "ك"),
        ("-الصين", "only-excluded", "-الصين"),
        ("(" * 11 + "روسيا", "nesting", "روسيا"),
    ],
)
def test_parse_says_what_it_leaves_out(query: str, code: str, canonical: str) -> None:
    assert code in codes(query)
    assert str(parse(query)) == canonical


def test_a_word_that_two_conjunctions_stand_before_keeps_its_place() -> None:
    words = words_of("قال و، و كتاب", 10)
    assert [(word.text, tuple(word.span or ())) for word in words] == [
        ("قال", (10, 13)),
        ("و و", (14, 18)),
        ("كتاب", (19, 23)),
    ]


def test_words_past_the_limit_are_dropped_and_named() -> None:
    parsed = parse(" ".join(f"كلمة{n}" for n in range(17)))  # كلمة and a number each: 34 words
    assert codes(" ".join(f"كلمة{n}" for n in range(17))) == ["too-many-words"]
    assert parsed.dropped == ("كلمة", "16")


QUERIES = st.text(st.sampled_from('ابكوة ()|"«»+-*~=:؟،/\u064e\u202eaOR 19') | st.characters(), max_size=60)
PIECES = [
    *("(", ")", "|", "OR", "AND", "NOT", "NEAR/3", "-", "+", '"', "«", "»", "=", '="', "~", "~2", '"~5', "*", "\u202e"),
    *("أو", "و", "ليس", "بدون", "قرب", "قرب/٥", "title:", "عنوان:", "مصدر:", "تاريخ:", "جذر:", "كاتب:", "عنوان: "),
    *("2024", "2023..2024", "..", "رمضان", "1445", "من", "إلى", "م", "كلمة", "كور*", "كَتَبَ", "عبدالله", "ﷺ", "12,000"),
]


@given(QUERIES)
def test_any_text_parses_and_its_canonical_form_parses_to_the_same_tree(query: str) -> None:
    parsed = parse(query)
    assert parse(str(parsed)).tree == parsed.tree


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_mix_of_operators_parses_and_round_trips(pieces: list[str]) -> None:
    for query in (" ".join(pieces), "".join(pieces)):
        parsed = parse(query)
        assert parse(str(parsed)).tree == parsed.tree


TEXTS = st.sampled_from(["روسيا", "كوريا", "مكتبة", "بدون", "أو", "كتاب"])
DAYS = st.dates() | st.none()
LEAVES = st.one_of(
    TEXTS.map(Word),
    TEXTS.filter(lambda text: text != "أو").map(Exact),
    st.sampled_from(["كور", "مكتب"]).map(Prefix),
    st.just(Fuzzy("مكتبة", 1)),
    st.lists(TEXTS, min_size=2, max_size=3).map(lambda words: Phrase(tuple(words))),
    st.lists(TEXTS, min_size=1, max_size=3).map(lambda words: Letters(tuple(words))),
    st.sampled_from(["كتب", "درس"]).map(Root),
    st.builds(Tagged, st.sampled_from(["source", "category"]), st.sampled_from(["الأهرام", "سكاي نيوز", "a|b (c)"])),
    st.tuples(DAYS, DAYS)
    .filter(any)
    .map(lambda days: Dated(*sorted(days, key=lambda d: d or date.min)) if all(days) else Dated(*days)),
)
NEAR_SIDES = LEAVES.filter(lambda node: not isinstance(node, Tagged | Dated))


def nested(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(AnyOf),
        st.builds(InField, st.sampled_from(["title", "text"]), nodes),
        st.builds(Group, several, several, several),
        st.builds(lambda one, other, far: Near((one, other), (far,)), NEAR_SIDES, NEAR_SIDES, st.integers(1, 100)),
    )


@given(st.recursive(LEAVES, nested, max_leaves=8))
def test_any_tree_is_printed_as_a_query_that_parses_to_it(node: Node) -> None:
    tree = Group((node,))
    parsed = parse(str(tree)[1:-1])
    assume(not parsed.dropped and "nesting" not in [notice.code for notice in parsed.notices])
    assert parsed.tree == tree
