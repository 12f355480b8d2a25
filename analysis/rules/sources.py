"""Could the source be read at all? CL34."""

from __future__ import annotations

from urllib.parse import urlsplit

from analysis.model import Discrepancy, Kind, Outcome, Role, Severity, Snapshot
from analysis.night import Tonight
from analysis.rules.rule import Findings, Grade, Rule

NATIONAL_HOST = "dichvucong.gov.vn"

UNREACHABLE = Grade(Severity.HIGH, "Không đọc được nguồn nên không biết người dân đang thấy gì")
CLOSED = Grade(Severity.HIGH, "Nguồn không còn cho xem công khai thủ tục")
PARTIAL = Grade(Severity.MEDIUM, "Chỉ đọc được một phần; phần đã đọc vẫn dùng được")
MOVED_TO_NATIONAL = Grade(
    Severity.INFO, "Cổng tỉnh đã chuyển người dân sang Cổng Dịch vụ công quốc gia, kênh duy nhất theo quy định"
)

_FRONT_STATES = {
    "closed": "đã đóng giao diện",
    "redirected": "chuyển hướng sang nơi khác",
    "login": "đòi đăng nhập",
    "shell": "chỉ còn khung trang, không có nội dung",
    "firewall": "tường lửa chặn",
    "unknown": "không giống trang nào đã biết",
}


def _find_cl34(tonight: Tonight) -> Findings:
    snapshots = [s for s in (tonight.national, tonight.provincial, *tonight.others) if s is not None]
    return Findings(tuple(line for s in snapshots if (line := _state(s))))


def _state(snapshot: Snapshot) -> Discrepancy | None:
    grade = _grade(snapshot)
    if grade is None:
        return None
    text = _FRONT_STATES.get(snapshot.front_state, "")
    told = f"{text}: {snapshot.reason}" if text and snapshot.reason else text or snapshot.reason
    national = snapshot.role is Role.NATIONAL
    return Discrepancy(
        rule="CL34",
        kind=Kind.SOURCE,
        severity=grade.severity,
        severity_reason=grade.reason,
        code="",
        name=snapshot.portal,
        sector="",
        part="",
        national=told if national else None,
        provincial=None if national else told,
        sources=(snapshot.portal,),
        evidence=((snapshot.portal, "front"),) if snapshot.role is Role.FRONT else (),
    )


def _grade(snapshot: Snapshot) -> Grade | None:
    if snapshot.front_state == "redirected" and _is_national(snapshot.front_target):
        return MOVED_TO_NATIONAL
    if snapshot.outcome is Outcome.FAILED:
        return UNREACHABLE
    if snapshot.outcome is Outcome.CLOSED or snapshot.front_state in _FRONT_STATES:
        return CLOSED
    return PARTIAL if snapshot.outcome is Outcome.PARTIAL else None


def _is_national(target: str) -> bool:
    host = (urlsplit(target).hostname or "").removeprefix("www.")
    return host == NATIONAL_HOST


SOURCE_STATE = Rule(
    code="CL34",
    kind=Kind.SOURCE,
    name="Nguồn không truy cập được / đã đóng / đổi cấu trúc",
    definition=(
        "Mỗi nguồn một dòng khi lần đọc thất bại, dở dang, hoặc nguồn đã đóng, chuyển hướng, đòi đăng nhập, "
        "chỉ còn khung trang. Không bao giờ suy ra thủ tục nào bị thiếu."
    ),
    severities=(UNREACHABLE, CLOSED, PARTIAL, MOVED_TO_NATIONAL),
    legal_basis="Điều 12 và Điều 13 Nghị định 224/2026/NĐ-CP",
    subject="một nguồn",
    needs=(),
    reads_details=False,
    find=_find_cl34,
)
