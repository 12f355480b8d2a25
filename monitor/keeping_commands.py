"""Commands about the archive itself: play it back, read it again, save it, thin it, carry it out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import Engine

from monitor import PRODUCT, VERSION, open_formats, reread_nights
from monitor.clock import VIETNAM, WallClock, night_of
from monitor.config import Config
from monitor.heads import heads_file
from monitor.observed import unseen_rows
from monitor.past import portal_label, undetermined_lines, unknown_portal
from monitor.replaying import recordings, replayed
from monitor.tables import FORMATS, printable, show
from monitor.usage import USAGE, Day, Stop, file_errors, written
from reports.rows import csv_lines, json_lines
from storage import backup as backups
from storage import keeping
from storage.database import StoreError, open_store, open_to_read

Command = Callable[..., Any]
Bar = Callable[[str, bool], AbstractContextManager[Callable[[int, int], None]]]
Done = TypeVar("Done")
Lease = Callable[[Config], AbstractContextManager[None]]

RULE_NAMES = {
    keeping.SUPERSEDED: "trang của thủ tục, giữa lần đầu và lần cuối",
    keeping.LISTS: "danh sách, mỗi tuần một",
}
PLAN_COLUMNS = {"rule_name": "Quy tắc", "bodies": "Nội dung trang", "size": "Byte trong kho"}

quiet_option = click.option("--quiet", is_flag=True, help="Không in thanh tiến độ.")
#: The highest number of a TCP port.
LAST_PORT = 65535
_FILE = click.Path(path_type=Path, dir_okay=False)


def add_to(
    group: click.Group,
    with_config: Callable[[Command], Command],
    with_store: Callable[[], Callable[[Command], Command]],
    lease: Lease,
    bar: Bar,
) -> None:
    """Put the commands into the group of all commands."""
    group.command("replay")(with_config(replay))
    group.command("backup")(with_config(backup))
    group.command("restore")(restore)
    _add_reread(group, with_config, lease, bar)
    _add_keep(group, with_config, lease)

    @group.group("export")
    def export() -> None:
        """Xuất dữ liệu ra định dạng mở."""

    export.command("history")(with_store()(history))


# --- playing back --------------------------------------------------------------------------


@click.argument("numbers", metavar="RUN...", nargs=-1, type=int, required=True)
@click.option(
    "--port", type=click.IntRange(0, LAST_PORT), default=0, help="Cổng TCP của lần quét đầu; 0: cổng còn trống."
)
def replay(config: Config, numbers: tuple[int, ...], port: int) -> None:
    """Phát lại những lần quét đã lưu như một cổng, chỉ trên máy này; dừng bằng Ctrl-C."""
    _check_ports(port, len(numbers))
    engine = open_to_read(config.store.url)
    with ExitStack() as doors:
        for place, recording in enumerate(recordings(engine, numbers)):
            door = doors.enter_context(replayed(recording, port + place if port else 0))
            run = recording.run
            click.echo(
                f"# lần quét {run.id}, nguồn {portal_label(config, run.portal)}, đêm {run.night:%d/%m/%Y}: "
                f"{recording.answers} câu trả lời"
            )
            if recording.dropped:
                click.echo(f"# {recording.dropped} câu trả lời đã được bỏ nội dung theo quy tắc lưu giữ: trả về mã 410")
            if run.outcome is None:
                click.echo("# lần quét này chưa được đóng")
            click.echo(f'base_url = "{door.base_url}"')
        click.echo("# Ctrl-C để dừng")
        threading.Event().wait()


def _check_ports(first: int, count: int) -> None:
    last = first + count - 1
    if first and last > LAST_PORT:
        raise Stop(
            f"--port {first}: {count} lần quét cần đến cổng {last}, mà cổng TCP cao nhất là {LAST_PORT}; "
            "hãy chọn số nhỏ hơn.",
            USAGE,
        )


# --- reading again -------------------------------------------------------------------------


def _add_reread(group: click.Group, with_config: Callable[[Command], Command], lease: Lease, bar: Bar) -> None:
    @group.command("reread")
    @with_config
    @click.option("--from", "since", type=Day(), required=True, help="Từ đêm nào, dạng 2026-11-20.")
    @click.option("--to", "until", type=Day(), required=True, help="Đến đêm nào.")
    @click.option("--portal", help="Chỉ một nguồn (mã nguồn trong cấu hình).")
    @click.option("-o", "target", type=_FILE, help="Ghi vào tệp .csv hoặc .jsonl.")
    @click.option("--keep", "keeps", is_flag=True, help="Giữ kết quả trong kho, bên cạnh những gì đã lưu.")
    @click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Cách in.")
    @quiet_option
    def reread(
        config: Config,
        since: date,
        until: date,
        portal: str | None,
        target: Path | None,
        keeps: bool,
        form: str,
        quiet: bool,
    ) -> None:
        """Đọc lại những đêm đã lưu bằng bộ đọc và quy tắc hiện nay, nêu chỗ khác; không sửa gì đã lưu."""
        _check(config, since, until, portal, target)
        engine = open_to_read(config.store.url)
        with bar("đọc lại", quiet) as told:
            found = reread_nights.reread_nights(config, engine, since, until, portal, told)
        if not found.runs:
            raise Stop(f"Kho không có lần quét nào từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}: xem `tthc runs`.", USAGE)
        rows = reread_nights.rows(config, found)
        if target is not None:
            with written(target) as file, file.open("wb") as out:
                is_csv = target.suffix == ".csv"
                out.writelines(csv_lines(reread_nights.COLUMNS, rows) if is_csv else json_lines(rows))
            click.echo(f"Đã ghi {printable(target)}", err=True)
        elif form != "table" or found.records or found.findings:
            columns = reread_nights.COLUMNS
            if form == "table":
                columns = {key: heading for key, heading in columns.items() if key != "portal"}
            show(list(rows), columns, form, "")
        err = form != "table" and target is None
        for line in reread_nights.summary(config, found):
            click.echo(printable(line), err=err)
        if keeps:
            number = _alone(config, lease, lambda engine: _kept(engine, found, since, until, portal))
            click.echo(f"Đã giữ kết quả đọc lại số {number} trong kho.", err=err)


def _kept(engine: Engine, found: reread_nights.NightsReread, since: date, until: date, portal: str | None) -> int:
    return reread_nights.keep(engine, found, WallClock().now(), since, until, portal)


def _alone(config: Config, lease: Lease, write: Callable[[Engine], Done]) -> Done:
    """Write to the store, alone."""
    with lease(config):
        engine = open_store(config.store.url, create=False)
        try:
            return write(engine)
        finally:
            engine.dispose()


def _check(config: Config, since: date, until: date, portal: str | None, target: Path | None) -> None:
    if since > until:
        raise Stop(f"--from {since} ở sau --to {until}; hãy đổi hai ngày cho nhau.", USAGE)
    if portal is not None and portal not in {p.code for p in config.portals}:
        raise Stop(unknown_portal(config, portal), USAGE)
    if target is not None and target.suffix not in (".csv", ".jsonl"):
        raise Stop(f"Tên tệp {target} phải kết thúc bằng .csv hoặc .jsonl.", USAGE)


# --- saving --------------------------------------------------------------------------------


@click.option("-o", "target", type=_FILE, required=True, help="Ghi vào tệp nào; tệp đã có không bị ghi đè.")
def backup(config: Config, target: Path) -> None:
    """Sao lưu cả kho vào một tệp, cả khi đang quét; đọc lại để kiểm tra rồi mới đặt tên."""
    url = config.store.url
    told = backups.make_backup(url, target, WallClock().now(), f"{PRODUCT} {VERSION}", heads_file(url))
    click.echo(f"Đã sao lưu vào {printable(target)}: kho {told.parts[0].size} byte, tệp {target.stat().st_size} byte.")
    click.echo(f"Đầu chuỗi niêm phong: {told.head or '(chưa có)'}")


@click.argument("file", metavar="FILE", type=_FILE)
@click.option("-o", "target", type=_FILE, required=True, help="Đặt kho vào đâu; kho đã có không bị ghi đè.")
def restore(file: Path, target: Path) -> None:
    """Phục hồi kho từ một tệp sao lưu vào một chỗ còn trống; kiểm tra xong mới đặt tên."""
    try:
        told, with_heads = backups.restore(file, target)
    except StoreError as error:
        raise Stop(str(error), USAGE) from error
    click.echo(f"Đã phục hồi {printable(target)} (bản sao lưu lúc {told.created_at}, {told.product}).")
    click.echo(f"Đầu chuỗi niêm phong: {told.head or '(chưa có)'}")
    has_heads = any(p.name == backups.HEADS for p in told.parts)
    if has_heads and not with_heads:
        click.echo(f"{backups.HEADS} cạnh kho đã có sẵn nên được giữ nguyên: hãy so với `tthc verify`.")


# --- keeping -------------------------------------------------------------------------------


def _add_keep(group: click.Group, with_config: Callable[[Command], Command], lease: Lease) -> None:
    @group.command("keep")
    @with_config
    @click.option("--apply", "applies", is_flag=True, help="Bỏ thật, và ghi lại đã bỏ gì.")
    @click.option("--dry-run", "only_told", is_flag=True, help="Chỉ nói sẽ bỏ gì (mặc định).")
    @click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Cách in.")
    def keep(config: Config, applies: bool, only_told: bool, form: str) -> None:
        """Bỏ bớt nội dung trang đã cũ theo quy tắc trong cấu hình; mã băm và mọi phiên bản còn nguyên."""
        if applies and only_told:
            raise Stop("Chọn một trong hai: --dry-run hoặc --apply.", USAGE)
        rules = config.keeping.rules()
        if applies:
            planned = _alone(config, lease, lambda engine: _carried_out(engine, rules))
        else:
            planned = keeping.plan(open_to_read(config.store.url), rules, _today())
        if rules.is_empty:
            click.echo("Cấu hình không có quy tắc [keeping] nào: mọi nội dung được giữ.", err=form != "table")
        _told(planned, form, done=applies)


def _carried_out(engine: Engine, rules: keeping.Rules) -> keeping.Plan:
    planned = keeping.plan(engine, rules, _today())
    keeping.carry_out(engine, planned, WallClock().now())
    return planned


def _today() -> date:
    return night_of(WallClock().now().astimezone(VIETNAM))


def _told(planned: keeping.Plan, form: str, *, done: bool) -> None:
    rows = [
        {
            "rule": name,
            "rule_name": RULE_NAMES[name],
            "bodies": len(planned.of(name)),
            "size": sum(b.stored for b in planned.of(name)),
        }
        for name in RULE_NAMES
    ]
    show(rows, PLAN_COLUMNS, form, "")
    if form == "table":
        what = "Đã bỏ" if done else "Sẽ bỏ"
        size = sum(b.stored for b in planned.bodies)
        click.echo(f"{what} {len(planned.bodies)} nội dung trang, {size} byte; mã băm của chúng còn nguyên.")
        if done and planned.bodies:
            click.echo("Chỗ trống trong tệp kho được dùng lại; bản sao lưu kế tiếp sẽ nhỏ đi.")


# --- open formats ----------------------------------------------------------------------------


@click.option("--format", "form", type=click.Choice(open_formats.FORMS), required=True, help="Định dạng.")
@click.option("-o", "target", type=_FILE, required=True, help="Ghi vào tệp nào; CSV cả hai bảng thì thành hai tệp.")
@click.option(
    "--what",
    type=click.Choice((open_formats.VERSIONS, open_formats.SIGHTINGS, "all")),
    default="all",
    show_default=True,
    help="Các phiên bản, các chênh lệch theo đêm, hay cả hai.",
)
@click.option("--from", "since", type=Day(), help="Từ đêm nào, dạng 2026-11-20.")
@click.option("--to", "until", type=Day(), help="Đến đêm nào.")
def history(
    config: Config, engine: Engine, form: str, target: Path, what: str, since: date | None, until: date | None
) -> None:
    """Xuất các phiên bản và các chênh lệch qua các đêm ra CSV hoặc JSON Lines."""
    if since is not None and until is not None and since > until:
        raise Stop(f"--from {since} ở sau --to {until}; hãy đổi hai ngày cho nhau.", USAGE)
    unseen = _unseen(config, engine, since, until)
    tables = (open_formats.VERSIONS, open_formats.SIGHTINGS) if what == "all" else (what,)
    with file_errors(target):
        files = open_formats.export_history(config, engine, target, form, tables, since, until)
    for file, count in files:
        click.echo(f"Đã ghi {printable(file)}: {count} dòng")
    for line in undetermined_lines(unseen):
        click.echo(line)


def _unseen(config: Config, engine: Engine, since: date | None, until: date | None) -> list[dict[str, Any]]:
    """The nights of a period on which a source was not seen: its versions are those known last. Raises Stop."""
    if since is None and until is None:
        return []
    found = unseen_rows(config, engine, since, until)
    if found is None:
        raise Stop(
            f"Không xác định: không có lần quét nào{f' từ {since:%d/%m/%Y}' if since else ''}"
            f"{f' đến {until:%d/%m/%Y}' if until else ''}; xem `tthc nights`. Không tệp nào được ghi.",
            USAGE,
        )
    return found
