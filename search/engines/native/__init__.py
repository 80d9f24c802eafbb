"""The compiled code of this folder: None where it was not built, or where the environment says to leave it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.model.compiled import compiled

VERSION = 11  # raised with that of module.c when what is compiled changes: what an earlier source left is not used

if TYPE_CHECKING:
    import search.engines.native._native as native
else:
    native = compiled(f"{__name__}._native", VERSION)

__all__ = ["native"]
