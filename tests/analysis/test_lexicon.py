"""The lexicon file: what is in it, that it is made when it is missing, that damage is seen."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from search.analysis.folding import letters
from search.analysis.lexicon import conjugation, location, plurals
from search.analysis.lexicon.format import BrokenLexiconError, Entry, Lexicon, pack
from search.analysis.lexicon.location import open_lexicon
from search.analysis.tables import Row, read_table
from search.errors import BahithError

RECORDS = [
    ("كتاب", [Entry("nn", "كتاب", 4.0, "كتاب", ("كِتَاب",))]),
    ("كتب", [Entry("nb", "كتاب", 5.5, "كتب", ("كُتُب",))]),
]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty folders for the file, and a small one to be made."""
    monkeypatch.setattr(location, "DATA", tmp_path / "package")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("search.analysis.lexicon.build.build", lambda: pack(RECORDS))
    return tmp_path


def opened() -> Lexicon:
    return open_lexicon.__wrapped__()


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(pack(RECORDS))
    lexicon = Lexicon(tmp_path / "x")
    assert [(stem, lexicon.entries(stem)) for stem, _ in RECORDS] == RECORDS
    assert lexicon.entries("قلم") == []


def test_the_lemmas_of_a_stem_come_likeliest_first(tmp_path: Path) -> None:
    costs = [("كتب", 5.5), ("مكتب", 4.0), ("كتاب", 4.0), ("كاتب", 9.0)]
    (tmp_path / "x").write_bytes(pack([("كتب", [Entry("nn", lemma, cost, "كتب", ("",)) for lemma, cost in costs])]))
    lexicon = Lexicon(tmp_path / "x")
    assert lexicon.lemmas("كتب") == ["كتاب", "مكتب", "كتب", "كاتب"]
    assert lexicon.lemmas("قلم") == []


@pytest.mark.parametrize("damage", [b"", b"BAHLEX", pack(RECORDS)[:-1], b"x" + pack(RECORDS), pack(RECORDS) + b"x"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "x").write_bytes(damage)
    with pytest.raises(BrokenLexiconError):
        Lexicon(tmp_path / "x")


def test_a_missing_or_broken_file_is_made_anew(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert opened().entries("كتب")
    (made,) = (small / "package").iterdir()
    made.write_bytes(b"broken")
    assert opened().entries("كتب")
    assert [path.read_bytes() for path in (small / "package").iterdir()] == [pack(RECORDS)]
    assert "making the Arabic lexicon" in capfd.readouterr().err


def test_the_cache_serves_where_the_package_cannot_be_written(small: Path) -> None:
    (small / "package").write_text("a file, no folder")
    assert opened().entries("كتب")
    assert [path.name for path in (small / "cache" / "bahith").iterdir()] == [
        f"lexicon-{location.lexicon_digest()}.bin"
    ]


def test_a_folder_that_is_named_serves_a_user_without_a_home(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    (small / "package").write_text("a file, no folder")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(BahithError, match=r"this user has no home folder|cannot be written.*--cache-folder"):
        opened()
    monkeypatch.setenv("BAHITH_CACHE_FOLDER", str(small / "named"))
    assert opened().entries("كتب")
    assert len(list((small / "named").iterdir())) == 1


def test_a_new_file_sweeps_those_that_nobody_opened_for_days(small: Path) -> None:
    (small / "package").mkdir()
    for name in ("lexicon-1.bin", "lexicon-2.bin", "lexicon-3.binx", "rows.tsv"):
        path = small / "package" / name
        path.write_bytes(pack(RECORDS))
        if path.name != "lexicon-2.bin":
            os.utime(path, (0, 0))
    made = f"lexicon-{location.lexicon_digest()}.bin"
    assert opened().entries("كتب")
    assert {path.name for path in (small / "package").iterdir()} == {"lexicon-2.bin", "rows.tsv", made}


def test_a_file_that_is_opened_counts_as_used(small: Path) -> None:
    opened()
    (made,) = (small / "package").iterdir()
    os.utime(made, (0, 0))
    opened()
    assert made.stat().st_mtime > 1_000_000


def test_a_missing_dictionary_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(location, "PACKAGE", "no-such-dictionary")
    with pytest.raises(location.DictionaryMissingError, match="pip install no-such-dictionary"):
        location.lexicon_digest.__wrapped__()


def test_the_file_is_the_same_under_another_hash_seed() -> None:
    """The file in use was made by another process; were it made of other code, `BUILD_VERSION` was not raised."""
    open_lexicon()
    used = next(path for path in location._lexicons() if path.exists())
    program = "import sys; from search.analysis.lexicon.build import build; sys.stdout.buffer.write(build())"
    run = [sys.executable, "-c", program]
    made = subprocess.run(run, env={"PYTHONHASHSEED": "7"}, stdout=subprocess.PIPE, check=True).stdout
    assert zlib.crc32(made) == zlib.crc32(used.read_bytes())


@pytest.mark.parametrize(
    "row", read_table("irregular", "stem", "class", "lemma", "cost"), ids=lambda row: f"{row['stem']}-{row['class']}"
)
def test_every_irregular_word_is_in_the_lexicon(row: Row) -> None:
    entries = open_lexicon().entries(letters(row["stem"]))
    assert (row["class"], row["lemma"]) in {(entry.kind.strip(), entry.lemma) for entry in entries}
    assert letters(row["lemma"]) == row["lemma"]


@pytest.mark.parametrize(
    "row",
    read_table("plural_shapes", "singular", "plural", "cost"),
    ids=lambda row: f"{row['singular']}-{row['plural']}",
)
def test_every_plural_shape_makes_the_plural_of_its_example(row: Row) -> None:
    singular, plural = (letters(word) for word in row["why"].split("،")[0].split()[:2])
    assert (plural, float(row["cost"])) in list(plurals.plurals(singular))


def test_every_citation_form_makes_stems() -> None:
    rows = read_table("verb_paradigms", "citation", "future", "class", "stem", "cost")
    dead = {row["citation"] for row in rows if not conjugation.stems(row["citation"].translate({ord("ل"): "م"}), "")}
    assert dead == set()
