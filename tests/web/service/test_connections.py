"""Clients that are slow, hold on, or are too many: each has its deadline, and none holds up another."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from math import inf
from typing import Any

import pytest

pytest.importorskip("gunicorn.workers.base", exc_type=ImportError)

from gunicorn.config import Config

from web.service.connection import Bounds, Connection, Phase
from web.service.connections import Connections

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
CLOSING = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
LONG = 1_000_000  # bytes of a body, for who may write
LARGE = b"x" * 20_000_000  # more than the kernel takes for a client that does not read


class Service:
    """Connections with an app that answers at once, turned by the test itself."""

    def __init__(self, listener: socket.socket | None = None, **bounds: float) -> None:
        self.answer_bytes = ANSWER
        self.is_slow = False  # it answers when the test calls `finish`
        self.answering: list[Connection] = []
        self.requests: list[str] = []
        self._pipe = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        self._listener = listener or socket.create_server(("127.0.0.1", 0))
        self._others: list[Service] = []
        self._clients: list[socket.socket] = []
        whole = Bounds(**{"head": 60, "body": 60, "send": 60, "idle": 60, "linger": 60, **bounds})  # type: ignore[arg-type]
        self.connections = Connections(Config(), whole, self._answer, self._refusal, self._pipe, self._most_bytes)
        self.connections.listen([self._listener])

    def another(self) -> Service:
        """A worker more on the same address."""
        service = Service(listener=self._listener)
        self._others.append(service)
        return service

    def client(self, sent: bytes = b"") -> socket.socket:
        """A client that has sent something."""
        client = socket.socket()
        self._clients.append(client)
        before = len(self.connections)
        client.connect(self._listener.getsockname())
        client.sendall(sent)
        client.setblocking(False)
        if sent == b"":
            self.until(lambda: len(self.connections) > before)
        return client

    def until(self, true: Callable[[], object]) -> None:
        """Turns until something is so."""
        deadline = time.monotonic() + 60
        while not true():
            assert time.monotonic() < deadline
            self.connections.turn()

    def read(self, client: socket.socket, size: int) -> bytes:
        """The next bytes that a client gets; fewer when its connection ends."""
        received = b""

        def enough() -> bool:
            nonlocal received
            try:
                while part := client.recv(size - len(received)):
                    received += part
            except BlockingIOError:
                return False
            except ConnectionResetError:
                pass
            return True

        self.until(enough)
        return received

    def close(self) -> None:
        for other in self._others:
            other.close()
        self.connections.close()
        for one in [*self._clients, self._listener]:
            one.close()
        for end in self._pipe:
            os.close(end)

    def _answer(self, connection: Connection) -> None:
        self.requests.append(connection.incoming.head.path)
        self.answering.append(connection)
        if not self.is_slow:
            self.finish(connection)

    def finish(self, connection: Connection) -> None:
        """What a thread does that has computed an answer."""
        connection.answer(self.answer_bytes, keeps=not connection.incoming.head.should_close())
        self.connections.answered(connection)

    def _most_bytes(self, head: Any) -> int | None:
        return LONG if head.method == "PUT" else None

    def _refusal(self, error: Exception | None) -> bytes:
        return b"refused" if error else b"too slow"


@pytest.fixture
def start() -> Iterator[Callable[..., Service]]:
    started: list[Service] = []

    def make(**bounds: float) -> Service:
        started.append(Service(**bounds))
        return started[-1]

    yield make
    for service in started:
        service.close()


Start = Callable[..., Service]


def test_a_connection_is_kept_for_the_next_request_and_for_those_sent_ahead(start: Start) -> None:
    service = start()
    client = service.client(GET)
    assert service.read(client, len(ANSWER)) == ANSWER
    client.sendall(GET + GET.replace(b"/", b"/two", 1))
    assert service.read(client, 2 * len(ANSWER)) == 2 * ANSWER
    assert service.requests == ["/", "/", "/two"]


def test_a_client_that_holds_its_socket_after_the_last_answer_is_done_with(start: Start) -> None:
    service = start()
    held = [service.client(CLOSING) for _ in range(20)]
    assert [service.read(client, 1_000) for client in held] == [ANSWER] * 20
    service.until(lambda: len(service.connections) == 0)


@pytest.mark.parametrize(
    ("bound", "begin", "drop"),
    [
        ("head", b"GET / HTTP/1.1\r\nX: ", b"x"),
        ("body", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", b"x"),
        ("body", b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_request_has_a_deadline_that_no_trickle_moves(start: Start, bound: str, begin: bytes, drop: bytes) -> None:
    service = start(**{bound: 0.3, "linger": 0.1})
    client = service.client(begin)
    got = b""

    def refused() -> bool:
        nonlocal got
        try:
            client.sendall(drop)
            got += client.recv(100)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return got == b"too slow"

    service.until(refused)
    assert got == b"too slow"
    service.until(lambda: len(service.connections) == 0)


@pytest.mark.parametrize("bound", ["head", "idle"])
def test_a_connection_that_says_nothing_ends_without_a_word(start: Start, bound: str) -> None:
    service = start(**{bound: 0.1})
    client = service.client(GET if bound == "idle" else b"")
    assert service.read(client, 1_000) == (ANSWER if bound == "idle" else b"")


def test_an_answer_has_a_deadline_by_its_size(start: Start) -> None:
    service = start(send=0.1, slowest=100_000_000)
    service.answer_bytes = LARGE
    client = service.client(CLOSING)
    service.until(lambda: service.requests)
    service.until(lambda: len(service.connections) == 0)
    assert len(service.read(client, len(LARGE))) < len(LARGE)


def test_a_slow_reader_holds_nobody_up_and_gets_all_in_time(start: Start) -> None:
    service = start()
    service.answer_bytes = LARGE
    slow = service.client(CLOSING)
    service.until(lambda: service.requests)
    service.answer_bytes = ANSWER
    assert service.read(service.client(CLOSING), 1_000) == ANSWER
    assert service.read(slow, len(LARGE)) == LARGE


def test_answers_that_fill_the_memory_make_room_the_slowest_first(start: Start) -> None:
    service = start(unsent_bytes=30_000_000)
    service.answer_bytes = LARGE
    first = service.client(CLOSING)
    service.until(lambda: service.requests)
    service.until(lambda: len(service.connections) == 1)
    second = service.client(CLOSING)
    assert service.read(second, len(LARGE)) == LARGE
    assert len(service.read(first, len(LARGE))) < len(LARGE)


def test_one_connection_too_many_ends_the_one_that_waited_longest(start: Start) -> None:
    service = start(connections=3)
    waiting = [service.client(), service.client(b"GET /"), service.client()]
    service.until(lambda: len(service.connections) == 2)
    assert service.read(waiting[0], 1) == b""
    assert service.read(service.client(CLOSING), 1_000) == ANSWER


def test_what_comes_after_a_refusal_is_read_off_so_that_it_arrives(start: Start) -> None:
    service = start()
    client = service.client(b"NONSENSE\r\n\r\n")
    client.sendall(b"x" * 100_000)
    assert service.read(client, 7) == b"refused"
    assert len(service.connections) == 1
    client.close()
    service.until(lambda: len(service.connections) == 0)


def sends_all(service: Service, client: socket.socket, count: int) -> bool:
    """Whether a client that looks for an answer only then has sent so many bytes."""
    left = count

    def sent() -> bool:
        nonlocal left
        try:
            left -= client.send(b"x" * min(left, 65_536))
        except BlockingIOError:
            return False
        except OSError:
            return True
        return left == 0

    service.until(sent)
    return left == 0


@pytest.mark.parametrize(
    ("method", "over", "arrives"),
    [("POST", 3, True), ("PUT", 3, True), ("PUT", 30, False), ("POST", 200, False)],
    ids=["a little", "documents", "far too many documents", "far too much"],
)
@pytest.mark.parametrize("length", ["Content-Length: %d\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n%x\r\n"])
def test_who_sends_too_much_before_it_reads_gets_the_answer(
    start: Start, method: str, over: int, arrives: bool, length: str
) -> None:
    """A client of most languages looks for an answer when all is sent: it met a reset in the place of the 413."""
    service = start(slowest=LONG)
    size = over * (LONG if method == "PUT" else Bounds().body_bytes)
    head = f"{method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{length % size}"
    client = service.client(head.encode())
    assert sends_all(service, client, size) == arrives
    if arrives:
        assert service.read(client, len(ANSWER)) == ANSWER


def test_who_may_write_has_time_for_what_is_read_off(start: Start) -> None:
    service = start(linger=0.1, slowest=100_000)
    head = b" / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9999999\r\n\r\n"
    other, writer = service.client(b"POST" + head), service.client(b"PUT" + head)
    service.until(lambda: len(service.connections) == 1)
    writer.sendall(b"x" * 100_000)
    assert service.read(other, 1_000) == service.read(writer, len(ANSWER)) == ANSWER


def test_a_flood_after_a_refusal_is_cut_off(start: Start) -> None:
    service = start()
    client = service.client(b"NONSENSE\r\n\r\n")

    def flood() -> bool:
        try:
            client.send(b"x" * 65_536)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return False

    service.until(flood)
    service.until(lambda: len(service.connections) == 0)


def test_a_client_that_waits_to_go_on_is_told_to(start: Start) -> None:
    service = start()
    client = service.client(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
    go_on = b"HTTP/1.1 100 Continue\r\n\r\n"
    assert service.read(client, len(go_on)) == go_on
    client.sendall(b"x")
    assert service.read(client, len(ANSWER)) == ANSWER


def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


@pytest.mark.parametrize("leave", [socket.socket.close, reset])
@pytest.mark.parametrize("ahead", [b"", GET], ids=["one", "two"])
def test_a_client_that_leaves_while_its_answer_is_computed_is_known_to_have_left(
    start: Start, leave: Callable[[socket.socket], None], ahead: bytes
) -> None:
    service = start(after_end=0.1)
    service.is_slow = True
    client = service.client(GET)
    service.until(lambda: service.answering)
    client.sendall(ahead)
    for _ in range(3):
        service.connections.turn()
    assert not service.answering[0].has_left()
    leave(client)
    service.until(service.answering[0].has_left)
    service.is_slow = False
    service.finish(service.answering[0])
    service.until(lambda: len(service.connections) == 0)


def test_a_client_that_has_said_all_and_reads_gets_what_comes_soon(start: Start) -> None:
    service = start(after_end=60)
    service.is_slow = True
    client = service.client(GET)
    client.shutdown(socket.SHUT_WR)
    service.until(lambda: service.answering and service.answering[0].left_at < inf)
    assert not service.answering[0].has_left()
    service.finish(service.answering[0])
    assert service.read(client, 1_000) == ANSWER


def test_what_is_sent_ahead_while_an_answer_is_computed_is_answered_next_and_bounded(start: Start) -> None:
    service = start()
    service.is_slow = True
    client = service.client(GET)
    service.until(lambda: service.answering)
    client.sendall(GET.replace(b"/", b"/two", 1))
    service.until(lambda: service.answering[0].incoming.rest)
    service.finish(service.answering[0])
    service.until(lambda: len(service.answering) == 2)
    client.setblocking(True)
    client.sendall(b"x" * 1_000_000)
    service.until(lambda: not service.answering[1].watched)
    assert len(service.answering[1].incoming.rest) <= 2 * 65_536
    assert service.requests == ["/", "/two"]


def test_a_worker_with_much_in_hand_leaves_a_new_client_to_another(start: Start) -> None:
    busy = start(yields=60)
    busy.is_slow = True
    for _ in range(2):
        busy.client(GET)
    busy.until(lambda: len(busy.answering) == 2)
    other = busy.another()
    late = busy.client(GET)
    busy.connections.turn()
    other.until(lambda: other.answering)
    assert other.read(late, len(ANSWER)) == ANSWER
    assert len(busy.answering) == 2


def test_a_connection_that_was_closed_to_make_room_is_not_looked_at_again(start: Start) -> None:
    """What made room for it and the news of its own socket may come in one wait."""
    service = start()
    service.answer_bytes = LARGE
    service.client(GET)
    service.until(lambda: service.answering and service.answering[0].phase is Phase.SENDING)
    closed = service.answering[0]
    service.connections._close(closed)
    service.connections._ready(closed)
    assert len(service.connections) == 0


def test_a_stop_ends_what_is_idle_and_answers_what_has_begun(start: Start) -> None:
    service = start(idle=0.1)
    idle, begun = service.client(), service.client(CLOSING[:10])
    service.until(lambda: len(service.connections) == 2)
    service.connections.stop()
    assert service.read(idle, 1) == b""
    begun.sendall(CLOSING[10:])
    assert service.read(begun, 1_000) == ANSWER
    service.until(lambda: len(service.connections) == 0)
