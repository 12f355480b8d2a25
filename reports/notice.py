"""Whether the night could be read, and what that means for the numbers shown: two lines on every surface."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.model import Outcome, Role
from analysis.report import Report, SourceLine
from reports.words import OUTCOMES, day, number

_COUNTED = {1: "nguồn đối chiếu", 2: "cả hai nguồn đối chiếu", 3: "cả ba nguồn đối chiếu"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands at the head of the report when something is wrong with the night."""

    what: str  # what was not read
    then: str  # of which night the numbers are, and what was not looked at
    grave: bool  # nothing was compared tonight, or nothing could ever be counted

    @property
    def lines(self) -> tuple[str, str]:
        """Both, in order."""
        return self.what, self.then


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
    """The two loud lines of a night that was not read, or None after a good night."""
    night = f"Đêm {day(report.night)}"
    if report.not_compared:
        cause = _cause(report) or _within(report.not_compared.rstrip("."))
        return Notice(f"{night} không đối chiếu được vì {cause}.", _repeated(report), grave=True)
    of_tonight = report.figures.night == report.night
    if all_read(report) and of_tonight:
        return None
    if not compared(report):
        what = f"{night}: không có nguồn nào được đọc."
    elif not_read(report):
        cause = _cause(report)
        what = f"{night} đọc chưa đủ. {cause[:1].upper()}{cause[1:]}."
    else:
        what = f"{night}: các nguồn đọc đủ nhưng chưa đủ căn cứ để tính số liệu."
    nothing = not compared(report) or report.figures.night is None
    return Notice(what, _about_figures(report) + _about_unseen(report), grave=nothing)


def _cause(report: Report) -> str:
    """Which sources were not read and why, without addresses; sources that failed alike are told together."""
    missed = not_read(report)
    alike: dict[tuple[Outcome, str], list[str]] = {}
    for source in missed:
        alike.setdefault((source.outcome, _what_happened(source)), []).append(source.name)
    told = []
    for (outcome, brief), names in alike.items():
        if len(names) == len(compared(report)) > 1:
            who = f"{OUTCOMES[outcome].lower()} {_COUNTED.get(len(names), f'cả {number(len(names))} nguồn đối chiếu')}"
        else:
            who = f"{' và '.join(names)} {OUTCOMES[outcome].lower()}"
        told.append(f"{who}: {_within(brief)}" if brief else who)
    return "; ".join(told)


def _what_happened(source: SourceLine) -> str:
    """The brief reason, without the word of the outcome, which stands before it."""
    brief, word = source.brief.rstrip("."), OUTCOMES[source.outcome].lower()
    return brief[len(word) :].lstrip(" :") if brief.lower().startswith(word) else brief


def _within(text: str) -> str:
    """A sentence as part of another: its first letter small, unless it begins an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def whose_numbers(report: Report) -> str:
    """Of which nights the numbers are."""
    figures, night = report.figures.night, report.night
    if figures is None:
        return "Chưa có số liệu của lần đọc đầy đủ nào"
    if report.not_compared:
        return f"Số liệu của đêm {day(report.compared_night)} (lần đối chiếu gần nhất)"
    if figures == night:
        return f"Số liệu của đêm {day(night)}"
    return f"Số công khai của đêm {day(figures)} (lần đọc đầy đủ gần nhất), số chênh lệch của đêm {day(night)}"


def _repeated(report: Report) -> str:
    if report.compared_night is None:
        return "Chưa có đêm nào đối chiếu được, nên chưa có số liệu; “chưa xác định” không có nghĩa là 0."
    return f"Mọi số về công khai, mọi dòng chênh lệch là của đêm {day(report.compared_night)}, nhắc lại nguyên vẹn."


def _about_figures(report: Report) -> str:
    figures = report.figures
    if figures.night is None:
        return "Chưa có lần đọc đầy đủ nào, nên chưa có số liệu; “chưa xác định” không có nghĩa là 0."
    if figures.night == report.night:
        return "Các số dưới đây vẫn là của đêm nay, tính từ những danh sách đã đọc đủ."
    return f"Số phải công khai, đã công khai là của đêm {day(figures.night)}, lần đọc đầy đủ gần nhất."


def _about_unseen(report: Report) -> str:
    unseen = report.unseen_count
    return f" {number(unseen)} chênh lệch đêm nay không nhìn được, giữ nguyên như đã biết." if unseen else ""


def none_of(report: Report, what: str) -> str:
    """The sentence of an empty section: what emptiness is worth tonight."""
    if report.not_compared and report.compared_night is not None:
        return f"Lần đối chiếu gần nhất, đêm {day(report.compared_night)}, không nêu {what}."
    if not all_read(report):
        return f"Chưa thấy {what}; đêm nay chưa đọc đủ các nguồn nên chưa thể kết luận là không có."
    count = len(compared(report))
    return f"Không có {what}; {_COUNTED.get(count, f'cả {number(count)} nguồn đối chiếu')} đọc đủ."
