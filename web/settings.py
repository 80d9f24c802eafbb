"""What a reader chose (digits, calendar, colours, keys, the setting of a text): one cookie, changed by plain forms."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for

blueprint = Blueprint("settings", __name__)

COOKIE = "settings"
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Settings:
    """The chosen values; the keys of `CHOICES` are its fields."""

    numerals: str = "latn"
    calendar: str = "gregorian"
    theme: str = "auto"
    instant: str = "on"
    keys: str = "on"
    marks: str = "shown"
    size: str = "3"

    def with_choices(self, chosen: dict[str, str]) -> Settings:
        """The same with what `chosen` changes; what is unknown in it is passed over.

        >>> Settings().with_choices({"theme": "dark", "size": "99"}).theme
        'dark'
        """
        known = {name: value for name, value in chosen.items() if value in CHOICES.get(name, ("", {}))[1]}
        return replace(self, **known)


# Setting -> its name for the reader, and its values.
CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "numerals": ("الأرقام", {"latn": "123", "arab": "١٢٣"}),
    "calendar": ("التاريخ", {"gregorian": "ميلادي", "both": "ميلادي وهجري"}),
    "theme": ("الألوان", {"auto": "كما في جهازك", "light": "فاتحة", "dark": "داكنة"}),
    "size": (
        "حجم خط القراءة",
        {"1": "صغير جدًّا", "2": "صغير", "3": "متوسط", "4": "كبير", "5": "كبير جدًّا"},
    ),
    "marks": ("التشكيل في صفحة القراءة", {"shown": "ظاهر", "hidden": "مخفي"}),
    "instant": ("النتائج في أثناء الكتابة", {"on": "تظهر", "off": "بعد الضغط على «ابحث»"}),
    "keys": ("اختصارات لوحة المفاتيح", {"on": "تعمل", "off": "متوقفة"}),
}


def settings() -> Settings:
    """The settings of the reader who asks."""
    found: Settings | None = g.get("settings")
    if found is None:
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
    chosen = settings().with_choices(request.form.to_dict())
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
        response.vary.add("Cookie")
    return response


def _defaults() -> Settings:
    return Settings(numerals=current_app.config["NUMERALS"])


def _local(address: str) -> str:
    """The address when it is one of this site, else the first page: nobody is sent away by a crafted link."""
    here = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if here else url_for("pages.home")
