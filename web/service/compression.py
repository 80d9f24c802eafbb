"""gzip for those who take it: an answer of ten hits shrinks to a fraction of its size."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

from web.service.vary import vary_by

LEAST = 1_000  # bytes: less fits into one packet anyway
LEVEL = 3  # each answer is packed once: higher levels take much longer and save little
_KINDS = ("text/", "application/json", "application/problem+json", "application/rss+xml", "image/svg+xml")


def compress(response: Response) -> None:
    """Compresses the body where the client takes gzip and it pays; its weak ETag still names it."""
    if response.status_code != 200 or not response.content_type.startswith(_KINDS):
        return
    vary_by(response, "Accept-Encoding")
    if not takes_gzip(request.headers.get("Accept-Encoding", "")) or "Content-Encoding" in response.headers:
        return
    fixed = response.direct_passthrough  # a file: the same bytes each time
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) >= LEAST:
        response.set_data(_compressed_file(data) if fixed else gzip.compress(data, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def takes_gzip(accepted: str) -> bool:
    """Whether a header Accept-Encoding names gzip, and not to refuse it.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0"), takes_gzip("br")
    (True, False, False)
    """
    for part in accepted.lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";q=")
        if name in ("gzip", "*"):
            return quality.strip("0.") != "" or quality == ""
    return False


@lru_cache(64)
def _compressed_file(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)
