"""The compiled code of a room: everything that it does is there in Python too."""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

PURE_PYTHON = "BAHITH_PURE_PYTHON"  # of the environment: no setting, as it is asked before any is read


def compiled(name: str, version: int) -> ModuleType | None:
    """A compiled module; None where it was not built, is of an earlier source, or the environment leaves it alone.

    >>> compiled("search.nothing", 1) is None
    True
    """
    if os.environ.get(PURE_PYTHON):
        return None
    try:
        module = import_module(name)
    except ImportError:  # there was no compiler when it was installed
        return None
    return module if version == module.VERSION else None
