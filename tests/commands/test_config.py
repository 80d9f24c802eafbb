"""The command that shows the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_every_value_is_shown_with_its_origin(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "my.toml"
    config.write_text('[service]\nport = 80\n[fields.genre]\nkind = "tag"\nmany = true', encoding="utf-8")
    done = run("config", "--config", config, "--index", "/srv/index", "--json", BAHITH_CORS="https://a.example")
    shown = json.loads(done.stdout)
    assert done.returncode == 0
    assert shown["index"] == {"value": "/srv/index", "origin": "--index"}
    assert shown["service.port"] == {"value": 80, "origin": str(config)}
    assert shown["service.cors"] == {"value": ["https://a.example"], "origin": "BAHITH_CORS"}
    assert shown["limits.window"] == {"value": 10_000, "origin": "default"}
    assert (shown["fields.genre"]["value"]["many"], shown["fields.genre"]["origin"]) == (True, str(config))
    lines = run("config", "--config", config).stdout.splitlines()
    assert [line.split() for line in lines if line.startswith("service.keys")] == [["service.keys", "-", "default"]]


def test_a_wrong_key_ends_every_command(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bahith.toml").write_text("[limits]\nwindo = 5", encoding="utf-8")
    for command in ("config", "stats"):
        done = run(command)
        assert (done.returncode, done.stdout) == (2, "")
        assert "bahith: bahith.toml, [limits]: there is no key windo; the nearest one is window" in done.stderr


def test_a_command_keeps_to_the_limits_of_the_settings(run: Run, seeds_folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "bahith.toml"
    config.write_text("[limits]\nlimit = 12", encoding="utf-8")
    done = run("search", "بوتين", "-n", "13", "--index", seeds_folder, "--config", config)
    assert done.returncode == 2
    assert "limit is 13; use 1 to 12" in done.stderr
