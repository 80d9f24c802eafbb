"""The engines by name. An engine's package is imported only when the engine is asked for.

Those of `ENGINES` keep an index in a folder; `CLUSTER` keeps it elsewhere, and has a store of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from search.engines.base import Engine, Writer
from search.errors import EngineUnavailableError
from search.model.schema import Schema

ENGINES = ("tantivy", "whoosh", "memory")  # each a module here
CLUSTER = "opensearch"
EVERY_ENGINE = (*ENGINES, CLUSTER)
DEFAULT_ENGINE = "tantivy"


def open_engine(name: str, directory: Path, schema: Schema) -> Engine:
    """The engine over the index in `directory`. Raises `EngineUnavailableError`."""
    engine: Engine = _module(name).open_index(directory, schema)
    return engine


def create_writer(name: str, directory: Path, schema: Schema) -> Writer:
    """A writer of a new index in the empty `directory`. Raises `EngineUnavailableError`."""
    writer: Writer = _module(name).create_index(directory, schema)
    return writer


def open_writer(name: str, directory: Path, added: int, schema: Schema) -> Writer:
    """A writer that changes the index in `directory`, to which `added` documents have been added since it was new."""
    writer: Writer = _module(name).change_index(directory, added, schema)
    return writer


def read_records(name: str, directory: Path) -> Iterator[bytes]:
    """The records of an index in the order of adding, whatever its fields: also of one that an older version made."""
    records: Iterator[bytes] = _module(name).read_records(directory)
    return records


def is_changed_in_place(name: str, file: str) -> bool:
    """Whether the engine's writer writes into an existing file of this name: it must be copied, not linked."""
    return file in _module(name).CHANGED_IN_PLACE


def engine_version(name: str) -> str:
    """The version of the engine's package, for the manifest."""
    return str(_module(name).VERSION)


def _module(name: str) -> ModuleType:
    if name not in ENGINES:
        raise EngineUnavailableError("unknown-engine", name=repr(name), engines=ENGINES)
    try:
        return import_module(f"search.engines.{name}")
    except ImportError as error:
        raise EngineUnavailableError("engine-not-installed", name=name, package=error.name) from error
