"""A form that writes the operators of the query language for whoever does not know them."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from search.model.request import LEVELS, SearchRequest
from search.model.schema import TEXT
from search.query.fields import query_fields
from web.contract import query_string
from web.contract.operations import LANGUAGE
from web.contract.parameters import ADVANCED, search_parameters
from web.pages import typed
from web.pages.languages import page_language
from web.pages.links import link
from web.settings import limits, schema

blueprint = Blueprint("advanced", __name__)


@blueprint.get("/advanced")
def show() -> Response:
    """The form, or where the search is that it asks for."""
    parameters = (*search_parameters(schema()), *ADVANCED, LANGUAGE)
    given = query_string.values(request.query_string, parameters, strict=False)
    if "go" not in given:
        return make_response(render_template("advanced.html", given=given, levels=LEVELS, fields=_fields()))
    # Of a field of documents that is called like one of the form nothing is asked.
    search = MultiDict({name: given[name] for name in ("level", "from", "to") if name in given} | {"q": written(given)})
    typed.tidied(search)
    asked = query_string.to_request(search, limits(), schema())
    return make_response(
        redirect(link(SearchRequest(asked.q, sort=asked.sort, level=asked.level, ranges=asked.ranges)))
    )


def written(given: MultiDict[str, str]) -> str:
    """The query of what stands in the fields of the form.

    >>> written(MultiDict({"all": "قمة", "phrase": "كوريا الشمالية", "either": "بوتين ترامب", "none": "الصين"}))
    'قمة "كوريا الشمالية" (بوتين أو ترامب) -الصين'
    >>> written(MultiDict({"q": "قمة", "near": "بوتين كيم"}))
    'قمة بوتين قرب/10 كيم'
    """
    q = given.get("q", "").split()
    phrase = " ".join(given.get("phrase", "").replace('"', " ").split())
    either, near = given.get("either", "").split(), given.get("near", "").split()
    inside = " ".join(given.get("words", "").split())
    return " ".join(
        part
        for part in (
            *q,
            *given.get("all", "").split(),
            f'"{phrase}"' if phrase else "",
            f"({' أو '.join(either)})" if len(either) > 1 else "".join(either),
            " قرب/10 ".join(near),
            f"{_named(given.get('where', 'text'))}:({inside})" if inside else "",
            *(f"-{word}" for word in given.get("none", "").split()),
        )
        if part
    )


def _named(field: str) -> str:
    """How a query names a field."""
    names = query_fields(schema()).names
    return names.get(field, names["text"])["ar"]


def _fields() -> list[tuple[str, str]]:
    """The fields that words can be looked for in, by name."""
    return [(field.name, field.label(page_language())) for field in schema().fields if field.kind == TEXT]
