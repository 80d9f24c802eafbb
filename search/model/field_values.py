"""The values of a field: how they are read, shown and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date as Date
from decimal import Decimal, InvalidOperation
from math import inf
from typing import Any
from urllib.parse import urlsplit

from search.model.reject import UnfitError
from search.model.schema import DATE, NUMBER, TAG, TEXT, Field, Schema

MOST_VALUES = 100  # of a field in one document
LONGEST_TAG = 512  # characters
LARGEST_NUMBER = 9_000_000_000_000  # in millionths it fits 64 bits
_MILLION = 1_000_000


def read_values(field: Field, given: Any) -> tuple[str, ...]:
    """The values that a source gives a field, as they are stored; nothing for null, NaN and empty text.

    Raises `UnfitError`.

    >>> read_values(Field("tags", TAG, "", "", many=True), ["قمة ", "", "قمة", 2024, 2024.0, float("nan")])
    ('قمة', '2024')
    """
    if isinstance(given, list) and not field.many:
        raise UnfitError("one-value", field=field.name)
    if not isinstance(given, list):
        return (value,) if (value := _read_value(field, given)) else ()
    values = tuple(dict.fromkeys(value for one in given if (value := _read_value(field, one))))
    if len(values) > MOST_VALUES:
        raise UnfitError("many-values", field=field.name, most=MOST_VALUES)
    return values


def _read_value(field: Field, given: Any) -> str | None:
    if given is None or given != given:  # NaN, which pandas writes for what a table has not
        return None
    if field.kind in (NUMBER, TAG) and type(given) in (int, float) and abs(given) != inf:
        given = _written(given)
    if not isinstance(given, str):
        if field.kind == NUMBER:
            raise UnfitError("not-a-number", field=field.name, value=json.dumps(given)[:30])
        raise UnfitError("must-be-text", field=field.name)
    if not _is_whole(given):
        raise UnfitError("half-surrogate", field=field.name)
    value = given.strip() if field.kind == TEXT else given.replace("\0", "").strip()  # no request can hold a NUL
    if not value:
        return None
    if field.kind == TAG and field.filter and len(value) > LONGEST_TAG:
        raise UnfitError("tag-too-long", field=field.name, most=LONGEST_TAG)
    if field.name == "url" and not _is_address(value):
        raise UnfitError("not-an-address", field=field.name)
    if field.kind == NUMBER:
        return read_number(field.name, value)
    return read_date(field.name, value) if field.kind == DATE else value


def _written(number: float) -> str:
    """A number as text: the page 12.0 of a table with gaps in that column is page 12."""
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def _is_whole(text: str) -> bool:
    """Whether no character is half of a pair: none of UTF-16 is, which is asked in a quarter of the time of UTF-8."""
    try:
        text.encode("utf-16")
    except UnicodeEncodeError:
        return False
    return True


def _is_address(value: str) -> bool:
    try:
        return urlsplit(value).scheme in ("http", "https")
    except ValueError:  # brackets that hold no IPv6 address
        return False


def read_date(name: str, value: str) -> str:
    """The day of an ISO date or time, in ISO. Raises `UnfitError`."""
    try:
        if value[10:11].isdigit():  # 2024-06-199
            raise ValueError
        return Date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise UnfitError("not-a-date", field=name, value=repr(value[:30])) from None


def read_number(name: str, value: str) -> str:
    """A number in its shortest decimal form, to six places. Raises `UnfitError`.

    >>> read_number("price", "١٢٫٥٠"), read_number("price", "1e3")
    ('12.5', '1000')
    """
    try:
        number = round(Decimal(value.replace("٫", ".").replace("٬", "")), 6)
        if abs(number) > LARGEST_NUMBER:
            raise InvalidOperation
    except (InvalidOperation, ValueError, OverflowError):  # no number, or nan, or one without an end
        raise UnfitError("not-a-number", field=name, value=repr(value[:30])) from None
    text = f"{number:f}".rstrip("0").rstrip(".")
    return text if number else "0"


def comparable(field: Field, value: str) -> int:
    """A stored value of a number or date as engines compare it: millionths, or the day number (1 = 0001-01-01)."""
    if field.kind == DATE:
        return Date.fromisoformat(value).toordinal()
    return comparable_number(Decimal(value))


def comparable_number(value: Decimal) -> int:
    """A number as engines compare it: in millionths."""
    return int(value * _MILLION)


def shown_values(values: Mapping[str, Sequence[str]], schema: Schema) -> dict[str, Any]:
    """The fields as JSON: lists of many values, numbers as numbers; null only for what has a key in any case."""
    shown: dict[str, Any] = {}
    held = dict(values.items())
    for field in schema.fields:
        given = held.get(field.name)
        if given and field.many:
            shown[field.name] = list(given)
        elif given:
            shown[field.name] = _number(given[0]) if field.kind == NUMBER else given[0]
        elif field.always:
            shown[field.name] = None
    return shown


def _number(value: str) -> int | float:
    return float(value) if "." in value else int(value)
