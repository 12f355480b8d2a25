"""Cách thức thực hiện: the ways of filing, from a table or from running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bs4.element import PageElement

from analysis.model import Fee, ProcessingTime, SubmissionMethod
from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.labels import key, says_nothing, unit_of
from crawler.portals.web_pages.tables import GridRow, Sheet, parts_of, resolved, sheet
from crawler.portals.web_pages.text import Line, plain

_CHANNELS = (
    ("DIRECT", re.compile(r"trực tiếp")),
    (
        "ONLINE",
        re.compile(r"trực tuyến|qua mạng|môi trường mạng|môi trường điện tử|cổng dịch vụ công|online|internet|vneid"),
    ),
    ("POSTAL", re.compile(r"bưu chính|bưu điện|\bbcci\b")),
)
_NOT = re.compile(r"(?:không|chưa)\s+(?:\w+\s+){0,4}$")
_JUST_NAMES = re.compile(
    r"\b(?:nộp|trực tiếp|trực tuyến|hồ sơ|qua|dịch vụ|bưu chính|bưu điện|công ích|bcci|online|hình thức|đường"
    r"|mạng|gửi)\b|[\W_]"
)


@dataclass
class Methods:
    """What the value tells, as it is being read."""

    methods: list[SubmissionMethod] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def channels_in(text: str) -> tuple[str, ...]:
    """The channels that a text names, in their own order, without those it says no to."""
    words = plain(text).casefold()
    return tuple(name for name, sign in _CHANNELS if _is_offered(words, sign))


def _is_offered(words: str, sign: re.Pattern[str]) -> bool:
    return any(not _NOT.search(words[max(0, m.start() - 60) : m.start()]) for m in sign.finditer(words))


def read_methods(nodes: Sequence[PageElement]) -> Methods:
    """The ways of filing that a value tells."""
    read = Methods()
    for part in parts_of(nodes):
        if part.rows:
            _from_table(read, sheet(part.rows))
        else:
            _from_lines(read, part.lines)
    return read


# --- tables -------------------------------------------------------------------


def _from_table(read: Methods, table: Sheet) -> None:
    at = _channel_column(table)
    for row in resolved(table.body):
        _from_row(read, table, row, at)
    read.unknown += [table.headings[i] for i in table.unknown if i != at]


def _channel_column(table: Sheet) -> int:
    if (at := table.column("channel")) is not None:
        return at
    for at in range(len(table.meanings)):
        cells = [row[at] for row in table.body if at < len(row) and not row[at].is_blank]
        if table.meanings[at] is None and cells and all(channels_in(cell.text) for cell in cells):
            return at
    if table.has_head and table.column("time", "fees", "fee", "charge") is not None:
        return -1  # a table of times and fees that names no channel
    headings = ", ".join(f"“{h[:60]}”" for h in table.headings if h.strip()) or "(không có tiêu đề)"
    raise refuse(f"Không hiểu các cột của bảng cách thức thực hiện: {headings}.")


def _from_row(read: Methods, table: Sheet, row: GridRow, channel_at: int) -> None:
    said = row[channel_at].text if 0 <= channel_at < len(row) else ""
    time: ProcessingTime | None = None
    fees: list[Fee] = []
    texts: list[str] = []
    if said.strip() and (not channels_in(said) or _JUST_NAMES.sub("", plain(said).casefold())):
        texts.append(said)
    for at, cell in enumerate(row):
        if at == channel_at or (at and cell is row[at - 1]):
            continue
        meaning = table.meanings[at] if table.has_head else None
        if meaning == "time":
            time = ProcessingTime(with_unit(cell.text, table.headings[at]), "")
        elif meaning in ("fees", "fee", "charge"):
            lead = {"fee": "Phí: ", "charge": "Lệ phí: "}.get(meaning, "") if _apart(table) else ""
            fees += [Fee("", None, "", lead + cell.text)] if cell.text.strip() else []
        elif meaning != "order" and cell.text.strip():
            texts.append(cell.text)
    if not (said.strip() or (time and time.amount.strip()) or fees or texts):
        return
    method = SubmissionMethod("", time, "\n".join(texts), tuple(fees))
    read.methods += [replace(method, channel=channel) for channel in channels_in(said) or ("",)]


def _apart(table: Sheet) -> bool:
    """Whether fees (phí) and charges (lệ phí) have columns of their own."""
    return "fee" in table.meanings and "charge" in table.meanings


def with_unit(text: str, label: str) -> str:
    """A bare number with the unit that its heading gives."""
    unit = unit_of(label)
    return f"{text} {unit}" if unit and re.fullmatch(r"[\d,.\s]+(?:\([^()]{1,20}\))?\s*", text.strip() or "-") else text


# --- running text -------------------------------------------------------------

_LEAD = re.compile(r"^[^:：]{0,80}[:：]|^[^–—]{0,60}\s[–—-]\s")


def _from_lines(read: Methods, lines: Sequence[Line]) -> None:
    waiting: list[str] = []  # words before the first channel
    first = len(read.methods)
    for line in lines:
        if not line.text.strip():
            continue
        channels = _channels_of(line.text, begins=len(read.methods) == first)
        if channels:
            text = "\n".join((*waiting, line.text))
            waiting = []
            read.methods += [SubmissionMethod(channel, None, text, ()) for channel in channels]
        elif len(read.methods) == first:
            waiting.append(line.text)
        else:
            last = read.methods[-1]
            read.methods[-1] = replace(last, text=f"{last.text}\n{line.text}")
    if waiting:
        _told_without_channel(read, "\n".join(waiting), first)


def _told_without_channel(read: Methods, text: str, first: int) -> None:
    if says_nothing(text) and first == len(read.methods):
        read.left.append(("cách thức thực hiện", text))
    elif first and first == len(read.methods):
        read.left.append(("cách thức thực hiện", text))  # words around a table
    else:
        read.methods.append(SubmissionMethod("", None, text, ()))


def _channels_of(line: str, *, begins: bool) -> tuple[str, ...]:
    """The channels that a line is about: those of its heading where it has one, else all it names."""
    lead = _LEAD.match(line)
    if lead and (named := channels_in(lead[0])):
        return named
    words = key(line)
    if not begins and not re.match(
        r"(?:nộp |gửi |qua |hình thức |bằng hình thức |hoặc |dịch vụ )*(?:trực|bưu|online|bcci)", words
    ):
        return () if not _is_entry(line) else channels_in(line)
    return channels_in(line)


def _is_entry(line: str) -> bool:
    return re.match(r"\s*(?:[-+*•]|\d{1,2}[.)]|[a-zđ]\))\s", line) is not None
