"""The province's lists on the national platform, in the shapes reckoned (D22)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import ProblemKind
from crawler.portals.dvcqg_province.pages import AgencyListPage, AppliedListPage, ServiceListPage
from crawler.unreadable import Unreadable
from tests.portals.cases import all_folders, cases, expected, page
from tests.portals.dvcqg_province.readings import reading

HERE = Path(__file__).parent


@pytest.mark.parametrize("case", cases(__file__))
def test_a_page_is_read_word_for_word(case: Path) -> None:
    """Everything the page object tells is what the case says."""
    assert reading(case.name, page(case)) == expected(case)


def test_every_case_says_what_is_expected() -> None:
    """A page without its reading would test nothing."""
    assert all_folders(__file__) == {p.id for p in cases(__file__)}


def without(case: str, key: str) -> bytes:
    """A case's page whose first entry lacks a key."""
    answer = json.loads(page(HERE / case))
    entries = answer["data"].get("rows") or answer["data"]["items"]
    del entries[0][key]
    return json.dumps(answer).encode()


@pytest.mark.parametrize(
    ("case", "key", "path"),
    [
        ("services", "id", "rows[0].id"),
        ("services", "formalityId", "rows[0].formalityId"),
        ("services", "code", "rows[0].code"),
        ("services", "name", "rows[0].name"),
        ("services", "handleDepartmentName", "rows[0].handleDepartmentName"),
        ("applied", "id", "items[0].id"),
        ("applied", "appliedDepartmentIds", "items[0].appliedDepartmentIds"),
        ("agencies", "id", "rows[0].id"),
        ("agencies", "code", "rows[0].code"),
    ],
)
def test_an_entry_that_could_be_taken_for_an_absence_is_unreadable(case: str, key: str, path: str) -> None:
    """Without these keys an entry would read as published nowhere."""
    with pytest.raises(Unreadable) as refused:
        reading(case, without(case, key))

    assert refused.value.kind is ProblemKind.UNREADABLE
    assert f"Trường {path} " in refused.value.text


@pytest.mark.parametrize("kind", [ServiceListPage, AppliedListPage, AgencyListPage])
@pytest.mark.parametrize("data", [{}, {"rows": None, "items": None}, {"rows": {}, "items": {}}, {"total": 0}])
def test_a_list_that_is_not_there_is_not_an_empty_list(kind: type[Any], data: dict[str, Any]) -> None:
    """Only a list that is there can be empty."""
    body = json.dumps({"code": "OK", "data": data}).encode()

    with pytest.raises(Unreadable):
        _ = kind(body).ids


def test_an_applied_list_without_its_paging_is_unreadable() -> None:
    """Without page numbers nobody can tell how much is missing."""
    body = b'{"code":"OK","data":{"items":[]}}'

    with pytest.raises(Unreadable, match="Trường pagination "):
        _ = AppliedListPage(body).total


def test_thousands_of_agencies_are_read_quickly_and_whole() -> None:
    """One procedure may be applied by 3,600 agencies."""
    ids = [f"019e0000-0000-7000-8000-{n:012d}" for n in range(3_600)]
    item = {"id": "a", "code": "1.099001", "name": "Mượn sách", "appliedDepartmentIds": ids}
    body = json.dumps({"code": "OK", "data": {"items": [item] * 20, "pagination": {}}}).encode()

    assert [len(i.applied_ids) for i in AppliedListPage(body).items] == [3_600] * 20


KEYS = ["rows", "items", "id", "formalityId", "code", "name", "pagination", "appliedDepartmentIds", "lastId"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(KEYS), x, max_size=6),
        max_leaves=20,
    )
)
def test_any_data_is_read_or_refused(data: Any) -> None:
    """No answer raises anything but Unreadable."""
    body = json.dumps({"code": "OK", "data": data}).encode()
    for case in ("services", "applied", "agencies"):
        try:
            reading(case, body)
        except Unreadable as refused:
            assert refused.text.endswith(".")
