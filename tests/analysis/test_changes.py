"""Changes are one source on two nights, told in words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

from analysis.changes import changed_parts, changes, content_fields
from analysis.model import (
    Change,
    DossierCase,
    DossierDocument,
    Fee,
    Form,
    Level,
    Procedure,
    ProcessingTime,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.pairing import SUGGESTED, Replacement
from analysis.wording import PART_NAMES
from tests.analysis.makers import JUSTICE, local, national

BEFORE, AFTER = date(2026, 11, 21), date(2026, 11, 22)


def test_added_lost_and_edited_are_told_apart() -> None:
    kept, lost, added = national(1), national(2), national(3)
    edited = replace(kept, name="Cấp lại thẻ")

    assert changes(
        {"n01": kept, "n02": lost}, {"n01": edited, "n03": added}, before_night=BEFORE, after_night=AFTER
    ) == (
        Change(
            "dvcqg",
            "n01",
            "1.000001",
            "Cấp lại thẻ",
            "sửa",
            (("Tên thủ tục", "Cấp thẻ công chứng viên loại 01", "Cấp lại thẻ"),),
            BEFORE,
            AFTER,
        ),
        Change(
            "dvcqg",
            "n02",
            "1.000002",
            lost.name,
            "mất",
            (("Có thể được thay bằng", "", "1.000003 Cấp thẻ công chứng viên loại 03"),),
            BEFORE,
            AFTER,
        ),
        Change("dvcqg", "n03", "1.000003", added.name, "thêm", (), BEFORE, AFTER),
    )


def test_a_code_in_the_place_of_another_is_one_change() -> None:
    old, new, other = national(2), national(3, name=national(2).name), national(4, name="Thu hồi giấy phép")
    registered = Replacement("1.000002", "1.000004", "3582/QĐ-UBND")

    same_name = changes({"n02": old}, {"n03": new})
    told = changes({"n02": old}, {"n04": other}, replacements=(registered,))
    unlike = changes({"n02": old}, {"n04": other})

    by_name = (("Mã thủ tục", "1.000002", "1.000003"), ("Căn cứ", "", SUGGESTED))
    by_decision = (("Mã thủ tục", "1.000002", "1.000004"), ("Căn cứ", "", "3582/QĐ-UBND"))
    assert same_name == (Change("dvcqg", "n03", "1.000003", new.name, "thay mã", by_name),)
    assert told == (Change("dvcqg", "n04", "1.000004", other.name, "thay mã", by_decision),)
    assert [c.what for c in unlike] == ["mất", "thêm"]


def test_another_procedure_under_the_same_id_is_a_wrong_page_and_not_an_edit() -> None:
    before = national(1)
    after = replace(before, code="1.014023", name="Hỗ trợ phát triển sản xuất cộng đồng")

    assert [c.what for c in changes({"n01": before}, {"n01": after})] == ["nghi nhầm trang"]
    assert [c.what for c in changes({"n01": before}, {"n01": replace(before, code="1.014023")})] == ["sửa"]


def test_a_change_of_wording_alone_is_no_change_of_content() -> None:
    before = national(1, steps=(Step("", "1. Nộp hồ sơ tại UBND cấp xã"),))
    after = replace(before, name=before.name.upper(), steps=(Step("", "- Nộp hồ sơ tại Uỷ ban nhân dân cấp xã"),))

    assert content_fields(before, after) == ()
    assert content_fields(before, replace(after, name="Cấp lại thẻ")) == ("name",)


def test_a_record_is_lost_only_from_a_whole_list() -> None:
    assert changes({"n01": national()}, {}, after_complete=False) == ()
    assert changes({"n01": national()}, {}, unread=("n01",)) == ()


def test_a_record_is_new_only_against_a_whole_list() -> None:
    assert changes({}, {"n01": national()}, before_complete=False) == ()


def test_the_portals_dates_are_no_change() -> None:
    p = national()

    assert changes({"n01": p}, {"n01": replace(p, updated_at=datetime(2026, 11, 22, tzinfo=UTC))}) == ()


def test_a_part_that_was_not_captured_before_has_not_changed() -> None:
    p = national()

    assert changed_parts(replace(p, results=None), p) == ()
    assert changed_parts(p, replace(p, note="Mới")) == ()


def test_every_part_is_told_in_words() -> None:
    before = national(
        1,
        levels=(Level.PROVINCE,),
        methods=(
            SubmissionMethod(
                "DIRECT",
                ProcessingTime("5", "WORKING_DAY"),
                "Từ ngày nhận đủ hồ sơ",
                (Fee("FEE", 8000, "VNĐ", "/bản"), Fee("SERVICE_FEE", None, "VNĐ", "theo nghị quyết")),
            ),
        ),
        results=(Term("KQ.G15.000031", "Thẻ"),),
    )
    after = replace(
        before,
        levels=(Level.PROVINCE, Level.COMMUNE),
        methods=(SubmissionMethod("ONLINE", ProcessingTime("1", "OTHER"), "", ()),),
        internal=True,
        results=(),
    )

    assert changed_parts(before, after) == (
        ("Cấp thực hiện", "Cấp tỉnh", "Cấp tỉnh\nCấp xã"),
        ("Thủ tục nội bộ", "không", "có"),
        (
            "Cách thức thực hiện",
            "Trực tiếp: 5 ngày làm việc; Phí 8.000 VNĐ /bản; Lệ phí không ghi số tiền theo nghị quyết; "
            "Từ ngày nhận đủ hồ sơ",
            "Trực tuyến: không xác định (cổng ghi 1, đơn vị khác)",
        ),
        ("Kết quả thực hiện", "Thẻ (KQ.G15.000031)", "(không có)"),
    )


def test_of_values_that_read_the_same_the_facts_that_differ_are_told() -> None:
    def case(form_id: str) -> tuple[DossierCase, ...]:
        form = Form(form_id, "mau.docx", "p")
        return (DossierCase("", (DossierDocument("Đơn", "", "", 1, 0, False, False, None, None, (form,)),)),)

    assert changed_parts(national(1, dossier=case("f1")), national(1, dossier=case("f2"))) == (
        (
            "Thành phần hồ sơ",
            "Chữ như nhau, chỉ khác: giấy tờ, Đơn, mẫu, mau.docx, số hiệu trong cổng: f1",
            "Chữ như nhau, chỉ khác: giấy tờ, Đơn, mẫu, mau.docx, số hiệu trong cổng: f2",
        ),
    )


def test_agencies_that_apply_it_are_named_where_names_are_known() -> None:
    p = national()

    assert changed_parts(
        local(p, services=()), local(p, JUSTICE, services=()), {"id-H53.14": "Sở Tư pháp tỉnh Tây Ninh"}
    ) == (("Cơ quan áp dụng", "không có cơ quan áp dụng", "1 cơ quan: Sở Tư pháp tỉnh Tây Ninh"),)


def test_the_order_of_the_nights_records_does_not_matter() -> None:
    before = {p.portal_id: p for p in (national(1), national(2))}
    after = {i: replace(p, name="Khác") for i, p in reversed(before.items())}

    assert changes(before, after) == changes(dict(reversed(before.items())), dict(reversed(after.items())))


def test_every_content_field_has_a_name_for_readers() -> None:
    bookkeeping = {"portal", "portal_id", "created_at", "updated_at"}

    assert set(PART_NAMES) == {f.name for f in fields(Procedure)} - bookkeeping


def test_a_name_with_a_second_clause_beside_a_lost_code_is_no_fault() -> None:
    """One code lost, another come: only names that are nearly the same suggest a replacement."""
    old, new = national(1, name="Đăng ký khai sinh; cấp bản sao"), national(2, name="Đăng ký khai sinh")

    told = changes({"n01": old}, {"n02": new}, before_night=BEFORE, after_night=AFTER)

    assert [(c.what, c.code, c.parts) for c in told] == [("mất", "1.000001", ()), ("thêm", "1.000002", ())]
