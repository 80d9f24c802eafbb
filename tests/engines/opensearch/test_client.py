"""What a cluster says, turned into our errors: nodes that answer what a test wants, none of them OpenSearch."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from search.engines.opensearch.client import Client, ClusterConflictError, ClusterMissingError
from search.errors import (
    DiskFullError,
    EngineFailedError,
    EngineTimeoutError,
    EngineUnreachableError,
)
from search.model.cluster_settings import ClusterSettings

WHOLE = {"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": []}}


class Node(ThreadingHTTPServer):
    """Answers every request alike, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.told = 200, WHOLE
        self.goes_on = Event()  # until then no answer comes
        self.goes_on.set()
        self.asked: list[tuple[str, str, str]] = []
        self.bodies: list[bytes] = []
        self.connections, self.keeps = 0, True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Node

    def answer(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.server.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        self.server.goes_on.wait()
        body = json.dumps(self.server.told).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = not self.server.keeps

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def nodes() -> Iterator[list[Node]]:
    found = [Node(), Node()]
    for node in found:
        Thread(target=node.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    for node in found:
        node.goes_on.set()
        node.shutdown()
        node.server_close()


def client_of(nodes: list[Node], **values: Any) -> Client:
    return Client(ClusterSettings(tuple(node.address for node in nodes), **{"timeout": 60, **values}))


def refusal(kind: str, reason: str) -> dict[str, Any]:
    return {"error": {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}}


def test_the_user_is_told_in_a_header(nodes: list[Node]) -> None:
    client_of(nodes[:1], user="bahith", password="كلمة:سر").ask("GET", "/_alias/a")
    ((_, path, header),) = nodes[0].asked
    assert (path, base64.b64decode(header.removeprefix("Basic ")).decode()) == ("/_alias/a", "bahith:كلمة:سر")


def test_a_search_wants_all_shards(nodes: list[Node]) -> None:
    client = client_of(nodes[:1])
    assert client.search("a", {}, search_type="dfs_query_then_fetch") == WHOLE
    assert "allow_partial_search_results=false" in nodes[0].asked[0][1]
    for partial in ({**WHOLE, "timed_out": True}, {**WHOLE, "_shards": {"failed": 1}}):
        nodes[0].told = partial
        with pytest.raises(EngineUnreachableError, match="some of its shards did not answer"):
            client.search("a", {})


def test_of_several_searches_each_tells_whether_all_shards_answered(nodes: list[Node]) -> None:
    failed = {"error": {"type": "no_shard_available"}, "status": 503}
    nodes[0].told = {"responses": [WHOLE, failed, {**WHOLE, "timed_out": True}, {**WHOLE, "_shards": {"failed": 1}}]}
    assert client_of(nodes[:1]).search_all("a", [(b"{}", {})] * 4) == [WHOLE, None, None, None]
    header, body, *_ = nodes[0].bodies[0].splitlines()
    assert json.loads(header)["allow_partial_search_results"] is False
    assert body == b"{}"


def test_a_connection_is_kept_and_one_that_was_closed_is_made_anew(nodes: list[Node]) -> None:
    client = client_of(nodes[:1])
    for _ in range(3):
        client.search("a", {})
    assert nodes[0].connections == 1
    nodes[0].keeps = False
    for _ in range(3):  # the node closes it after each answer and does not say so
        client.search("a", {})
    assert nodes[0].connections == 3
    assert len(nodes[0].asked) == 6


def test_a_node_that_cannot_be_reached_is_passed_over(nodes: list[Node]) -> None:
    client = client_of(nodes)
    nodes[0].shutdown()
    nodes[0].server_close()
    for _ in range(4):
        assert client.search("a", {}) == WHOLE
    nodes[1].status, nodes[1].told = 503, refusal("cluster_block_exception", "no manager")
    with pytest.raises(EngineUnreachableError):
        client.search("a", {})
    nodes[1].status, nodes[1].told = 200, WHOLE
    assert client.search("a", {}) == WHOLE  # when none answers, they are asked all the same


def test_an_address_may_have_a_path(nodes: list[Node]) -> None:
    """Of a proxy."""
    client = Client(ClusterSettings((f"{nodes[0].address}/opensearch/",)))
    client.ask("GET", "/_alias/a", None, None, flat=True, filter_path="a.*,b")
    assert nodes[0].asked[0][1] == "/opensearch/_alias/a?flat=true&filter_path=a.%2A%2Cb"


def test_a_record_of_a_shard_that_is_nowhere_is_not_taken_for_none(nodes: list[Node]) -> None:
    nodes[0].told = {"docs": [{"_id": "1", "found": False}, {"_id": "2", "error": {"type": "no_shard_available"}}]}
    with pytest.raises(EngineUnreachableError):
        client_of(nodes[:1]).get("a", ["1", "2"], "document")


def test_of_two_nodes_the_one_that_answers_is_asked(nodes: list[Node]) -> None:
    client = client_of(nodes, timeout=2)
    nodes[0].goes_on.clear()
    for _ in range(4):
        assert client.search("a", {}) == WHOLE
    assert (len(nodes[0].asked), len(nodes[1].asked)) == (1, 4)


def test_nodes_that_hang_are_an_error_of_time(nodes: list[Node]) -> None:
    for node in nodes:
        node.goes_on.clear()
    client = Client(ClusterSettings((nodes[0].address, nodes[1].address), timeout=0.1), retries=1)
    with pytest.raises(EngineTimeoutError, match="did not answer within"):
        client.search("a", {})


@pytest.mark.parametrize(
    ("status", "told", "kind", "message"),
    [
        (401, {}, EngineUnreachableError, "does not let bahith in"),
        (403, refusal("security_exception", "no permissions"), EngineUnreachableError, "does not let bahith in"),
        (404, refusal("index_not_found_exception", "no such index [a]"), ClusterMissingError, "no such index"),
        (409, refusal("version_conflict_engine_exception", "changed"), ClusterConflictError, "answered 409"),
        (
            400,
            refusal("query_shard_exception", "wrong"),
            EngineFailedError,
            "answered 400 .query_shard_exception: wrong",
        ),
        (503, refusal("cluster_manager_not_discovered_exception", "none"), EngineUnreachableError, "not_discovered"),
        (
            429,
            refusal("cluster_block_exception", "disk usage exceeded flood-stage watermark"),
            DiskFullError,
            "has no room for the new generation",
        ),
        (
            403,
            refusal("index_create_block_exception", "blocked by: [FORBIDDEN/10/cluster create-index blocked (api)];"),
            DiskFullError,
            "has no room for the new generation",
        ),
        (500, {}, EngineFailedError, "answered 500"),
        (200, "no object", EngineFailedError, "does not answer as OpenSearch does"),
    ],
)
def test_what_it_refuses_is_said_with_its_cure(
    nodes: list[Node], status: int, told: dict[str, Any], kind: type[Exception], message: str
) -> None:
    nodes[0].status, nodes[0].told = status, told
    with pytest.raises(kind, match=message) as caught:
        client_of(nodes[:1], user="bahith", password="ssh-secret").ask("PUT", "/a", {})
    assert "ssh-secret" not in str(caught.value)
