"""The help page: what may be typed, each way with an example that is tried on this index."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.request import LEVELS, SearchRequest
from web import filters
from web.pages import total

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
        "العبارات",
        (
            Example("الكلمات متتالية كما كُتبت؛ وتصلح « » و“ ” أيضًا", '"كوريا الشمالية"'),
            Example("الكلمة في العنوان وحده", "عنوان:بوتين"),
        ),
    ),
    (
        "الجمع والاستبعاد",
        (
            Example("وثائق ليست فيها الكلمة التي بعد علامة الطرح", "روسيا -الصين"),
            Example("كلمة لا بد منها في كل حال", "اتفاقية +روسيا"),
            Example("إحدى الكلمتين أو كلتاهما", "(روسيا | الصين) رئيس"),
        ),
    ),
    (
        "أجزاء الكلمات",
        (Example("كل كلمة تبدأ بهذه الحروف", "كور*"),),
    ),
    (
        "التدقيق في المطابقة",
        (
            Example("كل كلمات الجذر", "درس", "root"),
            Example("الكلمة كما كُتبت، لا صيغها الأخرى", "رئيس", "exact"),
            Example("الكلمة بحركاتها", "قُوَّة", "vocalised"),
        ),
    ),
)


@blueprint.get("/help")
def show() -> str:
    """The page; each example says how many documents it finds here."""
    tried = [(name, [_try(example) for example in group if example.level in LEVELS]) for name, group in EXAMPLES]
    return render_template("help.html", groups=[(name, rows) for name, rows in tried if rows])


def _try(example: Example) -> tuple[Example, str, int]:
    asked = SearchRequest(example.q, level=example.level)
    return example, filters.link(asked), total(asked)
