"""A webhook: takes what a CMS posts when something is published or removed, and writes it to a Bahith service.

    BAHITH_ADDRESS=http://127.0.0.1:8000 BAHITH_KEY=... WEBHOOK_SECRET=... python webhook.py 8080

Needs Python only. The CMS posts JSON to /, signed as GitHub, Ghost and others do: the header X-Hub-Signature-256 is
`sha256=` and the HMAC of the body by the secret. Change `document_of` to what yours sends. It answers when the service
has accepted the document, so a CMS that sends again what was not answered with 2xx loses nothing.
"""

from __future__ import annotations

import hmac
import json
import os
import sys
import urllib.error
import urllib.request
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

MOST = 5_000_000  # bytes of a body


def document_of(sent: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """The id of a document and what is searched of it, None where it was removed.

    >>> document_of({"event": "deleted", "post": {"id": 7}})
    ('cms-7', None)
    """
    post = sent["post"]
    id = f"cms-{post['id']}"
    if sent.get("event") == "deleted":
        return id, None
    names = {"title": "title", "text": "content", "date": "published_at", "url": "link", "author": "author"}
    return id, {name: post[key] for name, key in names.items() if post.get(key)}


def forward(id: str, document: dict[str, Any] | None, body: bytes) -> int:
    """Writes or deletes a document; the status of the service, 502 where it is not reached."""
    request = urllib.request.Request(
        f"{os.environ['BAHITH_ADDRESS'].rstrip('/')}/v1/documents/{quote(id, safe='')}",
        None if document is None else json.dumps(document).encode(),
        {
            "Authorization": f"Bearer {os.environ['BAHITH_KEY']}",
            "Content-Type": "application/json",
            "Idempotency-Key": sha256(body).hexdigest()[:40],  # the same message sent again is accepted once
        },
        method="DELETE" if document is None else "PUT",
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"{id}: {error.code} {error.read(500).decode('utf-8', 'replace')}\n")
        return error.code
    except OSError as error:
        sys.stderr.write(f"{id}: {error}\n")
        return 502


class Webhook(BaseHTTPRequestHandler):
    """Answers the CMS."""

    timeout = 10

    def do_POST(self) -> None:
        """Takes one message."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if 0 < length <= MOST else b""
        self.send_response(self._status(body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _status(self, body: bytes) -> int:
        signature = "sha256=" + hmac.new(os.environ["WEBHOOK_SECRET"].encode(), body, sha256).hexdigest()
        if not hmac.compare_digest(signature, self.headers.get("X-Hub-Signature-256", "")):
            return 401
        try:
            id, document = document_of(json.loads(body))
        except (ValueError, KeyError, TypeError):
            return 400
        return forward(id, document, body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8080), Webhook).serve_forever()
