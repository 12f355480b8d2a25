"""Whether the night could be read, and what that means for the numbers shown."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.model import Outcome, Role
from analysis.report import Report, SourceLine
from reports.words import OUTCOMES, day, number

_COUNTED = {1: "nguồn đối chiếu", 2: "cả hai nguồn đối chiếu", 3: "cả ba nguồn đối chiếu"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands at the head of the report when something is wrong with the night."""

    title: str
    sentences: tuple[str, ...]
    grave: bool  # the numbers shown are not of this night


def compared(report: Report) -> tuple[SourceLine, ...]:
    """The sources whose content is compared; a front page is only looked at."""
    return tuple(x for x in report.sources if x.role is not Role.FRONT)


def not_read(report: Report) -> tuple[SourceLine, ...]:
    """The compared sources that were not read completely tonight."""
    return tuple(x for x in compared(report) if x.outcome is not Outcome.COMPLETE)


def all_read(report: Report) -> bool:
    """Whether there was something to read and all of it was read."""
    return bool(compared(report)) and not not_read(report)


def notice(report: Report) -> Notice | None:
    """The loud sentences of a night that was not read, or None after a good night.

    A night that could not be compared is told in two: why, and whose numbers these are.
    """
    night = day(report.night)
    if report.not_compared:
        return Notice(f"Đêm {night} không đối chiếu được", (report.not_compared, _repeated(report)), grave=True)
    missed = not_read(report)
    of_tonight = report.figures.night == report.night
    if all_read(report) and of_tonight:
        return None
    if not compared(report):
        title = f"Đêm {night}: không có nguồn nào được đọc"
    elif missed:
        title = f"Đêm {night} không đọc được đầy đủ"
    else:
        title = f"Đêm {night}: chưa đủ căn cứ để tính số liệu"
    told = tuple(f"{x.name}: {OUTCOMES[x.outcome].lower()}. {x.reason}" for x in missed)
    return Notice(title, (*told, _about_figures(report), *_about_unseen(report)), grave=not of_tonight)


def _repeated(report: Report) -> str:
    if report.compared_night is None:
        return "Chưa có đêm nào đối chiếu được, nên chưa có số liệu; “chưa xác định” không có nghĩa là 0."
    return f"Mọi số và mọi dòng bên dưới là của đêm {day(report.compared_night)}, nhắc lại nguyên vẹn."


def _about_figures(report: Report) -> str:
    figures = report.figures
    if figures.night is None:
        return "Chưa có lần đọc đầy đủ nào, nên chưa có số liệu; “chưa xác định” không có nghĩa là 0."
    if figures.night == report.night:
        return "Các số bên dưới vẫn là của đêm nay, tính từ những danh sách đã đọc đủ."
    return f"Số phải công khai và đã công khai là của lần đọc đầy đủ gần nhất, đêm {day(figures.night)}."


def _about_unseen(report: Report) -> tuple[str, ...]:
    unseen = report.unseen_count
    return (f"{number(unseen)} chênh lệch đêm nay không nhìn được, giữ nguyên như đã biết.",) if unseen else ()


def none_of(report: Report, what: str) -> str:
    """The sentence of an empty section: what emptiness is worth tonight."""
    if not all_read(report):
        return f"Chưa thấy {what}; đêm nay chưa đọc đủ các nguồn nên chưa thể kết luận là không có."
    count = len(compared(report))
    return f"Không có {what}; {_COUNTED.get(count, f'cả {number(count)} nguồn đối chiếu')} đọc đủ."
