"""Files to documents, and what is refused with which reason."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from search.errors import SourceError, SourceMissingError
from search.model.document import Document, Part
from search.model.schema import Field, Schema
from search.model.source_settings import SourceSettings
from search.sources import Reject, Task, find_files, read
from search.sources.headline import find_date, find_title
from tests.conftest import SEEDS
from tests.sources.hostile_files import tar_member, tarred

MOST_BYTES = 100_000


def items(path: Path) -> list[Document | Reject]:
    return [item for file in find_files([path]) for item, *_ in read(file, Task(MOST_BYTES))]


def line(tmp_path: Path, value: object) -> Document | Reject:
    path = tmp_path / "one.jsonl"
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    (item,) = items(path)
    return item


@pytest.mark.parametrize(
    ("name", "title", "date"),
    [
        (
            "000_65ff194bb9956bd1",
            'بوتين من كوريا الشمالية: "وثيقة تأسيسية جديدة" لتعزيز العلاقات الثنائية',
            "2024-06-19",
        ),
        (
            "001_20ead09fa2dbf913",
            "كيم لبوتين: علاقاتنا سترتقي إلى مستوى جديد وسنخوض الحرب معاً ضد الإمبريالية",
            "2023-09-14",
        ),
        ("002_d24844dcb7092ee0", "زعيم كوريا الشمالية يبحث مع وفد عسكري روسي تعزيز التعاون بين البلدين", None),
        ("003_b12efbfb1392661d", "", None),
        (
            "004_e8c387c3394fd010",
            "منها المساعدة العسكرية المتبادلة عند العدوان.. موسكو وبيونج يانج توقعان على شراكة استراتيجية شاملة",
            None,
        ),
    ],
)
def test_a_seed_gives_its_title_and_date(name: str, title: str, date: str | None) -> None:
    (document,) = items(SEEDS / f"{name}.txt")
    assert isinstance(document, Document)
    assert (document.title, document.date) == (title, date)


def test_a_text_is_kept_whole() -> None:
    (document,) = items(SEEDS / "000_65ff194bb9956bd1.txt")
    assert isinstance(document, Document)
    assert document.text == (SEEDS / "000_65ff194bb9956bd1.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("end", ["\v", "\f", "\x1e", "\x85", "\u2028", "\r", "\r\n"])
def test_whatever_ends_a_line_parts_its_words_from_those_of_the_next(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.txt").write_text(f"آخر السطر{end}أول التالي", encoding="utf-8", newline="")
    (document,) = items(tmp_path / "a.txt")
    assert isinstance(document, Document)
    assert document.text == "آخر السطر\nأول التالي"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("19/06/2024", "2024-06-19"),
        ("١٩/٠٦/٢٠٢٤", "2024-06-19"),
        ("2024-06-19 10:30", "2024-06-19"),
        ("تاريخ النشر: 14th, September 2023 GMT", "2023-09-14"),
        ("September 14, 2023", "2023-09-14"),
        ("الأربعاء 19 يونيو 2024", "2024-06-19"),
        ("13 أيلول/سبتمبر 2023", "2023-09-13"),
        ("5 كانون الثاني 2024", "2024-01-05"),
        ("5 كانون الثاني / يناير 2024", "2024-01-05"),
        ("1 أفريل 2020", "2020-04-01"),
        ("31/02/2024", None),
        ("19/06/24", None),
        ("هاتف 2024-1234", None),
        ("بلا تاريخ", None),
    ],
)
def test_find_date_reads_what_the_press_writes(line: str, date: str | None) -> None:
    assert find_date([line]) == date


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (["أخبار", "قمة في موسكو بين الرئيسين", "تقرير: محمد الحكيم"], "قمة في موسكو بين الرئيسين"),
        (["موقع إخباري مستقل كبير جدا", "قمة في موسكو", "قمة في موسكو"], "قمة في موسكو"),
        (["تاريخ النشر: 14th, September 2023 GMT", "قمة في موسكو"], "قمة في موسكو"),
        (["قسم"], ""),
        ([], ""),
    ],
)
def test_find_title_finds_the_headline(head: list[str], title: str) -> None:
    assert find_title(head) == title


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        ("نص\0".encode(), "NUL"),
        (b"a" * (MOST_BYTES + 1), "larger than"),
    ],
    ids=["empty", "blank", "nul", "large"],
)
def test_a_bad_text_file_is_rejected_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "bad.txt").write_bytes(content)
    (item,) = items(tmp_path)
    assert isinstance(item, Reject)
    assert reason in item.reason.text("en")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffنص قصير".encode())
    (item,) = items(tmp_path)
    assert isinstance(item, Document)
    assert item.text == "نص قصير"


def test_a_json_line_gives_all_its_fields(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "title": "عنوان",
        "text": " نص ",
        "date": "2024-06-19T10:00:00Z",
        "source": "وكالة",
        "category": "أخبار",
        "url": "https://example.org/7",
        "author": ["طه حسين", "طه حسين", ""],
        "volume": 2,
    }
    assert line(tmp_path, row) == Document.of(
        "7",
        "عنوان",
        "نص",
        date="2024-06-19",
        source="وكالة",
        category="أخبار",
        url="https://example.org/7",
        author="طه حسين",
        volume="2",
    )


def test_a_work_has_the_parts_of_its_source_and_their_text(tmp_path: Path) -> None:
    parts = [
        {"label": "المقدمة", "volume": 1, "page": "٣", "text": " الحمد لله\n"},
        {"label": "باب", "page": 4, "text": "  "},
        {"text": "قال المؤلف", "page": 5, "volume": None},
    ]
    document = line(tmp_path, {"id": "1", "title": "كتاب", "parts": parts})
    assert document == Document(
        "1", "كتاب", parts=(Part("المقدمة", "الحمد لله", "1", "٣"), Part("", "قال المؤلف", None, "5"))
    )
    assert document.text == "الحمد لله\nقال المؤلف"


@pytest.mark.parametrize(
    ("text", "first"), [("قال  \nوذكر", "قال"), ("", "قال"), (None, "قال"), ("ملخص الكتاب", "ملخص الكتاب")]
)
def test_a_text_beside_parts_is_their_own_or_is_read_before_them(tmp_path: Path, text: str | None, first: str) -> None:
    document = line(tmp_path, {"id": "1", "text": text, "parts": [{"text": "قال"}, {"text": "وذكر"}]})
    assert isinstance(document, Document)
    assert document.parts[0] == Part("", first)
    assert [part.text for part in document.parts][-2:] == ["قال", "وذكر"]


def test_a_key_that_parts_do_not_have_is_a_warning_once(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    parts = [{"text": "نص", "note": "حاشية"}, {"text": "نص", "note": "حاشية", "chapter": 1}]
    path.write_text(json.dumps({"id": "1", "parts": parts}), "utf-8")
    *warnings, document = items(path)
    assert isinstance(document, Document)
    reasons = [warning.reason.text("en") for warning in warnings if isinstance(warning, Reject) and warning.warning]
    assert [reason.split("'")[1] for reason in reasons] == ["parts.note", "parts.chapter"]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ("نص", "parts must be a list"),
        ({"text": "نص"}, "parts must be a list"),
        ([{"text": "نص"}, "نص"], "part 2 is not a JSON object"),
        ([{"text": ["نص"]}], "part 1: text takes one value, not a list"),
        ([{"text": 5}], "part 1: text must be text"),
        ([{"text": "نص", "label": "م" * 513}], "part 1: label is longer than 512 characters"),
        ([{"text": "نص", "page": True}], "part 1: page must be text"),
        ([], "text is missing"),
        ([{"text": ""}], "text is missing"),
        ([{}] * 50_001, "more than 50000 parts"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_parts_that_cannot_be_read_reject_the_line_and_say_which(tmp_path: Path, parts: object, reason: str) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"id": "1", "parts": parts}), "utf-8")
    ((item, *_),) = read(find_files([path])[0], Task(10 * MOST_BYTES))
    assert isinstance(item, Reject)
    assert reason in item.reason.text("en")
    assert item.reason.text("ar")


def test_a_key_that_is_no_field_is_a_warning_once_and_the_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text('{"id": "1", "text": "نص", "lang": "ar"}\n{"id": "2", "text": "نص", "lang": "ar"}\n', "utf-8")
    warning, first, second = items(path)
    assert isinstance(warning, Reject)
    assert (warning.line, warning.warning) == (1, True)
    assert "'lang' is no field" in warning.reason.text("en")
    assert (first, second) == (Document("1", "", "نص"), Document("2", "", "نص"))


def test_a_title_that_is_a_text_is_cut_and_said(tmp_path: Path) -> None:
    source = tmp_path / "titles.jsonl"
    rows = [{"id": str(size), "title": "ع" * size, "text": "نص"} for size in (2_000, 2_001)]
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    whole, warning, cut = items(source)
    assert isinstance(warning, Reject)
    assert (warning.line, warning.warning) == (2, True)
    assert warning.reason.text("en").startswith("the title is longer than 2000 characters")
    assert [len(one.title) for one in (whole, cut) if isinstance(one, Document)] == [2_000, 2_000]


def test_warnings_come_in_the_order_of_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    keys = [f"k{n}" for n in range(20)]
    path.write_text(json.dumps({"id": "1", "text": "نص", **dict.fromkeys(keys, 1)}), "utf-8")
    warnings = [item.reason.text("en").split("'")[1] for item in items(path) if isinstance(item, Reject)]
    assert warnings == keys


@pytest.mark.parametrize("value", [True, {}, [1], "1,000", "nan", 1e300])
def test_what_is_no_number_is_said_to_be_none(tmp_path: Path, value: object) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"id": "1", "text": "نص", "price": value}), "utf-8")
    schema = Schema((Field("price", "number", "السعر", "Price"),))
    ((item, *_),) = read(find_files([path])[0], Task(MOST_BYTES, schema))
    assert isinstance(item, Reject)
    assert ("price takes one value" if value == [1] else "price must be a number") in item.reason.text("en")


NAN = float("nan")


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({"title": NAN, "date": NAN, "source": NAN, "url": NAN}, {}),
        ({"page": NAN, "volume": 3.0, "tags": [NAN, "قمة", 2024.0]}, {"volume": "3", "tags": ("قمة", "2024")}),
        ({"author": NAN, "page": 12.5}, {"page": "12.5"}),
    ],
)
def test_what_a_table_has_not_is_nothing_and_no_word(tmp_path: Path, row: dict[str, object], fields: Any) -> None:
    """Python's json writes NaN for it, and 3.0 for a whole number of a column with gaps: there were pages «nan»."""
    assert line(tmp_path, {"id": "1", "text": "نص", **row}) == Document.of("1", "", "نص", **fields)


@pytest.mark.parametrize("text", [{"title": "قمة", "text": NAN}, {"title": "قمة", "parts": NAN}])
def test_a_text_that_is_not_there_is_none(tmp_path: Path, text: dict[str, object]) -> None:
    assert line(tmp_path, {"id": "1", **text}) == Document.of("1", "قمة", "")


@pytest.mark.parametrize("value", [float("inf"), -float("inf")])
def test_an_infinite_number_is_no_value(tmp_path: Path, value: float) -> None:
    found = line(tmp_path, {"id": "1", "text": "نص", "source": value})
    assert isinstance(found, Reject)
    assert found.reason.text("en") == "source must be text"


def test_a_value_has_no_nul(tmp_path: Path) -> None:
    # No request can hold one, and it stands between a key and its spelling in the index.
    assert line(tmp_path, {"id": "1", "text": "نص", "source": "n\0ul", "tags": ["\0", "a\0"]}) == Document.of(
        "1", "", "نص", source="nul", tags="a"
    )


def test_values_of_declared_fields_are_read_by_their_kind(tmp_path: Path) -> None:
    own = (
        Field("hijri_year", "number", "السنة الهجرية", "Hijri year"),
        Field("printed", "date", "تاريخ الطبع", "Printed"),
        Field("abstract", "text", "الملخص", "Abstract"),
    )
    path = tmp_path / "one.jsonl"
    row = {"id": "1", "text": "نص", "hijri_year": "١٤٤٥", "printed": "2024-01-02T00:00:00", "abstract": " ملخص "}
    path.write_text(json.dumps(row), "utf-8")
    ((item, *_),) = read(find_files([path])[0], Task(MOST_BYTES, Schema(own)))
    assert item == Document.of("1", "", "نص", hijri_year="1445", printed="2024-01-02", abstract="ملخص")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"date": "أمس"}, "date must be ISO"),
        ({"author": ["أ" * 513]}, "author is longer than 512"),
        ({"author": [["أ"]]}, "author must be text"),
        ({"tags": [str(n) for n in range(101)]}, "tags has more than 100 values"),
        ({"source": ["أ", "ب"]}, "source takes one value"),
    ],
)
def test_a_value_that_its_field_cannot_have_rejects_the_line(
    tmp_path: Path, value: dict[str, object], reason: str
) -> None:
    item = line(tmp_path, {"id": "1", "text": "نص"} | value)
    assert isinstance(item, Reject)
    assert reason in item.reason.text("en")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"id": "\xd8"}', "not UTF-8 at byte 8"),
        (b"[" * 100_000, "not JSON"),
        ({"text": "x"}, "id must be"),
        ({"id": "", "text": "x"}, "id must be"),
        ({"id": "a\nb", "text": "x"}, "id must be"),
        ({"id": "a" * 513, "text": "x"}, "id must be"),
        ({"id": True, "text": "x"}, "id must be"),
        ({"id": "1"}, "text is missing"),
        ({"id": "1", "text": "  "}, "text is missing"),
        ({"id": "1", "text": 5}, "text must be text"),
        ({"id": "1", "text": "x", "title": ["t"]}, "title takes one value"),
        (b'{"id": "1", "text": "\\ud800"}', "surrogate"),
        ({"id": "1", "text": "x", "date": "19/06/2024"}, "date must be ISO"),
        ({"id": "1", "text": "x", "date": "2024-06-199"}, "date must be ISO"),
        ({"id": "1", "text": "x", "url": "javascript:alert(1)"}, "url must begin"),
        ({"id": "..", "text": "x"}, "id must be"),
        ({"id": "1", "text": "x", "source": "م" * 513}, "source is longer"),
        ({"id": "1", "text": "x", "category": "م" * 513}, "category is longer"),
    ],
    ids=str,
)
def test_a_bad_line_is_rejected_with_its_reason(tmp_path: Path, value: object, reason: str) -> None:
    item = line(tmp_path, value)
    assert isinstance(item, Reject)
    assert item.line == 1
    assert reason in item.reason.text("en")


def test_a_line_that_is_too_long_does_not_hide_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "1", "text": "' + b"a" * MOST_BYTES + b'"}\n{"id": "2", "text": "b"}\n')
    long, short = items(path)
    assert isinstance(long, Reject)
    assert isinstance(short, Document)
    assert "longer than" in long.reason.text("en")


def test_gzipped_lines_are_read_and_damage_is_reported(tmp_path: Path) -> None:
    data = gzip.compress(b"".join(b'{"id": "%d", "text": "%d"}\n' % (n, n * 7919) for n in range(1000)))
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    assert len([item for item in items(tmp_path) if isinstance(item, Document)]) == 1000
    half = data[: len(data) // 2]
    for damaged, least, most in (
        (half, 400, 600),
        (half + b"\xff" * len(half), 400, 1_000),
        (data[:-1], 1001, 1001),  # its end mark
        (data + b"behind", 1001, 1001),
        (data[:-8] + b"\0" * 8, 1001, 1001),  # its checksum
    ):
        (tmp_path / "a.jsonl.gz").write_bytes(damaged)
        found = items(tmp_path)
        assert least <= len(found) <= most
        assert isinstance(found[-1], Reject)
        assert "damaged" in found[-1].reason.text("en")


@pytest.mark.parametrize("damage", ["none of it is gzip", "a block of a kind that there is not"])
def test_a_packed_text_that_is_damaged_is_a_reject(tmp_path: Path, damage: str) -> None:
    data = b"text" if damage.startswith("none") else gzip.compress(b"")[:10] + b"\xff" * 20
    (tmp_path / "a.txt.gz").write_bytes(data)
    (item,) = items(tmp_path)
    assert isinstance(item, Reject)
    assert "damaged" in item.reason.text("en")


def test_an_archive_may_be_packed_in_several_members(tmp_path: Path) -> None:
    whole = tarred(tar_member("a.txt"), tar_member("b.txt"), data=b"text", packed="w")
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(whole[:700]) + gzip.compress(whole[700:]))
    assert [item.id[-1] for item in items(tmp_path) if isinstance(item, Document)] == ["a", "b"]


@pytest.mark.parametrize(("encoding", "said"), [("nonsense", "no encoding nonsense"), ("utf-16", "not read in utf-16")])
def test_lines_of_json_have_an_encoding_that_is_there_and_has_lines(tmp_path: Path, encoding: str, said: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "1", "text": "a"}\n' * 2)
    (file,) = find_files([tmp_path])
    ((item, *_),) = read(file, Task(MOST_BYTES, settings=SourceSettings(encoding=encoding)))
    assert isinstance(item, Reject)
    assert said in item.reason.text("en")


def test_a_folder_is_walked_in_order_of_names_and_hidden_files_are_left(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a.txt", ".hidden.txt", ".git/d.txt", "note.md", "A.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("نص", encoding="utf-8")
    assert [file.name for file in find_files([tmp_path])] == ["A.TXT", "a/c.txt", "a.txt", "b.txt"]


def test_what_is_no_file_is_left_and_a_name_that_is_no_id_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a\nb.txt").write_text("نص", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("نص", encoding="utf-8")
    (tmp_path / "c.txt").write_text("نص", encoding="utf-8")
    found = items(tmp_path)
    assert [item.id for item in found if isinstance(item, Document)] == ["c"]
    assert [item.reason.text("en") for item in found if isinstance(item, Reject)] == [
        "the file's name is its id: id must be a printable text of 1 to 512 characters, not of dots alone"
    ] * 2


def test_a_link_that_leads_out_of_the_folder_is_rejected_unless_links_are_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "archive", tmp_path / "secrets"
    for folder in (inside, outside):
        folder.mkdir()
    (outside / "passwords.txt").write_text("سر", encoding="utf-8")
    (inside / "a.txt").write_text("نص", encoding="utf-8")
    (inside / "b.txt").symlink_to(inside / "a.txt")
    (inside / "etc.txt").symlink_to(outside / "passwords.txt")
    (inside / "more").symlink_to(outside)
    (inside / "circle").symlink_to(inside)
    found = items(inside)
    assert [item.id for item in found if isinstance(item, Document)] == ["a", "b"]
    (reject,) = [item for item in found if isinstance(item, Reject)]
    assert reject.file == str(inside / "etc.txt")
    assert reject.reason.text("en").endswith("outside the folder that was given: name it, or use --follow-links")
    followed = [file.name for file in find_files([inside], follow_links=True)]
    assert followed == ["a.txt", "b.txt", "etc.txt", "more/passwords.txt"]
    assert [file.leads_to for file in find_files([inside / "etc.txt"])] == [None]  # it was named


def test_an_index_below_a_folder_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("نص", encoding="utf-8")
    (tmp_path / "index").mkdir()
    for name in ("lock", "CURRENT", "rejects.jsonl"):
        (tmp_path / "index" / name).write_text("{", encoding="utf-8")
    assert [file.name for file in find_files([tmp_path])] == ["a.txt"]


def test_a_missing_path_an_empty_folder_and_an_unknown_format_say_so(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="no file or folder"):
        find_files([tmp_path / "missing"])
    with pytest.raises(SourceError, match="holds no document"):
        find_files([tmp_path])
    (tmp_path / "a.css").write_text("x")
    with pytest.raises(SourceError, match=r"known format: \.txt, \.jsonl, \.jsonl\.gz"):
        find_files([tmp_path / "a.css"])


def test_a_folder_without_rights_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refused)
    with pytest.raises(SourceError, match="Permission denied"):
        find_files([tmp_path])
