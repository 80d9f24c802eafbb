"""Addresses within the site, each made once: a page of results has sixty, and routing took longer than its words."""

from __future__ import annotations

import os
import re
import time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import current_app, request, url_for

from web.current import app_now, request_now

_ANY = "id"
_DROPPED = re.compile(r"(^|/)\.{0,2}(/|$)")
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")  # as most ids are: nothing to encode


def path_to(endpoint: str, **values: str | None) -> str:
    """The path of an endpoint, below the place where the service is mounted."""
    return _made(request_now().script_root, endpoint, tuple(values.items()))


def document_path(id: str) -> str:
    """The path of a document."""
    return path_before_id() + id_in_path(id)


def path_before_id() -> str:
    """What the paths of all documents begin with: routing takes longer for one than ten ids need."""
    return path_to("pages.document", id=_ANY).removesuffix(_ANY)


def id_in_path(id: str) -> str:
    """The id percent-encoded; slashes stay, unless a browser would drop what they divide: `.`, `..` or nothing.

    >>> id_in_path("shelf/01"), id_in_path("a//b")
    ('shelf/01', 'a%2F%2Fb')
    """
    return id if _PLAIN.fullmatch(id) else quote(id, safe="" if _DROPPED.search(id) else "/:")


def asset(name: str) -> str:
    """The path of a static file; it changes within a second of the file, so it may be kept for ever."""
    return _asset(request_now().script_root, name, int(time.monotonic()))


def static_state() -> int:
    """A number that changes within a second of any static file, and with it the address of that."""
    return _static_state(app_now().static_folder or "", int(time.monotonic()))


def here(without: str = "") -> str | None:
    """The path of this page, if it is one to come back to; `without` a parameter of its query."""
    if request.endpoint is None or request.method not in ("GET", "HEAD") or request.blueprint == "settings":
        return None
    parameters = request.query_string.decode("ascii", "replace").split("&")
    query = "&".join(one for one in parameters if not (without and one.partition("=")[0] == without))
    view = request.view_args
    path = url_for(request.endpoint, **view) if view else path_to(request.endpoint)
    return path + (f"?{query}" if query else "")


def digest(content: bytes) -> str:
    """A short name that changes with the content."""
    return sha256(content).hexdigest()[:16]  # which processors have instructions for: .4 of the time of BLAKE2


@lru_cache(2**10)
def _made(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    """`root` is where `url_for` finds the service mounted: an address of one place is none of another."""
    return url_for(endpoint, **dict(values))


@lru_cache(2**6)
def _asset(root: str, name: str, second: int) -> str:
    path = f"{current_app.static_folder}/{name}"
    return path_to("static", filename=name, v=_digest_of(path, os.stat(path).st_mtime_ns))


@lru_cache(2)
def _static_state(folder: str, second: int) -> int:
    return sum(file.stat().st_mtime_ns for file in os.scandir(folder))


@lru_cache(2**6)
def _digest_of(path: str, changed: int) -> str:
    return digest(Path(path).read_bytes())
