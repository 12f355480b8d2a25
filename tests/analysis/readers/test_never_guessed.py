"""Texts that can be taken for more than they say: each table is a kind, and what is not sure is not understood."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analysis.model import Fee, ProcessingTime
from analysis.readers import NotUnderstood
from analysis.readers.fees import (
    Currency,
    FeeItem,
    FeeKind,
    FeeRelationKind,
    Fees,
    FeeState,
    compare_fees,
    of_fee,
    read_fee,
)
from analysis.readers.times import TimeCase, TimeKind, TimeLimit, Unit, Unspecified, compare_limits, of_processing_time
from analysis.readers.times import read_time_limit as read_time

DONG = "Việt Nam Đồng"
LIMIT = read_time("10 ngày làm việc")
FROM, TO = date(2025, 7, 1), date(2026, 12, 31)


def row(amount: int | None, text: str = "", currency: str = DONG, kind: str = "FEE") -> Fee:
    return Fee(kind, amount, currency, text)


# --- a rate that holds for a time ---------------------------------------------


@pytest.mark.parametrize("label", ["", "Phí: ", "Phí, lệ phí: ", "Mức thu phí: "])
@pytest.mark.parametrize(
    ("way", "channel"),
    [("", ""), ("Trực tiếp: ", "DIRECT"), ("Nộp trực tuyến ", "ONLINE"), ("Qua bưu chính: ", "POSTAL")],
)
@pytest.mark.parametrize(
    "reduced",
    [
        "{} áp dụng mức phí {}/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026",
        "{} (áp dụng mức phí {}/hồ sơ từ ngày 01/7/2025 đến ngày 31/12/2026)",
        "{}; từ ngày 01/7/2025 đến hết ngày 31/12/2026: {}",
        "{}. Áp dụng mức thu {} kể từ ngày 01/07/2025 đến hết ngày 31/12/2026.",
    ],
)
@pytest.mark.parametrize(("usual", "now"), [(50_000, 25_000), (800_000, 400_000)])
def test_a_temporary_rate_holds_for_the_way_of_filing_of_its_usual_rate(
    label: str, way: str, channel: str, reduced: str, usual: int, now: int
) -> None:
    read = read_fee(label + way + reduced.format(*(f"{n:,} đồng".replace(",", ".") for n in (usual, now))))

    assert isinstance(read, Fees)
    assert [(i.amount, i.channel, i.instead_of, i.valid_from, i.valid_to) for i in read.items] == [
        (usual, channel, None, None, None),
        (now, channel, usual, FROM, TO),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Trực tiếp: 50.000 đồng; trực tuyến: 40.000 đồng. Từ ngày 01/7/2025 đến ngày 31/12/2026 thu 25.000 đồng",
        "Trực tiếp 50.000 đồng; trực tuyến 40.000 đồng; từ 01/7/2025 đến 31/12/2026: 25.000 đồng",
        "- Cấp mới: 50.000 đồng\n- Cấp lại: 40.000 đồng\nÁp dụng mức 25.000 đồng từ ngày 01/7/2025 đến ngày 31/12/2026",
    ],
)
def test_a_temporary_rate_behind_several_usual_ones_is_not_given_to_one_of_them(text: str) -> None:
    assert isinstance(read_fee(text), NotUnderstood)


def test_a_temporary_rate_that_names_its_way_of_filing_stands_in_for_the_rate_of_that_way() -> None:
    read = read_fee(
        "Trực tiếp 50.000 đồng; trực tuyến 40.000 đồng; trực tiếp 25.000 đồng từ ngày 01/7/2025 đến hết ngày 31/12/2026"
    )

    assert isinstance(read, Fees)
    assert [(i.amount, i.channel, i.instead_of) for i in read.items] == [
        (50_000, "DIRECT", None),
        (40_000, "ONLINE", None),
        (25_000, "DIRECT", 50_000),
    ]


# --- numbers of JSON ----------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "days"),
    [
        ("7.5", "7.5"),
        ("0.5", "0.5"),
        ("6.25", "6.25"),
        ("1.1250", "1.125"),
        ("15.0", "15"),
        ("1000.0", "1000"),
        ("0.125", "0.125"),
        ("7,5", "7.5"),
        ("7", "7"),
        ("07", "7"),
        ("1000", "1000"),
        ("1000000", "1000000"),
    ],
)
def test_a_number_of_a_field_is_that_number(amount: str, days: str) -> None:
    limit = TimeLimit((TimeCase(Decimal(days), Unit.DAY, True),))

    assert of_processing_time(ProcessingTime(amount, "WORKING_DAY")) == limit


@pytest.mark.parametrize("amount", ["1.125", "1,125", "1.000", "12.500", "1e3", "7.5.1", "7/5", "-7.5", "true"])
def test_a_number_that_may_be_two_numbers_or_none_is_not_understood(amount: str) -> None:
    assert isinstance(of_processing_time(ProcessingTime(amount, "WORKING_DAY")), NotUnderstood)


# --- places in the calendar ---------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Chậm nhất vào ngày 20 tháng đầu tiên hàng quý",
        "Ngày 10 tháng sau",
        "Trước ngày 15 tháng 12",
        "Ngày 05 của tháng kế tiếp",
        "Trước 15 tháng sau",
        "Từ ngày 01 đến ngày 10 tháng tới",
        "Mùng 5 tháng giêng",
        "Ngày mười tháng sau",
        "Ngày thứ 20 tháng liền kề",
        "Quý I",
        "Quý 3 năm sau",
        "Trong quý IV năm 2026",
        "Năm 2026",
        "Trong năm 2026",
        "Tháng 6 năm sau",
        "Cuối tháng",
        "05 ngày đầu tháng",
        "06 tháng đầu năm",
        "05 ngày cuối cùng của quý",
        "Thứ 6 hàng tuần",
        "Vào thứ sáu hàng tuần",
        "Chiều thứ năm",
        "Hàng tháng",
        "Định kỳ 6 tháng một lần",
        "03 năm một lần",
        "6 tháng/lần",
        "Trước 16 giờ hàng ngày",
        "Lúc 9 giờ sáng",
        "Trước ngày 15/12/2026",
        "Chậm nhất ngày 31/12/2026; 10 ngày làm việc",
        "Thời hạn giải quyết: trong quý I",
        "1 tháng 15 ngày",
    ],
)
def test_a_day_a_season_or_a_rhythm_is_no_stretch_of_time(text: str) -> None:
    assert isinstance(read_time(text), NotUnderstood)


@pytest.mark.parametrize(
    "text",
    [
        "Trong 10 ngày làm việc",
        "10 ngày làm việc tiếp theo",
        "Trong vòng 10 (mười) ngày làm việc, trả kết quả vào thứ 6 hàng tuần",
        "10 ngày làm việc theo Nghị định số 123/2015/NĐ-CP ngày 15 tháng 11 năm 2015",
        "Nhận hồ sơ từ thứ 2 đến thứ 6 hàng tuần; 10 ngày làm việc",
    ],
)
def test_a_stretch_of_time_beside_a_day_is_read(text: str) -> None:
    read = read_time(text)

    assert isinstance(read, TimeLimit)
    assert [(c.amount, c.unit, c.working) for c in read.cases] == [(Decimal(10), Unit.DAY, True)]


# --- extensions ---------------------------------------------------------------


@pytest.mark.parametrize("many", ["03", "10"])
@pytest.mark.parametrize(
    "text",
    [
        "Không quá 05 ngày làm việc; tại các xã miền núi được tăng thêm không quá {} ngày làm việc",
        "05 ngày làm việc. Đối với vùng sâu, vùng xa thì thời gian thực hiện được tăng thêm {} ngày làm việc",
        "05 ngày làm việc, có thể kéo dài thêm {} ngày làm việc",
        "05 ngày làm việc. Trường hợp phức tạp thì kéo dài không quá {} ngày làm việc",
        "05 ngày làm việc (được gia hạn thêm tối đa {} ngày làm việc)",
        "05 ngày làm việc, có thể gia hạn {} ngày làm việc",
        "05 ngày làm việc; thời hạn được gia hạn một lần không quá {} ngày làm việc",
        "05 ngày làm việc; hồ sơ phức tạp: cộng thêm {} ngày làm việc",
        "05 ngày làm việc; vùng xa thêm {} ngày làm việc",
    ],
)
def test_an_extension_comes_on_top_of_the_limit(text: str, many: str) -> None:
    read = read_time(text.format(many))

    assert isinstance(read, TimeLimit)
    assert [(c.amount, c.adds) for c in read.cases] == [(Decimal(5), False), (Decimal(many), True)]


@pytest.mark.parametrize(
    "text", ["Gia hạn giấy phép: 03 ngày", "Đối với việc gia hạn: 03 ngày", "Cấp mới, gia hạn: 03 ngày"]
)
def test_a_procedure_of_extension_has_a_limit_of_its_own(text: str) -> None:
    read = read_time(text)

    assert isinstance(read, TimeLimit)
    assert [(c.amount, c.adds) for c in read.cases] == [(Decimal(3), False)]


# --- whose time it is ---------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Trước thời hạn 10 ngày làm việc kể từ ngày chuyên gia dự kiến làm việc, đơn vị có trách nhiệm gửi báo cáo",
        "Người nộp phải bổ sung trong 30 ngày",
        "Trong 30 ngày, người yêu cầu có trách nhiệm hoàn thiện hồ sơ",
        "Trong thời hạn 60 ngày kể từ ngày sinh con, cha hoặc mẹ có trách nhiệm đăng ký khai sinh",
        "Trong thời hạn 15 ngày, doanh nghiệp có nghĩa vụ thông báo",
        "Tổ chức, cá nhân gửi báo cáo trong vòng 10 ngày",
        "Phải nộp báo cáo trong 20 ngày",
        "Ít nhất 10 ngày trước ngày tổ chức, cá nhân phải nộp hồ sơ trong 5 ngày",
        "10 ngày làm việc trước khi hết hạn, tổ chức nộp hồ sơ",
        "Chậm nhất 15 ngày trước ngày tổ chức lễ hội",
        "Thời hạn nộp hồ sơ: 15 ngày",
        "Thời gian bổ sung hồ sơ: 30 ngày",
        "Thời hạn khiếu nại: 90 ngày",
        "Giấy phép có hiệu lực 5 năm",
        "Phiếu có giá trị trong 06 tháng",
        "Thời hạn sử dụng: 10 năm",
        "10 ngày; trường hợp hồ sơ chưa đủ thì trong 30 ngày người nộp hoàn thiện hồ sơ",
    ],
)
def test_what_the_applicant_must_keep_or_a_paper_is_good_for_is_no_time_limit(text: str) -> None:
    assert isinstance(read_time(text), NotUnderstood)


@pytest.mark.parametrize(
    "text",
    [
        "Sở Tư pháp có trách nhiệm gửi kết quả trong 5 ngày",
        "Trong 5 ngày, Ủy ban nhân dân phải trả kết quả cho người yêu cầu",
        "5 ngày kể từ ngày cá nhân nộp đủ hồ sơ",
        "5 ngày kể từ ngày người yêu cầu bổ sung hồ sơ hợp lệ",
        "5 ngày (không kể thời gian công dân bổ sung hồ sơ)",
        "Trường hợp người yêu cầu phải bổ sung hồ sơ: 5 ngày",
        "Trong thời hạn 5 ngày, cơ quan đăng ký thông báo cho người yêu cầu",
        "Nộp hồ sơ trực tuyến qua Cổng dịch vụ công quốc gia, 5 ngày kể từ ngày nhận đủ hồ sơ",
        "Thời gian giải quyết khiếu nại: 5 ngày",
    ],
)
def test_what_the_authority_must_keep_is_a_time_limit(text: str) -> None:
    read = read_time(text)

    assert isinstance(read, TimeLimit)
    assert [(c.amount, c.unit) for c in read.cases] == [(Decimal(5), Unit.DAY)]


# --- a denial and a gap -------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Không quy định",
        "Không quy định.",
        "Không",
        "Không có",
        "Không có thời hạn",
        "Không quy định thời hạn giải quyết",
        "Pháp luật không quy định thời hạn",
        "Chưa quy định",
        "Không xác định thời hạn",
        "Thời hạn giải quyết: Không quy định",
        "Trực tiếp: Không quy định; trực tuyến: Không quy định",
    ],
)
def test_a_denial_of_a_stated_limit_is_a_case_that_is_missing(text: str) -> None:
    relation = compare_limits(read_time(text), LIMIT)

    assert relation.kind is TimeKind.MISSING_LOCALLY
    assert [(d.local, d.national) for d in relation.differences] == [(None, TimeCase(Decimal(10), Unit.DAY, True))]


@pytest.mark.parametrize(
    "text",
    ["", "-", "Đang cập nhật", "Chưa cập nhật", "Không có thông tin", "Không xác định", "Theo quy định", "Xem mô tả"],
)
def test_a_gap_is_no_denial(text: str) -> None:
    read = read_time(text)

    assert isinstance(read, Unspecified)
    assert not read.denied
    assert compare_limits(read, LIMIT).kind is TimeKind.INCOMPARABLE


def test_a_limit_that_the_province_alone_states_is_not_compared() -> None:
    assert compare_limits(LIMIT, read_time("Không quy định")).kind is TimeKind.INCOMPARABLE


def test_a_denial_beside_a_limit_is_not_understood() -> None:
    assert isinstance(read_time("Trực tiếp: 10 ngày; trực tuyến: không quy định"), NotUnderstood)


# --- figures that only fill a place -------------------------------------------


@pytest.mark.parametrize("amount", [0, 1])
@pytest.mark.parametrize("currency", [DONG, ""])
@pytest.mark.parametrize(
    "text",
    [
        "Theo quy định của Luật phí và lệ phí",
        "Theo quy định của Bộ Tài chính",
        "Theo Thông tư của Bộ Tài chính",
        "Mức thu do UBND tỉnh quy định",
        "Thực hiện theo quy định hiện hành",
        "Theo biểu mức thu của ngành",
        "Nghị định của Chính phủ",
    ],
)
def test_a_filler_beside_a_law_is_no_fee(amount: int, currency: str, text: str) -> None:
    assert isinstance(of_fee(row(amount, text, currency)), NotUnderstood)
    assert isinstance(read_fee(f"{amount} đồng. {text}"), NotUnderstood)


@pytest.mark.parametrize("amount", [0, 1])
@pytest.mark.parametrize(
    "text",
    [
        "theo quy định của Hội đồng nhân dân",
        "Mức thu theo Nghị quyết của Hội đồng nhân dân tỉnh",
        "HĐND cấp tỉnh quyết định",
        "Do Hội đồng nhân dân tỉnh thông qua",
    ],
)
def test_a_filler_beside_the_council_is_left_to_the_council(amount: int, text: str) -> None:
    assert of_fee(row(amount, text)) == Fees(FeeState.BY_COUNCIL, by_council=True)
    assert read_fee(f"{amount} đồng ({text})") == Fees(FeeState.BY_COUNCIL, by_council=True)


@pytest.mark.parametrize("amount", [0, 1])
def test_a_filler_beside_a_numbered_document_is_left_to_the_document(amount: int) -> None:
    basis = ("226/2016/TT-BTC",)

    assert of_fee(row(amount, "Theo Thông tư số 226/2016/TT-BTC")) == Fees(
        FeeState.BY_DOCUMENT, (FeeItem(None, None, FeeKind.FEE, basis=basis, kind_told=False),), basis=basis
    )


@pytest.mark.parametrize(
    ("fee", "state"),
    [
        (row(1, "Miễn phí"), FeeState.FREE),
        (row(1, "Không quy định"), FeeState.NOT_REGULATED),
        (row(0, ""), FeeState.ZERO),
        (row(1, "/hồ sơ", "USD"), FeeState.AMOUNT),
    ],
)
def test_a_figure_that_the_text_explains_is_read(fee: Fee, state: FeeState) -> None:
    read = of_fee(fee)

    assert isinstance(read, Fees)
    assert read.state is state


@pytest.mark.parametrize("fee", [row(1), row(1, "/hồ sơ"), row(8000, "Miễn phí"), row(8000, "Không quy định")])
def test_a_figure_that_nothing_explains_or_the_text_denies_is_not_understood(fee: Fee) -> None:
    assert isinstance(of_fee(fee), NotUnderstood)


# --- a currency or an exemption that is not told ------------------------------


@pytest.mark.parametrize(
    "text", ["50 đồng (hồ sơ)", "50 đồng hồ sơ", "50 đồng/hồ sơ", "Lệ phí 50 đồng (hồ sơ)", "Lệ phí: 50 đồng (hồ sơ)"]
)
@pytest.mark.parametrize("typed", ["", "(hồ sơ)", "hồ sơ", "đồng (hồ sơ)", "đồng/hồ sơ"])
def test_a_currency_in_the_text_is_no_condition(text: str, typed: str) -> None:
    national = of_fee(row(50, typed, "", "SERVICE_FEE"))

    assert compare_fees(read_fee(text), national).kind is FeeRelationKind.EQUAL


def test_a_currency_typed_into_the_text_of_a_large_figure_is_taken_off() -> None:
    item = FeeItem(50_000, Currency.VND, FeeKind.FEE, "hồ sơ", kind_told=False)

    for text in ("đồng (hồ sơ)", "đồng/hồ sơ", "/hồ sơ", "(hồ sơ)"):
        assert of_fee(row(50_000, text, "")) == Fees(FeeState.AMOUNT, (item,))


@pytest.mark.parametrize(
    ("local", "national"),
    [
        ("Phí 2.000 đồng phí đổi thẻ: 2.000 đồng/thẻ", "Phí đổi thẻ: 2.000 đồng/thẻ"),
        ("Trường hợp cấp mới: 50.000 đồng; trường hợp cấp lại: 50.000 đồng", "50.000 đồng"),
        ("Trực tiếp: 50.000 đồng", "50.000 đồng (áp dụng mức 25.000 đồng từ ngày 01/7/2025 đến hết ngày 31/12/2026)"),
        ("500.000 đồng\n0 đồng", "500.000 đồng"),
    ],
)
def test_a_rate_told_twice_or_in_other_words_is_nothing_that_one_side_alone_asks_for(local: str, national: str) -> None:
    both = read_fee(local), read_fee(national)

    for ours, theirs in (both, both[::-1]):
        kind = compare_fees(ours, theirs, on=date(2026, 11, 22)).kind
        assert kind not in {FeeRelationKind.ONLY_LOCAL, FeeRelationKind.ONLY_NATIONAL}


@pytest.mark.parametrize(
    "who", ["Tổ chức chính trị", "Hộ nghèo", "Người khuyết tật", "Trẻ em", "Doanh nghiệp nhỏ và vừa"]
)
@pytest.mark.parametrize("between", [" ", ", ", ". ", "; ", " - "])
@pytest.mark.parametrize("per", ["", "/hồ sơ"])
def test_an_exemption_behind_an_amount_keeps_both(who: str, between: str, per: str) -> None:
    rate = FeeItem(20_000, per=per.removeprefix("/"), channel="ONLINE")

    assert read_fee(f"Trực tuyến: 20.000đ{per}{between}{who} được miễn lệ phí") == Fees(
        FeeState.AMOUNT, (rate,), (who.casefold(),)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Trực tuyến: 2đ Tổ chức chính trị được miễn lệ phí",
        "Lệ phí 1 Tổ chức chính trị được miễn lệ phí",
        "Lệ phí 50 hộ nghèo được miễn lệ phí",
        "Mức phí giảm 20%: 1.600.000",
    ],
)
def test_an_amount_that_is_not_read_is_not_lost_in_an_exemption(text: str) -> None:
    assert isinstance(read_fee(text), NotUnderstood)


# --- numbers in words ---------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("mười hai", 12),
        ("mười", 10),
        ("hai mươi", 20),
        ("bốn", 4),
        ("năm", 5),
        ("ba mươi mốt", 31),
        ("hai mươi lăm", 25),
    ],
)
@pytest.mark.parametrize("frame", ["Nộp trực tiếp ({} ngày).", "({} ngày)", "Trực tiếp:{} ngày", "{} ngày"])
def test_a_number_in_words_is_never_read_by_its_last_word(frame: str, told: str, amount: int) -> None:
    assert read_time(frame.format(told)) == TimeLimit((TimeCase(Decimal(amount), Unit.DAY, False),))


@pytest.mark.parametrize(
    "text", ["mười-hai ngày", "mười-mười hai ngày", "bốn-năm ngày", "hai mươi năm ngày", "10 (mười hai) ngày"]
)
def test_words_that_may_be_two_numbers_are_not_understood(text: str) -> None:
    assert isinstance(read_time(text), NotUnderstood)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (12_500, "mười hai nghìn năm trăm"),
        (7_500, "bảy ngàn năm trăm"),
        (1_250_500, "một triệu hai trăm năm mươi nghìn năm trăm"),
        (500_000, "năm trăm nghìn"),
        (2_505_000, "hai triệu năm trăm linh năm nghìn"),
    ],
)
@pytest.mark.parametrize("frame", ["Lệ phí: {} đồng ({} đồng)/hồ sơ", "Lệ phí: {} đồng/hồ sơ ({} đồng)"])
def test_money_is_the_same_in_figures_and_in_words(frame: str, figure: int, words: str) -> None:
    read = read_fee(frame.format(f"{figure:,}".replace(",", "."), words))

    assert read == Fees(FeeState.AMOUNT, (FeeItem(figure, kind=FeeKind.CHARGE, per="hồ sơ"),))
