"""Pages for whoever runs the service: its state, and what people search."""

from __future__ import annotations

from flask import Blueprint, render_template

from search.evaluation.query_report import LISTS
from web.api.state import made_report, state

blueprint = Blueprint("admin", __name__)

# `status.NAME` of the catalogue, and `status.queue-NAME` of what waits.
FACTS = (
    *("version", "generation", "built_at", "age_seconds", "documents", "rejected", "engine", "index_bytes"),
    *("disk_free", "disk_total", "workers"),
)
WAITS = ("tasks", "documents", "oldest_seconds")


@blueprint.get("/status")
def status() -> str:
    """The state, with what is wrong first."""
    return render_template("status.html", state=state(), facts=FACTS, waits=WAITS)


@blueprint.get("/report")
def searched() -> str:
    """What people search, by day and by list."""
    made = made_report()
    return render_template("report.html", days=made.days, lists={name: getattr(made, name) for name in LISTS})
