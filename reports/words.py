"""How values are said to Vietnamese readers: dates, numbers, shares, and words for closed lists."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from analysis.model import Figures, Look, Outcome, ProblemKind, Role, Severity, Status
from analysis.texts import LADDER_NAMES

VIETNAM = timezone(timedelta(hours=7))

#: What is said where a number could not be computed. Never 0.
UNKNOWN = "chưa xác định"

OUTCOMES: dict[Outcome, str] = {
    Outcome.COMPLETE: "Đọc đủ",
    Outcome.PARTIAL: "Đọc thiếu",
    Outcome.FAILED: "Không đọc được",
    Outcome.CLOSED: "Đã đóng",
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

#: Fields of a procedure as readers call them; a part not named here is shown as it is.
PARTS: dict[str, str] = {
    "code": "Mã TTHC",
    "name": "Tên thủ tục",
    "sector": "Lĩnh vực",
    "issuer": "Cơ quan ban hành",
    "levels": "Cấp thực hiện",
    "internal": "Thủ tục nội bộ",
    "decision": "Quyết định công bố",
    "kind": "Loại thủ tục",
    "catalogue_type": "Loại danh mục",
    "state": "Trạng thái",
    "steps": "Trình tự thực hiện",
    "methods": "Cách thức thực hiện",
    "dossier": "Thành phần hồ sơ",
    "subjects": "Đối tượng thực hiện",
    "executing": "Cơ quan thực hiện",
    "authority": "Cơ quan có thẩm quyền",
    "authorized": "Cơ quan được ủy quyền",
    "coordinating": "Cơ quan phối hợp",
    "results": "Kết quả thực hiện",
    "conditions": "Yêu cầu, điều kiện",
    "legal_bases": "Căn cứ pháp lý",
    "receiving_places": "Nơi tiếp nhận hồ sơ",
    "note": "Ghi chú",
    "keywords": "Từ khóa",
    "services": "Dịch vụ công trực tuyến",
    "applied_at": "Đơn vị áp dụng",
    "time_text": "Thời hạn giải quyết",
    "fee_text": "Phí, lệ phí",
    "dossier_count": "Số bộ hồ sơ",
    "service_level": "Mức độ dịch vụ công trực tuyến",
    "partial_reason": "Lý do chỉ cung cấp một phần",
    "forms": "Mẫu đơn, tờ khai",
    "flags": "Dấu hiệu trên cổng",
    "extra": "Thông tin khác",
}


def part_name(part: str) -> str:
    """A part of a procedure in the reader's words."""
    return PARTS.get(part, part)


def step_names(steps: Iterable[str]) -> str:
    """Normalisation steps (bước chuẩn hóa) by id and by what they pass over: "N4 chữ hoa, chữ thường"."""
    return "; ".join(f"{step} {LADDER_NAMES[step]}" if step in LADDER_NAMES else step for step in steps)


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
    return f"từ {low} đến {percent(figures.published + figures.undetermined, figures.in_scope)}"
