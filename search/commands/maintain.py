"""The life of an index: rebuild, reindex, update, delete, rollback, export, verify, stats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from search.answering.searcher import Index
from search.commands.group import bahith, common, of_sources, setting
from search.commands.progress import ProgressLine
from search.commands.terminal import print_json, print_note, print_report, print_table
from search.engines import EVERY_ENGINE
from search.indexing import indexer
from search.indexing.report import Report
from search.indexing.shared_build import BuildPart, rebuild_part
from search.messages import counted
from search.settings import Settings


@bahith.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@setting("engine", type=click.Choice(EVERY_ENGINE), help="What stores it (default: tantivy).")
@click.option("--part", metavar="I/N", help="Write the I-th of N parts, each perhaps on a machine of its own.")
@click.option("--empty", is_flag=True, help="An index without documents, where there is none.")
@of_sources
@common
def rebuild(
    paths: tuple[Path, ...],
    empty: bool,
    part: str | None,
    follow_links: bool,
    settings: Settings,
    as_json: bool,
    quiet: bool,
) -> int:
    """Build the index anew from files and folders (default: seeds/), verify it and publish it.

    Reads text, JSON lines, web pages, PDF, Word, OpenDocument, RTF, EPUB, tables, feeds, OCR and archives of these;
    `bahith check` says what is found in them. What cannot be read is listed with reason and cure in rejects.jsonl in
    the index folder, the rest is indexed, and the exit code is 7. Until the new index is complete and verified, the old
    one serves.

    \b
    Examples
      bahith rebuild
      bahith rebuild articles.jsonl.gz archive/ --index /srv/news-index
      bahith rebuild --empty                                      begin without documents: they come over the API
      bahith rebuild archive/ --engine opensearch --part 3/8      the same files on each of eight machines
    """
    if empty:
        if paths or part:
            raise click.UsageError("--empty reads nothing: leave out the paths and --part")
        return print_report(indexer.begin(settings), as_json)
    line = ProgressLine(sys.stderr, quiet)
    given = (paths or None, settings.index, settings.engine, line.show, settings, follow_links)
    report = rebuild_part(BuildPart.read(part), *given) if part else indexer.rebuild(*given)
    line.end()
    if isinstance(report, Report):
        return print_report(report, as_json)
    if as_json:
        print_json({"part": part, "left": report})
    else:
        print_note("part-written", part=part, left=report, count=str(part).partition("/")[2])
    return 0


@bahith.command()
@common
def reindex(settings: Settings, as_json: bool, quiet: bool) -> int:
    """Build the index anew from its own stored documents, verify it and publish it; no source is needed.

    After an upgrade that changed the analysis or the format of indexes, and after the fields in bahith.toml changed.
    Until the new generation is complete and verified, the old one serves.
    """
    line = ProgressLine(sys.stderr, quiet)
    report = indexer.reindex(settings.index, line.show, settings)
    line.end()
    return print_report(report, as_json)


@bahith.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--prune", is_flag=True, help="Remove what is not in these paths, unless a file is damaged.")
@click.option("--compact", is_flag=True, help="Write the whole index anew: removed text is gone from the disk.")
@of_sources
@common
def update(
    paths: tuple[Path, ...],
    prune: bool,
    compact: bool,
    follow_links: bool,
    settings: Settings,
    as_json: bool,
    quiet: bool,
) -> int:
    """Add the documents of files and folders, or put them in the place of those with the same id.

    A document that did not change is left alone. The change is published as a whole, as a new generation; servers
    follow within a second.

    \b
    Examples
      bahith update today.jsonl
      bahith update archive/ --prune       make the index hold what archive/ holds, and nothing else
    """
    line = ProgressLine(sys.stderr, quiet)
    report = indexer.update(paths, settings.index, prune, compact, line.show, settings, follow_links)
    line.end()
    return print_report(report, as_json)


@bahith.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--compact", is_flag=True, help="Write the whole index anew: removed text is gone from the disk.")
@common
def delete(ids: tuple[str, ...], compact: bool, settings: Settings, as_json: bool, quiet: bool) -> int:
    """Remove documents by id. Ids that no document has are named on stderr (exit code 1)."""
    line = ProgressLine(sys.stderr, quiet)
    report, unknown = indexer.delete(ids, settings.index, compact, line.show, settings)
    line.end()
    print_report(report, as_json)
    for id in unknown:
        print_note("no-document", id=id)
    return 1 if unknown else 0


@bahith.command()
@common
def rollback(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Go back to the generation before the current one; servers follow within a second."""
    manifest = indexer.roll_back(settings.index, settings)
    if as_json:
        print_json({"generation": manifest.generation, "documents": manifest.documents})
    else:
        documents = counted(manifest.documents, "document")
        click.echo(f"{manifest.generation} is current again: {documents} of {manifest.built_at}")


@bahith.command()
@common
def export(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Write all documents to stdout as JSON lines, as `rebuild` and `update` read them; also of an older version."""
    for row in indexer.export_rows(settings.index, settings):
        print_json(row, indent=None)


@bahith.command()
@common
def verify(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Check every file of the published index against its checksum, and that it opens."""
    manifest = indexer.verify(settings.index, settings)
    if as_json:
        print_json({"ok": True, "generation": manifest.generation, "files": len(manifest.files)})
    else:
        files = counted(len(manifest.files), "file")
        click.echo(f"{manifest.generation}: {files}, {manifest.bytes} bytes, all as written")


@bahith.command()
@common
def stats(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Show counts, sizes, engine, versions and fingerprint of the published index, and the limits of the service."""
    values = Index(settings.index, settings).stats()
    if as_json:
        print_json(values)
    else:
        values |= {"fields": ", ".join(field["name"] for field in values["fields"])}
        print_table(("", ""), [(name, str(value)) for name, value in values.items() if name != "limits"])
