"""An answer set to take away: a table, references for reference managers, JSON lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, Response, json, request, url_for
from werkzeug.datastructures import MultiDict

from search.errors import QueryError
from search.model.display import displayable
from search.model.results import Hit
from web.api.routes import note
from web.contract import query_string
from web.contract.operations import EXPORTS
from web.contract.parameters import CHOSEN, search_parameters
from web.pages.chosen import chosen_hits
from web.service.current_index import index
from web.settings import limits, schema

blueprint = Blueprint("exports", __name__)

_COLUMNS = ("date", "source", "category", "author", "tags", "work", "volume", "page", "url")
_FORMULA = re.compile(r"^[=+\-@\t\r]")  # what a spreadsheet would compute
_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "{}#$%&_"
}
_LINES = re.compile(r"\s+")


def take() -> Response:
    """Up to 1,000 documents of the answer set, near-duplicates too, each with its best snippet."""
    kind = request.path.rpartition(".")[2]
    given = query_string.values(request.query_string, (*search_parameters(schema()), CHOSEN), strict=False)
    written = _WRITERS[kind](chosen_hits(given.getlist("id")) or _found(given))
    response = Response(written, mimetype=EXPORTS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="bahith.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


for _kind in EXPORTS:
    blueprint.add_url_rule(f"/export.{_kind}", _kind, take, methods=["GET"])


def _found(given: MultiDict[str, str]) -> Sequence[Hit]:
    asked = query_string.to_request(given, limits(), schema())
    if not asked.q.strip():
        raise QueryError("export-without-query", parameter="q")
    most = limits().batch_limit
    asked = replace(asked, limit=most, offset=0, facets=(), snippets=1, collapse=False)
    plan = index().plan(asked, limits().for_batch())
    page = index().page(replace(plan, suggests=False, ranks_partial=False))
    note(page, asked)
    return page.hits


def _csv(hits: Sequence[Hit]) -> str:
    own = [field.name for field in schema().own]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("id", "title", *_COLUMNS, *own, "snippet", "address"))
    for hit in hits:
        values = (_joined(hit, name) for name in (*_COLUMNS, *own))
        writer.writerow(map(_cell, (hit.id, hit.title, *values, _snippet(hit), address(hit))))
    return "\ufeff" + table.getvalue()  # or Excel reads Arabic as another encoding


def _ris(hits: Sequence[Hit]) -> str:
    return "".join(f"{tag}  - {_line(value)}\r\n" for hit in hits for tag, value in _reference(hit))


def _reference(hit: Hit) -> list[tuple[str, str]]:
    """The lines of a RIS record."""
    kind = "CHAP" if hit.value("work") else "NEWS" if hit.date else "GEN"
    lines = [("TY", kind), ("ID", hit.id), ("TI", hit.title)]
    of = "T2" if kind == "NEWS" else "PB"  # what a paper is to its article, a publisher is to a book
    for name, tag in (("author", "AU"), ("tags", "KW"), ("work", "T2"), ("source", of), ("category", "KW")):
        lines += [(tag, value) for value in hit.fields.get(name, ())]
    if hit.date:
        lines += [("PY", hit.date[:4]), ("DA", hit.date.replace("-", "/"))]
    lines += [(tag, value) for tag, name in (("VL", "volume"), ("SP", "page")) if (value := hit.value(name))]
    lines += [("AB", snippet)] if (snippet := _snippet(hit)) else []
    return [*lines, ("UR", hit.value("url") or address(hit)), ("LA", hit.value("language") or "ar"), ("ER", "")]


def _bib(hits: Sequence[Hit]) -> str:
    return "\n".join(_entry(number, hit) for number, hit in enumerate(hits, 1))


def _entry(number: int, hit: Hit) -> str:
    """One entry of BibTeX; its key is a number, as ids may hold any letters."""
    values = {
        "title": hit.title,
        "author": " and ".join(hit.fields.get("author", ())),
        "year": (hit.date or "")[:4],
        "date": hit.date or "",
        "booktitle": hit.value("work") or "",
        "publisher": hit.value("source") or "",
        "volume": hit.value("volume") or "",
        "pages": hit.value("page") or "",
        "keywords": ", ".join(hit.fields.get("tags", ())),
        "abstract": _snippet(hit),
    }
    lines = [f"  {name} = {{{_latex(_line(value))}}}," for name, value in values.items() if value]
    where = re.sub(r"[{}\\\s]", "", hit.value("url") or address(hit))
    return "\n".join([f"@misc{{bahith{number},", *lines, f"  url = {{{where}}},", "}", ""])


def _jsonl(hits: Sequence[Hit]) -> str:
    return "".join(json.dumps(hit.to_dict(schema()) | {"address": address(hit)}) + "\n" for hit in hits)


def address(hit: Hit) -> str:
    """Where a document is read."""
    return url_for("pages.document", id=hit.id, _external=True)


def _joined(hit: Hit, name: str) -> str:
    return "; ".join(hit.fields.get(name, ()))


def _snippet(hit: Hit) -> str:
    return " … ".join(snippet.text for snippet in hit.snippets)


def _line(text: str) -> str:
    return _LINES.sub(" ", displayable(text)).strip()


def _cell(text: str) -> str:
    return _FORMULA.sub(lambda sign: f"'{sign[0]}", displayable(text))


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in text)


_WRITERS: Mapping[str, Callable[[Sequence[Hit]], str]] = {"csv": _csv, "ris": _ris, "bib": _bib, "jsonl": _jsonl}
KINDS = tuple(_WRITERS)
