"""The code and the catalogue fit: every code has every language, none is dead, and values are named alike."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import search
import web
from search.errors import BahithError
from search.messages import catalogue_of, languages
from search.messages.catalogue import Place
from search.model.request import LEVELS, MATCHES
from search.model.schema import DATE, NUMBER, SCHEMA, Field, Schema
from web.contract.error_kinds import HTTP_KINDS, INVALID_WRITE
from web.contract.examples import EXAMPLES
from web.contract.operations import EXPORTS, operations
from web.contract.parameters import ADVANCED
from web.contract.preferences import CHOICES
from web.contract.schemas import BOX
from web.pages import filters
from web.pages.admin import FACTS, WAITS
from web.pages.help import EXAMPLES as WAYS
from web.pages.timeline import SINCE

# a schema whose contract has every kind of parameter
WHOLE = Schema((Field("price", "number", "السعر", "Price"),))
ROOT = Path(__file__).parents[2]
TEXTS = catalogue_of("en").texts
# What makes a message -> how its code begins.
FAMILIES = {
    "message": "",
    "Message": "",
    "text": "",
    "notice": "notice.",
    "Notice": "notice.",
    "say": "notice.",
    "print_note": "command.",
    "UnfitError": "reject.",
}

# What the system says is English, a path may be told by the name of its file, and a sentence may do without a value.
SHORTER_IN_ARABIC = {
    f"error.{code}"
    for code in (
        *(
            "not-integer",
            "not-a-number",
            "not-a-choice",
            "not-a-date",
            "not-a-hijri-date",
            "page-too-deep",
            "text-too-long",
        ),
        *("document-not-found", "unknown-engine", "nothing-judged", "nothing-compared"),
        *("source-unreadable", "file-unreadable", "file-not-writable", "keys-unreadable", "not-a-key", "not-floors"),
        "queue-unusable",
        *(
            "index-unreadable",
            "index-file-unreadable",
            "index-file-unusable",
            "index-file-missing",
            "index-file-changed",
        ),
        *("no-generation-named", "other-generation", "no-earlier-generation", "generation-incomplete"),
        *("index-stale", "index-locked", "index-not-writable", "cannot-listen", "settings-not-toml"),
    )
}


@cache
def trees() -> dict[str, ast.Module]:
    paths = [*ROOT.glob("search/**/*.py"), *ROOT.glob("web/**/*.py")]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def errors() -> dict[str, type[BahithError]]:
    """The kinds of error by the name of their class."""
    for package in (search, web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    return {kind.__name__: kind for kind in descendants(BahithError)}


def descendants(kind: type[BahithError]) -> Iterator[type[BahithError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from descendants(child)


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a message is made, its code, and the values it is given, None where only running tells."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name == "text" and not isinstance(node.func, ast.Name):
                continue  # of an error or notice, which takes a language
            family = "error." if name in errors() else FAMILIES.get(name)
            code = node.args[0]
            if family is not None and isinstance(code, ast.Constant) and isinstance(code.value, str):
                given = {keyword.arg for keyword in node.keywords}
                untold = None in given or name not in (*errors(), "message", "text", "print_note", "UnfitError")
                yield f"{path}:{node.lineno}", family + code.value, None if untold else {*filter(None, given)}


def mentioned() -> set[str]:
    """Every text that stands in the code by itself: a code among them is used."""
    nodes = (node for tree in trees().values() for node in ast.walk(tree))
    return templates() | {
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def templates() -> set[str]:
    """Every code and noun that stands in a template."""
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob("web/templates/*")]
    return {code for text in texts for code in re.findall(r"""\b(?:t|noun_forms)\(["']([a-z.-]+)["']""", text)}


def composed() -> set[str]:
    """The codes that are put together from the names of things."""
    kinds = (*errors().values(), *HTTP_KINDS.values(), INVALID_WRITE)
    parameters = [one for some in operations(WHOLE) for one in (*some.parameters, *some.form, *some.body)]
    return {
        *(f"title.{kind.code}" for kind in kinds),
        *(f"cure.{kind.code}" for kind in kinds if f"cure.{kind.code}" in TEXTS),
        *(f"mending.{code.removeprefix('reject.')}" for code in TEXTS if code.startswith("reject.")),
        *(f"error.must-be-{kind}" for kind in ("string", "integer", "number", "boolean", "array")),
        *(f"operation.{operation.name}" for operation in operations(SCHEMA)),
        *(f"parameter.{one.code or one.name}" for one in parameters if one.name not in CHOICES),
        *(f"setting.{name}" for name in CHOICES),
        *(f"setting.{name}.{value}" for name, values in CHOICES.items() for value in values),
        *(f"example.{name}" for name in EXAMPLES),
        *(f"status.{name}" for name in FACTS),
        *(f"status.queue-{name}" for name in WAITS),
        *(f"level.{level}" for level in LEVELS),
        *(f"match.{match}" for match in MATCHES),
        *(f"sort.{sort}" for sort in filters.SORTS),
        *(f"sort.{kind}.{way}" for kind in (NUMBER, DATE) for way in ("falling", "rising")),
        *(f"{calendar}.{number}" for calendar in ("month", "hijri-month") for number in range(1, 13)),
        *(f"box.{name}" for name in BOX),
        *(code for code in TEXTS if code.startswith("value.language.")),
        *(f"since.{name}" for name, _ in SINCE),
        *(f"export.{kind}" for kind in EXPORTS),
        *(f"shortcut.{name}" for name in ("box", "hits", "places", "keys", "close")),
        *(f"advanced.{one.name}" for one in ADVANCED if one.name != "go"),
        *(f"help.{name}" for name, group in WAYS.items() for name in (name, *(example.name for example in group))),
    }


@pytest.mark.parametrize("language", languages())
def test_every_message_that_is_made_has_a_text_and_the_values_it_names(language: str) -> None:
    found = catalogue_of(language)
    wrong = [
        (place, code)
        for place, code, given in calls()
        if code not in found.texts or (given is not None and found.values_of(code) - given)
    ]
    assert wrong == []


def test_every_composed_code_has_a_text() -> None:
    """What can be done about a reject is said where there is something to say."""
    assert {code for code in composed() - TEXTS.keys() if not code.startswith("mending.")} == set()


def test_no_text_is_dead() -> None:
    used = mentioned()
    dead = [code for code in TEXTS if not {code, code.partition(".")[2]} & used and code not in composed()]
    assert dead == []


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text(language: str) -> None:
    assert catalogue_of(language).texts.keys() == TEXTS.keys()


@pytest.mark.parametrize("language", languages())
def test_no_language_names_a_value_that_is_not_there(language: str) -> None:
    """What English names is there, and what every call gives. A translation may say less: the words of the system,
    which only English has, and the path of a file of which it says the name."""
    there = {code: catalogue_of("en").values_of(code) for code in TEXTS}
    for _, code, given in calls():
        there[code] |= given or set()
    for code in TEXTS:
        there[code] |= {"file"} if "path" in there[code] else set()
    found = catalogue_of(language)
    assert {code: extra for code in TEXTS if (extra := found.values_of(code) - there[code])} == {}


def test_arabic_names_the_values_that_english_does() -> None:
    less = {code for code in TEXTS if catalogue_of("en").values_of(code) - catalogue_of("ar").values_of(code)}
    assert less == SHORTER_IN_ARABIC


@pytest.mark.parametrize("language", languages())
def test_no_noun_is_dead(language: str) -> None:
    found = catalogue_of(language)
    counted = {piece.noun for pieces in found.texts.values() for piece in pieces if isinstance(piece, Place)}
    counted |= mentioned()
    assert found.nouns.keys() - counted == set()


ARABIC = re.compile("[\u0621-\u064a]{3,}")  # a word, not letters that are told apart
# Where Arabic is what the code is about: the rules of the language, the words of the query language, names of months
# and fields, and queries that are shown as examples.
OF_ARABIC = (
    *("search/analysis/", "search/corrections/", "search/answering/consonants.py"),
    *("search/query/dates.py", "search/query/fields.py", "search/query/operators.py"),
    *("search/sources/headline.py", "search/sources/shamela.py", "search/sources/encoding.py"),
    *("search/sources/furniture.py", "search/sources/mojibake.py"),
    *(
        "search/sources/pdf_mending.py",
        "search/model/schema.py",
        "search/settings/site.py",
        "search/settings/own_values.py",
    ),
    *("web/contract/examples.py", "web/contract/operations.py", "web/contract/parameters.py"),
    *("web/pages/arabic.py", "web/pages/help.py", "web/pages/advanced.py", "web/pages/typed.py"),
)


def test_no_arabic_sentence_stands_in_the_code_or_the_templates() -> None:
    ours = {path: arabic(tree) for path, tree in trees().items() if not path.startswith(OF_ARABIC)}
    assert {path: texts for path, texts in ours.items() if texts} == {}
    files = [*ROOT.glob("web/templates/*"), *ROOT.glob("web/static/*.js")]
    assert [str(path) for path in files if ARABIC.search(path.read_text(encoding="utf-8"))] == []


def arabic(tree: ast.Module) -> list[str]:
    """The texts of a module with Arabic words in them, besides our name; its docstrings are left out."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs]
    said = [node.value.replace("باحث", "") for node in texts if isinstance(node.value, str)]
    return [text for text in said if ARABIC.search(text)]
