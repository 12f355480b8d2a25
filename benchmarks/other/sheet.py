"""What one procedure says, free of any wording: both sides are written from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

WAYS = ("DIRECT", "ONLINE", "POSTAL")


@dataclass(frozen=True, slots=True)
class Span:
    """A time limit and the case in which it holds; an empty case is every one."""

    amount: int
    unit: str  # WORKING_DAY, DAY, MONTH, HOUR
    case: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """Money asked for: ``is_charge`` tells lệ phí from phí."""

    amount: int
    per: str
    is_charge: bool
    case: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of filing with its times and its money."""

    channel: str
    spans: tuple[Span, ...]
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier; ``form`` is the name of the file that can be fetched for it."""

    name: str
    originals: int
    copies: int
    form: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The papers of one case."""

    name: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """A legal instrument: its number and its title."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A publication decision."""

    number: str
    day: date
    issuer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A procedure."""

    code: str
    name: str
    sector: str
    sector_code: str
    level: str  # province, commune
    executing: tuple[str, ...]
    authority: tuple[str, ...]
    partners: tuple[str, ...]
    subjects: tuple[str, ...]
    steps: tuple[str, ...]  # lines
    ways: tuple[Way, ...]
    exempt: tuple[str, ...]  # who pays nothing
    groups: tuple[Group, ...]
    sets: int
    results: tuple[str, ...]
    conditions: tuple[str, ...]  # lines
    acts: tuple[Act, ...]
    ruling: Ruling | None
    online: str = ""  # the level of the online service; empty: not told
    reason: str | None = None  # why it is offered only in part; None: no place for it
    says_free: bool = False  # whether the national side says in words that nothing is asked for
    absent: frozenset[str] = frozenset()  # parts that the page leaves out
    unfilled: frozenset[str] = frozenset()  # parts that the page has, without anything in them

    @property
    def papers(self) -> Iterator[Paper]:
        """All papers of all cases."""
        return (paper for group in self.groups for paper in group.papers)

    @property
    def is_uniform(self) -> bool:
        """Whether all ways of filing take the same time and cost the same."""
        return len({(way.spans, way.charges) for way in self.ways}) == 1
