"""How portals of provinces word times, money, days and names, and how their clerks spell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from random import Random

from benchmarks.other.sheet import Charge, Sheet, Span

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "MONTH": "tháng", "HOUR": "giờ"}
CHANNELS = {
    "DIRECT": ("Trực tiếp", "Nộp trực tiếp", "Hình thức trực tiếp"),
    "ONLINE": ("Trực tuyến", "Nộp trực tuyến", "Hình thức trực tuyến"),
    "POSTAL": ("Dịch vụ bưu chính", "Qua dịch vụ bưu chính công ích", "Bưu chính công ích"),
}


# --- numbers ----------------------------------------------------------------------


def in_words(n: int) -> str:
    """A number below a thousand as it is spoken."""
    if n < 10:
        return _DIGITS[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
        last = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _DIGITS[ones])
        return f"{head} {last}".strip()
    hundreds, rest = divmod(n, 100)
    middle = "" if not rest else f" lẻ {_DIGITS[rest]}" if rest < 10 else f" {in_words(rest)}"
    return f"{_DIGITS[hundreds]} trăm{middle}"


def money_in_words(amount: int) -> str:
    """A sum of whole hundreds as it is spoken."""
    millions, rest = divmod(amount, 1_000_000)
    thousands, ones = divmod(rest, 1_000)
    told = [f"{in_words(millions)} triệu"] if millions else []
    told += [f"{in_words(thousands)} nghìn"] if thousands else []
    told += [in_words(ones)] if ones else []
    return " ".join([*told, "đồng"])


def day(rng: Random, of: date) -> str:
    """A day in one of the usual forms."""
    return rng.choice(
        (
            f"{of:%d/%m/%Y}",
            f"{of.day}/{of.month}/{of.year}",
            f"{of:%d-%m-%Y}",
            f"ngày {of.day:02d} tháng {of.month:02d} năm {of.year}",
            f"ngày {of:%d/%m/%Y}",
        )
    )


# --- times ------------------------------------------------------------------------


def time(rng: Random, span: Span) -> str:
    """An amount of time with its unit."""
    n, unit = span.amount, _UNITS[span.unit]
    return rng.choice((f"{n:02d} {unit}", f"{n} {unit}", f"{n:02d} ({in_words(n)}) {unit}", f"{in_words(n)} {unit}"))


_FRAMES = (
    "{}",
    "{}.",
    "Không quá {} kể từ ngày nhận đủ hồ sơ hợp lệ",
    "Trong thời hạn {}, kể từ ngày nhận được hồ sơ hợp lệ.",
    "{} kể từ ngày tiếp nhận hồ sơ đầy đủ, hợp lệ",
    "Tối đa {} (tính từ ngày nhận đủ hồ sơ)",
)


def spans(rng: Random, told: tuple[Span, ...]) -> list[str]:
    """Time limits, a line each."""
    if len(told) == 1 and not told[0].case:
        return [rng.choice(_FRAMES).format(time(rng, told[0]))]
    behind = rng.random() < 0.4
    lines = []
    for span in rng.sample(told, len(told)):
        if behind:
            lines.append(f"{time(rng, span)} đối với {span.case}")
        else:
            lines.append(f"{span.case[0].upper()}{span.case[1:]}: {time(rng, span)}")
    mark = rng.choice(("- ", "+ ", ""))
    return [f"{mark}{line}{';' if i + 1 < len(lines) else '.'}" for i, line in enumerate(lines)]


# --- money ------------------------------------------------------------------------


def money(rng: Random, charge: Charge) -> str:
    """A sum with what it is asked for."""
    plain = f"{charge.amount:,}".replace(",", ".")
    told = rng.choice(
        (
            f"{plain} đồng",
            f"{plain}đ",
            f"{plain} VNĐ",
            f"{plain} đồng ({money_in_words(charge.amount)})",
            f"{charge.amount} đồng",
        )
    )
    if charge.per:
        between = "/" if "(" in told else rng.choice(("/", " / ", "/01 "))
        told = f"{told}{between}{charge.per}"
    return told


def charges(rng: Random, told: tuple[Charge, ...], *, named: bool) -> list[str]:
    """Sums, a line each; ``named``: a label tells already whether they are phí or lệ phí."""
    if not told:
        return [rng.choice(("Không", "Không thu", "Không có"))]
    lines = []
    behind = rng.random() < 0.4
    for charge in rng.sample(told, len(told)):
        what = "" if named else "Lệ phí: " if charge.is_charge else "Phí: "
        sum_ = money(rng, charge)
        if not charge.case:
            lines.append(f"{what}{sum_}")
        elif behind:
            lines.append(f"{what}{sum_} đối với {charge.case}")
        else:
            lines.append(f"{what}{charge.case[0].upper()}{charge.case[1:]}: {sum_}")
    mark = rng.choice(("- ", "+ ", "")) if len(lines) > 1 else ""
    return [f"{mark}{line}{rng.choice((';', '.')) if len(lines) > 1 else ''}" for line in lines]


def exemption(rng: Random, sheet: Sheet) -> list[str]:
    """Who pays nothing, as one line or as a list."""
    if not sheet.exempt:
        return []
    what = "lệ phí" if any(c.is_charge for way in sheet.ways for c in way.charges) else "phí"
    people = rng.sample(sheet.exempt, len(sheet.exempt))
    joined = rng.choice(("; ", ", ")).join(people)
    return rng.choice(
        (
            [f"Miễn {what} đối với {joined}."],
            [f"Đối tượng được miễn {what}: {joined}."],
            [f"Miễn {what} cho:", *(f"- {person[0].upper()}{person[1:]};" for person in people)],
            [f"{joined[0].upper()}{joined[1:]} được miễn {what}."],
        )
    )


# --- decisions --------------------------------------------------------------------


def ruling(rng: Random, sheet: Sheet) -> str:
    """A publication decision in one line."""
    assert sheet.ruling is not None
    told = sheet.ruling
    when = day(rng, told.day).removeprefix("ngày ")
    return rng.choice(
        (
            f"{told.number} ngày {when}",
            f"Quyết định số {told.number} ngày {when} của {told.issuer}",
            f"QĐ {told.number}, ngày {when}",
            f"Quyết định {told.number} ({when})",
        )
    )


# --- spelling ---------------------------------------------------------------------

_OLD_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "ủy": "uỷ", "úy": "uý", "òe": "oè", "óe": "oé", "ỏe": "oẻ"}
_TONES = re.compile(r"(?<![qQ])(" + "|".join(_OLD_TONES) + r")(?!\w)")


def spelled(rng: Random, text: str) -> str:
    """The same words as another keyboard writes them."""
    way = rng.random()
    if way < 0.10:
        return unicodedata.normalize("NFD", text)
    if way < 0.20:
        return _TONES.sub(lambda m: _OLD_TONES[m[1]], text)
    if way < 0.28:
        return _somewhere(rng, text, "\u00a0", instead=True)
    if way < 0.34:
        return _somewhere(rng, text, "  ", instead=True)
    if way < 0.38:
        return _somewhere(rng, text, "\u200b", instead=False)
    if way < 0.42:
        return text.replace("Đ", "\u00d0")
    return text


def _somewhere(rng: Random, text: str, sign: str, *, instead: bool) -> str:
    """A sign in place of, or behind, some of the blanks."""
    return re.sub(" ", lambda m: (sign if instead else m[0] + sign) if rng.random() < 0.2 else m[0], text)


_SHORT = (("Ủy ban nhân dân", "UBND"), ("thủ tục hành chính", "TTHC"), ("Hội đồng nhân dân", "HĐND"))


def shortened(rng: Random, text: str) -> str:
    """Some long words in their usual short form."""
    for long, short in _SHORT:
        if rng.random() < 0.5:
            text = text.replace(long, short)
    return text


def title(rng: Random, name: str) -> str:
    """A procedure's name as headings of portals have it."""
    longer = name if name.casefold().startswith("thủ tục") else f"Thủ tục {name[0].lower()}{name[1:]}"
    told = rng.choice((name, name, longer, name.upper(), f"{name}."))
    return told if told == name.upper() else spelled(rng, told)
