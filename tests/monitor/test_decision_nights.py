"""Whole nights beside publication decisions: the third witness says what both portals lack."""

from __future__ import annotations

from pathlib import Path

from analysis.model import Outcome, Status
from monitor.reporting import build_report
from tests.monitor.catalogue_files import FRONT, HEAD, docx
from tests.monitor.command import tthc
from tests.monitor.small_world import everything_published
from tests.monitor.test_registering import CONFIG
from tests.practice import found, outcomes, practice
from tests.simulator.faults import Fault, What
from tests.simulator.records import Catalogue
from tests.simulator.world import Platform

ABSENT, REPEALED, KEPT = "1.999001", "1.013807", "1.013804"
IN_FORCE = tuple(line.replace("01/12/2026", "19/11/2026") for line in FRONT)
NEW = ("A. DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH", "I. Lĩnh vực Công chứng")
GONE = ("B. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ", "I. Lĩnh vực Công chứng")


def decision(folder: Path, number: str, code: str) -> Path:
    """A decision that announces a procedure neither portal has, and one that both have, and repeals a third."""
    file = folder / f"{number}.docx"
    front = tuple(line.replace("12/QĐ-UBND", f"{number}/QĐ-UBND") for line in IN_FORCE)
    file.write_bytes(
        docx(
            *front,
            *NEW,
            [
                HEAD,
                ("1", code, "Cấp thẻ mẫu loại một", "05 ngày làm việc", "Trung tâm mẫu", "Không"),
                ("2", KEPT, "Bổ nhiệm lại công chứng viên", "", "Trung tâm mẫu", ""),
            ],
            *GONE,
            [HEAD[:3], ("1", REPEALED, "Đăng ký tập sự hành nghề công chứng")],
        )
    )
    return file


def take_in(folder: Path, file: Path) -> None:
    """What a clerk does."""
    ended = tthc("catalogue", "import", file, "--config", folder / "monitor.toml")
    assert (ended.code, ended.err) == (0, ""), ended


def test_what_a_decision_demands_and_no_portal_shows_is_found_on_the_next_night(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_text(CONFIG, encoding="utf-8")
    with practice(tmp_path, Platform(Catalogue({1: everything_published()}))) as nights:
        before = nights.night(show=1)
        take_in(tmp_path, decision(tmp_path, "12", ABSENT))
        after = nights.night(show=1)

        report = build_report(nights.config, nights.engine)

    assert (found(before, "CL03"), found(before, "CL04")) == ({}, {})
    assert found(after, "CL03") == {ABSENT: Status.AWAITING}
    assert found(after, "CL04") == {REPEALED: Status.AWAITING}
    demanded = {x.sighting.discrepancy.rule: x.sighting.discrepancy.expected for x in report.lines}
    assert demanded == {
        "CL03": "công khai theo 12/QĐ-UBND ngày 18/11/2026",
        "CL04": "không công khai nữa theo 12/QĐ-UBND ngày 18/11/2026",
    }


def test_a_night_that_did_not_see_both_portals_whole_finds_nothing_missing_in_both(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_text(CONFIG, encoding="utf-8")
    broken = Platform(Catalogue({1: everything_published()}), (Fault("services", What.SERVER_ERROR, after=1, night=1),))
    with practice(tmp_path, broken) as nights:
        take_in(tmp_path, decision(tmp_path, "12", ABSENT))
        first, second = nights.night(show=1), nights.night(show=2)

    assert outcomes(first)["dvcqg-tayninh"] is not Outcome.COMPLETE
    assert found(first, "CL03") == {}
    assert found(second, "CL03") == {ABSENT: Status.AWAITING}
