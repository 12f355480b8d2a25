"""Three facts of being published (công khai), one word each, and which of them a source can show.

A procedure that is named in a list need not be applied by any agency, and one that is applied need not have an online
service. No list says whether a service works (D8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.model import Presence, PresenceFact, Procedure, Role, SourceForm
from analysis.publication import Evidence

#: The word of a fact's absence.
ABSENT: Mapping[Presence, str] = {each: f"không {each.value}" for each in Presence}

#: Which of the facts each form of source can show of a procedure.
SHOWN_BY: Mapping[SourceForm, tuple[Presence, ...]] = {
    SourceForm.CATALOGUE: (Presence.LISTED,),
    SourceForm.PLATFORM: (Presence.LISTED, Presence.APPLIED, Presence.SERVED),
    SourceForm.PAGES: (Presence.LISTED,),
    SourceForm.UNCODED: (Presence.LISTED,),
    SourceForm.FRONT: (),
}


def shown_of(form: SourceForm, procedure: Procedure | None) -> Mapping[Presence, bool]:
    """The facts of a procedure as its record in a source shows them; ``None``: a whole reading holds no record."""
    told = {
        # On the platform a record may rest on a service row alone: then the list of procedures does not name it.
        Presence.LISTED: procedure is not None
        and (form is not SourceForm.PLATFORM or procedure.applied_at is not None),
        Presence.APPLIED: procedure is not None and bool(procedure.applied_at),
        Presence.SERVED: procedure is not None and bool(procedure.services),
    }
    return {fact: told[fact] for fact in SHOWN_BY[form]}


def shown_by_agencies(form: SourceForm, seen: Evidence, *, listed: bool | None = None) -> Mapping[Presence, bool]:
    """The facts of a procedure at the province's own agencies; of an agency that could not be placed nothing is denied.

    ``listed`` where the form's list is not the witnesses' own.
    """
    told = {
        Presence.LISTED: seen.recorded if listed is None else listed,
        Presence.APPLIED: bool(seen.applied_by),
        Presence.SERVED: bool(seen.served_by),
    }
    unsure = {Presence.APPLIED, Presence.SERVED} if seen.unplaced else set()
    return {fact: told[fact] for fact in SHOWN_BY[form] if told[fact] or fact not in unsure}


def facts(role: Role, told: Mapping[Presence, bool]) -> tuple[PresenceFact, ...]:
    """The facts of one side as a discrepancy keeps them, in the order of :class:`Presence`."""
    return tuple((role, fact, told[fact]) for fact in Presence if fact in told)


def words(told: Mapping[Presence, bool]) -> str:
    """ "có tên trong danh sách; không có cơ quan áp dụng"; empty where nothing can be shown."""
    return "; ".join(fact.value if told[fact] else ABSENT[fact] for fact in Presence if fact in told)


def words_of(role: Role, kept: Iterable[PresenceFact] | None) -> str:
    """The facts that a discrepancy keeps of one side, in words; empty where it keeps none."""
    return words({fact: holds for side, fact, holds in kept or () if side is role})


def can_show(form: SourceForm) -> str:
    """Which of the facts a source can show, in words for readers."""
    return "; ".join(fact.value for fact in SHOWN_BY[form]) or "không thể hiện thủ tục nào"
