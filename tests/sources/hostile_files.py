"""Files that are made to hurt whoever reads them; each is written by a function, a bomb being small packed only."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

MEGABYTE = 1_000_000
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(*members: tuple[str, bytes], mode: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", mode) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def zip_bomb(name: str, megabytes: int, before: bytes = b"") -> bytes:
    """A member of so many megabytes of spaces, written as a stream."""
    stream = io.BytesIO()
    packed = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(stream, "w", packed) as archive, archive.open(name, "w", force_zip64=True) as member:
        member.write(before)
        for _ in range(megabytes):
            member.write(b" " * MEGABYTE)
    return stream.getvalue()


def lying_zip() -> bytes:
    """A member that says it is small and is not."""
    data = zip_bomb("a.txt", 300)
    return data.replace(struct.pack("<L", 300 * MEGABYTE), struct.pack("<L", 5))


def linked_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(zipped(("a.txt", "نص".encode())))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def nested_zip(depth: int) -> bytes:
    data = zipped(("a.txt", "نص".encode()))
    for _ in range(depth):
        data = zipped(("a.zip", data))
    return data


def tarred(*members: tarfile.TarInfo, data: bytes = b"", packed: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=packed) as archive:  # type: ignore[call-overload]
        for info in members:
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def tar_member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def gzip_bomb(megabytes: int) -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb") as packed:
        for _ in range(megabytes):
            packed.write(b"<p>" + b" " * (MEGABYTE - 3))
    return stream.getvalue()


def word(document: bytes) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document))


def word_text(body: bytes) -> bytes:
    return f'<w:document xmlns:w="{_W}"><w:body>'.encode() + body + b"</w:body></w:document>"


def laughs(root: str) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    content = f"<{root}><item><title>&a11;</title></item></{root}>"
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a0 "ضحك">{entities}]>{content}'.encode()


def pdf(*objects: bytes, root: int = 1, extra: bytes = b"") -> bytes:
    """A PDF of numbered objects, its table of places right."""
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, extra, start)
    return data


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def pdf_bomb() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"BT (a) Tj ET " * 80_000) for _ in range(600)) + packer.flush()
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>"
    return pdf(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream)


def epub(container: bytes, *members: tuple[str, bytes]) -> bytes:
    return zipped(("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container), *members)


_CONTAINER = b'<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'
_PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40
_ARABIC = "نص عربي طويل "


FILES: dict[str, Callable[[], bytes]] = {
    "bomb.zip": lambda: zip_bomb("a.txt", 1_000),
    "lying.zip": lying_zip,
    "nested.zip": lambda: nested_zip(8),
    "traversal.zip": lambda: zipped(("../../etc/a.txt", b"a"), ("/etc/b.txt", b"b"), ("C:\\c.txt", b"c")),
    "linked.zip": linked_zip,
    "encrypted.zip": encrypted_zip,
    "truncated.zip": lambda: zipped(("a.txt", _ARABIC.encode() * 900))[:-60],
    "no.zip": lambda: b"PK\x03\x04" + b"\0" * 500,
    "bomb.docx": lambda: zip_bomb("word/document.xml", 500, b"<w:document>"),
    "laughs.docx": lambda: word(laughs("w")),
    "deep.docx": lambda: word(word_text(b"<w:p>" * 200_000)),
    "no-document.docx": lambda: zipped(("[Content_Types].xml", b"<Types/>"), ("word/styles.xml", b"<a/>")),
    "truncated.docx": lambda: word(word_text(b"<w:p/>" * 9_000))[:400],
    "half-xml.docx": lambda: word(word_text(b"<w:p><w:r><w:t>a</w:t>")[:-20]),
    "picture.docx": lambda: _PICTURE,
    "pdf.docx": lambda: pdf(_CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"),
    "bomb.odt": lambda: zip_bomb("content.xml", 500, b"<a>"),
    "no-content.odt": lambda: zipped(("mimetype", b"application/vnd.oasis.opendocument.text")),
    "deep.odt": lambda: zipped(("content.xml", b"<a>" * 200_000)),
    "laughs.xml": lambda: laughs("rss"),
    "outside.xml": lambda: b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>',
    "blowup.xml": lambda: b'<!DOCTYPE rss [<!ENTITY x "' + b"a" * 100_000 + b'">]><rss>' + b"&x;" * 100_000 + b"</rss>",
    "deep.xml": lambda: b"<rss>" * 200_000,
    "truncated.xml": lambda: b"<rss><channel><item><title>a</title>",
    "no-feed.xml": lambda: b"<svg><g/></svg>",
    "deep.html": lambda: b"<html>" + b"<div>" * 200_000 + b"a",
    "deep-inline.html": lambda: b"<html>" + b"<b><i>" * 100_000 + b"a",
    "many-tags.html": lambda: b"<html>" + b"<i></i>" * 1_200_000,
    "empty-body.html": lambda: b"<html><body><script>a</script></body></html>",
    "large.html": lambda: b"<html><p>" + b"a" * (21 * MEGABYTE),
    "deep.hocr": lambda: b"<div class='ocr_page'>" + b"<span>" * 200_000,
    "empty.alto": lambda: b"<alto><Layout><Page/></Layout></alto>",
    "large.txt": lambda: b"a" * (21 * MEGABYTE),
    "nul.txt": lambda: b"a\0b",
    "empty.txt": lambda: b"",
    "line.jsonl": lambda: b'{"id": "1", "text": "' + b"a" * (21 * MEGABYTE) + b'"}',
    "deep.jsonl": lambda: b"[" * 200_000,
    "line.csv": lambda: b"id,text\n1," + b"a" * (21 * MEGABYTE),
    "quote.csv": lambda: b'id,text\n1,"' + b"a\n" * (11 * MEGABYTE),
    "columns.csv": lambda: b"a," * 300_000 + b"\n" + b"1," * 300_000,
    "no-columns.csv": lambda: b"\xff\xd8\xff\xe0\n\x01\x02\x03",
    "bomb.xlsx": lambda: zip_bomb("xl/worksheets/sheet1.xml", 500, b"<worksheet>"),
    "no-book.xlsx": lambda: zipped(("xl/a.xml", b"<a/>")),
    "text.xlsx": lambda: _ARABIC.encode() * 50,
    "truncated.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "picture.pdf": lambda: _PICTURE,
    "truncated.pdf": lambda: pdf(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")[:60],
    "loop.pdf": lambda: pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "no-pages.pdf": lambda: pdf(b"<</Type/Catalog>>"),
    "bomb.pdf": pdf_bomb,
    "encrypted.pdf": lambda: pdf(
        _CATALOG,
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O<" + b"a1" * 32 + b">/U<" + b"b2" * 32 + b">>>",
        extra=b"/Encrypt 3 0 R/ID[<aa><aa>]",
    ),
    "circle.pdf": lambda: pdf(_CATALOG, b"<</Type/Pages/Kids[]/Count 0>>", extra=b"/Prev 9"),
    "deep.rtf": lambda: b"{\\rtf1" + b"{" * 200_000,
    "binary.rtf": lambda: b"{\\rtf1{\\pict\\bin999999999999 a}",
    "no-container.epub": lambda: zipped(("mimetype", b"application/epub+zip")),
    "circle.epub": lambda: epub(b'<container><rootfile full-path="META-INF/container.xml"/></container>'),
    "bomb.epub": lambda: zip_bomb("META-INF/container.xml", 500, b"<a>"),
    "encrypted.epub": lambda: epub(_CONTAINER, ("META-INF/encryption.xml", b"<a><EncryptedKey/></a>")),
    "traversal.tar": lambda: tarred(tar_member("../../a.txt"), data=b"a", packed="w"),
    "linked.tar.gz": lambda: tarred(
        tar_member("a.txt", tarfile.SYMTYPE, "/etc/passwd"),
        tar_member("b.txt", tarfile.LNKTYPE, "/etc/passwd"),
        tar_member("c.txt", tarfile.CHRTYPE),
    ),
    "truncated.tar.gz": lambda: tarred(tar_member("a.txt"), data=_PICTURE * 9)[:200],
    "bomb.html.gz": lambda: gzip_bomb(1_000),
    "empty.mARkdown": lambda: b"######OpenITI#\n#META#Header#End#\n",
    "old.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}  # fmt: skip


def write(folder: Path, names: list[str] | None = None) -> list[Path]:
    """The files in a folder."""
    paths = []
    for name in names or FILES:
        path = folder / name
        path.write_bytes(FILES[name]())
        paths.append(path)
    return paths
