"""The style sheet: right to left by construction, readable in light and dark, every font there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import web

STATIC = Path(web.__file__).parent / "static"
CSS = (STATIC / "style.css").read_text(encoding="utf-8")


def test_style_knows_no_left_and_right() -> None:
    assert re.findall(r"(?<![-\w])(?:left|right|float|width|height|top|bottom)(?=\s*:)", CSS) == []
    assert re.findall(r"(?:margin|padding|border|text-align)[a-z-]*(?:left|right)", CSS) == []


def test_mark_takes_no_space() -> None:
    rule = re.search(r"^mark \{(.*?)\}", CSS, re.DOTALL | re.MULTILINE)
    assert rule is not None
    names = {line.split(":")[0].strip() for line in rule[1].split(";") if line.strip()}
    assert names == {
        "background",
        "color",
        "border-radius",
        "box-shadow",
        "-webkit-box-decoration-break",
        "box-decoration-break",
    }


def test_fonts_are_named_by_their_content() -> None:
    named = re.findall(r'url\("(fonts/[^"]+)"\)', CSS)
    assert len(named) == 8
    for name in named:
        digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
        assert name.split(".")[-2] == digest[:8]
    templates = [path.read_text(encoding="utf-8") for path in (STATIC.parent / "templates").glob("*.html")]
    assert sorted(re.findall(r"fonts/[^']+", "".join(templates))) == sorted(name for name in named if "core" in name)


def test_ranges_of_a_font_do_not_overlap() -> None:
    for family in ("Plex Arabic", "Naskh"):
        rules = re.findall(rf'font-family: "{family}";.*?unicode-range: (.*?);', CSS, re.DOTALL)
        assert len(rules) == 4
        covered = [code for rule in rules for code in codes(rule)]
        assert len(covered) == len(set(covered))
        assert set(map(ord, "بِسْمِ ٱللَّهِ گچپژی ڤ «» – … 1٢۳ Bahith é ﷺ ﻻ ۞")) <= set(covered)


def codes(rule: str) -> Iterator[int]:
    """The code points of a unicode-range."""
    for part in rule.replace("U+", "").split(", "):
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def test_core_fonts_are_light() -> None:
    sizes = [path.stat().st_size for path in (STATIC / "fonts").glob("*-core-*.woff2")]
    assert len(sizes) == 4
    assert sum(sizes) < 80_000


def test_fonts_come_with_their_licences() -> None:
    for name in ("OFL-IBM-Plex-Sans-Arabic.txt", "OFL-Noto-Naskh-Arabic.txt"):
        assert "SIL Open Font License, Version 1.1" in (STATIC / "fonts" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7.0),
        ("muted", "paper", 4.5),
        ("muted", "raised", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "raised", 4.5),
        ("on-accent", "accent", 4.5),
        ("link", "paper", 4.5),
        ("visited", "paper", 4.5),
        ("link", "mark", 4.5),
        ("visited", "mark", 4.5),
        ("mark-ink", "mark", 7.0),
        ("mark-ink", "here", 4.5),
        ("edge", "paper", 3.0),
        ("under", "paper", 3.0),
    ],
)
def test_colours_contrast(scheme: str, text: str, ground: str, least: float) -> None:
    colours = palette(scheme)
    lighter, darker = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def palette(scheme: str) -> dict[str, str]:
    both = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
    assert len(both) == 14
    return {name: light if scheme == "light" else dark for name, light, dark in both}


def test_older_browsers_get_the_light_colours() -> None:
    plain = re.search(r"^:root \{(.*?)\}", CSS, re.DOTALL | re.MULTILINE)
    assert plain is not None
    assert dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", plain[1])) == palette("light")


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
