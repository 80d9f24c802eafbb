"""Requests to the nodes of a cluster: what their answers and failures are called, and whom TLS lets in."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest

from search.engines.opensearch.transport import Answer, NotReachedError, TooLateError, Transport


class _Node(BaseHTTPRequestHandler):
    """Tells what it was asked; its connections stay open, those that ask below /closing until they ask again."""

    protocol_version = "HTTP/1.1"
    asked = 0  # by this connection

    def do_POST(self) -> None:
        self.asked += 1
        if self.path.startswith("/closing") and self.asked == 2:
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = b"%b %b %b" % (self.path.encode(), self.headers["Authorization"].encode(), body)
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def node(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A node that answers, with this certificate or without; gives its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Node) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def ask(addresses: list[str], ca: Path | None = None, retries: int = 0) -> Answer:
    with closing(Transport(addresses, ca, {"Authorization": "Basic YTpi"}, retries)) as transport:
        return transport.ask("POST", "/x/_search", b"{}", {"Content-Type": "application/json"}, 2)


def test_a_node_behind_a_path_is_asked_there() -> None:
    with node() as port:
        assert ask([f"http://127.0.0.1:{port}/behind/"]) == (200, b"/behind/x/_search Basic YTpi {}")


def test_another_node_is_asked_in_the_place_of_one_that_is_not_there() -> None:
    with node() as port:
        assert ask([f"http://127.0.0.1:{_free()}", f"http://127.0.0.1:{port}"], retries=1).status == 200


def test_a_node_that_closes_a_kept_connection_as_it_is_asked_is_asked_again() -> None:
    headers = {"Authorization": ""}
    with node() as port, closing(Transport([f"http://127.0.0.1:{port}/closing"], None, headers, 0)) as transport:
        assert [transport.ask("POST", "/x", b"{}", {}, 2).status for _ in range(4)] == [200] * 4


def test_a_node_that_is_not_there_is_not_one_that_is_late() -> None:
    with pytest.raises(NotReachedError, match="refused") as raised:
        ask([f"http://127.0.0.1:{_free()}"])
    assert not isinstance(raised.value, TooLateError)


def test_a_node_that_says_nothing_is_late() -> None:
    with create_server(("127.0.0.1", 0)) as silent, pytest.raises(TooLateError):
        ask([f"http://127.0.0.1:{silent.getsockname()[1]}"])


def test_a_certificate_is_held_against_the_authority_and_the_name(tmp_path: Path) -> None:
    with node(_certificate(tmp_path, "IP:127.0.0.1")) as port:
        assert ask([f"https://127.0.0.1:{port}"], tmp_path / "cert.pem").status == 200
        for address, ca in (("127.0.0.1", None), ("localhost", tmp_path / "cert.pem")):
            with pytest.raises(NotReachedError, match="certificate verify failed"):
                ask([f"https://{address}:{port}"], ca)


def _certificate(folder: Path, name: str) -> ssl.SSLContext:
    """A certificate of its own authority in `cert.pem`, and what a server needs to show it."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2"]
    named = ["-subj", "/CN=node", "-addext", f"subjectAltName={name}"]
    subprocess.run(["openssl", "req", "-x509", *made, *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def _free() -> int:
    """A port where nobody listens."""
    with create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
