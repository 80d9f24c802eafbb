"""What a folder says of an index that lives in a cluster: its one line in `CURRENT` names it there.

The same file names the generation of an index that lives in the folder, so whatever was published last counts.
"""

from __future__ import annotations

import os
from pathlib import Path

CURRENT = "CURRENT"
_BEGINS = "opensearch:"


def pointed_to(root: Path) -> str | None:
    """The name in the cluster of the index of a folder; None when it lies in the folder, or there is none."""
    try:
        line = (root / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):  # which whoever opens the folder explains
        return None
    return line.removeprefix(_BEGINS) if line.startswith(_BEGINS) else None


def point_to(root: Path, name: str) -> None:
    """Makes the index of a folder the one of this name in the cluster."""
    if pointed_to(root) == name:
        return
    root.mkdir(parents=True, exist_ok=True)
    unfinished = root / f"{CURRENT}.tmp"
    unfinished.write_text(f"{_BEGINS}{name}\n", encoding="utf-8")
    os.replace(unfinished, root / CURRENT)
