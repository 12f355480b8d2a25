"""tthc-monitor in the bench: one nightly job as an operator runs it, and the verdicts in its own answers."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from monitor import config as configuration
from monitor.cli import one_night, tthc
from monitor.clock import VIETNAM
from tests.practice import PracticeClock

from .verdicts import AWAITING, CONFIRMED, GAP, LOST, NATIONAL, PROVINCIAL, UNDETERMINED, Verdict, write

CONFIGURATION = """
[crawl]
contact = "bench@example.org"
delay = 0.0
retry_wait = 1.0
timeout = 20.0
[store]
url = "sqlite:///tthc.sqlite"
[report]
directory = "bao-cao"
owner = "Đo báo động giả"
formats = ["json"]
[[portals]]
code = "dvcqg"
name = "Cổng DVCQG – danh mục Bộ Tư pháp"
adapter = "dvcqg"
base_url = "{national}"
[[portals]]
code = "dvcqg-tayninh"
name = "Cổng DVCQG – dịch vụ công tại Tây Ninh"
adapter = "dvcqg_province"
base_url = "{province}"
"""
SIDES = {"dvcqg": NATIONAL, "dvcqg-tayninh": PROVINCIAL}
#: How a discrepancy stands, in the words of the bench; all other statuses are ends.
STANDINGS = {"chờ xác nhận": AWAITING, "mới": CONFIRMED, "đang mở": CONFIRMED}
NOT_PUBLISHED = "CL01"
NOT_NATIONAL = ("CL02", "CL04", "CL05")  # the province shows what the national catalogue is said to lack


def verdicts(path: Path, night: date) -> Iterator[Verdict]:
    """What the command line says about a night."""
    for line in _answer("discrepancies", path, night):
        verdict, side = _meaning(line)
        if not verdict:
            continue
        looked = line["last_seen"] == night.isoformat() and line.get("look", "đã nhìn") == "đã nhìn"
        if standing := STANDINGS.get(line["status"]):
            code = line["code"] or line["part"]  # a commune's own line names no procedure
            yield Verdict(code, side, verdict, standing) if looked else Verdict(code, side, UNDETERMINED)
        elif not looked:
            yield Verdict(line["code"] or line["part"], side, UNDETERMINED)
    for line in _answer("changes", path, night):
        if line["what"] == LOST:
            yield Verdict(line["code"], SIDES[line["portal"]], LOST)
    report = max((path.parent / "bao-cao").glob("*.json"))  # named after their nights
    for rule, code, _ in json.loads(report.read_text(encoding="utf-8"))["undetermined"]:
        if rule in (NOT_PUBLISHED, "*"):
            yield Verdict(code, PROVINCIAL, UNDETERMINED)


def _meaning(line: dict[str, Any]) -> tuple[str, str]:
    if line["rule"] == NOT_PUBLISHED:
        return GAP, PROVINCIAL
    return (LOST, NATIONAL) if line["rule"] in NOT_NATIONAL else ("", "")


def _answer(command: str, path: Path, night: date) -> list[dict[str, Any]]:
    asked = [command, "--format", "json", "--night", night.isoformat(), "--config", str(path)]
    result = CliRunner().invoke(tthc, asked, catch_exceptions=False)
    if result.exit_code:
        raise SystemExit(result.output)
    answer: list[dict[str, Any]] = json.loads(result.stdout)
    return answer


def main() -> None:
    """One night."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("national", "province", "night", "state", "out"):
        parser.add_argument(f"--{name}", required=True)
    told = parser.parse_args()
    night, path = date.fromisoformat(told.night), Path(told.state) / "monitor.toml"
    path.write_text(CONFIGURATION.format(national=told.national, province=told.province), encoding="utf-8")
    one_night(configuration.load(path), PracticeClock(datetime.combine(night, time(22, 30), VIETNAM)), quiet=True)
    write(Path(told.out), verdicts(path, night))


if __name__ == "__main__":
    main()
