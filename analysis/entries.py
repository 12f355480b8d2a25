"""Records as two lists of procedures name them, read for matching, and which of them have near names."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from analysis.closeness import Spelled, edges, spelled
from analysis.codes import parse_code
from analysis.guards import clash, split_level
from analysis.model import Procedure
from analysis.pairing import Entry
from analysis.sectors import canonical_sector
from analysis.texts import canonical_name, canonical_text
from analysis.wording import LEVEL_NAMES

#: How near a name must be to be told across fields or levels.
VERY_NEAR = 0.85
#: Above so many comparisons a block is not searched by closeness; the answer says so.
MAX_WORK = 4_000_000


def entry_of(procedure: Procedure) -> Entry:
    """The record of a procedure."""
    levels = ", ".join(LEVEL_NAMES[level] for level in procedure.levels or ())
    sector = procedure.sector.name if procedure.sector else ""
    return Entry(procedure.code, procedure.name, sector, levels, procedure.portal_id)


@dataclass(frozen=True, slots=True)
class Read:
    """A record with all that the comparison needs, in canonical form."""

    entry: Entry
    base: str  # of the code; empty where none can be read
    service: str | None  # the case number of the code
    name: str
    words: Spelled  # the name without signs and without the level it states
    head: Spelled  # the same up to the first semicolon: a merged procedure keeps the old one's name there
    sector: str
    levels: frozenset[str]  # as the record says, else as its name does
    named: frozenset[str]  # as the name says

    @property
    def order(self) -> tuple[str, ...]:
        """By what the record says, for ties."""
        e = self.entry
        return (self.words.text, self.base, e.code, e.sector, e.level, e.ref, e.name)


def read(entry: Entry) -> Read:
    """Read a record."""
    code = parse_code(entry.code) if entry.code else None
    name = canonical_name(entry.name)
    base, service = (code.base, code.service) if code else ("", None)
    bare, named = split_level(name)
    levels = _levels(entry.level) or _levels(" ".join(named))
    words = _words(bare)
    head = _words(bare.partition(";")[0]) if ";" in bare else words
    return Read(entry, base, service, name, words, head, _sector(entry.sector), levels, named)


_SIGN = re.compile(r"[^\w\s]+")


#: No name is so long; of one that is, the beginning is compared and the whole told apart by its digest.
_LONGEST = 2_000


def _words(name: str) -> Spelled:
    words = " ".join(_SIGN.sub(" ", name).split()) or name
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST]} {hashlib.sha256(words.encode(errors='surrogatepass')).hexdigest()}"
    return spelled(words)


@lru_cache(maxsize=1024)
def _sector(name: str) -> str:
    return canonical_sector(name) if name.strip() else ""


_LEVEL = re.compile(r"\b(?:bộ|trung ương|tỉnh|huyện|xã)\b")


@lru_cache(maxsize=1024)
def _levels(text: str) -> frozenset[str]:
    """The levels a text names; none for "dùng chung", which may be any of them."""
    canon = canonical_text(text)
    if "chung" in canon.split():
        return frozenset()
    return frozenset("bộ" if word == "trung ương" else word for word in _LEVEL.findall(canon))


def fits(a: Read, b: Read) -> bool:
    """Within field and level, as far as both sources say."""
    sector = not a.sector or not b.sector or a.sector == b.sector
    return sector and (not a.levels or not b.levels or bool(a.levels & b.levels))


def same_name(a: Read, b: Read) -> bool:
    """The same words; where only one name states its level, both records must be known to be of it."""
    unsaid = not (a.named and b.named) and bool(a.levels & b.levels)
    return a.words == b.words and (a.named == b.named or unsaid)


def guarded(a: Read, b: Read) -> bool:
    """Whether a guard word, or the level that a name states, keeps the two apart."""
    ours, theirs = a.named or a.levels, b.named or b.levels
    if (a.named or b.named) and ours and theirs and not ours & theirs:
        return True
    return a.words != b.words and bool(clash(a.name, b.name))


Key = TypeVar("Key", bound=Hashable)


def groups(reads: Sequence[Read], at: Iterable[int], key: Callable[[Read], Key]) -> dict[Key, list[int]]:
    """Places of a list by what the records there have in common."""
    found: dict[Key, list[int]] = defaultdict(list)
    for i in at:
        found[key(reads[i])].append(i)
    return found


def near(
    left: Sequence[Read], right: Sequence[Read], floor: float
) -> tuple[dict[tuple[int, int], float], tuple[str, ...]]:
    """Places with near names: within the field, and elsewhere for those without a very near name there.

    Also the fields that were too large to be searched, each as a sentence.
    """
    found: dict[tuple[int, int], float] = {}
    notes: list[str] = []
    everywhere = range(len(right))
    by_sector = groups(right, everywhere, lambda r: r.sector)
    for sector, at in groups(left, range(len(left)), lambda r: r.sector).items():
        theirs = [*by_sector.get(sector, ()), *by_sector.get("", ())] if sector else everywhere
        _search(left, right, at, theirs, floor, found, notes)
    content = [(i, j) for (i, j), score in found.items() if score >= VERY_NEAR]
    lone_left = set(range(len(left))) - {i for i, _ in content}
    lone_right = set(everywhere) - {j for _, j in content}
    _search(left, right, sorted(lone_left), sorted(lone_right), max(floor, VERY_NEAR), found, notes)
    return found, tuple(sorted(notes))


def _search(
    left: Sequence[Read],
    right: Sequence[Read],
    ours: Sequence[int],
    theirs: Sequence[int],
    floor: float,
    found: dict[tuple[int, int], float],
    notes: list[str],
) -> None:
    """Add the near names among some places of each side to ``found``, or a note that they are too many."""
    if len(ours) * len(theirs) > MAX_WORK:
        sectors = {left[i].sector for i in ours}
        told = f"Lĩnh vực “{sectors.pop()}”" if len(sectors) == 1 else "Giữa các lĩnh vực"
        notes.append(f"{told}: còn {len(ours)} và {len(theirs)} bản ghi, quá nhiều để tìm theo tên gần giống.")
        return
    for (x, y), score in _edges([left[i] for i in ours], [right[j] for j in theirs], floor).items():
        found[ours[x], theirs[y]] = score


#: A name against the first clause of another: a little less than the same between whole names.
_HEAD = 0.9


def _edges(left: Sequence[Read], right: Sequence[Read], floor: float) -> dict[tuple[int, int], float]:
    found = edges([r.words for r in left], [r.words for r in right], floor)
    if floor > _HEAD:  # no first clause is near enough
        return found
    for swapped, ours, theirs in ((False, left, right), (True, right, left)):
        longer = [i for i, r in enumerate(ours) if r.head != r.words]
        whole = [j for j, r in enumerate(theirs) if r.head == r.words]
        by_head = edges([ours[i].head for i in longer], [theirs[j].words for j in whole], floor / _HEAD)
        for (i, j), score in by_head.items():
            at = (whole[j], longer[i]) if swapped else (longer[i], whole[j])
            found[at] = max(found.get(at, 0.0), score * _HEAD)
    return found
