"""Places in works: the parts of a document in whose text a query is met, and how often in all documents.

A title belongs to every part, so what is found by the title alone has no place in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from search.answering.plan import Plan
from search.engines.base import Result, Window
from search.engines.clauses import Bool, Clause, DocumentSet, Verified
from search.model.schema import text_and_level

_TEXT = ("text", "lead")  # the lead is a part of the text


def in_text(plan: Plan) -> Clause | None:
    """What is met by any word of the query in the text itself; None where it asks nothing of that."""
    leaves = plan.rewritten.marked(plan.request.match)
    asked = tuple(
        leaf
        for leaf in leaves
        if (leaf.text in (None, "text") if isinstance(leaf, Verified) else text_and_level(leaf.field)[0] in _TEXT)
    )
    return Bool(should=asked, minimum=1) if asked else None


def best_places(plan: Plan, clause: Clause, digest: int, limit: int) -> Result:
    """The best parts of the document with this digest that a clause finds by their text, and how many there are."""
    found = Result(0, ())
    for inside in _inside(plan, clause, digest):
        found = plan.opened.engine.search(inside, Window(limit, parts=True))
        if found.total:
            break
    return found


def parts_found(plan: Plan, clause: Clause, digest: int) -> list[int]:
    """The numbers of all of them, ascending."""
    return next((parts for inside in _inside(plan, clause, digest) if (parts := plan.opened.engine.parts(inside))), [])


def _inside(plan: Plan, clause: Clause, digest: int) -> Iterator[Clause]:
    """What finds the places of a document: where a clause finds none, as when some words are missing, any word does."""
    text = in_text(plan)
    if text is not None:
        yield Bool(must=(clause,), filters=(DocumentSet((digest,)), text))
        yield Bool(must=(text,), filters=(DocumentSet((digest,)),))


def count_places(plan: Plan, clause: Clause, result: Result) -> int:
    """How many places a clause finds, a document without parts counting as one; `result` is what was found by it."""
    text = in_text(plan) if result.places > result.total else None
    if text is None:
        return result.total
    return plan.opened.engine.search(Bool(must=(clause,), filters=(text,)), plan.count_window).places
