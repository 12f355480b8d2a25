"""``make demo``: four nights of the main job against practice portals on this machine.

Night 1 finds what is planted, night 2 confirms it while the catalogue moves,
and on night 3 the national portal refuses us: a problem of the night, not a
finding. Everything lands in ``demo/``, where the command line can be tried.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click

from monitor import config as configuration
from monitor.cli import one_night
from monitor.config import Config
from tests.practice import FIRST_NIGHT, PracticeClock
from tests.simulator.catalogue import demo_catalogue
from tests.simulator.door import serve
from tests.simulator.faults import Fault, What
from tests.simulator.world import FrontPage, Platform

FOLDER = Path("demo")
CONFIGURATION = "monitor.toml"
#: Where the example configuration stands.
ROOT = Path(__file__).parents[1]
NIGHTS = {
    1: "đêm đầu tiên: thấy gì thì ghi là chờ xác nhận",
    2: "đêm thứ hai: điều còn thấy được xác nhận; danh mục quốc gia đã thay đổi",
    3: "đêm thứ ba: Cổng quốc gia từ chối yêu cầu; không có kết luận nào dựa vào đó",
    4: "đêm thứ tư: máy chủ báo lỗi ở một số trang chi tiết; chỉ kết luận về những gì đọc được",
}
#: How the nights end: the province's own front page moves on the second, which the exit code tells from then on.
ENDS = [0, 3, 3, 3]


def main(tell: Callable[[str], None] = click.echo) -> int:
    """Play the nights in ``demo/``; 0 when each ended as it should."""
    began = time.monotonic()
    config, ended = play(FOLDER, tell)
    tell(f"\nXong trong {time.monotonic() - began:.0f} giây. Mở báo cáo đêm cuối bằng trình duyệt:")
    tell(f"  {sorted(config.report.directory.glob('*.html'))[-1]}")
    tell("Hỏi tiếp bằng dòng lệnh, ví dụ:")
    for example in ("discrepancies", "changes --night 2026-11-21", "history 1.008922", "show 1.003160", "runs"):
        command, _, rest = example.partition(" ")
        tell(f"  .venv/bin/tthc {command} {rest} --config {FOLDER / CONFIGURATION}".replace("  --", " --"))
    return 0 if ended == ENDS else 1


def play(folder: Path, tell: Callable[[str], None]) -> tuple[Config, list[int]]:
    """The nights in a folder made anew: the configuration used, and the exit code of each."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    faults = [
        Fault("api", What.FIREWALL, night=3),
        Fault("details", What.SERVER_ERROR, after=66, night=4),
    ]
    platform = Platform(demo_catalogue(), faults=faults)
    ended = []
    with serve(platform) as door, serve(FrontPage({1: "open", 2: "redirected"})) as front:
        config = configuration.load(_configuration(folder, door.base_url, front.base_url))
        for night, what in NIGHTS.items():
            door.night = front.night = night
            tell(f"\n=== {what}")
            clock = PracticeClock(FIRST_NIGHT + timedelta(days=night - 1))
            ended.append(one_night(config, clock, quiet=not sys.stderr.isatty()))
    return config, ended


def _configuration(folder: Path, platform: str, front: str) -> Path:
    """The example configuration, pointed at the practice portals and without waiting."""
    text = (ROOT / "monitor.example.toml").read_text(encoding="utf-8")
    for before, after in {
        "https://dichvucong.gov.vn": platform,
        "https://dichvucong.tayninh.gov.vn": front,
        "delay = 1.0 ": "delay = 0.0 ",
        "retry_wait = 10.0": "retry_wait = 0.5",
        '"vanphong@example.org"': '"demo@example.org"',
    }.items():
        if before not in text:
            raise SystemExit(f"monitor.example.toml no longer contains {before}")
        text = text.replace(before, after)
    path = folder / CONFIGURATION
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
