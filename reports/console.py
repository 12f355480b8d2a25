"""The night on the command line: the two lines of a night that was not read, the sources, and every number once."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.report import Report, SourceLine
from reports.counts import Count, counts, first_screen
from reports.notice import compared, not_read, notice
from reports.visible import visible
from reports.words import OUTCOME_MARKS, OUTCOMES, day, number


def night_lines(report: Report) -> Iterator[str]:
    """What a night found, line by line."""
    trouble = notice(report)
    if trouble:
        yield from trouble.lines
    if trouble is None or not trouble.grave:
        yield _head(report)
        yield from (f"  {_source(source)}" for source in report.sources)
    first = first_screen(report)
    yield from (_count(count) for count in first)
    yield "; ".join(f"{count.label} {number(count.value)}" for count in counts(report)[len(first) :])


def _head(report: Report) -> str:
    whole = len(compared(report))
    return f"Đêm {day(report.night)}: đọc đủ {whole - len(not_read(report))}/{whole} nguồn đối chiếu"


def _source(source: SourceLine) -> str:
    asked = f"{number(source.requests)} lần hỏi, {number(source.problem_count)} sự cố"
    why = f"; {source.brief}" if source.brief else f"; {asked}."
    return visible(f"{OUTCOME_MARKS[source.outcome]} {source.name}: {OUTCOMES[source.outcome].lower()}{why}")


def _count(count: Count) -> str:
    value = number(count.value) + (f"/{number(count.of)}" if count.value is not None and count.of is not None else "")
    return visible(f"{count.label}: {value}" + (f" ({count.note})" if count.note else ""))
