"""``tthc``: the command line. Each command opens the store, asks one room, and prints."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from filelock import FileLock, Timeout
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from analysis.model import Outcome, Severity, Snapshot, Status
from monitor import PRODUCT, VERSION, explaining, questions, registering
from monitor import config as configuration
from monitor.clock import VIETNAM, WallClock, night_of
from monitor.config import Config, ConfigError
from monitor.crawling import Watcher
from monitor.night import Interrupted, NightResult, Watch, crawl_only, recompare, run_night
from monitor.night import finish as finish_night
from monitor.registering import RegisterError
from monitor.reporting import build_report, write_report
from monitor.tables import FORMATS, console, for_programs, printable, printable_lines, show
from reports.formats import FORMATS as REPORT_FORMATS
from reports.json_ import discrepancy_object
from storage import runs
from storage.database import StoreError, open_store, upgrade

DEFAULT_CONFIG = Path("monitor.toml")

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


def main() -> None:
    """Console entry: no traceback unless ``--debug``."""
    _speak_utf8()
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    try:
        with tthc.make_context("tthc", sys.argv[1:]) as context:
            tthc.invoke(context)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt, Interrupted):
        click.echo(
            "tthc: Đã dừng theo yêu cầu; những trang đã đọc được giữ lại, chạy lại lệnh này để đọc tiếp.",
            err=True,
        )
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has had enough
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(OK)
    except SQLAlchemyError as error:
        if "--debug" in sys.argv:
            raise
        click.echo(
            f"tthc: Kho dữ liệu không dùng được lúc này ({printable(getattr(error, 'orig', None) or error)[:300]}); "
            "hãy kiểm tra ổ đĩa và quyền ghi. Những gì đã ghi xong vẫn còn.",
            err=True,
        )
        sys.exit(INTERNAL)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        click.echo(
            f"tthc: Lỗi bên trong chương trình ({type(error).__name__}: {printable(error)[:300]}). "
            "Chạy lại với --debug để xem chi tiết và gửi cho người phát triển.",
            err=True,
        )
        sys.exit(INTERNAL)


def _speak_utf8() -> None:
    """Vietnamese needs UTF-8, and a table or JSON has the same bytes under every locale."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _as_ctrl_c(*_: object) -> None:
    """A service that is stopped ends as if somebody had pressed Ctrl-C: what was read is kept."""
    raise KeyboardInterrupt


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name=PRODUCT)
@click.option("--debug", is_flag=True, help="In chi tiết kỹ thuật khi có lỗi.")
def tthc(debug: bool) -> None:
    """Giám sát công khai thủ tục hành chính ngành Tư pháp."""


Command = Callable[..., Any]


def with_config(command: Command) -> Command:
    """Adds ``--config`` and gives the checked configuration."""

    @click.option(
        "--config",
        "path",
        type=click.Path(path_type=Path, dir_okay=False),
        default=DEFAULT_CONFIG,
        show_default=True,
        help="Tệp cấu hình.",
    )
    @wraps(command)
    def inner(path: Path, **kwargs: Any) -> Any:
        try:
            return command(config=configuration.load(path), **kwargs)
        except ConfigError as error:
            raise Stop(str(error), USAGE) from error
        except StoreError as error:
            raise Stop(str(error), USAGE) from error

    return inner


def with_store(*, create: bool = False) -> Callable[[Command], Command]:
    """Adds ``--config`` and gives the configuration and the open store."""

    def decorate(command: Command) -> Command:
        @with_config
        @wraps(command)
        def inner(config: Config, **kwargs: Any) -> Any:
            engine = open_store(config.store.url, create=create)
            try:
                return command(config=config, engine=engine, **kwargs)
            finally:
                engine.dispose()

        return inner

    return decorate


form_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Cách in."
)


def _readable(_: click.Context, __: click.Parameter, typed: str) -> str:
    """What was typed, also under a locale that does not know Vietnamese letters."""
    return os.fsencode(typed).decode("utf-8", "replace")


@contextmanager
def lease(config: Config) -> Iterator[None]:
    """The lease on the store: one job at a time; it falls with its holder. Raises Stop."""
    place = Path(config.store.url.removeprefix("sqlite:///"))
    if not place.parent.is_dir():  # a lock would make the folder, and a store would appear in the wrong place
        raise Stop(f"Không có thư mục {place.parent} để đặt kho dữ liệu; hãy tạo thư mục này.", USAGE)
    try:
        with tempfile.TemporaryFile(dir=place.parent):
            pass
    except OSError as error:
        raise Stop(f"Không ghi được vào thư mục {place.parent}: {error.strerror}.", USAGE) from error
    lock = FileLock(place.with_name(place.name + ".lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise Stop("Một lần quét khác đang chạy trên kho dữ liệu này; hãy đợi nó xong rồi chạy lại.", BUSY) from None
    try:
        yield
    finally:
        lock.release()


def check_folder(folder: Path) -> None:
    """Whether a report can be written there: to be known before the night, not after it. Raises Stop."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Stop(
            f"Không ghi được báo cáo vào {folder}: {error.strerror}; hãy sửa khóa report.directory.", USAGE
        ) from error


# --- the night --------------------------------------------------------------------


@tthc.command()
@with_config
@click.option("--quiet", is_flag=True, help="Không in thanh tiến độ.")
def nightly(config: Config, quiet: bool) -> None:
    """Quét mọi nguồn, đối chiếu và viết báo cáo của đêm nay."""
    code = one_night(config, WallClock(), quiet=quiet)
    if code:
        sys.exit(code)


def one_night(config: Config, clock: WallClock, *, quiet: bool = False) -> int:
    """One nightly job from lease to summary; returns the exit code."""
    with lease(config):
        check_folder(config.report.directory)
        engine = open_store(config.store.url)
        try:
            with _progress(quiet=quiet) as watch:
                result = run_night(config, engine, clock, watch)
                report = build_report(config, engine, result.night)
                files = write_report(report, config.report.directory, config.report.formats)
            finish_night(engine, clock, result)
        finally:
            engine.dispose()
    _summary(config, result)
    for file in files:
        click.echo(f"Báo cáo: {file}")
    return result.exit_code


@tthc.command()
@with_config
@click.argument("portals", nargs=-1)
@click.option("--quiet", is_flag=True, help="Không in thanh tiến độ.")
def crawl(config: Config, portals: tuple[str, ...], quiet: bool) -> None:
    """Chỉ quét các nguồn được nêu (không nêu: mọi nguồn)."""
    unknown = set(portals) - {p.code for p in config.portals}
    if unknown:
        known = ", ".join(p.code for p in config.portals)
        raise Stop(f"Cấu hình không có nguồn {', '.join(sorted(unknown))}; các nguồn: {known}.", USAGE)
    with lease(config):
        engine = open_store(config.store.url)
        try:
            with _progress(quiet=quiet) as watch:
                snapshots = crawl_only(config, engine, WallClock(), watch, portals)
        finally:
            engine.dispose()
    _sources(config, snapshots)
    if any(s.outcome is not Outcome.COMPLETE for s in snapshots):
        sys.exit(SOURCES)


@tthc.command()
@with_store()
def compare(config: Config, engine: Engine) -> None:
    """Đối chiếu lại những lần quét mới nhất trong kho, không hỏi cổng nào."""
    with lease(config):
        result = recompare(config, engine, WallClock().now())
    _summary(config, result)
    if result.exit_code:
        sys.exit(result.exit_code)


@tthc.command()
@with_store()
@click.option("--night", type=click.DateTime(["%Y-%m-%d"]), help="Đêm nào (mặc định: đêm mới nhất).")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([f.name for f in REPORT_FORMATS]),
    help="Định dạng; dùng nhiều lần được.",
)
@click.option("-o", "folder", type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi báo cáo.")
def report(config: Config, engine: Engine, night: datetime | None, kinds: tuple[str, ...], folder: Path | None) -> None:
    """Viết lại báo cáo của một đêm."""
    made = build_report(config, engine, night.date() if night else None)
    for file in write_report(made, folder or config.report.directory, kinds or config.report.formats):
        click.echo(str(file))


@tthc.command()
@with_config
@click.option("--once", is_flag=True, help="Chỉ in giờ chạy kế tiếp rồi thoát.")
def schedule(config: Config, once: bool) -> None:
    """Ở lại và chạy mỗi đêm vào giờ đã đặt (giờ Việt Nam)."""
    from monitor.schedule_ import next_due, stay

    clock = WallClock()
    last = _last_night(config)
    click.echo(f"Lần chạy kế tiếp: {next_due(clock.now(), config.schedule.at, last):%d/%m/%Y %H:%M} giờ Việt Nam")
    if not once:
        stay(
            config,
            clock,
            lambda: one_night(config, clock, quiet=True),
            lambda text: click.echo(printable(text), err=True),
            last=last,
        )


def _last_night(config: Config) -> date | None:
    """The day whose job was done already, so that a restarted schedule does not do it twice."""
    from monitor.schedule_ import started_day

    place = Path(config.store.url.removeprefix("sqlite:///"))
    if not place.exists():
        return None
    engine = open_store(config.store.url, create=False)
    try:
        started = runs.last_nightly(engine)
    finally:
        engine.dispose()
    return None if started is None else started_day(started, config.schedule.at)


# --- questions --------------------------------------------------------------------


@tthc.command("runs")
@with_store()
@form_option
@click.option("--last", default=20, show_default=True, help="Bao nhiêu lần quét.")
def runs_(config: Config, engine: Engine, form: str, last: int) -> None:
    """Các lần quét, mới nhất trước."""
    show(questions.run_rows(config, engine, last), questions.RUN_COLUMNS, form, "Chưa có lần quét nào.")


@tthc.command()
@with_store()
@form_option
@click.option("--night", type=click.DateTime(["%Y-%m-%d"]), help="Đêm nào (mặc định: đêm mới nhất).")
@click.option("--status", type=click.Choice([s.value for s in Status]), help="Chỉ một trạng thái.")
@click.option("--severity", type=click.Choice([s.value for s in Severity]), help="Chỉ một mức độ.")
@click.option("--rule", help="Chỉ một loại, ví dụ CL01.")
def discrepancies(
    config: Config,
    engine: Engine,
    form: str,
    night: datetime | None,
    status: str | None,
    severity: str | None,
    rule: str | None,
) -> None:
    """Các chênh lệch của một đêm."""
    sightings = questions.sightings(engine, night.date() if night else None)
    rows = [discrepancy_object(s) for s in sightings]
    rows = [
        r
        for r in rows
        if (status is None or r["status"] == status)
        and (severity is None or r["severity"] == severity)
        and (rule is None or r["rule"] == rule.upper())
    ]
    columns = questions.DISCREPANCY_COLUMNS | ({} if form == "table" else {"key": "Khóa"})  # too wide for a table
    show(rows, columns, form, "Không có chênh lệch nào như vậy.")


@tthc.command()
@with_store()
@click.argument("key", nargs=-1, required=True)
@click.option("--night", type=click.DateTime(["%Y-%m-%d"]), help="Đêm nào (mặc định: đêm mới nhất).")
@click.option("--full", is_flag=True, help="In đủ những nguyên văn dài.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help="Cách in.")
def explain(
    config: Config, engine: Engine, key: tuple[str, ...], night: datetime | None, full: bool, form: str
) -> None:
    """Giải thích một chênh lệch. KEY là khóa, phần đầu của khóa, hoặc loại và mã: CL13 1.001193."""
    try:
        typed = os.fsencode(" ".join(key)).decode("utf-8", "replace")
        found = explaining.explain(config, engine, typed, night.date() if night else None)
    except explaining.ExplainError as error:
        for each in error.keys[: explaining.MOST_KEYS]:
            click.echo(f"  {printable(each)}", err=True)
        raise Stop(str(error), USAGE) from error
    if form == "json":
        for_programs(explaining.as_json(found))
    else:
        click.echo(printable_lines(explaining.as_text(found, full=full)))


@tthc.command()
@with_store()
@form_option
@click.option("--night", type=click.DateTime(["%Y-%m-%d"]), help="Đêm nào (mặc định: đêm mới nhất).")
def changes(config: Config, engine: Engine, form: str, night: datetime | None) -> None:
    """Những gì đã đổi trên từng nguồn so với lần đọc trước."""
    rows = questions.change_rows(config, engine, night.date() if night else None)
    show(rows, questions.CHANGE_COLUMNS, form, "Không có thay đổi nào trên các nguồn.")


@tthc.command("show")
@with_store()
@click.argument("code", callback=_readable)
@click.option("--portal", help="Chỉ một nguồn.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Như đã thấy đến hết ngày này.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help="Cách in.")
def show_(config: Config, engine: Engine, code: str, portal: str | None, as_of: datetime | None, form: str) -> None:
    """Một thủ tục như các nguồn thể hiện."""
    text = questions.shown(config, engine, code, portal, as_of.date() if as_of else None, form)
    if text is None:
        raise Stop(f"Kho chưa từng thấy mã {code}; kiểm tra lại mã (dạng 1.001193) hoặc chạy `tthc runs`.", USAGE)
    click.echo(text if form == "json" else printable_lines(text))


@tthc.command()
@with_store()
@form_option
@click.argument("code", callback=_readable)
def history(config: Config, engine: Engine, form: str, code: str) -> None:
    """Các phiên bản của một thủ tục, từ cũ đến mới."""
    rows = questions.history_rows(config, engine, code)
    if not rows:
        raise Stop(f"Kho chưa từng thấy mã {code}; kiểm tra lại mã (dạng 1.001193).", USAGE)
    show(rows, questions.HISTORY_COLUMNS, form, "")


@tthc.group()
def evidence() -> None:
    """Bằng chứng: những gì cổng đã thực sự trả lời."""


@evidence.command("show")
@with_store()
@click.argument("code", callback=_readable)
@click.option("--portal", help="Mã nguồn trong cấu hình.")
@click.option("--run", type=int, help="Số của lần quét.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Như đã thấy đến hết ngày này.")
@click.option("-o", "target", type=click.Path(path_type=Path, dir_okay=False), help="Ghi nguyên văn vào tệp.")
def evidence_show(
    config: Config,
    engine: Engine,
    code: str,
    portal: str | None,
    run: int | None,
    as_of: datetime | None,
    target: Path | None,
) -> None:
    """Nguyên văn trang mà nguồn đã trả lời cho một mã (hoặc một danh sách)."""
    found = questions.evidence(config, engine, code, portal, run, as_of.date() if as_of else None)
    if found is None:
        raise Stop(f"Không có trang nào được lưu cho {code} như vậy; xem `tthc history {code}`.", USAGE)
    if not found.is_intact:
        raise Stop(f"Trang lưu của {code} không còn khớp mã băm {found.sha256}: kho đã bị thay đổi.", INTERNAL)
    told = sys.stderr if target is None else sys.stdout
    click.echo(f"Nguồn {found.portal}, lần quét {found.run}, đêm {found.night:%d/%m/%Y}", file=told)
    click.echo(f"{found.method} {printable(found.url)} → {found.status}", file=told)
    if found.request_body:
        click.echo(f"Nội dung hỏi: {printable(found.request_body.decode('utf-8', 'replace'))}", file=told)
    click.echo(f"Lúc {found.fetched_at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S %z}", file=told)
    click.echo(f"SHA-256 {found.sha256}, {found.size} byte", file=told)
    if target is None and sys.stdout.isatty():  # raw bytes could steer the terminal
        click.echo(printable_lines(found.wire.decode("utf-8", "replace")))
        return
    if target is None:
        sys.stdout.buffer.write(found.wire)
        sys.stdout.buffer.flush()
        return
    try:
        target.write_bytes(found.wire)
    except OSError as error:
        raise Stop(f"Không ghi được {target}: {error.strerror}.", USAGE) from error
    click.echo(f"Đã ghi {target}")


# --- what people register -----------------------------------------------------------


@contextmanager
def registering_told() -> Iterator[None]:
    """What cannot be registered, as a usage error."""
    try:
        yield
    except RegisterError as error:
        raise Stop(str(error), USAGE) from error


grounds_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
by_option = click.option("--by", default="", callback=_readable, help="Ai ghi; được giữ lại như đã gõ.")
note_option = click.option("--note", default="", callback=_readable, help="Ghi chú; được giữ lại như đã gõ.")


@tthc.group()
def grounds() -> None:
    """Căn cứ: những khác biệt hợp lệ và những mã thay thế."""


@grounds.command("check")
@grounds_file
def grounds_check(file: Path) -> None:
    """Kiểm tra tệp căn cứ, không ghi gì vào kho."""
    with registering_told():
        _, found = registering.read_file(file)
    click.echo(f"Tệp {printable(registering.readable(file))} đúng.")
    for line in registering.contents(found, night_of(WallClock().now())):
        click.echo(printable(line))


@grounds.command("import")
@with_store()
@grounds_file
@by_option
@note_option
def grounds_import(config: Config, engine: Engine, file: Path, by: str, note: str) -> None:
    """Ghi tệp căn cứ vào kho; từ đó tệp này có hiệu lực thay cho tệp trước."""
    now = WallClock().now()
    with registering_told():
        found, new = registering.keep_file(engine, file, now, by=by, note=note)
    if not new:
        click.echo(f"Tệp {printable(registering.readable(file))} giống hệt tệp đang dùng; không có gì phải ghi.")
        return
    click.echo(f"Đã ghi {printable(registering.readable(file))}. {registering.NEXT} tệp này.")
    for line in registering.contents(found, night_of(now)):
        click.echo(printable(line))


@grounds.command("show")
@with_store()
@form_option
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Như đã ghi đến hết ngày này.")
def grounds_show(config: Config, engine: Engine, form: str, as_of: datetime | None) -> None:
    """Những căn cứ đang dùng."""
    moment = as_of.replace(hour=23, minute=59, second=59, microsecond=999_999, tzinfo=VIETNAM) if as_of else None
    found = registering.registered(engine, moment)
    if form == "table":
        click.echo(printable(registering.import_told(engine, moment)))
    rows = registering.ground_rows(found, night_of(moment or WallClock().now()))
    show(rows, registering.GROUND_COLUMNS, form, "Không có căn cứ nào.")


class ListedGroup(click.Group):
    """A group whose name alone means its command ``list``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """``tthc pairs --format json`` is ``tthc pairs list --format json``."""
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@tthc.group(cls=ListedGroup)
def pairs() -> None:
    """Ghép thủ tục: những cặp còn chờ người quyết định."""


@pairs.command("list")
@with_store()
@form_option
def pairs_list(config: Config, engine: Engine, form: str) -> None:
    """Những cặp mà lần đối chiếu gần nhất đề nghị."""
    empty = "Lần đối chiếu gần nhất không có đề nghị ghép nào."
    show(registering.suggestion_rows(engine), registering.SUGGESTION_COLUMNS, form, empty)


@pairs.command("history")
@with_store()
@form_option
def pairs_history(config: Config, engine: Engine, form: str) -> None:
    """Mọi quyết định về ghép đã ghi, từ cũ đến mới."""
    show(registering.decision_rows(engine), registering.DECISION_COLUMNS, form, "Chưa có quyết định nào về ghép.")


def two_records(command: Command) -> Command:
    """Adds LEFT and RIGHT, by whom and why."""
    for added in (note_option, by_option, _argument("right"), _argument("left"), with_store()):
        command = added(command)
    return command


def _argument(name: str) -> Callable[[Command], Command]:
    return click.argument(name, callback=_readable)


@pairs.command("accept")
@two_records
def pairs_accept(config: Config, engine: Engine, left: str, right: str, by: str, note: str) -> None:
    """Nhận: LEFT (quốc gia) và RIGHT (của tỉnh) là một thủ tục. Nêu khóa, mã định danh hoặc mã thủ tục."""
    with registering_told():
        told = registering.decide(config, engine, WallClock().now(), (left, right), accepted=True, by=by, note=note)
    click.echo(printable(told))


@pairs.command("refuse")
@two_records
def pairs_refuse(config: Config, engine: Engine, left: str, right: str, by: str, note: str) -> None:
    """Từ chối: LEFT (quốc gia) và RIGHT (của tỉnh) không phải là một thủ tục."""
    with registering_told():
        told = registering.decide(config, engine, WallClock().now(), (left, right), accepted=False, by=by, note=note)
    click.echo(printable(told))


# --- operation --------------------------------------------------------------------


@tthc.group("config")
def config_() -> None:
    """Cấu hình."""


@config_.command("check")
@with_config
def config_check(config: Config) -> None:
    """Kiểm tra tệp cấu hình và nói đêm nay sẽ làm gì."""
    how = config.crawl
    click.echo(f"Cấu hình đúng. Kho: {config.store.url}; báo cáo: {config.report.directory}")
    click.echo(f"Giờ chạy: {config.schedule.at} (giờ Việt Nam); một đêm thường kéo dài đến {how.night_hours:g} giờ")
    click.echo(
        f"Mỗi cổng: {how.concurrency} yêu cầu cùng lúc, cách nhau {how.delay:g} giây, tối đa {how.budget} yêu cầu"
    )
    for portal in config.portals:
        page = ", ".join(f"{k}={v}" for k, v in portal.options.items())
        confirmed = f"đã xác nhận {portal.confirmed_on:%d/%m/%Y}" if portal.confirmed_on else "chưa xác nhận"
        click.echo(f"- {portal.code}: {portal.portal().base_url} ({portal.adapter}; {confirmed}) {page}".rstrip())
    for excluded in config.exclusions:
        click.echo(f"- ngoài phạm vi {excluded.code}: {excluded.reason}")


@tthc.group()
def db() -> None:
    """Kho dữ liệu."""


@db.command("upgrade")
@with_config
def db_upgrade(config: Config) -> None:
    """Tạo kho dữ liệu, hoặc đưa kho cũ lên phiên bản của chương trình này."""
    with lease(config):
        try:
            open_store(config.store.url).dispose()
        except StoreError as error:
            if "phiên bản cũ" not in str(error):
                raise
            upgrade(config.store.url)
    click.echo(f"Kho dữ liệu {config.store.url} đã ở phiên bản mới nhất.")


# --- telling ----------------------------------------------------------------------


class _progress:  # noqa: N801 - reads as a word at its uses
    """Progress bars on standard error while crawling; nothing when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self.bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console(stderr=True),
            disable=quiet,
        )

    def __enter__(self) -> Watch:
        self.bars.start()
        return Watch(step=self._step, crawl=self._crawl)

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def _step(self, text: str) -> None:
        if not self.bars.console.is_terminal and not self.bars.disable:
            click.echo(f"… {text}", err=True)

    def _crawl(self, name: str) -> Watcher:
        task = self.bars.add_task(name, total=None)

        def told(done: int, planned: int, problems: int) -> None:
            note = f"{name} ({problems} sự cố)" if problems else name
            self.bars.update(task, completed=done, total=planned, description=note)

        return told


def _summary(config: Config, result: NightResult) -> None:
    click.echo(f"Đêm {result.night:%d/%m/%Y}")
    _sources(config, result.snapshots)
    figures = questions.figures_sentence(result)
    click.echo(figures)


def _sources(config: Config, snapshots: tuple[Snapshot, ...]) -> None:
    names = {p.code: p.name for p in config.portals}
    rows = [
        {
            "name": names.get(s.portal, s.portal),
            "outcome": questions.OUTCOME_NAMES[s.outcome],
            "requests": s.requests,
            "problems": len(s.problems),
            "reason": s.reason,
        }
        for s in snapshots
    ]
    columns = {
        "name": "Nguồn",
        "outcome": "Kết quả",
        "requests": "Yêu cầu",
        "problems": "Sự cố",
        "reason": "Vì sao",
    }
    show(rows, columns, "table", "Không có nguồn nào.")
