"""A small collection in every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from search.engines import create_writer, open_engine
from search.engines.base import Engine
from search.indexing.analysis_pool import prepare
from search.model.document import Document
from search.model.schema import SCHEMA, Schema

Build = Callable[..., Engine]

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
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Engine name, documents, the fields of the index -> an open engine."""

    def build(name: str, documents: Sequence[Document], schema: Schema = SCHEMA) -> Engine:
        folder: Path = tmp_path_factory.mktemp(name)
        writer = create_writer(name, folder, schema)
        for document in documents:
            prepared = prepare(document, schema)
            for analyzed, record in prepared.parts:
                writer.add(analyzed, record, prepared.digest)
        writer.commit()
        return open_engine(name, folder, schema)

    return build
