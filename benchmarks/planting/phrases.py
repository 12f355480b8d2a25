"""Time limits, fees, levels, decisions and legal bases put into the words of provincial pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from random import Random

from benchmarks.planting.numbers import count, grouped, money
from benchmarks.planting.sheet import Basis, Fee, Time
from benchmarks.planting.words import noisy, other_dates

# --- times ------------------------------------------------------------------

_UNIT = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày"}
_TIME = (
    "{x}",
    "{x}",
    "{x}.",
    "Không quá {x}",
    "Tối đa {x}",
    "Tối đa không quá {x}",
    "Thời hạn giải quyết: {x}",
    "Trong thời hạn {x}",
    "Trong thời hạn {x} kể từ ngày nhận đủ hồ sơ hợp lệ",
    "Trong thời hạn {x}, kể từ ngày nhận được hồ sơ hợp lệ.",
    "Trong thời hạn không quá {x} kể từ ngày nhận đủ hồ sơ hợp lệ",
    "{x} kể từ ngày nhận đủ hồ sơ hợp lệ",
    "{x}, kể từ ngày nhận hồ sơ đầy đủ, hợp lệ",
    "{x} (kể từ ngày nhận đủ hồ sơ hợp lệ)",
    "{x} kể từ khi nhận đủ hồ sơ theo quy định.",
    "Chậm nhất là {x} kể từ ngày tiếp nhận hồ sơ hợp lệ",
    "Trong vòng {x} kể từ ngày tiếp nhận đủ hồ sơ hợp lệ",
)
NEUTRAL_TIMES = (
    "Theo quy định tại mục Trình tự thực hiện",
    "Thực hiện theo thời hạn nêu tại trình tự thực hiện.",
    "Xem phần trình tự thực hiện",
)


def time_phrase(times: Sequence[Time], rnd: Random) -> str:
    """A time limit, or several by case."""
    if not times:
        return rnd.choice(NEUTRAL_TIMES)
    if len(times) == 1 and not times[0].condition:
        return _one_time(times[0], rnd)
    bullet = rnd.choice(("- ", "+ ", ""))
    told = []
    for time in times:
        x = f"{count(time.amount, rnd)} {_UNIT[time.unit]}"
        place = rnd.choice(("{x} đối với {c}", "{c}: {x}", "{x} ({c})")) if time.condition else "{x}"
        told.append(bullet + _sentence(place.format(x=x, c=time.condition)))
    return ";\n".join(told) + "."


def _one_time(time: Time, rnd: Random) -> str:
    return _sentence(rnd.choice(_TIME).format(x=f"{count(time.amount, rnd)} {_UNIT[time.unit]}"))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- fees -------------------------------------------------------------------

_KIND = {"FEE": ("Phí: ", "Mức phí: "), "SERVICE_FEE": ("Lệ phí: ", "Mức thu lệ phí: ")}


def fee_phrase(fees: Sequence[Fee], rnd: Random) -> str:
    """All fees of a way of filing."""
    bullet = rnd.choice(("", "- ", "+ ")) if len(fees) > 1 else ""
    return rnd.choice(("\n", ";\n") if len(fees) > 1 else ("",)).join(bullet + one_fee(fee, rnd) for fee in fees)


def one_fee(fee: Fee, rnd: Random) -> str:
    """A fee in words: the amount in some spelling, then what the national side adds."""
    rest = noisy(fee.rest, rnd, most=2)
    if fee.amount is None:
        return rest
    kind = rnd.choice(_KIND[fee.kind]) if fee.kind and rnd.random() < 0.4 else ""
    rest = re.sub(r"^/ ?", lambda _: rnd.choice(("/", "/ ", " / ")), rest)
    gap = "" if rest.startswith(("/", " ")) or not rest else " "
    return f"{kind}{money(fee.amount, fee.currency, rnd)}{gap}{rest}"


def plain_money(amount: int, currency: str) -> str:
    """For the report: 500.000 đồng."""
    return f"{amount} USD" if currency == "USD" else f"{grouped(amount)} đồng"


# --- levels, fields, codes --------------------------------------------------

_LEVEL = {
    "bộ": ("Cấp Bộ", "Cấp bộ", "Bộ", "cấp Bộ"),
    "tỉnh": ("Cấp tỉnh", "Cấp Tỉnh", "Tỉnh", "CẤP TỈNH", "cấp tỉnh"),
    "xã": ("Cấp xã", "Cấp Xã", "Xã", "cấp Xã/Phường", "CẤP XÃ", "Cấp xã, phường"),
    "khác": ("Cơ quan khác", "Cơ quan khác"),
    "huyện": ("Cấp huyện", "Cấp Huyện", "cấp Quận/Huyện", "Huyện"),
}


def level_phrase(levels: Sequence[str], rnd: Random) -> str:
    """Cấp thực hiện."""
    if set(levels) == {"tỉnh", "xã"} and rnd.random() < 0.3:
        return rnd.choice(("Dùng chung", "Cấp tỉnh, cấp xã (dùng chung)", "Dùng chung cấp tỉnh, cấp xã"))
    told = [rnd.choice(_LEVEL[level]) for level in rnd.sample(list(levels), len(levels))]
    return rnd.choice((", ", "; ", "\n", " và ")).join(told)


SECTOR_NAMES = {
    "Hộ tịch": ("Đăng ký hộ tịch",),
    "Quốc tịch": ("Quốc tịch Việt Nam",),
    "Nuôi con nuôi": ("Con nuôi",),
    "Luật sư": ("Quản lý luật sư",),
    "Thừa hành viên": ("Thừa phát lại",),
    "Hòa giải thương mại": ("Hoà giải thương mại",),
    "Quản tài viên": ("Quản tài viên và hành nghề quản lý, thanh lý tài sản",),
    "Bồi thường nhà nước": ("Trách nhiệm bồi thường của Nhà nước",),
    "Đăng ký biện pháp bảo đảm": ("Đăng ký giao dịch bảo đảm",),
    "Hỗ trợ pháp lý cho doanh nghiệp nhỏ và vừa": ("Hỗ trợ pháp lý cho DNNVV",),
    "Trợ giúp pháp lý": ("TGPL",),
    "Giám định tư pháp": ("GĐTP",),
}


def sector_phrase(sector: str, rnd: Random) -> str:
    """Lĩnh vực, by its name or by one of the aliases met in sources."""
    if rnd.random() < 0.2:
        sector = rnd.choice(SECTOR_NAMES.get(sector, (sector,)))
    place = rnd.choice(("{}", "{}", "{}", "Lĩnh vực {}", "{} (Bộ Tư pháp)", "lĩnh vực {}"))
    return noisy(place.format(sector), rnd, most=2, caps=0.15)


def code_phrase(code: str, rnd: Random) -> str:
    """A code in one of the spellings met on portals and in decisions."""
    long = f"{code}.000.00.00.H53"
    at = rnd.randint(4, len(long) - 1)
    return rnd.choice(
        (
            code,
            code,
            f"{code}.H53",
            long,
            long[:at] + " " + long[at:],
            f"'{code}",
            f" {code} ",
            f"{code}.\n000.00.00.H53",
            code.replace(".", ". "),
            f"{code}\u200b",
        )
    )


SERVICE_LEVELS = {
    "Toàn trình": (
        "Toàn trình",
        "Dịch vụ công trực tuyến toàn trình",
        "DVC trực tuyến toàn trình",
        "Mức độ 4",
        "TOÀN TRÌNH",
        "DVCTT toàn trình",
    ),
    "Một phần": (
        "Một phần",
        "Dịch vụ công trực tuyến một phần",
        "DVC trực tuyến một phần",
        "Mức độ 3",
        "DVCTT một phần",
    ),
    "Cung cấp thông tin": (
        "Cung cấp thông tin trực tuyến",
        "Cung cấp thông tin",
        "Dịch vụ cung cấp thông tin trực tuyến",
    ),
}


def sure_level(level: str, rnd: Random) -> str:
    """A level in words: the bare numbers of old levels mean other things today."""
    return rnd.choice([words for words in SERVICE_LEVELS[level] if not words.startswith("Mức độ")])


def decision_phrase(number: str, day: date | None, rnd: Random) -> str:
    """Quyết định công bố."""
    if day is None:
        return number
    told = other_dates(f"ngày {day.day:02d}/{day.month:02d}/{day.year}", rnd)
    place = rnd.choice(
        (
            "{n} {d}",
            "{n}, {d}",
            "{n} {d} của Chủ tịch UBND tỉnh",
            "Quyết định số {n} {d}",
            "Quyết định số {n} {d} của Chủ tịch Ủy ban nhân dân tỉnh Tây Ninh",
            "QĐ số {n} {d}",
            "{n} ({d})",
        )
    )
    return place.format(n=number, d=told)


# --- legal bases ------------------------------------------------------------

_TYPES = (
    (r"/NĐ-CP$", "Nghị định"),
    (r"/NQ-|/NQ$", "Nghị quyết"),
    (r"/TTLT", "Thông tư liên tịch"),
    (r"/TT-", "Thông tư"),
    (r"/QH\d*$", "Luật"),
    (r"/QĐ-", "Quyết định"),
)
_SHORT = {
    "Thông tư liên tịch": "Thông tư liên tịch",
    "Nghị định": "NĐ",
    "Nghị quyết": "NQ",
    "Thông tư": "TT",
    "Luật": "Luật",
    "Quyết định": "QĐ",
}
_BEGINS = re.compile(r"^(?:\d+\.\s*)?(Luật|Nghị định|Nghị quyết|Thông tư|Quyết định|Bộ luật)( liên tịch)?( số)? ?\d")


def type_of(number: str) -> str:
    """Nghị định, Thông tư ... by the signs of the number; empty when they do not tell."""
    return next((kind for pattern, kind in _TYPES if re.search(pattern, number)), "")


def basis_phrase(basis: Basis, rnd: Random) -> str:
    """One line: the number, with its kind and title or without."""
    kind = type_of(basis.number)
    if not basis.number or not kind:
        return noisy(f"{basis.number} {basis.name}".strip(), rnd, most=2)
    named = basis.name if _BEGINS.match(basis.name) else f"{kind} số {basis.number} {basis.name}"
    short = rnd.choice(
        (
            f"{kind} số {basis.number}",
            f"{kind} {basis.number}",
            f"{_SHORT[kind]} {basis.number}",
            f"{_SHORT[kind]} số {basis.number}",
            basis.number,
        )
    )
    told = rnd.choice((named, named, named, short, f"{basis.number}: {basis.name}", f"{basis.number} - {basis.name}"))
    return noisy(told, rnd, most=2) + rnd.choice(("", "", ";", ".", ""))
