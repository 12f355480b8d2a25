"""CL19, CL20, CL22: papers, their numbers and their forms on both sides."""

from __future__ import annotations

import pytest

from analysis.compare import Comparison
from analysis.model import DossierCase, DossierDocument, Form, Severity
from tests.analysis.makers import national, paged_night, record, told

FILE = Form("", "Mau-01.docx", "/mau-01.docx")


def paper(name: str, originals: int = 1, forms: tuple[Form, ...] | None = None) -> DossierDocument:
    return DossierDocument(name, "", "", originals, 0, None, None, None, None, forms)


def night(ours: tuple[DossierDocument, ...], theirs: tuple[DossierDocument, ...], **page: object) -> Comparison:
    whole = national(dossier=(DossierCase("", ours),))
    return paged_night((whole,), (record(whole, dossier=(DossierCase("", theirs),), **page),))


def found(ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[str]:
    return [rule for rule, _, _ in told(night(tuple(map(paper, ours)), tuple(map(paper, theirs))))]


@pytest.mark.parametrize(
    ("ours", "theirs", "rules"),
    [
        (("Tờ khai", "Hộ chiếu"), ("2. Hộ chiếu;", "- Tờ khai"), []),
        (("Tờ khai",), ("Tờ khai", "Giấy xác nhận tài sản"), ["CL19"]),
        (("Tờ khai", "Hộ chiếu còn hạn"), ("Tờ khai",), ["CL20"]),
        (("Đơn khiếu nại",), ("Đơn khiếu nại có chứng thực của Ủy ban nhân dân cấp xã",), ["CL19"]),
        (("Đơn khiếu nại có chứng thực của Ủy ban nhân dân cấp xã",), ("Đơn khiếu nại",), ["CL20"]),
        (("Đơn khiếu nại, có chứng thực của Ủy ban nhân dân cấp xã",), ("Đơn khiếu nại",), ["CL20"]),
        (("Đơn khiếu nại",), ("Đơn khiếu nại (đã được chứng thực tại Ủy ban nhân dân cấp xã)",), ["CL19"]),
        (("Đơn khiếu nại",), ("Đơn khiếu nại lần đầu gửi Sở", "Đơn khiếu nại lần hai gửi Bộ"), ["CL19", "CL20"]),
    ],
)
def test_papers_are_a_set_and_what_is_added_or_lost_is_told(
    ours: tuple[str, ...], theirs: tuple[str, ...], rules: list[str]
) -> None:
    """A short name with words added is one finding, not one paper too many and one too few."""
    assert found(ours, theirs) == rules


def test_a_letter_struck_twice_before_the_number_of_an_instrument_is_a_slip() -> None:
    """The words before such a number are no part of the form in which names are compared."""
    name = "Giấy tờ về trụ sở theo Điều 18 của Nghị định số 104/2025/NĐ-CP"
    answer = night((paper(name),), (paper(name.replace("định", "địịnh")),))
    assert [(d.rule, d.severity) for d in answer.discrepancies] == [("CL20", Severity.LOW)]


def test_another_number_of_originals_is_told() -> None:
    """Only where both sides tell a number."""
    assert told(night((paper("Tờ khai", 1),), (paper("Tờ khai", 2),)))[0][::2] == ("CL20", "số lượng hồ sơ")


@pytest.mark.parametrize(
    ("beside", "apart", "rules"),
    [
        ((FILE,), None, []),
        ((), None, ["CL22"]),
        ((), (FILE,), []),
        ((), (Form("", "Khac.docx", "/khac.docx"),), ["CL22"]),
        (None, (Form("", "Mau-01.docx", ""),), ["CL22"]),
        (None, (Form("", "Khac.docx", "/khac.docx"),), []),
        (None, None, []),
    ],
)
def test_a_form_is_offered_beside_its_paper_or_in_a_list_apart(
    beside: tuple[Form, ...] | None, apart: tuple[Form, ...] | None, rules: list[str]
) -> None:
    """An empty column beside the papers says nothing against a list apart that names the file."""
    comparison = night((paper("Tờ khai", forms=(FILE,)),), (paper("Tờ khai", forms=beside),), forms=apart)

    assert [rule for rule, _, _ in told(comparison)] == rules
