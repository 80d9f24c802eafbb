"""The documentation of the API for people, in Arabic and English, made from the table of operations."""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request

from search.messages import languages, message
from web.contract import query_string
from web.contract.error_kinds import kinds
from web.contract.examples import EXAMPLES
from web.contract.operations import LANGUAGE, operations
from web.contract.parameters import Parameter
from web.settings import limits, schema

blueprint = Blueprint("docs", __name__)

_HOST = re.compile(r"[A-Za-z0-9.\[\]:-]+")


@blueprint.get("/v1/docs")
def show() -> str:
    """The documentation; `lang` is ar or en."""
    given = query_string.values(request.query_string, (LANGUAGE,))
    (language,) = query_string.choices(given, LANGUAGE) or ("ar",)
    return render_template(
        "docs.html",
        language=language,
        languages=languages(),
        operations=[operation.under(limits()) for operation in operations(schema()) if operation.is_api],
        examples=[
            (
                message(f"example.{name}", language),
                {kind: program.replace("BASE", base()) for kind, program in programs.items()},
            )
            for name, programs in EXAMPLES.items()
        ],
        kinds=kinds(limits()),
        limits=limits().to_dict(),
        values=allowed,
    )


def base() -> str:
    """The address of the service as the reader reached it, without a slash at its end."""
    return request.host_url.rstrip("/") if _HOST.fullmatch(request.host) else "http://127.0.0.1:8000"


def allowed(parameter: Parameter) -> str:
    """What a parameter may be, in a few signs.

    >>> from search.model.limits import Limits
    >>> from search.model.schema import SCHEMA
    >>> from web.contract.parameters import search_parameters
    >>> [allowed(p.under(Limits())) for p in search_parameters(SCHEMA) if p.name in ("limit", "sort", "q", "from")]
    ['≤ 4000', 'date', 'relevance | newest | oldest | recent | date | -date', '1–100']
    """
    shape = parameter.schema
    if "enum" in shape:
        return " | ".join(shape["enum"])
    if "maximum" in shape:
        return f"{shape['minimum']}–{shape['maximum']}"
    if "maxLength" in shape:
        return f"≤ {shape['maxLength']}"
    return str(shape.get("format", "date" if "anyOf" in shape else ""))
