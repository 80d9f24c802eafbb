"""The hits that a reader chose, by their ids in the address: to read, to cite, to take away."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from search.answering.titles import title_of
from search.errors import DocumentNotFoundError
from search.model.results import Hit
from web.contract import query_string
from web.contract.operations import EXPORTS, LANGUAGE
from web.contract.parameters import CHOSEN
from web.pages import reader
from web.pages.preferences import preferences
from web.service.current_index import index

blueprint = Blueprint("chosen", __name__)
_MOST = 100


@blueprint.get("/chosen")
def show() -> str:
    """The list."""
    given = query_string.values(request.query_string, (CHOSEN, LANGUAGE), strict=False)
    hits = chosen_hits(given.getlist("id"))
    return render_template(
        "chosen.html",
        hits=hits,
        cited={hit.id: reader.hit_citation(hit, preferences().numerals) for hit in hits},
        query=urlencode([("id", hit.id) for hit in hits]),
        exports=tuple(EXPORTS),
    )


def chosen_hits(ids: Sequence[str]) -> list[Hit]:
    """The documents with these ids that are still there, each once."""
    found = []
    for id in [*dict.fromkeys(filter(None, ids))][:_MOST]:
        try:
            document = index().document(id)
        except DocumentNotFoundError:
            continue
        found.append(Hit(id, title_of(document).text, "", 0.0, (), document.shown_fields))
    return found
