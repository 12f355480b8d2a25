"""Time limits read from texts.

A text is cut into clauses; each amount of time becomes a case with the
condition under which it holds. What a clause says besides is kept with the
case. Digits and units of time that no pattern explains make the whole text
"not understood": an amount is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.readers import NotUnderstood
from analysis.readers.clauses import DEEPEST, MOST_STATEMENTS, Item, clauses, items, pulled_apart
from analysis.readers.numbers import NUMBER_WORDS, read_number
from analysis.readers.time_values import Manner, TimeCase, TimeLimit, TimeReading, Unit, Unspecified
from analysis.texts import canonical_text

_NOTHING_STATED = re.compile(r"(?:không (?:quy định|có thông tin|có|xác định)|chưa quy định|không)[.;]?")
_UNIT_NAMES: dict[str, tuple[Unit, bool | None]] = {
    "ngày làm việc": (Unit.DAY, True),
    "ngày": (Unit.DAY, False),
    "giờ làm việc": (Unit.HOUR, True),
    "giờ": (Unit.HOUR, None),
    "tháng": (Unit.MONTH, None),
    "năm": (Unit.YEAR, None),
}


def read_time_limit(text: str, *, default_unit: str | None = None) -> TimeReading:
    """Read a text. ``default_unit`` is the unit of a column's heading ("ngày làm việc") for cells that give less."""
    default = _UNIT_NAMES.get(canonical_text(default_unit)) if default_unit else None
    if default_unit and default is None:
        return NotUnderstood(text, f"Không biết đơn vị thời gian “{default_unit}”.", (default_unit,))
    clean = canonical_text(text)
    if not clean or _NOTHING_STATED.fullmatch(clean):
        return Unspecified(f"Văn bản ghi “{clean}”." if clean else "Ô trống.")
    if default and (amount := read_number(clean)) and amount > 0:
        return TimeLimit((TimeCase(amount, *default),))
    reading = _Reading()
    for item in items(text):
        reading.read(item)
    if len(reading.cases) > MOST_STATEMENTS:
        return NotUnderstood(text, "Văn bản nêu quá nhiều thời hạn.")
    if reading.left:
        return NotUnderstood(text, "Còn số hoặc đơn vị thời gian chưa hiểu.", tuple(dict.fromkeys(reading.left)))
    if not reading.cases:
        return Unspecified("Văn bản không nêu thời hạn.")
    cases = _with_default(reading.cases, default) if default else reading.cases
    return TimeLimit(tuple(dict.fromkeys(_with_parts(cases))))


def _with_default(cases: list[TimeCase], default: tuple[Unit, bool | None]) -> list[TimeCase]:
    """Plain days under a heading of working days are working days."""
    unit, working = default
    return [replace(c, working=working) if c.unit is unit and working and not c.working else c for c in cases]


def _with_parts(cases: list[TimeCase]) -> list[TimeCase]:
    """Shares of a total are marked: the first case names no condition and is exactly the sum of all others."""
    if len(cases) < 3 or cases[0].condition or any(c.part for c in cases):
        return cases
    head, *rest = cases
    if any(c.unit is not head.unit or c.working is not head.working or not c.condition for c in rest):
        return cases
    if any(c.most is None for c in cases) or sum(c.most or 0 for c in rest) != head.most:
        return cases
    return [head, *(replace(c, part=True) for c in rest)]


# --- what the words of time are ---------------------------------------------

_N = r"[0-9]{1,6}(?:,[0-9]{1,2})?"
_UNITS = r"(?:giờ|ngày|tháng|năm)"
_AMOUNT = re.compile(
    rf"(?<![\w/.,])(?:(?P<low>{_N})(?: {_UNITS}(?: làm việc)?)? ?(?:-|đến|tới) ?)?"
    rf"(?P<high>{_N}) ?(?P<unit>{_UNITS})(?P<working> làm việc| \(làm việc\))?(?!\w)(?! (?:tuổi|rưỡi))"
)
_LATER = r"(?:tiếp theo|kế tiếp|liền kề|tiếp sau|sau đó|hôm sau)"
_SAME_DAY = re.compile(
    r"(?<!\w)(?:ngay )?trong (?:cùng )?(?:ngày|buổi)(?: làm việc)?(?!\w)"
    rf"(?! (?:làm việc )?{_LATER})(?! làm việc)"
)
_NEXT_DAY = re.compile(rf"(?<!\w)(?:ngay )?(?:trong |vào )?(?:1 )?ngày (?:làm việc )?{_LATER}(?!\w)")
_CLOCK = re.compile(r"(?<!\w)sau (?P<hour>[0-9]{1,2}) ?(?:giờ|h)(?: ?(?P<minute>[0-9]{1,2})(?: phút)?)?(?!\w)")
_AT_ONCE = re.compile(r"^(?:thời hạn[^:]{0,40}: ?)?ngay (?:sau )?khi (?:tiếp )?nhận (?:đủ|được)(?!\w)")
_AGREED = re.compile(r"(?:có thể )?(?:(?:phải )?(?:kéo )?dài (?:hơn|thời gian) )?theo thỏa thuận(?: bằng văn bản)?")
_APPOINTMENT = "phiếu hẹn"  # a clause on the slip with the day of collection states no limit
_NOT_A_LIMIT = re.compile(rf"(?:ít nhất|tối thiểu|từ đủ|(?<!\w)đủ|trên|dưới)(?: là)? {_N} {_UNITS}(?!\w)")

#: Digits that speak of other things.
_EXPLAINED = re.compile(
    r"https?://\S+"
    rf"|\([0-9]{{1,2}}\)(?! ?{_UNITS})"
    r"|(?<![\w.])[a-zđ]{1,5}(?:\.[a-z0-9đ]{1,4})+(?!\w)"  # "điểm b.ii.2", "phụ lục i.6"
    r"|(?:(?:ngày|tháng) )?[0-9]{1,2}/(?:[0-9]{1,2}/)?[0-9]{4}(?![0-9])"
    r"|[0-9][0-9.]{0,8}[a-z]?/(?:[0-9]{4}/)?[a-zđư][\w-]*"
    r"|(?<!\w)năm [12][0-9]{3}(?![0-9])"
    r"|(?<!\w)(?:khoản|điểm|điều|mục|chương|phần|phụ lục|stt|số thứ tự|mẫu|biểu|thứ|lần|bậc|hạng|loại|số|nhóm"
    r"|mức độ|bước) (?:số |thứ )?[0-9]{1,4}[a-zđ]?(?:\.[0-9]{1,3})*"
    rf"(?:(?:,| và| hoặc) [0-9]{{1,3}}[a-zđ]?(?![0-9,]| ?{_UNITS}))*"
    r"|[0-9](?<![0-9,].)[0-9,]{0,20}(?: (?:nghìn|triệu|tỷ))? ?(?:đồng|usd|%)"
    r"|[0-9]{1,4}(?: ?x ?[0-9]{1,2})? ?(?:cm|km|bộ|bản|tờ|ảnh|trang|người|cá nhân|tập thể|tuổi|trẻ|thành viên|chữ|giấy"
    r"|cơ quan|đơn vị|văn bản)(?!\w)"
)
_UNCOUNTED = "|".join(sorted({*NUMBER_WORDS, "nửa", "vài", "mấy", "nhiều", "không quá", "tối đa", "vòng", r"\.\.\."}))
_LEFT_UNIT = re.compile(
    rf"(?:^|(?<=[\s(:]))(?:(?:{_UNCOUNTED}) (?:{_UNITS}|tuần|phút)|(?:^)ngày làm việc)(?!\w)(?! {_LATER})"
)
_LEFT_DIGITS = re.compile(r"[0-9][0-9.,/]{0,12}(?: ?[^\W\d]{1,12})?")


def _masked(clause: str) -> str:
    """A clause in which everything that cannot be a time limit is blank."""
    masked = _blanked(clause, _EXPLAINED, _NOT_A_LIMIT)
    return _blanked(masked, _SAME_DAY, _NEXT_DAY, _AGREED) if _APPOINTMENT in clause else masked


def _blanked(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return text


def _says_time(text: str) -> bool:
    masked = _masked(text)
    return any(p.search(masked) for p in (_AMOUNT, _SAME_DAY, _NEXT_DAY, _AGREED))


_PARTS = re.compile(r"(?<!không )(?:trong đó|bao gồm|gồm|cụ thể)(?: như sau)?")


def _opens_parts(text: str) -> bool:
    """Whether the shares of a total follow."""
    return any(not text[m.end() :].strip(" ,:") for m in _PARTS.finditer(text))


# --- reading ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Event:
    """A statement of time in a clause."""

    start: int
    end: int
    case: TimeCase


def _events(masked: str) -> list[_Event]:
    found = [_Event(m.start(), m.end(), _of_amount(m)) for m in _AMOUNT.finditer(masked)]
    for manner, pattern in ((Manner.SAME_DAY, _SAME_DAY), (Manner.AGREED, _AGREED), (Manner.AT_ONCE, _AT_ONCE)):
        found += [_Event(m.start(), m.end(), TimeCase(manner=manner)) for m in pattern.finditer(masked)]
    return sorted(found, key=lambda e: e.start)


def _of_amount(match: re.Match[str]) -> TimeCase:
    high, low = read_number(match["high"]), read_number(match["low"] or "")
    unit, working = _UNIT_NAMES[match["unit"]]
    amount = high if high is None or low is None else (low, high)
    return TimeCase(amount, unit, True if match["working"] else working)


def _whole(pieces: list[str]) -> Iterator[str]:
    """Clauses with the condition that a semicolon cut in two put together again, without stray numbering."""
    begun: list[str] = []
    for i, piece in enumerate(pieces, 1):
        begun.append(piece)
        whole = " thì " in piece or ":" in piece or _says_time(piece)
        if i < len(pieces) and not whole and _OPEN_CONDITION.match(begun[0]):
            continue
        if i == len(pieces) or not _NUMBERING.fullmatch(piece):
            yield "; ".join(begun)
        begun = []


_OPEN_CONDITION = re.compile(r"(?:(?:trừ|riêng|trong|đối với) )*trường hợp ")
_NUMBERING = re.compile(r"[0-9]{1,2}|[a-zđ]")  # "2. Thời hạn" inside a running text


class _Reading:
    """What has been read of one text so far."""

    def __init__(self) -> None:
        self.cases: list[TimeCase] = []
        self.left: list[str] = []

    def read(self, item: Item) -> None:
        """Read one line or bullet."""
        shares = any(_says_time(line) and _opens_parts(line) for line in item.under)
        heading = " / ".join(h for line in item.under if (h := _heading(line)))
        for clause in _whole(list(clauses(item.text))):
            self._clause(clause, heading, shares=shares)

    def _clause(self, clause: str, heading: str, *, shares: bool, depth: int = 0) -> None:
        if depth > DEEPEST:
            self.left.append(clause[:40])
            return
        outer, brackets = pulled_apart(clause, _says_time)
        self._simple(outer, heading, shares=shares)
        for content in brackets:
            opens = _PARTS.match(content) is not None
            for piece in clauses(content):
                self._clause(piece, heading, shares=shares or opens, depth=depth + 1)

    def _simple(self, clause: str, heading: str, *, shares: bool) -> None:
        clause, cutoff = _without_cutoff(clause)
        masked = _masked(clause)
        events = _events(masked)
        shares = shares or _PARTS.match(clause) is not None
        for start, end, event in _shared_out(clause, events):
            case = _told(clause[start : event.start], clause[event.end : end], event.case, heading)
            self.cases.append(replace(case, part=shares))
        if cutoff and not self._cut_off(cutoff):
            self.left.append(cutoff)
        for event in events:
            masked = masked[: event.start] + " " * (event.end - event.start) + masked[event.end :]
        self.left += [m[0].strip() for p in (_LEFT_DIGITS, _LEFT_UNIT, _NEXT_DAY) for m in p.finditer(masked)]

    def _cut_off(self, cutoff: str) -> bool:
        """Give the last same-day case its cut-off; False where there is none."""
        for i in reversed(range(len(self.cases))):
            if self.cases[i].same_day:
                self.cases[i] = replace(self.cases[i], cutoff=cutoff)
                return True
        return False


_INTRODUCED = re.compile(r"(?:^|(?<=[\s,(]))(?:hoặc|nếu|trường hợp|(?:thời điểm )?(?:tiếp )?nhận)(?!\w)[^,()]{0,80}$")


def _without_cutoff(clause: str) -> tuple[str, str]:
    """A clause without "received after 15 giờ: the next working day", and that time as "15:00"."""
    clock, later = _CLOCK.search(clause), _NEXT_DAY.search(clause)
    if not clock or not later or int(clock["hour"]) > 23 or int(clock["minute"] or 0) > 59:
        return clause, ""
    start, end = min(clock.start(), later.start()), max(clock.end(), later.end())
    if introduced := _INTRODUCED.search(clause[:start]):
        start = introduced.start()
    rest = " ".join(f"{clause[:start]} {clause[end:]}".split())
    return rest, f"{int(clock['hour']):02}:{int(clock['minute'] or 0):02}"


_CUT_AT = (
    re.compile(r", (?=(?:riêng |còn |trong )?(?:trường hợp|đối với|nếu|khi|thời hạn|thời gian)(?!\w))"),
    re.compile(r" (?:và|hoặc|nhưng) "),
    re.compile(r"[,:] "),
)


def _shared_out(clause: str, events: list[_Event]) -> Iterator[tuple[int, int, _Event]]:
    """Which stretch of a clause belongs to which of its statements."""
    start = 0
    for event, following in zip(events, [*events[1:], None], strict=False):
        end = _cut(clause, event.end, following.start) if following else len(clause)
        yield min(start, event.start), end, event
        start = end


def _cut(clause: str, begin: int, end: int) -> int:
    counted = _COUNTED_FROM.match(clause, begin, end)
    begin = counted.end() if counted else begin
    for pattern in _CUT_AT:
        cuts = [m.end() for m in pattern.finditer(clause, begin, end)]
        if cuts:
            return cuts[-1]
    return begin


# --- conditions -------------------------------------------------------------

_HERE = "\x00"
_COUNTED_FROM = re.compile(
    r",? ?(?:được )?(?:kể |tính )?(?:từ|khi)(?: (?:ngày|khi|thời điểm|lúc))+ "
    r"(?P<what>[^,;:()\x00]*?(?:, hợp lệ)?)"
    r"(?=[,;:()\x00]| (?:đối với|trong trường hợp|nếu|hoặc có thể|hoặc không quá)(?!\w)"
    r"| hoặc ?(?:\x00|$)| và [0-9]|$)"
)
_RECEIVED = re.compile(
    r"(?:cơ quan, tổ chức |cơ quan đại diện |cơ quan )?(?:tiếp )?nhận(?: được| đủ)*(?: bộ)? (?:hồ sơ|yêu cầu)"
    r"(?: (?:đăng ký|chứng thực|yêu cầu|đầy đủ|và|đã|hợp lệ|theo quy định))*"
)
RECEIVED = "nhận đủ hồ sơ hợp lệ"
_QUALIFIERS = (
    ("không quá", re.compile(r"(?:nhưng )?(?:cũng )?không qu[áả](?!\w)")),  # "không quả" is printed in real decisions
    ("tối đa", re.compile(r"(?<!\w)tối đa(?: là| không quá)?(?!\w)")),
    ("chậm nhất", re.compile(r"(?<!\w)chậm nhất(?: là)?(?!\w)")),
    ("trong thời hạn", re.compile(r"(?<!\w)trong(?: (?:thời hạn|vòng|thời gian))?(?= ?\x00)")),
    ("sau cắt giảm", re.compile(r"\(?(?:sau|đã|thời gian) (?:khi )?cắt giảm\)?")),
    ("thời gian thực tế", re.compile(r"\(?thời gian thực tế giải quyết hồ sơ[^()]*\)?")),
    ("không tính vào thời hạn", re.compile(r"(?:và )?không tính vào thời hạn[^,;()]*")),
    (
        "kéo dài",
        re.compile(r"(?:thì )?(?:thời hạn (?:giải quyết |chứng thực )?)?(?:có thể |được |phải )*kéo dài (?:thêm|hơn)?"),
    ),
)
_ADDS = re.compile(r"(?:kéo dài|gia hạn|cộng) thêm[^,;]{0,20}\x00")
_PARTS_FIRST = re.compile(r"^(?:(?:trong đó|bao gồm|gồm|cụ thể)(?: như sau)?[,: ]*)+")
_LEAD = re.compile(
    r"^(?:cách thức thực hiện: ?)?(?:tổng )?thời (?:hạn|gian)"
    r"(?: (?:giải quyết|thực hiện|xử lý|công chứng|chứng thực|trả kết quả))?"
    r"(?: hồ sơ| yêu cầu chứng thực| thủ tục)?(?: là| phải)?(?: được (?:bảo|đảm) đảm)?(?: ?:)?(?!\w) ?"
)
_MARKER = r"(?:(?:trong |riêng |còn |đối với |những |các )*trường hợp|(?:riêng )?đối với|nếu)(?!\w)"
_CONDITION = re.compile(rf"(?<!\w){_MARKER}:? (?P<what>[^\x00:]*?)(?= thì(?!\w)|:|,? ?\x00|\)|$)")
_LABEL = re.compile(r"^(?P<what>[^\x00:]+):")
_NOISE = re.compile(r"\x00|(?<!\w)(?:thì|là|trong đó|bao gồm|gồm|cụ thể|thời hạn giải quyết)(?!\w)|[(),:\"]")


def _told(before: str, after: str, case: TimeCase, heading: str) -> TimeCase:
    """A case with everything that its stretch of the clause says."""
    text = f"{before.strip()} {_HERE} {after.strip()}".strip()
    adds = _ADDS.search(text) is not None
    counted_from = ""
    if match := _COUNTED_FROM.search(text):
        counted_from = _counted_from(match["what"].strip())
        text = _without(text, match)
    elif case.manner is not Manner.AMOUNT and (match := _RECEIVED.search(text)):
        counted_from = RECEIVED
        text = _without(text, match)
    qualifiers = []
    for name, pattern in _QUALIFIERS:
        if match := pattern.search(text):
            qualifiers.append(name)
            text = _without(text, match)
    text = _LEAD.sub("", _PARTS_FIRST.sub("", text))
    conditions = [heading] if heading else []
    for pattern in (_LABEL, _CONDITION):
        if match := pattern.search(text):
            conditions.append(_bare(match["what"]))
            text = _without(text, match)
    return replace(
        case,
        condition=" / ".join(c for c in conditions if c),
        qualifiers=tuple(qualifiers),
        counted_from=counted_from,
        adds=adds,
        about=_bare(_NOISE.sub(" ", text)),
    )


def _without(text: str, match: re.Match[str]) -> str:
    kept = _HERE if _HERE in match[0] else ""
    return f"{text[: match.start()]} {kept}{text[match.end() :]}"


def _counted_from(what: str) -> str:
    received = _RECEIVED.match(what)
    return RECEIVED + what[received.end() :] if received else what


_OPENERS = re.compile(rf"^(?:{_MARKER}|khi|việc|hồ sơ thuộc|[-+*,.:;( ])+ ?")


_CLOSERS = re.compile(r"(?:^|,? )(?:hoặc|và)$")
_BRACKETS = re.compile(r"[()]")


def _bare(text: str) -> str:
    """A condition without the words that only open it."""
    plain = _OPENERS.sub("", " ".join(_BRACKETS.sub(" ", text).split())).strip(" ,.:;-")
    return _CLOSERS.sub("", plain)


_GENERAL_HEADING = re.compile(
    r"(?:cách thức thực hiện|thời (?:hạn|gian)(?: giải quyết)?(?: hồ sơ)?|trong đó|cụ thể|bao gồm|như sau|[ ,:.])+"
)
_LONGEST_HEADING = 160


def _heading(line: str) -> str:
    """What a line says to the bullets under it, unless it is a sentence or states a time itself."""
    if len(line) > _LONGEST_HEADING or _GENERAL_HEADING.fullmatch(line) or _says_time(line):
        return ""
    if not line.endswith(":") and (line.endswith((".", ";")) or not _OPENERS.match(line)):
        return ""
    return _bare(line)
