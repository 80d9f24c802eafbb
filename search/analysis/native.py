"""The compiled code of `_native.c`: None where it was not built, or where the environment says to leave it alone."""

from __future__ import annotations

import os

PURE_PYTHON = "BAHITH_PURE_PYTHON"  # of the environment

try:
    from search.analysis import _native
except ImportError:  # there was no compiler when it was installed
    native = None
else:
    native = None if os.environ.get(PURE_PYTHON) else _native
