"""What is asked of an index, and of its analysis: search, suggest, explain, analyze."""

from __future__ import annotations

import click

from search.analysis.explain import HEADER, table
from search.analysis.explain import explain as explain_words
from search.answering.searcher import Index
from search.commands.field_options import FieldOptions, given
from search.commands.group import bahith, common
from search.commands.terminal import print_json, print_page, print_table
from search.model.request import LEVELS, MATCHES, REPAIRS, SORTS, SearchRequest
from search.settings import Settings


@bahith.command(cls=FieldOptions)
@click.argument("query")
@click.option("-n", "limit", default="10", show_default=True, help="Hits to show.")
@click.option("--offset", default="0", show_default=True, help="Hits to skip.")
@click.option("--sort", default="relevance", show_default=True, help=f"{', '.join(SORTS)}, FIELD or -FIELD.")
@click.option("--half-life", default="30", show_default=True, metavar="DAYS", help="With --sort recent: how fast.")
@click.option("--match", type=click.Choice(MATCHES), default="auto", show_default=True, help="How many of the words.")
@click.option("--level", type=click.Choice(LEVELS), default="lemma", show_default=True, help="How strict a word is.")
@click.option("--repair", type=click.Choice(REPAIRS), default="offer", show_default=True, help="Of what finds nothing.")
@click.option("--from", default="", metavar="DATE", help="Not before this date, as 2024-06-19.")
@click.option("--to", default="", metavar="DATE", help="Not after this date.")
@click.option("--facets", metavar="FIELD,...", help="Which facets are counted; all that the index has by default.")
@click.option("--collapse", type=click.Choice(["true", "false"]), default="true", help="Near-duplicates under one hit.")
@click.option("--similar-to", default="", metavar="ID", help="Only this document and its near-duplicates.")
@common
@click.pass_context
def search(
    ctx: click.Context,
    /,
    query: str,
    facets: str | None,
    settings: Settings,
    as_json: bool,
    quiet: bool,
    **values: str,
) -> None:
    """Search the index; the hits come ranked, each with the pieces of its text that match.

    \b
    كوريا الشمالية        documents with these words, in any of their forms
    "كوريا الشمالية"      one after the other («…» and “…” do the same)
    روسيا -الصين          without a word          +قمة      with it in any case
    (روسيا | الصين) قمة   one of them
    كور*                 words that begin so, behind ال و ف ب ل ك too
    كتاب~  ·  =كتاب       with a letter more, less or another · in this form only (="أحمد": in these very letters)
    بوتين قرب/5 موسكو     at most five words apart
    title:بوتين           in the title; text: source: category: root: date: (عنوان: نص: مصدر: تصنيف: جذر: تاريخ:)
    تاريخ:رمضان 1445      in these days; 2024, 2024-06-19, 2023..2024, من 2023 إلى 2024
    Write -- before a query that begins with a minus:  bahith search -- -الصين روسيا

    \b
    A field of the index narrows by a value, in any spelling, or any of several, and a number or date by a range:
      bahith search قمة --source رويترز --source تاس --author "طه حسين"
      bahith search قمة --hijri_year.from 1440 --hijri_year.to 1445 --sort -hijri_year
    """
    opened = Index(settings.index, settings)
    lists, ranges = given(ctx, opened.schema)
    if facets is not None:
        lists["facets"] = [name for name in facets.split(",") if name]
    request = SearchRequest.from_strings({"q": query, **ranges, **values}, lists, opened.schema)
    page = opened.run(request)
    if as_json:
        print_json(page.to_dict())
    else:
        print_page(page, request.offset)


@bahith.command()
@click.argument("prefix")
@click.option("-n", "limit", default=8, show_default=True, help="How many.")
@common
def suggest(prefix: str, limit: int, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Complete what is being typed: words, frequent phrases and titles, each found in at least one document.

    From the second letter on; the number is that of the documents that hold the words, in any form.
    """
    found = Index(settings.index, settings).suggest(prefix, limit)
    if as_json:
        print_json({"query": prefix, "suggestions": [completion.to_dict() for completion in found]})
    else:
        print_table(("", "", ""), [(one.text, one.kind, str(one.documents)) for one in found])


@bahith.command()
@click.argument("query")
@click.argument("id")
@common
def explain(query: str, id: str, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Say why the document ID has its score for QUERY: which word matched which form, at which level, and how much
    each factor counts. The best of the clauses under "best of" counts, of the others the share that is said; those
    under "sum of" add up. Of a document that does not match it says so, and what the document has and lacks.
    """
    index = Index(settings.index, settings)
    explanation = index.explain(index.plan(SearchRequest(query)), id)
    if as_json:
        print_json(explanation.to_dict())
    else:
        for line in explanation.lines():
            click.echo(line)


@bahith.command()
@click.argument("text")
@common
def analyze(text: str, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Show what becomes of each word: its place, its term at every level, and what made its lemmas.

    A word in a document counts for its first two lemmas, a word in a query asks for all. The lines in parentheses are
    other readings, with the bits by which each is less likely than the first. A lemma of a verb ends in +.
    """
    rows = explain_words(text)
    if as_json:
        print_json({"text": text, "tokens": rows})
    else:
        print_table(HEADER, table(rows))
