"""The settings of the current app."""

from __future__ import annotations

from search.model.limits import Limits
from search.model.schema import Schema
from search.settings import Settings, Site
from web.current import app_now


def settings() -> Settings:
    """What whoever runs the service has set."""
    found: Settings = app_now().extensions["settings"]
    return found


def site() -> Site:
    """What is whoever runs the service's own on the page."""
    return settings().site


def schema() -> Schema:
    """The fields of the index that is served."""
    found: Schema = app_now().extensions["bahith"].schema()
    return found


def limits() -> Limits:
    """The limits of its requests."""
    return settings().limits
