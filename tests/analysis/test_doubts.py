"""Figures that are no rate, times that are no limit: texts that may say the same give no finding."""

from __future__ import annotations

import pytest

from analysis.model import Fee, ProcessingTime, SubmissionMethod
from tests.analysis.makers import national, paged_night, record


def found(ours: dict[str, object], theirs: dict[str, object]) -> tuple[set[str], set[str]]:
    """(types found, types that could not be judged) of a catalogue and a page."""
    told = paged_night((national(1, **ours),), (record(national(1, **theirs)),))
    rules = {f"CL{n}" for n in range(13, 19)}
    return {d.rule for d in told.discrepancies} & rules, {rule for rule, _, _ in told.undetermined} & rules


def fee(text: str) -> dict[str, object]:
    return {"methods": (), "fee_text": text}


def time(text: str) -> dict[str, object]:
    return {"methods": (), "time_text": text}


#: What a page adds to a rate without changing it, or may.
NO_RATES = (
    *("(mức cũ: 10.000 đồng)", "(tăng 3.000 đồng so với trước)", "(thay cho 5.000 đồng trước đây)"),
    *(". Vốn điều lệ từ 100 triệu đồng", ", ví dụ: 02 bản 16.000 đồng", "; 03 trang là 24.000 đồng"),
    *(". Phí bưu chính: 30.000 đồng", " (chưa gồm cước bưu chính 25.000 đồng)", ", phí chuyển phát 30.000 đồng"),
    *(
        "; kể từ ngày 01/01/2027: 12.000 đồng",
        " từ 01/01/2026; 5.000 đồng đến 31/12/2025",
        " (trước ngày 01/01/2026: 9.000 đồng)",
    ),
)


@pytest.mark.parametrize("amount", ["8.000 đồng", "1.500.000 đồng/hồ sơ"])
@pytest.mark.parametrize("more", NO_RATES)
def test_a_figure_that_may_be_no_rate_is_no_difference_of_rates(amount: str, more: str) -> None:
    for ours, theirs in ((amount, amount + more), (amount + more, amount)):
        told, unjudged = found(fee(ours), fee(theirs))
        assert told & {"CL16", "CL17"} == set()
        assert "CL16" in unjudged or ours == theirs


def test_a_reduced_rate_with_both_ends_is_understood_and_another_base_rate_is_told() -> None:
    reduced = "đồng áp dụng mức phí 25.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026"

    assert found(fee(f"50.000 {reduced}"), fee(f"60.000 {reduced}"))[0] == {"CL16"}
    assert found(fee(f"50.000 {reduced}"), fee("50.000 đồng (từ 01/7/2025 - 31/12/2026: 25.000 đồng)"))[0] == set()


@pytest.mark.parametrize(
    "rows",
    [
        (Fee("FEE", 50, "Việt Nam Đồng", "nghìn đồng/hồ sơ"),),
        (Fee("FEE", 2, "VND", "triệu đồng"),),
    ],
)
def test_a_unit_apart_from_its_figure_can_be_read_in_two_ways(rows: tuple[Fee, ...]) -> None:
    way = SubmissionMethod("DIRECT", ProcessingTime("5", "WORKING_DAY"), "", rows)

    assert found({"methods": (way,)}, {"methods": (way,), "fee_text": "50.000 đồng/hồ sơ"})[0] & {"CL16"} == set()


PEOPLE = ("hộ nghèo", "người khuyết tật", "trẻ em dưới 16 tuổi")


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize(
    "wording",
    [
        *("{}: 0 đồng", "{}: không thu", "Không thu lệ phí của {}", "Thuộc diện {} thì được miễn"),
        *("{} không phải nộp lệ phí", "Miễn lệ phí cho {} theo quy định", "Lệ phí được miễn đối với {}"),
    ],
)
def test_people_who_are_exempted_in_other_words_are_not_said_to_miss_it(people: str, wording: str) -> None:
    ours, theirs = f"8.000 đồng. Miễn lệ phí cho {people}", f"8.000 đồng. {wording.format(people).capitalize()}"

    assert "CL18" not in found(fee(ours), fee(theirs))[0]


@pytest.mark.parametrize("people", PEOPLE)
def test_people_of_whom_the_page_says_nothing_are_said_to_miss_it(people: str) -> None:
    assert found(fee(f"8.000 đồng. Miễn lệ phí cho {people}"), fee("8.000 đồng"))[0] == {"CL18"}


@pytest.mark.parametrize(
    "more",
    [
        *(". Hiệu lực của giấy xác nhận: 06 tháng", ". Thời hạn của giấy phép là 05 năm", ". Lưu hồ sơ 05 năm"),
        *(". Công dân đến nhận kết quả trong vòng 15 ngày", ". Niêm yết công khai trong 15 ngày", "; 12 tháng tập sự"),
        *(" (giảm 10 ngày so với quy định 15 ngày)", ". Giấy tờ do nước ngoài cấp không quá 06 tháng"),
    ],
)
def test_a_time_that_may_be_no_limit_is_no_difference_of_limits(more: str) -> None:
    assert found(time("05 ngày làm việc"), time(f"05 ngày làm việc{more}"))[0] == set()
    assert found(time(f"05 ngày làm việc{more}"), time("05 ngày làm việc"))[0] == set()


@pytest.mark.parametrize("extension", ["gia hạn một lần", "được kéo dài", "có thể kéo dài thêm"])
@pytest.mark.parametrize("days", [3, 5, 10])
def test_an_extension_that_may_be_a_limit_or_an_addition_is_not_guessed(extension: str, days: int) -> None:
    ours = f"05 ngày làm việc. Trường hợp phức tạp {extension} nhưng không quá {days:02} ngày làm việc"

    for total in (days, 5 + days, 12):
        theirs = f"05 ngày làm việc. Trường hợp phức tạp không quá {total:02} ngày làm việc"
        assert found(time(ours), time(theirs))[0] == set()


def test_plain_differences_are_still_told() -> None:
    assert found(time("05 ngày làm việc"), time("07 ngày làm việc"))[0] == {"CL13"}
    assert found(fee("8.000 đồng"), fee("10.000 đồng"))[0] == {"CL16"}
