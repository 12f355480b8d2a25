"""What a portal itself shows of its state: closed, moved, changed. CL34 (D51).

That we could not read it is a problem of ours and never a line here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from analysis.model import Discrepancy, Gate, Kind, Outcome, ProblemKind, Role, Severity, Snapshot
from analysis.night import Tonight
from analysis.rules.rule import Desk, Findings, Grade, Remedy, Rule

NATIONAL_HOST = "dichvucong.gov.vn"

CLOSED = Grade(Severity.HIGH, "Nguồn không còn cho xem công khai thủ tục")
CHANGED = Grade(Severity.HIGH, "Nguồn đổi cách trình bày đồng loạt: chưa biết nội dung đổi hay bộ đọc không còn đúng")
MOVED_TO_NATIONAL = Grade(
    Severity.INFO, "Cổng tỉnh đã chuyển người dân sang Cổng Dịch vụ công quốc gia, kênh duy nhất theo quy định"
)

_FRONT_STATES = {
    "closed": "đã đóng giao diện",
    "redirected": "chuyển hướng sang nơi khác",
    "login": "đòi đăng nhập",
    "shell": "chỉ còn khung trang, không có nội dung",
}
#: Answers by which a portal says of itself that it is not open to the public.
_OWN_WORDS = {
    ProblemKind.CLOSED_NOTICE: "đã đóng giao diện",
    ProblemKind.REDIRECTED: "chuyển hướng sang nơi khác",
    ProblemKind.LOGIN: "đòi đăng nhập",
}
#: Problems that say nothing about the portal's state.
_BESIDE = frozenset({ProblemKind.NOT_FOUND, ProblemKind.LISTING, ProblemKind.BUDGET})


def _find_cl34(tonight: Tonight) -> Findings:
    snapshots = [s for s in (tonight.national, tonight.provincial, *tonight.others) if s is not None]
    return Findings(tuple(line for s in snapshots if (line := _state(s))))


def _state(snapshot: Snapshot) -> Discrepancy | None:
    seen = _seen(snapshot)
    if seen is None:
        return None
    grade, text = seen
    repeats = text.lower() in snapshot.reason.lower()
    told = snapshot.reason if repeats else f"{text}: {snapshot.reason}" if snapshot.reason else text
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


def _seen(snapshot: Snapshot) -> tuple[Grade, str] | None:
    """What the portal shows of its own state, where that is not simply open."""
    if snapshot.front_state == "redirected" and _is_national(snapshot.front_target):
        return MOVED_TO_NATIONAL, _FRONT_STATES["redirected"]
    if snapshot.front_state in _FRONT_STATES:
        return CLOSED, _FRONT_STATES[snapshot.front_state]
    if snapshot.role is not Role.FRONT and snapshot.outcome in (Outcome.FAILED, Outcome.CLOSED):
        told = {p.kind for p in snapshot.problems} - _BESIDE
        if len(told) == 1 and (kind := told.pop()) in _OWN_WORDS:
            return CLOSED, _OWN_WORDS[kind]
    held = [j.told for j in snapshot.judgements if j.held and j.gate is Gate.REDESIGN]
    return (CHANGED, "; ".join(held)) if held else None


def _is_national(target: str) -> bool:
    host = (urlsplit(target).hostname or "").removeprefix("www.")
    return host == NATIONAL_HOST


SOURCE_STATE = Rule(
    code="CL34",
    kind=Kind.SOURCE,
    name="Nguồn đã đóng / chuyển nơi khác / đổi cấu trúc",
    definition=(
        "Mỗi nguồn một dòng khi chính nguồn cho thấy nó đã đóng, chuyển hướng, đòi đăng nhập, chỉ còn khung trang, "
        "hoặc đổi cách trình bày đồng loạt. Không đọc được là sự cố của bên giám sát, không phải chênh lệch. "
        "Không bao giờ suy ra thủ tục nào bị thiếu."
    ),
    severities=(CLOSED, CHANGED, MOVED_TO_NATIONAL),
    legal_basis="Điều 12 và Điều 13 Nghị định 224/2026/NĐ-CP",
    remedy=Remedy(Desk.DIVISION, "Hỏi đơn vị vận hành cổng; cổng đã chuyển nơi khác thì sửa nguồn trong cấu hình."),
    subject="một nguồn",
    needs=(),
    reads_details=False,
    find=_find_cl34,
)
