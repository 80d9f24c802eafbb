"""What the reader of an answer is told about how the query was read: a fact, its cure, and the place."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.model.limits import Limits
from search.model.results import Notice


@dataclass(slots=True)
class Report:
    """Collects what was left out and what is to be said, each sentence once."""

    limits: Limits
    dropped: list[str] = field(default_factory=list)
    notices: dict[str, Notice] = field(default_factory=dict)

    def say(self, code: str, position: int | None = None, text: str = "") -> None:
        """Adds a notice; `position` is the place in the query string that it is about, `text` what stands there."""
        said = notice(code, self.limits, position, text)
        self.notices.setdefault(said.en, said)


def notice(code: str, limits: Limits, position: int | None = None, text: str = "") -> Notice:
    """The notice of a code, with the limits it names and what stands at its place.

    >>> notice("unknown-field", Limits(), 0, "كاتب").en
    'There is no field كاتب; it was read as words. Fields: title text source category date root.'
    """
    english, arabic = map(limits.fill, NOTICES[code])
    return Notice(code, english.replace("{}", text), arabic.replace("{}", text), position)


NOTICES = {
    "unbalanced": (
        "A parenthesis or | has nothing to close or join; it was left out.",
        "قوس أو علامة | بلا مقابل؛ أُهملت.",
    ),
    "unclosed-quote": (
        "The phrase has no closing quote; it was read up to the end.",
        "العبارة بلا علامة إغلاق؛ قُرئت إلى آخر النص.",
    ),
    "nesting": (
        "Parentheses go {nesting} deep at most; deeper ones were left out.",
        "الأقواس المتداخلة {nesting} على الأكثر؛ أُهمل ما زاد منها.",
    ),
    "operator": (
        "An operator stands where a word was expected; it was left out.",
        "معامل في غير موضعه؛ أُهمل.",
    ),
    "word-operator": (
        "«{}» was read as a word. To leave a word out write -word, for nearness word قرب/5 word.",
        "قُرئت «{}» كلمةً من النص. لاستبعاد كلمة اكتب -كلمة، وللتقارب اكتب: كلمة قرب/5 كلمة.",
    ),
    "wildcard": (
        "* works only at the end of a word outside quotes, ? not at all; here it was left out.",
        "النجمة * تعمل في آخر كلمة خارج علامات التنصيص فقط، و? لا تعمل؛ أُهملت هنا.",
    ),
    "short-prefix": (
        "A prefix needs {prefix_letters} letters; it was read as a word.",
        "البادئة قبل * تحتاج حرفين على الأقل؛ قُرئت كلمةً.",
    ),
    "fuzzy": (
        "~ works only at the end of one word; here it was left out.",
        "العلامة ~ تعمل في آخر كلمة واحدة فقط؛ أُهملت هنا.",
    ),
    "short-fuzzy": (
        "«{}» is too short to be searched with other letters (4 at least); it was read as a word.",
        "الكلمة «{}» أقصر من أن يُبحث عن قريب منها (4 حروف على الأقل)؛ قُرئت كلمةً.",
    ),
    "fuzzy-edits": (
        "A word may differ by 1 letter when it has 4 to 6, by 2 from 7 on; that was used.",
        "يُسمح بحرف واحد مختلف في كلمة من 4 إلى 6 حروف، وبحرفين من 7 فأكثر؛ استُعمل ذلك.",
    ),
    "many-fuzzy": (
        "Only the first {fuzzy_words} words with ~ were searched with other letters.",
        "استُعملت العلامة ~ في أول {fuzzy_words} كلمات فقط.",
    ),
    "near-operand": (
        "NEAR joins words, phrases and (a | b); here its two sides were read side by side.",
        "معامل القرب يربط بين كلمات وعبارات و(أ | ب)؛ قُرئ طرفاه هنا متجاورين فقط.",
    ),
    "near-distance": (
        "A distance is 1 to {near_words} words; the nearest allowed was used.",
        "المسافة من 1 إلى {near_words} كلمة؛ استُعمل أقرب عدد مسموح.",
    ),
    "exact": (
        "= goes before a word or a phrase; here it was left out.",
        "العلامة = تسبق كلمة أو عبارة؛ أُهملت هنا.",
    ),
    "unknown-field": (
        "There is no field {}; it was read as words. Fields: title text source category date root.",
        "لا يوجد حقل باسم «{}»؛ قُرئ كلماتٍ. الحقول: عنوان نص مصدر تصنيف تاريخ جذر.",
    ),
    "field-space": (
        "{} with a space behind it was read as a word; a field goes on at once, as title:بوتين.",
        "قُرئت «{}» كلمةً لأن بعدها فراغًا؛ الحقل يتصل بما بعده: عنوان:بوتين.",
    ),
    "field-sign": (
        "{} before the value of a field was left out; it goes before the name: -source:تاس.",
        "أُهملت {} قبل قيمة الحقل؛ مكانها قبل اسمه: -مصدر:تاس.",
    ),
    "empty-field": (
        "A field has no value here; it was left out.",
        "حقل بلا قيمة؛ أُهمل.",
    ),
    "date": (
        "«{}» is not understood as a date and was left out; write 2024, 2024-06, 2023..2024 or رمضان 1445.",
        "لم يُفهم «{}» تاريخًا فأُهمل؛ اكتب 2024 أو 2024-06 أو 2023..2024 أو رمضان 1445.",
    ),
    "hijri-range": (
        "«{}» was left out: Hijri dates are known from 1343 to 1500; write the Gregorian one (1400م).",
        "أُهمل «{}»: التواريخ الهجرية المعروفة من 1343 إلى 1500؛ اكتب التاريخ الميلادي (1400م).",
    ),
    "date-order": (
        "The range {} ends before it begins; its ends were exchanged.",
        "المدى {} ينتهي قبل أن يبدأ؛ بُدّل طرفاه.",
    ),
    "no-root": (
        "The root of «{}» is not known; it was read as a word.",
        "جذر «{}» غير معروف؛ قُرئت كلمةً.",
    ),
    "no-value": (
        "The index has no source or category «{}»; see the names beside the results.",
        "لا مصدر ولا تصنيف باسم «{}» في الفهرس؛ انظر الأسماء بجانب النتائج.",
    ),
    "checked": (
        "The text of so many documents had to be read that only the best {checked} or fewer were; "
        "narrow the query for the rest.",
        "يتطلب هذا البحث قراءة نصوص كثيرة؛ قُرئ أوثقها صلة ({checked} على الأكثر)، فضيّق البحث لما سواها.",
    ),
    "passage": (  # filled in by `passage`
        "A text of {} words was searched by its most telling words, without operators: {}.",
        "بُحث عن نص من {} كلمة بأدلّ كلماته، من غير معاملات: {}.",
    ),
    "too-many-words": (
        "Only the first {query_words} words were used.",
        "استُعملت أول {query_words} كلمة فقط.",
    ),
    "only-excluded": (
        "Every word is excluded; add a word to look for.",
        "كل الكلمات مستبعدة؛ أضف كلمة للبحث عنها.",
    ),
    "no-words": (
        "The query holds no letters or digits; type a word.",
        "لا حروف ولا أرقام في الاستعلام؛ اكتب كلمة.",
    ),
    "relaxed": (
        "No document has all these words; documents with some of them are shown.",
        "لا توجد وثيقة فيها كل هذه الكلمات؛ عُرضت وثائق فيها بعضها.",
    ),
    "expansions": (
        "The prefix stands for very many words; the {expansions} most frequent were used.",
        "البادئة تشمل كلمات كثيرة جدًا؛ استُعملت {expansions} كلمة هي الأكثر ورودًا.",
    ),
    "clauses": (
        "The query grew too large; its last words were left out.",
        "كبُر الاستعلام أكثر مما ينبغي؛ أُهملت آخر كلماته.",
    ),
}
