"""Whole nights in which the province has a portal with pages of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analysis.model import Outcome, Status
from monitor.night import NightResult
from storage.database import open_store
from tests.monitor.small_world import CODES as PROVINCE_LEVEL
from tests.monitor.small_world import COMMUNE_LEVEL, everything_published
from tests.practice import Practice, practice_config, snapshot
from tests.simulator.door import serve
from tests.simulator.faults import Fault, What
from tests.simulator.liferay import Liferay, Row, Shown, shown
from tests.simulator.records import Catalogue
from tests.simulator.world import FrontPage, Platform

CODES = (*PROVINCE_LEVEL, COMMUNE_LEVEL)
#: How the same portal is walked in three ways.
SITES: dict[str, dict[str, str]] = {
    "page": {
        "list_path": "/dich-vu-cong",
        "paging": "page",
        "page_param": "cur",
        "page_size": "4",
        "size_param": "delta",
    },
    "fragment": {"list_path": "/dich-vu-cong", "paging": "offset", "page_param": "count", "page_size": "4"},
    "next": {"list_path": "/dich-vu-cong", "paging": "next", "next": "a.tiep"},
}
SELECTORS = {"items": "li.tthc", "link": ".ten a", "code": ".ma", "name": ".ten a", "sector": ".lv", "total": "#tong"}


def details() -> dict[str, dict[str, Any]]:
    return {e.facts.code: e.detail for e in everything_published().entries.values() if e.facts.code in CODES}


def published(**changes: Any) -> list[Shown]:
    """Everything, page by page; a change belongs to the code in its name (1.013803 is ``c1013803``)."""
    return [shown(d, changes.get("c" + c.replace(".", ""), lambda rows: rows)) for c, d in sorted(details().items())]


def with_row(label: str, value: str) -> Any:
    def change(rows: list[Row]) -> list[Row]:
        return [(name, value if name == label else told) for name, told in rows]

    return change


@dataclass
class Setting:
    practice: Practice
    pages: Liferay


@contextmanager
def nights(
    folder: Path, pages: Liferay, options: dict[str, str], selectors: dict[str, str] = SELECTORS
) -> Iterator[Practice]:
    """The national catalogue beside a portal with pages of its own, and nothing else."""
    platform = Platform(Catalogue({1: everything_published()}))
    with serve(platform) as national, serve(pages) as local, serve(FrontPage("open")) as front:
        portals = [
            {
                "code": "dvcqg",
                "name": "Cổng DVCQG",
                "adapter": "dvcqg",
                "base_url": national.base_url,
                "options": {"page_size": "4"},
            },
            {
                "code": "cong-tinh",
                "name": "Cổng của tỉnh",
                "adapter": "web_pages",
                "base_url": local.base_url,
                "options": selectors | options,
            },
        ]
        config = practice_config(folder, national.base_url, front.base_url, portals=portals, exclusions=[])
        engine = open_store(config.store.url)
        try:
            yield Practice(config, engine, national, local)
        finally:
            engine.dispose()


def told(result: NightResult, *statuses: Status) -> set[tuple[str, str, str]]:
    """(rule, code, part) of what is said between the two sides, or of the province alone."""
    return {
        (s.discrepancy.rule, s.discrepancy.code, s.discrepancy.part)
        for s in result.sightings
        if "cong-tinh" in s.discrepancy.sources and (not statuses or s.status in statuses)
    }


@pytest.mark.parametrize("paging", SITES)
def test_a_portal_that_says_the_same_is_read_whole_and_has_nothing_to_find(tmp_path: Path, paging: str) -> None:
    pages = Liferay({1: published()}, paging, page_size=4, state_total=paging != "fragment")

    with nights(tmp_path, pages, SITES[paging]) as practice:
        result = practice.night()

    assert snapshot(result, "cong-tinh").outcome is Outcome.COMPLETE
    assert len(snapshot(result, "cong-tinh").procedures) == len(CODES)
    assert told(result) <= {("CL27", c, "quyết định công bố") for c in CODES}
    assert result.figures.published is not None


def test_planted_differences_are_found_and_stand_on_the_second_night(tmp_path: Path) -> None:
    changed = published(
        c1008921=with_row("Thời hạn giải quyết", "Không quá 90 ngày làm việc"),
        c1013807=with_row("Thủ tục", "Thu hồi thẻ công chứng viên"),
        c2002036=with_row("Điều kiện thực hiện", "Phải có hộ khẩu thường trú tại tỉnh Tây Ninh."),
    )
    pages = Liferay({1: [s for s in changed if not s.code.startswith("1.013803")]}, "page", page_size=4)

    with nights(tmp_path, pages, SITES["page"]) as practice:
        first, second = practice.night(), practice.night()

    planted = {
        ("CL01", "1.013803", ""),
        ("CL13", "1.008921", "thời hạn giải quyết"),
        ("CL09", "1.013807", "tên thủ tục"),
        ("CL24", "2.002036", "yêu cầu, điều kiện"),
    }
    assert told(first, Status.AWAITING) == planted
    assert told(second, Status.NEW) == planted


def test_a_procedure_that_no_issuer_has_is_asked_for_by_its_code_and_told(tmp_path: Path) -> None:
    stranger = details()["1.013803"] | {"code": "1.099999", "name": "Cấp giấy phép in sổ hộ tịch"}
    pages = Liferay({1: [*published(), shown(stranger)]}, "page", page_size=4)

    with nights(tmp_path, pages, SITES["page"]) as practice:
        result = practice.night()

    assert told(result) == {("CL02", "1.099999", "")}
    assert "1.099999" in snapshot(result, "dvcqg").gone


FAULTS = {
    "the list breaks": Fault(lambda r: r.path == "/dich-vu-cong" and "cur=2" in r.query, What.SERVER_ERROR),
    "a firewall answers for pages": Fault(lambda r: r.path == "/chi-tiet-thu-tuc", What.FIREWALL),
    "the list is empty": Fault(lambda r: r.path == "/dich-vu-cong", What.SERVER_ERROR),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_portal_that_misbehaves_has_nothing_missing_and_the_gap_is_found_later(tmp_path: Path, fault: str) -> None:
    gap = [s for s in published() if not s.code.startswith("1.013803")]
    bad = Fault(FAULTS[fault].where, FAULTS[fault].what, night=1)
    pages = Liferay({1: gap}, "page", page_size=4, faults=[bad])

    with nights(tmp_path, pages, SITES["page"]) as practice:
        first, second = practice.night(), practice.night()

    assert snapshot(first, "cong-tinh").outcome is not Outcome.COMPLETE
    if fault != "a firewall answers for pages":  # there the list itself was whole, and the gap is surely there
        assert {line for line in told(first) if line[0] == "CL01"} == set()
    assert ("CL01", "1.013803", "") in told(second)
