"""The page as Firefox shows it: the other engine beside Chromium, in either theme and two widths."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
# Nothing but the page: no first run, no update, nobody called.
QUIET = (
    "browser.shell.checkDefaultBrowser",
    "datareporting.policy.dataSubmissionEnabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "app.normandy.enabled",
)
STATES = [
    ("?q=%D8%A8%D9%88%D8%AA%D9%8A%D9%86", 360, "dark"),
    ("doc/000_65ff194bb9956bd1?q=%D8%A8%D9%88%D8%AA%D9%8A%D9%86", 1280, "light"),
]


@pytest.mark.skipif(FIREFOX is None, reason="firefox is not installed: apt-get install firefox-esr")
@pytest.mark.parametrize(("path", "width", "theme"), STATES, ids=["results", "reader"])
def test_firefox_shows_the_page_in_its_theme(site: str, tmp_path: Path, path: str, width: int, theme: str) -> None:
    assert FIREFOX is not None
    profile, shot = tmp_path / "profile", tmp_path / "shot.png"
    profile.mkdir()
    dark = int(theme == "dark")
    chosen = {"ui.systemUsesDarkTheme": dark, "layout.css.prefers-color-scheme.content-override": 1 - dark}
    lines = [f'user_pref("{name}", {value});' for name, value in chosen.items()]
    lines += [f'user_pref("{name}", false);' for name in QUIET]
    (profile / "user.js").write_text("\n".join(lines))
    command = [FIREFOX, "--headless", "--no-remote", "--profile", profile, f"--window-size={width},900"]
    done = subprocess.run(
        [*command, "--screenshot", shot, f"{site}/{path}"],
        env={"HOME": str(tmp_path)},
        capture_output=True,
        timeout=120,
    )
    assert shot.is_file(), done.stderr.decode()[-2000:]
    size, rows = picture(shot.read_bytes())
    assert size == (width, 900)
    background = rows[0][:3]
    assert (max(background) < 60) if dark else (min(background) > 200)
    assert sum(len(set(row)) > 20 for row in rows) > 100  # letters, edges of letters: no empty page


def picture(png: bytes) -> tuple[tuple[int, int], list[bytes]]:
    """The size of a PNG, and its rows as they are stored: of the first pixel, whatever the filter, the colours."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    packed, at = b"", 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    plain, row = zlib.decompress(packed), 1 + width * {2: 3, 6: 4}[kind]
    return (width, height), [plain[start + 1 : start + row] for start in range(0, len(plain), row)]
