"""The help page: what may be typed, each way with an example that is tried on this index."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.model.request import SearchRequest
from web.pages import filters
from web.service.current_index import index

blueprint = Blueprint("help", __name__)


@dataclass(frozen=True, slots=True)
class Example:
    """One way to ask: what it finds, and a query that shows it."""

    finds: str
    q: str
    level: str = "lemma"


EXAMPLES: tuple[tuple[str, tuple[Example, ...]], ...] = (
    (
        "الكلمات",
        (
            Example("الكلمة بكل صيغها، بالتشكيل ومن دونه: رئيس، والرئيس، الرؤساء", "رئيس"),
            Example("الكلمتان معًا؛ فإن لم تجتمعا في وثيقة عُرض ما فيه إحداهما", "كوريا الشمالية"),
            Example("سؤال كامل: الوثائق التي تجمع أكثر كلماته وأندرها أولًا", "متى زار بوتين كوريا الشمالية"),
        ),
    ),
    (
        "العبارات والتقارب",
        (
            Example("الكلمات متتالية؛ وتصلح « » و“ ” أيضًا", '"كوريا الشمالية"'),
            Example("الكلمتان لا يفصل بينهما أكثر من خمس كلمات، بأي ترتيب", "بوتين قرب/5 كيم"),
        ),
    ),
    (
        "الجمع والاستبعاد",
        (
            Example("وثائق ليست فيها الكلمة التي بعد علامة الطرح", "روسيا -الصين"),
            Example("كلمة لا بد منها في كل حال", "اتفاقية +روسيا"),
            Example("إحدى الكلمتين أو كلتاهما، والعلامة | مثل أو", "(روسيا أو الصين) رئيس"),
            Example("عبارة من دون أخرى", '"كوريا الشمالية" بدون "كوريا الجنوبية"'),
        ),
    ),
    (
        "أجزاء الكلمات وما يقاربها",
        (
            Example("كل كلمة تبدأ بهذه الحروف", "كور*"),
            Example("ما يختلف عن الكلمة بحرف أو حرفين", "بوتيم~"),
        ),
    ),
    (
        "مطابقة الكلمة، من أوسعها إلى أضيقها",
        (
            Example("كل كلمات الجذر", "جذر:رأس"),
            Example("الكلمة كما كُتبت، لا صيغها الأخرى", "=رئيس"),
            Example("الكلمة بحروفها نفسها، الهمزة همزة", '="إن"'),
            Example("الكلمة بحركاتها: أنّ لا أنْ", "أنّ", "vocalised"),
        ),
    ),
    (
        "الحقول والتواريخ",
        (
            Example("الكلمة في العنوان وحده، و«نص:» في النص وحده؛ ومثلهما «مصدر:» و«تصنيف:»", "عنوان:بوتين"),
            Example("سنة أو شهر أو يوم، بأسماء الشهور كلها", "بوتين تاريخ:حزيران 2024"),
            Example("مدة من الزمن", "بوتين تاريخ:من 2023 إلى 2024"),
            Example("تاريخ هجري", "بوتين تاريخ:1445"),
        ),
    ),
)


@blueprint.get("/help")
def show() -> str:
    """The page; each example says how many documents it finds here."""
    groups = [(name, [_try(example) for example in group]) for name, group in EXAMPLES]
    return render_template("help.html", groups=groups)


def _try(example: Example) -> tuple[Example, str, int]:
    asked = SearchRequest(example.q, level=example.level)
    return example, filters.link(asked), index().total(asked)
