"""Fees: every form of domain 4.4, read or refused, and compared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Fee
from analysis.readers import NotUnderstood
from analysis.readers.fees import (
    Cap,
    Currency,
    FeeItem,
    FeeKind,
    FeeRelationKind,
    Fees,
    FeeState,
    compare_fees,
    of_fee,
    of_fees,
    read_fee,
)

VND, USD = Currency.VND, Currency.USD
FEE, CHARGE = FeeKind.FEE, FeeKind.CHARGE


def amounts(*items: FeeItem, **more: object) -> Fees:
    return Fees(FeeState.AMOUNT, items, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("8.000 đồng", FeeItem(8000)),
        ("8000đ", FeeItem(8000)),
        ("8,000 đồng", FeeItem(8000)),
        ("8 000 VNĐ", FeeItem(8000)),
        ("20 nghìn đồng/bản", FeeItem(20_000, per="bản")),
        ("1,5 triệu đồng", FeeItem(1_500_000)),
        ("400.000đ/trường hợp", FeeItem(400_000, per="trường hợp")),
        ("10.000 đồng/ bản", FeeItem(10_000, per="bản")),
        ("10.000 đồng/th", FeeItem(10_000, per="trường hợp")),
        ("8.000 Đồng (/trang)", FeeItem(8000, per="trang")),
        ("550.000 đồng/1 lần", FeeItem(550_000, per="lần")),
        ("30.000 đồng/hợp đồng, giao dịch", FeeItem(30_000, per="hợp đồng, giao dịch")),
        ("10 USD/bản", FeeItem(10, USD, per="bản")),
        ("Phí: 50.000 đồng/di chúc", FeeItem(50_000, kind=FEE, per="di chúc")),
        ("Lệ phí: 100.000 đồng/hồ sơ.", FeeItem(100_000, kind=CHARGE, per="hồ sơ")),
        ("35.000.000 đồng (ba mươi lăm triệu đồng)/lần gia hạn", FeeItem(35_000_000, per="lần gia hạn")),
        ("4.500.000 (bốn triệu năm trăm nghìn) đồng/trường hợp", FeeItem(4_500_000, per="trường hợp")),
        ("Tại cơ quan đại diện: 10 USD/bản.", FeeItem(10, USD, per="bản", condition="tại cơ quan đại diện")),
        ("500.000đ đối với cấp mới", FeeItem(500_000, condition="cấp mới")),
        ("Nộp trực tuyến: 4.000 đồng", FeeItem(4000, channel="ONLINE")),
        ("8.000 đồng/01 bản", FeeItem(8000, per="bản")),
        ("8.000 đồng mỗi bản", FeeItem(8000, per="bản")),
        ("8.000 (đồng/bản)", FeeItem(8000, per="bản")),
        ("8.000 đồng/bản (tám nghìn đồng một bản)", FeeItem(8000, per="bản")),
        ("Tám nghìn đồng", FeeItem(8000)),
        ("Lệ phí 8.000 đồng/bản", FeeItem(8000, kind=CHARGE, per="bản")),
        ("Mức phí 10.000 đồng/trường hợp", FeeItem(10_000, kind=FEE, per="trường hợp")),
        ("8.000đ/bản sao Trích lục/sự kiện hộ tịch", FeeItem(8000, per="bản sao trích lục/sự kiện hộ tịch")),
        (
            "1.800.000 đồng/Lần. Giá trị giao dịch dưới 02 tỷ đồng",
            FeeItem(1_800_000, per="lần", condition="giá trị giao dịch dưới 2 tỷ đồng"),
        ),
        ("30.000 đồng (Xóa đăng ký: 30.000 đồng/hồ sơ)", FeeItem(30_000, per="hồ sơ", condition="xóa đăng ký")),
        ("Trực tiếp, trực tuyến, bưu chính: 8.000 đồng", FeeItem(8000)),
        ("Trực tiếp: 8.000 đồng\nTrực tuyến: 8.000 đồng\nDịch vụ BCCI: 8.000 đồng", FeeItem(8000)),
        ("Phí: 8.000 đồng/bản\nLệ phí: Không", FeeItem(8000, kind=FEE, per="bản")),
        ("Phí: Không quy định\nLệ phí: 8.000 đồng", FeeItem(8000, kind=CHARGE)),
        ("1.000đ/trang nhưng không quá 20.000đ/bản", FeeItem(1000, per="trang", cap=Cap(20_000, "bản"))),
    ],
)
def test_one_rate(text: str, item: FeeItem) -> None:
    assert read_fee(text) == amounts(item)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Không", FeeState.NONE),
        ("Lệ phí: Không", FeeState.NONE),
        ("Không thu phí", FeeState.NONE),
        ("Miễn phí", FeeState.FREE),
        ("Miễn lệ phí.", FeeState.FREE),
        ("Không quy định.", FeeState.NOT_REGULATED),
        ("", FeeState.EMPTY),
        ("Không có thông tin", FeeState.EMPTY),
        ("Đang cập nhật", FeeState.EMPTY),
        ("-", FeeState.EMPTY),
        ("Lệ phí (nếu có): Không", FeeState.NONE),
        ("Không phải nộp phí, lệ phí", FeeState.NONE),
        ("Phí: Không\nLệ phí: Không", FeeState.NONE),
        ("Trực tiếp: không; trực tuyến: không", FeeState.NONE),
        ("Miễn thu", FeeState.FREE),
        ("Chưa có quy định", FeeState.NOT_REGULATED),
    ],
)
def test_states_without_a_figure_are_kept_apart(text: str, state: FeeState) -> None:
    assert read_fee(text) == Fees(state)


def test_nothing_zero_and_the_council_are_answers_of_their_own() -> None:
    assert read_fee("0") == Fees(FeeState.ZERO, (FeeItem(0, None),))
    assert read_fee("0 đồng (trực tuyến)") == Fees(FeeState.ZERO, (FeeItem(0, channel="ONLINE"),))
    assert read_fee("Theo Nghị quyết HĐND tỉnh") == Fees(FeeState.BY_COUNCIL, by_council=True)
    assert read_fee("Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định.") == Fees(
        FeeState.BY_COUNCIL, by_council=True
    )
    by_document = read_fee("Thực hiện theo Điều 4, 5 và 6 Thông tư số 216/2016/TT-BTC")
    assert isinstance(by_document, Fees)
    assert (by_document.state, by_document.basis) == (FeeState.BY_DOCUMENT, ("216/2016/TT-BTC",))


def test_a_resolution_that_is_named_is_a_basis_and_no_second_answer() -> None:
    by_resolution = {"by_council": True, "basis": ("12/2020/NQ-HĐND",)}

    assert read_fee("Miễn phí\nCăn cứ: Nghị quyết số 12/2020/NQ-HĐND") == Fees(FeeState.FREE, **by_resolution)  # type: ignore[arg-type]
    assert read_fee("Không (theo Nghị quyết số 12/2020/NQ-HĐND)") == Fees(FeeState.NONE, **by_resolution)  # type: ignore[arg-type]
    assert read_fee("Lệ phí: Theo Nghị quyết số 12/2020/NQ-HĐND: 8.000 đồng") == amounts(
        FeeItem(8000, kind=CHARGE), **by_resolution
    )


@pytest.mark.parametrize("tier", ["từ trang thứ ba trở lên", "từ trang thứ 03 trở đi", "từ trang thứ 3"])
def test_a_tier_in_other_words_is_the_same_tier(tier: str) -> None:
    expected = amounts(
        FeeItem(2000, per="trang"),
        FeeItem(1000, per="trang", tier="từ trang thứ 3 trở lên", cap=Cap(200_000, "bản")),
    )

    assert read_fee(f"2.000 đồng/trang; {tier} thu 1.000 đồng/trang, tối đa 200.000 đồng/bản") == expected
    assert read_fee(f"2.000 đồng/trang ({tier}: 1.000 đồng/trang; tối đa không quá 200.000 đồng/bản)") == expected


def test_tiers_and_caps() -> None:
    text = (
        "Phí: 2.000 đồng/trang; từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa thu không quá 200.000 đồng/bản. "
        "Trang là căn cứ để thu phí được tính theo trang của bản chính"
    )

    assert read_fee(text) == amounts(
        FeeItem(2000, kind=FEE, per="trang"),
        FeeItem(1000, kind=FEE, per="trang", tier="từ trang thứ 3 trở lên", cap=Cap(200_000, "bản")),
    )


def test_channels() -> None:
    expected = amounts(FeeItem(8000, channel="DIRECT"), FeeItem(0, channel="ONLINE"))

    assert read_fee("8.000 đồng (trực tiếp); 0 đồng (trực tuyến)") == expected
    assert read_fee("Trực tiếp: 8.000 đồng; trực tuyến: miễn phí") == expected
    assert read_fee("Trực tuyến:\n- Miễn phí\nTrực tiếp:\n- 8.000 đồng") == expected
    assert read_fee("8.000 đồng; không thu phí đối với nộp trực tuyến") == amounts(
        FeeItem(8000), FeeItem(0, channel="ONLINE")
    )
    assert read_fee("Lệ phí: Không; phí: 8.000đ/bản (trực tuyến: 4.000đ/bản)") == amounts(
        FeeItem(8000, kind=FEE, per="bản"), FeeItem(4000, kind=FEE, per="bản", channel="ONLINE")
    )
    assert read_fee("Trực tuyến: 4.000 đồng. Các hình thức khác: 8.000 đồng") == amounts(
        FeeItem(4000, channel="ONLINE"), FeeItem(8000)
    )


@pytest.mark.parametrize(
    ("text", "exemptions"),
    [
        ("8.000đ (miễn: hộ nghèo; người khuyết tật)", ("hộ nghèo", "người khuyết tật")),
        ("8.000 đồng. Miễn lệ phí cho hộ nghèo; người khuyết tật.", ("hộ nghèo", "người khuyết tật")),
        ("8.000 đồng; miễn lệ phí cho hộ nghèo; người khuyết tật", ("hộ nghèo", "người khuyết tật")),
        (
            "8.000 đồng\nMiễn lệ phí đối với những trường hợp sau:\n+ Hộ nghèo.\n+ Người khuyết tật",
            ("hộ nghèo", "người khuyết tật"),
        ),
        ("8.000đ (có diện miễn)", ("có diện miễn",)),
        ("8.000đ; hộ nghèo được miễn lệ phí", ("hộ nghèo",)),
        ("8.000 đồng. Không thu lệ phí đối với hộ nghèo", ("hộ nghèo",)),
        ("8.000 đồng. Đối tượng được miễn lệ phí: hộ nghèo; người khuyết tật", ("hộ nghèo", "người khuyết tật")),
    ],
)
def test_exemptions(text: str, exemptions: tuple[str, ...]) -> None:
    assert read_fee(text) == amounts(FeeItem(8000), exemptions=exemptions)


_PEOPLE = ("người cao tuổi", "trẻ em dưới 6 tuổi", "bà mẹ việt nam anh hùng", "người khuyết tật (có giấy xác nhận)")


@given(st.lists(st.sampled_from(_PEOPLE), min_size=1, unique=True), st.sampled_from(("; ", ";", "; và ", " ; ")))
@pytest.mark.parametrize("lead", ["Lệ phí: 5.000 đồng/bản\n", "Lệ phí: 5.000 đồng/bản. ", "Lệ phí: 5.000 đồng/bản; "])
@pytest.mark.parametrize(
    "benefit", ["được miễn lệ phí.", "thuộc diện miễn", "không phải nộp lệ phí", "thì được miễn nộp"]
)
def test_all_of_a_list_before_its_benefit_are_exempted(lead: str, benefit: str, people: list[str], joint: str) -> None:
    read = read_fee(f"{lead}{joint.join(people)} {benefit}")

    told = tuple(person.replace("(", "").replace(")", "") for person in people)
    assert read == amounts(FeeItem(5000, kind=CHARGE, per="bản"), exemptions=told)


@pytest.mark.parametrize(
    "said", ["Người nộp hồ sơ phải trả lệ phí", "Hồ sơ gửi tại trung tâm", "Người nước ngoài thực hiện theo quy định"]
)
def test_what_says_more_than_who_is_not_exempted_with_those_behind_it(said: str) -> None:
    read = read_fee(f"Lệ phí: 5.000 đồng/bản\n{said}; người khuyết tật được miễn lệ phí")

    rate = FeeItem(5000, kind=CHARGE, per="bản")
    assert read == amounts(rate, exemptions=("người khuyết tật",), notes=(said.lower(),))


def test_a_rate_that_holds_for_a_time() -> None:
    text = (
        "Phí: 800.000 đồng/hồ sơ (áp dụng mức phí 400.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026 "
        "theo Thông tư số 64/2025/TT-BTC)."
    )

    assert read_fee(text) == amounts(
        FeeItem(800_000, kind=FEE, per="hồ sơ"),
        FeeItem(
            400_000,
            kind=FEE,
            per="hồ sơ",
            valid_from=date(2025, 7, 1),
            valid_to=date(2026, 12, 31),
            basis=("64/2025/TT-BTC",),
        ),
        basis=("64/2025/TT-BTC",),
    )


def test_a_rate_that_holds_for_a_time_may_name_the_time_first() -> None:
    for text in (
        "800.000 đồng (từ ngày 01/7/2025 đến hết ngày 31/12/2026: 400.000 đồng)",
        "800.000 đồng; từ 01/7/2025 đến 31/12/2026: 400.000 đồng",
    ):
        assert read_fee(text) == amounts(
            FeeItem(800_000), FeeItem(400_000, valid_from=date(2025, 7, 1), valid_to=date(2026, 12, 31))
        )


def test_rows_as_portals_print_them() -> None:
    text = (
        "Phí : 8000 Đồng (Phí cấp bản sao (nếu có yêu cầu): 8.000 đồng/bản sao)\n"
        "Lệ phí : 5.000 Đồng (5.000 đồng/trường hợp. Miễn lệ phí cho trẻ em)\n"
        "Phí : 0 Đồng (- Thu phí bằng 0 đồng trường hợp nộp hồ sơ trực tuyến.)"
    )

    assert read_fee(text) == amounts(
        FeeItem(8000, kind=FEE, per="bản sao", condition="phí cấp bản sao nếu có yêu cầu"),
        FeeItem(5000, kind=CHARGE, per="trường hợp"),
        FeeItem(0, kind=FEE, channel="ONLINE"),
        exemptions=("trẻ em",),
    )


@pytest.mark.parametrize(
    "text",
    [
        "8.000 đồng\nLệ phí: Không",
        "8.000đ - 10.000đ",
        "Từ 8.000 đồng đến 10.000 đồng",
        "Phí: Có\nLệ phí: Không",
        "Thu theo thực tế",
        "Phí: 8.000 đồng\nPhí: Không",
        "Miễn phí; 8.000 đồng",
        "Phí 50.000",
        "500.000-1.000.000 đồng",
        "Bằng 50% mức thu phí quy định tại Thông tư số 61/2023/TT-BTC",
        "2.500.000 đồng (hai triệu năm trăm đồng)",
        "Theo quy định",
        "Không; miễn phí",
        "Miễn phí (do Hội đồng nhân dân tỉnh quyết định)",
        "8.000 đồng, 5 lần",
        "value=0",
    ],
)
def test_what_is_not_covered_whole_is_not_understood(text: str) -> None:
    assert isinstance(read_fee(text), NotUnderstood)


def row(amount: int | None, text: str = "", currency: str = "Việt Nam Đồng", kind: str = "FEE") -> Fee:
    return Fee(kind, amount, currency, text)


@pytest.mark.parametrize(
    ("fee", "fees"),
    [
        (row(500_000, "/hồ sơ"), amounts(FeeItem(500_000, kind=FEE, per="hồ sơ"))),
        (row(500_000, "(hồ sơ)", kind="SERVICE_FEE"), amounts(FeeItem(500_000, kind=CHARGE, per="hồ sơ"))),
        (row(10, "/bản", "USD"), amounts(FeeItem(10, USD, FEE, "bản"))),
        (row(50, "", ""), amounts(FeeItem(50, None, FEE))),
        (row(8000, "", ""), amounts(FeeItem(8000, kind=FEE))),
        (Fee("", None, "", "8.000đ/bản"), amounts(FeeItem(8000, per="bản"))),
        (Fee("", None, "", "Lệ phí: Không"), Fees(FeeState.NONE)),
        (Fee("", 8000, "đồng", "/bản"), amounts(FeeItem(8000, per="bản"))),
        (row(5, "Đăng ký khai sinh", "USD"), amounts(FeeItem(5, USD, FEE, condition="đăng ký khai sinh"))),
        (
            row(80_000, "/hồ sơ (Thông tư số 61/2023/TT-BTC)"),
            amounts(FeeItem(80_000, kind=FEE, per="hồ sơ"), basis=("61/2023/TT-BTC",)),
        ),
        (
            row(1_800_000, "/Lần. Giá trị giao dịch dưới 2,1 tỷ đồng"),
            amounts(FeeItem(1_800_000, kind=FEE, per="lần", condition="giá trị giao dịch dưới 2,1 tỷ đồng")),
        ),
        (
            row(30_000, "Xóa đăng ký: 30.000 đồng/hồ sơ"),
            amounts(FeeItem(30_000, kind=FEE, per="hồ sơ", condition="xóa đăng ký")),
        ),
        (row(8000, "8.000 đồng/bản"), amounts(FeeItem(8000, kind=FEE, per="bản"))),
        (row(None, ""), Fees(FeeState.EMPTY)),
        (row(None, "Không quy định", ""), Fees(FeeState.NOT_REGULATED)),
        (row(0, "Không quy định", ""), Fees(FeeState.NOT_REGULATED)),
        (row(0, "", ""), Fees(FeeState.ZERO, (FeeItem(0, None, FEE),))),
        (row(0, "Miễn lệ phí."), Fees(FeeState.FREE)),
        (row(0, "Mức lệ phí do HĐND cấp tỉnh quy định", ""), Fees(FeeState.BY_COUNCIL, by_council=True)),
        (row(0, "(10.000 đồng/bản)", ""), amounts(FeeItem(10_000, kind=FEE, per="bản"))),
    ],
)
def test_rows_of_the_portal(fee: Fee, fees: Fees) -> None:
    assert of_fee(fee) == fees


@pytest.mark.parametrize(
    "fee", [row(8000, "10.000 đồng/bản"), row(8000, kind="TAX"), row(8000, currency="EUR"), row(5, "8.000")]
)
def test_rows_that_contradict_themselves_or_are_unknown(fee: Fee) -> None:
    assert isinstance(of_fee(fee), NotUnderstood)


def test_the_rows_of_one_way_of_filing_are_one_value() -> None:
    assert of_fees(()) == Fees(FeeState.EMPTY)
    assert of_fees((row(800_000, "/hồ sơ"), row(100_000, "/hồ sơ", kind="SERVICE_FEE"))) == amounts(
        FeeItem(800_000, kind=FEE, per="hồ sơ"), FeeItem(100_000, kind=CHARGE, per="hồ sơ")
    )
    assert of_fees((row(0, "", ""), row(0, "Không quy định", ""))) == Fees(
        FeeState.NOT_REGULATED, (FeeItem(0, None, FEE),)
    )
    assert isinstance(of_fees((row(0, "Không quy định"), row(0, "Miễn phí"))), NotUnderstood)
    assert isinstance(of_fees((row(8000), row(8000, kind="TAX"))), NotUnderstood)


K = FeeRelationKind


@pytest.mark.parametrize(
    ("local", "national", "kind"),
    [
        ("8.000đ", "8.000 đồng", K.EQUAL),
        ("Phí: 8.000 đồng/bản", "8.000 đồng/bản", K.EQUAL),
        ("10.000 đồng", "8.000 đồng", K.HIGHER),
        ("5.000 đồng", "8.000 đồng", K.LOWER),
        ("8.000 đồng/trang", "8.000 đồng/bản", K.OTHER_CONDITIONS),
        ("Phí: 8.000 đồng", "Lệ phí: 8.000 đồng", K.OTHER_CONDITIONS),
        ("10 USD", "10 đồng", K.INCOMPARABLE),
        ("8.000 đồng", "Không", K.ONLY_LOCAL),
        ("8.000 đồng", "Không quy định", K.ONLY_LOCAL),
        ("Không", "8.000 đồng", K.ONLY_NATIONAL),
        ("Miễn phí", "8.000 đồng", K.ONLY_NATIONAL),
        ("Không", "Không", K.EQUAL),
        ("Không", "Miễn phí", K.INCOMPARABLE),
        ("Không quy định", "Không", K.INCOMPARABLE),
        ("0 đồng", "Miễn phí", K.INCOMPARABLE),
        ("8.000 đồng", "", K.INCOMPARABLE),
        ("", "8.000 đồng", K.INCOMPARABLE),
        ("8.000 đồng", "0", K.INCOMPARABLE),  # the portal's 0 may be unfilled
        ("8.000 đồng", "0 đồng", K.ONLY_LOCAL),
        ("8.000 đồng", "Theo Nghị quyết HĐND tỉnh", K.OTHER_CONDITIONS),
        ("Theo Nghị quyết HĐND tỉnh", "Do Hội đồng nhân dân tỉnh quyết định", K.EQUAL),
        ("8.000 đồng", "8.000 đồng. Miễn lệ phí cho hộ nghèo", K.EXEMPTIONS_MISSING),
        (
            "8.000 đồng. Miễn lệ phí cho người cao tuổi; hộ nghèo",
            "8.000 đồng. Miễn lệ phí cho hộ nghèo",
            K.OTHER_CONDITIONS,
        ),
        ("Miễn phí", "Miễn phí", K.EQUAL),
        ("0 đồng (trực tuyến); 8.000 đồng (trực tiếp)", "8.000 đồng", K.OTHER_CONDITIONS),
        ("8.000 đồng; nộp trực tuyến: 4.000 đồng", "8.000 đồng", K.OTHER_CONDITIONS),
        ("8.000 đồng; nộp trực tuyến: 9.000 đồng", "8.000 đồng", K.HIGHER),
        ("8.000 đồng; tại cơ quan đại diện: 10 USD/bản", "8.000 đồng", K.ONLY_LOCAL),
        ("8.000 đồng", "8.000 đồng; tại cơ quan đại diện: 10 USD/bản", K.ONLY_NATIONAL),
        ("8.000 đồng, tối đa 300.000 đồng/bản", "8.000 đồng, tối đa 200.000 đồng/bản", K.HIGHER),
        ("8.000 đồng", "8.000 đồng, tối đa 200.000 đồng/bản", K.OTHER_CONDITIONS),
        ("Phí 50.000", "50.000 đồng", K.INCOMPARABLE),
        ("Phí: 2.000 đồng; lệ phí: 9.000 đồng", "Lệ phí: 8.000 đồng; phí: 2.000 đồng", K.HIGHER),
    ],
)
def test_local_against_national(local: str, national: str, kind: FeeRelationKind) -> None:
    relation = compare_fees(read_fee(local), read_fee(national))

    assert relation.kind is kind, relation.reason
    assert relation.reason.endswith(".")


@pytest.mark.parametrize(
    ("local", "national", "kind"),
    [
        ("Phí: 2.000 đồng/trang", row(2000, "/trang"), K.EQUAL),
        ("2.000đ/trang", row(2000, "/trang", kind="SERVICE_FEE"), K.EQUAL),
        ("Lệ phí: 2.000 VNĐ/trang", row(2000, "/trang"), K.EQUAL),  # nobody sees the kind of a row
        ("8.000 VNĐ", row(8000, "", ""), K.EQUAL),
        ("9.000 VNĐ", row(8000, "", ""), K.HIGHER),
        ("200 USD", row(200, "", ""), K.EQUAL),  # a small figure without a currency may be anything
        ("200 VNĐ", row(200, "", ""), K.EQUAL),
        ("200.000 đồng", row(200, "", ""), K.INCOMPARABLE),
        ("3.000 đồng/trang", row(2000, "/trang"), K.HIGHER),
        ("2.000 đồng/bản", row(2000, "/trang"), K.OTHER_CONDITIONS),
        ("Lệ phí: 2.000 đồng", row(2000, "Phí: 2.000 đồng"), K.OTHER_CONDITIONS),
        ("Không", row(2000), K.ONLY_NATIONAL),
    ],
)
def test_local_text_against_a_row_of_the_portal(local: str, national: Fee, kind: FeeRelationKind) -> None:
    assert compare_fees(read_fee(local), of_fee(national)).kind is kind


def test_all_rates_of_the_rows_find_theirs_in_the_text() -> None:
    national = of_fees((row(800_000, "/hồ sơ"), row(100_000, kind="SERVICE_FEE"), row(10, "/bản", "USD")))

    assert compare_fees(read_fee("Lệ phí: 100.000 đồng; phí: 800.000 đồng; 10 USD/bản"), national).kind is K.EQUAL
    assert compare_fees(read_fee("100.000 đồng; 900.000 đồng; 10 USD"), national).kind is K.HIGHER
    assert compare_fees(read_fee("10 USD/bản; 700.000 đồng/hồ sơ; 100.000 đồng"), national).kind is K.LOWER


def test_a_national_rate_for_one_way_of_filing_may_hold_though_the_province_does_not_tell_it() -> None:
    national = read_fee("Trực tiếp: 8.000 đồng; trực tuyến: 4.000 đồng")

    assert compare_fees(read_fee("8.000 đồng"), national).kind is K.OTHER_CONDITIONS
    assert compare_fees(read_fee("Trực tuyến: 4.000 đồng; trực tiếp: 8.000 đồng"), national).kind is K.EQUAL
    assert compare_fees(read_fee("3.000 đồng"), national).kind is K.LOWER


def test_who_is_exempted_may_be_listed_with_commas() -> None:
    national = read_fee("8.000 đồng. Miễn lệ phí cho người thuộc hộ nghèo; người khuyết tật; trẻ em")

    def kind(people: str) -> FeeRelationKind:
        return compare_fees(read_fee(f"8.000 đồng. Miễn lệ phí đối với {people}."), national).kind

    assert kind("trẻ em, hộ nghèo và người khuyết tật") is K.EQUAL
    assert kind("trẻ em, hộ nghèo") is K.EXEMPTIONS_MISSING
    assert kind("trẻ em, hộ cận nghèo, người khuyết tật") is K.EXEMPTIONS_MISSING


def test_zero_and_free_agree_where_both_rest_on_one_document() -> None:
    free = Fees(FeeState.FREE, basis=("23/2026/NQ-HĐND",))
    zero = Fees(FeeState.ZERO, (FeeItem(0),), basis=("23/2026/NQ-HĐND",))

    assert compare_fees(zero, free).kind is K.EQUAL


def test_temporary_rates_count_on_their_days() -> None:
    national = read_fee("800.000 đồng (áp dụng mức phí 400.000 đồng kể từ ngày 01/7/2025 đến hết ngày 31/12/2026)")
    local = read_fee("400.000 đồng")

    assert compare_fees(local, national, on=date(2026, 11, 22)).kind is K.EQUAL
    assert compare_fees(local, national, on=date(2027, 1, 1)).kind is K.LOWER
    assert compare_fees(local, national).kind is K.LOWER


def test_the_usual_rate_behind_a_temporary_one_is_compared_too() -> None:
    text = "Phí: {} đồng/hồ sơ (áp dụng mức phí 400.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026)"
    national, local = (read_fee(text.format(usual)) for usual in ("800.000", "900.000"))

    relation = compare_fees(local, national, on=date(2026, 11, 22))

    assert (relation.kind, relation.reason) == (
        K.OTHER_CONDITIONS,
        "Khi hết thời gian áp dụng mức này: địa phương 900.000 đồng, quốc gia 800.000 đồng.",
    )
    assert compare_fees(national, national, on=date(2026, 11, 22)).kind is K.EQUAL


def test_a_temporary_rate_stands_in_for_its_own_usual_rate_alone() -> None:
    now = "400.000 đồng từ ngày 01/7/2025 đến hết ngày 31/12/2026"
    national = read_fee(f"Phí: 800.000 đồng (áp dụng mức phí {now}); lệ phí: 100.000 đồng")
    local = read_fee(f"800.000 đồng (áp dụng {now})\n100.000 đồng")

    assert compare_fees(local, national, on=date(2026, 11, 22)).kind is K.EQUAL
    assert (
        compare_fees(read_fee(f"800.000 đồng (áp dụng {now})"), national, on=date(2026, 11, 22)).kind is K.ONLY_NATIONAL
    )


def test_exemptions_are_missed_only_where_something_on_money_is_told() -> None:
    national = read_fee("8.000 đồng. Miễn lệ phí cho hộ nghèo; trẻ em")

    assert compare_fees(read_fee(""), national).kind is K.INCOMPARABLE
    assert compare_fees(read_fee("Miễn lệ phí cho trẻ em"), national).kind is K.EXEMPTIONS_MISSING


def test_a_rate_that_has_run_out_is_not_compared() -> None:
    fees = amounts(FeeItem(400_000, valid_to=date(2026, 12, 31)))

    assert compare_fees(fees, fees, on=date(2027, 1, 1)).kind is K.INCOMPARABLE
    assert compare_fees(fees, fees, on=date(2026, 12, 31)).kind is K.EQUAL
    assert compare_fees(fees, fees).kind is K.EQUAL


def test_the_reason_tells_both_figures_and_the_council_is_named() -> None:
    relation = compare_fees(read_fee("10.000 đồng/bản"), read_fee("8.000 đồng/bản"))

    assert relation.reason == "Địa phương 10.000 đồng/bản, quốc gia 8.000 đồng/bản."
    assert not relation.by_council
    assert compare_fees(read_fee("8.000 đồng"), read_fee("Theo Nghị quyết HĐND tỉnh")).by_council


_WORDS = st.sampled_from(
    [
        *("8.000", "2.000", "0", "50%", "đồng", "đ", "USD", "/bản", "/trang", "phí:", "lệ phí:", "Không", "Miễn phí"),
        *("miễn lệ phí cho", "hộ nghèo", ";", ".", ",", "(", ")", "\n", "-", "gồm", "trực tuyến", "tối đa", "đối với"),
        *("từ trang thứ 3 trở lên", "theo Thông tư số 61/2023/TT-BTC", "HĐND tỉnh quyết định", "áp dụng mức phí"),
        *("từ ngày 01/7/2025 đến hết ngày 31/12/2026", "trực tiếp:", "trực tuyến:", "tám nghìn đồng", "lệ phí: không"),
    ]
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=14).map(" ".join))


@given(_TEXTS)
def test_the_reader_never_raises_and_every_value_equals_itself(text: str) -> None:
    reading = read_fee(text)

    if isinstance(reading, Fees):
        assert compare_fees(reading, reading).kind is K.EQUAL


@given(
    st.sampled_from(["FEE", "SERVICE_FEE", "X"]),
    st.one_of(st.none(), st.integers(0, 10**9)),
    st.sampled_from(["", "USD", "Việt Nam Đồng"]),
    _TEXTS,
)
def test_rows_never_raise(kind: str, amount: int | None, currency: str, text: str) -> None:
    reading = of_fees((Fee(kind, amount, currency, text), Fee("FEE", 0, "", "")))

    if isinstance(reading, Fees):
        assert compare_fees(reading, reading).kind is K.EQUAL


@given(st.integers(1, 10**9))
def test_every_spelling_of_an_amount_is_that_amount(n: int) -> None:
    dotted = f"{n:,}".replace(",", ".")
    for text in (f"{dotted} đồng", f"{n:,} đồng", f"{n} đồng", f"{dotted} VNĐ"):
        assert read_fee(text) == amounts(FeeItem(n))
