"""Changes (thay đổi): one source, two nights."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from analysis.model import Change, Procedure
from analysis.wording import PART_NAMES, part_texts

ADDED, LOST, EDITED = "thêm", "mất", "sửa"


def changes(
    before: Mapping[str, Procedure],
    after: Mapping[str, Procedure],
    *,
    portal: str = "",
    before_night: date | None = None,
    after_night: date | None = None,
    before_complete: bool = True,
    after_complete: bool = True,
    unread: Collection[str] = (),
    agency_names: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """What changed in one source between two nights, by the portal's own id.

    A record is new only against a complete earlier list, and lost only from a
    complete later one; ``unread`` ids were promised by the later list but could
    not be read, so they are not lost.
    """
    found: list[Change] = []

    def tell(p: Procedure, what: str, parts: tuple[tuple[str, str, str], ...] = ()) -> None:
        found.append(Change(portal or p.portal, p.portal_id, p.code, p.name, what, parts, before_night, after_night))

    for portal_id in before.keys() | after.keys():
        old, new = before.get(portal_id), after.get(portal_id)
        if old is None and new is not None and before_complete:
            tell(new, ADDED)
        elif new is None and old is not None and after_complete and portal_id not in unread:
            tell(old, LOST)
        elif old is not None and new is not None and (parts := changed_parts(old, new, agency_names)):
            tell(new, EDITED, parts)
    return tuple(sorted(found, key=lambda c: (c.code, c.portal_id)))


def changed_parts(
    before: Procedure, after: Procedure, agency_names: Mapping[str, str] | None = None
) -> tuple[tuple[str, str, str], ...]:
    """The parts whose content differs: (name of the part, before, after), in the order of the page.

    A part that one of the two readings does not show (``None``) has not changed: it was not captured.
    """
    return tuple(
        (PART_NAMES[part], *part_texts(before, after, part, agency_names)) for part in changed_fields(before, after)
    )


def changed_fields(before: Procedure, after: Procedure) -> tuple[str, ...]:
    """The field names whose values differ where both readings show them."""
    return tuple(
        part
        for part in PART_NAMES
        if (old := getattr(before, part)) is not None and (new := getattr(after, part)) is not None and old != new
    )
