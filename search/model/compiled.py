"""Whether what a compiler made of some rooms is used: everything is there in Python too."""

from __future__ import annotations

import os

PURE_PYTHON = "BAHITH_PURE_PYTHON"  # of the environment: no setting, as it is asked before any is read


def is_wanted() -> bool:
    """Whether compiled code is used where there is some."""
    return not os.environ.get(PURE_PYTHON)
