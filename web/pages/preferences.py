"""What a reader chose (digits, calendar, colours, keys, the setting of a text): one cookie, changed by plain forms."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from web.contract.preferences import CHOICES, Preferences
from web.current import globals_now
from web.service.vary import vary_by
from web.settings import settings

blueprint = Blueprint("settings", __name__)

COOKIE = "settings"
YEAR = 365 * 24 * 60 * 60


def preferences() -> Preferences:
    """The settings of the reader who asks."""
    try:
        found: Preferences = globals_now().settings
    except AttributeError:
        chosen = dict(parse_qsl(request.cookies.get(COOKIE, "")))
        found = g.settings = _defaults().with_choices(chosen)
    return found


@blueprint.get("/settings")
def show() -> str:
    """The form."""
    return render_template("settings.html", choices=CHOICES, back=_local(request.args.get("back", "")))


@blueprint.post("/settings")
def save() -> Response:
    """Keeps what was chosen and goes back to where the reader was."""
    chosen = preferences().with_choices(request.form.to_dict())
    response = make_response(redirect(_local(request.form.get("back", "")), 303))
    defaults = asdict(_defaults())
    changed = {name: value for name, value in asdict(chosen).items() if value != defaults[name]}
    response.set_cookie(
        COOKIE, urlencode(changed), max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


@blueprint.after_app_request
def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        vary_by(response, "Cookie")
    return response


def _defaults() -> Preferences:
    return Preferences(numerals=settings().site.numerals)


def _local(address: str) -> str:
    """The address when it is one of this site, else the first page: nobody is sent away by a crafted link."""
    here = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if here else url_for("pages.home")
