"""Fragments and marks on the text as it was written."""

from __future__ import annotations

import html
import re
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.native import native
from search.analysis.tokenizer import find_words
from search.answering.highlighter import Highlighter
from search.answering.snippets import best_place, best_snippets, character_kinds, count_places, marked
from search.answering.text_words import Mark, marks_by_part
from search.engines.clauses import Verified
from search.model.display import CONTROLS, displayable
from search.model.document import Document, Part
from search.model.results import Snippet
from search.query.parser import parse
from search.query.rewrite import rewrite


def marker(query: str, text: str = "text") -> Highlighter:
    found = rewrite(parse(query).tree, "lemma", lambda *_: [("كوريا", 1), ("كوري", 1)])
    return Highlighter(found.marked("auto"), text)


def snippets(query: str, text: str) -> tuple[Snippet, ...]:
    return best_snippets(text, marker(query).find(text), 3, 240)


def marked_words(query: str, text: str) -> list[str]:
    whole = marked(text, marker(query).find(text))
    return [whole.text[start:end] for start, end in whole.marks]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("مكتبة", "زرت المكتبة والمكتبة وللمكتبات.", ["المكتبة", "والمكتبة", "وللمكتبات"]),
        ("الشراكة", "وقّعوا الشَّراكةَ أمس", ["الشَّراكةَ"]),
        ("مكتبة", "وَالْمَكْتَبَةُ الكَبِيرَةُ", ["وَالْمَكْتَبَةُ"]),
        ("الكوري", "كلمات: الکوری الشمالی", ["الکوری"]),
        ("1961", "عام ١٩٦١", ["١٩٦١"]),
        ("«كوريا الشمالية»", "كوريا الجنوبية وكوريا الشمالية وكوريا", ["وكوريا", "الشمالية"]),
        ("كور*", "كوريا والكوري كوري", ["كوريا", "كوري"]),
        ("روسيا -الصين", "روسيا والصين", ["روسيا"]),
        ("title:روسيا", "روسيا", []),
        ("محمد", "محمد ﷺ", ["محمد"]),
        ("«صلى الله عليه وسلم»", "النبي ﷺ قال", ["ﷺ"]),
        ("putin", "فلاديمير (Putin) PUTIN", ["Putin", "PUTIN"]),
        ("«يا أيها الذين»", "يَـٰٓأَيُّهَا ٱلَّذِينَ ءَامَنُوا۟", ["يَـٰٓأَيُّهَا", "ٱلَّذِينَ"]),
        ("«يا قوم لا»", "يَـٰقَوْمِ لَآ أَسْـَٔلُكُمْ", ["يَـٰقَوْمِ", "لَآ"]),
        ("«يا رب العالمين»", "دعا: يارب العالمين", ["يارب", "العالمين"]),
        ("«على الطريق»", "كان عالطريق", ["عالطريق"]),
        ("«رحمت ربك»", "ذِكْرُ رَحْمَتِ رَبِّكَ", ["رَحْمَتِ", "رَبِّكَ"]),
        ("«يأيها الذين»", "يا أيها الذين ويأيها الذين", ["يا", "أيها", "الذين", "ويأيها", "الذين"]),
    ],
)
def test_whole_words_are_marked_as_written(query: str, text: str, words: list[str]) -> None:
    assert marked_words(query, text) == words


def test_a_snippet_is_escaped_and_mark_is_its_only_tag() -> None:
    (snippet,) = snippets("بوتين", 'قال <b>بوتين</b> & "نعم"')
    assert snippet.html == "قال &lt;b&gt;<mark>بوتين</mark>&lt;/b&gt; &amp; &quot;نعم&quot;"
    assert snippet.text == 'قال <b>بوتين</b> & "نعم"'
    assert snippet.marks == ((7, 12),)


def test_a_fragment_inside_a_paragraph_has_ellipses() -> None:
    (snippet,) = snippets("الهدف", "كلمة " * 60 + "الهدف " + "كلمة " * 60 + "آخر")
    assert snippet.text.startswith("… كلمة")
    assert snippet.text.endswith("كلمة …")
    assert len(snippet.text) <= 244


def test_a_fragment_begins_with_its_sentence_where_it_can() -> None:
    text = "جملة أولى طويلة فيها كلمات كثيرة. وهنا الهدف المطلوب. " + "حشو " * 100
    assert snippets("الهدف", text)[0].text.startswith("… وهنا الهدف المطلوب.")


def test_the_first_fragments_show_every_query_word_once() -> None:
    text = "بوتين هنا.\n" + "حشو طويل " * 60 + "\nوهنا موسكو وحدها في السطر.\n" + "حشو آخر " * 60 + "\nبوتين."
    found = snippets("بوتين موسكو", text)
    assert [[s.text[a:b] for a, b in s.marks] for s in found] == [["بوتين"], ["موسكو"]]


def test_the_fragment_with_more_of_the_words_wins() -> None:
    text = "بوتين في البداية.\nبوتين زار موسكو أمس في زيارة رسمية.\nموسكو."
    (snippet,) = snippets("بوتين موسكو", text)
    assert snippet.text == "بوتين زار موسكو أمس في زيارة رسمية."


def test_prose_wins_over_a_list_of_links() -> None:
    text = "بوتين: خبر قصير\nبوتين: خبر قصير\n" + "أعلن بوتين اليوم عن خطة جديدة تشمل عدة مدن في أنحاء البلاد كلها."
    assert snippets("بوتين", text)[0].text.startswith("أعلن بوتين")


def test_without_a_mark_the_beginning_is_shown() -> None:
    (snippet,) = snippets("غائب", "\n\nأول السطر " + "كلمة " * 100)
    assert snippet.text.startswith("أول السطر")
    assert snippet.text.endswith(" …")
    assert snippet.marks == ()
    assert snippets("غائب", "") == ()


def test_invisible_controls_are_not_shown_and_marks_stay_right() -> None:
    (snippet,) = snippets("بوتين", "قال\u202e بو\u200eتين\u202c غدا")
    assert snippet.text == "قال بوتين غدا"
    assert snippet.marks == ((4, 9),)


@pytest.mark.parametrize("control", ["\0", "\v", "\f", "\r", "\x1f", "\x85", "\x93", "\ufffa", "\ud800"])
def test_words_parted_by_a_control_alone_are_shown_apart(control: str) -> None:
    (snippet,) = snippets("بوتين", f"قال{control}بوتين{control}غدا")
    assert (snippet.text, snippet.marks) == ("قال بوتين غدا", ((4, 9),))


def test_what_is_shown_of_a_text_has_its_words() -> None:
    for control in {*re.findall(f"[{CONTROLS}]", "".join(map(chr, range(sys.maxunicode + 1))))} - {"\u200b"}:
        text = f"كتاب{control}مدرسة"
        assert len(find_words(displayable(text))) == len(find_words(text)), ascii(control)
    assert displayable("كتاب\r\nمدرسة") == "كتاب\nمدرسة"
    assert displayable("العراق\u200bية") == "العراقية"
    assert [found.text for found in snippets("كتاب", "كتاب\r\nمدرسة\r\n")] == ["كتاب"]


@pytest.mark.parametrize("gap", [" ", "\n", ". "])
def test_a_long_text_of_matching_words_takes_no_more_than_linear_work(gap: str) -> None:
    """Every word of 100,000 characters matches; what was quadratic here took 40 seconds."""
    text = gap.join(["في من على إلى عن"] * 6_000)
    found = snippets("في من على إلى عن", text)
    assert 1 <= len(found) <= 3
    assert len(found[0].marks) > 4


def test_a_very_long_word_does_not_make_a_long_snippet() -> None:
    (snippet,) = snippets("بوتين", "ا" * 5000 + " بوتين " + "ا" * 5000)
    assert len(snippet.text) <= 244


TEXTS = st.text(
    st.sampled_from('بوتين كوريا والشمالية .؟\n<>&"\u064e\u0651\u200c\u202e\u200fـabc1٢ﷺ ') | st.characters()
)


@given(TEXTS, st.sampled_from(["بوتين", "«كوريا الشمالية»", "ي*", "a", "صلى"]))
def test_snippets_hold_their_promises(text: str, query: str) -> None:
    marks = marker(query).find(text)
    for snippet in (*best_snippets(text, marks, 3, 240), marked(text, marks)):
        assert html.unescape(re.sub("</?mark>", "", snippet.html)) == snippet.text
        assert [snippet.text[a:b] for a, b in snippet.marks] == [
            html.unescape(word) for word in re.findall("<mark>(.*?)</mark>", snippet.html, re.DOTALL)
        ]
        for (_, end), (start, _) in zip(snippet.marks, snippet.marks[1:], strict=False):
            assert end <= start
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", snippet.text)


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(["بوتين", "ي*", "a"]))
def test_marks_of_a_text_in_parts_lie_inside_their_parts(texts: list[str], query: str) -> None:
    document = Document("1", parts=tuple(Part("", text) for text in texts))
    marks = marker(query).find(document.text)
    by_part = marks_by_part(document, marks)
    told = [text[start:end] for text, held in zip(texts, by_part, strict=True) for start, end, _ in held]
    assert told == [document.text[mark.start : mark.end] for mark in marks]


@given(TEXTS, st.sampled_from(["بوتين", "«كوريا الشمالية»", "ي*", "a"]))
def test_the_best_place_is_one_of_those_of_its_text(text: str, query: str) -> None:
    marks = marker(query).find(text)
    snippet, number = best_place(text, marks, 240)
    assert 1 <= number <= max(1, count_places(text, marks))
    assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)
    assert bool(snippet.marks) == bool(marks)


def test_words_side_by_side_are_one_place() -> None:
    text = "كوريا الشمالية وكوريا، الشمالية"
    assert count_places(text, marker("كوريا الشمالية").find(text)) == 2


@given(TEXTS)
def test_no_mark_ends_inside_a_word(text: str) -> None:
    """A tag between two joined Arabic letters takes them apart in WebKit."""
    letter = re.compile("[\u0620-\u064a\u064b-\u0652\u0670-\u06d3]")
    whole = marked(text, marker("بوتين كوريا").find(text))
    for start, end in whole.marks:
        assert not (start and letter.match(whole.text[start - 1]) and letter.match(whole.text[start]))
        assert not (end < len(whole.text) and letter.match(whole.text[end]) and letter.match(whole.text[end - 1]))


@pytest.mark.parametrize(
    ("text", "query", "marks"),
    [
        ("re\u0301sume\u0301 كتاب", "résumé NEAR/3 كتاب", ["re\u0301sume\u0301", "كتاب"]),
        ("re\u0301sume\u0301 كتاب", "sum NEAR/3 كتاب", []),
        ("و\u0611\u0652\u0651\u064e المكتبة كتاب", "المكتبة NEAR/3 كتاب", ["المكتبة", "كتاب"]),
        ("سنة 19.06.2024 كتاب", "06 NEAR/3 كتاب", ["06", "كتاب"]),
    ],
)
def test_words_near_one_another_are_those_of_the_text_however_they_are_written(
    text: str, query: str, marks: list[str]
) -> None:
    found = [text[mark.start : mark.end] for mark in near(query, text)]
    assert len(found) == len(marks)
    assert all(word.endswith(mark) for word, mark in zip(found, marks, strict=True))


@given(TEXTS, st.sampled_from(["بوتين NEAR/3 كوريا", "a قرب/9 كوريا", '="بوتين"', "1 NEAR/9 ي"]))
def test_any_text_can_be_looked_at_for_conditions(text: str, query: str) -> None:
    for mark in near(query, text):
        assert text[mark.start : mark.end].strip()


def near(query: str, text: str) -> list[Mark]:
    """The marks of a query whose conditions every document is taken to meet."""
    found = rewrite(
        parse(query).tree, "lemma", lambda *_: [], lambda _, asked, name, __: (Verified((), asked, name), "")
    )
    return Highlighter(found.marked("auto"), "text", 1).find(text)


def test_a_marked_word_longer_than_a_fragment_is_none_of_its_words() -> None:
    long = "ك" * 70
    text = f"و {long} بوتين كوريا بوتين كوريا"
    marks = [Mark(2, 72, "ك"), Mark(73, 78, "بوتين"), Mark(79, 84, "كوريا")]
    assert [snippet.text for snippet in best_snippets(text, marks, 1, 40)] == ["… بوتين كوريا بوتين كوريا"]


PIECES = st.sampled_from(
    ("بوتين", "سين", "و", "a", "<b>", "&", "ك" * 70, "م\u064e\u064e", "م" + "\u064e" * 9, "x\u202e", "😀", "\ud800")
)
BETWEEN = st.sampled_from([" "] * 6 + [". ", "؟ ", "\n", "…   ", ".      ", "\u00a0", "\n\n", "!\t", ""])


@pytest.mark.skipif(not native, reason="compiled code only")
@given(
    st.lists(st.tuples(PIECES, BETWEEN, st.sampled_from(["", "", "", *"ابتث"])), max_size=80),
    st.integers(0, 20),
    st.integers(1, 4),
    st.sampled_from([40, 60, 240]),
)
def test_compiled_snippets_are_those_of_python(
    pieces: list[tuple[str, str, str]], before: int, count: int, characters: int
) -> None:
    text, marks, begin = "", [], 0
    for number, (word, between, term) in enumerate(pieces):
        begin = len(text) if number == before else begin
        if term:
            marks.append(Mark(len(text), len(text) + len(word), term))
        text += word + between
    compiled = [*best_snippets(text, marks, count, characters, begin), marked(text, marks)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.answering.snippets.native", None)
        assert [*best_snippets(text, marks, count, characters, begin), marked(text, marks)] == compiled


@pytest.mark.skipif(not native, reason="compiled code only")
def test_python_tells_of_more_terms_than_the_compiled_code_counts() -> None:
    words = [f"كلمة{number}" for number in range(65)]
    text = " ".join(words)
    marks = [Mark(text.index(word), text.index(word) + len(word), word) for word in words]
    for some in (marks[:64], marks):
        compiled = native.best_fragments(text, some, 0, (3, 240, 60, 3, 1000, 120), character_kinds())
        assert (compiled is None) == (some == marks)
    assert best_snippets(text, marks, 3, 240)[0].marks


@pytest.mark.skipif(not native, reason="compiled code only")
@pytest.mark.parametrize("mark", [(3, 2, "a"), (1, 9, "a"), (1, 2), ("a", 2, "a"), (0, 4, "a")])
def test_compiled_snippets_refuse_what_is_no_mark_of_the_text(mark: Any) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        native.best_fragments("كتاب", [(1, 2, "a"), mark], 0, (3, 240, 60, 3, 1000, 120), character_kinds())
