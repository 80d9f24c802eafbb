"""What is wrong, and what to do: doctor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import click

from search.analysis import native as analysis
from search.analysis.lexicon.location import open_lexicon
from search.answering.searcher import Index
from search.answering.state import look
from search.commands.group import bahith, common
from search.commands.setup import faults
from search.commands.terminal import print_json, print_note
from search.engines import native as engines
from search.errors import BahithError
from search.messages import Message
from search.model.compiled import PURE_PYTHON
from search.settings import Settings


@bahith.command()
@common
def doctor(settings: Settings, as_json: bool, quiet: bool) -> int:
    """Look at all that a service needs and say what is wrong, each with its cure; exit code 1 when something is.

    The settings and the files that they name, the lexicon, the compiled code, the index (every file against its
    checksum), its age, what could not be read, the disk, what waits to be indexed.
    """
    wrong = [*(error.message for error in faults(settings)), *_lexicon(), *_compiled(), *_rights(settings)]
    index = None
    try:
        index = Index(settings.index, settings)
    except BahithError as error:
        wrong.append(error.message)
    state = look(settings, index, wrong)
    if as_json:
        print_json(state.to_dict())
    else:
        if index and not quiet:
            print_note("state", **_told(state.to_dict()))
        for finding in state.findings:
            click.echo(finding.text("en"))
        if not state.findings:
            print_note("healthy")
    return 1 if state.findings else 0


def _told(state: dict[str, object]) -> dict[str, object]:
    age = state["age_seconds"]
    return {**state, "hours": int(age // 3600) if isinstance(age, float) else 0}


def _lexicon() -> Iterator[Message]:
    try:
        open_lexicon()
    except BahithError as error:
        yield error.message


def _compiled() -> Iterator[Message]:
    """Whether what is slow in Python has been compiled, unless the environment says to do without."""
    if not (analysis.native and engines.native) and not os.environ.get(PURE_PYTHON):
        yield Message("state.not-compiled")


def _rights(settings: Settings) -> Iterator[Message]:
    """Whether this user may write where a change of the index writes."""
    if settings.index.is_dir() and not os.access(settings.index, os.W_OK):
        yield Message("state.read-only", {"path": settings.index})
    if hasattr(os, "statvfs") and settings.index.is_dir():
        found = os.statvfs(settings.index)
        if found.f_files and not found.f_favail and shutil.disk_usage(settings.index).free:
            yield Message("error.no-inodes", {"root": settings.index})
