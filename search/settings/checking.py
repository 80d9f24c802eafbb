"""What loading the settings does not look at: the files that they name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from search.errors import SettingsError
from search.settings.values import Settings

PICTURES = (".svg", ".png", ".webp", ".ico")
_LARGEST = 2_000_000  # bytes: every visitor loads it


def check_site(settings: Settings) -> Iterator[SettingsError]:
    """What is wrong with the files of the page."""
    site = settings.site
    for name in ("logo", "icon"):
        if path := getattr(site, name):
            yield from _of(settings, name, _picture(path))
    for name in ("css", "about", "privacy", "accessibility"):
        if path := getattr(site, name):
            yield from _of(settings, name, _text(path))


def _of(settings: Settings, name: str, found: Iterator[tuple[str, Path, str]]) -> Iterator[SettingsError]:
    for code, path, reason in found:
        place = f"{settings.origins.get(f'site.{name}', '')}, [site]"
        yield SettingsError(code, place=place, name=name, path=path, reason=reason)


def _picture(path: Path) -> Iterator[tuple[str, Path, str]]:
    if path.suffix.lower() not in PICTURES:
        yield "settings-not-a-picture", path, ", ".join(PICTURES)
    yield from _readable(path)


def _text(path: Path) -> Iterator[tuple[str, Path, str]]:
    yield from _readable(path)
    if path.is_file():
        try:
            path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            yield "settings-file", path, f"not UTF-8 at byte {error.start}"
        except OSError:
            return  # said already


def _readable(path: Path) -> Iterator[tuple[str, Path, str]]:
    try:
        with path.open("rb") as file:
            if len(file.read(_LARGEST + 1)) > _LARGEST:
                yield "settings-file", path, f"more than {_LARGEST} bytes"
    except OSError as error:
        yield "settings-file", path, error.strerror or str(error)
