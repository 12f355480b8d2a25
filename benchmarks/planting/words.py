"""Noise of words that mean the same: abbreviations, references, dates, numbers of days, money."""

from __future__ import annotations

import re
from random import Random

from benchmarks.planting.letters import LETTERS, Noise, capitals
from benchmarks.planting.numbers import count, money

#: The closed table of abbreviations; the long form as a pattern that takes every capitalisation and tone placement.
_SHORT: tuple[tuple[str, str], ...] = (
    (r"trung tâm phục vụ hành chính công", "TTPVHCC"),
    (r"cơ sở dữ liệu quốc gia", "CSDLQG"),
    (r"văn bản quy phạm pháp luật", "VBQPPL"),
    (r"quy phạm pháp luật", "QPPL"),
    (r"dịch vụ công trực tuyến", "DVCTT"),
    (r"dịch vụ công quốc gia", "DVCQG"),
    (r"(?:ủy|uỷ) ban nhân dân", "UBND"),
    (r"hội đồng nhân dân", "HĐND"),
    (r"thủ tục hành chính", "TTHC"),
    (r"chứng minh nhân dân", "CMND"),
    (r"căn cước công dân", "CCCD"),
    (r"bưu chính công ích", "BCCI"),
    (r"dịch vụ công(?! (?:chứng|cộng|ích|ty|nghệ|tác))", "DVC"),
    (r"(?-i:Sở) tư pháp", "STP"),  # with a capital: "cơ sở", "cán bộ" are other words
    (r"(?-i:Bộ) tư pháp", "BTP"),
)
_LONG = {
    "UBND": ("Ủy ban nhân dân", "Uỷ ban nhân dân", "Ủy ban Nhân dân"),
    "HĐND": ("Hội đồng nhân dân",),
    "TTHC": ("thủ tục hành chính",),
    "CCCD": ("căn cước công dân", "Căn cước công dân"),
    "CMND": ("chứng minh nhân dân",),
}
_INSTRUMENTS = {"Nghị định": "NĐ", "Thông tư": "TT", "Nghị quyết": "NQ", "Quyết định": "QĐ"}
_REFERENCE = re.compile(r"\b(Nghị định|Thông tư|Nghị quyết|Quyết định)( số)? (?=\d{1,4}(?:\.\d+)?/)")
_DATE = re.compile(r"\bngày (\d{1,2})/(\d{1,2})/(\d{4})\b")
_LONG_DATE = re.compile(r"\bngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})\b")
_SAFE_DAYS = re.compile(r"(?<=thời hạn )(\d{1,2})(?: \([a-zà-ỹđ ]+\))?(?= ngày\b)|(?<=không quá )(\d{1,2})(?= ngày\b)")
_MONEY = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+) đồng\b(?! \()")


def abbreviated(text: str, rnd: Random) -> str:
    """Long forms shortened, one or two kinds of them."""
    for pattern, short in rnd.sample(_SHORT, len(_SHORT)):
        if rnd.random() < 0.5:
            text = re.sub(rf"(?i:(?<!\w){pattern}(?!\w))", lambda m, s=short: s if rnd.random() < 0.8 else m[0], text)
    return text


def spelled_out(text: str, rnd: Random) -> str:
    """Short forms written out."""
    for short, forms in _LONG.items():
        text = re.sub(rf"(?<!\w){short}(?!\w)", lambda _, f=forms: rnd.choice(f), text)
    return text


def other_references(text: str, rnd: Random) -> str:
    """Nghị định số 123/2015/NĐ-CP, Nghị định 123/..., NĐ 123/..., NĐ số 123/..."""

    def change(m: re.Match[str]) -> str:
        kind = rnd.choice((m[1], m[1], _INSTRUMENTS[m[1]], m[1].lower(), m[1].upper()))
        return f"{kind}{rnd.choice((' số', ''))} "

    return _REFERENCE.sub(change, text)


def other_dates(text: str, rnd: Random) -> str:
    """ngày 15/11/2015, ngày 15 tháng 11 năm 2015, ngày 5/7/2015, ngày 05/07/2015."""
    return _LONG_DATE.sub(lambda m: _date(m, rnd), _DATE.sub(lambda m: _date(m, rnd), text))


def _date(m: re.Match[str], rnd: Random) -> str:
    day, month, year = map(int, m.groups())
    return rnd.choice(
        (
            f"ngày {day:02d}/{month:02d}/{year}",
            f"ngày {day}/{month}/{year}",
            f"ngày {day:02d}/{month}/{year}",
            f"ngày {day} tháng {month} năm {year}",
            f"ngày {day:02d} tháng {month:02d} năm {year}",
        )
    )


def other_days(text: str, rnd: Random) -> str:
    """05 ngày, 5 ngày, 05 (năm) ngày, năm ngày; only after words that make it a number of days."""
    return _SAFE_DAYS.sub(lambda m: count(int(m[1] or m[2]), rnd), text)


def other_money(text: str, rnd: Random) -> str:
    """500.000 đồng, 500.000đ, 500000 đồng, 500.000 VNĐ ..."""

    def change(m: re.Match[str]) -> str:
        told = money(int(m[1].replace(".", "")), "VND", rnd)
        return m[0] if "(" in told or rnd.random() < 0.5 else told

    return _MONEY.sub(change, text)


WORDS: tuple[Noise, ...] = (
    abbreviated,
    abbreviated,
    spelled_out,
    other_references,
    other_dates,
    other_days,
    other_money,
)


def noisy(text: str, rnd: Random, *, most: int = 3, caps: float = 0.0) -> str:
    """The same said otherwise: up to ``most`` kinds of noise, those of words before those of letters."""
    if not text:
        return text
    some = rnd.randint(0, most)
    for noise in rnd.sample(WORDS, min(len(WORDS), rnd.randint(0, some))):
        text = noise(text, rnd)
    if rnd.random() < caps:
        text = capitals(text, rnd)
    for noise in sorted(rnd.sample(LETTERS, some), key=LETTERS.index):
        text = noise(text, rnd)
    return text
