"""The Tây Ninh Smart interface, in the shapes that its own client reads (D22)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portals.tayninh_smart import portal
from crawler.unreadable import Unreadable
from tests.portals.cases import all_folders, cases, expected, page
from tests.portals.tayninh_smart.readings import reading

KINDS = ("search", "detail", "level")


@pytest.mark.parametrize("case", cases(__file__))
def test_a_page_is_read_word_for_word(case: Path) -> None:
    """Everything the page object tells is what the case says."""
    assert reading(case.name, page(case)) == expected(case)


def test_every_case_says_what_is_expected() -> None:
    """A page without its reading would test nothing."""
    assert all_folders(__file__) == {p.id for p in cases(__file__)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", [{}, [], {"data": None}, {"data": {}}, {"data": [None]}, {"data": [{}]}, None, 1])
def test_a_list_that_is_not_there_is_not_an_empty_list(kind: str, answer: Any) -> None:
    """Only a list that is there can be empty."""
    with pytest.raises(Unreadable):
        reading(kind, json.dumps(answer).encode())


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=200))
def test_no_bytes_raise_anything_but_unreadable(kind: str, body: bytes) -> None:
    """Whatever the portal sends is read or refused."""
    with pytest.raises(Unreadable):
        reading(kind, body)


def test_questions_stand_in_the_query_and_the_body_is_an_empty_object() -> None:
    """As its own client asks, a parameter without a sign of equality included."""
    listed = portal.procedures(portal.OPTIONS).ask("2", 1, 2)

    assert (listed.method, listed.body) == ("POST", b"{}")
    assert listed.path == (
        "/api/MotCuaDienTu/TraCuuThuTuc?TuKhoa=&LinhVucID=&MaCongDan=&DoiTuongID&NhomDoiTuongID=&CapThucHienID="
        "&PageSize=20&PageIndex=2"
    )
    assert portal.detail("901").path == "/api/MotCuaDienTu/ChiTietThuTuc?LoaiHoSoID=901"
    assert portal.detail("901@14").path == "/api/MotCuaDienTu/GetMucDo?LoaiHoSoID=901&DonViID=14"


def test_units_are_told_by_number_and_name() -> None:
    """A unit without a name is called by its number; what is no number is refused."""
    assert portal.units_of({"units": "14 = Sở Tư pháp; 15;"}) == {"14": "Sở Tư pháp", "15": "15"}
    with pytest.raises(ValueError, match="mã=tên đơn vị"):
        portal.check({"units": "Sở Tư pháp=14"})
