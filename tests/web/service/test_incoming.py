"""Requests as they come in: the same one whatever the pieces, and what is no request."""

from __future__ import annotations

import pytest

pytest.importorskip("gunicorn.workers.base", exc_type=ImportError)

from gunicorn.config import Config
from gunicorn.http import errors

from web.service.incoming import Incoming

HEAD = b"POST /v1/search HTTP/1.1\r\nHost: x\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def incoming(head_bytes: int = 10_000, body_bytes: int = 100) -> Incoming:
    return Incoming(Config(), ("192.0.2.1", 80), head_bytes, body_bytes)


@pytest.mark.parametrize("step", [1, 2, 7, 1_000])
@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (GET, b""),
        (b"\r\n" + GET, b""),
        (HEAD + b"Content-Length: 5\r\n\r\nhello", b"hello"),
        (CHUNKED + b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (CHUNKED + b"2;a=b\r\nhe\r\n003 ; c\r\nllo\r\n0\r\nX-A: b\r\nX-B: c\r\n\r\n", b"hello"),
        (CHUNKED + b"8\r\n\r\n0\r\n\r\n\n\r\n0\r\n\r\n", b"\r\n0\r\n\r\n\n"),
        (CHUNKED + b"0\r\n\r\n", b""),
    ],
    ids=["get", "after an empty line", "length", "chunk", "chunks", "a chunk like an end", "no chunk"],
)
def test_a_request_is_whole_at_its_last_byte_and_not_before(sent: bytes, body: bytes, step: int) -> None:
    found = incoming()
    for at in range(0, len(sent) - 1, step):
        assert not found.take(sent[at : min(at + step, len(sent) - 1)])
    assert found.take(sent[-1:])
    assert found.environ()["wsgi.input"].read() == body
    assert found.rest == b""


@pytest.mark.parametrize("first", [GET, HEAD + b"Content-Length: 1\r\n\r\nx", CHUNKED + b"1\r\nx\r\n0\r\n\r\n"])
def test_what_comes_behind_a_request_is_left_for_the_next(first: bytes) -> None:
    found = incoming()
    assert found.take(first + GET)
    assert found.rest == GET


@pytest.mark.parametrize(
    "chunks",
    [
        b"x\r\nhello\r\n",
        b"\r\nhello\r\n",
        b"-5\r\nhello\r\n",
        b"0x5\r\nhello\r\n",
        b"5 5\r\nhello\r\n",
        b"5\nhello\r\n0\r\n\r\n",
        b"5\r\nhello!\r\n",
        b"5\r\nhello\n\n0\r\n\r\n",
        b"5;a\rb\r\nhello\r\n",
        b"1" * 16 + b"\r\n",
        b"5;" + b"a" * 9_000,
        b"0\r\nno trailer\r\n\r\n",
        b"0\r\nX: a\nContent-Length: 3\r\n\r\n",
        b"0\r\n" + b"X: a\r\n" * 101,
    ],
)
def test_malformed_chunks_are_no_request(chunks: bytes) -> None:
    with pytest.raises(errors.ParseException):
        incoming().take(CHUNKED + chunks)


@pytest.mark.parametrize(
    "body", [b"Content-Length: 101\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n60\r\n" + b"a" * 96 + b"\r\n5\r\n"]
)
def test_a_body_over_the_limit_is_not_read(body: bytes) -> None:
    found = incoming()
    assert found.take(HEAD + body)
    assert found.is_too_large
    declared = found.environ().get("CONTENT_LENGTH") or dict(found.head.headers)["CONTENT-LENGTH"]
    assert int(declared) == 101


def test_a_body_of_just_the_limit_is_read() -> None:
    found = incoming()
    assert found.take(CHUNKED + b"64\r\n" + b"a" * 100 + b"\r\n0\r\n\r\n")
    assert not found.is_too_large
    assert found.environ()["CONTENT_LENGTH"] == "100"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 10_000, errors.LimitRequestHeaders),
        (b"GET / HTTP/1.1\nHost: x\n", errors.ParseException),
        (b"\n", errors.ParseException),
        (b"NONSENSE\r\n\r\n", errors.InvalidRequestLine),
    ],
    ids=["does not end", "bare line feeds", "a line feed", "nonsense"],
)
def test_what_is_no_head_is_refused_without_waiting_for_more(sent: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        incoming().take(sent)


def test_a_client_is_told_once_to_go_on() -> None:
    found = incoming()
    found.take(HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
    assert [found.expects_to_go_on() for _ in range(2)] == [True, False]
    refused = incoming()
    refused.take(HEAD + b"Expect: 100-continue\r\nContent-Length: 500\r\n\r\n")
    assert not refused.expects_to_go_on()
    whole = incoming()
    whole.take(HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\nabcde")
    assert not whole.expects_to_go_on()


@pytest.mark.parametrize(("length", "whole", "more"), [(50, True, 0), (300, True, 200), (1_001, False, 900)])
def test_who_may_write_may_send_more_and_has_more_time(length: int, whole: bool, more: int) -> None:
    found = Incoming(Config(), ("192.0.2.1", 80), 10_000, 100, lambda head: 1_000 if head.method == "PUT" else None)
    found.take(b"PUT /v1/documents/a HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % length)
    assert found.more_bytes == more
    found.take(b"x" * length)
    assert (found.is_whole, found.is_too_large) == (True, not whole)
    other = Incoming(Config(), ("192.0.2.1", 80), 10_000, 100, lambda head: None)
    other.take(HEAD + b"Content-Length: 300\r\n\r\n")
    assert (other.is_too_large, other.more_bytes) == (True, 0)
