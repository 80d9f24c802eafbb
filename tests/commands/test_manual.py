"""What a system knows of the command: completion, and a page of the manual with every command and option."""

from __future__ import annotations

import shutil
import subprocess

import click
import pytest

from search.commands.cli import bahith
from tests.conftest import Run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert (done.returncode, "_BAHITH_COMPLETE" in done.stdout) == (0, True)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout, text=True, check=True)


def test_commands_and_options_are_completed(run: Run) -> None:
    typed = {"_BAHITH_COMPLETE": "bash_complete", "COMP_CWORD": "1", "COMP_WORDS": "bahith re"}
    assert set(run(**typed).stdout.split()) >= {"plain,rebuild", "plain,reindex", "plain,replicate", "plain,report"}
    typed |= {"COMP_WORDS": "bahith serve --log-f", "COMP_CWORD": "2"}
    assert set(run(**typed).stdout.split()) == {"plain,--log-format", "plain,--log-file"}


def test_the_manual_has_every_command_and_option(run: Run) -> None:
    page = run("man").stdout
    assert page.startswith('.TH BAHITH 1 ""')
    for name, command in bahith.commands.items():
        assert f".SS {name}".replace("-", "\\-") in page
        options = [one for one in command.params if isinstance(one, click.Option)]
        assert all(one.opts[0].replace("-", "\\-") in page for one in options)
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-Kutf8"], input=page, capture_output=True, text=True)
        assert done.stderr == ""
