"""The published generation as files, for replicas: a manifest, and of each file that it names a chunk at a time."""

from __future__ import annotations

from flask import Blueprint, Response, request

from search.errors import DocumentNotFoundError, QueryError
from search.storage import generations
from search.storage.replication import CHUNK
from web.contract import query_string
from web.contract.operations import OFFSET
from web.settings import settings

blueprint = Blueprint("replication", __name__)

_DIGITS = 16  # of an offset


class NoFileError(DocumentNotFoundError):
    """No generation that is kept has this file."""

    code = "no-such-file"


@blueprint.get("/v1/index/manifest")
def manifest() -> Response:
    """The manifest of the published generation, as it was written."""
    query_string.values(request.query_string, ())
    root = settings().index
    text = (root / generations.current_name(root) / generations.MANIFEST).read_text(encoding="utf-8")
    return _uncached(Response(text, mimetype="application/json"))


@blueprint.get("/v1/index/files/<generation>/<name>")
def file(generation: str, name: str) -> Response:
    """A chunk of a file from `offset` on; nothing beyond its end."""
    given = query_string.values(request.query_string, (OFFSET,)).get("offset", "") or "0"
    if not (given.isascii() and given.isdigit() and len(given) < _DIGITS):
        raise QueryError("not-integer", parameter="offset", name="offset", value=repr(given[:20]))
    root = settings().index
    # Both names are looked up in what is there; neither is ever made into a path as it came.
    kept = next((one for one in generations.names(root) if one == generation), None)
    files = generations.read_manifest(root, kept, None).files if kept else {}
    found = next((one for one in files if one == name), None)
    if kept is None or found is None:
        raise NoFileError("no-such-file", name=repr(name[:80]), generation=repr(generation[:20]))
    with (root / kept / found).open("rb") as opened:
        opened.seek(int(given))
        return _uncached(Response(opened.read(CHUNK), mimetype="application/octet-stream"))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
