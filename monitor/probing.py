"""``tthc portal probe``: what stands at an address, from a few polite requests that are kept like any others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from pydantic import ValidationError

from analysis.model import Capture
from crawler.platforms import Platform, State, Verdict, judge
from crawler.portals.probe import portal as probing
from monitor.clock import WallClock
from monitor.config import Config, PortalConfig, StoreConfig
from monitor.night import Watch, crawl_only
from monitor.tables import printable, printable_lines
from monitor.usage import OK, SOURCES, USAGE, Stop, readable
from storage.archive import RunArchive
from storage.database import open_store

Command = Callable[..., Any]
#: States in which somebody may read on; the others are told by exit code 3.
READABLE = frozenset({State.OPEN, State.NO_PROCEDURES, State.SHELL})


@dataclass(frozen=True, slots=True)
class Probed:
    """What a probe found, and where its pages are kept."""

    url: str
    run: int
    verdict: Verdict
    captures: tuple[Capture, ...]

    @property
    def exit_code(self) -> int:
        """0 when something stands there that could be read."""
        is_api = self.verdict.platform is Platform.API_DVC
        return OK if is_api or self.verdict.state in READABLE else SOURCES


def source_of(url: str) -> PortalConfig:
    """The address as a source to be probed. Raises Stop."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        path = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
        base = f"{parts.scheme}://{parts.netloc}"
        return PortalConfig.model_validate(
            {
                "code": _code(f"probe-{parts.hostname}"),
                "name": f"Thăm dò {parts.hostname}",
                "adapter": "probe",
                "base_url": base,
                "options": {"path": path},
            }
        )
    except ValidationError as error:
        why = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise Stop(f"Không thăm dò được «{printable(url)}»: {why}.", USAGE) from None
    except ValueError:
        raise Stop(f"«{printable(url)}» không phải là một địa chỉ web.", USAGE) from None


def _code(text: str) -> str:
    """A short name of a source."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
    return (slug if slug[:1].isalpha() else f"cong-{slug}")[:31].rstrip("-")


def probe(config: Config, source: PortalConfig, clock: WallClock) -> Probed:
    """Ask, keep and judge: with the manners of a crawl, without a second try."""
    few = {"budget": probing.MOST, "retries": 0, "concurrency": 1}
    told = config.model_copy(update={"portals": (source,), "crawl": config.crawl.model_copy(update=few)})
    engine = open_store(config.store.url)
    try:
        (snapshot,) = crawl_only(told, engine, clock, Watch(), ())
        captures = probing.captures(RunArchive(engine, snapshot.run))
    finally:
        engine.dispose()
    return Probed(f"{source.base_url}{source.options['path']}", snapshot.run, judge(captures), captures)


# --- telling ------------------------------------------------------------------


def lines_of(probed: Probed) -> list[str]:
    """What was found, line by line."""
    verdict = probed.verdict
    marks = f" (nhận ra bởi {'; '.join(verdict.marks)})" if verdict.marks else ""
    found = [
        f"Địa chỉ: {probed.url}",
        f"Nền tảng: {verdict.platform.value}{marks}",
        f"Tình trạng: {verdict.state.value}",
    ]
    found += [f"Chuyển tới: {verdict.target}"] if verdict.target else []
    found += [verdict.told] if verdict.told else []
    asked = [f"{c.page.status} {c.page.url}" for c in probed.captures if c.page is not None and c.page.status]
    return [*found, f"Đã hỏi {len(probed.captures)} trang:", *(f"  {line}" for line in asked)]


def block_of(probed: Probed) -> str:
    """A proposed ``[[portals]]`` block: a beginning for a person, not a finished configuration."""
    parts = urlsplit(probed.url)
    adapter, options, note = _proposal(probed.verdict)
    lines = [
        f"# {note}",
        "[[portals]]",
        f"code = {json.dumps(_code(parts.hostname or ''))}",
        f"name = {json.dumps(parts.hostname)}",
        f'adapter = "{adapter}"',
        f'base_url = "{parts.scheme}://{parts.netloc}"',
    ]
    told = ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in options.items())
    return "\n".join([*lines, f"options = {{ {told} }}"] if told else lines)


def _proposal(verdict: Verdict) -> tuple[str, dict[str, str], str]:
    """(adapter, options, what a person has still to do)."""
    if verdict.platform is Platform.API_DVC:
        note = "Nếu cổng đòi mã truy cập: đặt mã vào một biến môi trường và ghi tên biến vào token_env."
        return "tayninh_dvc", {"page_size": "50"}, note
    if verdict.platform is Platform.NATIONAL:
        return "dvcqg_province", {"province": "H53"}, "Cổng quốc gia: kiểm tra mã tỉnh và root."
    if verdict.state is State.OPEN or (verdict.state is State.NO_PROCEDURES and verdict.list_path):
        note = "Mở list_path bằng trình duyệt, rồi sửa cách sang trang và các bộ chọn cho khớp trang thật."
        known = {"profile": "opencps_jsp"} if verdict.platform is Platform.OPENCPS else {"paging": "next"}
        return "web_pages", {"list_path": verdict.list_path or "/"} | known, note
    if verdict.platform is Platform.IGATE2:
        note = "iGate 2 chỉ có dữ liệu sau khi chạy chương trình của trang, chưa có adapter: tạm theo dõi trang chủ."
        return "front_page", {}, note
    return "front_page", {}, "Chưa đọc được thủ tục ở đây; chỉ theo dõi trang chủ còn mở hay không."


def write_pages(folder: Path, probed: Probed) -> list[Path]:
    """Every page as received (after content decoding), beside what was asked and answered; named after the run."""
    written = []
    for number, capture in enumerate(probed.captures, 1):
        page = capture.page
        if page is None or not page.status:
            continue
        place = folder / f"{probed.run}-{number:02d}-{capture.topic.replace('.', '-')}"
        place.with_suffix(".body").write_bytes(page.body)
        told = {
            "method": page.method,
            "url": page.url,
            "status": page.status,
            "headers": page.headers,
            "fetched_at": page.fetched_at.isoformat(),
            "sha256_on_the_wire": page.wire_sha256,
            "problem": capture.problem.text if capture.problem else None,
        }
        place.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(place.with_suffix(".body"))
    return written


# --- the command ----------------------------------------------------------------


def add_to(
    group: click.Group,
    with_config: Callable[[Command], Command],
    lease: Callable[[Config], AbstractContextManager[None]],
) -> None:
    """Put the command into the group ``portal``."""

    @group.command("probe")
    @click.argument("url", callback=readable)
    @with_config
    @click.option(
        "-o",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="Giữ các trang trong thư mục này thay vì trong kho của cấu hình.",
    )
    @click.pass_context
    def probe_(context: click.Context, config: Config, url: str, folder: Path | None) -> None:
        """Thăm dò một cổng chưa biết. Nhiều nhất 6 yêu cầu, robots.txt trước; in đoạn cấu hình đề nghị."""
        source = source_of(url)
        if folder is not None:
            config = _kept_in(config, folder)
        with lease(config):
            probed = probe(config, source, WallClock())
        for line in lines_of(probed):
            click.echo(printable(line))
        if folder is None:
            click.echo(f"Các trang được giữ trong kho, lần quét {probed.run}.")
        else:
            click.echo(f"Đã ghi {len(write_pages(folder, probed))} trang vào {printable(folder)}")
        click.echo(f"\n{printable_lines(block_of(probed))}")
        context.exit(probed.exit_code)


def _kept_in(config: Config, folder: Path) -> Config:
    """The same configuration with a store of its own in the folder. Raises Stop."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"Không ghi được vào {printable(folder)}: {error.strerror}.", USAGE) from error
    place = (folder / "probe.sqlite").resolve()
    return config.model_copy(update={"store": StoreConfig(url=f"sqlite:///{place}")})
