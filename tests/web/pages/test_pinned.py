"""What whoever runs the service has put first is shown as such."""

from __future__ import annotations

from pathlib import Path

from search.settings import Tables
from tests.conftest import configured
from web import create_app


def test_a_pinned_document_says_that_it_was_selected(seeds_folder: Path, tmp_path: Path) -> None:
    pinned = tmp_path / "pinned.tsv"
    first = create_app(configured(index=seeds_folder)).test_client()
    last = first.get("/v1/search?q=بوتين&fields=id").get_json()["hits"][-1]["id"]
    pinned.write_text(f"بوتين\t{last}\n", encoding="utf-8")
    client = create_app(configured(index=seeds_folder, tables=Tables(pinned=pinned))).test_client()
    page = client.get("/?q=بوتين").text
    assert page.count("مختارة") == 1
    hits = client.get("/v1/search?q=بوتين&fields=id,pinned").get_json()["hits"]
    assert [hit["pinned"] for hit in hits] == [True, False, False, False, False]
    assert hits[0]["id"] == last
    assert "مختارة" not in client.get("/?q=بوتين&sort=newest").text
