"""Time limit and fees of a whole procedure: one text or many fields, the same meaning."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Fee, Procedure, ProcessingTime, SubmissionMethod
from analysis.readers import NotUnderstood
from analysis.readers.fees import Currency, FeeItem, FeeKind, FeeRelationKind, Fees, FeeState, compare_fees
from analysis.readers.merged import fees_of, time_of
from analysis.readers.times import Manner, TimeCase, TimeKind, TimeLimit, Unit, Unspecified, compare_limits

DONG = "Việt Nam Đồng"


def procedure(*methods: SubmissionMethod, time_text: str | None = None, fee_text: str | None = None) -> Procedure:
    shown = methods or None
    return Procedure("p", "1", "1.000001", "Tên", methods=shown, time_text=time_text, fee_text=fee_text)


def way(channel: str, time: str = "5 WORKING_DAY", text: str = "", *fees: Fee) -> SubmissionMethod:
    amount, _, unit = time.rpartition(" ")
    return SubmissionMethod(channel, ProcessingTime(amount, unit), text, fees)


def working(days: int, condition: str = "") -> TimeCase:
    return TimeCase(Decimal(days), Unit.DAY, True, condition)


def paid(amount: int | None, text: str = "", currency: str = DONG, kind: str = "FEE") -> Fee:
    return Fee(kind, amount, currency, text)


def test_what_a_representation_does_not_show_has_no_meaning() -> None:
    assert time_of(procedure()) is None
    assert fees_of(procedure()) is None


def test_what_is_shown_and_empty_states_nothing() -> None:
    empty = Procedure("p", "1", "1.000001", "Tên", methods=())

    assert isinstance(time_of(empty), Unspecified)
    assert fees_of(empty) == Fees(FeeState.EMPTY)
    assert isinstance(time_of(procedure(time_text="")), Unspecified)
    assert fees_of(procedure(fee_text="")) == Fees(FeeState.EMPTY)


# --- time limits ------------------------------------------------------------


def test_ways_of_filing_with_one_limit_have_one_limit() -> None:
    assert time_of(procedure(way("DIRECT"), way("ONLINE"), way("POSTAL"))) == TimeLimit((working(5),))
    assert time_of(procedure(way("DIRECT"))) == TimeLimit((working(5),))
    assert time_of(procedure(way(""), way("ONLINE"))) == TimeLimit((working(5),))


def test_the_same_limit_in_other_words_is_one_limit() -> None:
    counted = "05 ngày làm việc kể từ ngày nhận đủ hồ sơ"
    found = time_of(procedure(way("DIRECT", f"{counted} "), way("DIRECT", "Không quá năm ngày làm việc ")))

    assert isinstance(found, TimeLimit)
    assert [(c.most, c.working, c.condition) for c in found.cases] == [(Decimal(5), True, "")]


def test_ways_of_filing_with_limits_of_their_own_keep_them() -> None:
    found = time_of(procedure(way("ONLINE", "3 WORKING_DAY"), way("DIRECT")))

    assert found == TimeLimit((working(5, "trực tiếp"), working(3, "trực tuyến")))


def test_several_limits_of_one_way_of_filing_are_told_apart_by_their_texts() -> None:
    new, again = "Đối với việc cấp mới", "Trường hợp cấp lại"
    ways = (way(c, f"{n} WORKING_DAY", t) for c in ("DIRECT", "ONLINE") for n, t in ((7, new), (5, again)))

    found = time_of(procedure(*ways))

    assert isinstance(found, TimeLimit)
    assert set(found.cases) == {working(7, "cấp mới"), working(5, "cấp lại")}


def test_the_text_is_the_limit_where_the_field_states_none() -> None:
    same_day = TimeCase(manner=Manner.SAME_DAY)

    assert time_of(procedure(way("DIRECT", "0 OTHER", "Ngay trong ngày"))) == TimeLimit((same_day,))
    assert time_of(procedure(way("DIRECT", "Xem mô tả OTHER", "05 ngày làm việc"))) == TimeLimit((working(5),))
    assert time_of(procedure(way("DIRECT", " ", "05 ngày làm việc"))) == TimeLimit((working(5),))
    assert isinstance(time_of(procedure(way("DIRECT", "75 OTHER", "05 ngày làm việc"))), Unspecified)
    assert isinstance(time_of(procedure(way("DIRECT", "1 OTHER", "Nộp tại Bộ phận một cửa"))), Unspecified)


def test_the_text_goes_beside_the_field_that_states_the_limit() -> None:
    text = "05 ngày làm việc; trường hợp phải xác minh: 10 ngày làm việc"
    national = time_of(procedure(way("DIRECT", text=text), way("ONLINE", text=text)))
    told = (working(5), working(10, "phải xác minh"))

    assert national == TimeLimit((working(5),), told=told)
    for local in ("05 ngày làm việc", text):
        mine = time_of(procedure(time_text=local))
        assert mine is not None
        assert compare_limits(mine, national).kind is TimeKind.EQUAL


def test_a_way_of_filing_that_states_nothing_does_not_count() -> None:
    assert time_of(procedure(way("DIRECT"), way("ONLINE", "0 OTHER"))) == TimeLimit((working(5),))
    assert isinstance(time_of(procedure(way("DIRECT", "0 OTHER"), way("ONLINE", "1 OTHER"))), Unspecified)
    assert isinstance(time_of(procedure(way("DIRECT"), way("ONLINE", "5 WEEK"))), NotUnderstood)


def test_the_page_text_wins_where_it_is_understood() -> None:
    ways = (way("DIRECT"), way("ONLINE"))

    assert time_of(procedure(*ways, time_text="07 ngày làm việc")) == TimeLimit((working(7),))
    assert time_of(procedure(*ways, time_text="vài ngày")) == TimeLimit((working(5),))
    assert time_of(procedure(*ways, time_text="")) == TimeLimit((working(5),))
    assert isinstance(time_of(procedure(way("DIRECT", " "), time_text="vài ngày")), NotUnderstood)


@pytest.mark.parametrize(
    "text",
    [
        "05 ngày làm việc",
        "Trực tiếp: 5 ngày làm việc; trực tuyến: 5 ngày làm việc; bưu chính: 5 ngày làm việc",
        "Trong thời hạn 05 (năm) ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
    ],
)
def test_one_limit_for_all_equals_the_same_limit_for_each(text: str) -> None:
    national = time_of(procedure(way("DIRECT"), way("ONLINE"), way("POSTAL")))
    at_once, for_each = time_of(procedure(time_text=text)), time_of(procedure(way("ONLINE", f"{text} "), way("DIRECT")))

    assert national is not None
    for local in (at_once, for_each):
        assert local is not None
        assert compare_limits(local, national).kind is TimeKind.EQUAL


# --- fees -------------------------------------------------------------------


def with_fees(**channels: tuple[Fee, ...]) -> Procedure:
    return procedure(*(way(channel, "5 WORKING_DAY", "", *fees) for channel, fees in channels.items()))


def test_ways_of_filing_with_the_same_fees_have_one_set_of_fees() -> None:
    rate = paid(8000, "/bản")

    assert fees_of(with_fees(DIRECT=(rate,), ONLINE=(rate,), POSTAL=(rate,))) == Fees(
        FeeState.AMOUNT, (FeeItem(8000, kind=FeeKind.FEE, per="bản"),)
    )


def test_how_the_clerk_typed_it_makes_no_other_fee() -> None:
    found = fees_of(
        with_fees(DIRECT=(paid(8000, "", ""),), ONLINE=(paid(8000, "(8.000 đồng/bản)", kind="SERVICE_FEE"),), POSTAL=())
    )

    assert isinstance(found, Fees)
    assert [(i.amount, i.currency, i.per, i.channel) for i in found.items] == [(8000, Currency.VND, "bản", "")]


def test_ways_of_filing_with_fees_of_their_own_keep_them() -> None:
    found = fees_of(with_fees(ONLINE=(paid(4000),), DIRECT=(paid(8000),)))
    free = fees_of(with_fees(ONLINE=(paid(0, "Miễn phí"),), DIRECT=(paid(8000),)))

    fee = FeeKind.FEE
    assert found == Fees(
        FeeState.AMOUNT, (FeeItem(8000, kind=fee, channel="DIRECT"), FeeItem(4000, kind=fee, channel="ONLINE"))
    )
    assert free == Fees(FeeState.AMOUNT, (FeeItem(8000, kind=fee, channel="DIRECT"), FeeItem(0, channel="ONLINE")))


def test_an_empty_row_or_a_bare_zero_says_nothing_beside_another_way_of_filing() -> None:
    council = paid(0, "Mức lệ phí do Hội đồng nhân dân cấp tỉnh quyết định. Miễn lệ phí cho người khuyết tật", "")

    assert fees_of(with_fees(DIRECT=(council,), ONLINE=(paid(0, "", ""),), POSTAL=())) == Fees(
        FeeState.BY_COUNCIL, exemptions=("người khuyết tật",), by_council=True
    )
    assert fees_of(with_fees(DIRECT=(paid(0, "", ""),), ONLINE=())) == Fees(
        FeeState.ZERO, (FeeItem(0, None, FeeKind.FEE),)
    )


def test_who_is_exempted_for_one_way_of_filing_is_exempted() -> None:
    found = fees_of(with_fees(DIRECT=(paid(8000, "Miễn lệ phí cho trẻ em"),), ONLINE=(paid(8000),)))

    assert isinstance(found, Fees)
    assert found.exemptions == ("trẻ em",)
    assert [i.channel for i in found.items] == [""]


def test_ways_of_filing_that_contradict_each_other_are_not_understood() -> None:
    found = fees_of(with_fees(DIRECT=(paid(0, "Không quy định"),), ONLINE=(paid(0, "Do HĐND tỉnh quyết định"),)))

    assert isinstance(found, NotUnderstood)


COUNCIL = "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định."
BY_CIRCULAR = "Phí cấp bản sao trích lục thực hiện theo Thông tư số 281/2016/TT-BTC."


@pytest.mark.parametrize(
    "text",
    [
        f"Trực tuyến: Lệ phí: 0 đồng\nTrực tiếp: Lệ phí: 0 đồng ({COUNCIL})",
        f"- Trực tuyến: {BY_CIRCULAR}\n- Trực tiếp: Miễn lệ phí",
        f"- Trực tuyến: Phí : 0 Đồng ({BY_CIRCULAR})\n- Trực tiếp: Lệ phí: Không",
    ],
)
def test_lines_of_ways_of_filing_that_cannot_stand_side_by_side_are_not_read_as_one_text(text: str) -> None:
    """As in a table: "0" for one and "theo Nghị quyết" for another is neither 0 nor the council's."""
    assert isinstance(fees_of(procedure(fee_text=text)), NotUnderstood)


def test_two_readings_that_are_not_understood_tell_what_each_said() -> None:
    """They are kept as digests of their texts, and two different ones must not look alike."""
    found = [
        fees_of(with_fees(ONLINE=(paid(0, "Miễn phí"),), DIRECT=(paid(0, words),))) for words in (COUNCIL, BY_CIRCULAR)
    ]

    assert [r.text for r in found if isinstance(r, NotUnderstood)] == [
        "trực tiếp: theo Nghị quyết của HĐND tỉnh; trực tuyến: Miễn phí",
        "trực tiếp: theo văn bản khác; trực tuyến: Miễn phí",
    ]


def test_a_rate_for_one_way_of_filing_stands_beside_what_the_council_fixes_for_another() -> None:
    found = fees_of(procedure(fee_text=f"- Trực tuyến: Lệ phí: 15.000 đồng\n- Bưu chính: {COUNCIL}"))

    assert found == Fees(FeeState.AMOUNT, (FeeItem(15000, kind=FeeKind.CHARGE, channel="ONLINE"),), by_council=True)


def test_fees_and_charges_under_labels_of_their_own_are_read_one_way_of_filing_after_the_other() -> None:
    """A zero with a temporary rate under "Phí" for one way and under "Lệ phí" for another is the portal's own row."""
    words = "(áp dụng mức phí 2.500.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026)"
    text = f"Phí: - Trực tuyến: Phí: 0 Đồng {words}\nLệ phí: - Trực tiếp: Lệ phí: 0 Đồng {words}"

    national = fees_of(with_fees(ONLINE=(paid(0, words, ""),), DIRECT=(paid(0, words, "", "SERVICE_FEE"),)))
    assert fees_of(procedure(fee_text=text)) == national


def test_a_label_inside_a_description_is_not_the_second_label_of_the_page() -> None:
    """ "Lệ phí: 4.500.000 đồng (- Hình thức nộp lệ phí: ...)" stays a charge."""
    words = "- Hình thức nộp lệ phí: chuyển khoản. - Mức thu lệ phí: 4.500.000 đồng/trường hợp."

    found = fees_of(procedure(fee_text=f"Phí: Không\nLệ phí: 4.500.000 đồng ({words})"))

    assert isinstance(found, Fees)
    assert found.items == (FeeItem(4_500_000, kind=FeeKind.CHARGE, per="trường hợp"),)


def test_who_is_exempted_is_read_behind_the_label_of_the_page() -> None:
    found = fees_of(
        procedure(fee_text="Phí: Không\nLệ phí: Miễn lệ phí đối với những trường hợp sau: + Người có công.")
    )

    assert isinstance(found, Fees)
    assert found.exemptions == ("người có công",)


def test_the_page_text_on_fees_wins_where_it_is_understood() -> None:
    ways = (way("DIRECT", "5 WORKING_DAY", "", paid(8000)),)
    from_ways = Fees(FeeState.AMOUNT, (FeeItem(8000, kind=FeeKind.FEE),))

    assert fees_of(procedure(*ways, fee_text="9.000 đồng")) == Fees(FeeState.AMOUNT, (FeeItem(9000),))
    assert fees_of(procedure(*ways, fee_text="Không")) == Fees(FeeState.NONE)
    assert fees_of(procedure(*ways, fee_text="Theo quy định")) == from_ways
    assert fees_of(procedure(*ways, fee_text="")) == from_ways
    assert isinstance(fees_of(procedure(fee_text="Theo quy định")), NotUnderstood)


@pytest.mark.parametrize(
    "local",
    [
        procedure(fee_text="Phí: 2.000 đồng/trang"),
        procedure(fee_text="Trực tiếp: 2.000đ/trang; trực tuyến: 2.000đ/trang"),
        with_fees(DIRECT=(Fee("", None, "", "2.000 VNĐ/trang"),), ONLINE=(Fee("", None, "", "Phí: 2000đ/trang"),)),
    ],
)
def test_one_fee_for_all_equals_the_same_fee_for_each(local: Procedure) -> None:
    national = fees_of(with_fees(DIRECT=(paid(2000, "/trang"),), ONLINE=(paid(2000, "/trang"),)))
    mine = fees_of(local)

    assert mine is not None
    assert national is not None
    assert compare_fees(mine, national).kind is FeeRelationKind.EQUAL


# --- whatever a source writes -----------------------------------------------

_TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            [
                *("05 ngày", "02 ngày làm việc", "ngay trong ngày", "trực tiếp:", "trực tuyến:", "đối với", "xác minh"),
                *(
                    "8.000 đồng",
                    "/bản",
                    "Không",
                    "Miễn phí",
                    "miễn lệ phí cho",
                    "lệ phí:",
                    ";",
                    ".",
                    ":",
                    "\n",
                    "(",
                    ")",
                ),
                *("10 USD", "HĐND tỉnh quyết định", "theo Thông tư số 61/2023/TT-BTC", "nếu nộp trực tuyến", "0"),
            ]
        ),
        max_size=8,
    ).map(" ".join),
)
_FEES = st.builds(
    Fee,
    st.sampled_from(["FEE", "SERVICE_FEE", "", "X"]),
    st.one_of(st.none(), st.integers(0, 10**6)),
    st.sampled_from(["", "USD", DONG]),
    _TEXTS,
)
_METHODS = st.builds(
    SubmissionMethod,
    st.sampled_from(["DIRECT", "ONLINE", "POSTAL", "", "X"]),
    st.builds(
        ProcessingTime,
        st.sampled_from(["0", "1", "5", "5 ngày", "Xem mô tả", ""]),
        st.sampled_from(["DAY", "WORKING_DAY", "OTHER", "", "X"]),
    ),
    _TEXTS,
    st.lists(_FEES, max_size=2).map(tuple),
)


@given(st.lists(_METHODS, max_size=4), st.one_of(st.none(), _TEXTS), st.one_of(st.none(), _TEXTS), st.randoms())
def test_any_procedure_is_read_and_equals_itself(
    methods: list[SubmissionMethod], time_text: str | None, fee_text: str | None, random: st.Random
) -> None:
    shuffled = list(methods)
    random.shuffle(shuffled)
    one, other = (procedure(*m, time_text=time_text, fee_text=fee_text) for m in (methods, shuffled))

    limit, fees = time_of(one), fees_of(one)

    assert (limit, fees) == (time_of(other), fees_of(other))
    if isinstance(limit, TimeLimit):
        assert compare_limits(limit, limit).kind is TimeKind.EQUAL
    if isinstance(fees, Fees):
        assert compare_fees(fees, fees).kind is FeeRelationKind.EQUAL


# --- the kind before the ways of filing -------------------------------------


_DIRECT = (
    "Trực tiếp",
    "Nộp trực tiếp",
    "Hình thức trực tiếp",
    "Qua hình thức trực tiếp",
    "Hình thức nộp trực tiếp",
    "Phương thức trực tiếp",
    "Phương thức nộp hồ sơ trực tiếp",
    "Đối với hình thức trực tiếp",
    "Nộp hồ sơ bằng cách thức trực tiếp",
)
_LABELS = (("Lệ phí: ", FeeKind.CHARGE), ("Phí: ", FeeKind.FEE), ("Lệ phí:\n", FeeKind.CHARGE), ("Phí, lệ phí: ", None))


def asked(amount: int, kind: FeeKind | None, channel: str = "", condition: str = "") -> FeeItem:
    return FeeItem(amount, kind=kind, per="lần", channel=channel, condition=condition)


@pytest.mark.parametrize("direct", _DIRECT)
@pytest.mark.parametrize(("label", "kind"), _LABELS)
def test_the_kind_before_the_first_way_of_filing_is_the_kind_of_all(
    label: str, kind: FeeKind | None, direct: str
) -> None:
    same = procedure(fee_text=f"{label}{direct}: 15.000đ/lần\nTrực tuyến: 15.000đ/lần")
    apart = procedure(fee_text=f"{label}{direct}: 15.000đ/lần\nTrực tuyến: 10.000đ/lần")

    assert fees_of(same) == Fees(FeeState.AMOUNT, (asked(15_000, kind),))
    assert fees_of(apart) == Fees(FeeState.AMOUNT, (asked(15_000, kind, "DIRECT"), asked(10_000, kind, "ONLINE")))


@pytest.mark.parametrize("direct", _DIRECT)
@pytest.mark.parametrize(("label", "kind"), _LABELS)
@pytest.mark.parametrize("mark", ["- ", "+ ", ""])
@pytest.mark.parametrize("told", ["{}: {}/lần", "{1}/lần đối với {0}"])
def test_rates_below_a_way_of_filing_are_its_own(
    label: str, kind: FeeKind | None, direct: str, mark: str, told: str
) -> None:
    def page(first: str, *others: str) -> Procedure:
        lines = [[mark + told.format(*x) for x in (("cấp bản sao", first), ("cấp mới", o))] for o in others]
        heads = (f"{label}{direct}:", "Trực tuyến:")
        text = "\n".join("\n".join((head, *below)) for head, below in zip(heads, lines, strict=True))
        return procedure(fee_text=f"{text}\nMiễn lệ phí cho:\n- Người cao tuổi;")

    old = ("người cao tuổi",)
    both = tuple(asked(a, kind, "", c) for a, c in ((80_000, "cấp bản sao"), (5_000, "cấp mới")))
    assert fees_of(page("80.000đ", "5.000đ", "5.000đ")) == Fees(FeeState.AMOUNT, both, old)
    assert fees_of(page("80.000đ", "5.000đ", "3.000đ")) == Fees(
        FeeState.AMOUNT,
        (
            *(asked(a, kind, "DIRECT", c) for a, c in ((80_000, "cấp bản sao"), (5_000, "cấp mới"))),
            *(asked(a, kind, "ONLINE", c) for a, c in ((80_000, "cấp bản sao"), (3_000, "cấp mới"))),
        ),
        old,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Lệ phí: Trực tiếp: 15.000đ/lần; trực tuyến: 10.000đ/lần",
        "Lệ phí: Hình thức trực tiếp (15.000đ/lần); hình thức trực tuyến (10.000đ/lần)",
        "- Lệ phí: Trực tiếp: 15.000đ/lần\n- Lệ phí: Trực tuyến: 10.000đ/lần",
        "Phí: Không\nLệ phí: Trực tiếp: 15.000đ/lần\nTrực tuyến: 10.000đ/lần",
    ],
)
def test_ways_of_filing_in_one_line_or_each_with_its_label_say_the_same(text: str) -> None:
    rates = (asked(15_000, FeeKind.CHARGE, "DIRECT"), asked(10_000, FeeKind.CHARGE, "ONLINE"))

    assert fees_of(procedure(fee_text=text)) == Fees(FeeState.AMOUNT, rates)


def test_two_kinds_each_before_its_ways_of_filing_stand_side_by_side() -> None:
    read = fees_of(
        procedure(
            fee_text="Phí: Trực tiếp: 15.000đ/lần\nTrực tuyến: 10.000đ/lần\n"
            "Lệ phí: Trực tiếp: 5.000đ/lần\nTrực tuyến: 3.000đ/lần"
        )
    )

    fees = (asked(15_000, FeeKind.FEE, "DIRECT"), asked(10_000, FeeKind.FEE, "ONLINE"))
    charges = (asked(5_000, FeeKind.CHARGE, "DIRECT"), asked(3_000, FeeKind.CHARGE, "ONLINE"))
    assert read == Fees(FeeState.AMOUNT, (*fees, *charges))


def test_the_kind_of_one_line_is_not_the_kind_of_a_line_with_its_own() -> None:
    read = fees_of(procedure(fee_text="Lệ phí: Trực tiếp: 5.000đ/lần\nPhí: 2.000đ/lần"))

    assert read == Fees(FeeState.AMOUNT, (asked(5_000, FeeKind.CHARGE), asked(2_000, FeeKind.FEE)))
