"""No reader takes more than linear time, whatever a portal writes (proof 30)."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest

from analysis.model import Procedure
from analysis.readers.dates import read_date
from analysis.readers.fees import read_fee
from analysis.readers.legal import canonical_number, references
from analysis.readers.merged import fees_of
from analysis.readers.service_levels import read_level
from analysis.readers.times import read_time_limit
from analysis.texts import canonical_step, canonical_text, n8_name, verdict

LENGTH = 40_000
#: Generous: the slowest takes a fifth of it on a slow machine, and a quadratic pattern many times as much.
AT_MOST_SECONDS = 3.0

ADVERSARIAL = [
    *("1", "1.", "1.000", "1,000.", "100 ", "0", "1/", "1/2015/nđ-cp ", "1/nđ-a-a", "1 (", "(", ")", "((1 ngày)", "()"),
    *(" ", "\n", "- ", "1. ", "a) ", "Bước 1. ", ": bước 1.", "đ", "đồng ", "1 đồng ", "1 đồng/a ", "1.000đ; ", "tp."),
    *(
        "hai ",
        "mười ",
        " ngày",
        "1 ngày ",
        "1 ngày, ",
        "1-1 ngày",
        "1 ngày; ",
        "sau 15 giờ ",
        "ngày làm việc tiếp theo ",
    ),
    *("trong ngày ", "trong ngày. ", "kể từ ngày ", "trường hợp ", "trường hợp a; ", "đối với: ", "theo thỏa thuận "),
    *("luật ", "số ", "nghị định số ", "luật a số 1/2014/qh13 ", "tháng 1 năm ", "ngày 1 tháng 1 năm 2020 "),
    *(
        "(là căn cứ ",
        "là căn cứ ",
        "miễn phí; ",
        "miễn lệ phí cho a; ",
        "hội đồng nhân dân ",
        "giá trị giao dịch 1 đồng ",
    ),
    *("từ ngày 01/01/2020 ", "gồm ", "tối đa 1 đồng ", "trong ngày (sau 15 giờ ngày làm việc tiếp theo) "),
    *("trực tuyến: ", "trực tuyến, ", "nộp hồ sơ ", "trực tiếp: 1 đồng; ", "trực tiếp: 1 ngày; ", "cả các hình thức "),
    *("1 đồng (a: 1 đồng) ", "tám nghìn đồng ", "tám ", "1000 (1000 đồng) ", "giảm từ 1 ngày ", "lệ phí: không; "),
    *("từ trang thứ 3 ", "không thu phí đối với a, ", "Phí : 1 Đồng (a)\n", "theo quy định: 1 ngày; ", "kí hợp đồng "),
    *("người nộp ", "cha mẹ phải ", "thời gian a, ", "có hiệu lực ", "tăng thêm ", "ngày 1 tháng ", "không quy định; "),
    *("1 đồng tổ chức ", "1 đồng từ 1/1/2025 đến 1/1/2026; ", "chậm nhất vào ngày ", "hội đồng nhân dân theo "),
    *("hoà uỷ ", unicodedata.normalize("NFD", "hoà uỷ "), "\u0301", "\u200b", "o\u0300a", "(một triệu ", "1 (một) "),
    *("trực tiếp (1 ngày); ", "trực tiếp (1 ngày) và ", "trực tiếp (", "trực tiếp (1 ", "(mười ", "mười-", "mươi năm "),
    *("lệ phí: trực tiếp: ", "lệ phí: trực tiếp:\n", "trực tiếp:\n- 1 đồng\n", "qua hình thức nộp ", "thời hạn: "),
    *(
        "người già; ",
        "người già; và ",
        "người già được miễn; ",
        "không phải nộp ",
        "phí: trực tiếp: 1 đồng\nlệ phí: a\n",
    ),
]


def fees_of_page(text: str) -> object:
    return fees_of(Procedure("p", "1", "1.000001", "Tên", fee_text=text))


@pytest.mark.parametrize(
    "reader",
    [
        canonical_text,
        canonical_step,
        n8_name,
        read_time_limit,
        read_fee,
        fees_of_page,
        references,
        canonical_number,
        read_date,
        read_level,
    ],
)
@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_forty_kilobytes_of_anything_are_read_in_time(reader: Callable[[str], object], piece: str) -> None:
    text = piece * (LENGTH // len(piece))

    started = time.perf_counter()
    reader(text)

    assert time.perf_counter() - started < AT_MOST_SECONDS


def test_a_long_text_of_procedures_is_compared_quickly() -> None:
    text = "Trong thời hạn 05 (năm) ngày làm việc, UBND cấp xã giải quyết theo Nghị định số 123/2015/NĐ-CP. " * 400

    started = time.perf_counter()
    verdict(text, text.upper())

    assert time.perf_counter() - started < AT_MOST_SECONDS
