"""The fields a query can name, in Arabic and English."""

from __future__ import annotations

TITLE, TEXT, SOURCE, CATEGORY, DATE, ROOT = "title", "text", "source", "category", "date", "root"
_NAMES = {
    TITLE: "عنوان",
    TEXT: "نص",
    SOURCE: "مصدر",
    CATEGORY: "تصنيف",
    DATE: "تاريخ",
    ROOT: "جذر",
}
# name -> field; with the article too
FIELDS = {name: field for field, arabic in _NAMES.items() for name in (field, arabic, f"ال{arabic}")}
TAGS = (SOURCE, CATEGORY)
