"""A server that runs while its index is rebuilt: it follows, and no request fails."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from urllib.parse import quote

import search
from tests.conftest import SEEDS, configured
from web import create_app
from web.service.turns import Turns


def test_no_request_fails_and_no_answer_mixes_generations_during_rebuilds(tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text('{"id": "one", "text": "بوتين وحده"}\n', encoding="utf-8")
    index = tmp_path / "index"
    search.rebuild([SEEDS], index)
    app = create_app(configured(index=index))
    app.extensions["access"].turns = Turns(patience=60)  # of three who ask two compute: the third is not refused
    ended = threading.Event()
    answers: list[tuple[int, str, int, int]] = []

    def ask() -> None:
        client = app.test_client()
        while not ended.is_set():
            response = client.get(f"/v1/search?q={quote('بوتين')}")
            page = response.get_json(force=True)
            assert response.status_code == 200, page
            answers.append((response.status_code, page["index"]["generation"], page["total"], len(page["hits"])))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(12):
            report = search.rebuild([SEEDS] if turn % 2 else [few], index)
            deadline = time.monotonic() + 60
            while not answers or answers[-1][1] != report.generation:
                assert time.monotonic() < deadline, f"{report.generation} was not followed"
                ended.wait(0.01)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    # gen-000001 and every second one after it hold the five seeds, the others the one document.
    expected = {
        (200, f"gen-{number:06d}", total, total) for number in range(1, 14) for total in [5 if number % 2 else 1]
    }
    assert set(answers) <= expected
    assert len({generation for _, generation, _, _ in answers}) >= 12
