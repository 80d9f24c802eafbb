"""All values of a facet of an answer, on a page of their own: more than stand beside the hits."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from flask import Blueprint, abort, render_template, request

from search.analysis.tag_key import tag_key
from web.contract import query_string
from web.contract.operations import LANGUAGE
from web.contract.parameters import FIND, search_parameters
from web.pages import facets
from web.pages.links import link
from web.pages.page_query import fill_in, page_query
from web.service.current_index import index
from web.settings import limits, schema

blueprint = Blueprint("values", __name__)


@blueprint.get("/values/<name>")
def show(name: str) -> str:
    """The values, those that hold what is looked for; those that are chosen stay there."""
    if name not in schema().tags:
        abort(404)
    given = query_string.values(request.query_string, (*search_parameters(schema()), FIND, LANGUAGE), strict=False)
    fill_in(given)
    asked = query_string.to_request(given, limits(), schema())
    plan = index().plan(replace(asked, facets=(name,), limit=1, offset=0, snippets=0))
    page = index().page(replace(plan, browsed=True, suggests=False, ranks_partial=False))
    wanted = tag_key(given.get("find", ""))
    found = facets.options(asked, name, page.facets[name])
    return render_template(
        "values.html",
        q=asked.q,
        facet=facets.Facet(name, facets.label_of(name, schema()), found, ()),
        options=[one for one in found if one.chosen or wanted in tag_key(one.label) or wanted in tag_key(one.value)],
        find=given.get("find", ""),
        kept=facets.kept(asked, (name,)),
        whole=parse_qsl(page_query(asked, offset=0)),
        back=link(asked),
    )
