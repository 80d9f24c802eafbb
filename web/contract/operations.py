"""Every route of the service, once: what it is for, what it takes and answers. The OpenAPI document is made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from search.messages import languages, message
from search.model.limits import Limits
from search.model.reject import LONGEST_ID
from search.model.schema import SCHEMA, Schema
from web.contract.document_body import JSON, LINES
from web.contract.parameters import (
    ADVANCED,
    AT,
    CHOSEN,
    FIND,
    HIT,
    ID,
    IDEMPOTENCY_KEY,
    NEW_ID,
    TASK,
    WITHIN,
    WORDS,
    Parameter,
    Q,
    filter_parameters,
    page_parameters,
    search_parameters,
)
from web.contract.parameters import TEXT as TEXT_PATTERN
from web.contract.preferences import CHOICES
from web.contract.schemas import schemas

HTML = "text/html"
SUGGESTIONS = "application/x-suggestions+json"
_ACCEPTED = "Accepted"  # the schema of what is answered to a write
# What an answer set can be taken away as: the ending of its route, its media type.
EXPORTS = {
    "csv": "text/csv",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
    "jsonl": "application/jsonl",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A route and a method of it: `answers` names a schema, or is empty for what is no JSON.

    `errors` are the statuses of this operation and what they mean. Where the service has keys, an operation needs one
    with its `scope`; what needs another one than `search` is closed where it has none. `cost` is what one request takes
    of a client's allowance; it `waits` for a turn unless it hardly computes.
    """

    path: str
    parameters: tuple[Parameter, ...] = ()
    answers: str = ""
    media: str = JSON
    errors: Mapping[int, str] = field(default_factory=dict)
    scope: str = ""
    cost: float = 0
    method: str = "get"
    form: tuple[Parameter, ...] = ()  # the fields of a form that is sent to it
    body: tuple[Parameter, ...] = ()  # what a JSON object that is sent to it may hold
    documents: str = ""  # the schema of the documents that are sent to it, as JSON or JSON lines
    status: int = 200
    waits: bool = True

    @property
    def name(self) -> str:
        """The operation id: the words of the path.

        >>> Operation("/v1/documents/{id}").name
        'v1_documents_id'
        """
        words = [part.strip("{}").replace(".", "_") for part in self.path.split("/") if part] or ["home"]
        return "_".join(words if self.method == "get" else [self.method, *words])

    def description(self, language: str) -> str:
        """What it is for: the text `operation.NAME` of the catalogue."""
        return message(f"operation.{self.name}", language)

    def under(self, limits: Limits) -> Operation:
        """The operation of a service with these limits."""
        parameters, form, body = (
            tuple(one.under(limits) for one in some) for some in (self.parameters, self.form, self.body)
        )
        return replace(self, parameters=parameters, form=form, body=body)

    @property
    def accepts(self) -> tuple[str, ...]:
        """The media types of a body; none where it takes none."""
        if self.documents:
            return (JSON, *LINES)
        return (JSON,) if self.body else ()

    @property
    def writes(self) -> bool:
        """Whether it changes the documents of the index."""
        return self.answers == _ACCEPTED

    @property
    def is_api(self) -> bool:
        """Whether its errors are problem documents, not pages."""
        return is_api(self.path)


def is_api(path: str) -> bool:
    """Whether a path, of a route or not, is one that programs ask.

    >>> is_api("/v1/nothing"), is_api("/v1x")
    (True, False)
    """
    return f"{path}/".startswith(("/v1/", "/healthz/", "/readyz/", "/metrics/"))


_BAD = {400: "A parameter cannot be used."}
_NONE = {404: "There is nothing at this address."}
_DEEP = {
    404: "The page is too deep for an offset, or similar_to names no document.",
    409: "The cursor does not fit any more.",
}
_BODY = {413: "The body is too large.", 415: "The body is no application/json, or it is compressed."}
_BUSY = {503: "There is no index yet, or the service is busy: come back after Retry-After seconds."}
_OFTEN = {429: "Too many requests: come back after Retry-After seconds."}
_KEY = {401: "A key is missing or not known."} | _OFTEN


_WRITE = {
    400: "What was sent cannot be used; nothing of it was accepted.",
    403: "The key has not the scope that this needs.",
    409: "The Idempotency-Key came with another request before.",
    429: "Too many requests, or too much waits to be indexed: come back after Retry-After seconds.",
    503: "The queue cannot be used now: come back after Retry-After seconds.",
    507: "The disk is full: nothing more is accepted.",
} | {401: _KEY[401]}


def _write(path: str, method: str, *parameters: Parameter, documents: str = "") -> Operation:
    errors = _WRITE | (_BODY if documents else {})
    return Operation(
        path,
        (*parameters, IDEMPOTENCY_KEY),
        _ACCEPTED,
        errors=errors,
        scope="write",
        cost=1,
        method=method,
        documents=documents,
        status=202,
        waits=False,
    )


def _admin() -> tuple[Operation, ...]:
    """What is for whoever runs the service: as JSON, as a table, and as pages that a browser asks the key for."""
    closed = {401: _KEY[401], 403: _WRITE[403]}
    log = {404: "There is no log file that the service could read."} | _BAD
    return (
        Operation("/v1/status", (), "Status", errors=closed, scope="admin", waits=False),
        Operation("/v1/report", (SINCE,), "Report", errors=closed | log, scope="admin", waits=False),
        Operation("/v1/report.csv", (SINCE,), media="text/csv", errors=closed | log, scope="admin", waits=False),
        Operation("/v1/index/manifest", (), "Manifest", errors=closed | _BUSY, scope="admin", waits=False),
        Operation(
            "/v1/index/files/{generation}/{name}",
            (_GENERATION, _SIDE_FILE, OFFSET),
            media="application/octet-stream",
            errors=closed | _BAD | {404: "No generation that is kept has this file."} | _BUSY,
            scope="admin",
            waits=False,
        ),
        Operation("/status", (LANGUAGE,), media=HTML, errors=closed, scope="admin", waits=False),
        Operation("/report", (SINCE, LANGUAGE), media=HTML, errors=closed | log, scope="admin", waits=False),
    )


def narrowing(schema: Schema) -> tuple[Parameter, ...]:
    """What says which documents are to be deleted."""
    return filter_parameters(schema)


def document_fields(schema: Schema) -> Parameter:
    """Which keys of a document are wanted."""
    keys = list(schemas(schema)["Document"]["properties"])
    return Parameter("fields", {"type": "string", "enum": keys}, many="commas", code="fields-of-document")


TEXT = Parameter("text", Q.schema, "وبالمدارس")
TYPED = Parameter("q", Q.schema, "كور", code="typed")
LANGUAGE = Parameter("lang", {"type": "string", "enum": [*languages()], "default": "ar"}, "en")
SINCE = Parameter("since", {"type": "string", "format": "date"}, "2026-01-31", code="since")
LAST_POSITION = 1_000_000
# What the page tells of a hit that was opened.
CLICK = (
    Parameter("q", Q.schema, Q.example, code="clicked-query"),
    Parameter("id", {"type": "string", "pattern": TEXT_PATTERN, "maxLength": LONGEST_ID}, code="clicked-id"),
    Parameter("position", {"type": "integer", "minimum": 1, "maximum": LAST_POSITION}, code="clicked-position"),
)
OFFSET = Parameter("offset", {"type": "integer", "minimum": 0, "maximum": 10**15 - 1, "default": 0}, code="byte-offset")
_GENERATION = Parameter("generation", {"type": "string"}, "gen-000007", place="path")
_SIDE_FILE = Parameter("name", {"type": "string"}, "vocabulary.sqlite", place="path", code="file-name")
_CODE = Parameter("code", {"type": "string"}, "invalid-query", place="path")
_FILE = Parameter("filename", {"type": "string"}, "style.css", place="path")
_FACET = Parameter("name", {"type": "string"}, "source", place="path", code="facet-name")
_WORDS = Parameter("q", {**Q.schema, "pattern": WORDS}, Q.example, required=True)
_BACK = Parameter("back", {"type": "string"}, "/")


@lru_cache(2**4)
def operations(schema: Schema) -> tuple[Operation, ...]:
    """Every operation of a service whose index has these fields."""
    page, search = page_parameters(schema), search_parameters(schema)
    seen = (*page, LANGUAGE)
    return (
        Operation(
            "/v1/search",
            search,
            "Page",
            errors=_BAD | _KEY | _DEEP | _BUSY,
            scope="search",
            cost=1,
        ),
        Operation(
            "/v1/search",
            answers="Page",
            errors=_BAD | _KEY | _DEEP | _BODY | _BUSY,
            scope="search",
            cost=1,
            method="post",
            body=search,
        ),
        Operation(
            "/v1/suggest",
            (TYPED,),
            "Suggestions",
            errors=_BAD | _OFTEN | _BUSY,
            cost=0.25,
        ),
        Operation(
            "/v1/documents/{id}",
            (ID, document_fields(schema)),
            "Document",
            errors=_BAD | _KEY | _NONE | _BUSY,
            scope="search",
            cost=1,
        ),
        _write("/v1/documents/{id}", "put", NEW_ID, documents="DocumentOfId"),
        _write("/v1/documents/{id}", "delete", NEW_ID),
        _write("/v1/documents", "post", documents="NewDocument"),
        _write("/v1/documents", "delete", *narrowing(schema)),
        Operation(
            "/v1/tasks/{number}",
            (TASK,),
            "Task",
            errors=_BAD | _KEY | {403: _WRITE[403], 404: "No task has this number, or it was finished long ago."},
            scope="write",
            cost=1,
            waits=False,
        ),
        Operation(
            "/v1/analyze",
            (TEXT,),
            "Analysis",
            errors=_BAD | _KEY,
            scope="search",
            cost=1,
        ),
        Operation(
            "/v1/stats",
            (),
            "Stats",
            errors=_KEY | _BUSY,
            scope="search",
            cost=1,
        ),
        Operation("/v1/texts", (LANGUAGE,), "Texts", errors=_BAD),
        *_admin(),
        Operation(
            "/v1/clicks",
            errors={404: "The service counts no clicks."} | _BAD | _OFTEN | _BODY,
            cost=0.25,
            method="post",
            body=CLICK,
            status=204,
            waits=False,
        ),
        Operation("/v1/openapi.json", (), "OpenAPI"),
        Operation("/v1/docs", (LANGUAGE,), media=HTML, errors=_BAD),
        Operation("/healthz", (), "Alive"),
        Operation("/readyz", (), "Ready", errors=_BUSY),
        Operation(
            "/metrics",
            media="text/plain",
            errors=_KEY,
            scope="search",
        ),
        Operation("/", (*seen, WITHIN), media=HTML, errors=_BAD | _OFTEN | _BUSY, cost=1),
        Operation(
            "/",
            media=HTML,
            errors={200: "The page."} | _BAD | _OFTEN | _BUSY | {415: "The body is no form."},
            cost=1,
            method="post",
            form=(*seen, WITHIN),
        ),
        Operation(
            "/doc/{id}",
            (ID, *seen, AT, HIT),
            media=HTML,
            errors=_BAD | _OFTEN | _NONE | _BUSY,
            cost=1,
        ),
        Operation("/values/{name}", (_FACET, *seen, FIND), media=HTML, errors=_BAD | _OFTEN | _NONE | _BUSY, cost=1),
        Operation("/advanced", (*seen, *ADVANCED), media=HTML, errors=_BAD | _OFTEN | _BUSY, cost=0.25),
        Operation("/chosen", (CHOSEN, LANGUAGE), media=HTML, errors=_BAD | _OFTEN | _BUSY, cost=1),
        *(
            Operation(f"/export.{kind}", (*page, CHOSEN), media=media, errors=_BAD | _OFTEN | _BUSY, cost=5)
            for kind, media in EXPORTS.items()
        ),
        Operation("/help", (LANGUAGE,), media=HTML, errors=_OFTEN | _BUSY, cost=1),
        Operation("/settings", (_BACK, LANGUAGE), media=HTML),
        Operation(
            "/settings",
            media=HTML,
            errors={303: "Back to where the reader was.", 415: "The body is no form."},
            method="post",
            form=(*(Parameter(name, {"type": "string"}) for name in CHOICES), _BACK),
        ),
        Operation(
            "/feed.xml",
            (_WORDS, *page[1:], LANGUAGE),
            media="application/rss+xml",
            errors=_BAD | _OFTEN | _BUSY,
            cost=1,
        ),
        Operation(
            "/opensearch.xml",
            media="application/opensearchdescription+xml",
        ),
        Operation(
            "/suggestions.json",
            (TYPED,),
            "Completions",
            SUGGESTIONS,
            errors=_BAD | _OFTEN | _BUSY,
            cost=0.25,
        ),
        Operation("/about", (LANGUAGE,), media=HTML),
        Operation("/privacy", (LANGUAGE,), media=HTML),
        Operation("/accessibility", (LANGUAGE,), media=HTML),
        Operation("/robots.txt", media="text/plain"),
        Operation("/favicon.ico", media="image/*", errors=_NONE),
        Operation("/manifest.webmanifest", media="application/manifest+json"),
        Operation("/own/logo", media="image/*", errors=_NONE),
        Operation("/own/style.css", media="text/css"),
        Operation("/errors", (LANGUAGE,), media=HTML),
        Operation("/errors/{code}", (_CODE, LANGUAGE), media=HTML, errors=_NONE),
        Operation("/static/{filename}", (_FILE,), media="*/*", errors=_NONE),
    )


_BY_RULE = {(operation.method, operation.path): operation for operation in operations(SCHEMA)}


def operation_at(method: str, path: str) -> Operation | None:
    """The operation of a method and a path as the document writes it; its parameters are those of no own fields."""
    return _BY_RULE.get((method, path))
