"""The compiled code of this folder: None where it was not built, or where the environment says to leave it alone."""

from __future__ import annotations

import os

PURE_PYTHON = "BAHITH_PURE_PYTHON"  # of the environment

VERSION = 19  # raised with that of module.c when what is compiled changes: what an earlier source left is not used

try:
    if os.environ.get(PURE_PYTHON):
        raise ImportError
    import search.analysis.native._native as native

    if native.VERSION != VERSION:
        raise ImportError
except ImportError:  # or there was no compiler when it was installed
    native = None  # type: ignore[assignment]

__all__ = ["PURE_PYTHON", "native"]
