"""What a system knows of a command: its completion in a shell, and its page of the manual. Both are made from it."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.shell_completion import get_completion_class

from search.commands.group import bahith, common
from search.settings import Settings

_NAME = "bahith"


@bahith.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@common
def completion(shell: str, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Print what completes commands and options in a shell.

    \b
    Examples
      bahith completion bash > /etc/bash_completion.d/bahith
      bahith completion zsh > ~/.zfunc/_bahith
      bahith completion fish > ~/.config/fish/completions/bahith.fish
    """
    found = get_completion_class(shell)
    assert found, "click knows these three"
    click.echo(found(bahith, {}, _NAME, f"_{_NAME.upper()}_COMPLETE").source())


@bahith.command()
@common
def man(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Print the page of the manual, in the format of man(1): every command with its options.

    \b
    Example
      bahith man > /usr/local/share/man/man1/bahith.1
    """
    click.echo("\n".join(_page()))


def _page() -> Iterator[str]:
    context = click.Context(bahith, info_name=_NAME)
    yield f'.TH {_NAME.upper()} 1 "" "" "Bahith"'
    yield f".SH NAME\n{_NAME} \\- full-text search for Arabic"
    yield f".SH SYNOPSIS\n.B {_NAME}\n.I COMMAND\n[\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]..."
    yield f".SH DESCRIPTION\n{_roff(bahith.help or '')}"
    yield ".SH COMMANDS"
    for name in bahith.list_commands(context):
        command = bahith.get_command(context, name)
        if command:
            yield from _command(command, click.Context(command, info_name=name, parent=context))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f".SS {_text(' '.join((context.info_name or '', *command.collect_usage_pieces(context))))}"
    yield _roff(command.help or "")
    for parameter in command.get_params(context):
        if shown := parameter.get_help_record(context):
            yield f".TP\n.B {_text(shown[0])}\n{_text(shown[1])}"


def _roff(text: str) -> str:
    """A text of click: what stands behind \\b keeps its lines."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        kept = paragraph.startswith("\b\n")
        lines = _text(paragraph.removeprefix("\b\n"))
        paragraphs.append(f".nf\n{lines}\n.fi" if kept else lines)
    return "\n.PP\n".join(paragraphs)


def _text(text: str) -> str:
    """A text in which nothing is taken for a request of roff."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").split("\n")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)
