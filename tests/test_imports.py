"""Imports run one way: a white list of what each room may import, and no circle among modules.

A room is a package or a loose module of the two top packages. An edge that is not in the list fails, so whoever needs a
new one decides here that the house grows in that direction.
"""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# room -> the rooms that its modules may import
ALLOWED = {
    "search.messages": "",
    "search.errors": "messages",
    "search.settings": "errors messages model engines",
    "search.model": "messages errors",
    "search.analysis": "errors model",
    "search.engines": "errors model",
    "search.query": "messages model analysis engines",
    "search.corrections": "model analysis query",
    "search.storage": "messages errors model engines",
    "search.sources": "messages errors model analysis",
    "search.indexing": "messages errors settings model analysis engines query corrections storage sources",
    "search.answering": "messages errors settings model analysis engines query corrections storage indexing",
    "search.evaluation": "messages errors model answering",
    "search": "errors settings model indexing answering",
    "search.commands": "messages errors settings model analysis engines sources indexing answering evaluation storage",
    "search.__main__": "commands",
    "web.current": "",
    "web.settings": "web.current search.settings search.model",
    "web.contract": "web.settings search search.messages search.errors search.model search.answering search.evaluation",
    "web.service": "web web.contract web.current web.settings search search.messages search.errors search.model"
    " search.settings search.answering search.indexing",
    "web.api": "web.contract web.settings web.service search search.messages search.errors search.model search.analysis"
    " search.answering search.evaluation search.indexing search.storage",
    "web.pages": "web.api web.contract web.current web.settings web.service search search.messages search.errors"
    " search.model search.analysis search.query search.answering search.evaluation",
    "web": "web.api web.contract web.pages web.service search.settings search.indexing",
}


@cache
def modules() -> dict[str, Path]:
    paths = [*ROOT.glob("search/**/*.py"), *ROOT.glob("web/**/*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def imports(module: str) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{name.name}" for name in node.names}
            found |= {name if name in modules() else node.module for name in names}
    assert not any(name.split(".")[0] in ("tests", "benchmarks") for name in found), module
    return found & modules().keys()


def allowed(room: str) -> set[str]:
    names = ALLOWED[room].split()
    return {room} | {name if name.startswith(("search", "web")) else f"search.{name}" for name in names}


@pytest.mark.parametrize("room", sorted({room_of(module) for module in modules()}))
def test_a_room_imports_what_its_list_allows_and_no_more(room: str) -> None:
    mine = [module for module in modules() if room_of(module) == room]
    edges = {(module, name) for module in mine for name in imports(module)}
    assert sorted(f"{one} imports {other}" for one, other in edges if room_of(other) not in allowed(room)) == []
    assert allowed(room) - {room} == {room_of(other) for _, other in edges} - {room}, "the list allows what is not used"


def test_no_module_is_in_a_circle() -> None:
    graph = {module: imports(module) - {module} for module in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))
