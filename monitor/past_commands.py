"""The commands with which auditors ask about the past. Each asks one function and prints; none writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import Engine

from monitor import differing, observed, past
from monitor.config import Config
from monitor.tables import for_programs, printable_lines, show
from monitor.usage import USAGE, Day, Instant, Stop, form_option, midnight, readable
from storage.history import Asked

Command = Callable[..., Any]

portal_option = click.option("--portal", help="Chỉ một nguồn (mã nguồn trong cấu hình).")
since_option = click.option("--from", "since", type=Day(), help="Từ ngày nào, dạng 2026-11-20.")
until_option = click.option("--to", "until", type=Day(), help="Đến hết ngày nào.")
known_option = click.option(
    "--known-by", type=Instant(), help="Chỉ tính những gì đã biết đến lúc này, dạng 2026-11-20T08:30."
)


@click.argument("code", callback=readable)
@portal_option
@click.option("--as-of", type=Day(), help="Như đã thấy đến hết ngày này (lần đọc đủ gần nhất).")
@known_option
@form_option
def show_(
    config: Config,
    engine: Engine,
    code: str,
    portal: str | None,
    as_of: date | None,
    known_by: datetime | None,
    form: str,
) -> None:
    """Một thủ tục như các nguồn thể hiện, hôm nay hoặc vào một ngày."""
    _check_portal(config, portal)
    asked = Asked.as_of_now(known_by) if as_of is None else Asked.of_day(midnight(as_of), known_by)
    told = past.answers(config, engine, code, portal, asked)
    if not told:
        raise _never_seen(config, code, portal)
    if form == "json":
        _json(past.shown_objects(config, engine, told))
    elif form == "csv":
        show(past.shown_rows(config, engine, told), past.PARTS_COLUMNS, form, "")
    else:
        click.echo(printable_lines(past.shown_text(config, engine, told)))


@click.argument("code", callback=readable)
@known_option
@form_option
def history(config: Config, engine: Engine, code: str, known_by: datetime | None, form: str) -> None:
    """Các phiên bản của một thủ tục, từ cũ đến mới, và những đêm đã thấy hoặc không nhìn được."""
    rows = past.history_rows(config, engine, code, known_by)
    later = past.first_seen(engine, code) if not rows and known_by is not None else None
    if not rows and later is None:
        raise _never_seen(config, code, None)
    columns = past.HISTORY_COLUMNS
    if form == "table":  # else too wide
        columns = {key: heading for key, heading in columns.items() if key not in ("portal", "run", "digest", "reread")}
    show(
        rows,
        columns,
        form,
        "" if later is None or known_by is None else past.not_yet_known(config, code, known_by, later),
    )
    if form == "table":
        for line in past.reread_lines(rows):
            click.echo(line)


@click.argument("code", callback=readable, required=False)
@click.option("--from", "since", type=Day(), required=True, help="Ngày trước, dạng 2026-11-20.")
@click.option("--to", "until", type=Day(), required=True, help="Ngày sau.")
@portal_option
@form_option
def diff(
    config: Config, engine: Engine, code: str | None, since: date, until: date, portal: str | None, form: str
) -> None:
    """Giữa hai ngày đã đổi gì: một thủ tục, từng phần và từng từ; không nêu mã: cả nguồn."""
    _check_portal(config, portal)
    _check_days(since, until)
    if code is None:
        told = differing.of_sources(config, engine, portal, since, until)
    else:
        told = differing.of_code(config, engine, code, portal, since, until)
        if not told:
            raise _never_seen(config, code, portal)
    if form == "json":
        _json(differing.diff_objects(config, told))
    elif form == "csv":
        show(differing.diff_rows(config, told), differing.DIFF_COLUMNS, form, "")
    else:
        text = differing.diff_text(config, told)
        click.echo(printable_lines(text) if told else "Chưa có lần quét nào để so.")


@click.option("--night", type=Day(), help="Đêm nào (mặc định: đêm mới nhất).")
@since_option
@until_option
@form_option
def changes(
    config: Config, engine: Engine, night: date | None, since: date | None, until: date | None, form: str
) -> None:
    """Những gì đã đổi trên từng nguồn so với lần đọc trước: một đêm, hoặc mọi đêm của một thời gian."""
    if night is not None and (since is not None or until is not None):
        raise Stop("Chỉ nêu --night, hoặc --from và --to.", USAGE)
    _check_days(since, until)
    told = differing.nights_told(config, engine, night or since, night or until)
    if form != "table":
        show(told.rows, differing.CHANGE_COLUMNS, form, "")
        return
    if told.changes or told.compared:
        columns = {key: heading for key, heading in differing.CHANGE_COLUMNS.items() if key not in ("portal", "why")}
        limit = ", ở những đêm so được" if told.undetermined else ""
        rows = sorted(told.changes, key=lambda row: row["night"])
        show(rows, columns, form, f"Không có thay đổi nào trên các nguồn{limit}.")
    for line in past.undetermined_lines(told.undetermined):
        click.echo(line)


@since_option
@until_option
@form_option
def nights(config: Config, engine: Engine, since: date | None, until: date | None, form: str) -> None:
    """Đêm nào đã xem nguồn nào, và nhìn được những gì (mặc định: 30 đêm gần nhất)."""
    _check_days(since, until)
    rows = observed.night_rows(config, engine, since, until)
    if form == "table":  # a reading that was whole needs no reason
        rows = [row | {"reason": ""} if row["outcome"] == "complete" else row for row in rows]
    show(rows, observed.NIGHT_COLUMNS, form, "Chưa có lần quét nào.")


@click.argument("words", nargs=-1, required=True)
@form_option
def search(config: Config, engine: Engine, words: tuple[str, ...], form: str) -> None:
    """Tìm thủ tục theo từ trong tên hoặc mã, không cần dấu, trong mọi phiên bản đã thấy."""
    typed = " ".join(readable(None, None, word) for word in words)
    rows = observed.search_rows(config, engine, typed)
    columns = observed.SEARCH_COLUMNS
    if form == "table":
        columns = {key: heading for key, heading in columns.items() if key != "portal"}
    show(rows, columns, form, "Chưa từng thấy thủ tục nào có những từ ấy.")


COMMANDS: dict[str, Command] = {
    "show": show_,
    "history": history,
    "diff": diff,
    "changes": changes,
    "nights": nights,
    "search": search,
}


def add_to(group: click.Group, with_store: Callable[[], Callable[[Command], Command]]) -> None:
    """Put the commands into the group of all commands; ``with_store`` gives them the open store."""
    for name, command in COMMANDS.items():
        group.command(name)(with_store()(command))


def show_courses(engine: Engine, typed: str, form: str) -> None:
    """``tthc discrepancies --history``: how the discrepancies that are meant stood night by night."""
    rows = observed.course_rows(engine, typed)
    if not rows:
        raise Stop(
            f"Chưa từng có chênh lệch nào có khóa hoặc mã {typed}; xem `tthc discrepancies --format csv`.", USAGE
        )
    show(rows, observed.COURSE_COLUMNS, form, "")


def _never_seen(config: Config, code: str, portal: str | None) -> Stop:
    where = f" ở nguồn {past.portal_label(config, portal)}" if portal else ""
    return Stop(
        f"Kho chưa từng thấy mã {code}{where}; kiểm tra lại mã (dạng 1.001193) hoặc tìm theo tên bằng `tthc search`.",
        USAGE,
    )


def _check_portal(config: Config, portal: str | None) -> None:
    if portal is not None and portal not in {p.code for p in config.portals}:
        raise Stop(past.unknown_portal(config, portal), USAGE)


def _check_days(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and since > until:
        raise Stop(f"--from {since} ở sau --to {until}; hãy đổi hai ngày cho nhau.", USAGE)


def _json(value: Any) -> None:
    for_programs(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
