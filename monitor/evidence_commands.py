"""``tthc evidence export`` and ``tthc evidence pack``: evidence in forms that others can read and check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from monitor import packing
from monitor.config import Config
from monitor.tables import printable
from monitor.usage import INTERNAL, USAGE, Day, Stop, readable
from reports.cover import Cover
from storage.export_files import Exported, export_files
from storage.selection import Selection
from storage.warc import Damaged, ExportError, Told

Command = Callable[..., Any]
DROPPED = "trả lời chỉ còn mã băm: nội dung đã bỏ theo quy tắc lưu giữ, không kiểm tra được nữa"
UNSEARCHED = "trang danh sách đã bỏ nội dung nên không biết có nêu thủ tục này hay không"
#: A bar on the screen for as long as the block lasts: (name, quiet) -> how far it is.
Bar = Callable[[str, bool], AbstractContextManager[Told]]

quiet_option = click.option("--quiet", is_flag=True, help="Không in thanh tiến độ.")
since_option = click.option("--from", "since", type=Day(), help="Từ đêm nào, dạng 2026-11-20.")
until_option = click.option("--to", "until", type=Day(), help="Đến đêm nào.")


def _target(name: str) -> Callable[[Command], Command]:
    place = click.Path(path_type=Path, dir_okay=False)
    return click.option("-o", "target", type=place, required=True, help=f"Ghi vào tệp nào ({name}).")


def add_to(group: click.Group, with_store: Callable[[], Callable[[Command], Command]], bar: Bar) -> None:
    """Put the commands into the group ``evidence``."""

    @group.command("export")
    @with_store()
    @click.option("--run", type=int, help="Một lần quét.")
    @since_option
    @until_option
    @click.option("--portal", "portals", multiple=True, help="Chỉ nguồn này; dùng nhiều lần được.")
    @click.option("--code", callback=readable, help="Một thủ tục: trang của nó và các danh sách có nêu nó.")
    @_target("FILE.warc.gz")
    @quiet_option
    def export_(config: Config, engine: Engine, target: Path, quiet: bool, **chosen: Any) -> None:
        """Xuất bằng chứng ra WARC 1.1. Kèm mã băm, chuỗi niêm phong và chương trình kiểm tra."""
        with told_errors(target):
            selection = _selection(config, engine, **chosen)
            with bar("xuất bằng chứng", quiet) as told:
                exported = export_files(engine, selection, target, packing.product(), told)
            unsearched = packing.unsearched(engine, selection.since, selection.until) if selection.of_procedure else 0
        for line in _told(exported, unsearched):
            click.echo(printable(line))

    @group.command("pack")
    @with_store()
    @click.argument("code", callback=readable)
    @click.option("--from", "since", type=Day(), required=True, help="Từ đêm nào, dạng 2026-11-20.")
    @click.option("--to", "until", type=Day(), required=True, help="Đến đêm nào.")
    @_target("FILE.zip")
    @quiet_option
    def pack(config: Config, engine: Engine, code: str, since: date, until: date, target: Path, quiet: bool) -> None:
        """Đóng hồ sơ về một thủ tục. Gồm bằng chứng, phiên bản, chênh lệch, niêm phong, tờ bìa."""
        _in_order(since, until)
        if target.suffix != ".zip":
            raise Stop(f"Tên tệp {target.name} phải kết thúc bằng .zip.", USAGE)
        with told_errors(target), bar("đóng hồ sơ", quiet) as told:
            cover = packing.pack(config, engine, code, since, until, target, told)
        for line in _packed(cover, target):
            click.echo(printable(line))


@contextmanager
def told_errors(target: Path) -> Iterator[None]:
    """What cannot be exported, as one sentence and an exit code."""
    try:
        yield
    except Damaged as error:
        raise Stop(str(error), INTERNAL) from error
    except ExportError as error:
        raise Stop(str(error), USAGE) from error
    except OSError as error:
        raise Stop(f"Không ghi được {target}: {error.strerror}; không có gì dở dang để lại.", USAGE) from error


def _selection(
    config: Config,
    engine: Engine,
    run: int | None,
    since: date | None,
    until: date | None,
    portals: tuple[str, ...],
    code: str | None,
) -> Selection:
    """What is meant. Raises Stop, ExportError."""
    period = since is not None or until is not None
    if (run is not None) + (code is not None) + (period and code is None) != 1:
        raise Stop("Nêu đúng một cách chọn: --run N, hoặc --from D --to D, hoặc --code CODE (kèm --from, --to).", USAGE)
    if period and (since is None or until is None):
        raise Stop("Một khoảng đêm cần cả --from và --to.", USAGE)
    if since is not None and until is not None:
        _in_order(since, until)
    if portals and (run is not None or code is not None):
        raise Stop("--portal chỉ dùng với --from và --to.", USAGE)
    if code is not None:
        return packing.selection_of(engine, code, since, until)
    return Selection(run=run, since=since, until=until, portals=portals)


def _in_order(since: date, until: date) -> None:
    if since > until:
        raise Stop(f"--from {since} đứng sau --to {until}; hãy đổi chỗ.", USAGE)


def _packed(cover: Cover, target: Path) -> Iterator[str]:
    yield (
        f"{cover.captures} lần hỏi cổng, {cover.versions} phiên bản, {len(cover.verdicts)} chênh lệch; "
        f"{cover.compared_nights} đêm đối chiếu đủ nguồn"
    )
    if cover.unsure:
        yield f"Không xác định có chênh lệch nào khác hay không: {cover.unsure} (xem bảng từng đêm trên tờ bìa)"
    if cover.dropped:
        yield f"{cover.dropped} {DROPPED}"
    if cover.unsearched:
        yield f"{cover.unsearched} {UNSEARCHED}"
    if cover.head:
        yield f"Đầu chuỗi lúc xuất: {cover.head}"
    yield f"Đã ghi {target}"


def _told(exported: Exported, unsearched: int) -> Iterator[str]:
    summary, seals = exported.summary, exported.seals
    yield (
        f"{summary.captures} lần hỏi cổng của {len(summary.runs)} lần quét: "
        f"{summary.responses - summary.dropped} trả lời nguyên văn, "
        f"{summary.revisits} trả lời giống hệt trả lời đã có, {summary.without_answer} lần không có trả lời"
    )
    if summary.dropped:
        yield f"{summary.dropped} {DROPPED}"
    if unsearched:
        yield f"{unsearched} {UNSEARCHED}"
    if seals.unsealed:
        yield f"Lần quét chưa niêm phong: {', '.join(map(str, seals.unsealed))}"
    if seals.head:
        yield f"Đầu chuỗi lúc xuất: {seals.head}"
    yield f"SHA-256 {summary.sha256}, {summary.size} byte"
    yield f"Đã ghi {exported.warc}"
    yield f"Kiểm tra ở bất kỳ máy nào có Python: python3 {exported.verifier.name} {exported.warc.name}"
