"""Query strings to trees of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.nodes import AnyOf, Group, InField, Phrase, Prefix, Word
from search.query.parser import parse


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


def test_words_past_the_limit_are_dropped_and_named() -> None:
    parsed = parse(" ".join(f"كلمة{n}" for n in range(17)))  # كلمة and a number each: 34 words
    assert codes(" ".join(f"كلمة{n}" for n in range(17))) == ["too-many-words"]
    assert parsed.dropped == ("كلمة", "16")


QUERIES = st.text(st.sampled_from('ابكوة ()|"«»+-*:؟،\u064e\u202eaOR 19') | st.characters(), max_size=60)


@given(QUERIES)
def test_any_text_parses_and_its_canonical_form_parses_to_the_same_tree(query: str) -> None:
    parsed = parse(query)
    assert parse(str(parsed)).tree == parsed.tree


@given(
    st.lists(
        st.sampled_from(["(", ")", "|", "OR", "AND", "NOT", "-", "+", '"', "title:", "كلمة", "كور*", "*", "\u202e"]),
        max_size=40,
    )
)
def test_any_mix_of_operators_parses_and_round_trips(pieces: list[str]) -> None:
    for query in (" ".join(pieces), "".join(pieces)):
        parsed = parse(query)
        assert parse(str(parsed)).tree == parsed.tree
