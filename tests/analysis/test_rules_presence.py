"""CL01, CL02, CL04, CL38: published or not, and who says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analysis.compare import compare
from analysis.model import (
    Discrepancy,
    Excluded,
    Exclusion,
    Figures,
    Kind,
    Level,
    Presence,
    Role,
    Severity,
    Term,
)
from tests.analysis.makers import (
    BOTH,
    COMMUNES,
    DIRECTORY,
    JUSTICE,
    LISTS,
    LOCAL,
    LOOKED,
    NATIONAL,
    NIGHT,
    at_communes,
    compared,
    listing,
    local,
    local_side,
    national,
    national_side,
    night_of,
    only,
    row,
    told,
    unfinished,
)

KNOWN = {"n02": ("1.000002", "Tên trước đây", date(2026, 11, 12))}


# --- CL01 ---


def test_a_procedure_that_nobody_publishes_is_cl01() -> None:
    p = national()

    assert only(compared((p,), (local(p),))) == Discrepancy(
        rule="CL01",
        kind=Kind.PAIR,
        severity=Severity.CRITICAL,
        severity_reason="Người dân xem nguồn này của tỉnh không thấy thủ tục",
        code="1.000001",
        name="Cấp thẻ công chứng viên loại 01",
        sector="Công chứng",
        part="",
        national="Cấp thẻ công chứng viên loại 01",
        provincial=None,
        sources=BOTH,
        evidence=((NATIONAL, "n01"), *LOOKED),
        missing_in=LOCAL,
        facts=(
            (Role.NATIONAL, Presence.LISTED, True),
            (Role.PROVINCIAL, Presence.LISTED, True),
            (Role.PROVINCIAL, Presence.APPLIED, False),
            (Role.PROVINCIAL, Presence.SERVED, False),
        ),
        unlike=True,
    )


def test_a_procedure_that_somebody_publishes_is_nothing() -> None:
    p = national()

    assert told(compared((p,), (local(p, JUSTICE),))) == []


def test_the_wording_of_the_agency_does_not_matter() -> None:
    p = national()
    record = local(p, services=(row(p, "SỞ TƯ PHÁP tỉnh  Tây Ninh"),), applied_at=(f"id-{JUSTICE}",))

    assert told(compared((p,), (record,))) == []


def test_procedures_out_of_scope_are_never_missing() -> None:
    p = national(1, levels=(Level.MINISTRY,))

    assert told(compared((p,), (local(p),))) == []


def test_an_undetermined_procedure_is_named_with_its_reason_and_never_missing() -> None:
    p = national()

    comparison = compared((p,), ())

    assert told(comparison) == []
    assert comparison.undetermined == (("CL01", "1.000001", "không có tên trong danh sách"),)
    assert comparison.figures == Figures(NIGHT, in_scope=1, published=0, undetermined=1)


def test_an_unfinished_witness_is_told_once_and_nothing_is_missing() -> None:
    p = national()
    side = local_side(local(p), listings=(*map(listing, LISTS[:3]), unfinished("agencies")))

    comparison = compare(replace(night_of((p,), ()), provincial=side))

    assert told(comparison) == []
    assert [u for u in comparison.undetermined if u[0] == "CL01"] == [
        ("CL01", "*", "danh sách agencies: Thấy 1 mục nhưng cổng báo 2 mục.")
    ]
    assert comparison.figures == Figures(None)


def test_an_unread_detail_does_not_mute_the_others() -> None:
    p = national()
    night = replace(night_of((p,), (local(p),)), national=national_side(p, unread=("n09",)))

    comparison = compare(night)

    assert told(comparison) == [("CL01", "1.000001", "")]
    assert ("CL01", "n09", "có trong danh mục nhưng chưa đọc được nội dung") in comparison.undetermined


def test_an_unfinished_national_list_does_not_mute_what_was_read() -> None:
    p = national()
    side = national_side(p, listings=(unfinished("formalities"),))

    comparison = compare(replace(night_of((), (local(p),)), national=side))

    assert told(comparison) == [("CL01", "1.000001", "")]
    assert comparison.figures == Figures(None)


def test_an_excluded_code_is_never_missing_and_always_listed() -> None:
    left_out, shown = national(1), national(2)
    exclusions = (
        Exclusion("1.000001", "Cơ quan thi hành án thực hiện"),
        Exclusion("1.000002", "Theo văn bản của Sở"),
        Exclusion("1.000009", "Đã bãi bỏ"),
    )

    comparison = compared((left_out, shown), (local(left_out), local(shown, JUSTICE)), exclusions=exclusions)

    assert told(comparison) == []
    assert comparison.excluded == (
        Excluded("1.000001", "Cấp thẻ công chứng viên loại 01", "Cơ quan thi hành án thực hiện", published=False),
        Excluded("1.000002", "Cấp thẻ công chứng viên loại 02", "Theo văn bản của Sở", published=True),
        Excluded("1.000009", "", "Đã bãi bỏ", published=None),
    )
    assert comparison.figures == Figures(NIGHT, 0, 0, 0)


def test_a_scope_that_cannot_be_seen_is_undetermined() -> None:
    p = national(1, levels=None)

    comparison = compared((p,), (local(p),))

    assert told(comparison) == []
    assert comparison.undetermined == (("CL01", "1.000001", "chưa rõ có thuộc phạm vi phải công khai hay không"),)


def test_one_missing_commune_is_high_and_one_line() -> None:
    p = at_communes()

    comparison = compared((p,), (local(p, *COMMUNES[1:]),))

    found = only(comparison)
    assert (found.part, found.agencies, found.severity, found.provincial) == (
        "xã",
        ("H53.101",),
        Severity.HIGH,
        "thiếu 1/5 xã",
    )
    assert found.key == "CL01|dvcqg+dvcqg_province|1.000001|xã"
    assert comparison.communes == (("1.000001", ("H53.101",)),)
    assert comparison.figures == Figures(NIGHT, 1, 1, 0)


def test_the_key_does_not_name_the_communes() -> None:
    p = at_communes()

    keys = {only(compared((p,), (local(p, *COMMUNES[n:]),))).key for n in (1, 2)}

    assert len(keys) == 1


def test_missing_in_half_of_the_communes_is_critical() -> None:
    p = at_communes()

    found = only(compared((p,), (local(p, "H53.101", "H53.102"),)))

    assert (found.severity, found.provincial) == (Severity.CRITICAL, "thiếu 3/5 xã")


def test_missing_in_all_communes_is_plain_cl01() -> None:
    p = at_communes()

    comparison = compared((p,), (local(p),))

    assert told(comparison) == [("CL01", "1.000001", "")]
    assert comparison.communes == (("1.000001", COMMUNES),)


def test_a_commune_procedure_that_only_a_department_publishes_says_so() -> None:
    p = at_communes(levels=(Level.COMMUNE, Level.OTHER))

    comparison = compared((p,), (local(p, JUSTICE),))

    found = only(comparison)
    assert (found.part, found.provincial) == (
        "",
        "thiếu 5/5 xã; chỉ thấy ở Sở Tư pháp tỉnh Tây Ninh",
    )
    assert comparison.figures == Figures(NIGHT, 1, 0, 0)


def test_a_procedure_of_both_levels_is_published_by_its_department() -> None:
    p = at_communes(levels=(Level.PROVINCE, Level.COMMUNE))

    comparison = compared((p,), (local(p, JUSTICE),))

    found = only(comparison)
    assert (found.part, found.severity, found.provincial) == ("xã", Severity.CRITICAL, "thiếu 5/5 xã")
    assert comparison.figures == Figures(NIGHT, 1, 1, 0)


def test_a_commune_that_misses_more_than_half_has_a_line_of_its_own() -> None:
    procedures = tuple(at_communes(n) for n in range(1, 4))
    records = (
        local(procedures[0], *COMMUNES[1:]),
        local(procedures[1], *COMMUNES[2:]),
        local(procedures[2], *COMMUNES),
    )

    comparison = compared(procedures, records)

    assert told(comparison) == [("CL01", "1.000002", "xã"), ("CL01", "", "xã H53.101")]
    procedure, commune = comparison.discrepancies
    assert (procedure.agencies, procedure.provincial) == (
        ("H53.102",),
        "thiếu 1/5 xã, chưa kể 1 xã có dòng riêng",
    )
    assert (commune.name, commune.provincial, commune.severity) == (
        "UBND phường Tân Ninh",
        "thiếu 2/3 thủ tục cấp xã",
        Severity.HIGH,
    )
    assert comparison.communes == (("1.000001", ("H53.101",)), ("1.000002", ("H53.101", "H53.102")))


def test_when_most_communes_miss_the_same_the_procedures_are_told() -> None:
    procedures = (at_communes(1), at_communes(2))

    comparison = compared(procedures, tuple(local(p, "H53.101") for p in procedures))

    assert told(comparison) == [("CL01", "1.000001", "xã"), ("CL01", "1.000002", "xã")]


# --- CL02 and CL04 ---


def orphan(**values: object):
    """A procedure of a Justice field that the province publishes and the national list lacks."""
    return local(national(2), JUSTICE, **values)


def orphan_night(gone: tuple[str, ...] = ("n02",), known: object = None, **values: object):
    p = national(1)
    night = night_of((p,), (local(p, JUSTICE), orphan()), known_before=known or {}, **values)
    return replace(night, national=replace(night.national, gone=gone))


def test_a_procedure_the_national_portal_never_had_is_cl02() -> None:
    assert only(compare(orphan_night())) == Discrepancy(
        rule="CL02",
        kind=Kind.PAIR,
        severity=Severity.CRITICAL,
        severity_reason=("Tỉnh công khai một thủ tục mà danh mục quốc gia chưa từng thấy có và trả lời là không có"),
        code="1.000002",
        name="Cấp thẻ công chứng viên loại 02",
        sector="Công chứng",
        part="",
        national=None,
        provincial="Cấp thẻ công chứng viên loại 02",
        sources=BOTH,
        evidence=((NATIONAL, "n02"), (LOCAL, "services/VIETNAMESE_CITIZEN"), (LOCAL, "applied")),
        missing_in=NATIONAL,
        facts=(
            (Role.NATIONAL, Presence.LISTED, False),
            (Role.PROVINCIAL, Presence.LISTED, True),
            (Role.PROVINCIAL, Presence.APPLIED, True),
            (Role.PROVINCIAL, Presence.SERVED, True),
        ),
        unlike=True,
    )


def test_a_procedure_the_national_portal_showed_before_is_cl04() -> None:
    found = only(compare(orphan_night(known=KNOWN)))

    assert (found.rule, found.code, found.severity, found.severity_reason) == (
        "CL04",
        "1.000002",
        Severity.CRITICAL,
        "Danh mục quốc gia đã bỏ thủ tục này nhưng tỉnh vẫn công khai; biến mất khỏi danh mục sau đêm 12/11/2026",
    )


def test_without_the_answer_by_id_it_is_undetermined() -> None:
    comparison = compare(orphan_night(gone=()))

    assert told(comparison) == []
    assert comparison.undetermined == (
        ("CL02", "1.000002", "Cổng quốc gia chưa trả lời khi hỏi lại theo mã định danh"),
    )


def test_against_an_unfinished_national_list_nothing_is_claimed() -> None:
    night = orphan_night(known=KNOWN)
    side = replace(night.national, listings=(unfinished("formalities"),))

    comparison = compare(replace(night, national=side))

    assert told(comparison) == []
    assert ("CL04", "*", "danh sách formalities: Thấy 1 mục nhưng cổng báo 2 mục.") in comparison.undetermined


def test_a_record_of_another_ministry_is_not_ours() -> None:
    p = national(1)
    foreign = national(2, issuer=Term("G04", "Bộ Xây dựng"), sector=Term("G15-TP06", "Giám định tư pháp"))
    wrong_in_many_ways = local(foreign, JUSTICE, name="Tên khác hẳn", code="xyz")

    assert told(compared((p, foreign), (local(p, JUSTICE), wrong_in_many_ways))) == []


def test_another_field_is_not_judged() -> None:
    p = national(1)
    other = national(2, sector=Term("", "Giáo dục nghề nghiệp"))

    comparison = compared((p,), (local(p, JUSTICE), local(other, JUSTICE)))

    assert (told(comparison), comparison.undetermined) == ([], ())


def test_a_record_that_the_province_does_not_publish_is_no_orphan() -> None:
    p = national(1)
    night = night_of((p,), (local(p, JUSTICE), local(national(2))), known_before=KNOWN)

    assert told(compare(replace(night, national=replace(night.national, gone=("n02",))))) == []


def test_a_record_that_only_a_service_list_shows_is_named_by_its_service() -> None:
    p = national(1)
    bare = orphan(code="", name="", applied_at=None)
    night = night_of((p,), (local(p, JUSTICE), bare))

    found = only(compare(replace(night, national=replace(night.national, gone=("n02",)))))

    assert (found.rule, found.code, found.name) == ("CL02", "1.000002.01", "Cấp thẻ công chứng viên loại 02")


# --- CL38 ---


def test_services_without_an_applied_agency_disagree() -> None:
    p = national()

    found = only(compared((p,), (local(p, JUSTICE, applied_at=()),)))

    assert (found.rule, found.severity, found.provincial, found.sources) == (
        "CL38",
        Severity.MEDIUM,
        "có tên trong danh sách; không có cơ quan áp dụng; có dịch vụ công trong danh sách (1 cơ quan)",
        (LOCAL,),
    )


def test_an_applied_agency_without_services_disagrees() -> None:
    p = national()

    found = only(compared((p,), (local(p, JUSTICE, services=()),)))

    assert (found.rule, found.provincial) == (
        "CL38",
        "có tên trong danh sách; có cơ quan áp dụng (1 cơ quan); không có dịch vụ công trong danh sách",
    )


def test_services_are_not_expected_where_no_list_is_made_for_the_applicants() -> None:
    p = national(1, subjects=(Term("ĐT9", "Tổ chức (không bao gồm doanh nghiệp, HTX)"),))

    assert told(compared((p,), (local(p, JUSTICE, services=()),))) == []


def test_services_are_not_expected_where_the_procedure_has_none() -> None:
    p = national(1, services=())

    assert told(compared((p,), (local(p, JUSTICE, services=()),))) == []


def test_lists_that_were_not_read_whole_do_not_disagree() -> None:
    p = national()
    side = local_side(local(p, JUSTICE, services=()), listings=(unfinished(LISTS[0]), *map(listing, LISTS[1:])))

    assert told(compare(replace(night_of((p,), ()), provincial=side))) == []


def test_a_directory_gap_is_not_a_disagreement() -> None:
    p = national()
    side = local_side(local(p, JUSTICE, applied_at=()), agencies=tuple(a for a in DIRECTORY if a.code != JUSTICE))

    comparison = compare(replace(night_of((p,), ()), provincial=side))

    assert told(comparison) == []
    assert [u[:2] for u in comparison.undetermined] == [("CL38", "1.000001")]
