"""The command `bahith`: results on stdout, progress and errors on stderr, exit codes as the README lists them."""

from __future__ import annotations

import io
import os
import sys

import click

from search.commands import (
    ask,
    check,
    config,
    doctor,
    drain,
    judge,
    maintain,
    manual,
    replicate,
    report,
    serve,
    setup,
    watch,
)
from search.commands.group import bahith
from search.commands.terminal import print_note
from search.errors import BahithError
from search.settings.load import DEBUG

# A command is there once its module is imported.
__all__ = [
    "ask",
    "bahith",
    "check",
    "config",
    "doctor",
    "drain",
    "judge",
    "main",
    "maintain",
    "manual",
    "replicate",
    "report",
    "serve",
    "setup",
    "watch",
]
EXIT_INTERRUPTED = 130


def main() -> None:
    """Runs the command line and exits with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None when it was closed by the caller
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = bahith.main(prog_name="bahith", standalone_mode=False)
    except click.exceptions.Abort:
        print_note("interrupted")
        code = EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BahithError as error:
        code = _fail(error)
    except OSError as error:  # stdout: a full disk
        print_note("output-not-writable", reason=error.strerror)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still in the buffer has nowhere to go
        code = 1
    except MemoryError:
        code = _fail(BahithError("out-of-memory"))
    except BaseException as error:  # no traceback reaches a user; an engine's panic is no Exception
        if os.environ.get(DEBUG) or isinstance(error, SystemExit | GeneratorExit):
            raise
        code = _fail(BahithError("unexpected", kind=type(error).__name__, reason=str(error)))
    sys.exit(code if isinstance(code, int) else 0)


def _fail(error: BahithError) -> int:
    click.echo(f"bahith: {error}", err=True)
    return error.exit_code
