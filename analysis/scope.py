"""What the province must publish (D3): issued by Bộ Tư pháp, not internal, of province or commune level."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from analysis.codes import canonical
from analysis.model import Exclusion, Level, Procedure
from analysis.texts import canonical_name

MINISTRY_CODE = "G15"
MINISTRY_NAME = "bộ tư pháp"
LOCAL_LEVELS = frozenset({Level.PROVINCE, Level.COMMUNE})


class Standing(StrEnum):
    """Where a national procedure stands towards the province's duty."""

    IN = "in"
    OUT = "out"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"  # the fields that decide it are not shown


def issued_by_justice(procedure: Procedure) -> bool | None:
    """Whether Bộ Tư pháp issued it; None when the issuer is not shown."""
    issuer = procedure.issuer
    if issuer is None or not (issuer.code or issuer.name):
        return None
    return issuer.code == MINISTRY_CODE or (not issuer.code and canonical_name(issuer.name) == MINISTRY_NAME)


def in_scope(procedure: Procedure) -> bool | None:
    """Whether the province must publish it, exclusions aside; None when that cannot be seen."""
    issued = issued_by_justice(procedure)
    if issued is False or procedure.internal or procedure.catalogue_type == "STANDARD_INTERNAL":
        return False
    if procedure.levels is not None and not LOCAL_LEVELS & set(procedure.levels):
        return False
    if issued is None or procedure.levels is None:
        return None
    if procedure.internal is None and procedure.catalogue_type is None:
        return None
    return True


class Scope:
    """The duty of the province, with the codes that a person left out and why."""

    def __init__(self, exclusions: Iterable[Exclusion] = ()) -> None:
        self.exclusions = tuple(sorted(exclusions, key=lambda e: e.code))
        self._reasons = {_key(e.code): e.reason for e in self.exclusions}

    def reason(self, code: str) -> str | None:
        """Why a code is left out, or None when it is not."""
        return self._reasons.get(_key(code))

    def standing(self, procedure: Procedure) -> Standing:
        """Where a procedure stands."""
        if self.reason(procedure.code) is not None:
            return Standing.EXCLUDED
        inside = in_scope(procedure)
        if inside is None:
            return Standing.UNKNOWN
        return Standing.IN if inside else Standing.OUT


def _key(code: str) -> str:
    return canonical(code) or code
