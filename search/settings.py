"""What whoever runs the service may set, as one value that is handed down."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from search.model.limits import Limits


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one index and the service over it."""

    limits: Limits = field(default_factory=Limits)


def default_index() -> Path:
    """The folder of the index: `BAHITH_INDEX`, or `index` here."""
    return Path(os.environ.get("BAHITH_INDEX", "index"))


def default_seeds() -> Path:
    """The folder that is indexed when none is named: `BAHITH_SEEDS`, or `seeds` here."""
    return Path(os.environ.get("BAHITH_SEEDS", "seeds"))
