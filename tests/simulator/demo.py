"""The demonstration's own catalogue: three nights of about seventy Justice procedures.

Codes, names, fields, levels, time limits, fees and decision numbers are facts of the national catalogue of
2026. Every longer text is written for the project, and what is missing or different on these nights is
**invented**: it says nothing about what Tây Ninh publishes.
"""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path
from typing import Any

from .records import (
    FULL_SERVICE,
    JUSTICE_OFFICE,
    LAND_OFFICE,
    MINISTRY,
    PART_SERVICE,
    Catalogue,
    Entry,
    Night,
    ServiceRow,
    agency_by_code,
    communes,
    elsewhere,
    rows_elsewhere,
    service_rows,
)
from .written import proposal, written_detail

# What is planted, night by night.
GAP = "1.003160"  # province level, in no list of Tây Ninh; published on night 3
EXCLUDED = "1.002270"  # province flag, but done by civil-enforcement bodies outside the province
MISSING_AT_SEVEN = "1.004884"  # commune level
SEVEN_COMMUNES = tuple(f"H53.{n}" for n in range(137, 144))
OTHER_NAME = ("1.008925", "Đăng ký tập sự hành nghề Thừa phát lại")
OTHER_SECTOR = ("1.008921", "Thừa phát lại")
ABOLISHED = "2.000890"  # leaves the national catalogue on night 2, its services stay
NEW_DECISION = ("1.008922", "1.008924")  # another decision number and another step on night 2
QUIETLY_EDITED = "1.013803"  # another step on night 2, the decision number unchanged
ADDED = "1.116546"  # in the national catalogue from night 2 on, not yet in the province
#: State compensation: neither the channels nor the steps say how long it takes.
NO_TIME_LIMIT = ("2.002165", "2.002192")
PARTLY_ONLINE = ("2.002036", "2.001019")

_OLD_DECISION = ("731/QĐ-BTP", "2026-03-13")


def demo_catalogue() -> Catalogue:
    """The demonstration's three nights."""
    first = _first_night()
    second = _second_night(first)
    third = second.publish(GAP, [JUSTICE_OFFICE])
    return Catalogue({1: first, 2: second, 3: third})


def _first_night() -> Night:
    facts = {code: f for code, f in _table().items() if code != ADDED}
    for code in NEW_DECISION:
        facts[code] = {**facts[code], "decision": _OLD_DECISION[0], "decided": _OLD_DECISION[1]}
    entries = {code: Entry.of(written_detail(f)) for code, f in facts.items()}
    placed = {code: () if code in (GAP, EXCLUDED) else _place(f) for code, f in facts.items()}
    rows: list[ServiceRow] = []
    for code, entry in entries.items():
        level = PART_SERVICE if code in PARTLY_ONLINE else FULL_SERVICE
        rows += service_rows(entry, placed[code], level=level)
    rows += rows_elsewhere(entries.values())
    night = Night(
        entries={e.id: e for e in entries.values()},
        rows=tuple(rows),
        applied={
            entry.id: (*(agency_by_code()[c].id for c in placed[code]), *elsewhere(12))
            for code, entry in entries.items()
        },
    )
    night = night.unpublish(MISSING_AT_SEVEN, SEVEN_COMMUNES)
    night = night.report_as(*OTHER_NAME)
    return night.edit_rows(OTHER_SECTOR[0], sector=OTHER_SECTOR[1])


def _second_night(night: Night) -> Night:
    later = _table()
    for code in NEW_DECISION:
        night = night.edit(code, partial(_redecided, facts=later[code]))
    night = night.edit(QUIETLY_EDITED, _quietly_edited)
    night = night.remove(ABOLISHED, keep_services=True)
    return night.add(written_detail(later[ADDED]), applied=elsewhere(3))


def _redecided(detail: dict[str, Any], facts: dict[str, str]) -> None:
    detail["procedureProposal"] = proposal(facts)
    detail["executionSteps"][1]["description"] = (
        "Sở Tư pháp kiểm tra hồ sơ, tra cứu dữ liệu đã có và chỉ yêu cầu bổ sung một lần bằng văn bản."
    )
    detail["updatedAt"] += 86_400_000


def _quietly_edited(detail: dict[str, Any]) -> None:
    detail["executionSteps"][0]["description"] = (
        "Người đề nghị nộp một bộ hồ sơ tại Trung tâm Phục vụ hành chính công hoặc trên Cổng Dịch vụ công "
        "quốc gia; không phải nộp bản sao giấy tờ đã có trong cơ sở dữ liệu."
    )
    detail["updatedAt"] += 86_400_000


def _table() -> dict[str, dict[str, str]]:
    """The facts of each procedure, by code."""
    with (Path(__file__).parent / "demo.csv").open(encoding="utf-8", newline="") as lines:
        return {line["code"]: line for line in csv.DictReader(lines)}


def _place(facts: dict[str, str]) -> tuple[str, ...]:
    """The agencies of Tây Ninh that publish a procedure in the demonstration."""
    if facts["issuer"] == "H53":
        return ("H53.16",)
    if facts["issuer"] != MINISTRY or facts["levels"] == "M":
        return ()
    if facts["field"] == "G15-TP05":
        return (LAND_OFFICE,)
    at_province = (JUSTICE_OFFICE,) if "P" in facts["levels"] else ()
    return (*communes(), *at_province) if "W" in facts["levels"] else at_province
