"""Read replicas: the published generation of another index, each file checked, nothing copied twice."""

from __future__ import annotations

import os
import shutil
import time
from hashlib import sha256
from pathlib import Path

import pytest

import search
from search.errors import IndexCorruptError
from search.storage import generations, replication
from search.storage.replication import Folder, ReplicationError, replicate
from tests.conftest import PATIENT, Run, configured
from tests.web.serving import serving
from web import create_app

FEW = '{"id": "one", "text": "بوتين وحده"}\n'


@pytest.fixture
def original(seeds_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(seeds_folder, tmp_path / "original")
    return tmp_path / "original"


def total(index: Path) -> int:
    return search.open(index, PATIENT).search("بوتين").total


def change(original: Path, tmp_path: Path) -> None:
    source = tmp_path / "few.jsonl"
    source.write_text(FEW, encoding="utf-8")
    search.update([source], original)


def test_a_replica_answers_as_its_original_and_follows_it(original: Path, tmp_path: Path) -> None:
    replica = tmp_path / "replica"
    manifest, is_new = replicate(Folder(original), replica)
    assert (manifest.generation, is_new, total(replica)) == ("gen-000001", True, 5)
    assert replicate(Folder(original), replica)[1] is False
    change(original, tmp_path)
    manifest, is_new = replicate(Folder(original), replica)
    assert (manifest.generation, is_new, total(replica)) == ("gen-000002", True, 6)
    search.roll_back(original)
    assert replicate(Folder(original), replica)[1] is True
    assert total(replica) == 5


def test_a_replica_follows_an_original_that_was_built_anew_from_nothing(original: Path, tmp_path: Path) -> None:
    """Its generations begin at 1 again, and the replica has higher ones."""
    replica, source = tmp_path / "replica", tmp_path / "few.jsonl"
    for number in range(4):
        source.write_text(f'{{"id": "{number}", "text": "بوتين"}}\n', encoding="utf-8")
        search.update([source], original)
        replicate(Folder(original), replica)
    shutil.rmtree(original)
    search.rebuild([source], original)
    for is_new in (True, False):
        assert replicate(Folder(original), replica)[1] is is_new
        assert total(replica) == 1
    assert generations.names(replica) == ["gen-000001"]


def test_a_replica_follows_an_original_that_went_back_and_was_changed_between_two_looks(
    original: Path, tmp_path: Path
) -> None:
    """The change had the number of the generation that was left, and the replica kept that one."""
    replica = tmp_path / "replica"
    change(original, tmp_path)
    replicate(Folder(original), replica)
    search.roll_back(original)
    source = tmp_path / "other.jsonl"
    source.write_text('{"id": "a", "text": "بوتين"}\n{"id": "b", "text": "بوتين"}\n', encoding="utf-8")
    search.update([source], original)
    manifest, is_new = replicate(Folder(original), replica)
    assert (manifest.generation, is_new, total(replica)) == ("gen-000003", True, 7)
    assert replicate(Folder(original), replica)[1] is False


def test_what_is_here_already_is_linked_and_not_read(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = tmp_path / "replica"
    replicate(Folder(original), replica)
    shutil.copytree(original / "gen-000001", original / "gen-000002")
    text = (original / "gen-000002" / "manifest.json").read_text()
    manifest = generations.Manifest.from_json(text)
    again = search.storage.replication.replace(manifest, generation="gen-000002")
    (original / "gen-000002" / "manifest.json").write_text(again.to_json())
    generations.point_to(original, "gen-000002")

    def read(*_: object) -> bytes:
        raise AssertionError("nothing has changed")

    monkeypatch.setattr(Folder, "read", read)
    replicate(Folder(original), replica)
    assert total(replica) == 5
    first = next(iter(manifest.files))
    assert (replica / "gen-000001" / first).samefile(replica / "gen-000002" / first)


@pytest.mark.parametrize("cut", [True, False])
def test_a_file_that_comes_otherwise_than_it_was_sealed_is_not_published(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: bool
) -> None:
    replica, read = tmp_path / "replica", Folder.read
    replicate(Folder(original), replica)
    change(original, tmp_path)
    monkeypatch.setattr(replication, "CHUNK", 4096)

    def damaged(self: Folder, generation: str, name: str, offset: int) -> bytes:
        data = read(self, generation, name, offset)
        return data[:-1] if cut else data[:-1] + bytes([data[-1] ^ 1]) if data else data

    monkeypatch.setattr(Folder, "read", damaged)
    with pytest.raises(IndexCorruptError):
        replicate(Folder(original), replica)
    assert total(replica) == 5
    assert list(replica.glob("*.tmp")) == []


def test_an_original_that_was_built_from_nothing_is_told(original: Path, tmp_path: Path) -> None:
    replica = tmp_path / "replica"
    replicate(Folder(original), replica)
    shutil.rmtree(original)
    (tmp_path / "few.jsonl").write_text(FEW, encoding="utf-8")
    search.rebuild([tmp_path / "few.jsonl"], original)
    with pytest.raises(ReplicationError, match="remove the folder"):
        replicate(Folder(original), replica)
    assert total(replica) == 5


def test_a_service_is_copied_with_a_key_of_the_scope_admin(
    original: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"boss {sha256(b'boss').hexdigest()} scopes=admin\nreader {sha256(b'reader').hexdigest()}\n")
    monkeypatch.setattr(replication, "CHUNK", 50_000)
    with serving(original, "--keys", str(keys), "--workers", "1") as (address, _):
        refused = run("replicate", address, "--index", tmp_path / "none", BAHITH_REPLICATE_KEY="reader")
        assert refused.returncode == 1
        assert "403" in refused.stderr
        done = run("replicate", address, "--index", tmp_path / "replica", BAHITH_REPLICATE_KEY="boss")
    assert (done.returncode, "gen-000001: 5 documents copied" in done.stderr) == (0, True)
    assert total(tmp_path / "replica") == 5


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("gen-000001/manifest.json", 404),  # no file that the manifest names
        ("gen-000001/..%2F..%2Fkeys", 404),
        ("..%2F..%2Fetc/passwd", 404),
        ("gen-000009/vocabulary.sqlite", 404),
        ("gen-000001/vocabulary.sqlite?offset=-1", 400),
        ("gen-000001/vocabulary.sqlite?offset=999999999999999", 200),
    ],
)
def test_no_path_of_a_request_reaches_the_disk(original: Path, tmp_path: Path, path: str, status: int) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"boss {sha256(b'boss').hexdigest()} scopes=admin\n")
    client = create_app(configured(index=original, keys=keys)).test_client()
    response = client.get(f"/v1/index/files/{path}", headers={"Authorization": "Bearer boss"})
    assert (response.status_code, b"boss" in response.data) == (status, False)
    assert status != 200 or response.data == b""


def test_what_cannot_be_reached_is_told(run: Run, tmp_path: Path) -> None:
    done = run("replicate", "http://127.0.0.1:9", "--index", tmp_path / "replica")
    assert (done.returncode, "cannot be copied" in done.stderr) == (1, True)
    done = run("replicate", tmp_path / "none", "--index", tmp_path / "replica")
    assert (done.returncode, os.listdir(tmp_path / "replica")) == (3, ["lock"])


def test_who_looks_again_and_again_bears_what_passes_and_says_it_once(
    original: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of the original that was cut, or its folder that was away, ended the looking."""
    manifest = original / "gen-000001" / "manifest.json"
    name = next(name for name in generations.Manifest.from_json(manifest.read_text()).files if "vocab" in name)
    whole, kept = (original / "gen-000001" / name).read_bytes(), tmp_path / "kept"

    def damage() -> None:
        change(original, tmp_path)
        for path in original.glob(f"gen-000002/{name}"):
            path.unlink()
            path.write_bytes(whole[:-1])

    acts = iter(
        [damage, lambda: None, lambda: original.rename(kept), lambda: None, lambda: kept.rename(original)]
        + [lambda: search.rebuild([tmp_path / "few.jsonl"], original)]
    )

    def sleep(seconds: float) -> None:
        act = next(acts, None)
        if act is None:
            raise KeyboardInterrupt
        act()

    monkeypatch.setattr(time, "sleep", sleep)
    replica = tmp_path / "replica"
    done = run("replicate", original, "--index", replica, "--every", 5)
    assert done.returncode == 130
    told = [line for line in done.stderr.splitlines() if line.startswith("bahith: ")]
    assert [name in told[0], "no index" in told[1], name in told[2], len(told)] == [True, True, True, 3]
    assert total(replica) == 1
    missing = run("replicate", tmp_path / "none", "--index", tmp_path / "other", "--every", 5)
    assert (missing.returncode, missing.stderr.count("\n")) == (3, 1)
