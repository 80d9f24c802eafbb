"""Buttons that unfold a list, as HTML: plain <details>, so that they need no JavaScript; menu.js closes them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from search.model.display import displayable
from web.pages.filters import Choice
from web.pages.texts import t


def menu(label: str, inside: Markup, current: str = "", kind: str = "") -> Markup:
    """A button that says its label, and what is chosen now if it is told; `inside` is what it unfolds."""
    of = f'<span class="of">{escape(label)}</span> <bdi>{escape(current)}</bdi>'
    said = of if current else f"<span>{escape(label)}</span>"
    return Markup(unfolding(said, inside, kind, t("language.direction")))


def unfolding(label: str, inside: str, kind: str, ours: str) -> str:
    """The same of what is HTML already; `ours` is the direction of the language of the page."""
    return (
        f'<details class="menu {kind}" name="menu">\n'
        f"  <summary>{label}</summary>\n"
        f'  <div dir="{ours}">{inside}</div>\n'
        "</details>\n"
    )


def choices_of(choices: Sequence[Choice]) -> Markup:
    """Links to other answers as a list."""
    return Markup(f"<ul>{''.join(f'<li>{link_to(choice)}</li>' for choice in choices)}</ul>\n")


def link_to(choice: Choice) -> str:
    """The link to one answer, as HTML."""
    current = ' aria-current="true"' if choice.active else ""
    return f'<a href="{escape(choice.url)}"{current}>{escape(displayable(choice.label))}</a>'
