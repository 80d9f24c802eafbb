"""The file of settings: what `bahith init` writes can be used, and `bahith check-config` says what cannot."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from search.settings import KEYS, load_settings
from tests.conftest import Run

# Keys that are for measuring, and described where they are measured.
NOT_FOR_OPERATORS = ("limits", "ranking", "sources")


def test_init_writes_every_key_of_the_page_and_the_server(run: Run, tmp_path: Path) -> None:
    done = run("init", tmp_path / "new")
    written = (tmp_path / "new" / "bahith.toml").read_text(encoding="utf-8")
    assert done.returncode == 0
    assert load_settings(tmp_path / "new" / "bahith.toml", environment={}).origins == {}
    shown = re.sub(r"(?m)^#(?=\S)", "", written)
    path = tmp_path / "bahith.toml"
    path.write_text(shown, encoding="utf-8")
    found = load_settings(path, environment={})
    wanted = {key.path for key in KEYS.values() if key.table not in NOT_FOR_OPERATORS} - {"engine"}
    assert wanted - found.origins.keys() == set()


def test_init_leaves_a_file_that_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bahith.toml").write_text("# mine", encoding="utf-8")
    done = run("init", tmp_path)
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert (tmp_path / "bahith.toml").read_text(encoding="utf-8") == "# mine"


def test_check_config_says_that_all_can_be_used(run: Run, tmp_path: Path, seeds_folder: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path / "keys").write_text(f"news {sha256(b'secret').hexdigest()}\n")
    config = tmp_path / "bahith.toml"
    config.write_text('[site]\nlogo = "logo.svg"\n[service]\nkeys = "keys"', encoding="utf-8")
    done = run("check-config", "--config", config, "--index", seeds_folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert "can be used" in done.stderr
    assert json.loads(run("check-config", "--config", config, "--json").stdout) == {"ok": True, "wrong": []}


def test_check_config_names_each_file_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "about.md").write_bytes(b"\xff\xfe")
    (tmp_path / "logo.gif").write_bytes(b"GIF89a")
    (tmp_path / "keys").write_text("news secret\n")
    config = tmp_path / "bahith.toml"
    config.write_text(
        '[site]\nlogo = "logo.gif"\nabout = "about.md"\ncss = "none.css"\n[service]\nkeys = "keys"', encoding="utf-8"
    )
    done = run("check-config", "--config", config)
    assert done.returncode == 2
    said = done.stdout.splitlines()
    assert [next(name for name in ("logo", "css", "about", "keys") if f"{name}" in line) for line in said] == [
        *("logo", "css", "about", "keys"),
    ]
    assert "not UTF-8 at byte 0" in said[2]
    assert "line 1 is not NAME SHA256" in said[3]
