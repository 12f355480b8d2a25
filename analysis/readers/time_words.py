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
#: A number behind these names a day, a month, a season: "ngày 20 tháng đầu tiên", "quý 3 năm sau", "tháng 1 15 ngày".
_DATED_BEFORE = re.compile(
    r"(?<!\w)(?:ngày|tháng|năm|quý|tuần|mùng|mồng|thứ|hôm|kỳ|đợt|khóa|giai đoạn|lần|định kỳ|mỗi|cứ|hàng|hằng)"
    r"(?: thứ| số| mùng| mồng)? $"
)
#: A unit before these is a place in the calendar, or a rhythm: "10 tháng sau", "5 ngày đầu quý", "6 tháng một lần".
_DATED_AFTER = re.compile(
    r" (?:(?:đầu|cuối|giữa)(?! tư)(?: tiên| cùng)?(?!\w)|(?:hàng|hằng|mỗi) (?:ngày|tuần|tháng|quý|năm)(?!\w)"
    r"|(?:1|một) lần(?!\w))| ?/ ?(?:1 )?lần(?!\w)"
)
_MONTH_AFTER = re.compile(
    r" (?:sau(?! khi| cắt| đó)|tới|này|nay|trước|kế|tiếp theo|liền (?:kề|sau|trước)|giêng|chạp|của (?:năm|quý))(?!\w)"
)
_CLOCK_BEFORE = re.compile(r"(?<!\w)(?:trước|sau|lúc|vào|từ|đến|tới|khoảng)(?: lúc| khoảng)? $")
_CLOCK_AFTER = re.compile(r" (?:sáng|chiều|trưa|tối|cùng ngày|ngày|hàng ngày|hằng ngày)(?!\w)")
#: Days before something that is still to come are what somebody must keep, not what it takes.
_AHEAD_BEFORE = re.compile(r"(?<!\w)trước(?: (?:thời hạn|ít nhất|tối thiểu|khoảng|hạn|đó)){0,2} $")
_AHEAD_AFTER = re.compile(r" trước(?: (?:khi|ngày|thời điểm|thời hạn|lúc))(?!\w)")
_LOOK_BACK = 40
_DAY = r"(?:ngày )?[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?(?![0-9/])"
#: A day of the calendar by which something is done is no stretch of time.
BY_DATE = re.compile(
    rf"(?:(?<!\w)(?:chậm nhất|muộn nhất|trễ nhất|hạn (?:cuối|chót))|(?:^|(?<=: ))(?:trước|đến hết|không quá))"
    rf"(?: (?:là|vào|hết|đến|trước)){{0,2}} {_DAY}"
)
#: A text that begins with a place in the calendar: "quý i", "vào thứ 6 hàng tuần", "trong năm 2026".
IN_CALENDAR = re.compile(
    r"(?:thời (?:hạn|gian)[^:0-9]{0,40}: ?)?"
    r"(?:(?:chậm nhất|muộn nhất|trễ nhất|trước|đến|tới|hết|vào|trong|từ|là|khoảng|hạn|cuối|đầu|giữa|sáng|chiều|định kỳ"
    r"|ngày|làm việc) )*"
    r"(?:(?:tháng|quý|tuần|năm|thứ|mùng|mồng|chủ nhật|hàng|hằng|mỗi|cuối|đầu)(?!\w)|[0-9]{1,2}/[0-9]|ngày [0-9])"
)

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
LEFT_UNIT = re.compile(rf"(?<!\w)(?:(?:{_UNCOUNTED}) (?:{UNITS}|tuần|phút)|(?:^)ngày làm việc)(?!\w)(?! {LATER})")
LEFT_DIGITS = re.compile(r"[0-9½¼¾][0-9.,/]{0,12}(?: ?[^\W\d]{1,12})?")
#: Sums are not worked out: "10 ngày + 5 ngày", "2 ngày x 50% = 1 ngày".
SUM = re.compile(r" [=+×x] ?[0-9]")


_OF_TIME = r"(?:thời (?:hạn|gian))(?: (?:giải quyết|thực hiện|xử lý|trả kết quả))?(?: hồ sơ| thủ tục)?"
_DENIED = re.compile(
    rf"(?:{_OF_TIME} ?: ?)?(?:(?:pháp luật|luật|văn bản|{_OF_TIME}) )?(?:hiện )?"
    r"(?:không(?: có)?"
    rf"|(?:không|chưa)(?: có)?(?: được)? quy định(?: (?:về|cụ thể|rõ|riêng)){{0,2}}(?: {_OF_TIME})?(?: cụ thể)?"
    rf"|(?:không|chưa)(?: có| giới hạn| xác định| ấn định| áp dụng| hạn chế)? {_OF_TIME}(?: cụ thể)?|vô thời hạn)[.;]?"
)


def denies_time(text: str) -> bool:
    """Whether a canonical text says that there is no time limit: "không quy định". A gap says nothing."""
    return _DENIED.fullmatch(text) is not None


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
    found = [Event(m.start(), m.end(), _of_amount(m)) for m in _AMOUNT.finditer(rest) if _is_duration(rest, m)]
    for manner, pattern in ((Manner.SAME_DAY, SAME_DAY), (Manner.AGREED, _AGREED), (Manner.AT_ONCE, _AT_ONCE)):
        found += [Event(m.start(), m.end(), TimeCase(manner=manner)) for m in pattern.finditer(rest)]
    return sorted(found, key=lambda e: e.start)


def _is_duration(rest: str, match: re.Match[str]) -> bool:
    """Whether a number and a unit say how long, not which day, at what hour, how often, or how long ahead."""
    start, end, unit = match.start(), match.end(), UNIT_NAMES[match["unit"]][0]
    before = rest[max(0, start - _LOOK_BACK) : start]
    after = (_DATED_AFTER, _AHEAD_AFTER)
    if _DATED_BEFORE.search(before) or _AHEAD_BEFORE.search(before) or any(p.match(rest, end) for p in after):
        return False
    if unit in (Unit.MONTH, Unit.YEAR):
        return not _MONTH_AFTER.match(rest, end)
    if unit is Unit.HOUR and not match["working"]:
        return not (_CLOCK_BEFORE.search(before) or _CLOCK_AFTER.match(rest, end))
    return True


def _of_amount(match: re.Match[str]) -> TimeCase:
    high, low = read_number(match["high"]), read_number(match["low"] or "")
    unit, working = UNIT_NAMES[match["unit"]]
    amount = high if high is None or low is None else (low, high)
    return TimeCase(amount, unit, True if match["working"] else working)
