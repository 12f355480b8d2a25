"""Time limits (thời hạn giải quyết): reading and comparing (domain 4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from analysis.readers.time_channels import spread
from analysis.readers.time_fields import of_processing_time
from analysis.readers.time_texts import read_time_limit
from analysis.readers.time_values import (
    Manner,
    TimeCase,
    TimeLimit,
    TimeReading,
    Unit,
    Unspecified,
)

__all__ = [
    "Manner",
    "TimeCase",
    "TimeDifference",
    "TimeKind",
    "TimeLimit",
    "TimeReading",
    "TimeRelation",
    "Unit",
    "Unspecified",
    "compare_limits",
    "of_processing_time",
    "read_time_limit",
]


class TimeKind(StrEnum):
    """How a local time limit stands to the national one, the gravest first."""

    LONGER = "dài hơn"
    MISSING_LOCALLY = "địa phương thiếu trường hợp"
    MISSING_NATIONALLY = "quốc gia không có trường hợp này"
    OTHER_UNIT = "khác đơn vị"
    INCOMPARABLE = "không so được"
    SHORTER = "ngắn hơn"
    EQUAL = "bằng nhau"


_ORDER = list(TimeKind)


@dataclass(frozen=True, slots=True)
class TimeDifference:
    """One case on the two sides; None where a side has no such case."""

    kind: TimeKind
    local: TimeCase | None
    national: TimeCase | None
    reason: str


@dataclass(frozen=True, slots=True)
class TimeRelation:
    """The answer for the whole limit: the gravest of its differences, all of which are kept."""

    kind: TimeKind
    reason: str
    differences: tuple[TimeDifference, ...] = ()

    def has(self, kind: TimeKind) -> bool:
        """Whether some case stands so."""
        return any(d.kind is kind for d in self.differences)


def compare_limits(local: TimeReading, national: TimeReading) -> TimeRelation:
    """Compare case by case. What was not understood, or not stated, is not compared; a province's denial is."""
    if isinstance(local, Unspecified) and local.denied and isinstance(national, TimeLimit):
        return _denied(local, national)
    for side, reading in (("Địa phương", local), ("Quốc gia", national)):
        if not isinstance(reading, TimeLimit):
            what = "không ghi thời hạn" if isinstance(reading, Unspecified) else "ghi thời hạn mà máy không hiểu"
            return TimeRelation(TimeKind.INCOMPARABLE, f"{side} {what}: {reading.reason}")
    assert isinstance(local, TimeLimit)
    assert isinstance(national, TimeLimit)
    relations = [_related(ours, theirs) for ours in local.accounts for theirs in national.accounts]
    return min(relations, key=lambda r: sum(d.kind is not TimeKind.EQUAL for d in r.differences))


def _denied(local: Unspecified, national: TimeLimit) -> TimeRelation:
    """The province says that there is no limit where the national side states one."""
    reason = f"Địa phương: {local.reason.rstrip('.')}; quốc gia ghi {national.text}."
    lost = tuple(TimeDifference(TimeKind.MISSING_LOCALLY, None, c, reason) for c in national.cases)
    return TimeRelation(TimeKind.MISSING_LOCALLY, reason, lost)


def _related(local: tuple[TimeCase, ...], national: tuple[TimeCase, ...]) -> TimeRelation:
    differences = tuple(_differences(*_alike(*spread(local, national))))
    kind = min((d.kind for d in differences), key=_ORDER.index)
    telling = [d.reason for d in differences if d.kind is not TimeKind.EQUAL] or [differences[0].reason]
    return TimeRelation(kind, " ".join(dict.fromkeys(telling)), differences)


def _alike(local: Sequence[TimeCase], national: Sequence[TimeCase]) -> tuple[list[TimeCase], list[TimeCase]]:
    """Shares of a total are compared only where both sides state them."""
    if any(c.part for c in local) == any(c.part for c in national):
        return list(local), list(national)
    return [c for c in local if not c.part], [c for c in national if not c.part]


def _differences(local: list[TimeCase], national: list[TimeCase]) -> Iterator[TimeDifference]:
    if len(local) == len(national) == 1 and _may_be_one(local[0], national[0]):
        yield _compared(local[0], national[0])
        return
    ours, theirs = _by_key(local), _by_key(national)
    both = [k for k in theirs if k in ours]
    lost = [c for k, cases in theirs.items() if k not in ours for c in cases]
    added = [c for k, cases in ours.items() if k not in theirs for c in cases]
    for key in both:
        yield from _same_condition(ours[key], theirs[key])
    if lost and added:
        # they may be the same cases in other words: only a person can tell
        yield TimeDifference(TimeKind.INCOMPARABLE, added[0], lost[0], _other_words(added, lost))
        return
    for case in lost:
        yield TimeDifference(TimeKind.MISSING_LOCALLY, None, case, f"Địa phương thiếu trường hợp “{_named(case)}”.")
    for case in added:
        yield TimeDifference(TimeKind.MISSING_NATIONALLY, case, None, f"Quốc gia không có trường hợp “{_named(case)}”.")


_Key = tuple[str, bool, bool, bool]
_MODAL = re.compile(r"(?:^|(?<= / ))(?:hồ sơ |việc )?(?:(?:thuộc (?:diện|trường hợp)|cần|phải|có) )+(?:tiến hành )?")


def _condition(case: TimeCase) -> str:
    """A condition without the words on which nothing hangs: "cần phải xác minh" is "xác minh"."""
    return _MODAL.sub("", case.condition) or case.condition


def _by_key(cases: list[TimeCase]) -> dict[_Key, list[TimeCase]]:
    found: dict[_Key, list[TimeCase]] = {}
    for case in cases:
        key = (_condition(case), case.manner is Manner.AGREED, case.adds, case.part)
        found.setdefault(key, []).append(case)
    return found


def _may_be_one(local: TimeCase, national: TimeCase) -> bool:
    if (local.manner is Manner.AGREED) != (national.manner is Manner.AGREED) or local.adds != national.adds:
        return False
    return _condition(local) == _condition(national) or not local.condition or not national.condition


def _same_condition(ours: list[TimeCase], theirs: list[TimeCase]) -> Iterator[TimeDifference]:
    """Cases of one condition: one against one, or several that must be the same several."""
    if len(ours) == len(theirs) == 1:
        yield _compared(ours[0], theirs[0])
    elif sorted(c.text for c in ours) == sorted(c.text for c in theirs):
        for case in theirs:
            yield TimeDifference(TimeKind.EQUAL, case, case, f"Hai bên cùng ghi {case.text}.")
    else:
        yield TimeDifference(TimeKind.INCOMPARABLE, ours[0], theirs[0], _other_words(ours, theirs))


def _other_words(ours: list[TimeCase], theirs: list[TimeCase]) -> str:
    return f"Chưa ghép được từng trường hợp: địa phương {_listed(ours)}, quốc gia {_listed(theirs)}."


def _listed(cases: list[TimeCase]) -> str:
    return "; ".join(f"“{_named(c)}”" for c in cases)


def _named(case: TimeCase) -> str:
    return f"{case.condition}: {case.text}" if case.condition else case.text


# --- two cases of one condition ---------------------------------------------


def _compared(local: TimeCase, national: TimeCase) -> TimeDifference:
    kind, remark = _kind(local, national)
    where = f" ({national.condition or local.condition})" if national.condition or local.condition else ""
    if kind is TimeKind.EQUAL:
        reason = f"Hai bên cùng ghi {national.text}{where}."
    else:
        reason = f"Địa phương {local.text}, quốc gia {national.text}{where}: {kind.value}{remark}."
    return TimeDifference(kind, local, national, reason)


def _kind(local: TimeCase, national: TimeCase) -> tuple[TimeKind, str]:
    if local.manner is Manner.AMOUNT and national.manner is Manner.AMOUNT:
        return _amounts(local, national)
    if local.manner is national.manner:
        return _cut_offs(local, national)
    ours, theirs = _least_and_most(local), _least_and_most(national)
    if ours and theirs and ours[0] > theirs[1]:
        return TimeKind.LONGER, ""
    if ours and theirs and ours[1] < theirs[0]:
        return TimeKind.SHORTER, ""
    return TimeKind.OTHER_UNIT, ", cần người xác minh"


def _least_and_most(case: TimeCase) -> tuple[Decimal, Decimal] | None:
    """A case in working days at the least and at the most, where that is sure without a calendar."""
    match case.manner:
        case Manner.AT_ONCE:
            return Decimal(0), Decimal(0)
        case Manner.SAME_DAY:
            return Decimal(0), Decimal(1)  # what comes late is answered on the next working day
        case Manner.AMOUNT if case.unit is Unit.DAY and case.working and case.most is not None:
            return case.most, case.most
    return None


def _cut_offs(local: TimeCase, national: TimeCase) -> tuple[TimeKind, str]:
    if local.cutoff == national.cutoff:
        return TimeKind.EQUAL, ""
    if not local.cutoff:
        return TimeKind.INCOMPARABLE, ", địa phương không ghi giờ chốt nhận hồ sơ"
    if not national.cutoff:
        return TimeKind.INCOMPARABLE, ", quốc gia không ghi giờ chốt nhận hồ sơ"
    return (TimeKind.LONGER if local.cutoff < national.cutoff else TimeKind.SHORTER), ""


def _amounts(local: TimeCase, national: TimeCase) -> tuple[TimeKind, str]:
    ours, theirs = local.most, national.most
    if ours is None or theirs is None:
        return TimeKind.INCOMPARABLE, ""
    if local.unit is not national.unit or local.working is not national.working:
        return _other_units(local, national, ours, theirs)
    if local.amount == national.amount:
        return TimeKind.EQUAL, ""
    least_here, least_there = _least(local), _least(national)
    shorter = (ours, least_here) < (theirs, least_there)
    return (TimeKind.SHORTER if shorter else TimeKind.LONGER), ""


def _least(case: TimeCase) -> Decimal:
    value = case.amount[0] if isinstance(case.amount, tuple) else case.amount
    return value if value is not None else Decimal(0)


def _other_units(local: TimeCase, national: TimeCase, ours: Decimal, theirs: Decimal) -> tuple[TimeKind, str]:
    """Days against working days can be told apart only where no calendar could turn the answer round."""
    if local.unit is national.unit is Unit.DAY:
        if local.working and ours > theirs:
            return TimeKind.LONGER, ""
        if national.working and ours < theirs:
            return TimeKind.SHORTER, ""
        if ours == theirs:
            longer = "địa phương" if local.working else "quốc gia"
            return TimeKind.OTHER_UNIT, f", cùng con số nhưng ngày làm việc ({longer}) dài hơn ngày thường"
    return TimeKind.OTHER_UNIT, ", cần người xác minh"
