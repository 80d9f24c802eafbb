"""A small collection in every engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from search.engines import CLUSTER, ENGINES, create_writer, open_engine
from search.engines.base import Engine, Writer
from search.engines.opensearch.client import Client
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.writer import Names, OpenSearchWriter
from search.indexing.prepared import prepare
from search.model.cluster_settings import ClusterSettings
from search.model.document import Document
from search.model.schema import SCHEMA, Schema
from tests.engines.opensearch.cluster import ADDRESSES

Build = Callable[..., Engine]
# The cluster that `make test-cluster` starts; without one, the engine that needs it is not among those that are tested.
FOUND = ClusterSettings(tuple(os.environ.get(ADDRESSES, "").split()), timeout=30)
TESTED = (*ENGINES, CLUSTER) if FOUND.addresses else ENGINES

_TEXTS = {
    "a": "افتتحت المكتبة الوطنية أبوابها",
    "b": "مكتبة صغيرة فيها كتب للأطفال وكتب للكبار",
    "c": "ارتفعت أسعار الكتب في معرض القاهرة",
}
LIBRARY = (
    Document.of("a", "المكتبة الوطنية", _TEXTS["a"], date="2024-06-19", source="الأهرام", category="ثقافة"),
    Document.of("b", "كتب الأطفال", _TEXTS["b"], date="2023-01-02", source="الحياة", category="ثقافة"),
    Document.of("c", "اقتصاد", _TEXTS["c"], date="2024-06-20", source="الأهرام", category="اقتصاد"),
    Document("d", "بلا تاريخ", "الوطنية المكتبة كلمتان بترتيب آخر"),
    Document("e", "", "كلمة"),
    Document("f", "", "كلمة"),
)


@pytest.fixture(scope="session")
def cluster() -> Client:
    """The connections to the cluster."""
    return Client(FOUND)


@pytest.fixture(scope="session")
def build(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Engine name, documents, the fields of the index -> an open engine."""

    def build(name: str, documents: Sequence[Document], schema: Schema = SCHEMA) -> Engine:
        if name == CLUSTER:
            client, names = request.getfixturevalue("cluster"), Names(f"bahith-test-{uuid4().hex}")
            write(OpenSearchWriter(client, names, schema, shards=2), documents, schema)
            return OpenSearchEngine(client, names, schema)
        folder: Path = tmp_path_factory.mktemp(name)
        write(create_writer(name, folder, schema), documents, schema)
        return open_engine(name, folder, schema)

    def write(writer: Writer, documents: Sequence[Document], schema: Schema) -> None:
        for document in documents:
            prepared = prepare(document, schema)
            for analyzed, record in prepared.parts:
                writer.add(analyzed, record, prepared.digest)
        writer.commit()

    return build
