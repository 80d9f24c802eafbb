"""hOCR and ALTO: order of reading, confidence, and scanned PDF."""

from __future__ import annotations

from pathlib import Path

from search.sources.source import Task
from tests.sources.hostile_files import pdf
from tests.sources.reading import read_all, read_one, reasons


def hocr(*pages: str) -> str:
    bodies = "".join(
        f"<div class='ocr_page' title='image \"a\"; ppageno {number}'>{page}</div>" for number, page in enumerate(pages)
    )
    return (
        f"<!DOCTYPE html><html><head><meta name='ocr-system' content='tesseract'/></head><body>{bodies}</body></html>"
    )


def line(*words: tuple[str, int, int]) -> str:
    spans = " ".join(
        f"<span class='ocrx_word' title='bbox {left} 0 9 9; x_wconf {sure}'><b>{word}</b></span>"
        for word, left, sure in words
    )
    return f"<span class='ocr_line'>{spans}</span>"


def paragraph(*lines: str) -> str:
    return f"<p class='ocr_par'>{''.join(lines)}</p>"


def test_lines_of_a_paragraph_are_one_and_the_confidence_is_kept(tmp_path: Path) -> None:
    first = paragraph(line(("قال", 90, 95), ("الوزير", 40, 85)), line(("ثم", 90, 90), ("مضى", 10, 90)))
    document = read_one(
        tmp_path / "a.hocr", hocr(first + paragraph(line(("نهاية", 90, 90))), paragraph(line(("صفحة", 9, 90))))
    )
    assert [(part.page, part.text) for part in document.parts] == [("1", "قال الوزير ثم مضى\nنهاية"), ("2", "صفحة")]
    assert document.value("confidence") == "90"
    assert document.value("quality") is None


def test_words_that_come_from_left_to_right_are_turned_round(tmp_path: Path) -> None:
    document = read_one(
        tmp_path / "a.html", hocr(paragraph(line(("الوزير", 10, 50), ("قال", 60, 50), ("لقد", 90, 50))))
    )
    assert document.text == "لقد قال الوزير"
    assert document.value("quality") == "low"


def test_blocks_of_alto_come_in_the_order_that_it_states(tmp_path: Path) -> None:
    def block(id: str, *words: str) -> str:
        strings = "".join(
            f'<String CONTENT="{word}" WC="0.9" HPOS="{900 - 9 * n}"/><SP/>' for n, word in enumerate(words)
        )
        return f'<TextBlock ID="{id}"><TextLine>{strings}</TextLine></TextBlock>'

    order = '<ReadingOrder><OrderedGroup><ElementRef REF="b"/><ElementRef REF="a"/></OrderedGroup></ReadingOrder>'
    blocks = block("a", "ثم", "مضى") + block("b", "قال", "الوزير")
    pages = f'<Page PHYSICAL_IMG_NR="3"><PrintSpace>{blocks}</PrintSpace></Page>'
    alto = f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">{order}<Layout>{pages}</Layout></alto>'
    document = read_one(tmp_path / "a.xml", alto)
    assert document.text == "قال الوزير\nثم مضى"
    assert document.value("confidence") == "90"


SCAN = pdf(
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
    b"<</Length 5>>stream\n/I Do\nendstream",
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>"
    b"stream\n\0\nendstream",
)


def test_a_scanned_pdf_needs_ocr_and_the_file_beside_it_is_read_instead(tmp_path: Path) -> None:
    assert Task().most_bytes > len(SCAN)
    (tmp_path / "a.pdf").write_bytes(SCAN)
    documents, rejects = read_all(tmp_path)
    assert (documents, reasons(rejects)) == ([], ["needs-ocr"])
    assert "tesseract" in rejects[0].cure.text("en")
    (tmp_path / "a.hocr").write_text(hocr(paragraph(line(("قال", 90, 95)))), encoding="utf-8")
    documents, rejects = read_all(tmp_path)
    assert [document.id for document in documents] == ["a.hocr"]
    assert [(reject.reason.code, reject.warning) for reject in rejects] == [("reject.has-ocr", True)]
