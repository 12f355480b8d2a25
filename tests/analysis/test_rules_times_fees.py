"""CL13 to CL18 on pairs: one content told twice is no finding, and a denial is one."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.model import Fee, Procedure, ProcessingTime, SubmissionMethod
from analysis.night import Tonight
from analysis.rules.fees import FEES
from analysis.rules.pairs import Line, Pair, Unjudged
from analysis.rules.times import OTHER_CASES, TIMES
from tests.analysis.makers import NIGHT, national

NAMES = {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Dịch vụ bưu chính"}
LABELS = ("", "Phí: ", "Lệ phí: ", "Phí, lệ phí: ", "Mức thu: ")


def answers(local: Procedure, other: Procedure) -> Iterator[Line | Unjudged]:
    """What the comparers of time and money say of a pair, whether or not its canonical forms differ."""
    tonight = cast(Tonight, SimpleNamespace(night=NIGHT))
    for comparer in (TIMES, FEES):
        yield from comparer.compare(Pair(other, local, tonight))


def found(local: Procedure, other: Procedure) -> list[tuple[str, str]]:
    return [(line.rule, line.detail) for line in answers(local, other) if isinstance(line, Line)]


def page(**texts: Any) -> Procedure:
    return national(methods=None, **texts)


def ways(rows: dict[str, tuple[Fee, ...]], time: ProcessingTime | None = None) -> Procedure:
    stated = time or ProcessingTime("0", "OTHER")
    return national(methods=tuple(SubmissionMethod(c, stated, "", fees) for c, fees in rows.items()))


# --- one content, told twice ----------------------------------------------------

_AMOUNTS = st.sampled_from([2000, 8000, 25_000, 50_000, 150_000, 1_000_000, 4_500_000])
_UNITS = st.sampled_from(["", "/hồ sơ", "/bản", " (hồ sơ)", "/trường hợp"])
_TAILS = st.sampled_from(
    [
        "",
        ". Miễn lệ phí cho hộ nghèo; người khuyết tật",
        " hộ nghèo được miễn lệ phí",
        " theo Thông tư số 226/2016/TT-BTC",
        " (cấp lại: 10.000 đồng)",
        "; trường hợp cấp lại: 10.000 đồng",
    ]
)
_WHENS = ["kể từ ngày 01/7/2025 đến hết ngày 31/12/2026", "từ ngày 1/1/2026 đến ngày 30/6/2026"]


def money(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


@st.composite
def reductions(draw: st.DrawFn, usual: int) -> str:
    """Words that change a rate for a time."""
    now, when = money(usual // 2), draw(st.sampled_from(_WHENS))
    unit = draw(st.sampled_from(["", "/hồ sơ"]))
    return draw(
        st.sampled_from(
            [f" áp dụng mức phí {now}{unit} {when}", f" (áp dụng mức phí {now}{unit} {when})", f"; {when}: {now}"]
        )
    )


@st.composite
def rates(draw: st.DrawFn) -> tuple[int, str]:
    """An amount and the text that a portal keeps beside it."""
    amount = draw(_AMOUNTS)
    return amount, draw(_UNITS) + draw(st.one_of(_TAILS, reductions(amount)))


@given(
    st.dictionaries(st.sampled_from(sorted(NAMES)), rates(), min_size=1, max_size=3),
    st.sampled_from(LABELS),
    st.sampled_from(["\n", "; ", ". ", "\n- "]),
    st.booleans(),
)
@example({"DIRECT": (2000, ""), "ONLINE": (2000, " (hồ sơ) theo Thông tư số 226/2016/TT-BTC")}, "", "; ", True)
@example({"DIRECT": (50_000, " áp dụng mức phí 25.000 đồng/hồ sơ " + _WHENS[0])}, "Phí: ", "\n", True)
def test_fees_of_ways_of_filing_and_a_text_that_says_the_same_differ_in_nothing(
    told: dict[str, tuple[int, str]], label: str, between: str, named: bool
) -> None:
    if not named and len({*told.values()}) > 1:
        return
    other = ways({c: (Fee("FEE", amount, "Việt Nam Đồng", text),) for c, (amount, text) in told.items()})
    lines = (f"{NAMES[c]}: {money(a)}{t}" if named else f"{money(a)}{t}" for c, (a, t) in told.items())
    local = page(fee_text=label + between.join(dict.fromkeys(lines)))

    assert found(local, other) == []


_PIECES = st.sampled_from(
    [
        *(
            "Phí: ",
            "Lệ phí: ",
            "Trực tiếp: ",
            "trực tuyến: ",
            "50.000 đồng",
            "25.000 đồng/hồ sơ",
            "50",
            "0 đồng",
            "1 đồng",
        ),
        *(" áp dụng mức phí ", " từ ngày 01/7/2025 đến hết ngày 31/12/2026", " (", ")", "; ", ". ", ", ", "\n", "\n- "),
        *("miễn lệ phí cho hộ nghèo", " được miễn lệ phí", "không quy định", "không", "theo Nghị quyết của HĐND tỉnh"),
        *(
            "05 ngày làm việc",
            "10 ngày",
            "trường hợp phức tạp",
            " kéo dài thêm ",
            "ngày 20 tháng sau",
            "quý I",
            "trong ngày",
        ),
        *("người nộp phải bổ sung ", "/bản", "tối đa 200.000 đồng", "10 USD", "Luật phí và lệ phí", "từ trang thứ 3 "),
    ]
)
_TEXTS = st.one_of(st.lists(_PIECES, max_size=9).map("".join), st.text(max_size=60))


@given(_TEXTS, _TEXTS)
def test_one_text_on_both_sides_is_no_finding(time: str, fee: str) -> None:
    same = page(time_text=time, fee_text=fee)

    assert found(same, same) == []


@given(_TEXTS, st.sampled_from(sorted(NAMES)))
def test_one_text_in_a_field_and_on_a_page_is_no_finding(text: str, channel: str) -> None:
    field = national(methods=(SubmissionMethod(channel, ProcessingTime(text, ""), "", (Fee("", None, "", text),)),))

    assert found(page(time_text=text, fee_text=text), field) == []
    assert found(field, page(time_text=text, fee_text=text)) == []


# --- what is not read, and what is denied ---------------------------------------


@pytest.mark.parametrize(
    ("local", "rows"),
    [
        ("Lệ phí 50", {"ONLINE": "", "POSTAL": "hồ sơ", "DIRECT": "(hồ sơ)"}),
        ("50 đồng (hồ sơ)", {"ONLINE": "", "POSTAL": "hồ sơ", "DIRECT": "(hồ sơ)"}),
        (
            "Trực tuyến: 50 đồng\nBưu chính: 50 đồng hồ sơ\nTrực tiếp: 50 đồng (hồ sơ)",
            {"ONLINE": "", "DIRECT": "hồ sơ"},
        ),
        ("Trực tuyến: 50 đồng\nTrực tiếp: 50 đồng (hồ sơ)", {"POSTAL": "đồng (hồ sơ)", "DIRECT": ""}),
    ],
)
def test_a_figure_without_a_currency_is_not_called_a_fee_that_nobody_else_has(local: str, rows: dict[str, str]) -> None:
    other = ways({c: (Fee("SERVICE_FEE", 50, "", text),) for c, text in rows.items()})

    assert found(page(fee_text=local), other) == []


def test_a_denial_of_a_limit_is_told_as_a_case_that_is_missing() -> None:
    other = page(time_text="10 ngày làm việc")

    for local in (
        page(time_text="Không quy định"),
        page(time_text="Không"),
        ways({"DIRECT": ()}, ProcessingTime("Không quy định", "OTHER")),
        ways({"DIRECT": (), "ONLINE": ()}, ProcessingTime("Không có", "OTHER")),
    ):
        lines = [a for a in answers(local, other) if isinstance(a, Line)]
        assert [(line.rule, line.grade, line.national) for line in lines] == [("CL14", OTHER_CASES, "10 ngày làm việc")]


@pytest.mark.parametrize("text", ["", "-", "Đang cập nhật", "Theo quy định", "Không có thông tin"])
def test_a_gap_is_told_as_not_compared(text: str) -> None:
    told = list(answers(page(time_text=text), page(time_text="10 ngày làm việc")))

    assert [type(a) for a in told] == [Unjudged]


def test_a_page_that_states_a_limit_and_denies_it_is_not_compared() -> None:
    local = national(
        time_text="Không quy định", methods=(SubmissionMethod("DIRECT", ProcessingTime("5", "DAY"), "", ()),)
    )

    told = list(answers(local, page(time_text="10 ngày làm việc")))

    assert [type(a) for a in told] == [Unjudged]
