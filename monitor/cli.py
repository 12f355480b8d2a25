"""``tthc``: the command line. Each command opens the store, asks one room, and prints."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
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
from monitor import (
    PRODUCT,
    STOPPED,
    VERSION,
    catalogue_commands,
    evidence_commands,
    explaining,
    keeping_commands,
    past_commands,
    probing,
    proving,
    questions,
    registering,
)
from monitor import config as configuration
from monitor import signing as signing_keys
from monitor.after_night import after_night, head_line, signing
from monitor.clock import VIETNAM, WallClock, night_of
from monitor.config import Config, ConfigError
from monitor.crawling import Watcher
from monitor.heads import digest_in
from monitor.night import Interrupted, Watch, crawl_only, recompare, run_night
from monitor.night import finish as finish_night
from monitor.registering import RegisterError
from monitor.reporting import build_report, write_report
from monitor.rereading import READING_COLUMNS, reread
from monitor.tables import console, for_programs, printable, printable_lines, show
from monitor.usage import BUSY, INTERNAL, INTERRUPTED, OK, SOURCES, USAGE, Stop, form_option, written
from monitor.usage import readable as _readable
from reports.console import night_lines
from reports.formats import FORMATS as REPORT_FORMATS
from reports.json_ import discrepancy_object
from reports.notice import notice
from reports.words import OUTCOMES
from storage import runs
from storage.archive import DamagedBody
from storage.backup import DamagedStore
from storage.database import StoreError, file_state, open_store, open_to_read, upgrade

DEFAULT_CONFIG = Path("monitor.toml")


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
    except Interrupted:
        click.echo(
            "tthc: Đã dừng theo yêu cầu; những trang đã đọc được giữ lại, chạy lại lệnh này để đọc tiếp.",
            err=True,
        )
        sys.exit(INTERRUPTED)
    except (click.Abort, KeyboardInterrupt):
        click.echo(STOPPED, err=True)
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
            "hãy kiểm tra ổ đĩa và quyền ghi, rồi chạy `tthc verify`. Những gì đã ghi xong vẫn còn.",
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
        except (DamagedBody, DamagedStore) as error:
            raise Stop(str(error), INTERNAL) from error
        except StoreError as error:
            raise Stop(str(error), USAGE) from error

    return inner


def with_store(*, writes: bool = False) -> Callable[[Command], Command]:
    """Adds ``--config`` and gives the configuration and the open store: to read only, unless the command ``writes``."""

    def decorate(command: Command) -> Command:
        @with_config
        @wraps(command)
        def inner(config: Config, **kwargs: Any) -> Any:
            url = config.store.url
            engine = open_store(url, create=False) if writes else open_to_read(url)
            before = None if writes else file_state(url)
            try:
                done = command(config=config, engine=engine, **kwargs)
            finally:
                engine.dispose()
            if before is not None and not before[2] and file_state(url)[:2] != before[:2]:
                # Nobody was writing when we began, so SQLite was told that nothing would change: it did.
                raise Stop("Có lần quét vừa ghi vào kho trong lúc đọc: hãy chạy lại lệnh này để chắc kết quả.", BUSY)
            return done

        return inner

    return decorate


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


# --- the night --------------------------------------------------------------------


@contextmanager
def taken_up_again() -> Iterator[None]:
    """Work that goes on where it was stopped: what was read is kept. Raises Interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted from None


@tthc.command()
@with_config
@click.option("--quiet", is_flag=True, help="Không in thanh tiến độ.")
@taken_up_again()
def nightly(config: Config, quiet: bool) -> None:
    """Quét mọi nguồn, đối chiếu và viết báo cáo của đêm nay."""
    code = one_night(config, WallClock(), quiet=quiet)
    if code:
        sys.exit(code)


def one_night(config: Config, clock: WallClock, *, quiet: bool = False) -> int:
    """One nightly job from lease to summary; returns the exit code.

    The sources are crawled and kept first: what fails after that is told, and costs nothing of the night.
    """
    files: tuple[Path, ...] = ()
    told: tuple[str, ...] = ()
    unwritten = ""
    with lease(config):
        engine = open_store(config.store.url)
        try:
            sign, unsigned = signing(config)
            with _progress(quiet=quiet) as watch:
                result = run_night(config, engine, clock, watch)
                try:
                    report = build_report(config, engine, result.night)
                    told = tuple(night_lines(report))
                    files = write_report(report, config.report.directory, config.report.formats)
                except StoreError as error:
                    unwritten = f"{error} Đêm nay đã quét và lưu đủ; sửa xong chỉ cần chạy `tthc report`."
                    result = replace(result, exit_code=USAGE)
            finish_night(engine, clock, result, sign)
            failed = after_night(config, engine, clock)
            head = head_line(engine, result.nightly)
        finally:
            engine.dispose()
    for line in (*told, *(f"Báo cáo: {file}" for file in files)):
        click.echo(line)
    if head:
        click.echo(head)
    for problem in (*(each for each in (unsigned, unwritten) if each), *failed):
        click.echo(f"tthc: {printable(problem)}", err=True)
    return result.exit_code


@tthc.command()
@with_config
@click.argument("portals", nargs=-1)
@click.option("--quiet", is_flag=True, help="Không in thanh tiến độ.")
@taken_up_again()
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
@with_store(writes=True)
def compare(config: Config, engine: Engine) -> None:
    """Đối chiếu lại những lần quét mới nhất trong kho, không hỏi cổng nào."""
    with lease(config):
        result = recompare(config, engine, WallClock().now())
        told = tuple(night_lines(build_report(config, engine, result.night)))
    for line in told:
        click.echo(line)
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
@taken_up_again()
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
@click.option(
    "--history", "course", callback=_readable, help="Diễn biến qua các đêm của một khóa, hoặc mọi khóa của một mã."
)
def discrepancies(
    config: Config,
    engine: Engine,
    form: str,
    night: datetime | None,
    status: str | None,
    severity: str | None,
    rule: str | None,
    course: str | None,
) -> None:
    """Các chênh lệch của một đêm, hoặc diễn biến của một chênh lệch qua các đêm."""
    if course is not None:
        past_commands.show_courses(engine, course, form)
        return
    compared = questions.compared(engine, night.date() if night else None)
    report = build_report(config, engine, compared.night)
    lines = [
        x
        for x in questions.in_order(report)
        if (status is None or x.sighting.status.value == status)
        and (severity is None or x.sighting.discrepancy.severity.value == severity)
        and (rule is None or x.sighting.discrepancy.rule == rule.upper())
    ]
    nothing = questions.no_discrepancy(compared)
    if form != "table":
        rows = [discrepancy_object(x.sighting) for x in lines]
        show(rows, questions.DISCREPANCY_COLUMNS, form, nothing)
        return
    trouble = notice(report)
    for told in trouble.lines if trouble else ():
        click.echo(printable(told))
    show([questions.discrepancy_words(x) for x in lines], questions.DISCREPANCY_WORDS, form, nothing)


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


past_commands.add_to(tthc, with_store)
catalogue_commands.add_to(tthc, with_config, with_store)


@tthc.group("portal")
def portal_() -> None:
    """Cổng chưa biết."""


probing.add_to(portal_, with_config, lease)


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
    if not found.is_answer:
        why = f": {found.problem}" if found.problem else "."
        raise Stop(
            f"Nguồn {found.portal} không gửi câu trả lời nào về {code} trong lần quét {found.run}, đêm "
            f"{found.night:%d/%m/%Y}{why}",
            USAGE,
        )
    if not found.is_intact:
        raise Stop(
            f"Trang lưu của {code} (lần quét {found.run}, nguồn {found.portal}, câu trả lời {found.capture}) không còn "
            f"khớp mã băm {found.sha256}: kho đã bị thay đổi; hãy chạy `tthc verify` để biết hết những chỗ hỏng.",
            INTERNAL,
        )
    if found.is_dropped:
        raise Stop(
            f"Nội dung trang này của {code} (lần quét {found.run}) đã được bỏ theo quy tắc lưu giữ; còn mã băm "
            f"{found.sha256}, {found.size} byte. Nội dung giống nhau còn ở lần quét khác: xem `tthc history {code}`.",
            USAGE,
        )
    if target is not None:
        with written(target) as file:
            file.write_bytes(found.wire)
    told = sys.stderr if target is None else sys.stdout
    click.echo(f"Nguồn {found.portal}, lần quét {found.run}, đêm {found.night:%d/%m/%Y}", file=told)
    click.echo(f"{found.method} {printable(found.url)} → {found.status}", file=told)
    if found.request_body:
        click.echo(f"Nội dung hỏi: {printable(found.request_body.decode('utf-8', 'replace'))}", file=told)
    click.echo(f"Lúc {found.fetched_at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S %z}", file=told)
    click.echo(f"SHA-256 {found.sha256}, {found.size} byte", file=told)
    if target is not None:
        click.echo(f"Đã ghi {printable(target)}")
    elif sys.stdout.isatty():  # raw bytes could steer the terminal
        click.echo(printable_lines(found.wire.decode("utf-8", "replace")))
    else:
        sys.stdout.buffer.write(found.wire)
        sys.stdout.buffer.flush()


@contextmanager
def _bar(name: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar of its own while something long is written."""
    bars = _progress(quiet=quiet)
    with bars:
        yield bars.of(name)


evidence_commands.add_to(evidence, with_store, _bar)
keeping_commands.add_to(tthc, with_config, with_store, lease, _bar)


@tthc.command()
@with_config
@click.option("--head", help="Đầu chuỗi giữ ở nơi khác: mã băm, hoặc cả dòng của heads.txt.")
@click.option(
    "--heads",
    "heads_in",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Tệp đầu chuỗi giữ ở nơi khác (mặc định: heads.txt cạnh kho).",
)
@click.option(
    "--public-key",
    "key_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Khóa công khai để kiểm tra chữ ký.",
)
@click.option("--reread", "again", is_flag=True, help="Đọc lại mọi trang đã lưu bằng bộ đọc hiện nay.")
@click.option("--quiet", is_flag=True, help="Không in thanh tiến độ.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help="Cách in.")
def verify(
    config: Config, head: str | None, heads_in: Path | None, key_file: Path | None, again: bool, quiet: bool, form: str
) -> None:
    """Kiểm tra kho: không gì bị sửa, thêm, bớt kể từ khi niêm phong. Không ghi gì vào kho."""
    digest = None if head is None else digest_in(head)
    if head is not None and digest is None:
        raise Stop("--head: cần mã băm 64 chữ số hexa, hoặc một dòng của heads.txt.", USAGE)
    try:
        key = None if key_file is None else signing_keys.public_key(key_file)
        proof = _proof(config, digest, heads_in, key, again=again, quiet=quiet)
    except OSError as error:
        raise Stop(f"Không đọc được {error.filename}: {error.strerror}.", USAGE) from error
    except signing_keys.BadKey as error:
        raise Stop(f"--public-key: {error}.", USAGE) from error
    if form == "json":
        for_programs(json.dumps(proving.as_object(proof), ensure_ascii=False, indent=2) + "\n")
    else:
        for line in proving.as_text(proof):
            click.echo(printable(line))
        if proof.reread is not None and proof.reread.differences:
            show(proving.reread_rows(proof.reread), READING_COLUMNS, form, "")
    if not proof.holds:
        sys.exit(INTERNAL)


def _proof(
    config: Config, head: str | None, heads_in: Path | None, key: bytes | None, *, again: bool, quiet: bool
) -> proving.Proof:
    engine = open_to_read(config.store.url)
    before = file_state(config.store.url)
    bars = _progress(quiet=quiet)
    with bars as watch:
        told = bars.of("kiểm tra kho")
        proof = proving.prove(config, engine, head=head, heads_in=heads_in, public_key=key, progress=told)
        if not proof.holds and file_state(config.store.url) != before:  # a night began to write meanwhile: look again
            proof = proving.prove(config, engine, head=head, heads_in=heads_in, public_key=key, progress=told)
        if again:
            watch.step("đọc lại kho")
            proof = replace(proof, reread=reread(engine, bars.of("đọc lại các trang")))
    engine.dispose()
    return proof


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
@with_store(writes=True)
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
    for added in (note_option, by_option, _argument("right"), _argument("left"), with_store(writes=True)):
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

    def of(self, name: str) -> Callable[[int, int], None]:
        """A bar of its own for work that knows how much there is."""
        task = self.bars.add_task(name, total=None)
        return lambda done, total: self.bars.update(task, completed=done, total=total)

    def _step(self, text: str) -> None:
        if not self.bars.console.is_terminal and not self.bars.disable:
            click.echo(f"… {text}", err=True)

    def _crawl(self, name: str) -> Watcher:
        task = self.bars.add_task(name, total=None)

        def told(done: int, planned: int, problems: int) -> None:
            note = f"{name} ({problems} lần chưa được)" if problems else name
            self.bars.update(task, completed=done, total=planned, description=note)

        return told


def _sources(config: Config, snapshots: tuple[Snapshot, ...]) -> None:
    names = {p.code: p.name for p in config.portals}
    rows = [
        {
            "name": names.get(s.portal, s.portal),
            "outcome": OUTCOMES[s.outcome],
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
