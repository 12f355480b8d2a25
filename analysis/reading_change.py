"""What a new version of a page object does to findings: told apart from what the portals did.

An earlier night is compared twice by the same rules: once from what was read then, once from its pages as they are
read now. Whatever differs between the two is due to the reading alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.model import Comparison, Discrepancy, Kind, Sighting, Status

#: How such findings are labelled.
READING, RULES = "đổi cách đọc", "đổi quy tắc, căn cứ hoặc cấu hình"
NEW, GONE = "new", "gone"
#: So many are named in a line; more are counted.
_NAMED = 12


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that a night's comparison would have today and had not then, or the other way round."""

    discrepancy: Discrepancy
    what: str  # NEW or GONE
    cause: str  # READING or RULES


def finding_changes(
    kept: Iterable[Discrepancy], as_read_then: Comparison, as_read_now: Comparison
) -> tuple[FindingChange, ...]:
    """How what was kept differs from what would be found today, and why.

    Both comparisons are made by the present rules; they differ in the reading alone. Events of one night (changes of
    a source) follow from kept versions, not from a reading: they are left out.
    """
    stored, then, now = _keys(kept), _keys(as_read_then.discrepancies), _keys(as_read_now.discrepancies)
    new = [FindingChange(d, NEW, RULES if k in then else READING) for k, d in now.items() if k not in stored]
    gone = [FindingChange(d, GONE, READING if k in then else RULES) for k, d in stored.items() if k not in now]
    return tuple(sorted((*new, *gone), key=lambda c: (c.what, c.discrepancy.key)))


@dataclass(frozen=True, slots=True)
class OwnChange:
    """Keys of findings that came or went tonight because of us: pages are read, or rules judge, otherwise."""

    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.opened or self.closed)


def own_change(kept: Iterable[Discrepancy], as_judged_now: Comparison, tonight: Comparison) -> OwnChange:
    """Of tonight's findings those that a new reading or new rules brought, and those kept that they took away.

    ``as_judged_now`` is the night of ``kept`` from its own pages, by the present page objects and rules. What could
    not be judged is neither: a finding is taken away only where the rule could look.
    """
    told, now, found = _keys(kept), _keys(as_judged_now.discrepancies), _keys(tonight.discrepancies)
    opened = (k for k in found if k in now and k not in told)
    closed = (k for k, d in told.items() if k not in now and k not in found and not _unjudged(d, as_judged_now))
    return OwnChange(tuple(sorted(opened)), tuple(sorted(closed)))


def _keys(found: Iterable[Discrepancy]) -> Mapping[str, Discrepancy]:
    """By key, without events of one night."""
    return {d.key: d for d in found if d.kind is not Kind.CHANGE}


def _unjudged(line: Discrepancy, comparison: Comparison) -> bool:
    return any(rule == line.rule and code in ("*", line.code) for rule, code, _ in comparison.undetermined)


def labelled(
    change: OwnChange, what: str, comparison: Comparison, sightings: tuple[Sighting, ...]
) -> tuple[Comparison, tuple[Sighting, ...]]:
    """Tonight with a line about it; what we took away was mended by nobody, so it ends by its own name.

    ``what``: which reader or rules, before and now.
    """
    closed = frozenset(change.closed)
    told = tuple(_ended_by_us(s, what) if s.discrepancy.key in closed else s for s in sightings)
    return replace(comparison, warnings=(*comparison.warnings, _line(change, what))), told


def in_doubt(
    why: str, what: str, comparison: Comparison, sightings: tuple[Sighting, ...]
) -> tuple[Comparison, tuple[Sighting, ...]]:
    """Tonight where the night before cannot be judged again: nothing that is gone may be called mended."""
    line = f"Đã đổi {what} nhưng không đọc lại được đêm trước: {why}; chênh lệch mới hoặc hết đêm nay có thể chỉ do đó."
    told = tuple(_ended_by_us(s, what) for s in sightings)
    return replace(comparison, warnings=(*comparison.warnings, line)), told


def _ended_by_us(sighting: Sighting, what: str) -> Sighting:
    if sighting.status not in (Status.FIXED, Status.UNCONFIRMED):
        return sighting
    return replace(sighting, status=Status.REREAD, basis=f"Đã đổi {what}.")


def _line(change: OwnChange, what: str) -> str:
    count = len(change.opened) + len(change.closed)
    if not count:
        return f"Đã đổi {what}; xét lại đêm trước thấy không có chênh lệch nào đổi vì thế."
    told = [f"{count} chênh lệch đổi do {what}, không phải do cổng"]
    told += [f"mới thấy {_named(change.opened)}"] if change.opened else []
    told += [f"không còn thấy {_named(change.closed)}"] if change.closed else []
    return ": ".join((told[0], "; ".join(told[1:]))) + "."


def _named(keys: tuple[str, ...]) -> str:
    more = f" và {len(keys) - _NAMED} mục nữa" if len(keys) > _NAMED else ""
    return f"{len(keys)} ({', '.join(keys[:_NAMED])}{more})"
