"""``tthc catalogue``: publication decisions are imported, shown, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from monitor import cataloguing
from monitor.catalogue.values import Given
from monitor.cataloguing import CatalogueError, Shown
from monitor.clock import WallClock, night_of
from monitor.config import Config
from monitor.registering import readable as readable_path
from monitor.tables import printable, show
from monitor.usage import USAGE, Day, Stop, end_of, form_option, readable
from storage.database import open_store

Command = Callable[..., Any]

MOST_ROWS = 40


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except CatalogueError as error:
        raise Stop(str(error), USAGE) from error


_by = click.option("--by", default="", callback=readable, help="Ai ghi; được giữ lại như đã gõ.")
_note = click.option("--note", default="", callback=readable, help="Ghi chú; được giữ lại như đã gõ.")


@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--decision", default="", callback=readable, help="Số, ký hiệu quyết định công bố.")
@click.option("--signed", type=Day(), help="Ngày ký, dạng 2026-11-20.")
@click.option("--issuer", default="", callback=readable, help="Cơ quan công bố.")
@click.option("--effective", type=Day(), help="Ngày bắt đầu áp dụng.")
@click.option("--territory", default="", callback=readable, help="Địa bàn áp dụng; không nêu: toàn tỉnh.")
@click.option(
    "--whole-sector",
    "whole_sectors",
    multiple=True,
    help="Lĩnh vực đã nhập đủ mọi quyết định; dùng nhiều lần được. Chỉ ở đó thiếu dòng mới là không có căn cứ.",
)
@click.option("--preview/--store", "preview", default=False, help="Chỉ xem trước, hoặc ghi vào kho (mặc định).")
@click.option("--accept-doubts", is_flag=True, help="Ghi cả khi còn điều chưa rõ; chúng được giữ cùng dòng.")
@_by
@_note
@form_option
def import_(
    config: Config,
    file: Path,
    decision: str,
    signed: date | None,
    issuer: str,
    effective: date | None,
    territory: str,
    whole_sectors: tuple[str, ...],
    preview: bool,
    accept_doubts: bool,
    by: str,
    note: str,
    form: str,
) -> None:
    """Nhập quyết định công bố hoặc danh mục (XLSX, CSV, DOCX, văn bản). Luôn cho xem cách hiểu trước khi ghi."""
    engine = None if preview else open_store(config.store.url, create=False)  # before anybody reads a long preview
    given = Given(decision.strip(), signed, issuer.strip(), effective, territory.strip())
    try:
        with _told():
            shown = cataloguing.read(file, given, [readable(None, None, s) for s in whole_sectors])
        _show(shown, form, whole=preview)
        if engine is None:
            return
        _agreed(len(shown.reading.all_doubts), accept_doubts)
        with _told():
            new = cataloguing.keep(engine, shown, WallClock().now(), by=by, note=note)
    finally:
        if engine is not None:
            engine.dispose()
    name = printable(readable_path(file))
    told = (
        f"Đã ghi {name}. {cataloguing.NEXT} danh mục này." if new else f"{name} giống hệt bản đang dùng; không ghi gì."
    )
    click.echo(told, err=form != "table")


def _agreed(doubts: int, accepted: bool) -> None:
    """Raises Stop where doubts were shown and nobody took them on."""
    if doubts and not accepted:
        raise Stop(
            f"Còn {doubts} điều chưa rõ nên chưa ghi gì: hãy xem lại tệp, nêu thêm về quyết định, "
            "hoặc thêm --accept-doubts để ghi như đã hiểu.",
            USAGE,
        )


def _show(shown: Shown, form: str, *, whole: bool) -> None:
    """What was understood of a file; for people, the first rows and every row in doubt."""
    rows = cataloguing.shown_rows(shown)
    if form != "table":
        show(rows, cataloguing.ROW_COLUMNS | cataloguing.MORE_COLUMNS, form, "")
        return
    few = rows if whole or len(rows) <= MOST_ROWS else [r for i, r in enumerate(rows) if i < MOST_ROWS or r["doubts"]]
    show(few, cataloguing.ROW_COLUMNS, form, "Không có dòng nào.")
    if len(few) < len(rows):
        click.echo(f"… và {len(rows) - len(few)} dòng nữa; --preview cho xem mọi dòng.")
    for line in cataloguing.summary(shown):
        click.echo(printable(line))
    for line in cataloguing.doubt_lines(shown.reading.all_doubts):
        click.echo(printable(line))


@click.argument("code", required=False, default="", callback=readable)
@click.option("--as-of", type=Day(), help="Như đã ghi đến hết ngày này.")
@form_option
def show_(config: Config, engine: Engine, code: str, as_of: date | None, form: str) -> None:
    """Những dòng đang dùng của danh mục công bố; nêu mã: chỉ của mã ấy."""
    on = as_of or night_of(WallClock().now())
    rows = cataloguing.rows_in_force(engine, on, _moment(as_of), code)
    columns = cataloguing.ROW_COLUMNS | {"holds": "Hiệu lực", "decision": "Quyết định"}
    if form != "table":
        columns |= cataloguing.MORE_COLUMNS
    show(rows, columns, form, "Chưa nhập danh mục công bố nào như vậy.")
    if form == "table" and rows:
        click.echo(cataloguing.totals(rows, on))


def _moment(as_of: date | None) -> datetime | None:
    return end_of(as_of) if as_of else None


@click.option("--as-of", type=Day(), help="Như đã ghi đến hết ngày này.")
@form_option
def list_(config: Config, engine: Engine, as_of: date | None, form: str) -> None:
    """Những lần nhập, mới nhất trước."""
    columns = cataloguing.IMPORT_COLUMNS
    show(cataloguing.import_rows(engine, _moment(as_of)), columns, form, "Chưa nhập danh mục công bố nào.")


@click.argument("number", metavar="SỐ", type=int)
@_by
@_note
def withdraw(config: Config, engine: Engine, number: int, by: str, note: str) -> None:
    """Thôi dùng một lần nhập (SỐ trong `tthc catalogue list`); không xóa gì."""
    with _told():
        click.echo(printable(cataloguing.withdraw(engine, number, WallClock().now(), by=by, note=note)))


def add_to(
    group: click.Group,
    with_config: Callable[[Command], Command],
    with_store: Callable[..., Callable[[Command], Command]],
) -> None:
    """Add ``catalogue`` to a group of commands."""

    @group.group("catalogue")
    def catalogue() -> None:
        """Danh mục công bố: quyết định nào công bố, bãi bỏ thủ tục nào."""

    for name, command in (
        ("import", with_config(import_)),
        ("show", with_store()(show_)),
        ("list", with_store()(list_)),
    ):
        catalogue.command(name)(command)
    catalogue.command("withdraw")(with_store(writes=True)(withdraw))
