"""``make demo``: three nights of the main job against practice portals on this machine.

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
from tests.practice import FIRST_NIGHT, PracticeClock
from tests.simulator.catalogue import demo_catalogue
from tests.simulator.door import serve
from tests.simulator.faults import Fault, What
from tests.simulator.world import FrontPage, Platform

FOLDER = Path("demo")
NIGHTS = {
    1: "đêm đầu tiên: thấy gì thì ghi là chờ xác nhận",
    2: "đêm thứ hai: điều còn thấy được xác nhận; danh mục quốc gia đã thay đổi",
    3: "đêm thứ ba: Cổng quốc gia từ chối yêu cầu; không có kết luận nào dựa vào đó",
}


def main(tell: Callable[[str], None] = click.echo) -> int:
    """Play the nights; 0 when each ended as it should."""
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    platform = Platform(demo_catalogue(), faults=[Fault("api", What.FIREWALL, night=3)])
    ended = []
    with serve(platform) as door, serve(FrontPage({1: "open", 2: "redirected", 3: "redirected"})) as front:
        path = _configuration(door.base_url, front.base_url)
        config = configuration.load(path)
        for night, what in NIGHTS.items():
            door.night = front.night = night
            tell(f"\n=== {what}")
            clock = PracticeClock(FIRST_NIGHT + timedelta(days=night - 1))
            ended.append(one_night(config, clock, quiet=not sys.stderr.isatty()))
    tell(f"\nXong trong {time.monotonic() - began:.0f} giây. Mở báo cáo đêm cuối bằng trình duyệt:")
    tell(f"  {sorted(config.report.directory.glob('*.html'))[-1]}")
    tell("Hỏi tiếp bằng dòng lệnh, ví dụ:")
    for example in ("discrepancies", "changes --night 2026-11-21", "history 1.008922", "show 1.003160", "runs"):
        command, _, rest = example.partition(" ")
        tell(f"  .venv/bin/tthc {command} {rest} --config {path}".replace("  --", " --"))
    return 0 if ended == [0, 3, 3] else 1


def _configuration(platform: str, front: str) -> Path:
    """The example configuration, pointed at the practice portals and without waiting."""
    text = Path("monitor.example.toml").read_text(encoding="utf-8")
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
    path = FOLDER / "monitor.toml"
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
