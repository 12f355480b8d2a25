"""Time limits read from texts.

A text is cut into clauses; each amount of time becomes a case with the
condition under which it holds. What a clause says besides is kept with the
case. Digits and units of time that no pattern explains make the whole text
"not understood": an amount is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.readers import NotUnderstood
from analysis.readers.channels import under_labels
from analysis.readers.clauses import DEEPEST, MOST_STATEMENTS, Item, clauses, items, pulled_apart
from analysis.readers.numbers import read_number
from analysis.readers.time_channels import by_channel
from analysis.readers.time_conditions import COUNTED_FROM, heading_of, told
from analysis.readers.time_duties import is_of_others
from analysis.readers.time_values import TimeCase, TimeLimit, TimeReading, Unit, Unspecified
from analysis.readers.time_words import (
    BY_DATE,
    CLOCK,
    IN_CALENDAR,
    LEFT_DIGITS,
    LEFT_UNIT,
    NEXT_DAY,
    PARTS,
    SUM,
    UNIT_NAMES,
    Event,
    denies_time,
    events,
    masked,
    opens_parts,
    says_time,
)
from analysis.texts import canonical_text

_NOTHING_STATED = re.compile(r"(?:không (?:quy định|có thông tin|có|xác định)|chưa quy định|không)[.;]?")


def read_time_limit(text: str, *, default_unit: str | None = None) -> TimeReading:
    """Read a text. ``default_unit`` is a column's heading or its unit, for cells that give less.

    "Thời hạn giải quyết (Ngày làm việc)" and "ngày làm việc" both make "05" and "05 ngày" five working days.
    """
    default = _unit_of_heading(default_unit) if default_unit else None
    if default_unit and default is None:
        return NotUnderstood(text, f"Không biết đơn vị thời gian “{default_unit}”.", (default_unit,))
    clean = canonical_text(text)
    if not clean or _NOTHING_STATED.fullmatch(clean) or denies_time(clean):
        return Unspecified(f"Văn bản ghi “{clean}”." if clean else "Ô trống.", denied=denies_time(clean))
    if default and (amount := read_number(clean)) and amount > 0:
        return TimeLimit((TimeCase(amount, *default),))
    reading = _Reading()
    denied: list[bool] = []
    for item in items(text):
        for label, part in under_labels(_without_lead(_with_unit_behind(item.text))):
            denied.append(denies_time(part))
            if denied[-1] and label:
                continue
            reading.read(Item(part, (*item.under, f"{label}:") if label else item.under))
    if len(reading.cases) > MOST_STATEMENTS:
        return NotUnderstood(text, "Văn bản nêu quá nhiều thời hạn.")
    if reading.left:
        return NotUnderstood(text, "Còn số hoặc đơn vị thời gian chưa hiểu.", tuple(dict.fromkeys(reading.left)))
    if reading.cases and any(denied):
        return NotUnderstood(text, "Văn bản vừa ghi thời hạn vừa ghi là không có.")
    if denied and all(denied):
        return Unspecified(f"Văn bản ghi “{clean}”.", denied=True)
    if not reading.cases:
        if calendar := IN_CALENDAR.match(clean):
            return NotUnderstood(text, "Văn bản nêu ngày trong lịch, không nêu thời hạn.", (calendar[0],))
        return Unspecified("Văn bản không nêu thời hạn.")
    cases = _with_default(reading.cases, default) if default else reading.cases
    return TimeLimit(tuple(dict.fromkeys(by_channel(_in_force(_with_parts(cases))))))


_HEADING = re.compile(r"[^()]*\((?:đơn vị(?: tính)?: ?|tính theo |theo )?(?P<unit>[^()]*)\)")


def _unit_of_heading(heading: str) -> tuple[Unit, bool | None] | None:
    clean = canonical_text(heading)
    bracket = _HEADING.fullmatch(clean)
    return UNIT_NAMES.get(bracket["unit"].strip() if bracket else clean)


_UNIT_APART = re.compile(
    r"(?<![\w/.,-])(?P<number>[0-9]{1,4}(?:,[0-9]{1,2})?) ?\((?P<unit>(?:ngày|giờ)(?: làm việc)?|tháng)\)"
    r"|^(?P<first>(?:ngày|giờ) làm việc|số ngày(?: làm việc)?): ?(?P<after>[0-9]{1,4}(?:,[0-9]{1,2})?)\.?$"
)


def _with_unit_behind(line: str) -> str:
    """ "3 (ngày làm việc)" and "ngày làm việc: 3" as "3 ngày làm việc"."""
    return _UNIT_APART.sub(
        lambda m: f"{m['number']} {m['unit']}" if m["unit"] else f"{m['after']} {m['first'].removeprefix('số ')}", line
    )


_OF_ALL = re.compile(r"thời (?:hạn|gian)(?: (?:giải quyết|thực hiện|xử lý|trả kết quả))?(?: hồ sơ| thủ tục)? ?: ?")


def _without_lead(line: str) -> str:
    """ "Thời hạn giải quyết: trực tiếp (3 ngày)" as "trực tiếp (3 ngày)": the lead says nothing of its own."""
    rest = line[lead.end() :] if (lead := _OF_ALL.match(line)) else ""
    return rest if any(label for label, _ in under_labels(rest)[:1]) else line


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


#: How a text calls the limit that the law sets beside the shorter one that the province promises.
_BY_LAW = re.compile(r"(?:theo )?(?:quy định|luật|quy định của (?:pháp )?luật)(?: chung| hiện hành)?")


def _in_force(cases: list[TimeCase]) -> list[TimeCase]:
    """What a province shortened is its limit; what the law allows is told beside it only to compare."""
    by_law = [c for c in cases if _BY_LAW.fullmatch(c.condition)]
    if not by_law:
        return cases
    others = [c for c in cases if c not in by_law]
    if any("sau cắt giảm" in c.qualifiers or not c.condition for c in others):
        return others
    return [replace(c, condition="") if c in by_law else c for c in cases]


# --- reading ----------------------------------------------------------------


def _whole(pieces: list[str]) -> Iterator[str]:
    """Clauses with the condition that a semicolon cut in two put together again, without stray numbering."""
    begun: list[str] = []
    for i, piece in enumerate(pieces, 1):
        begun.append(piece)
        whole = " thì " in piece or ":" in piece or says_time(piece)
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
        shares = any(says_time(line) and opens_parts(line) for line in item.under)
        heading = " / ".join(h for line in item.under if (h := heading_of(line)))
        for clause in _whole(list(clauses(item.text))):
            self._clause(clause, heading, shares=shares)

    def _clause(self, clause: str, heading: str, *, shares: bool, depth: int = 0) -> None:
        if depth > DEEPEST:
            self.left.append(clause[:40])
            return
        outer, brackets = pulled_apart(clause, says_time)
        self._simple(outer, heading, shares=shares)
        for content in brackets:
            opens = PARTS.match(content) is not None
            for piece in clauses(content):
                self._clause(piece, heading, shares=shares or opens, depth=depth + 1)

    def _simple(self, clause: str, heading: str, *, shares: bool) -> None:
        clause, cutoff = _without_cutoff(clause)
        rest = masked(clause)
        found = events(rest)
        self.left += [m[0].strip() for m in SUM.finditer(rest)]
        shares = shares or PARTS.match(clause) is not None
        self.left += [m[0] for m in BY_DATE.finditer(clause)]
        for start, end, event in _shared_out(clause, found):
            if is_of_others(clause[start : event.start], clause[event.end : end]):
                self.left.append(clause[event.start : event.end])
                continue
            case = told(clause[start : event.start], clause[event.end : end], event.case, heading)
            self.cases.append(replace(case, part=shares))
        if cutoff and not self._cut_off(cutoff):
            self.left.append(cutoff)
        for event in found:
            rest = rest[: event.start] + " " * (event.end - event.start) + rest[event.end :]
        self.left += [m[0].strip() for p in (LEFT_DIGITS, LEFT_UNIT, NEXT_DAY) for m in p.finditer(rest)]

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
    clock, later = CLOCK.search(clause), NEXT_DAY.search(clause)
    if not clock or not later or int(clock["hour"]) > 23 or int(clock["minute"] or 0) > 59:
        return clause, ""
    start, end = min(clock.start(), later.start()), max(clock.end(), later.end())
    if introduced := _INTRODUCED.search(clause[:start]):
        start = introduced.start()
    rest = " ".join(f"{clause[:start]} {clause[end:]}".split())
    return rest, f"{int(clock['hour']):02}:{int(clock['minute'] or 0):02}"


_CUT_AT = (
    re.compile(r", (?=(?:riêng |còn |trong )?(?:trường hợp|đối với|nếu|khi|thời hạn|thời gian)(?!\w))"),
    re.compile(r", (?=[^,:]{1,80}: ?(?:(?:không quá|tối đa) )?$)"),  # a label of the next statement
    re.compile(r" (?:và|hoặc|nhưng) "),
    re.compile(r"[,:] "),
)


def _shared_out(clause: str, found: list[Event]) -> Iterator[tuple[int, int, Event]]:
    """Which stretch of a clause belongs to which of its statements."""
    start = 0
    for event, following in zip(found, [*found[1:], None], strict=False):
        end = _cut(clause, event.end, following.start) if following else len(clause)
        yield min(start, event.start), end, event
        start = end


def _cut(clause: str, begin: int, end: int) -> int:
    counted = COUNTED_FROM.match(clause, begin, end)
    begin = counted.end() if counted else begin
    for pattern in _CUT_AT:
        cuts = [m.end() for m in pattern.finditer(clause, begin, end)]
        if cuts:
            return cuts[-1]
    return begin
