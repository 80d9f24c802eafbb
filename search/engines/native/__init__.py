"""The compiled code of this folder: None where it was not built, or where the environment says to leave it alone."""

from __future__ import annotations

from search.model.compiled import is_wanted

VERSION = 10  # raised with that of module.c when what is compiled changes: what an earlier source left is not used

try:
    if not is_wanted():
        raise ImportError
    import search.engines.native._native as native

    if native.VERSION != VERSION:
        raise ImportError
except ImportError:  # or there was no compiler when it was installed
    native = None  # type: ignore[assignment]

__all__ = ["native"]
