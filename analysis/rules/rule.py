"""What a rule is, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from analysis.model import Discrepancy, Kind, Role, Severity
from analysis.night import Tonight


class Desk(StrEnum):
    """Nơi xử lý (D50): who can mend a finding. The configuration may call them by other names."""

    DIVISION = "phòng phụ trách"  # of Sở Tư pháp, by the field of the procedure
    PUBLICATION = "Văn phòng UBND tỉnh"  # công khai, gỡ, cơ quan áp dụng
    SYSTEM = "Sở Khoa học và Công nghệ"  # cấu hình hệ thống của tỉnh, dịch vụ công, liên kết
    MINISTRY = "Bộ Tư pháp"  # nothing that anybody in the province could mend: kiến nghị


class Remedy(NamedTuple):
    """What has to be done (việc cần làm), one Vietnamese sentence, and who can do it."""

    desk: Desk
    action: str


class Grade(NamedTuple):
    """A severity and the reason that chooses it, as printed."""

    severity: Severity
    reason: str
    remedy: Remedy | None = None  # where it is another than that of the rule


@dataclass(frozen=True, slots=True)
class Findings:
    """What one rule says about one night."""

    discrepancies: tuple[Discrepancy, ...] = ()
    undetermined: tuple[tuple[str, str], ...] = ()  # (procedure code, why)
    presentation: int = 0  # differences of presentation only: counted (CL37), never listed


@dataclass(frozen=True, slots=True)
class Rule:
    """One type of discrepancy (loại chênh lệch) of the table in ``docs/rules.md``."""

    code: str
    kind: Kind
    name: str
    definition: str
    severities: tuple[Grade, ...]
    legal_basis: str
    subject: str  # what it takes
    needs: tuple[Role, ...]  # sides whose lists must be whole before a discrepancy counts as fixed
    reads_details: bool  # whether an unread national detail leaves its procedure unjudged
    find: Callable[[Tonight], Findings]
    remedy: Remedy
    central: Remedy | None = None  # where the national record alone is at fault
    witness: str = ""  # what besides the portals it rests on: a field of Night that may be None

    def remedy_of(self, found: Discrepancy) -> Remedy:
        """Who can mend a discrepancy of this type, and how."""
        if self.central is not None and found.is_of_national_side:
            return self.central
        own = (g.remedy for g in self.severities if g.remedy and found.severity_reason.startswith(g.reason))
        return next(own, self.remedy)


def both(*finds: Callable[[Tonight], Findings]) -> Callable[[Tonight], Findings]:
    """One type that is found in several ways."""

    def find(tonight: Tonight) -> Findings:
        answers = [one(tonight) for one in finds]
        return Findings(
            tuple(d for a in answers for d in a.discrepancies),
            tuple(dict.fromkeys(u for a in answers for u in a.undetermined)),
            sum(a.presentation for a in answers),
        )

    return find


NATIONAL_ONLY = (Role.NATIONAL,)
BOTH = (Role.NATIONAL, Role.PROVINCIAL)
