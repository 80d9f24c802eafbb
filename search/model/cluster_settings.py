"""The cluster of the engine opensearch: where it is, who asks, and how an index lies in it; handed down as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """All of these stand in `bahith.toml` or the environment, never on a command line, where others read them."""

    addresses: tuple[str, ...] = ()  # of its nodes, as https://node-1:9200; when one does not answer the next is asked
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None  # the certificates that theirs must be signed by; those of the system
    name: str = ""  # of the index in the cluster, the same on each machine that serves it; made from that of the folder
    shards: int = 1  # of an index that is built anew; one holds some 10 million passages
    replicas: int = 1  # copies of each shard, where there are nodes for them
    timeout: float = 4  # seconds in which a node answers a search
