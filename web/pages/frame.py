"""The frame of an answer: what `results.html` says whatever was found, made once for all readers who see it alike.

Where answers differ the template has slots, and what stands between these is kept: a page is a join of both.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from secrets import token_hex

from flask import request
from markupsafe import Markup

from web.current import app_now
from web.pages.languages import page_language
from web.pages.preferences import preferences
from web.pages.rendering import render_template
from web.service.addresses import path_to, static_state

_EDGE = token_hex(8)  # of the name of a slot: no text has it
_KEPT = 64  # frames: by language, settings of readers and host names, of which a client may make up any


class _Slots:
    def __getattr__(self, name: str) -> Markup:
        return Markup(f"{_EDGE}{name}{_EDGE}")


def filled(slots: Mapping[str, str]) -> str:
    """The page with HTML in its slots."""
    extensions = app_now().extensions
    if "frames" not in extensions:
        extensions["frames"] = lru_cache(_KEPT)(_frame)
    pieces = [*extensions["frames"](request.url_root, page_language(), preferences(), static_state())]
    pieces[1::2] = [slots[name] for name in pieces[1::2]]
    return "".join(pieces)


def _frame(*_: Hashable) -> list[str]:
    """The frame for the request at hand: pieces of HTML and, between any two, the name of a slot."""
    slot = _Slots()
    here = f"{path_to('pages.home')}?{slot.address}"
    return render_template("results.html", slot=slot, here_as=here, settings_address=slot.settings).split(_EDGE)
