"""From committed captures to a snapshot: what all adapters share.

The live night, a re-reading with a repaired page object and the replay of an
archive go this one way (D23).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from analysis.model import Capture, ListingState, Outcome, Problem, ProblemKind
from crawler.asks import Ask, ListPlan, Taken
from crawler.unreadable import Unreadable
from crawler.walk import Walk


class Archive(Protocol):
    """The committed captures of one run."""

    def captures(self, purpose: str, topic: str = "") -> Iterator[Capture]:
        """Captures of one purpose (and one topic, where given), in the order they were made."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """The frame of a run that captures alone do not tell."""

    run: int
    night: date
    started_at: datetime
    finished_at: datetime
    finish: str  # how the crawl ended: "finished", or why it stopped
    requests: int
    robots_before: str | None = None  # digest of the last night's robots.txt, to compare


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list as read from the archive: its state, and the good pages of its decisive pass."""

    state: ListingState
    pages: tuple[tuple[Capture, Taken], ...]
    problems: tuple[Problem, ...]


def read_list(plan: ListPlan, archive: Archive) -> ListRead:
    """Feed the committed pages of a list through its walk and judge it."""
    walk, problems = Walk(plan), []
    good: dict[tuple[int, int], tuple[Capture, Taken]] = {}
    bad: dict[tuple[int, int], Problem] = {}
    for capture in archive.captures("list", plan.topic):
        place = (capture.visit, capture.position)
        taken = None
        problem = capture.problem
        if problem is None and capture.page is not None:
            try:
                taken = plan.take(capture.page.body, _ask_of(plan, capture))
            except Unreadable as error:
                problem = Problem(error.kind, error.text, plan.topic)
        if taken is None:
            bad[place] = problem or Problem(ProblemKind.UNREADABLE, "Trang không có nội dung.", plan.topic)
            continue
        bad.pop(place, None)
        if capture.position == 1:
            walk.expect_closing(capture.visit)
        walk.took(_ask_of(plan, capture), taken)
        good[place] = (capture, taken)
    for (visit, position), problem in bad.items():
        walk.broke(Ask("list", plan.topic, "", visit=visit, position=position))
        problems.append(problem)
    state = walk.state()
    if bad and not state.complete:
        state = replace(state, reason=f"{state.reason} {next(iter(bad.values())).text}".strip())
    decisive = walk.passes[-1].visit if walk.passes else 0
    pages = tuple(v for k, v in sorted(good.items()) if not state.complete or k[0] == decisive)
    return ListRead(state, pages, tuple(problems))


def _ask_of(plan: ListPlan, capture: Capture) -> Ask:
    where = capture.page.url if capture.page is not None else ""
    return Ask("list", plan.topic, where, visit=capture.visit, position=capture.position)


def read_robots(archive: Archive, before: str | None) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """The problem of robots.txt, if any, and a note when it is not what it was on the last night."""
    last = None
    for last in archive.captures("robots"):  # noqa: B007 - the last one counts
        pass
    if last is None:
        return (), ()
    if last.problem is not None and last.problem.kind is not ProblemKind.NOT_FOUND:
        return (last.problem,), ()
    digest = last.page.wire_sha256 if last.page else None
    if before is not None and digest is not None and digest != before:
        return (), ("robots.txt của cổng đã khác đêm trước; xem lại các đường dẫn được phép đọc.",)
    return (), ()


def outcome_of(
    listings: Iterable[ListingState],
    problems: Iterable[Problem],
    unread: int,
    finish: str,
) -> tuple[Outcome, str]:
    """How the visit ended, from what was read (D15, D17): never from exit codes or logs."""
    listings, problems = tuple(listings), tuple(problems)
    incomplete = [x for x in listings if not x.complete]
    if listings and not incomplete and not unread and finish == "finished":
        return Outcome.COMPLETE, "Đọc đủ: " + "; ".join(f"{x.title} {x.seen}" for x in listings) + "."
    blocking = next((p for p in problems if p.kind is not ProblemKind.NOT_FOUND), None)
    if len(incomplete) == len(listings):
        first = f"Chưa đọc đủ {incomplete[0].title}: {incomplete[0].reason}" if incomplete else ""
        why = blocking.text if blocking else _stopped(finish) or first
        read_something = any(x.seen for x in incomplete) and blocking is None
        return (Outcome.PARTIAL if read_something else Outcome.FAILED), why or "Không đọc được danh sách nào."
    if incomplete:
        return Outcome.PARTIAL, f"Chưa đọc đủ {incomplete[0].title}: {incomplete[0].reason}"
    if unread:
        more = f" {blocking.text}" if blocking else ""
        return Outcome.PARTIAL, f"Danh sách đã đọc đủ, còn {unread} thủ tục chưa đọc được nội dung.{more}"
    return Outcome.PARTIAL, _stopped(finish)


def _stopped(finish: str) -> str:
    _, _, told = finish.partition(": ")
    return "" if finish == "finished" else (told or f"Lần quét dừng giữa chừng ({finish}).")
