"""Presence on any witness is presence; absence needs every witness whole and every agency placed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.agencies import AgencyTable
from analysis.model import Agency, Level, Procedure, Snapshot
from analysis.publication import Evidence, Publication, Published, Publishing
from tests.analysis.makers import (
    COMMUNES,
    DIRECTORY,
    JUSTICE,
    LISTS,
    NIGHT,
    ROWS,
    at_communes,
    listing,
    local,
    local_side,
    national,
    row,
    unfinished,
)


def publishing(*records: Procedure, **values: object) -> Publishing:
    return of_snapshot(local_side(*records, **values))


def of_snapshot(snapshot: Snapshot) -> Publishing:
    return Publishing(snapshot, AgencyTable(ROWS), NIGHT)


def with_unfinished(name: str) -> tuple[object, ...]:
    return tuple(unfinished(n) if n == name else listing(n) for n in LISTS)


def without(code: str) -> tuple[Agency, ...]:
    return tuple(a for a in DIRECTORY if a.code != code)


def test_a_service_row_is_presence() -> None:
    p = national()

    assert publishing(local(p, JUSTICE, applied_at=())).of(p) == Publication(
        Published.PUBLISHED,
        "thấy ở Sở Tư pháp tỉnh Tây Ninh",
        Evidence(served_by=frozenset({JUSTICE}), recorded=True),
    )


def test_an_applied_id_is_presence() -> None:
    p = national()

    assert publishing(local(p, JUSTICE, services=())).of(p) == Publication(
        Published.PUBLISHED,
        "thấy ở Sở Tư pháp tỉnh Tây Ninh",
        Evidence(applied_by=frozenset({JUSTICE}), recorded=True),
    )


def test_an_agency_deep_below_the_province_is_presence() -> None:
    p = national()
    side = local_side(local(p, applied_at=("deep",)), agencies=(*DIRECTORY, Agency("Trung tâm", "H53.9.4.1", "deep")))

    assert of_snapshot(side).of(p).standing is Published.PUBLISHED


def test_an_agency_of_another_root_is_not_ours() -> None:
    p = national()
    side = local_side(local(p, applied_at=("far",)), agencies=(*DIRECTORY, Agency("Sở Tư pháp", "H530.14", "far")))

    assert of_snapshot(side).of(p).standing is Published.UNDETERMINED


def test_presence_holds_although_every_list_is_unfinished() -> None:
    p = national()

    answer = publishing(local(p, JUSTICE), listings=tuple(map(unfinished, LISTS))).of(p)

    assert answer.standing is Published.PUBLISHED


def test_absence_is_claimed_when_everything_was_read() -> None:
    p = national()

    assert publishing(local(p)).of(p) == Publication(
        Published.ABSENT,
        "không có cơ quan áp dụng, không có dịch vụ công trong danh sách",
        Evidence(recorded=True),
    )


@pytest.mark.parametrize("name", LISTS)
def test_one_unfinished_list_forbids_absence(name: str) -> None:
    p = national()

    answer = publishing(local(p), listings=with_unfinished(name)).of(p)

    assert (answer.standing, answer.why) == (
        Published.UNDETERMINED,
        f"danh sách {name}: Thấy 1 mục nhưng cổng báo 2 mục.",
    )


@pytest.mark.parametrize("name", LISTS)
def test_one_unread_list_forbids_absence(name: str) -> None:
    p = national()

    answer = publishing(local(p), listings=tuple(listing(n) for n in LISTS if n != name)).of(p)

    assert (answer.standing, answer.why) == (Published.UNDETERMINED, f"chưa đọc danh sách “{name}”")


@pytest.mark.parametrize("records", [(), (local(national(), applied_at=None),)])
def test_a_formality_without_a_record_is_undetermined(records: tuple[Procedure, ...]) -> None:
    answer = publishing(*records).of(national())

    assert (answer.standing, answer.why) == (
        Published.UNDETERMINED,
        "không có tên trong danh sách",
    )


def test_records_are_joined_by_id_and_never_by_code() -> None:
    p = national()

    answer = publishing(local(replace(p, portal_id="other"), JUSTICE), local(p)).of(p)

    assert answer.standing is Published.ABSENT


def test_a_directory_without_so_tu_phap_leaves_the_province_level_open() -> None:
    p = national()
    side = publishing(local(p), agencies=without(JUSTICE))

    assert (side.of(p).standing, side.of(p).why) == (
        Published.UNDETERMINED,
        "danh bạ cơ quan của cổng thiếu Sở Tư pháp tỉnh Tây Ninh",
    )
    assert side.warnings() == ("Danh bạ cơ quan của cổng thiếu 1 cơ quan đang hoạt động: Sở Tư pháp tỉnh Tây Ninh.",)


def test_a_directory_without_a_commune_leaves_only_the_commune_level_open() -> None:
    at_xa, at_tinh = at_communes(1), national(2)
    side = publishing(local(at_xa), local(at_tinh), agencies=without("H53.103"))

    assert side.of(at_xa).standing is Published.UNDETERMINED
    assert side.of(at_tinh).standing is Published.ABSENT


def test_another_department_is_needed_only_where_so_tu_phap_is_not_named() -> None:
    land = national(2, executing=(Agency("Văn phòng Đăng ký đất đai"),))
    side = publishing(local(national(1)), local(land), agencies=without("H53.49"))

    assert side.of(national(1)).standing is Published.ABSENT
    assert side.of(land).standing is Published.UNDETERMINED


def test_an_unknown_agency_leaves_its_procedure_open() -> None:
    p = national()
    side = publishing(local(p, services=(row(p, "Trung tâm lạ tỉnh Tây Ninh"),)))

    assert (side.of(p).standing, side.of(p).why) == (
        Published.UNDETERMINED,
        "chưa nhận ra cơ quan: Trung tâm lạ tỉnh Tây Ninh",
    )
    assert side.warnings() == ("1 chỗ nêu 1 cơ quan không nhận ra: Trung tâm lạ tỉnh Tây Ninh.",)


def test_an_unknown_applied_id_leaves_its_procedure_open() -> None:
    p = national()

    assert publishing(local(p, applied_at=("nobody",))).of(p).standing is Published.UNDETERMINED


def test_a_row_of_another_province_counts_for_nothing() -> None:
    p = national()
    side = publishing(local(p, services=(row(p, "Sở Tư pháp Thành phố Hà Nội"),)))

    assert side.of(p).standing is Published.ABSENT
    assert side.warnings() == ("1 dòng dịch vụ công nêu cơ quan của tỉnh khác, không tính cho tỉnh.",)


def test_an_agency_that_only_tonights_directory_names_is_placed() -> None:
    p = national()
    side = local_side(
        local(p, services=(row(p, "Trung tâm Trợ giúp pháp lý tỉnh Tây Ninh"),)),
        agencies=(*DIRECTORY, Agency("Trung tâm Trợ giúp pháp lý", "H53.14.2", "tgpl")),
    )

    assert of_snapshot(side).evidence(p.portal_id).served_by == {"H53.14.2"}


def test_an_agency_next_to_the_known_ones_is_a_warning() -> None:
    side = publishing(agencies=(*DIRECTORY, Agency("Sở mới", "H53.77", "new"), Agency("Phòng", "H53.14.9", "x")))

    assert side.warnings() == ("Danh bạ cơ quan của cổng có 1 mã chưa có trong bảng cơ quan: H53.77.",)


def test_an_empty_table_of_agencies_forbids_absence() -> None:
    p = national()

    answer = Publishing(local_side(local(p)), AgencyTable(()), NIGHT).of(p)

    assert (answer.standing, answer.why) == (Published.UNDETERMINED, "bảng cơ quan của tỉnh còn trống")


def test_a_commune_has_it_by_either_witness() -> None:
    p = at_communes()
    record = local(p, services=(row(p, "H53.101"),), applied_at=("id-H53.102",))

    assert publishing(record).missing_communes(p) == {"H53.103", "H53.104", "H53.105"}


def test_a_unit_of_a_commune_speaks_for_the_commune() -> None:
    p = at_communes()
    side = local_side(
        local(p, *COMMUNES[1:], applied_at=(*(f"id-{c}" for c in COMMUNES[1:]), "desk")),
        agencies=(*DIRECTORY, Agency("Trung tâm Phục vụ hành chính công", "H53.101.1", "desk")),
    )

    assert of_snapshot(side).missing_communes(p) == set()


def test_a_commune_that_the_directory_lacks_is_not_called_missing() -> None:
    p = at_communes()

    assert publishing(local(p, "H53.101"), agencies=without("H53.102")).missing_communes(p) == {
        "H53.103",
        "H53.104",
        "H53.105",
    }


@pytest.mark.parametrize(
    "values",
    [{"listings": with_unfinished("applied")}, {"listings": with_unfinished("services/ENTERPRISE")}],
)
def test_missing_communes_need_whole_lists(values: dict[str, object]) -> None:
    p = at_communes()

    assert publishing(local(p, "H53.101"), **values).missing_communes(p) is None


def test_a_procedure_of_both_levels_needs_both_kinds_of_agencies() -> None:
    p = national(1, levels=(Level.PROVINCE, Level.COMMUNE))

    for code in (JUSTICE, "H53.105"):
        assert publishing(local(p), agencies=without(code)).of(p).standing is Published.UNDETERMINED
