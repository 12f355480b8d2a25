"""The words of time: which stretches of a clause state a time limit, and which only look like one.

Everything here looks at clauses in canonical form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.readers.numbers import NUMBER_WORDS, read_number
from analysis.readers.time_values import Manner, TimeCase, Unit

UNIT_NAMES: dict[str, tuple[Unit, bool | None]] = {
    "ngày làm việc": (Unit.DAY, True),
    "ngày": (Unit.DAY, False),
    "giờ làm việc": (Unit.HOUR, True),
    "giờ": (Unit.HOUR, None),
    "tháng": (Unit.MONTH, None),
    "năm": (Unit.YEAR, None),
}

NUMBER = r"[0-9]{1,6}(?:,[0-9]{1,2})?"
UNITS = r"(?:giờ|ngày|tháng|năm)"
_AMOUNT = re.compile(
    rf"(?<![\w/.,])(?:(?P<low>{NUMBER})(?: {UNITS}(?: làm việc)?)? ?(?:-|đến|tới) ?)?"
    rf"(?P<high>{NUMBER}) ?(?P<unit>{UNITS})"
    r"(?P<working> làm việc| \((?:tính |là )?(?:theo )?(?:ngày )?làm việc\))?(?!\w)"
    r"(?! (?:tuổi|rưỡi|lv|l/v|làm)(?!\w))"
)
LATER = r"(?:tiếp theo|kế tiếp|liền kề|tiếp sau|sau đó|hôm sau)"
SAME_DAY = re.compile(
    r"(?<!\w)(?:ngay )?trong (?:cùng )?(?:ngày|buổi)(?: làm việc)?(?!\w)"
    rf"(?! (?:làm việc )?{LATER})(?! làm việc)"
)
NEXT_DAY = re.compile(rf"(?<!\w)(?:ngay )?(?:trong |vào )?(?:1 )?ngày (?:làm việc )?{LATER}(?!\w)")
CLOCK = re.compile(r"(?<!\w)sau (?P<hour>[0-9]{1,2}) ?(?:giờ|h)(?: ?(?P<minute>[0-9]{1,2})(?: phút)?)?(?!\w)")
_GIVEN = r"(?:thời (?:hạn|gian)[^:]{0,40}: ?)?(?:(?:giải quyết|thực hiện|(?:trả|cấp) kết quả|trả|cấp) )?"
_AT_ONCE = re.compile(
    rf"^{_GIVEN}ngay(?: (?:sau )?(?:khi|thời điểm) (?:tiếp )?nhận (?:đủ|được|đầy đủ|hồ sơ|yêu cầu)(?!\w)|(?= ?[.;]?$))"
)
_AGREED = re.compile(r"(?:có thể )?(?:(?:phải )?(?:kéo )?dài (?:hơn|thời gian) )?theo thỏa thuận(?: bằng văn bản)?")
_APPOINTMENT = "phiếu hẹn"  # a clause on the slip with the day of collection states no limit
_NOT_A_LIMIT = re.compile(rf"(?:ít nhất|tối thiểu|từ đủ|(?<!\w)đủ|trên|dưới)(?: là)? {NUMBER} {UNITS}(?!\w)")

_COUNTED = rf"{NUMBER}(?: {UNITS}(?: làm việc)?)?"
#: By how much a limit was cut, or from what: "(giảm 5 ngày)", "từ 10 ngày giảm còn" before the limit itself.
_REDUCED = re.compile(
    rf"(?<!\w)(?:(?:giảm|rút ngắn) từ {_COUNTED}(?: xuống(?: còn)?| còn)?|từ {_COUNTED} (?:cắt )?(?:giảm|rút ngắn)"
    rf"(?: xuống(?: còn)?| còn)|(?:giảm|rút ngắn)(?: được| bớt)? {_COUNTED})(?!\w)"
)

#: Digits that speak of other things.
_EXPLAINED = re.compile(
    r"https?://\S+"
    rf"|\([0-9]{{1,2}}\)(?! ?{UNITS})"
    r"|(?<![\w.])[a-zđ]{1,5}(?:\.[a-z0-9đ]{1,4})+(?!\w)"  # "điểm b.ii.2", "phụ lục i.6"
    r"|(?:(?:ngày|tháng) )?[0-9]{1,2}/(?:[0-9]{1,2}/)?[0-9]{4}(?![0-9])"
    r"|[0-9][0-9.]{0,8}[a-z]?/(?:[0-9]{4}/)?[a-zđư][\w-]*"
    r"|(?<!\w)năm [12][0-9]{3}(?![0-9])"
    r"|(?<!\w)(?:khoản|điểm|điều|mục|chương|phần|phụ lục|stt|số thứ tự|mẫu|biểu|thứ|lần|bậc|hạng|loại|số|nhóm"
    r"|mức độ|bước) (?:số |thứ )?[0-9]{1,4}[a-zđ]?(?:\.[0-9]{1,3})*"
    rf"(?:(?:,| và| hoặc) [0-9]{{1,3}}[a-zđ]?(?![0-9,]| ?{UNITS}))*"
    r"|[0-9](?<![0-9,].)[0-9,]{0,20}(?: (?:nghìn|triệu|tỷ))? ?(?:đồng|usd|%)"
    r"|[0-9]{1,4}(?: ?x ?[0-9]{1,2})? ?(?:cm|km|bộ|bản|tờ|ảnh|trang|người|cá nhân|tập thể|tuổi|trẻ|thành viên|chữ|giấy"
    r"|cơ quan|đơn vị|văn bản|hình thức|cách thức|phương thức)(?!\w)"
)
_UNCOUNTED = "|".join(sorted({*NUMBER_WORDS, "nửa", "vài", "mấy", "nhiều", "không quá", "tối đa", "vòng", r"\.\.\."}))
LEFT_UNIT = re.compile(
    rf"(?:^|(?<=[\s(:]))(?:(?:{_UNCOUNTED}) (?:{UNITS}|tuần|phút)|(?:^)ngày làm việc)(?!\w)(?! {LATER})"
)
LEFT_DIGITS = re.compile(r"[0-9½¼¾][0-9.,/]{0,12}(?: ?[^\W\d]{1,12})?")
#: Sums are not worked out: "10 ngày + 5 ngày", "2 ngày x 50% = 1 ngày".
SUM = re.compile(r" [=+×x] ?[0-9]")


def masked(clause: str) -> str:
    """A clause in which everything that cannot be a time limit is blank."""
    rest = _blanked(clause, _REDUCED, _EXPLAINED, _NOT_A_LIMIT)
    return _blanked(rest, SAME_DAY, NEXT_DAY, _AGREED) if _APPOINTMENT in clause else rest


def _blanked(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return text


def says_time(text: str) -> bool:
    """Whether a text states a time."""
    rest = masked(text)
    return any(p.search(rest) for p in (_AMOUNT, SAME_DAY, NEXT_DAY, _AGREED))


PARTS = re.compile(r"(?<!không )(?:trong đó|bao gồm|gồm|cụ thể)(?: như sau)?")


def opens_parts(text: str) -> bool:
    """Whether the shares of a total follow."""
    return any(not text[m.end() :].strip(" ,:") for m in PARTS.finditer(text))


@dataclass(frozen=True, slots=True)
class Event:
    """A statement of time in a clause."""

    start: int
    end: int
    case: TimeCase


def events(rest: str) -> list[Event]:
    """The statements of time in a masked clause, in their order."""
    found = [Event(m.start(), m.end(), _of_amount(m)) for m in _AMOUNT.finditer(rest)]
    for manner, pattern in ((Manner.SAME_DAY, SAME_DAY), (Manner.AGREED, _AGREED), (Manner.AT_ONCE, _AT_ONCE)):
        found += [Event(m.start(), m.end(), TimeCase(manner=manner)) for m in pattern.finditer(rest)]
    return sorted(found, key=lambda e: e.start)


def _of_amount(match: re.Match[str]) -> TimeCase:
    high, low = read_number(match["high"]), read_number(match["low"] or "")
    unit, working = UNIT_NAMES[match["unit"]]
    amount = high if high is None or low is None else (low, high)
    return TimeCase(amount, unit, True if match["working"] else working)
