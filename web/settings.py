"""The settings of the current app."""

from __future__ import annotations

from flask import current_app

from search.model.limits import Limits
from search.model.schema import Schema
from search.settings import Settings, Site


def settings() -> Settings:
    """What whoever runs the service has set."""
    found: Settings = current_app.extensions["settings"]
    return found


def site() -> Site:
    """What is whoever runs the service's own on the page."""
    return settings().site


def schema() -> Schema:
    """The fields of the index that is served."""
    found: Schema = current_app.extensions["bahith"].schema()
    return found


def limits() -> Limits:
    """The limits of its requests."""
    return settings().limits
