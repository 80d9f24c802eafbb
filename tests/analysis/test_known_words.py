"""The file of analysed words gives what the analysis gives, and does without itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import known_words, text_terms
from search.analysis.analyzer import joined_terms
from search.analysis.known_words import KnownWords, NewWords, keep, open_known, pack, record
from search.analysis.lexicon.location import CACHE_FOLDER
from search.analysis.text_terms import join_text, known_terms

WORDS = ["والكتب", "بالمدارسِ", "عبدالله", "ﷺ", "F16", "علي", "كتاب", "\ud800"]


def new(learned: dict[str, tuple[str, str]]) -> NewWords:
    return NewWords(b"".join(record(word, *terms) for word, terms in learned.items()))


def packed(learned: dict[str, tuple[str, str]]) -> bytes:
    return b"".join(pack(new(learned).records))


def file_of(words: list[str], folder: Path) -> KnownWords:
    path = folder / "words.bin"
    path.write_bytes(packed({word: joined_terms(word) for word in words}))
    return KnownWords(path)


def test_a_known_word_has_the_terms_of_its_analysis(tmp_path: Path) -> None:
    known = file_of(WORDS, tmp_path)
    assert known.count == len(WORDS)
    assert known.find("والكتب") == ("والكتب", "كتاب")
    assert known.find("كتاب") == ("كتاب", "كتاب")
    assert {word: known.find(word) for word in WORDS} == {word: joined_terms(word) for word in WORDS}
    assert known.find("مجهول") is None


@given(st.sets(st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=12), max_size=40))
def test_every_word_of_a_file_is_found_and_no_other(tmp_path_factory: pytest.TempPathFactory, words: set[str]) -> None:
    path = tmp_path_factory.mktemp("known") / "words.bin"
    path.write_bytes(packed({word: (word[::-1], word + " x") for word in sorted(words)}))
    known = KnownWords(path)
    assert {word: known.find(word) for word in words} == {word: (word[::-1], word + " x") for word in words}
    assert known.find("no such word\n") is None


def test_a_word_without_terms_is_not_kept(tmp_path: Path) -> None:
    assert joined_terms("\ufe7b") == ("", "")
    known = file_of(["\ufe7b", "كتاب"], tmp_path)
    assert (known.count, known.find("\ufe7b"), known.find("كتاب")) == (1, None, ("كتاب", "كتاب"))


@pytest.mark.parametrize("damage", [b"", b"x", slice(-1), slice(40)])
def test_a_damaged_file_knows_nothing(tmp_path: Path, damage: bytes | slice) -> None:
    file_of(WORDS, tmp_path)
    path = tmp_path / "words.bin"
    whole = path.read_bytes()
    path.write_bytes(damage if isinstance(damage, bytes) else whole[damage])
    assert KnownWords(path).find("كتاب") is None
    for place in (*range(20), len(whole) - 1):  # the header, the last record
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert KnownWords(path).count == 0
        assert KnownWords(path).find("كتاب") is None


def test_what_builds_learn_adds_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_words, "_NEW", 2)
    monkeypatch.setattr("search.analysis.lexicon.location.DATA", tmp_path / "read-only" / "file")
    (tmp_path / "read-only").touch()  # no folder: nothing can be put there
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path / "cache"))
    assert keep(open_known("1"), new({"قلم": ("قلم", "قلم"), "ورق": ("ورق", "ورق")}), "1")
    assert not keep(open_known("1"), new({"حبر": ("حبر", "حبر")}), "1")  # not worth a new file
    assert keep(open_known("1"), new({"حبر": ("حبر", "حبر"), "لوح": ("لوح", "الواح")}), "1")
    known = open_known("1")
    assert (known.count, known.find("قلم"), known.find("لوح")) == (4, ("قلم", "قلم"), ("لوح", "الواح"))
    assert open_known("2").count == 0  # of another analysis


def test_the_oldest_words_give_way_where_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_words, "_NEW", 1)
    monkeypatch.setattr(known_words, "MOST_BYTES", 30)
    monkeypatch.setattr("search.analysis.lexicon.location.DATA", tmp_path)
    for word in ("قلم", "ورق", "حبر", "لوح"):  # 10 bytes each
        assert keep(open_known("1"), new({word: (word, word)}), "1")
    known = open_known("1")
    assert [known.find(word) is None for word in ("قلم", "ورق", "حبر", "لوح")] == [True, True, False, False]


def test_the_file_with_the_most_words_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, cache = tmp_path / "data", tmp_path / "cache"
    monkeypatch.setattr("search.analysis.lexicon.location.DATA", data)
    monkeypatch.setenv(CACHE_FOLDER, str(cache))
    for folder, words in ((data, ["قلم"]), (cache, ["قلم", "ورق"])):  # the first is of another user, say
        folder.mkdir()
        (folder / "words-1.bin").write_bytes(packed({word: (word, word) for word in words}))
    assert open_known("1").find("ورق") == ("ورق", "ورق")


def test_nothing_is_lost_where_nobody_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("search.analysis.lexicon.location.DATA", tmp_path / "file" / "data")
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(known_words, "_NEW", 1)
    assert not keep(open_known("1"), new({"قلم": ("قلم", "قلم")}), "1")


def test_an_index_is_made_of_what_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = file_of(WORDS, tmp_path)
    monkeypatch.setattr(text_terms, "_known", lambda: known)
    monkeypatch.setattr(text_terms, "_words", text_terms._Words())
    monkeypatch.setattr(text_terms, "joined_terms", lambda word: (word, "جديد"))
    assert join_text("والكتب unheard") == ("والكتب unheard", "كتاب جديد")  # of plain words it may not be asked
    assert known_terms("بالمدارسِ") == ("بالمدارس", "مدرسه")
    assert known_terms("غيره") is None
