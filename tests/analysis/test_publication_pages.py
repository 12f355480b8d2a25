"""What a portal with pages of its own publishes when some of those pages were not read."""

from __future__ import annotations

from dataclasses import replace

from analysis.compare import compare
from analysis.model import Comparison, Procedure, Term
from analysis.night import Night
from tests.analysis.makers import NIGHT, ROWS, national, national_side, pages_side, record, told

A, B = national(1), national(2, name="Thu hồi thẻ công chứng viên")
RENAMED = replace(record(B), code="", name="Thu lại thẻ của công chứng viên", sector=None)  # as the list alone shows it


def night(*records: Procedure, unread: tuple[str, ...] = (), codes: dict[str, str] | None = None) -> Comparison:
    pages = replace(pages_side(*records), unread=unread)
    return compare(Night(NIGHT, national_side(A, B), pages, agency_rows=ROWS, links=(), codes_before=codes or {}))


def unsure(comparison: Comparison) -> set[tuple[str, str]]:
    return {(rule, code) for rule, code, _ in comparison.undetermined if rule in ("CL01", "CL03") and code != "*"}


def test_a_page_that_was_not_read_may_be_any_renamed_procedure() -> None:
    comparison = night(record(A), RENAMED, unread=(RENAMED.portal_id,))

    assert ("CL01", B.code, "") not in told(comparison)
    assert unsure(comparison) == {("CL01", B.code)}


def test_a_page_whose_code_was_read_on_an_earlier_night_is_that_procedure_alone() -> None:
    before = {RENAMED.portal_id: B.code}

    of_b = night(RENAMED, unread=(RENAMED.portal_id,), codes=before)

    assert ("CL01", A.code, "") in told(of_b)
    assert unsure(of_b) == {("CL01", B.code)}


def test_an_unread_page_that_the_list_names_alike_hides_nobody_else() -> None:
    shown = replace(record(A), code="")

    comparison = night(shown, unread=(shown.portal_id,))

    assert ("CL01", B.code, "") in told(comparison)
    assert unsure(comparison) == set()


def test_an_unread_page_of_a_wholly_other_name_or_field_hides_nobody() -> None:
    other = replace(RENAMED, name="Cấp phép thăm dò nước dưới đất")
    elsewhere = replace(RENAMED, sector=Term("", "Giao thông vận tải"))

    for page in (other, elsewhere):
        comparison = night(record(A), page, unread=(page.portal_id,))
        assert ("CL01", B.code, "") in told(comparison)
        assert unsure(comparison) == set()
