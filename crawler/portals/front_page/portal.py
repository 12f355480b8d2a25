"""The front page of a provincial portal: is it open, closed, redirected, a shell, a login, a firewall?

One polite request a night. It is no witness of any procedure: it feeds CL34 only.
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.model import Outcome, Portal, ProblemKind, Snapshot, SourceForm
from crawler.asks import Ask, Plan
from crawler.portals.front_page.pages import FrontPage
from crawler.reading import Archive, Visit, read_robots

BASE_URL = "https://dichvucong.tayninh.gov.vn"

#: What each state means for the run (D17).
OUTCOMES = {
    "open": (Outcome.COMPLETE, "Trang chủ mở, có danh mục thủ tục."),
    "closed": (Outcome.CLOSED, "Trang chủ thông báo đã đóng giao diện."),
    "redirected": (Outcome.CLOSED, "Trang chủ chuyển hướng sang nơi khác."),
    "login": (Outcome.CLOSED, "Trang chủ đòi đăng nhập."),
    "shell": (Outcome.CLOSED, "Trang chủ chỉ còn khung ứng dụng rỗng, không có nội dung công khai."),
    "firewall": (Outcome.FAILED, "Tường lửa của cổng từ chối yêu cầu."),
    "unknown": (Outcome.FAILED, "Trang chủ không giống trang nào đã biết; cần một người xem lại."),
}


#: With these the answer was not the page itself, whatever it looks like.
UNREAD = frozenset(
    {
        ProblemKind.SERVER_ERROR,
        ProblemKind.RATE_LIMITED,
        ProblemKind.TOO_LARGE,
        ProblemKind.TRUNCATED,
        ProblemKind.TIMEOUT,
    }
)


def plan(options: Mapping[str, str]) -> Plan:
    """The front page."""
    return Plan(singles=(Ask("front", "front", "/"),))


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The state of the source on this night."""
    robots, notes = read_robots(archive, visit.robots_before)
    last = None
    for last in archive.captures("front"):  # noqa: B007 - the last hop counts
        pass
    problems = [*robots]
    state, target = "", ""
    outcome, reason = Outcome.FAILED, (robots[0].text if robots else "Không đọc được trang chủ.")
    if last is not None and last.page is not None and last.page.status:
        page = FrontPage(last.page.status, last.page.headers, last.page.body, last.page.url)
        state, target = page.state, page.target
        outcome, reason = OUTCOMES[state]
        if last.problem is not None and last.problem.kind in UNREAD:
            state, target, outcome, reason = "", "", Outcome.FAILED, last.problem.text
            problems.append(last.problem)
        elif target:
            reason = f"{reason.rstrip('.')}: {target}"
        elif page.says:
            reason = f"{reason} Trang viết: «{page.says[:160]}»"
    elif last is not None and last.problem is not None:
        problems.append(last.problem)
        reason = last.problem.text
    return Snapshot(
        portal.code,
        portal.role,
        visit.night,
        visit.run,
        outcome,
        reason,
        visit.started_at,
        visit.finished_at,
        problems=tuple(problems),
        notes=notes,
        requests=visit.requests,
        front_state=state,
        front_target=target,
        form=SourceForm.FRONT,
    )
