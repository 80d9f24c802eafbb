"""Imports run one way: analysis <- query <- searcher -> engines; the web and the command line stand on top."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
# package -> what its modules may import of ours. `search` is the rest of the library.
ALLOWED = {
    "search.analysis": {"search.analysis", "search.errors"},
    "search.query": {
        "search.query",
        "search.analysis",
        "search.config",
        "search.hits",
        "search.months",  # names in dates, as sources read them
        "search.schema",
    },
    "search.engines": {
        "search.engines",
        "search.query.nodes",
        "search.query.edits",  # what the term of a fuzzy clause means
        "search.config",
        "search.document",
        "search.errors",
        "search.schema",
    },
    "search.sources": {
        "search.sources",
        "search.analysis",
        "search.config",
        "search.document",
        "search.errors",
        "search.months",
    },
    "web": {"web", "search"},
}


def imports(path: Path) -> list[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{name.name}" for name in node.names]
    return [name for name in found if name.split(".")[0] in ("search", "web", "tests", "benchmarks")]


def is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_imports_run_one_way() -> None:
    wrong = []
    for path in [*ROOT.glob("search/**/*.py"), *ROOT.glob("web/**/*.py")]:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        allowed = next((allowed for package, allowed in ALLOWED.items() if is_below(module, package)), {"search"})
        wrong += [f"{module} imports {name}" for name in imports(path) if not any(is_below(name, a) for a in allowed)]
    assert wrong == []


def test_nothing_below_imports_the_command_line() -> None:
    for path in [*ROOT.glob("search/**/*.py"), *ROOT.glob("web/**/*.py")]:
        if path.name not in ("cli.py", "__main__.py") and path.parent.name != "commands":
            above = ("search.cli", "search.commands")
            assert not any(is_below(name, one) for name in imports(path) for one in above), path
