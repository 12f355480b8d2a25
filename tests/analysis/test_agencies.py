"""Agencies are facts with dates."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from analysis.agencies import (
    AgencyRow,
    AgencyTable,
    code_order,
    names_other_province,
    obsolete_in,
    rows_from_csv,
    under,
)
from tests.analysis.makers import NIGHT, ROWS
from tests.reference import ROOT, reference

SHIPPED = Path(ROOT, "monitor", "data", "agencies.csv")


@pytest.fixture
def table() -> AgencyTable:
    return AgencyTable(ROWS)


@pytest.mark.parametrize(
    ("code", "answer"), [("H53", True), ("H53.14", True), ("H53.9.4.1", True), ("H530", False), ("H5", False)]
)
def test_under_counts_whole_segments(code: str, answer: bool) -> None:
    assert under(code, "H53") is answer


def test_nothing_is_under_an_unknown_root() -> None:
    assert not under("H53", "")


def test_codes_sort_by_number() -> None:
    assert sorted(["H53.101", "H53.14", "H53.9.4.1", "H53", "H53.9"], key=code_order) == [
        "H53",
        "H53.9",
        "H53.9.4.1",
        "H53.14",
        "H53.101",
    ]


@pytest.mark.parametrize(
    "name",
    ["UBND phường Tân Ninh", "Ủy ban nhân dân phường Tân Ninh", "UBND PHƯỜNG TÂN NINH, tỉnh Tây Ninh"],
)
def test_an_agency_is_found_under_every_wording_of_its_name(table: AgencyTable, name: str) -> None:
    assert [r.code for r in table.by_name(name)] == ["H53.101"]


def test_a_bare_role_is_not_taken_for_our_department(table: AgencyTable) -> None:
    assert table.by_name("Sở Tư pháp") == ()


def test_the_root_is_known_by_its_id(table: AgencyTable) -> None:
    assert table.by_id("id-H53") == ROWS[0]
    assert table.root == "H53"


@pytest.mark.parametrize(
    ("code", "role", "commune"),
    [
        ("H53", "province", ""),
        ("H53.14", "department", ""),
        ("H53.49.1", "office", ""),
        ("H53.101", "commune", "H53.101"),
        ("H53.101.1", "commune", "H53.101"),
        ("H53.77", "", ""),
        ("H17.14", "", ""),
    ],
)
def test_a_unit_that_the_table_lacks_takes_after_the_agency_above(
    table: AgencyTable, code: str, role: str, commune: str
) -> None:
    assert (table.role_of(code), table.commune_of(code)) == (role, commune)


def test_communes_are_those_that_exist_on_the_day() -> None:
    table = AgencyTable(
        (
            *ROWS[:1],
            AgencyRow("H53.101", "A", "commune", "H53", date(2025, 7, 1)),
            AgencyRow("H53.102", "B", "commune", "H53", None, date(2026, 11, 21)),
        )
    )

    assert [r.code for r in table.communes(date(2025, 6, 30))] == ["H53.102"]
    assert [r.code for r in table.communes(date(2026, 11, 21))] == ["H53.101", "H53.102"]
    assert [r.code for r in table.communes(date(2026, 11, 22))] == ["H53.101"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("UBND cấp huyện", ["huyện"]),
        ("Phòng Tư Pháp", ["phòng tư pháp"]),
        ("Ủy ban Nhân dân\u00a0xã,\u00a0phường,\u00a0thị trấn.", ["thị trấn"]),
        ("Sở Tư pháp tỉnh Long An", ["tỉnh long an"]),
        ("UBND thị xã Trảng Bàng", ["thị xã"]),
        ("UBND phường Long An", []),
        ("Phòng thi hành án cấp quân khu", []),
        ("Sở Tư pháp tỉnh Tây Ninh", []),
    ],
)
def test_obsolete_words_are_whole_words(name: str, words: list[str]) -> None:
    assert [o.word for o in obsolete_in(name, NIGHT)] == words


def test_a_word_is_obsolete_only_from_its_day_on() -> None:
    assert obsolete_in("UBND cấp huyện", date(2025, 6, 30)) == ()


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Sở Tư pháp Thành phố Hà Nội", True),
        ("UBND TP. Hồ Chí Minh", True),
        ("Sở Tư pháp tỉnh Tây Ninh", False),
        ("Ủy ban nhân dân tỉnh và thành phố trực thuộc trung ương", False),
        ("UBND xã Vĩnh Long", False),
    ],
)
def test_an_agency_of_another_province_says_so(name: str, answer: bool) -> None:
    assert names_other_province(name) is answer


def test_the_table_of_the_province_is_read_from_its_file() -> None:
    table = AgencyTable(rows_from_csv(SHIPPED.read_text(encoding="utf-8")))

    assert table.by_code("H53.14") == AgencyRow("H53.14", "Sở Tư pháp tỉnh Tây Ninh", "department", "H53")
    assert table.by_id("019d2be3-6a88-732b-8b23-f5575505c632") == table.by_code("H53")
    assert [r.code for r in table.communes(NIGHT)] == [f"H53.{n}" for n in range(101, 197)]
    assert table.communes(date(2025, 6, 30)) == ()


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="huyện"):
        rows_from_csv("code,name,role,parent,valid_from,valid_to,id\nH53.1,X,huyện,H53,,,\n")


def test_the_shipped_names_are_those_of_the_real_catalogue() -> None:
    path = reference("provincial/ChippedTopaz__am-sieu-toc-data/province-configs/80-tay-ninh/execution/14.json")
    procedures = json.loads(path.read_text(encoding="utf-8"))["procedures"]
    real = {(r["c"], r["a"]) for p in procedures.values() for s in p["dvc"] for r in s["r"] if under(r["c"], "H53")}

    assert real <= {(r.code, r.name) for r in rows_from_csv(SHIPPED.read_text(encoding="utf-8"))}
