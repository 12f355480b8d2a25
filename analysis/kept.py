"""What may be kept of a visit: records whose contents are known, and those that the source shows no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from analysis.codes import base_of
from analysis.model import Outcome, Procedure, Snapshot, content_digest
from analysis.night import AGAIN


def gone_records(
    snapshot: Snapshot, before: Mapping[str, Procedure], promised: Collection[str], listing: str
) -> frozenset[str]:
    """The portal ids that were shown before and are shown no more.

    Only what a list itself once named can be gone from that list, and only from a whole one. What is known by asking
    is gone only when it was asked for and the answer was that there is no such record.
    """
    state = snapshot.listing(listing)
    shown = {p.portal_id for p in snapshot.procedures} | set(state.ids if state else ())
    asked = {i for i, p in before.items() if i in snapshot.gone or (base_of(p.code) or "") in snapshot.gone}
    gone = asked - set(promised)
    if state is not None and state.complete and snapshot.outcome is not Outcome.FAILED:
        gone |= before.keys() & set(promised)
    return frozenset(gone - shown)


def whole_records(
    procedures: Iterable[Procedure],
    before: Mapping[str, Procedure],
    held_fields: Collection[str],
    answered: Collection[str],
) -> tuple[Procedure, ...]:
    """The records whose contents are known tonight.

    A record of which something was held back, and that says nothing else otherwise, keeps what it said. So does one
    whose rows had been found only by asking (D16) and that was not asked for tonight; ``answered``: codes that were.
    """
    kept = []
    asked = {base_of(code) for code in answered}
    for procedure in procedures:
        old = before.get(procedure.portal_id)
        if old is not None and held_fields:
            as_it_was = replace(procedure, **{name: getattr(old, name) for name in held_fields})
            if content_digest(as_it_was) == content_digest(old):
                continue
        if old is None or base_of(procedure.code or old.code) in asked or not _lost_by_silence(old, procedure):
            kept.append(procedure)
    return tuple(kept)


def _lost_by_silence(old: Procedure, new: Procedure) -> bool:
    return _found_by_asking(old) and not _found_by_asking(new)


def _found_by_asking(procedure: Procedure) -> bool:
    return any(row.listed_in == AGAIN for row in procedure.services or ())
