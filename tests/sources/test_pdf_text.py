"""The words of PDF, mended where the lexicon says how; its lines put together."""

from __future__ import annotations

import pytest

from search.sources.pdf_lines import paragraphs
from search.sources.pdf_mending import mend


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("ﺍﻟﻌﻠﻢ ﻧﻮﺭ", "العلم نور"),
        ("اإلسالم", "الإسلام"),
        ("األمم المتحدة", "الأمم المتحدة"),
        ("السالم عليكم", "السالم عليكم"),  # a word; which of two is meant no letter tells
        ("\u202bالعلم\u202c", "العلم"),
        ("العلم\nًٌٍَُِّ\nنور", "العلم\nنور"),
        ("Putin 2024", "Putin 2024"),
    ],
)
def test_words_are_mended(read: str, written: str) -> None:
    assert mend([read]).pages == [written]


def test_letters_in_the_place_of_a_mark_are_taken_out_and_lost_ones_put_back() -> None:
    read = "حَكإِيمٌ لإِبَنإِيهإِ مإِنْ لإِسَانإِهإِ الْعإِلْمَ صإِغَارًا كإِبَارًا زإِينَةٌ َسَاءَ إِنَّ"
    mended = mend([read])
    assert mended.clusters[0] == "إِ"
    assert mended.pages[0].split()[:6] == ["حَكِيمٌ", "لِبَنِيهِ", "مِنْ", "لِسَانِهِ", "الْعِلْمَ", "صِغَارًا"]
    assert mended.pages[0].split()[-2:] == ["أَسَاءَ", "إِنَّ"]


def test_a_text_as_it_is_written_is_left() -> None:
    text = "إِنَّ الْعِلْمَ نُورٌ، وَالْإِسْلَامُ دِينٌ. قال الرئيس إن الآمال كبيرة في لاوس والألب وباريس."
    assert mend([text]) == ([text], [])


def test_lines_are_joined_to_where_a_sentence_or_a_short_line_ends() -> None:
    page = "باب الصلاة\nقال الشيخ في أول الكتاب إن العلم\nنور يهدي به الله من يشاء من عباده.\n"
    page += "ثم قال في آخره إن العمل ثمرة العلم\nوتمامه"
    assert paragraphs(page) == (
        "باب الصلاة\nقال الشيخ في أول الكتاب إن العلم نور يهدي به الله من يشاء من عباده.\n"
        "ثم قال في آخره إن العمل ثمرة العلم وتمامه"
    )
