"""What commands share: how they end with one sentence, the options that many of them take, the files they write."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from monitor.clock import VIETNAM
from monitor.tables import FORMATS, printable
from storage.whole_files import whole_files

# Exit codes (D21)
OK, INTERNAL, USAGE, SOURCES, BUSY, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Stop(click.ClickException):
    """One sentence for the reader, and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        """The sentence alone."""
        click.echo(f"tthc: {printable(self.message)}", err=True)


form_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Cách in."
)


def readable(_: click.Context | None, __: click.Parameter | None, typed: Any) -> Any:
    """What was typed, also under a locale that does not know Vietnamese letters."""
    return None if typed is None else os.fsencode(typed).decode("utf-8", "replace")


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "ngày"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """To a date."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=VIETNAM).date()
        except ValueError:
            words = f"«{printable(value)}» không phải một ngày; viết dạng 2026-11-20."
            raise click.BadParameter(words, ctx, param) from None


class Instant(click.ParamType[datetime]):
    """A moment in Vietnam time; a day alone means its end."""

    name = "lúc"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """To an aware moment."""
        if isinstance(value, datetime):
            return value
        for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"):
            try:
                told = datetime.strptime(value, shape).replace(tzinfo=VIETNAM)
            except ValueError:
                continue
            return told if "H" in shape else end_of(told.date())
        words = f"«{printable(value)}» không phải một lúc; viết dạng 2026-11-20 hoặc 2026-11-20T08:30."
        raise click.BadParameter(words, ctx, param)


def midnight(day: date) -> datetime:
    """The beginning of a day in Vietnam."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def end_of(day: date) -> datetime:
    """23:59:59.999999 of a day in Vietnam."""
    return midnight(day) + timedelta(days=1, microseconds=-1)


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """A place to write to, that becomes the named file when the block ends well. Raises Stop."""
    with file_errors(target), whole_files(target) as beside:
        yield beside[target]


@contextmanager
def file_errors(target: Path) -> Iterator[None]:
    """What keeps a named file from being written, as one sentence."""
    try:
        yield
    except FileExistsError as error:
        raise Stop(f"Đã có tệp {error.filename}: hãy chọn tên khác, không ghi đè.", USAGE) from error
    except OSError as error:
        raise Stop(f"Không ghi được {target}: {error.strerror}.", USAGE) from error
