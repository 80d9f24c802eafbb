"""Numbers agree with their nouns in every language, by hand; and what a rule may be."""

from __future__ import annotations

import pytest

from search.messages import catalogue_of, counted, languages, message
from search.messages.plurals import read_forms, read_rules

NUMBERS = (0, 1, 2, 3, 10, 11, 99, 100, 103)


@pytest.mark.parametrize(
    ("noun", "language", "forms"),
    [
        (
            "document",
            "en",
            "0 documents, 1 document, 2 documents, 3 documents, 10 documents, 11 documents, 99 documents, "
            "100 documents, 103 documents",
        ),
        (
            "query",
            "en",
            "0 queries, 1 query, 2 queries, 3 queries, 10 queries, 11 queries, 99 queries, 100 queries, 103 queries",
        ),
        (
            "document",
            "ar",
            "لا وثائق, وثيقة واحدة, وثيقتان, 3 وثائق, 10 وثائق, 11 وثيقة, 99 وثيقة, 100 وثيقة, 103 وثائق",
        ),
        (
            "document.oblique",
            "ar",
            "لا وثائق, وثيقة واحدة, وثيقتين, 3 وثائق, 10 وثائق, 11 وثيقة, 99 وثيقة, 100 وثيقة, 103 وثائق",
        ),
        (
            "request.oblique",
            "ar",
            "0 طلب, طلب واحد, طلبين, 3 طلبات, 10 طلبات, 11 طلبًا, 99 طلبًا, 100 طلب, 103 طلبات",
        ),
        (
            "second.oblique",
            "ar",
            "0 ثانية, ثانية واحدة, ثانيتين, 3 ثوانٍ, 10 ثوانٍ, 11 ثانية, 99 ثانية, 100 ثانية, 103 ثوانٍ",
        ),
    ],
)
def test_a_noun_takes_the_form_that_its_number_asks_for(noun: str, language: str, forms: str) -> None:
    assert ", ".join(counted(n, noun, language) for n in NUMBERS) == forms


@pytest.mark.parametrize(
    ("limit", "wait", "arabic", "english"),
    [
        (
            1,
            1,
            "يُسمح بإرسال طلب واحد في الدقيقة؛ عُد بعد ثانية واحدة",
            "1 request a minute is allowed: come back in 1 s",
        ),
        (2, 2, "يُسمح بإرسال طلبين في الدقيقة؛ عُد بعد ثانيتين", "2 requests a minute are allowed: come back in 2 s"),
        (20, 3, "يُسمح بإرسال 20 طلبًا في الدقيقة؛ عُد بعد 3 ثوانٍ", "20 requests a minute are allowed: come back in 3 s"),
        (
            100,
            12,
            "يُسمح بإرسال 100 طلب في الدقيقة؛ عُد بعد 12 ثانية",
            "100 requests a minute are allowed: come back in 12 s",
        ),
    ],
)
def test_a_sentence_agrees_with_each_of_its_numbers(limit: int, wait: int, arabic: str, english: str) -> None:
    assert message("error.too-many-requests", "ar", limit=limit, wait=wait) == arabic
    assert message("error.too-many-requests", "en", limit=limit, wait=wait) == english


@pytest.mark.parametrize("language", languages())
def test_every_noun_has_a_form_for_each_category_but_none_at_all(language: str) -> None:
    """Where a language has a form for zero, "0 s" may do without it: then the form for all others says it."""
    found = catalogue_of(language)
    wanted = {*found.plurals.rules, "other"} - {"zero"}
    assert {noun: wanted - forms.keys() for noun, forms in found.nouns.items() if wanted - forms.keys()} == {}


def test_a_fraction_takes_the_form_of_all_others() -> None:
    assert catalogue_of("en").plurals.category("1.0") == "other"


@pytest.mark.parametrize(
    ("n", "category"), [(0, "many"), (1, "one"), (2, "few"), (5, "many"), (11, "many"), (21, "one"), (22, "few")]
)
def test_the_rules_of_other_languages_can_be_written(n: int, category: str) -> None:
    """Russian, whose 21 is as 1 and whose 11 is not."""
    rules = read_rules(
        "one: n % 10 = 1 and n % 100 != 11 | few: n % 10 = 2..4 and n % 100 != 12..14"
        " | many: n % 10 = 0 or n % 10 = 5..9 or n % 100 = 11..14"
    )
    assert rules.category(n) == category


@pytest.mark.parametrize("text", ["one", "one: ", "several: {} hits", "one: a | one: b"])
def test_forms_that_cannot_be_right_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most once"):
        read_forms(text)


@pytest.mark.parametrize("rule", ["n", "n = x", "n % 0 = 1", "n = 1 and", "m = 1"])
def test_a_rule_that_cannot_be_right_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="is not a test"):
        read_rules(f"one: {rule}")
