"""How documents lie in an index of the cluster, and the arithmetic that makes its scores ours.

Lucene's BM25 differs from `search.engines.bm25` in two places, which settings of the index and boosts make up for:

- It takes averages over the documents that have a field, we over all. So an empty field gets one term that nobody asks
  for, which makes their numbers equal; the average length that it sees is then r = (T + missing) / T times ours, T
  being the length of all texts together. With k1' = k1 * (1 - b + b * r) and b' = b * r / (1 - b + b * r) the two
  formulas are the same.
- The factor k1 + 1 was dropped by Lucene 8, which OpenSearch has followed since its version 3: each clause of a term is
  boosted by what the running version lacks.

A similarity can be set only on an index that is closed, and counts from the next opening on.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from search.engines.base import VALUE
from search.engines.bm25 import K1, B
from search.engines.opensearch.client import PATIENCE, Client
from search.errors import EngineFailedError
from search.model.schema import Schema

FILLER = "\u2205"  # ∅, the one term of an empty text: folding leaves no word of this sign
RECORD = "document"
ANALYZER = "whitespace"
LENGTH = "_length"  # ends the column of the exact length of a text
_LONGEST_TERM = 100  # characters; the tokenizer divides terms of more than 255, some of which count twice there
_CLAUSES = 4_096  # a query of 60 words has 1,264, and may have those of its prefixes besides
_UNBOUNDED = 1_000_000  # more than any answer has, where they have bounds that are not ours


def definition(schema: Schema, shards: int) -> dict[str, Any]:
    """The settings and the mapping of an index of documents."""
    properties: dict[str, Any] = {
        "id": {"type": "keyword"},
        "ord": {"type": "long"},
        "digest": {"type": "long"},
        "first": {"type": "long"},  # of a part: the `ord` of the first part of its document
        RECORD: {"type": "binary", "store": True},
    }
    for name in schema.numbers:
        properties[name + VALUE] = {"type": "long"}
    for name in schema.tags:
        properties[name] = {"type": "keyword"}
    for field in schema.text_fields:
        properties[field.name] = {
            "type": "text",
            "analyzer": ANALYZER,
            "similarity": field.name,
            "index_options": "positions" if field.level == "exact" else "freqs",
        }
        properties[field.name + LENGTH] = {"type": "integer", "index": False}
    settings = {
        "number_of_shards": shards,
        "similarity": {field.name: _similarity(1.0) for field in schema.text_fields},
        "max_terms_count": _UNBOUNDED,
        "merge.policy.expunge_deletes_allowed": 0,
    }
    return {"settings": {"index": {**settings, **PLAIN}}, "mappings": {**STRICT, "properties": properties}}


def indexed(term: str) -> str:
    """What stands for a term in the index: itself; its beginning and digest where the tokenizer would divide it.

    >>> indexed("كتاب"), len(indexed("ه" * 300))
    ('كتاب', 132)
    """
    if len(term) <= _LONGEST_TERM:
        return term
    return term[:_LONGEST_TERM] + blake2b(term.encode(), digest_size=16).hexdigest()


# While an index is written it has no copies, which double the work, and shows nothing, which nobody asks for.
PLAIN: Mapping[str, Any] = {
    "number_of_replicas": 0,
    "refresh_interval": "-1",
    "max_result_window": _UNBOUNDED,
    "default_pipeline": "_none",
    "final_pipeline": "_none",
}
STRICT: Mapping[str, Any] = {
    "dynamic": "strict",
    "_source": {"enabled": False, "recovery_source_enabled": False},
}


def check_clauses(client: Client) -> None:
    """Raises `EngineFailedError` where the cluster refuses queries of as many clauses as a long one of ours has."""
    name = "indices.query.bool.max_clause_count"
    told = client.ask("GET", "/_cluster/settings", include_defaults=True, filter_path=f"*.{name}")
    kinds = (told[kind] for kind in ("transient", "persistent", "defaults") if kind in told)
    most = next((int(kind["indices"]["query"]["bool"]["max_clause_count"]) for kind in kinds), _CLAUSES)
    if most < _CLAUSES:
        raise EngineFailedError("engine-few-clauses", location=client.location, most=most, needed=2 * _CLAUSES)


def create(client: Client, index: str, defined: Mapping[str, Any]) -> None:
    """Makes an index. Raises `EngineFailedError` where a template of the cluster made it another one."""
    try:
        told = client.ask("PUT", f"/{index}", defined, PATIENCE)
    except EngineFailedError as error:
        if "resource_already_exists" not in str(error):  # by a request that was sent twice: no other has this name
            raise
    else:
        if not told["shards_acknowledged"]:  # no node has room for them
            raise EngineFailedError("engine-not-whole", location=client.location, index=index, seconds=30)
    check_mapping(client, index, defined)


def check_mapping(client: Client, index: str, defined: Mapping[str, Any]) -> None:
    """Raises `EngineFailedError` unless an index has the fields that it was defined with, and no others."""
    (told,) = client.ask("GET", f"/{index}/_mapping").values()
    wanted = {name: one["type"] for name, one in defined["mappings"]["properties"].items()}
    found = {name: one.get("type") for name, one in told["mappings"].get("properties", {}).items()}
    differing = sorted({name for name, _ in wanted.items() ^ found.items()})
    if differing:
        raise EngineFailedError("engine-other-mapping", location=client.location, index=index, fields=differing)


def clone(client: Client, base: str, index: str) -> None:
    """Makes an index that begins as another, by links to its files."""
    settings = {"index.blocks.write": None, "index.number_of_replicas": 0, "index.auto_expand_replicas": False}
    try:
        client.ask("PUT", f"/{base}/_clone/{index}", {"settings": settings}, PATIENCE, wait_for_active_shards=1)
    except EngineFailedError as error:
        if "resource_already_exists" not in str(error):
            raise
    wait_for(client, index, "green", PATIENCE)


def wait_for(client: Client, index: str, status: str, seconds: float) -> None:
    """Returns when all shards of an index are in this state. Raises `EngineFailedError` when that takes too long."""
    told = client.ask(
        "GET", f"/_cluster/health/{index}", None, seconds + 5, wait_for_status=status, timeout=f"{round(seconds)}s"
    )
    if told["timed_out"]:
        raise EngineFailedError("engine-not-whole", location=client.location, index=index, seconds=round(seconds))


def set_similarity(client: Client, index: str, schema: Schema) -> None:
    """Makes an index that was written score as ours do."""
    aggregations: dict[str, Any] = {}
    for field in schema.text_fields:
        length = field.name + LENGTH
        aggregations[field.name] = {"sum": {"field": length}}
        aggregations[f"{field.name} missing"] = {"filter": {"range": {length: {"lte": 0}}}}
    found = client.ask("POST", f"/{index}/_search", {"size": 0, "aggs": aggregations}, PATIENCE)["aggregations"]
    similarity = {
        field.name: _similarity(_ratio(found[field.name]["value"], found[f"{field.name} missing"]["doc_count"]))
        for field in schema.text_fields
    }
    client.ask("POST", f"/{index}/_flush", None, PATIENCE)
    client.ask("POST", f"/{index}/_close", None, PATIENCE, wait_for_active_shards=0)
    client.ask("PUT", f"/{index}/_settings", {"index": {"similarity": similarity}}, PATIENCE)
    client.ask("POST", f"/{index}/_open", None, PATIENCE, wait_for_active_shards=1)
    wait_for(client, index, "yellow", PATIENCE)


def _ratio(total: float, missing: int) -> float:
    return (total + missing) / total if total else 1.0


def _similarity(ratio: float) -> dict[str, Any]:
    """The k1 and b that, with an average length `ratio` times ours, score as ours.

    >>> _similarity(1.0)
    {'type': 'BM25', 'k1': 1.2, 'b': 0.75}
    """
    stretched = 1 - B + B * ratio
    return {"type": "BM25", "k1": K1 * stretched, "b": B * ratio / stretched}


class Scoring:
    """What makes the scores of an index ours, in the version that runs."""

    def __init__(self, similarity: Mapping[str, Mapping[str, Any]], version: str) -> None:
        k1 = {field: float(told["k1"]) for field, told in similarity.items()}
        has_factor = int(version.split(".")[0]) < 3
        self.boosts = {field: (K1 + 1) / (one + 1 if has_factor else 1) for field, one in k1.items()}
        self._ratios = {field: (one / K1 - 1 + B) / B for field, one in k1.items()}

    @classmethod
    def read(cls, client: Client, index: str) -> Scoring:
        """That of an index."""
        (told,) = client.ask("GET", f"/{index}/_settings/index.similarity.*").values()
        return cls(told["settings"]["index"]["similarity"], client.version())

    def average_length(self, field: str, told: float) -> float:
        """The average length of a field where Lucene tells its own."""
        return told / self._ratios[field]
