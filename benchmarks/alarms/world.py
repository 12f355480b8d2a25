"""The portals of the bench: 180 made-up Justice procedures, what the province lacks of them, and the truth.

Codes and names are invented; the shape of every answer is the practice portal's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from random import Random

from tests.simulator.records import JUSTICE_OFFICE, MINISTRY, Catalogue, Night, communes, elsewhere, rows_elsewhere
from tests.simulator.world import Platform
from tests.simulator.written import written_detail

from .verdicts import Truth

#: Field, its name, and two matters of it; each is acted on in nine ways.
FIELDS = (
    ("G15-TP01", "Đấu giá tài sản", "tổ chức đấu giá", "thẻ đấu giá viên"),
    ("G15-TP04", "Công chứng", "văn phòng công chứng", "thẻ công chứng viên"),
    ("G15-TP06", "Giám định tư pháp", "văn phòng giám định", "thẻ giám định viên"),
    ("G15-TP07", "Hộ tịch", "việc hộ tịch trong nước", "việc hộ tịch có yếu tố nước ngoài"),
    ("G15-TP08", "Hòa giải thương mại", "trung tâm hòa giải", "hòa giải viên vụ việc"),
    ("G15-TP09", "Luật sư", "tổ chức hành nghề luật sư", "luật sư làm việc theo hợp đồng"),
    ("G15-TP13", "Quản tài viên", "doanh nghiệp quản lý tài sản", "quản tài viên cá nhân"),
    ("G15-TP16", "Trợ giúp pháp lý", "tổ chức tham gia trợ giúp", "thẻ trợ giúp viên"),
    ("G15-TP17", "Trọng tài thương mại", "trung tâm trọng tài", "chi nhánh trung tâm trọng tài"),
    ("G15-TP18", "Tư vấn pháp luật", "trung tâm tư vấn", "thẻ tư vấn viên"),
)
ACTIONS = (
    "Cấp phép cho",
    "Đăng ký hoạt động",
    "Thay đổi nội dung đăng ký",
    "Gia hạn đối với",
    "Cấp lại giấy tờ của",
    "Tạm ngừng",
    "Chấm dứt",
    "Thu hồi giấy tờ của",
    "Công bố danh sách",
)
SUBJECTS = ("ĐT1", "ĐT1 ĐT2", "ĐT2", "ĐT9")  # the last one stands in no service list
AT_COMMUNES = 9  # procedures of Hộ tịch that the 96 communes publish
AT_MINISTRY = 6  # procedures that no province must publish
OTHERS = (("G01", "G01-CA27", "Lý lịch tư pháp", 6), ("H53", "G15-TP09", "Luật sư", 4))


@cache
def whole() -> Night:
    """Every procedure, published wherever it must be."""
    night = Night({})
    for facts in _facts():
        night = night.add(written_detail(facts), applied=elsewhere(3))
    for facts in _facts():
        if places := _places(facts):
            night = night.publish(facts["code"], places)
    return replace(night, rows=(*night.rows, *rows_elsewhere(night.entries.values())))


def _facts() -> Iterator[dict[str, str]]:
    kinds = [(*field[:2], matter, action) for field, action in product(FIELDS, ACTIONS) for matter in field[2:]]
    for number, (field, sector, matter, action) in enumerate(kinds):
        levels = "P"
        if field == "G15-TP07" and matter.endswith("trong nước"):
            levels = "W"
        if field == "G15-TP17" and ACTIONS.index(action) < AT_MINISTRY and matter.startswith("trung tâm"):
            levels = "M"
        subjects = "ĐT1" if levels == "W" else SUBJECTS[number % len(SUBJECTS)]
        yield _fact(number, field, sector, MINISTRY, levels, subjects, f"{action} {matter}")
    for at, (issuer, field, sector, count) in enumerate(OTHERS, 1):
        for number in range(count):
            yield _fact(
                at * 1000 + number, field, sector, issuer, "P", "ĐT1", f"{ACTIONS[number]} ({sector}, {issuer})"
            )


def _fact(number: int, field: str, sector: str, issuer: str, levels: str, subjects: str, name: str) -> dict[str, str]:
    return {
        "code": f"1.9{number:05d}",
        "field": field,
        "sector": sector,
        "issuer": issuer,
        "levels": levels,
        "time": str(3 + number % 28),
        "unit": "WORKING_DAY",
        "decision": f"{100 + number // 10}/QĐ-TD",
        "decided": "2026-03-13",
        "fee": "0",
        "subjects": subjects,
        "name": name,
    }


def _places(facts: dict[str, str]) -> tuple[str, ...]:
    if facts["issuer"] == "H53":
        return ("H53.16",)
    if facts["issuer"] != MINISTRY or facts["levels"] == "M":
        return ()
    return communes() if facts["levels"] == "W" else (JUSTICE_OFFICE,)


def due(night: Night) -> frozenset[str]:
    """Codes of the national catalogue that the province must publish."""
    return frozenset(e.facts.code for e in night.issued_by(MINISTRY) if e.facts.is_province or e.facts.is_ward)


def third_of(codes: Collection[str], night: Night, rng: Random) -> list[str]:
    """A third of the procedures, a third of each level and subjects, so that every list loses as much."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for code in sorted(codes):
        facts = night.find(code).facts
        groups.setdefault((facts.is_ward, " ".join(sorted(facts.subjects))), []).append(code)
    return sorted(code for group in groups.values() for code in rng.sample(group, -(-len(group) // 3)))


# --- what is planted -----------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    """What the province lacks from the beginning, what it mends and takes down, and what is repealed."""

    old: tuple[str, ...]  # gaps of every night
    mended: tuple[str, ...]  # gaps that are published from the scripted night on
    new: tuple[str, ...]  # gaps from the scripted night on
    repealed: tuple[str, ...]  # gone from both sides from the scripted night on

    @classmethod
    def drawn(cls, seed: int) -> Planted:
        """What a seed plants: one of the old and one of the new gaps are of the communes."""
        rng, night = Random(seed), whole()
        at_communes = [c for c in sorted(due(night)) if night.find(c).facts.is_ward]
        others = sorted(due(night) - set(at_communes))
        (old, new), drawn = rng.sample(at_communes, 2), rng.sample(others, 8)
        return cls((old, *drawn[:2]), (drawn[2],), (new, *drawn[3:6]), tuple(drawn[6:8]))

    def before(self) -> Night:
        """The nights of the history."""
        night = whole()
        for code in (*self.old, *self.mended):
            night = night.unpublish(code)
        return night

    def after(self) -> Night:
        """The scripted night and those after it."""
        night = whole()
        for code in (*self.old, *self.new):
            night = night.unpublish(code)
        for code in self.repealed:
            night = night.remove(code)
        return night


# --- the truth -------------------------------------------------------------------


def truth_of(night: Night) -> Truth:
    """The truth of what the portals hold."""
    shown = night.published()
    known = (*night.entries.values(), *night.orphans)
    return Truth(
        frozenset(e.facts.code for e in night.entries.values()),
        frozenset(e.facts.code for e in known if e.id in shown),
        due(night),
    )


def platform(night: Night) -> Platform:
    """The platform that holds this on every night."""
    return Platform(Catalogue({1: night}))
