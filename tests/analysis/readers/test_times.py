"""Time limits: every pattern of domain 4.3, read or refused, and compared."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import ProcessingTime
from analysis.readers import NotUnderstood
from analysis.readers.times import (
    Manner,
    TimeCase,
    TimeKind,
    TimeLimit,
    Unit,
    Unspecified,
    compare_limits,
    of_processing_time,
    read_time_limit,
)

D = Decimal


def days(amount: str, *, working: bool = False, **more: object) -> TimeCase:
    return TimeCase(D(amount), Unit.DAY, working, **more)  # type: ignore[arg-type]


def limit(*cases: TimeCase) -> TimeLimit:
    return TimeLimit(cases)


RECEIVED = "nhận đủ hồ sơ hợp lệ"
SAME_DAY = TimeCase(manner=Manner.SAME_DAY, cutoff="15:00")


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("03 ngày làm việc", days("3", working=True)),
        ("09 ngày", days("9")),
        ("115 ngày", days("115")),
        ("mười ngày làm việc", days("10", working=True)),
        ("năm ngày làm việc", days("5", working=True)),
        ("05 giờ", TimeCase(D(5), Unit.HOUR)),
        ("8 giờ làm việc", TimeCase(D(8), Unit.HOUR, True)),
        ("3 tháng", TimeCase(D(3), Unit.MONTH)),
        ("01 năm", TimeCase(D(1), Unit.YEAR)),
        ("không quá 02 (hai) ngày làm việc", days("2", working=True, qualifiers=("không quá",))),
        ("Không quả 02 ngày", days("2", qualifiers=("không quá",))),
        ("tối đa 1,5 ngày", days("1.5", qualifiers=("tối đa",))),
        ("Trong vòng 70 ngày làm việc", days("70", working=True, qualifiers=("trong thời hạn",))),
        (
            "Trong thời hạn 20 ngày kể từ ngày nhận được hồ sơ hợp lệ",
            days("20", qualifiers=("trong thời hạn",), counted_from=RECEIVED),
        ),
        ("06 ngày làm việc, kể từ khi nhận đủ hồ sơ", days("6", working=True, counted_from=RECEIVED)),
        ("05 ngày (sau cắt giảm)", days("5", qualifiers=("sau cắt giảm",))),
        ("75 ngày (thời gian thực tế giải quyết hồ sơ tại các cơ quan)", days("75", qualifiers=("thời gian thực tế",))),
        ("3,5–12 ngày", TimeCase((D("3.5"), D(12)), Unit.DAY, False)),
        ("36 - 41 ngày làm việc", TimeCase((D(36), D(41)), Unit.DAY, True)),
        ("từ 5 đến 7 ngày", TimeCase((D(5), D(7)), Unit.DAY, False, about="từ")),
        (
            "kéo dài thêm không quá 05 ngày làm việc",
            days("5", working=True, qualifiers=("không quá", "kéo dài"), adds=True),
        ),
        ("Đối với trường hợp cấp mới: 05 ngày làm việc", days("5", working=True, condition="cấp mới")),
        ("20 ngày (đối với trường hợp có giấy tờ)", days("20", condition="có giấy tờ")),
        ("60 ngày trong trường hợp phải xác minh", days("60", condition="phải xác minh")),
        ("Thời hạn giải quyết: 45 ngày", days("45")),
        ("theo thỏa thuận bằng văn bản", TimeCase(manner=Manner.AGREED)),
        ("Trong ngày", TimeCase(manner=Manner.SAME_DAY)),
        ("Ngay trong ngày làm việc", TimeCase(manner=Manner.SAME_DAY)),
    ],
)
def test_one_case(text: str, case: TimeCase) -> None:
    assert read_time_limit(text) == limit(case)


@pytest.mark.parametrize(
    "text",
    [
        "Ngay trong ngày; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo",
        "Ngay trong ngày tiếp nhận hồ sơ; trường hợp nhận hồ sơ sau 15 giờ mà không giải quyết được ngay "
        "thì trả kết quả trong ngày làm việc tiếp theo.",
        "ngay trong ngày hoặc trong ngày làm việc tiếp theo, nếu tiếp nhận yêu cầu sau 15 giờ",
        "Trong ngày nhận hồ sơ hợp lệ (nhận hồ sơ sau 15 giờ thì trả kết quả ngay trong ngày làm việc tiếp theo)",
    ],
)
def test_same_day_with_its_cut_off(text: str) -> None:
    reading = read_time_limit(text)

    assert isinstance(reading, TimeLimit)
    assert [(c.manner, c.cutoff, c.condition, c.about) for c in reading.cases] == [(Manner.SAME_DAY, "15:00", "", "")]


def test_the_slip_of_the_appointment_states_no_limit() -> None:
    text = (
        "Không quá 02 (hai) ngày làm việc, kể từ ngày nhận đủ hồ sơ yêu cầu chứng thực hoặc có thể kéo dài hơn theo "
        "thỏa thuận bằng văn bản. Trường hợp kéo dài thì phải có phiếu hẹn ghi rõ thời gian (giờ, ngày) trả kết quả"
    )

    assert read_time_limit(text) == limit(
        days("2", working=True, qualifiers=("không quá",), counted_from=RECEIVED), TimeCase(manner=Manner.AGREED)
    )


@pytest.mark.parametrize(
    "text",
    [
        "3 ngày làm việc",
        "03 (ba) ngày làm việc",
        "Ba ngày làm việc",
        "03NGÀY LÀM VIỆC",
        "Không quá 03 ngày làm việc, kể từ khi nhận hồ sơ",
        "Tối đa 3 ngày làm việc.",
        "Thời hạn giải quyết: 3 ngày làm việc",
        "Thời hạn giải quyết theo quy định: 03 ngày làm việc",
        "- Thời hạn: 03 ngày làm việc",
        "Sở Tư pháp giải quyết trong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định",
        "03 ngày (làm việc)",
        "03 ngày (tính theo ngày làm việc)",
        "03 ngày, không tính ngày nghỉ",
        "03 (ngày làm việc)",
        "Số ngày làm việc: 03",
        "Trực tiếp: 03 ngày làm việc; Trực tuyến: 03 ngày làm việc; Bưu chính: 03 ngày làm việc",
        "- Nộp trực tiếp: 03 ngày làm việc\n- Nộp qua dịch vụ bưu chính công ích: 3 ngày làm việc",
        "Trực tiếp, trực tuyến, BCCI: 03 ngày làm việc",
        "Cả 3 hình thức: 03 ngày làm việc",
        "03 ngày làm việc (áp dụng cho tất cả các hình thức nộp hồ sơ)",
        "Từ 05 ngày làm việc cắt giảm còn 03 ngày làm việc",
        "03 ngày làm việc (đã cắt giảm từ 05 ngày làm việc)",
        "03 ngày làm việc (giảm 02 ngày so với quy định)",
        "03 ngày làm việc (theo quy định: 05 ngày làm việc)",
        "Thời hạn theo quy định: 05 ngày làm việc; thời hạn sau cắt giảm: 03 ngày làm việc",
    ],
)
def test_one_limit_in_the_words_of_many_clerks(text: str) -> None:
    reading = read_time_limit(text)

    assert isinstance(reading, TimeLimit)
    assert [(c.most, c.unit, c.working, c.condition, c.adds) for c in reading.cases] == [
        (D(3), Unit.DAY, True, "", False)
    ]
    assert compare_limits(reading, limit(days("3", working=True))).kind is TimeKind.EQUAL


@pytest.mark.parametrize(
    "text",
    [
        "03 ngày",
        "02 ngày làm việc (giảm 01 ngày)",
        "Trực tiếp: 03 ngày làm việc; trực tuyến: 02 ngày làm việc",
        "03 ngày làm việc; trực tuyến: 02 ngày làm việc",
        "03 ngày làm việc; trường hợp phải xác minh: 08 ngày làm việc",
        "03 ngày làm việc, có thể kéo dài thêm 03 ngày làm việc",
        "03 tháng",
    ],
)
def test_what_only_looks_like_that_limit_is_another(text: str) -> None:
    reading = read_time_limit(text)

    assert isinstance(reading, TimeLimit)
    assert compare_limits(reading, limit(days("3", working=True))).kind is not TimeKind.EQUAL


@pytest.mark.parametrize(
    "text", ["Ngay khi nhận đủ hồ sơ", "Giải quyết ngay khi tiếp nhận hồ sơ", "Trả kết quả ngay", "Ngay."]
)
def test_at_once(text: str) -> None:
    reading = read_time_limit(text)

    assert isinstance(reading, TimeLimit)
    assert [c.manner for c in reading.cases] == [Manner.AT_ONCE]


def test_ways_of_filing_keep_limits_of_their_own() -> None:
    text = "Nộp trực tiếp: 3 ngày, xác minh: 8 ngày; nộp hồ sơ trực tuyến: 2 ngày, xác minh: 5 ngày"

    assert read_time_limit(text) == limit(
        days("3", condition="trực tiếp"),
        days("8", condition="trực tiếp / xác minh"),
        days("2", condition="trực tuyến"),
        days("5", condition="trực tuyến / xác minh"),
    )
    assert read_time_limit("Trực tuyến: 2 ngày. Các hình thức khác: 3 ngày") == limit(
        days("2", condition="trực tuyến"), days("3")
    )


_WAYS = (("DIRECT", "Hình thức trực tiếp"), ("ONLINE", "nộp trực tuyến"), ("POSTAL", "qua dịch vụ bưu chính công ích"))


@pytest.mark.parametrize("lead", ["", "Thời hạn giải quyết: ", "Thời gian thực hiện: "])
@pytest.mark.parametrize("joint", ["; ", ", ", ".\n", " và "])
@pytest.mark.parametrize(
    "frame",
    ["{} ({})", "{} (Không quá {} kể từ ngày nhận đủ hồ sơ hợp lệ)", "{} (Tối đa {} (tính từ ngày nhận đủ hồ sơ))"],
)
@pytest.mark.parametrize("end", ["", "."])
def test_a_bracket_behind_a_way_of_filing_holds_its_limit(lead: str, joint: str, frame: str, end: str) -> None:
    def told(*amounts: str) -> list[tuple[object, str]]:
        text = lead + joint.join(frame.format(w, a) for (_, w), a in zip(_WAYS, amounts, strict=False)) + end
        read = read_time_limit(text)
        assert isinstance(read, TimeLimit)
        return [(case.amount, case.condition) for case in read.cases]

    assert told("10 ngày", "mười ngày", "10 (mười) ngày") == told("10 ngày", "10 ngày") == [(Decimal(10), "")]
    assert told("mười hai ngày", "hai mươi ngày") == [(Decimal(12), "trực tiếp"), (Decimal(20), "trực tuyến")]
    assert told("7 ngày", "bảy ngày", "9 ngày") == [
        (Decimal(7), "trực tiếp"),
        (Decimal(7), "trực tuyến"),
        (Decimal(9), "bưu chính"),
    ]


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("Trực tiếp (tại trung tâm): 10 ngày", (days("10", condition="trực tiếp tại trung tâm"),)),
        ("Trực tiếp (tại quầy số 1) là 10 ngày", (days("10", about="trực tiếp tại quầy số 1"),)),
    ],
)
def test_a_bracket_with_more_behind_it_is_no_limit_of_a_way(text: str, cases: tuple[TimeCase, ...]) -> None:
    assert read_time_limit(text) == limit(*cases)


def test_cases_with_conditions() -> None:
    assert read_time_limit(
        "- 20 ngày (đối với trường hợp có giấy tờ) - 55 ngày (đối với trường hợp không có)"
    ) == limit(days("20", condition="có giấy tờ"), days("55", condition="không có"))
    assert read_time_limit(
        "05 ngày làm việc kể từ ngày nhận đủ hồ sơ, trường hợp phải xác minh thì không quá 10 ngày"
    ) == limit(
        days("5", working=True, counted_from=RECEIVED), days("10", condition="phải xác minh", qualifiers=("không quá",))
    )
    assert read_time_limit(
        "1. Miễn nhiệm theo nguyện vọng:\n- Sở Tư pháp: 10 ngày\n2. Bị miễn nhiệm:\n- Sở Tư pháp: 15 ngày"
    ) == limit(
        days("10", condition="miễn nhiệm theo nguyện vọng / sở tư pháp"),
        days("15", condition="bị miễn nhiệm / sở tư pháp"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Trong thời hạn 30 ngày, trong đó:\n- Kiểm tra hồ sơ: 10 ngày;\n- Trao giấy chứng nhận: 20 ngày",
        "30 ngày (bao gồm 10 ngày kiểm tra hồ sơ và 20 ngày trao giấy chứng nhận)",
        "30 ngày - Kiểm tra hồ sơ: 10 ngày. - Trao giấy chứng nhận: 20 ngày.",
    ],
)
def test_shares_of_a_total_are_marked(text: str) -> None:
    reading = read_time_limit(text)

    assert isinstance(reading, TimeLimit)
    assert [(c.most, c.part) for c in reading.cases] == [(D(30), False), (D(10), True), (D(20), True)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("05", ("5",)),
        ("2 tuần", ("2 tuần",)),
        ("30 phút", ("30 phút",)),
        ("vài ngày", ("vài ngày",)),
        ("nửa ngày", ("nửa ngày",)),
        ("02 ngày rưỡi", ("2 ngày",)),
        ("hai ba ngày", ("ba ngày",)),
        ("02 (ba) ngày", ("2", "ba ngày")),
        ("không quá ngày làm việc", ("không quá ngày",)),
        ("trả trong ngày làm việc tiếp theo", ("trong ngày làm việc tiếp theo",)),
        ("05 ngày [unit=1]", ("1",)),
        ("15 ngày (luật 2014)", ("2014",)),
        ("3 ngày LV", ("3 ngày",)),
        ("03 ngày làm viêc", ("3 ngày",)),
        ("24h", ("24h",)),
        ("½ ngày", ("½ ngày",)),
        ("10 ngày làm việc + 5 ngày", ("+ 5",)),
        ("02 ngày làm việc x 50% = 01 ngày", ("= 1",)),
    ],
)
def test_what_is_left_over_is_named(text: str, left: tuple[str, ...]) -> None:
    reading = read_time_limit(text)

    assert isinstance(reading, NotUnderstood)
    if text != "02 (ba) ngày":
        assert reading.left == left


@pytest.mark.parametrize(
    "text",
    [
        "Nộp 01 bộ hồ sơ theo khoản 1 Điều 6 Nghị định số 123/2015/NĐ-CP ngày 15/11/2015",
        "Phí: 8.000 đồng/bản; 10 USD",
        "học tập tại Việt Nam ít nhất là 01 năm",
        "trẻ em từ đủ 9 tuổi, 02 ảnh 2 cm x 3 cm",
        "https://dichvucong.gov.vn/1/2",
        "Không quy định",
        "",
        "Xem phần mô tả",
    ],
)
def test_other_numbers_are_no_time_limits(text: str) -> None:
    assert isinstance(read_time_limit(text), Unspecified)


def test_the_heading_of_a_column_gives_the_unit() -> None:
    assert read_time_limit("05", default_unit="Ngày làm việc") == limit(days("5", working=True))
    assert read_time_limit("05 ngày", default_unit="ngày làm việc") == limit(days("5", working=True))
    assert read_time_limit("05 ngày", default_unit="ngày") == limit(days("5"))
    assert read_time_limit("24 giờ", default_unit="ngày làm việc") == limit(TimeCase(D(24), Unit.HOUR))
    assert read_time_limit("05 ngày", default_unit="Thời hạn giải quyết (Ngày làm việc)") == limit(
        days("5", working=True)
    )
    assert read_time_limit("05", default_unit="Thời gian (đơn vị tính: ngày)") == limit(days("5"))
    assert isinstance(read_time_limit("05", default_unit="phiên"), NotUnderstood)
    assert isinstance(read_time_limit("05", default_unit="Thời hạn giải quyết"), NotUnderstood)


@pytest.mark.parametrize(
    ("amount", "unit", "reading"),
    [
        ("5", "WORKING_DAY", limit(days("5", working=True))),
        ("10", "DAY", limit(days("10"))),
        ("15", "HOUR", limit(TimeCase(D(15), Unit.HOUR))),
        ("3", "MONTH", limit(TimeCase(D(3), Unit.MONTH))),
    ],
)
def test_the_portals_own_fields(amount: str, unit: str, reading: TimeLimit) -> None:
    assert of_processing_time(ProcessingTime(amount, unit)) == reading


@pytest.mark.parametrize(
    ("amount", "unit"),
    [("0", "OTHER"), ("1", "OTHER"), ("75", "OTHER"), ("Xem phần mô tả", "OTHER"), ("", "DAY"), ("0", "DAY"), ("", "")],
)
def test_other_is_not_stated(amount: str, unit: str) -> None:
    assert isinstance(of_processing_time(ProcessingTime(amount, unit)), Unspecified)


def test_a_field_without_a_unit_is_running_text() -> None:
    assert of_processing_time(ProcessingTime("07 (bảy) ngày làm việc", "")) == limit(days("7", working=True))
    assert of_processing_time(ProcessingTime("Ngay trong ngày", "")) == limit(TimeCase(manner=Manner.SAME_DAY))
    assert isinstance(of_processing_time(ProcessingTime("Không quy định", "")), Unspecified)
    assert isinstance(of_processing_time(ProcessingTime("07", "")), NotUnderstood)


@pytest.mark.parametrize(("amount", "unit"), [("5", "WEEK"), ("năm bảy", "DAY"), ("-1", "DAY")])
def test_unknown_units_and_amounts_are_not_understood(amount: str, unit: str) -> None:
    assert isinstance(of_processing_time(ProcessingTime(amount, unit)), NotUnderstood)


@pytest.mark.parametrize(
    ("local", "national", "kind"),
    [
        ("07 (bảy) ngày", "7 ngày", TimeKind.EQUAL),
        ("Trong thời hạn 5 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", "05 ngày làm việc", TimeKind.EQUAL),
        ("03 ngày", "05 ngày", TimeKind.SHORTER),
        ("10 ngày làm việc", "07 ngày làm việc", TimeKind.LONGER),
        ("05 ngày làm việc", "05 ngày", TimeKind.OTHER_UNIT),
        ("05 ngày", "05 ngày làm việc", TimeKind.OTHER_UNIT),
        ("10 ngày làm việc", "05 ngày", TimeKind.LONGER),  # longer under any calendar
        ("03 ngày", "05 ngày làm việc", TimeKind.SHORTER),
        ("07 ngày", "05 ngày làm việc", TimeKind.OTHER_UNIT),
        ("24 giờ", "01 ngày", TimeKind.OTHER_UNIT),
        ("01 tháng", "30 ngày", TimeKind.OTHER_UNIT),
        ("3-7 ngày", "7 ngày", TimeKind.SHORTER),
        ("3-8 ngày", "7 ngày", TimeKind.LONGER),
        ("Ngay trong ngày", "03 ngày làm việc", TimeKind.SHORTER),
        ("03 ngày làm việc", "Ngay trong ngày", TimeKind.LONGER),
        ("01 ngày làm việc", "Ngay trong ngày", TimeKind.OTHER_UNIT),
        ("Ngay trong ngày; xác minh: 03 ngày", "Ngay trong ngày; xác minh: 03 ngày", TimeKind.EQUAL),
        ("Ngay trong ngày; xác minh: 05 ngày", "Ngay trong ngày; xác minh: 03 ngày", TimeKind.LONGER),
        ("Ngay trong ngày", "Ngay trong ngày; xác minh: 03 ngày", TimeKind.MISSING_LOCALLY),
        ("Ngay trong ngày; xác minh: 03 ngày", "Ngay trong ngày", TimeKind.MISSING_NATIONALLY),
        ("Cấp mới: 3 ngày; cấp lại: 2 ngày", "Cấp lại: 2 ngày; cấp mới: 3 ngày", TimeKind.EQUAL),
        ("Cấp mới: 3 ngày; cấp lại: 2 ngày", "Cấp lại: 3 ngày; cấp mới: 2 ngày", TimeKind.LONGER),
        ("Cấp mới: 3 ngày; gia hạn: 2 ngày", "Cấp mới: 3 ngày; cấp lại: 2 ngày", TimeKind.INCOMPARABLE),
        ("30 ngày", "30 ngày (bao gồm 10 ngày kiểm tra và 20 ngày cấp giấy)", TimeKind.EQUAL),
        ("05 ngày; theo thỏa thuận bằng văn bản", "05 ngày", TimeKind.MISSING_NATIONALLY),
        ("3 ngày; cần xác minh: 8 ngày", "3 ngày; trường hợp hồ sơ phải xác minh: 8 ngày", TimeKind.EQUAL),
        ("3 ngày; cần xác minh: 9 ngày", "3 ngày; phải xác minh: 8 ngày", TimeKind.LONGER),
        ("Trực tiếp: 3 ngày; trực tuyến: 2 ngày", "3 ngày", TimeKind.SHORTER),
        ("Trực tiếp: 3 ngày; trực tuyến: 4 ngày", "3 ngày", TimeKind.LONGER),
        ("3 ngày", "Trực tiếp: 3 ngày; trực tuyến: 2 ngày", TimeKind.LONGER),
        ("3 ngày; trực tuyến: 2 ngày; xác minh: 8 ngày", "3 ngày; xác minh: 8 ngày", TimeKind.SHORTER),
        ("Trực tiếp: 3 ngày; trực tuyến: 2 ngày", "Nộp trực tuyến: 2 ngày; nộp trực tiếp: 3 ngày", TimeKind.EQUAL),
        ("", "05 ngày", TimeKind.INCOMPARABLE),
        ("vài ngày", "05 ngày", TimeKind.INCOMPARABLE),
        ("05 ngày", "Không quy định", TimeKind.INCOMPARABLE),
    ],
)
def test_local_against_national(local: str, national: str, kind: TimeKind) -> None:
    relation = compare_limits(read_time_limit(local), read_time_limit(national))

    assert relation.kind is kind
    assert relation.reason.endswith(".")


def test_all_differences_are_kept_beside_the_gravest() -> None:
    local, national = read_time_limit("Cấp mới: 9 ngày"), read_time_limit("Cấp mới: 5 ngày; cấp lại: 2 ngày")

    relation = compare_limits(local, national)

    assert [d.kind for d in relation.differences] == [TimeKind.LONGER, TimeKind.MISSING_LOCALLY]
    assert relation.has(TimeKind.MISSING_LOCALLY)
    assert relation.reason == (
        "Địa phương 9 ngày, quốc gia 5 ngày (cấp mới): dài hơn. Địa phương thiếu trường hợp “cấp lại: 2 ngày”."
    )


def test_a_source_may_be_taken_at_its_field_or_at_its_words() -> None:
    # the portal's field says 1 working day, its description tells the whole rule
    same_day, verified = TimeCase(manner=Manner.SAME_DAY), days("3", working=True, condition="phải xác minh")
    national = TimeLimit((days("1", working=True),), told=(same_day, verified))

    def kind(local: str) -> TimeKind:
        return compare_limits(read_time_limit(local), national).kind

    assert kind("01 ngày làm việc") is TimeKind.EQUAL
    assert kind("Ngay trong ngày; trường hợp phải xác minh: 03 ngày làm việc") is TimeKind.EQUAL
    assert kind("01 ngày làm việc; trường hợp phải xác minh: 03 ngày làm việc") is TimeKind.EQUAL
    assert kind("Ngay trong ngày; trường hợp phải xác minh: 05 ngày làm việc") is TimeKind.LONGER
    assert kind("02 ngày làm việc") is TimeKind.LONGER
    assert kind("01 ngày làm việc; trường hợp phức tạp: 03 ngày làm việc") is TimeKind.MISSING_NATIONALLY


def test_cut_offs_are_compared() -> None:
    at_15 = limit(SAME_DAY)
    at_14 = limit(TimeCase(manner=Manner.SAME_DAY, cutoff="14:00"))

    assert compare_limits(at_14, at_15).kind is TimeKind.LONGER
    assert compare_limits(at_15, at_14).kind is TimeKind.SHORTER
    assert compare_limits(at_15, at_15).kind is TimeKind.EQUAL
    assert compare_limits(limit(TimeCase(manner=Manner.SAME_DAY)), at_15).kind is TimeKind.INCOMPARABLE


_WORDS = st.sampled_from(
    [
        *(
            "05",
            "02 (hai)",
            "mười",
            "3,5",
            "ngày",
            "ngày làm việc",
            "giờ",
            "tháng",
            "trong thời hạn",
            "không quá",
            "thì",
        ),
        *("kể từ ngày nhận đủ hồ sơ", "trường hợp", "đối với", "(", ")", ";", ".", ":", ",", "-", "\n", "1.", "Điều 5"),
        *("sau 15 giờ", "ngày làm việc tiếp theo", "ngay trong ngày", "theo thỏa thuận", "phiếu hẹn", "15/11/2015"),
        *(
            "trong đó",
            "bao gồm",
            "trực tiếp:",
            "trực tuyến:",
            "bưu chính",
            "cả 3 hình thức",
            "theo quy định:",
            "giảm còn",
        ),
    ]
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=14).map(" ".join))


@given(_TEXTS)
def test_the_reader_never_raises_and_every_limit_equals_itself(text: str) -> None:
    reading = read_time_limit(text)

    if isinstance(reading, TimeLimit):
        assert compare_limits(reading, reading).kind is TimeKind.EQUAL


@given(st.integers(1, 400), st.integers(1, 400), st.booleans())
def test_swapping_the_sides_swaps_the_answer(a: int, b: int, working: bool) -> None:
    here, there = limit(days(str(a), working=working)), limit(days(str(b), working=working))
    swapped = {TimeKind.LONGER: TimeKind.SHORTER, TimeKind.SHORTER: TimeKind.LONGER}

    one, other = compare_limits(here, there).kind, compare_limits(there, here).kind

    assert other is swapped.get(one, one)


@given(st.integers(1, 999))
def test_every_spelling_of_an_amount_is_that_amount(n: int) -> None:
    for text in (f"{n} ngày làm việc", f"{n:02} ngày làm việc", f"Không quá {n} ngày làm việc."):
        reading = read_time_limit(text)
        assert isinstance(reading, TimeLimit)
        assert [(c.most, c.working) for c in reading.cases] == [(D(n), True)]
