"""Was a list read whole (D15)? Absence is claimed only against a complete list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.model import ListingState

MAX_PASSES = 3


@dataclass(frozen=True, slots=True)
class ListingPass:
    """One pass over a list: ids in served order, the total as stated on each page, and how it ended."""

    ids: tuple[str, ...]
    totals: tuple[int | None, ...]
    ended: bool  # by the list's own end, not by an error, a loop or our budget
    sizes: tuple[int, ...] = ()  # entries of each page, in order; empty: not known

    @property
    def unique(self) -> frozenset[str]:
        """The distinct ids."""
        return frozenset(self.ids)

    @property
    def stated(self) -> tuple[int, ...]:
        """The totals that were given."""
        return tuple(t for t in self.totals if t is not None)

    @property
    def adds_up(self) -> bool:
        """Ended, and every stated total equals the number of distinct ids."""
        return self.ended and bool(self.stated) and set(self.stated) == {len(self.unique)}

    @property
    def short_page(self) -> tuple[int, int, int] | None:
        """(number, entries, entries of a full page) of the first page before the last one that is not full."""
        last = max((at for at, size in enumerate(self.sizes) if size), default=0)
        full = max(self.sizes, default=0)
        return next(((at + 1, size, full) for at, size in enumerate(self.sizes[:last]) if size < full), None)

    @property
    def repeats(self) -> int:
        """How many entries show what another entry shows: each may stand where one that is missing belongs."""
        return len(self.ids) - len(self.unique)


def judge_listing(name: str, title: str, passes: Sequence[ListingPass], max_passes: int = MAX_PASSES) -> ListingState:
    """What the passes over one list amount to, with the reason in one sentence."""
    complete, reason = _judge(passes, max_passes)
    ids = tuple(dict.fromkeys(i for p in (passes[-1:] if complete else passes) for i in p.ids))
    stated = passes[-1].stated if passes else ()
    return ListingState(
        name=name,
        title=title,
        stated_total=stated[-1] if stated else None,
        seen=len(ids),
        passes=len(passes),
        complete=complete,
        reason=reason,
        ids=ids,
    )


def needs_another_pass(passes: Sequence[ListingPass], max_passes: int = MAX_PASSES) -> bool:
    """Whether reading the list once more could settle it."""
    if not passes:
        return True
    if not passes[-1].ended or len(passes) >= max_passes:
        return False  # what broke this pass would break the next; retries are the crawl's business
    return not _judge(passes, max_passes)[0]


def _judge(passes: Sequence[ListingPass], max_passes: int) -> tuple[bool, str]:
    if not passes:
        return False, "Chưa đọc lượt nào."
    last, seen = passes[-1], len(passes[-1].unique)
    if not last.ended:
        return False, f"Lượt {len(passes)} dừng giữa chừng, mới thấy {seen} mục{_promised(last)}."
    if len(passes) == 1 and last.adds_up and seen > 0:
        return True, f"Đọc đủ {seen}/{seen} mục trong một lượt."
    if len(passes) == 1:
        return False, _why_single(last)
    return _judge_two(passes[-2], last, len(passes), max_passes)


def _judge_two(before: ListingPass, last: ListingPass, number: int, max_passes: int) -> tuple[bool, str]:
    seen, agree = len(last.unique), before.ended and before.unique == last.unique
    tried = f"sau {number} lượt" + (" (nhiều nhất cho phép)" if number >= max_passes else "")
    if not agree:
        return False, (
            f"Hai lượt cuối không trùng nhau {tried}: lượt trước {len(before.unique)} mục, lượt sau {seen} mục."
        )
    if last.stated:
        if not last.adds_up:
            return False, f"Thấy {seen} mục nhưng cổng báo {_totals(last)} mục, {tried}."
        if seen == 0:
            return True, "Danh sách trống: hai lượt liền nhau cùng báo 0 mục."
        return True, f"Đọc đủ {seen}/{seen} mục; hai lượt liền nhau trùng nhau."
    if before.stated:
        return False, f"Lượt trước có tổng số, lượt sau không có; thấy {seen} mục, {tried}."
    if last.repeats:
        return False, f"Cổng không cho tổng số và lượt cuối lặp {last.repeats} mục, {tried}."
    if last.short_page:
        number, size, full = last.short_page
        return False, (
            f"Cổng không cho tổng số, và trang {number} chỉ có {size} mục trong khi trang đầy có {full} mục: "
            f"có thể thiếu mục, {tried}."
        )
    return True, f"Cổng không cho tổng số; hai lượt liền nhau cùng thấy {seen} mục (đủ theo cách đọc cạn)."


def _why_single(only: ListingPass) -> str:
    seen = len(only.unique)
    if not only.stated:
        return f"Cổng không cho tổng số; mới đọc một lượt, thấy {seen} mục, cần lượt thứ hai trùng khớp."
    if len(set(only.stated)) > 1:
        return f"Tổng số đổi giữa các trang ({_totals(only)}); thấy {seen} mục, cần đọc lại."
    if not only.adds_up:
        return f"Thấy {seen} mục nhưng cổng báo {_totals(only)} mục, cần đọc lại."
    return "Danh sách trống (cổng báo 0 mục), cần lượt thứ hai xác nhận."


def _totals(one: ListingPass) -> str:
    return ", ".join(str(t) for t in dict.fromkeys(one.stated))


def _promised(one: ListingPass) -> str:
    return f" trên {_totals(one)} mục cổng báo" if one.stated else ""
