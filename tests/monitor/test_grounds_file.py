"""The file of grounds is checked as a whole; its faults name the entry and the key, in Vietnamese."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.grounds import Covered, Ground
from analysis.pairing import Replacement
from monitor.grounds_file import GroundsError, Register, parse
from tests.monitor.command import ROOT

GROUND = """
[[can_cu]]
so = "23/2026/NQ-HĐND"
ngay = 2026-07-10
co_quan = "HĐND tỉnh"
dia_ban = "H53"
hieu_luc_tu = 2026-08-08
hieu_luc_den = 2027-12-31
"""
DIFFERENCE = """
[[can_cu.khac_biet]]
loai = ["CL17"]
ma = ["1.001193"]
phan = "phí, lệ phí"
quoc_gia = "Không"
tinh = "8.000 đồng"
"""
REPLACED = """
[[thay_the]]
ma_cu = "2.000843"
ma_moi = "2.000815"
can_cu = "3152/QĐ-BTP"
"""
GOOD = GROUND + DIFFERENCE + REPLACED


def changed(old: str, new: str, text: str = GOOD) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_file_is_read_into_values() -> None:
    silent = DIFFERENCE.replace('"8.000 đồng"', "{ khong_co = true }").replace('phan = "phí, lệ phí"', "")
    long = silent.replace('["1.001193"]', '["1.000894.000.00.00.H53", " 1.000 656"]').replace(
        '"CL17"', '"CL16", "CL17"'
    )

    found = parse(GROUND + DIFFERENCE + long + REPLACED)

    assert found == Register(
        (
            Ground(
                "23/2026/NQ-HĐND",
                date(2026, 7, 10),
                "HĐND tỉnh",
                "H53",
                date(2026, 8, 8),
                date(2027, 12, 31),
                (
                    Covered(("CL17",), ("1.001193",), "phí, lệ phí", "Không", "8.000 đồng"),
                    Covered(("CL16", "CL17"), ("1.000894", "1.000656"), "", "Không", None),
                ),
            ),
        ),
        (Replacement("2.000843", "2.000815", "3152/QĐ-BTP"),),
    )


def test_the_example_loads_and_would_cover_nothing_of_a_real_province() -> None:
    found = parse((ROOT / "can-cu.example.toml").read_text(encoding="utf-8"))

    assert [g.number for g in found.grounds] == ["00/2026/NQ-HĐND", "66.7/2025/NQ-CP"]
    assert {g.territory for g in found.grounds} == {"H00"}
    assert found.replacements == (Replacement("2.000843", "2.000815", "3152/QĐ-BTP ngày 31/10/2025"),)


def test_a_register_is_emptied_only_on_purpose() -> None:
    assert parse("can_cu = []") == Register()
    for text in ("", "# chưa có gì\n"):
        with pytest.raises(GroundsError, match=r"^tệp trống; muốn bỏ mọi căn cứ đã ghi thì viết can_cu = \[\]\.$"):
            parse(text)


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    assert parse("\ufeff" + GOOD.replace("\n", "\r\n")) == parse(GOOD)


ENTRY = r"^can_cu thứ 1 \(23/2026/NQ-HĐND\)"
DIFFERENT = rf"{ENTRY}, khac_biet thứ 1"
#: What is wrong: the text, and a pattern that the sentence must show.
FAULTS = {
    "not TOML": ("[[can_cu]", "^sai cú pháp TOML: "),
    "a day that is none": (changed("2026-07-10", "2026-13-10"), "^sai cú pháp TOML: "),
    "a number without end": ("x = " + "9" * 5000, "^sai cú pháp TOML: "),
    "an unknown section": (GOOD + "[khac]\n", "^khac: khóa lạ, không có trong mẫu"),
    "an unknown key": (
        changed("so =", "so_hieu ="),
        "^can_cu thứ 1, so: thiếu khóa này; can_cu thứ 1, so_hieu: khóa lạ",
    ),
    "an unknown key of a difference": (changed("tinh =", "cong_tinh = 1\ntinh ="), f"{DIFFERENT}, cong_tinh: khóa lạ"),
    "a number that is no text": (changed('so = "23/2026/NQ-HĐND"', "so = 23"), "^can_cu thứ 1, so: phải là chữ"),
    "an empty issuer": (changed('"HĐND tỉnh"', '"  "'), f"{ENTRY}, co_quan: không được để trống"),
    "no issuer": (changed('co_quan = "HĐND tỉnh"', ""), f"{ENTRY}, co_quan: thiếu khóa này"),
    "a day in words": (changed("2026-07-10", '"10/7/2026"'), f"{ENTRY}, ngay: phải là ngày, dạng 2026-12-01"),
    "a day with an hour": (changed("2026-07-10", "2026-07-10T00:00:00"), f"{ENTRY}, ngay: phải là ngày"),
    "a day as a number": (changed("2026-07-10", "20260710"), f"{ENTRY}, ngay: phải là ngày"),
    "a year that lost a figure": (changed("2026-07-10", "0206-07-10"), f"{ENTRY}, ngay: ngày 10/07/0?206 quá xa"),
    "an end before the beginning": (
        changed("2027-12-31", "2026-08-07"),
        f"{ENTRY}: hieu_luc_den 07/08/2026 trước hieu_luc_tu 08/08/2026",
    ),
    "an end before the issue": (
        changed("2027-12-31", "2026-07-09", changed("2026-08-08", "2026-07-01")),
        f"{ENTRY}: hieu_luc_den 09/07/2026 trước ngày ban hành 10/07/2026",
    ),
    "a territory in words": (changed('"H53"', '"Tây Ninh"'), f"{ENTRY}: dia_ban «Tây Ninh» không phải mã cơ quan"),
    "a territory half written": (changed('"H53"', '"H53."'), f"{ENTRY}: dia_ban «H53.» không phải mã cơ quan"),
    "a ground for nothing": (GROUND, f"{ENTRY}, khac_biet: thiếu khóa này"),
    "an unknown rule": (changed('["CL17"]', '["CL71"]'), f"{DIFFERENT}, loai thứ 1: «CL71» không phải loại chênh lệch"),
    "a rule about a source": (changed('["CL17"]', '["CL34"]'), f"{DIFFERENT}, loai thứ 1: «CL34» không phải loại"),
    "a rule that is no list": (changed('["CL17"]', '"CL17"'), f"{DIFFERENT}, loai: phải là danh sách"),
    "no rule": (changed('["CL17"]', "[]"), f"{DIFFERENT}, loai: cần ít nhất một mục"),
    "a malformed code": (
        changed('["1.001193"]', '["1.001193", "1.00119"]'),
        rf"{DIFFERENT}, ma thứ 2: «1\.00119» không phải mã thủ tục \(dạng 1\.001193\)",
    ),
    "a code as a number": (changed('["1.001193"]', "[1.001193]"), f"{DIFFERENT}, ma thứ 1: phải là chữ"),
    "a code twice": (
        changed('["1.001193"]', '["1.001193", "1.001193.H53"]'),
        rf"{DIFFERENT}: ma ghi 1\.001193 hai lần",
    ),
    "a side left out": (changed('tinh = "8.000 đồng"', ""), f"{DIFFERENT}, tinh: thiếu khóa này"),
    "the other side left out": (changed('quoc_gia = "Không"', ""), f"{DIFFERENT}, quoc_gia: thiếu khóa này"),
    "an empty side": (changed('"8.000 đồng"', '""'), rf"{DIFFERENT}, tinh: phải là nguyên văn .*khong_co = true"),
    "a side that says no and yes": (
        changed('"8.000 đồng"', "{ khong_co = false }"),
        f"{DIFFERENT}, tinh: phải là nguyên văn",
    ),
    "two silent sides": (
        changed('"8.000 đồng"', "{ khong_co = true }", changed('"Không"', "{ khong_co = true }")),
        f"{DIFFERENT}: quoc_gia và tinh cùng không có gì",
    ),
    "a difference twice": (
        GROUND + DIFFERENCE + DIFFERENCE.replace("8.000 đồng", "8.000đ"),
        f"{ENTRY}: hai khac_biet ghi cùng loai, ma, phan",
    ),
    "a ground twice": (
        GROUND + DIFFERENCE + GROUND.replace("HĐND tỉnh", "Hội đồng nhân dân tỉnh") + DIFFERENCE,
        "^can_cu: 23/2026/NQ-HĐND ghi hai lần với cùng cơ quan, địa bàn và ngày hiệu lực",
    ),
    "a malformed old code": (
        changed("2.000843", "2.00843"),
        r"^thay_the thứ 1 \(2\.00843\), ma_cu: «2\.00843» không phải mã thủ tục",
    ),
    "a code for itself": (changed("2.000843", "2.000815"), r"^thay_the thứ 1 \(2\.000815\): ma_cu và ma_moi cùng là"),
    "a replacement without a ground": (
        changed('can_cu = "3152/QĐ-BTP"', ""),
        r"^thay_the thứ 1 \(2\.000843\), can_cu: thiếu khóa này",
    ),
    "a replacement twice": (GOOD + REPLACED, r"^thay_the: 2\.000843 → 2\.000815 ghi hai lần"),
    "codes in a circle": (
        GOOD + '[[thay_the]]\nma_cu = "2.000815"\nma_moi = "2.000843"\ncan_cu = "x"\n',
        "^thay_the: .* thay thế nhau thành vòng",
    ),
    "a list that is a table": ("can_cu = 1\n", r"^can_cu: phải là danh sách"),
    "an entry that is no table": ("can_cu = [1]\n", "^can_cu thứ 1: phải là một bảng"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_the_entry_and_the_key(name: str) -> None:
    text, says = FAULTS[name]

    with pytest.raises(GroundsError) as told:
        parse(text)

    message = str(told.value)
    assert re.search(says, message), message
    assert message.endswith(".")
    assert not re.search(r"\b(Input|should|Value error|valid)\b", message), message


def test_all_faults_are_told_at_once() -> None:
    text = changed('"H53"', "53", changed('["CL17"]', '["CL99"]', changed("2.000843", "cũ")))

    with pytest.raises(GroundsError) as told:
        parse(text)

    assert str(told.value) == (
        "can_cu thứ 1 (23/2026/NQ-HĐND), dia_ban: phải là chữ, viết trong dấu nháy; "
        "can_cu thứ 1 (23/2026/NQ-HĐND), khac_biet thứ 1, loai thứ 1: «CL99» không phải loại chênh lệch ghi được "
        "căn cứ (CL01 đến CL38, trừ CL34, CL37); "
        "thay_the thứ 1 (cũ), ma_cu: «cũ» không phải mã thủ tục (dạng 1.001193)."
    )


def test_what_differs_may_stand_side_by_side() -> None:
    other_value = DIFFERENCE.replace("8.000 đồng", "16.000 đồng")
    other_place = GROUND.replace('"H53"', '"H53.101"')
    bundle = REPLACED.replace("2.000815", "2.002913")

    found = parse(GROUND + DIFFERENCE + other_value + other_place + DIFFERENCE + REPLACED + bundle)

    assert [len(g.covers) for g in found.grounds] == [2, 1]
    assert [r.new for r in found.replacements] == ["2.000815", "2.002913"]


@given(st.text(max_size=60), st.integers(0, len(GOOD)), st.integers(0, 20))
def test_any_file_is_read_or_refused_with_a_reason(typed: str, at: int, lost: int) -> None:
    for text in (typed, GOOD[:at] + typed + GOOD[at + lost :]):
        try:
            assert isinstance(parse(text), Register)
        except GroundsError as told:
            assert str(told)
