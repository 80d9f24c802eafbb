"""Every engine against the reference: the same documents in the same order with the same scores, totals and facets."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.answering.verification import Verifier
from search.engines.base import Engine, Window
from search.engines.clauses import Clause, FuzzyTerm, MatchAll, MatchNone, RangeFilter, TagFilter, Term
from search.engines.edits import within
from search.engines.groups import Groups
from search.model.deadline import Deadline
from search.model.document import Document, Part
from search.model.request import LEVELS
from search.model.schema import SCHEMA, Field, Schema
from search.query.parser import parse
from search.query.rewrite import rewrite
from search.storage.record_codec import SHIPPED
from search.storage.records import Records, digest
from tests.conftest import PATIENT
from tests.engines.conftest import TESTED, Build

WORDS = [
    "كتاب",
    "كتب",
    "مكتبة",
    "المكتبة",
    "والمكتبة",
    "مدرسة",
    "المدارس",
    "معلم",
    "معلمون",
    "قلم",
    "أقلام",
    "بيت",
    "بيوت",
    "في",
    "على",
    "من",
]
OTHERS = [name for name in TESTED if name != "memory"]


def collection() -> list[Document]:
    """400 documents drawn from few words by a fixed rule: many share a score, so that ties decide; ten are in parts."""
    state, documents = 7, []
    for number in range(400):
        words = []
        for _ in range(3 + number % 40):
            state = (state * 1103515245 + 12345) % 2**31
            words.append(WORDS[(state >> 16) % len(WORDS)])
        parts = []
        if number % 40 == 39:
            parts = [Part(f"باب {n}", " ".join(words[n:] + ["حشو"] * 600)) for n in range(3 + number % 3)]
        year = 2000 + number % 5
        documents.append(
            Document.of(
                f"d{number}",
                " ".join(words[:2]) if number % 3 else "",
                " ".join(words),
                parts,
                date=f"{year}-01-0{1 + number % 9}" if number % 4 else None,
                source=f"مصدر {number % 3}",
                category="أخبار" if number % 2 else None,
            )
        )
    return documents


GROUPS = Groups({digest(d): n % 17 for n, d in enumerate(collection()) if n % 3 == 0})


@pytest.fixture(scope="module")
def engines(build: Build) -> dict[str, Engine]:
    documents = collection()
    return {name: build(name, documents) for name in TESTED}


QUERY = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from([f"-{word}" for word in WORDS] + [f"+{word}" for word in WORDS]),
        st.sampled_from(["مكتب*", "ال*", "title:كتاب", "(قلم | بيت)", '"المكتبة في"', '"كتاب كتب"', '-"من بيت"']),
        st.sampled_from(
            ["كتاب~", "معلمون~1", "المدراس~2", "=كتب", '="كتب"', "جذر:كتب", "قلم NEAR/2 بيت", "-(قلم قرب/1 كتب)"]
        ),
        st.sampled_from(['مصدر:"مصدر 1"', "-تصنيف:أخبار", "تاريخ:2002", "تاريخ:2001..2003", "title:(كتب قرب/3 بيت)"]),
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=QUERY,
    match=st.sampled_from(["auto", "all", "any"]),
    level=st.sampled_from(LEVELS),
    sort=st.sampled_from(["relevance", "-date", "date", "recent"]),
    groups=st.sampled_from([None, GROUPS]),
    parts=st.booleans(),
    without=st.sampled_from([MatchNone(), Term("body_exact", "اقلام"), Term("title_exact", "كتاب")]),
)
def test_an_engine_answers_as_the_reference(
    engines: dict[str, Engine],
    name: str,
    query: str,
    match: str,
    level: str,
    sort: str,
    groups: Groups | None,
    parts: bool,
    without: Clause,
) -> None:
    reference, engine = engines["memory"], engines[name]
    tree = parse(query).tree
    rewritten = rewrite(
        tree, level, reference.terms, Verifier(Records(reference, SHIPPED), Deadline(PATIENT.limits)).check
    )
    assert rewritten == rewrite(
        tree, level, engine.terms, Verifier(Records(engine, SHIPPED), Deadline(PATIENT.limits)).check
    )
    ladder = rewritten.ladder(match)
    clauses = [rewritten.answers(rung, match) for rung in ladder] + [rewritten.partial(ladder[0], match)]
    for clause in clauses:
        window = Window(
            20, 5, sort, SCHEMA.default_facets, groups, date(2004, 6, 1).toordinal(), 400, parts=parts, without=without
        )
        expected, found = reference.search(clause, window), engine.search(clause, window)
        assert (found.total, found.more, found.places) == (expected.total, expected.more, expected.places)
        assert [m.similar for m in found.matches] == [m.similar for m in expected.matches]
        assert [m.key for m in found.matches] == [m.key for m in expected.matches]
        assert [m.score for m in found.matches] == pytest.approx([m.score for m in expected.matches], abs=1e-4)
        assert found.facets == expected.facets
        counting = replace(window, limit=0, offset=0)
        expected, found = reference.search(clause, counting), engine.search(clause, counting)
        assert (found.total, found.places, found.facets) == (expected.total, expected.places, expected.facets)


def test_similar_means_the_same_in_every_engine(build: Build) -> None:
    """Every short word of three letters, against the distance in plain Python."""
    words = ["".join(letters) for size in range(2, 6) for letters in product("بتن", repeat=size)]
    words = [word for word in words if not re.search(r"(.)\1", word)]  # بب is written for emphasis, and folded
    documents = [Document(word, "", word) for word in words]
    for name in TESTED:
        engine = build(name, documents)
        for wanted in ("بتبت", "تبنت", "نبتنب"):
            for edits in (1, 2):
                found = engine.search(FuzzyTerm("body_exact", wanted, edits), Window(200)).matches
                assert {match.id for match in found} == {word for word in words if within(word, wanted, edits)}


PRICED = Schema(
    (
        Field("price", "number", "السعر", "Price", facet=True, sort=True),
        Field("printed", "date", "يوم الطبع", "Printed", sort=True),
    )
)


def priced() -> list[Document]:
    """100 documents of few values, so that many tie, a third of them without one of the fields."""
    documents = []
    for number in range(100):
        tags = tuple(("طب", "الطب", "علوم", "  علومٌ ", "ـلغة")[n] for n in range(5) if number * 7 % 11 >> n & 1)
        price = str((number * 5 % 7 - 3) / 2) if number % 3 else None
        printed = f"19{60 + number * 3 % 8}-02-03" if number % 4 else None
        documents.append(Document.of(str(number), "", "كتاب", tags=tags, price=price, printed=printed))
    return documents


@pytest.fixture(scope="module")
def priced_engines(build: Build) -> dict[str, Engine]:
    return {name: build(name, priced(), PRICED) for name in TESTED}


ENDS = st.one_of(st.none(), st.integers(-4, 4).map(lambda n: n * 500_000))
DAYS = st.one_of(st.none(), st.integers(1959, 1969).map(lambda year: date(year, 2, 3).toordinal()))


@pytest.mark.parametrize("name", OTHERS)
@given(
    clause=st.one_of(
        st.builds(RangeFilter, st.just("price"), ENDS, ENDS),
        st.builds(RangeFilter, st.just("printed"), DAYS, DAYS),
        st.sampled_from([MatchAll(), TagFilter("tags", ("طب",)), TagFilter("tags", ("علوم", "لغه")), MatchNone()]),
    ),
    sort=st.sampled_from(["price", "-price", "printed", "-printed", "date", "-date"]),
    window=st.tuples(st.integers(1, 60), st.integers(0, 60)),
)
def test_own_fields_narrow_order_and_count_as_in_the_reference(
    priced_engines: dict[str, Engine], name: str, clause: Clause, sort: str, window: tuple[int, int]
) -> None:
    reference, engine = priced_engines["memory"], priced_engines[name]
    wanted = Window(*window, sort, ("tags", "price", "author", "year"))
    assert engine.search(clause, wanted) == reference.search(clause, wanted)
    for field in ("tags", "price", "tags_spelling", "author_spelling"):
        assert engine.terms(field, "", 50) == reference.terms(field, "", 50)


def test_the_reference_itself_on_own_fields(priced_engines: dict[str, Engine]) -> None:
    engine = priced_engines["memory"]
    found = engine.search(MatchAll(), Window(100, 0, "-price", ("price",)))
    prices = [document.value("price") for document in Records(engine, SHIPPED).documents([m.id for m in found.matches])]
    known = [float(price) for price in prices if price is not None]
    assert known == sorted(known, reverse=True)
    assert prices[len(known) :] == [None] * 34
    assert found.facets["price"][0] == ("-1.5", 10)
    first = engine.search(MatchAll(), Window(3, 0, "price")).matches
    assert [match.id for match in first] == ["7", "14", "28"]
