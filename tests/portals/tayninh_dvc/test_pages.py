"""The citizen app's interface, in the shapes that its own client reads (D22)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import ProblemKind
from crawler.asks import MULTIPART, multipart
from crawler.portals.tayninh_dvc import portal
from crawler.portals.tayninh_dvc.pages import Unit
from crawler.unreadable import Unreadable
from tests.portals.cases import all_folders, cases, expected, page
from tests.portals.tayninh_dvc.readings import reading

KINDS = ("agencies", "sectors", "procedures", "forms")


@pytest.mark.parametrize("case", cases(__file__))
def test_a_page_is_read_word_for_word(case: Path) -> None:
    """Everything the page object tells is what the case says."""
    assert reading(case.name, page(case)) == expected(case)


def test_every_case_says_what_is_expected() -> None:
    """A page without its reading would test nothing."""
    assert all_folders(__file__) == {p.id for p in cases(__file__)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"data": {}},
        {"status": 0, "data": None},
        {"status": 0, "data": {"CT": {}, "CX": {}}},
        {"status": 1, "data": None},
        {"status": 1, "data": {}},
        {"status": 1, "data": {"CT": None, "CX": None}},
        {"status": 1, "data": {"data": {"DICHVUCONG_THUTUCHANHCHINH_PResult": None}}},
        {"status": 1, "data": {"DemThuTucHanhChinh_Lst_Result": {}}},
        {"status": 1, "data": {"dsHoSoKemTheo": {"GetDanhSachHoSoKemTheoResult": None}}},
    ],
)
def test_a_list_that_is_not_there_is_not_an_empty_list(kind: str, answer: Any) -> None:
    """Only a list that is there can be empty."""
    with pytest.raises(Unreadable):
        reading(kind, json.dumps(answer).encode())


@pytest.mark.parametrize("key", ["ThuTucHanhChinhID", "TenThuTuc", "DonViID"])
def test_a_row_without_its_id_its_name_or_its_agency_is_unreadable(key: str) -> None:
    """Such a row could be taken for an absence."""
    answer = json.loads(page(Path(__file__).parent / "procedures"))
    del answer["data"]["data"]["DICHVUCONG_THUTUCHANHCHINH_PResult"][0][key]

    with pytest.raises(Unreadable) as refused:
        reading("procedures", json.dumps(answer).encode())

    assert refused.value.kind is ProblemKind.UNREADABLE
    assert key in refused.value.text


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=200))
def test_no_bytes_raise_anything_but_unreadable(kind: str, body: bytes) -> None:
    """Whatever the portal sends is read or refused."""
    with pytest.raises(Unreadable):
        reading(kind, body)


def test_a_question_has_the_same_bytes_every_time_and_one_field() -> None:
    """The boundary never changes: the request key of an ask is its identity."""
    plan = portal.procedures(Unit("356", "Sở", "CT", 3), {}, portal.OPTIONS)
    first, again, second = plan.ask("", 1, 1), plan.ask("", 2, 1), plan.ask("2", 1, 2)

    assert first.content_type == MULTIPART
    boundary = MULTIPART.partition("boundary=")[2]
    asked = '{"DonViID":"356","LinhVucID":"0","TenThuTuc":"","MucDo":"0","PageNum":1,"PageSize":50}'
    assert first.payload == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="data"\r\n\r\n{asked}\r\n--{boundary}--\r\n'
    )
    assert again.payload == first.payload
    assert second.payload == first.payload.replace('"PageNum":1', '"PageNum":2')


@pytest.mark.parametrize(("name", "value"), [("a", MULTIPART), ('a"b', ""), ("a\r\nb", "")])
def test_a_field_cannot_break_out_of_its_form(name: str, value: str) -> None:
    """What is asked for is never taken for the end of the form."""
    with pytest.raises(ValueError, match="break out"):
        multipart(name, value)


@pytest.mark.parametrize("name", ["abc", "1X", "X-Y", "eyJhbGciOi"])
def test_the_option_names_a_variable_and_is_no_token(name: str) -> None:
    """A token has no place in a configuration file."""
    with pytest.raises(ValueError, match="token_env"):
        portal.check({"token_env": name})
