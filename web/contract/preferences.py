"""What a reader may choose of how the page is shown, and the values that there are."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Preferences:
    """The chosen values; the keys of `CHOICES` are its fields."""

    numerals: str = "latn"
    calendar: str = "gregorian"
    theme: str = "auto"
    instant: str = "on"
    keys: str = "on"
    marks: str = "shown"
    size: str = "3"

    def with_choices(self, chosen: dict[str, str]) -> Preferences:
        """The same with what `chosen` changes; what is unknown in it is passed over.

        >>> Preferences().with_choices({"theme": "dark", "size": "99"}).theme
        'dark'
        """
        known = {name: value for name, value in chosen.items() if value in CHOICES.get(name, ("", {}))[1]}
        return replace(self, **known)


# Setting -> its name for the reader, and its values.
CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "numerals": ("الأرقام", {"latn": "123", "arab": "١٢٣"}),
    "calendar": ("التاريخ", {"gregorian": "ميلادي", "both": "ميلادي وهجري"}),
    "theme": ("الألوان", {"auto": "كما في جهازك", "light": "فاتحة", "dark": "داكنة"}),
    "size": (
        "حجم خط القراءة",
        {"1": "صغير جدًّا", "2": "صغير", "3": "متوسط", "4": "كبير", "5": "كبير جدًّا"},
    ),
    "marks": ("التشكيل في صفحة القراءة", {"shown": "ظاهر", "hidden": "مخفي"}),
    "instant": ("النتائج في أثناء الكتابة", {"on": "تظهر", "off": "بعد الضغط على «ابحث»"}),
    "keys": ("اختصارات لوحة المفاتيح", {"on": "تعمل", "off": "متوقفة"}),
}
