"""Templates of one language each: what a page always says is in them when they are compiled, and looked up no more."""

from __future__ import annotations

import re
from typing import Any

import flask
from flask import current_app
from jinja2 import Environment
from jinja2.ext import Extension

from web.pages.languages import page_language
from web.pages.texts import t

_FIXED = re.compile(r'\{\{ t\("([\w.-]+)"\) \}\}')


class FixedTexts(Extension):
    """Puts the texts without values into the source of a template."""

    language = ""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with the texts of the language."""
        return _FIXED.sub(lambda found: t(found[1], self.language), source)


def render_template(name: str, **context: Any) -> str:
    """The page of a template in the language of this page."""
    return flask.render_template(_templates(page_language()).get_template(name), **context)


def _templates(language: str) -> Environment:
    made: dict[str, Environment] = current_app.extensions.setdefault("templates", {})
    if language not in made:
        texts = type("Texts", (FixedTexts,), {"language": language})
        made[language] = current_app.jinja_env.overlay(extensions=[texts])
    return made[language]
