"""The settings of the current app."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from search.model.limits import Limits
from search.model.schema import Schema
from search.settings import Settings, Site

# What stands behind the proxy, which takes six times as long at each look: a page looks a hundred times.
_app: Callable[[], Flask] = current_app._get_current_object  # type: ignore[attr-defined]


def settings() -> Settings:
    """What whoever runs the service has set."""
    found: Settings = _app().extensions["settings"]
    return found


def site() -> Site:
    """What is whoever runs the service's own on the page."""
    return settings().site


def schema() -> Schema:
    """The fields of the index that is served."""
    found: Schema = _app().extensions["bahith"].schema()
    return found


def limits() -> Limits:
    """The limits of its requests."""
    return settings().limits
