"""Wrong captures (chụp nhầm trang): a page that was kept under one procedure and tells of another.

A search that was taken for an exact look-up brings such pages home. Told as a
change, one of them would look like the whole procedure had been rewritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from analysis.closeness import closeness, spelled
from analysis.model import Procedure
from analysis.sectors import is_justice, same_sector
from analysis.texts import canonical_name, is_blank

#: Names of one procedure, however reworded, share more than this; those of two in other fields do not.
FAR = 0.60


class Reading(StrEnum):
    """Which of two readings is doubted."""

    BEFORE = "lần đọc trước"
    AFTER = "lần đọc sau"
    ONE_OF_BOTH = "một trong hai lần đọc"


@dataclass(frozen=True, slots=True)
class WrongCapture:
    """A procedure one of whose two readings is likely that of another page."""

    key: str  # as in the mappings: the portal's id, or the code
    which: Reading
    why: str
    others: tuple[str, ...] = ()  # keys of the procedures whose name it bears


def wrong_captures(before: Mapping[str, Procedure], after: Mapping[str, Procedure]) -> tuple[WrongCapture, ...]:
    """Records that changed their name for that of another procedure, or both name and field for quite others.

    The readings are those of one source on two nights, by portal id or by code.
    """
    names = (owners_of_names(before.items()), owners_of_names(after.items()))
    found = (_doubted(key, before[key], after[key], *names) for key in sorted(before.keys() & after.keys()))
    return tuple(doubt for doubt in found if doubt is not None)


def owners_of_names(records: Iterable[tuple[str, Procedure]]) -> dict[str, frozenset[str]]:
    """Canonical name -> the keys of the records that bear it."""
    owners: dict[str, set[str]] = defaultdict(set)
    for key, procedure in records:
        if not is_blank(procedure.name):
            owners[canonical_name(procedure.name)].add(key)
    return {name: frozenset(keys) for name, keys in owners.items()}


def _doubted(
    key: str,
    old: Procedure,
    new: Procedure,
    names_before: Mapping[str, frozenset[str]],
    names_after: Mapping[str, frozenset[str]],
) -> WrongCapture | None:
    was, now = canonical_name(old.name), canonical_name(new.name)
    if was == now or is_blank(old.name) or is_blank(new.name):
        return None
    # The other one bears the name on both nights: it has not been handed on.
    if others := (names_before.get(now, frozenset()) & names_after.get(now, frozenset())) - {key}:
        return _bears_name(key, Reading.AFTER, others)
    if others := (names_before.get(was, frozenset()) & names_after.get(was, frozenset())) - {key}:
        return _bears_name(key, Reading.BEFORE, others)
    return _of_another_field(key, old, new)


def _bears_name(key: str, which: Reading, others: Iterable[str]) -> WrongCapture:
    return WrongCapture(key, which, "mang tên của một thủ tục khác", tuple(sorted(others)))


def _of_another_field(key: str, old: Procedure, new: Procedure) -> WrongCapture | None:
    fields = old.sector.name if old.sector else "", new.sector.name if new.sector else ""
    if not all(fields) or same_sector(*fields):
        return None
    if closeness(spelled(canonical_name(old.name)), spelled(canonical_name(new.name))) > FAR:
        return None
    ours = is_justice(old.sector), is_justice(new.sector)
    which = {(True, False): Reading.AFTER, (False, True): Reading.BEFORE}.get(ours, Reading.ONE_OF_BOTH)
    return WrongCapture(key, which, f"tên khác hẳn và lĩnh vực khác: {fields[0]} → {fields[1]}")
