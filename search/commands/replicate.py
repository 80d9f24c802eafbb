"""A read replica: replicate."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from search.commands.group import bahith, common
from search.commands.terminal import print_json, print_note
from search.errors import BahithError, IndexLockedError
from search.settings import Settings
from search.settings.load import REPLICATE_KEY
from search.storage.replication import Folder, Original, ReplicationError, Service, replicate


@bahith.command("replicate")
@click.argument("source")
@click.option("--every", type=click.FloatRange(1, 86_400), help="Look again after so many seconds, for ever.")
@common
def replicate_index(source: str, every: float | None, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Copy the published generation of another index into this one: a read replica, or a backup.

    SOURCE is the folder of an index, also on a shared disk, or the address of a service whose key, with the scope
    admin, stands in $BAHITH_REPLICATE_KEY. Every file is checked against the manifest; what is here already is not
    copied again; servers of this index follow within a second.

    \b
    Examples
      bahith replicate /mnt/shared/index --index /srv/index --every 5
      BAHITH_REPLICATE_KEY=... bahith replicate https://search.example.org --index /srv/index
    """
    key = os.environ.get(REPLICATE_KEY, "")
    remote = source.startswith(("http://", "https://"))
    original: Original = Service(source, key) if remote else Folder(Path(source))
    told, began = "", False
    while True:
        try:
            manifest, is_new = replicate(original, settings.index)
        except BahithError as error:  # which may pass by itself, once it has worked
            if every is None or not (began or isinstance(error, ReplicationError | IndexLockedError)):
                raise
            if str(error) != told:  # not at every look
                click.echo(f"bahith: {error}", err=True)
            told = str(error)
        else:
            told, began = "", True
            if as_json and (is_new or every is None):
                print_json({"generation": manifest.generation, "new": is_new, "documents": manifest.documents}, None)
            elif is_new and not quiet:
                print_note("replicated", generation=manifest.generation, documents=manifest.documents)
        if every is None:
            return
        time.sleep(every)
