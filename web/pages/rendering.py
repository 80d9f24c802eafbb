"""Templates of one language and place each: what a page always says is in them when they are compiled, and looked up
no more."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

import flask
from flask import current_app, request
from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import escape

from web.pages.languages import page_language

# Calls that say the same on every page of a language, below the place where the service is mounted.
_FIXED = re.compile(r"\{\{ ((?:t|path_to|page_path|page_language|site_name)\([\w.,=\"' /-]*\)) \}\}")


class FixedCalls(Extension):
    """Puts what such calls say, where all that they are given is literal, into the source of a template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with what is said in it."""
        return _FIXED.sub(self._said, source)

    def _said(self, found: re.Match[str]) -> str:
        call: Any = ast.parse(found[1], mode="eval").body
        functions: Mapping[str, Any] = self.environment.globals
        try:
            given = [ast.literal_eval(value) for value in call.args]
            named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        except ValueError:  # a variable
            return found[0]
        said = escape(functions[call.func.id](*given, **named))
        return found[0] if "{" in said else said  # it would be read as a part of the template


def render_template(name: str, **context: Any) -> str:
    """The page of a template in the language of this page."""
    return flask.render_template(_templates().get_template(name), **context)


def _templates() -> Environment:
    made: dict[tuple[str, str], Environment] = current_app.extensions.setdefault("templates", {})
    place = page_language(), request.script_root
    if place not in made:
        made[place] = current_app.jinja_env.overlay(extensions=[FixedCalls])
    return made[place]
