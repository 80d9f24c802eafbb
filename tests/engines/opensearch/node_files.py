"""What a node of OpenSearch is made of: its jars, fetched from Maven Central once, and a `java` that runs them.

They lie in ~/.cache/bahith/opensearch-VERSION, or where $OPENSEARCH_TEST_HOME says. $OPENSEARCH_TEST_VERSION=3.9.0
takes the other version that is known to work. Only the standard library.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

_POM = Path(__file__).with_name("pom.xml")
_FETCH_SECONDS = 120
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


class Kind(NamedTuple):
    """What differs from version to version."""

    version: str
    java: range
    plugin: str
    profile: tuple[str, ...]


KINDS = {
    "2.19.6": Kind("2.19.6", range(11, 24), "org.opensearch.transport.Netty4Plugin", ()),
    "3.9.0": Kind("3.9.0", range(21, 99), "org.opensearch.transport.Netty4ModulePlugin", ("-Popensearch3",)),
}
VERSION = os.environ.get("OPENSEARCH_TEST_VERSION", "2.19.6")
# The security manager of 2.x lets a module do only what its policy says.
_POLICY = """\
grant {
  permission java.net.SocketPermission "*", "accept,connect,listen,resolve";
  permission java.io.FilePermission "/proc/sys/net/core/somaxconn", "read";
  permission java.util.PropertyPermission "*", "read,write";
};
"""


class NoClusterError(Exception):
    """Why there can be no cluster here, in words for a skipped test."""


def prepare(version: str = VERSION) -> None:
    """Fetches all that nodes of a version need. Raises `NoClusterError`."""
    find_java(KINDS[version])
    fetch(KINDS[version])


def find_java(kind: Kind) -> str:
    """A `java` that runs this version: that of JAVA_HOME, of the path, or of /usr/lib/jvm."""
    told = os.environ.get("JAVA_HOME")
    places = [Path(told, "bin", "java")] if told else []
    places += [Path(found)] if (found := shutil.which("java")) else []
    places += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    for place in places:
        if place.exists() and _major(place) in kind.java:
            return str(place)
    newest = f" to {kind.java.stop - 1}" if kind.java.stop < 99 else " or newer"
    raise NoClusterError(f"OpenSearch {kind.version} needs Java {kind.java.start}{newest}, which is not installed")


def _major(place: Path) -> int:
    told = subprocess.run([place, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def fetch(kind: Kind) -> Path:
    """The folder of the jars, laid out once; what is there already is left as it is."""
    root = Path(os.environ.get("OPENSEARCH_TEST_HOME", Path.home() / ".cache" / "bahith"), f"opensearch-{kind.version}")
    if (root / "ready").exists():
        return root
    if not shutil.which("mvn"):
        raise NoClusterError("OpenSearch is fetched with Maven, which is not installed")
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="opensearch-", dir=root.parent) as made:
        _download(kind, Path(made, "jars"))
        _lay_out(kind, Path(made, "jars"), Path(made, "home"))
        try:
            Path(made, "home").rename(root)
        except OSError:  # another process was faster
            if not (root / "ready").exists():
                raise
    return root


def _download(kind: Kind, jars: Path) -> None:
    options = ["-q", "-B", "-ntp", "-f", str(_POM), *kind.profile]
    command = ["mvn", *options, _COPY, f"-DoutputDirectory={jars}", "-DincludeScope=runtime"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NoClusterError(f"Maven did not fetch OpenSearch within {_FETCH_SECONDS} s") from None
    if done.returncode:
        raise NoClusterError(f"Maven could not fetch OpenSearch ({done.stdout.strip().splitlines()[:1]})")


def _lay_out(kind: Kind, jars: Path, home: Path) -> None:
    module = home / "modules" / "transport-netty4"
    (home / "lib").mkdir(parents=True)
    module.mkdir(parents=True)
    for jar in jars.iterdir():  # what a module brings must not be in lib, too: "jar hell"
        own = jar.name.startswith(("netty-", "transport-netty4", "opensearch-netty4"))
        jar.rename((module if own else home / "lib") / jar.name)
    described = {
        "name": "transport-netty4",
        "description": "HTTP and transport",
        "version": kind.version,
        "opensearch.version": kind.version,
        "java.version": kind.java.start,
        "classname": kind.plugin,
    }
    lines = (f"{name}={value}\n" for name, value in described.items())
    (module / "plugin-descriptor.properties").write_text("".join(lines))
    (module / "plugin-security.policy").write_text(_POLICY)
    (home / "ready").touch()
