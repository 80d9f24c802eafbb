"""What stands behind Flask's proxies, which take longer at each look: a page looks a hundred times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, current_app, g, request

app_now: Callable[[], Flask] = current_app._get_current_object  # type: ignore[attr-defined]
request_now: Callable[[], Request] = request._get_current_object  # type: ignore[attr-defined]
globals_now: Callable[[], Any] = g._get_current_object
