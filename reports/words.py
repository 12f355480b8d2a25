"""How values are said to Vietnamese readers: dates, numbers, shares, and words for closed lists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from analysis.model import Figures, Kind, Look, Outcome, ProblemKind, Role, Severity, Status
from analysis.texts import LADDER_NAMES
from analysis.wording import PART_NAMES

VIETNAM = timezone(timedelta(hours=7))

#: What is said where a number could not be computed. Never 0.
UNKNOWN = "chưa xác định"

OUTCOMES: dict[Outcome, str] = {
    Outcome.COMPLETE: "Đọc đủ",
    Outcome.PARTIAL: "Đọc thiếu",
    Outcome.FAILED: "Không đọc được",
    Outcome.CLOSED: "Đã đóng",
}

#: A sign of its own for each outcome; always beside the word.
OUTCOME_MARKS: dict[Outcome, str] = {
    Outcome.COMPLETE: "✓",
    Outcome.PARTIAL: "!",
    Outcome.FAILED: "✕",
    Outcome.CLOSED: "–",
}

ROLES: dict[Role, str] = {
    Role.NATIONAL: "danh mục quốc gia",
    Role.PROVINCIAL: "nơi tỉnh công khai",
    Role.FRONT: "mặt trước của cổng",
}

STATUSES: dict[Status, str] = {
    Status.AWAITING: "Chờ xác nhận",
    Status.NEW: "Mới",
    Status.OPEN: "Đang mở",
    Status.ACCEPTED: "Hợp lệ theo căn cứ",
    Status.FIXED: "Đã khắc phục",
    Status.UNCONFIRMED: "Không được xác nhận",
    Status.EXPLAINED: "Được giải thích",
    Status.EXCLUDED: "Ngoài phạm vi",
    Status.REREAD: "Đổi cách đọc hoặc quy tắc",
}

#: What holds for every type of discrepancy.
EVERY_RULE = "mọi loại"

LOOKS: dict[Look, str] = {Look.SEEN: "Đêm nay đã nhìn", Look.UNSEEN: "Đêm nay không nhìn được"}

SEVERITIES: dict[Severity, str] = {each: each.value.capitalize() for each in Severity}

#: A sign of its own for each severity, for readers to whom colours say nothing; always beside the word.
SEVERITY_SIGNS: dict[Severity, str] = dict(zip(Severity, "◆▲■●○", strict=True))

KINDS: dict[Kind, str] = {
    Kind.PAIR: "so hai nguồn",
    Kind.SINGLE: "xét một nguồn",
    Kind.CHANGE: "so hai đêm của một nguồn",
    Kind.SOURCE: "tình trạng của một nguồn",
    Kind.COUNT: "chỉ đếm",
}


def severity_word(severity: Severity) -> str:
    """ "◆ Nghiêm trọng"."""
    return f"{SEVERITY_SIGNS[severity]} {SEVERITIES[severity]}"


PROBLEMS: dict[ProblemKind, str] = {
    ProblemKind.NO_CONNECTION: "không kết nối được",
    ProblemKind.TIMEOUT: "quá thời gian chờ",
    ProblemKind.TLS: "lỗi chứng thư bảo mật",
    ProblemKind.TRUNCATED: "trả lời bị cắt dở",
    ProblemKind.TOO_LARGE: "trả lời quá lớn",
    ProblemKind.REFUSED: "bị từ chối",
    ProblemKind.RATE_LIMITED: "cổng yêu cầu hỏi chậm lại",
    ProblemKind.SERVER_ERROR: "máy chủ của cổng báo lỗi",
    ProblemKind.LOGIN: "đòi đăng nhập",
    ProblemKind.CLOSED_NOTICE: "cổng thông báo đã đóng",
    ProblemKind.REDIRECTED: "chuyển hướng sang nơi khác",
    ProblemKind.INTERFACE_CHANGED: "cổng đổi cấu trúc",
    ProblemKind.NOT_FOUND: "cổng trả lời không có bản ghi",
    ProblemKind.UNREADABLE: "đến nơi đủ nhưng không hiểu được",
    ProblemKind.ROBOTS: "robots.txt không đọc được hoặc không cho phép",
    ProblemKind.BUDGET: "hết hạn mức số lần hỏi",
    ProblemKind.INTERRUPTED: "bị ngắt giữa chừng",
    ProblemKind.LISTING: "danh sách không khớp tổng",
}

#: Parts that name a side, as keys keep them, in the words of today.
_SIDES = {"cổng của tỉnh": "phía tỉnh", "Cổng DVCQG": "danh mục quốc gia"}


def part_name(part: str) -> str:
    """A part of a procedure in the reader's words."""
    return PART_NAMES.get(part) or _SIDES.get(part, part)


def step_names(steps: Iterable[str]) -> str:
    """Normalisation steps (bước chuẩn hóa) by what they pass over: "chữ hoa, chữ thường"."""
    return "; ".join(LADDER_NAMES.get(step, "bước của phiên bản khác") for step in steps)


_TICKS = re.compile("`([^`]*)`")


def plain_words(text: str) -> str:
    """A sentence of ours without the signs by which what is typed is marked."""
    return _TICKS.sub(r"\1", text)


def typed_pieces(text: str) -> list[tuple[str, bool]]:
    """A sentence of ours cut at what is typed on the command line: (piece, whether it is typed)."""
    cut = _TICKS.split(text)
    return [(piece, bool(n % 2)) for n, piece in enumerate(cut) if piece]


def explain_command(key: str, night: date) -> str:
    """The command that tells everything about a discrepancy, as it stood on a night."""
    return f"tthc explain {shlex.quote(key)} --night {night.isoformat()}"


def number(value: int | None) -> str:
    """1234567 as "1.234.567"; ``None`` as "chưa xác định"."""
    return UNKNOWN if value is None else f"{value:,}".replace(",", ".")


def signed(value: int) -> str:
    """A difference with its sign: "+2", "−1", "±0"."""
    return f"+{number(value)}" if value > 0 else f"−{number(-value)}" if value < 0 else "±0"


def day(value: date | None) -> str:
    """dd/mm/yyyy."""
    return UNKNOWN if value is None else f"{value:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """dd/mm/yyyy HH:MM:SS +07:00, the form an auditor can use."""
    if value is None:
        return UNKNOWN
    if value.tzinfo is None:
        return f"{value:%d/%m/%Y %H:%M:%S} (không rõ múi giờ)"
    return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"


def clock(value: datetime, night: date) -> str:
    """HH:MM on the day after ``night`` or on it; with its date when it is another day."""
    local = value if value.tzinfo is None else value.astimezone(VIETNAM)
    return f"{local:%H:%M}" if local.date() == night else f"{local:%H:%M %d/%m/%Y}"


def percent(part: int | None, whole: int | None) -> str:
    """A share with one decimal and a comma; never rounded up to all or down to nothing."""
    if part is None or not whole:
        return UNKNOWN
    if part < whole and part * 2000 >= whole * 1999:
        return "trên 99,9%"
    if part > 0 and part * 2000 < whole:
        return "dưới 0,1%"
    rounded = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded}%".replace(".", ",")


def share(figures: Figures) -> str:
    """The published share; an interval where some procedures could not be judged, never a point then."""
    if figures.published is None or not figures.in_scope:
        return UNKNOWN
    low = percent(figures.published, figures.in_scope)
    if not figures.undetermined:
        return low
    high = percent(figures.published + figures.undetermined, figures.in_scope)
    return low if low == high else f"từ {low} đến {high}"
