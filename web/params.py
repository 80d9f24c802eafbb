"""Query string -> SearchRequest and back: the page and the API read the same parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from search.errors import QueryError
from search.request import SearchRequest

LISTS = ("source", "category")
NAMES = ("q", *LISTS, "from", "to", "match", "level", "sort", "limit", "offset")
DEFAULTS = SearchRequest("")


def read(query: bytes, *, strict: bool = False) -> SearchRequest:
    """The request that a query string (as it came) asks for.

    `strict` refuses what would otherwise be passed over: an unknown name, a single value given twice.
    Raises `QueryError` naming the parameter.
    """
    # Not Werkzeug's `args`: they hide bytes that are not UTF-8 by leaving them percent-encoded.
    pairs = parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
    for name, value in pairs:
        _check_text(name, value)
    args = MultiDict(pairs)
    if strict:
        _check_names(args)
    single = {name: args[name] for name in NAMES if name in args and name not in LISTS}
    return SearchRequest.from_strings(single, {name: args.getlist(name) for name in LISTS})


def canonical(asked: SearchRequest, **changes: Any) -> str:
    """The query string of a request: one order, defaults left out, so that equal requests have equal links.

    >>> canonical(SearchRequest("كتاب", limit=10), offset=20)
    'q=%D9%83%D8%AA%D8%A7%D8%A8&offset=20'
    """
    asked = replace(asked, **changes)
    pairs: list[tuple[str, str | int | None]] = [("q", asked.q)]
    pairs += [("source", value) for value in asked.sources]
    pairs += [("category", value) for value in asked.categories]
    pairs += [("from", asked.date_from), ("to", asked.date_to)]
    pairs += [(name, getattr(asked, name)) for name in ("match", "level", "sort", "limit", "offset")]
    return urlencode([(name, value) for name, value in pairs if value != getattr(DEFAULTS, name, None) or name == "q"])


def _check_text(name: str, value: str) -> None:
    if "\0" in value or "\ufffd" in value:
        raise QueryError(
            f"{name[:40]} is not text (a broken UTF-8 sequence or a NUL): type it again, or percent-encode it as UTF-8",
            f"قيمة {name[:40]} ليست نصًّا صحيحًا بترميز UTF-8؛ أعد كتابتها",
            parameter=name[:40],
        )


def _check_names(args: MultiDict[str, str]) -> None:
    for name in args:
        if name not in NAMES:
            raise QueryError(
                f"there is no parameter {name[:40]!r}; use: {', '.join(NAMES)}",
                f"لا يوجد معامل باسم {name[:40]}؛ استعمل: {'، '.join(NAMES)}",
                parameter=name[:40],
            )
        if name not in LISTS and len(args.getlist(name)) > 1:
            raise QueryError(f"{name} is given twice; give it once", f"تكرّر {name}؛ اكتبه مرة واحدة", parameter=name)
