"""The header Vary, without the set of Werkzeug, which writes it anew at each look."""

from __future__ import annotations

from flask import Response


def vary_by(response: Response, header: str) -> None:
    """Says that other requests may get another answer by this header of theirs.

    >>> response = Response()
    >>> vary_by(response, "Cookie"), vary_by(response, "Accept-Encoding"), response.headers["Vary"]
    (None, None, 'Cookie, Accept-Encoding')
    """
    said = response.headers.get("Vary")
    if said is None:
        response.headers["Vary"] = header
    elif header.lower() not in said.lower().split(", "):
        response.headers["Vary"] = f"{said}, {header}"
