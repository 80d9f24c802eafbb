"""A real OpenSearch cluster on loopback, started in seconds, for tests and benchmarks.

    python -m tests.engines.opensearch.cluster NODES             a cluster until Ctrl-C; prints its addresses
    python -m tests.engines.opensearch.cluster NODES COMMAND...  runs a command with $TEST_OPENSEARCH: its addresses

Where no cluster can be had, says why and runs no command. Nothing listens but on 127.0.0.1, at free ports.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from tests.engines.opensearch.node_files import KINDS, VERSION, NoClusterError, fetch, find_java, prepare

ADDRESSES = "TEST_OPENSEARCH"
_START_SECONDS = 120
_IN_MEMORY = Path("/dev/shm")
_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] [%node_name]%marker %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
# JNA is kept from loading its native part: with it, OpenSearch refuses to run as root, as CI does; without it, it
# cannot tell. The jar must be there all the same. C1 alone halves the processor time of a start.
_FLAGS = (
    *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
    *("-Djna.nosys=true", "-Djna.noclasspath=true", "-Djna.boot.library.path=/"),
    *("-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-Dlog4j2.disable.jmx=true"),
    *("-Dopensearch.networkaddress.cache.ttl=60", "-Dopensearch.distribution.type=tar"),
)


class Cluster:
    """Some nodes over one folder; they go by number. `version` may be another one when they are started again."""

    def __init__(
        self, folder: Path, nodes: int = 1, heap: str = "512m", version: str = VERSION, **settings: str
    ) -> None:
        self.folder, self.nodes, self.heap, self.version, self.settings = folder, nodes, heap, version, settings
        ports = _free_ports(2 * nodes)
        self.http, self.transport = ports[:nodes], ports[nodes:]
        self.processes: list[subprocess.Popen[bytes] | None] = [None] * nodes

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{port}" for port in self.http)

    def __enter__(self) -> Cluster:
        try:
            self.start_all()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start_all(self) -> None:
        for number in range(self.nodes):
            self.start(number)
        self.wait(self.nodes)

    def start(self, number: int) -> None:
        """Starts a node, or starts it again over its own data."""
        kind = KINDS[self.version]
        home, root = fetch(kind), self.folder / f"node-{number}"
        for name in ("config", "tmp"):
            (root / name).mkdir(parents=True, exist_ok=True)
        lines = (f"{name}: {value}\n" for name, value in self._settings(number, root).items())
        (root / "config" / "opensearch.yml").write_text("".join(lines))
        (root / "config" / "log4j2.properties").write_text(_LOGGING)
        places = {"opensearch.path.home": home, "opensearch.path.conf": root / "config", "java.io.tmpdir": root / "tmp"}
        command = [find_java(kind), f"-Xms{self.heap}", f"-Xmx{self.heap}", *_FLAGS]
        command += [f"-D{name}={place}" for name, place in places.items()]
        command += ["-cp", f"{home}/lib/*", "org.opensearch.bootstrap.OpenSearch"]
        if shutil.which("setpriv"):  # a node dies with who started it, however that ends
            command = ["setpriv", "--pdeathsig", "KILL", *command]
        with (root / "out.log").open("ab") as log:
            self.processes[number] = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=root
            )

    def _settings(self, number: int, root: Path) -> dict[str, object]:
        settings: dict[str, object] = {
            "cluster.name": "bahith-test",
            "node.name": f"node-{number}",
            "path.data": root / "data",
            "path.logs": root / "logs",
            "network.host": "127.0.0.1",  # any other address turns the bootstrap checks from warnings into errors
            "http.port": self.http[number],
            "transport.port": self.transport[number],
            "action.auto_create_index": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "indices.query.bool.max_clause_count": 8192,
            "node.processors": 2,
        }
        if self.nodes == 1:
            return settings | {"discovery.type": "single-node"} | self.settings
        settings |= {
            "discovery.seed_hosts": json.dumps([f"127.0.0.1:{port}" for port in self.transport]),
            "cluster.initial_cluster_manager_nodes": json.dumps([f"node-{n}" for n in range(self.nodes)]),
        }
        for check in ("follower_check", "leader_check"):  # a node that hangs is put out after 5 s, not after 33
            settings[f"cluster.fault_detection.{check}.timeout"] = "2s"
            settings[f"cluster.fault_detection.{check}.retry_count"] = 2
        return settings | self.settings

    def wait(self, nodes: int, status: str = "yellow", number: int = 0) -> None:
        """Returns when this node sees a cluster of so many nodes in at least this state."""
        until = time.monotonic() + _START_SECONDS
        path = f"/_cluster/health?wait_for_nodes={nodes}&wait_for_status={status}&timeout=5s"
        while time.monotonic() < until:
            for place, process in enumerate(self.processes):
                if process and process.poll() is not None:
                    raise RuntimeError(f"node {place} ended with {process.returncode}: {self.log(place)}")
            try:
                with urllib.request.urlopen(self.addresses[number] + path, timeout=10) as answer:
                    if not json.load(answer)["timed_out"]:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"no {status} cluster of {nodes} nodes within {_START_SECONDS} s: {self.log(number)}")

    def ask(self, number: int, path: str) -> dict[str, object]:
        """What a node answers."""
        with urllib.request.urlopen(self.addresses[number] + path, timeout=30) as answer:
            told: dict[str, object] = json.load(answer)
            return told

    def log(self, number: int) -> str:
        """The end of what a node printed."""
        return (self.folder / f"node-{number}" / "out.log").read_text(errors="replace")[-2000:]

    def kill(self, number: int, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends a node; `start` brings it back."""
        if process := self.processes[number]:
            process.send_signal(how)
            process.wait(120)
        self.processes[number] = None

    def send(self, number: int, how: signal.Signals) -> None:
        """SIGSTOP hangs a node, SIGCONT lets it go on."""
        process = self.processes[number]
        assert process
        process.send_signal(how)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends all nodes."""
        for number in range(self.nodes):
            self.kill(number, how)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for a cluster, in memory where there is room: each change of the cluster is synced by every node."""
    roomy = os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > 2 << 30
    return tempfile.TemporaryDirectory(prefix="bahith-cluster-", dir=_IN_MEMORY if roomy else None)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _end(_: int, __: FrameType | None) -> None:
    raise SystemExit(130)


def main() -> int:
    signal.signal(signal.SIGTERM, _end)
    nodes, command = int(sys.argv[1]), sys.argv[2:]
    try:
        prepare()
    except NoClusterError as error:
        print(f"the tests on a cluster are skipped: {error}")
        return 0
    with scratch() as folder, Cluster(Path(folder), nodes) as cluster:
        if command:
            return subprocess.call(command, env={**os.environ, ADDRESSES: " ".join(cluster.addresses)})
        print(*cluster.addresses, flush=True)
        signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
