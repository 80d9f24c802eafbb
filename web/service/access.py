"""Who may pass: requests that are too large, without a key, too many or too much at once end here."""

from __future__ import annotations

from base64 import b64decode

from flask import Flask, Request, Response, abort, current_app, g, request

from search.errors import BahithError
from search.model.deadline import GIVE_WAY
from search.settings import Settings
from web.contract.document_body import JSON
from web.contract.openapi import template
from web.contract.operations import HTML, Operation, operation_at
from web.current import globals_now, request_now
from web.service.keys import Key, KeyFile
from web.service.rate_limit import Allowance, RateLimiter, client_of
from web.service.turns import ClientLeftError, HasLeft, Turn, Turns, stays
from web.settings import limits

LEFT = 499  # what servers write into their logs for who left; no client ever sees it
HAS_LEFT = "bahith.has_left"  # in the environment of WSGI: a `HasLeft`
_OPEN = ("", "search")  # what a service without keys lets everyone do
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "")


class KeyMissingError(BahithError):
    """The operation needs a key, and none came or one that is not known."""

    code = "key-missing"
    status = 401
    headers = {"WWW-Authenticate": 'Bearer realm="bahith"'}


class PageKeyMissingError(KeyMissingError):
    """The same of a page, for which a browser asks its reader: the key is the password, the name any."""

    headers = {"WWW-Authenticate": 'Basic realm="bahith", charset="UTF-8"'}


class ScopeMissingError(BahithError):
    """The key is known, and not for this."""

    code = "scope-missing"
    status = 403


class PackedBodyError(BahithError):
    """A body is compressed: how large it would be is not known before it is unpacked."""

    code = "packed-body"
    status = 415
    headers = {"Accept-Encoding": "identity"}


class TooManyRequestsError(BahithError):
    """A client has used up its allowance."""

    code = "too-many-requests"
    status = 429

    def __init__(self, left: Allowance) -> None:
        super().__init__("too-many-requests", limit=left.limit, wait=left.wait)
        self.headers = {"Retry-After": str(left.wait)}


class BusyError(BahithError):
    """More is being asked than can be answered in good time."""

    code = "busy"
    status = 503
    names_no_place = True
    headers = {"Retry-After": "2"}


class Access:
    """The checks before a request is answered, and the order they come in."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        service, self._write_bytes = settings.service, settings.limits.write_bytes
        keys, self._limit = service.keys, service.rate_limit
        self.keys = KeyFile(keys) if keys else None
        self._limiter = RateLimiter() if self._limit or keys else None
        self.turns = Turns()
        app.register_error_handler(ClientLeftError, lambda error: Response(status=LEFT))
        app.before_request(self.check)
        app.teardown_request(self.leave)

    def check(self) -> None:
        """Raises the problem of a request that may not pass."""
        asked, kept = request_now(), globals_now()
        operation = kept.operation = operation_of(asked)
        if "HTTP_HOST" not in asked.environ and asked.environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
            abort(400)
        # Most views read no body, so Flask would never look at its length.
        most = limits().write_bytes if operation and operation.documents else current_app.config["MAX_CONTENT_LENGTH"]
        asked.max_content_length = most
        if (asked.content_length or 0) > most:
            abort(413)
        if operation is None or asked.method == "OPTIONS":
            return
        kept.key = self._key(operation)
        if operation.cost and self._limiter:
            self._take(self._limiter, operation.cost)
        if operation.form or operation.accepts:
            _check_plain(asked.headers.get("Content-Encoding", ""))
        if operation.form and asked.mimetype not in _FORMS:
            abort(415)
        if operation.accepts and asked.mimetype not in operation.accepts:
            abort(415)
        if operation.media == JSON and not _accepts_json(asked):
            abort(406)
        if operation.cost and operation.waits:
            self._wait(asked)

    def leave(self, error: BaseException | None = None) -> None:
        """Lets the next one in."""
        turn: Turn | None = g.pop("turn", None)
        if turn:
            GIVE_WAY.set(None)
            turn.leave()

    def _key(self, operation: Operation) -> Key | None:
        if self.keys is None:
            if operation.scope not in _OPEN:
                raise ScopeMissingError("no-keys", scope=operation.scope)
            return None
        given = request.headers.get("Authorization", "")
        scheme, _, secret = given.partition(" ")
        # A browser that was asked for a key sends it with every further request, to what is open too.
        if not operation.scope and (not secret or scheme.lower() == "basic"):
            return None
        by_browser = operation.media == HTML and bool(operation.scope)
        key = self._known(_as_bearer(given) if by_browser else given)
        if key is None:
            raise PageKeyMissingError("key-missing") if by_browser else KeyMissingError("key-missing")
        if operation.scope and operation.scope not in key.scopes:
            raise ScopeMissingError("scope-missing", name=key.name, scope=operation.scope)
        return key

    def _known(self, authorization: str) -> Key | None:
        scheme, _, secret = authorization.partition(" ")
        return self.keys.find(secret.strip()) if self.keys and scheme.lower() == "bearer" and secret else None

    def most_bytes(self, method: str, path: str, authorization: str) -> int | None:
        """How long a body may be, told by the head of a request before any of it is read: long for who may write."""
        if method not in ("PUT", "POST") or not path.startswith("/v1/documents"):
            return None
        key = self._known(authorization)
        return self._write_bytes if key and "write" in key.scopes else None

    def _take(self, limiter: RateLimiter, cost: float) -> None:
        key: Key | None = g.key
        limit = (key.limit if key and key.limit else 0) or self._limit
        if not limit:
            return
        client = f"key {key.name}" if key else client_of(request.remote_addr or "")
        g.allowance = limiter.take(client, limit, cost)
        if g.allowance.wait:
            raise TooManyRequestsError(g.allowance)

    def _wait(self, asked: Request) -> None:
        has_left: HasLeft = asked.environ.get(HAS_LEFT, stays)
        turn = self.turns.take(has_left)
        if turn is None:
            raise BusyError("busy")
        g.turn = turn
        GIVE_WAY.set(turn.give_way)
        turn.give_way()  # it may have left while it waited


def _as_bearer(authorization: str) -> str:
    """What a browser sends for a name and a password, as a program would send the password.

    >>> _as_bearer("Basic YWRtaW46c2VjcmV0"), _as_bearer("Bearer secret"), _as_bearer("Basic ?")
    ('Bearer secret', 'Bearer secret', '')
    """
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "basic":
        return authorization
    try:
        return "Bearer " + b64decode(secret, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _check_plain(encoding: str) -> None:
    if encoding.strip().lower() not in ("", "identity"):
        raise PackedBodyError("packed-body", encoding=repr(encoding[:40]))


def operation_of(asked: Request) -> Operation | None:
    """The operation that is asked for, None for an address without one."""
    if asked.url_rule is None:
        return None
    method = "get" if asked.method in ("HEAD", "OPTIONS") else asked.method.lower()
    return operation_at(method, template(asked.url_rule.rule))


def _accepts_json(asked: Request) -> bool:
    accepted = asked.headers.get("Accept", "*/*")
    return "*/*" in accepted or bool(asked.accept_mimetypes[JSON])
