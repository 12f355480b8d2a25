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
class ReadingChange:
    """Keys of findings that came or went tonight because pages are read otherwise."""

    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.opened or self.closed)


def due_to_reading(
    kept: Iterable[Discrepancy], as_read_then: Comparison, as_read_now: Comparison, tonight: Comparison
) -> ReadingChange:
    """Of tonight's findings those that the new reading brought, and those kept on the night before that it took away.

    What could not be judged is neither: a finding is taken away only where the rule could look.
    """
    told = {d.key for d in kept}
    then, now, found = (_keys(c.discrepancies) for c in (as_read_then, as_read_now, tonight))
    opened = (k for k in found if k in now and k not in then and k not in told)
    closed = (
        k for k, d in then.items() if k in told and k not in now and k not in found and not _unjudged(d, as_read_now)
    )
    return ReadingChange(tuple(sorted(opened)), tuple(sorted(closed)))


def _keys(found: Iterable[Discrepancy]) -> Mapping[str, Discrepancy]:
    """By key, without events of one night."""
    return {d.key: d for d in found if d.kind is not Kind.CHANGE}


def _unjudged(line: Discrepancy, comparison: Comparison) -> bool:
    return any(rule == line.rule and code in ("*", line.code) for rule, code, _ in comparison.undetermined)


def labelled(
    change: ReadingChange,
    readers: Mapping[str, tuple[str, str]],
    comparison: Comparison,
    sightings: tuple[Sighting, ...],
) -> tuple[Comparison, tuple[Sighting, ...]]:
    """Tonight with a line about it; what the reading took away was not mended by anybody, so it is not told as fixed.

    ``readers``: by portal, which reader read it on the night before and which reads it now.
    """
    closed = frozenset(change.closed)
    left = tuple(s for s in sightings if not (s.status is Status.FIXED and s.discrepancy.key in closed))
    return replace(comparison, warnings=(*comparison.warnings, _line(change, readers))), left


def _line(change: ReadingChange, readers: Mapping[str, tuple[str, str]]) -> str:
    by = "; ".join(f"{portal}: {before} → {now}" for portal, (before, now) in sorted(readers.items()))
    count = len(change.opened) + len(change.closed)
    if not count:
        return f"Bộ đọc đã đổi ({by}); đọc lại đêm trước thấy không có chênh lệch nào đổi do cách đọc."
    told = [f"{count} chênh lệch đổi do cách đọc ({by}), không phải do cổng"]
    told += [f"mới thấy {_named(change.opened)}"] if change.opened else []
    told += [f"không còn thấy {_named(change.closed)}"] if change.closed else []
    return ": ".join((told[0], "; ".join(told[1:]))) + "."


def _named(keys: tuple[str, ...]) -> str:
    more = f" và {len(keys) - _NAMED} mục nữa" if len(keys) > _NAMED else ""
    return f"{len(keys)} ({', '.join(keys[:_NAMED])}{more})"
