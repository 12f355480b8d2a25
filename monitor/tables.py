"""Tables on the command line: the same rows as a table, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

FORMATS = ("table", "json", "csv")


def printable(value: Any) -> str:
    """A value as one line of text, control characters made visible, so that portal text cannot steer a terminal."""
    if value is None:
        return ""
    text = str(value)
    return "".join(c if c.isprintable() or c == " " else ("⏎" if c == "\n" else f"\\x{ord(c):02x}") for c in text)


def printable_lines(text: str) -> str:
    """The same for a text of several lines."""
    return "\n".join(printable(line) for line in text.split("\n"))


def show(rows: Sequence[dict[str, Any]], columns: dict[str, str], form: str, empty: str) -> None:
    """Print rows; ``columns`` maps JSON keys to Vietnamese headings."""
    if form == "json":
        for_programs(json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n")
        return
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, fieldnames=list(columns), extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        for_programs(out.getvalue())
        return
    if not rows:
        click.echo(empty)
        return
    table = Table(show_lines=False, header_style="bold")
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(key)) for key in columns))
    console().print(table)


#: A cell shows this much of a text; JSON and CSV give the whole.
CELL = 160


def _cell(value: Any) -> str:
    """A value for a table: dates as people write them here, long texts cut."""
    text = printable(value)
    if _ISO_DAY.fullmatch(text[:10]) and (len(text) == 10 or text[10] == "T"):
        text = f"{text[8:10]}/{text[5:7]}/{text[:4]}{' ' + text[11:16] if len(text) > 10 else ''}"
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def for_programs(text: str) -> None:
    """Every character as it is, except on a terminal. (click would drop what looks like a colour.)"""
    click.echo(printable_lines(text) if sys.stdout.isatty() else text, nl=False, color=True)


def console(*, stderr: bool = False) -> Console:
    """Where people read: markup and highlighting off, since portal text is shown."""
    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else 160
    return _Console(stderr=stderr, markup=False, highlight=False, width=wide, soft_wrap=False)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the front door: a reader who has had enough is no failure of ours."""
        raise BrokenPipeError
