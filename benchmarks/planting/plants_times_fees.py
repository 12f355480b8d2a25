"""Plants in time limits and fees (CL13-CL18)."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from benchmarks.planting.numbers import count, grouped
from benchmarks.planting.phrases import fee_phrase, plain_money
from benchmarks.planting.plant import Plant, Planted, Stock, planted
from benchmarks.planting.sheet import Fee, Sheet, Time

# --- CL13-CL15 --------------------------------------------------------------


_DAYS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày"}


def _time(sheet: Sheet) -> Time | None:
    """The one sure time limit, where no note tells times of its own."""
    if any("ngày" in m.note for m in sheet.methods) or not sheet.one_time:
        return None
    return sheet.one_time[0]


def _set(sheet: Sheet, *times: Time, channels: int | None = None) -> None:
    for i, method in enumerate(sheet.methods):
        if channels is None or i < channels:
            method.times = times


def _told(time: Time) -> str:
    return f"{time.amount} {_DAYS[time.unit]} {time.condition}".strip()


def longer(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Some days more, for all ways of filing or only for one."""
    if (time := _time(sheet)) is None:
        return None
    more = replace(time, amount=rnd.choice((time.amount + 1, time.amount + 2, time.amount + 5, time.amount + 10)))
    one = rnd.random() < 0.2 and len({m.channel for m in sheet.methods}) == len(sheet.methods) > 1
    _set(sheet, more, channels=1 if one else None)
    what = "dài hơn ở một hình thức nộp" if one else "dài hơn"
    return planted("CL13", what, _told(time), _told(more))


def misread(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """One digit too many: 5 as 15, 3 as 30."""
    if (time := _time(sheet)) is None or time.amount > 9:
        return None
    more = replace(time, amount=rnd.choice((10 + time.amount, 10 * time.amount)))
    _set(sheet, more)
    return planted("CL13", "thừa một chữ số", _told(time), _told(more))


def other_unit(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The same number of days of another kind."""
    if (time := _time(sheet)) is None:
        return None
    other = replace(time, unit="DAY" if time.unit == "WORKING_DAY" else "WORKING_DAY")
    _set(sheet, other)
    return planted("CL14", "khác đơn vị", _told(time), _told(other))


_CASES = (
    "trường hợp phải xác minh",
    "trường hợp hồ sơ phức tạp",
    "trường hợp cần lấy ý kiến của cơ quan khác",
    "trường hợp nộp qua dịch vụ bưu chính",
)


def extra_case(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A case of its own, with a longer limit."""
    if (time := _time(sheet)) is None:
        return None
    case = replace(time, amount=time.amount + rnd.choice((2, 3, 5, 10)), condition=rnd.choice(_CASES))
    _set(sheet, time, case)
    return planted("CL14", "thêm trường hợp", _told(time), _told(case), ("CL13", "CL14"))


def extension(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A limit that may be extended."""
    if (time := _time(sheet)) is None:
        return None
    more = replace(time, amount=rnd.choice((2, 3, 5, 7)))
    x, y = (f"{count(t.amount, rnd)} {_DAYS[t.unit]}" for t in (time, more))
    sheet.literal["time"] = rnd.choice(
        (
            f"{x.capitalize()} kể từ ngày nhận đủ hồ sơ hợp lệ; trường hợp phức tạp có thể kéo dài thêm không quá {y}",
            f"Không quá {x}. Trường hợp cần xác minh thì được kéo dài thêm {y}.",
            f"Trong thời hạn {x}, có thể gia hạn thêm không quá {y}.",
        )
    )
    return planted("CL14", "được kéo dài thêm", _told(time), sheet.literal["time"], ("CL13", "CL14"))


def shorter(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Cut by the province."""
    if (time := _time(sheet)) is None or time.amount < 2:
        return None
    less = replace(time, amount=rnd.randint(max(1, time.amount // 2), time.amount - 1))
    _set(sheet, less)
    return planted("CL15", "ngắn hơn", _told(time), _told(less))


# --- CL16, CL17 -------------------------------------------------------------


def _fees(sheet: Sheet) -> tuple[Fee, ...]:
    """The sure fees with an amount, where no note tells fees of its own."""
    if any(re.search(r"(?i)phí|đồng|\d{3}đ", m.note) for m in sheet.methods):
        return ()
    fees = sheet.one_fee or ()
    return fees if fees and all(f.amount for f in fees) else ()


def _council(sheet: Sheet) -> bool:
    """Whether the people's council may fix the fee."""
    return sheet.sector in ("Đăng ký biện pháp bảo đảm", "Hộ tịch")


def _fee_plant(sheet: Sheet, what: str, old: tuple[Fee, ...], new: tuple[Fee, ...], rnd: Random) -> Planted:
    for method in sheet.methods:
        method.fees = new
    needs = (("CL16", "CL17"),) if _council(sheet) else ("CL16",)
    return planted("CL16", what, _fees_told(old), _fees_told(new), *needs)


def _fees_told(fees: tuple[Fee, ...]) -> str:
    return "; ".join(f"{plain_money(f.amount, f.currency)}{f.rest[:60]}" for f in fees if f.amount)


def _other_amount(amount: int, rnd: Random, *, up: bool) -> int:
    if amount < 1000:
        return amount + rnd.choice((1, 5, 10)) if up else max(1, amount - rnd.choice((1, 2, 5)))
    factor = rnd.choice((1.1, 1.2, 1.5, 2, 10) if up else (0.9, 0.8, 0.5))
    return int(round(amount * factor / 1000) * 1000) or 1000


def other_amount(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """One amount higher or lower."""
    if not (fees := _fees(sheet)):
        return None
    i, up = rnd.randrange(len(fees)), rnd.random() < 0.65
    new = replace(fees[i], amount=_other_amount(fees[i].amount or 0, rnd, up=up))
    if new == fees[i]:
        return None
    what = "mức gốc, bên cạnh mức giảm tạm thời, " if "áp dụng" in new.rest.lower() else ""
    return _fee_plant(sheet, what + ("cao hơn" if up else "thấp hơn"), fees, (*fees[:i], new, *fees[i + 1 :]), rnd)


def other_per(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The same amount for another thing."""
    fees = _fees(sheet)
    if len(fees) != 1 or not re.fullmatch(r"/[\w ]+", fees[0].rest):
        return None
    others = [u for u in ("/hồ sơ", "/trường hợp", "/trang", "/bản", "/lần") if u != fees[0].rest]
    return _fee_plant(sheet, "khác đơn vị tính", fees, (replace(fees[0], rest=rnd.choice(others)),), rnd)


def no_fee(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Free locally."""
    if not (fees := _fees(sheet)):
        return None
    sheet.literal["fee"] = rnd.choice(("Không", "Miễn phí", "Không thu phí", "0 đồng", "Không có"))
    needs = (("CL16", "CL17"),) if _council(sheet) else ("CL16",)
    return planted("CL16", "chỉ quốc gia có", _fees_told(fees), sheet.literal["fee"], *needs)


_MORE = ("Phí thẩm định hồ sơ", "Lệ phí cấp giấy chứng nhận", "Phí sao chụp tài liệu", "Lệ phí cấp bản sao")


def one_more_fee(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """A fee that only the province asks for."""
    if not (fees := _fees(sheet)):
        return None
    amount = rnd.choice((20_000, 50_000, 100_000, 150_000))
    more = f"{rnd.choice(_MORE)}: {grouped(amount)} đồng/hồ sơ"
    sheet.literal["fee"] = f"{fee_phrase(fees, rnd)}\n{more}"
    needs = (("CL16", "CL17"),) if _council(sheet) else ("CL16",)
    return planted("CL16", "thêm một khoản", _fees_told(fees), more, *needs)


def lost_reduction(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """The reduced amount that holds until 31/12/2026 is left out, or is another one."""
    fees = _fees(sheet)
    if len(fees) != 1 or "áp dụng mức phí" not in fees[0].rest.lower():
        return None
    said = re.search(r"mức phí:? ([\d.]+) đồng", fees[0].rest)
    if said is None:
        return None
    amount = int(said[1].replace(".", ""))
    rest = re.sub(r" \([^()]*đồng\)", "", fees[0].rest).replace(said[1], grouped(_other_amount(amount, rnd, up=True)))
    new = replace(fees[0], rest="" if rnd.random() < 0.5 else rest)
    return _fee_plant(sheet, "mức giảm tạm thời bị bỏ hoặc khác", fees, (new,), rnd)


def council_fee(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Another amount, on the ground of a resolution of the people's council."""
    fees = _fees(sheet)
    if len(fees) != 1 or "áp dụng" in fees[0].rest.lower():
        return None
    fee = fees[0]
    amount = _other_amount(fee.amount or 0, rnd, up=rnd.random() < 0.5)
    if amount == fee.amount:
        return None
    ground = rnd.choice(
        (
            "theo Nghị quyết số {n}/{y}/NQ-HĐND của HĐND tỉnh",
            "(Nghị quyết {n}/{y}/NQ-HĐND ngày 10/12/{y})",
            "do Hội đồng nhân dân tỉnh quy định tại NQ số {n}/{y}/NQ-HĐND",
        )
    ).format(n=rnd.randint(3, 60), y=rnd.choice((2022, 2024, 2025)))
    per = fee.rest if re.fullmatch(r"/[\w ]+", fee.rest) else ""
    sheet.literal["fee"] = f"{plain_money(amount, fee.currency)}{per} {ground}"
    return planted("CL17", "mức thu theo HĐND", _fees_told(fees), sheet.literal["fee"])


def security_fee(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Another fee for the registration of security."""
    if sheet.sector != "Đăng ký biện pháp bảo đảm":
        return None
    found = rnd.choice((other_amount, no_fee, other_per, one_more_fee))(sheet, rnd, stock)
    return found and replace(found, kind="CL17")


def national_amount(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Not for fees that a council may fix."""
    if _council(sheet):
        return None
    how = rnd.choice((other_amount, other_amount, other_per, no_fee, one_more_fee, lost_reduction))
    return how(sheet, rnd, stock)


# --- CL18 -------------------------------------------------------------------


def no_exemption(sheet: Sheet, rnd: Random, stock: Stock) -> Planted | None:
    """Who is exempt is left out, wholly or one group of people."""
    fees = sheet.one_fee or ()
    found = [(i, f) for i, f in enumerate(fees) if re.search(r"Miễn (lệ )?phí (cho|đối với)", f.rest)]
    if not found or any("phí" in m.note.lower() for m in sheet.methods):
        return None
    i, fee = found[0]
    groups = list(re.finditer(r"; người [^;.]+", fee.rest))
    if groups and rnd.random() < 0.4:
        lost = rnd.choice(groups)[0]
        rest = fee.rest.replace(lost, "", 1)
    else:
        sentence = re.search(r"\.?\s*Miễn (lệ )?phí (cho|đối với)[^.]*\.?", fee.rest)
        assert sentence is not None
        lost = sentence[0]
        rest = (fee.rest[: sentence.start()] + ". " + fee.rest[sentence.end() :].strip()).strip(" .()")
    if not re.search(r"Hội đồng nhân dân|[Mm]ức thu|Phí cấp bản sao|Miễn", rest):
        return None
    for method in sheet.methods:
        method.fees = (*fees[:i], replace(fee, rest=rest), *fees[i + 1 :])
    return planted("CL18", "thiếu đối tượng miễn", fee.rest, rest)


PLANTS: dict[str, tuple[Plant, ...]] = {
    "CL13": (longer, longer, misread),
    "CL14": (other_unit, extra_case, extension),
    "CL15": (shorter,),
    "CL16": (national_amount,),
    "CL17": (council_fee, security_fee),
    "CL18": (no_exemption,),
}
