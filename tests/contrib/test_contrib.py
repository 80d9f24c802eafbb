"""The examples for a CMS: a plugin of WordPress and a webhook, each against a real service."""

from __future__ import annotations

import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.web.serving import ROOT, serving

PLUGIN = Path(__file__).parent / "wordpress.php"
WEBHOOK = ROOT / "contrib" / "webhook.py"


@pytest.fixture(scope="module")
def address(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cms")
    shutil.copytree(seeds_folder, folder / "index")
    (folder / "keys").write_text(f"cms {sha256(b'cms').hexdigest()} scopes=search,write\n")
    with serving(folder / "index", "--keys", str(folder / "keys"), "--workers", "1") as (address, _):
        yield address


def document(address: str, id: str) -> dict[str, Any] | None:
    request = urllib.request.Request(f"{address}/v1/documents/{id}", headers={"Authorization": "Bearer cms"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return None


def wait_for(holds: Callable[[], Any]) -> Any:
    end = time.monotonic() + 300  # what indexes lets all else go first
    while not (found := holds()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


@pytest.mark.skipif(shutil.which("php") is None, reason="php is not installed")
def test_the_plugin_publishes_keeps_what_was_not_sent_and_removes(address: str) -> None:
    def story(*end: str) -> Any:
        done = subprocess.run(["php", PLUGIN, address, *end], capture_output=True, text=True, check=True, timeout=60)
        return json.loads(done.stdout.splitlines()[-1])

    assert story() == [["PUT 202", "DELETE 0"], [7], [7], True]
    found = wait_for(lambda: document(address, "wordpress-7"))
    assert (found["title"], found["text"], found["date"]) == ("زقزقة & عصافير", "زقزقة  العصافير", "2026-11-20")
    assert (found["category"], found["author"], found["source"]) == ("سياسة", ["كاتب"], "أخبار")
    assert found["url"] == "https://news.example/7"
    # The same post again is the same request, and is accepted once; what waited is sent by the clock.
    assert story("trash") == [["PUT 202", "DELETE 0", "DELETE 202"], [7], [], False]
    wait_for(lambda: document(address, "wordpress-7") is None)


def test_the_webhook_writes_what_is_signed(address: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "BAHITH_ADDRESS": address, "BAHITH_KEY": "cms", "WEBHOOK_SECRET": "secret"}
    hook = subprocess.Popen([sys.executable, WEBHOOK, str(port)], env=environment, stderr=subprocess.DEVNULL)

    def post(sent: Any, secret: str = "secret") -> int:
        body = json.dumps(sent).encode()
        signature = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
        headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(f"http://127.0.0.1:{port}/", body, headers), timeout=60
            ) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    try:
        published = {"event": "published", "post": {"id": 9, "title": "خبر", "content": "زقزقة أخرى"}}
        assert wait_for(lambda: post(published)) == 202
        assert (post(published, "guess"), post({"event": "published"})) == (401, 400)
        assert wait_for(lambda: document(address, "cms-9"))["text"] == "زقزقة أخرى"
        assert post({"event": "deleted", "post": {"id": 9}}) == 202
        wait_for(lambda: document(address, "cms-9") is None)
    finally:
        hook.terminate()
        hook.wait(60)
