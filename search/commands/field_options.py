"""Options named after the fields of an index: `--author "طه حسين"`, `--hijri_year.from 1440`.

Which fields there are is known only once the index is open: these options are taken aside before others are read.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

import click

from search.model.schema import Schema

_OPTION = re.compile(r"--([a-z][a-z0-9_]*(?:\.(?:from|to))?)(?:=(.*))?", re.DOTALL)


class FieldOptions(click.Command):
    """A command that takes them; `given` reads what was given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {option for parameter in self.get_params(ctx) for option in parameter.opts}
        ctx.meta[__name__] = taken = []
        left = list(reversed(args))
        kept: list[str] = []
        while left:
            arg = left.pop()
            if arg == "--":
                kept += [arg, *reversed(left)]
                break
            match = _OPTION.fullmatch(arg)
            if not match or f"--{match[1]}" in known:
                kept.append(arg)
                continue
            if match[2] is None and not left:
                raise click.UsageError(f"Option '{arg}' requires an argument.", ctx)
            taken.append((match[1], left.pop() if match[2] is None else match[2]))
        return super().parse_args(ctx, kept)


def given(ctx: click.Context, schema: Schema) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The values of fields, and the ends of ranges, that were given; raises click's error for another name."""
    lists: dict[str, list[str]] = {}
    ranges: dict[str, str] = {}
    ends = [f"{name}.{end}" for name in schema.ranges for end in ("from", "to")]
    for name, value in ctx.meta[__name__]:
        if name in schema.filters:
            lists.setdefault(name, []).append(value)
        elif name in ends:
            ranges[name] = value
        else:
            names = [f"--{one}" for one in (*schema.filters, *ends)]
            raise click.NoSuchOption(f"--{name}", possibilities=get_close_matches(f"--{name}", names), ctx=ctx)
    return lists, ranges
