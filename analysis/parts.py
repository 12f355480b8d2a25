"""The parts in which two sources are compared, each with a raw and a canonical form (D39).

The digests of both forms are kept with every version, so that a night opens
only the texts that differ. Equal canonical forms mean: no rule on that part has
anything to say.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from analysis.codes import base_of
from analysis.facts import bases, channels, closed, conditions_text, dossier_sets, papers, steps_text
from analysis.facts import results as results_of
from analysis.facts import subjects as subjects_of
from analysis.model import Procedure, canonical_json
from analysis.readers import NotUnderstood
from analysis.readers.fees import FeeReading, Fees
from analysis.readers.letters import n1_lines
from analysis.readers.merged import fees_of, time_of
from analysis.readers.times import TimeLimit, TimeReading
from analysis.sectors import canonical_sector
from analysis.texts import NAME_LADDER, STEP_LADDER, TEXT_LADDER, Step, canonical_name, canonical_text, climb

#: Written before stored digests: another number makes them count as absent.
LADDER = 1
#: Bytes of one digest: 64 bits tell apart far more texts than a store will ever hold.
_SIZE = 8


class Form:
    """A part of one procedure: as its source words it, and as it is compared, which is read when it is asked for.

    The canonical form is a set of items. An item is a text that climbs a ladder, and what stands beside it
    as it is. Where more than climbing is needed, ``told`` reads the canonical form, and the items are only
    what it is read from.
    """

    __slots__ = ("_told", "items", "ladder", "raw")

    def __init__(
        self,
        raw: str,
        items: tuple[tuple[str, str], ...],
        ladder: tuple[Step, ...],
        told: Callable[[], str] | None = None,
    ) -> None:
        self.raw = raw
        self.items = items
        self.ladder = ladder
        self._told = told

    @property
    def canonical(self) -> str:
        """The part as it is compared."""
        return self._told() if self._told else _set(climb(text, self.ladder) + beside for text, beside in self.items)

    def meets(self, other: Form) -> bool:
        """Whether the canonical forms are equal: items that both sides have are not read, the rest climbs together."""
        ours, theirs = list(self.items), list(other.items)
        if not self._told:
            both = Counter(ours) & Counter(theirs)
            ours, theirs = _without(ours, both), _without(theirs, both)
        for _, step in self.ladder:
            if ours == theirs:
                return True
            ours = sorted((step(text), beside) for text, beside in ours)
            theirs = sorted((step(text), beside) for text, beside in theirs)
        return ours == theirs or (self._told is not None and self.canonical == other.canonical)


def _without(items: list[tuple[str, str]], known: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    left = +known
    kept = []
    for item in items:
        if left[item]:
            left[item] -= 1
        else:
            kept.append(item)
    return kept


#: Of names of papers, subjects and results: see :func:`analysis.facts.paper_key`.
_KEY_LADDER: tuple[Step, ...] = (*STEP_LADDER, ("", closed))
#: The step with which every reader begins: what is equal after it reads alike.
_READERS_LADDER: tuple[Step, ...] = (("N1", n1_lines),)


def _name(p: Procedure) -> Form:
    return Form(p.name, ((p.name, ""),), NAME_LADDER)


def _sector(p: Procedure) -> Form | None:
    return Form(p.sector.name, (("", canonical_sector(p.sector.name)),), ()) if p.sector else None


def _levels(p: Procedure) -> Form | None:
    return None if p.levels is None else Form("\n".join(p.levels), _as_told(p.levels), ())


def _agencies(p: Procedure) -> Form | None:
    if p.executing is None:
        return None
    names = [a.name for a in p.executing]
    return Form("\n".join(names), _as_told(canonical_name(n) for n in names), ())


def _steps(p: Procedure) -> Form | None:
    return _text(steps_text(p), STEP_LADDER)


def _channels(p: Procedure) -> Form | None:
    shown = channels(p)
    if shown is None or p.methods is None:
        return None
    raw = "\n".join(m.channel or m.text for m in p.methods)
    return Form(raw, (*_as_told(shown.known), *((t, "") for t in shown.unread)), TEXT_LADDER)


def _time(p: Procedure) -> Form | None:
    if p.time_text is None and p.methods is None:
        return None
    methods = p.methods or ()
    raw = "\n".join((p.time_text or "", *(f"{m.time.amount} {m.time.unit}" for m in methods)))
    items = ((f"{m.time.amount}\0{m.text}", f"{m.channel} {m.time.unit}") for m in methods)
    return Form(raw, (_running(p.time_text), *items), _READERS_LADDER, lambda: told_time(time_of(p)))


def told_time(reading: TimeReading | None) -> str:
    """A time limit in one canonical text: all that its comparison looks at."""
    if isinstance(reading, NotUnderstood):
        return f"? {canonical_text(reading.text)}"
    if not isinstance(reading, TimeLimit):
        return "không ghi"
    return _set(f"{c.condition}: {c.text} {c.working} {c.cutoff} {c.adds} {c.part}" for c in reading.cases)


def _fees(p: Procedure) -> Form | None:
    if p.fee_text is None and p.methods is None:
        return None
    rows = [(m, f) for m in p.methods or () for f in m.fees]
    raw = "\n".join((p.fee_text or "", *(f"{f.kind} {f.amount} {f.currency} {f.text}" for _, f in rows)))
    items = ((f"{f.currency}\0{f.text}", f"{m.channel} {f.kind} {f.amount}") for m, f in rows)
    ways = _as_told(m.channel for m in p.methods or ())
    return Form(raw, (_running(p.fee_text), *items, *ways), _READERS_LADDER, lambda: told_fees(fees_of(p)))


def told_fees(reading: FeeReading | None) -> str:
    """Fees in one canonical text: all that their comparison looks at."""
    if not isinstance(reading, Fees):
        return f"? {canonical_text(reading.text) if reading else ''}"
    items = (canonical_json(i) for i in reading.items)
    return "\n".join((reading.state, str(reading.by_council), _set(items), _set(reading.exemptions), *reading.basis))


def _papers(p: Procedure) -> Form | None:
    shown = papers(p)
    if shown is None:
        return None
    raw = "\n".join(d.name for d in shown)
    return Form(raw, tuple((d.name, f" {d.originals} {d.copies}") for d in shown), _KEY_LADDER)


def _sets(p: Procedure) -> Form | None:
    return None if p.dossier_count is None else Form(p.dossier_count, (("", str(dossier_sets(p))),), ())


def _forms(p: Procedure) -> Form | None:
    shown = [d for d in papers(p) or () if d.forms is not None]
    if not shown and p.forms is None:
        return None
    files = [*(f for d in shown for f in d.forms or ()), *(p.forms or ())]
    told = ((d.name, f" {bool(d.forms)}") for d in shown)
    return Form("\n".join(f.file_name for f in files), (*told, *_as_told(f.path for f in p.forms or ())), _KEY_LADDER)


def _subjects(p: Procedure) -> Form | None:
    return _names(subjects_of(p))


def _results(p: Procedure) -> Form | None:
    return _names(results_of(p))


def _conditions(p: Procedure) -> Form | None:
    return _text(conditions_text(p), STEP_LADDER)


def _bases(p: Procedure) -> Form | None:
    cited = bases(p)
    if cited is None:
        return None
    items = tuple(("", b.number) if b.number else (b.text, "") for b in cited)
    return Form("\n".join(b.text for b in cited), items, TEXT_LADDER)


def _decision(p: Procedure) -> Form | None:
    return None if p.decision is None else _text(f"{p.decision.number} {p.decision.day}", TEXT_LADDER)


def _service_level(p: Procedure) -> Form | None:
    return _text(p.service_level, TEXT_LADDER)


def _code(p: Procedure) -> Form:
    return Form(p.code, (("", base_of(p.code) or p.code),), ())


class Part(NamedTuple):
    """How a part is read, and all the fields that this looks at."""

    read: Callable[[Procedure], Form | None]
    fields: tuple[str, ...]


#: Every part, in the order of the page.
PARTS: Mapping[str, Part] = {
    "code": Part(_code, ("code",)),
    "name": Part(_name, ("name",)),
    "sector": Part(_sector, ("sector",)),
    "levels": Part(_levels, ("levels",)),
    "agencies": Part(_agencies, ("executing",)),
    "steps": Part(_steps, ("steps",)),
    "channels": Part(_channels, ("methods",)),
    "time": Part(_time, ("time_text", "methods")),
    "fees": Part(_fees, ("fee_text", "methods")),
    "papers": Part(_papers, ("dossier",)),
    "sets": Part(_sets, ("dossier_count",)),
    "forms": Part(_forms, ("dossier", "forms")),
    "subjects": Part(_subjects, ("subjects",)),
    "results": Part(_results, ("results",)),
    "conditions": Part(_conditions, ("conditions",)),
    "legal_bases": Part(_bases, ("legal_bases",)),
    "decision": Part(_decision, ("decision",)),
    "service_level": Part(_service_level, ("service_level",)),
}


def _text(text: str | None, ladder: tuple[Step, ...]) -> Form | None:
    return None if text is None else Form(text, ((text, ""),), ladder)


def _names(names: tuple[str, ...] | None) -> Form | None:
    return None if names is None else Form("\n".join(names), tuple((n, "") for n in names), _KEY_LADDER)


def _as_told(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Items that are canonical already."""
    return tuple(("", v) for v in values)


def _running(text: str | None) -> tuple[str, str]:
    """A page's running text as an item; not shown is not empty."""
    return ("", "-") if text is None else (text, "")


def _set(texts: Iterable[str]) -> str:
    return "\n".join(sorted(texts))


Differing = tuple[frozenset[str], frozenset[str]]
_NOTHING: Differing = (frozenset(), frozenset())


def differing_now(national: Procedure, local: Procedure) -> Differing:
    """What :func:`differing` says of the digests of two procedures, where none are kept.

    Only the parts of which some field differs are read, and these only as far as it takes to tell.
    """
    content: set[str] = set()
    wording: set[str] = set()
    for name, part in PARTS.items():
        if all(getattr(national, f) == getattr(local, f) for f in part.fields):
            continue
        ours, theirs = part.read(national), part.read(local)
        if ours is None or theirs is None:
            continue
        if not ours.meets(theirs):
            content.add(name)
        elif ours.raw != theirs.raw:
            wording.add(name)
    return frozenset(content), frozenset(wording)


# --- digests ------------------------------------------------------------------


class Digests:
    """The digests of all parts of one procedure, as kept with its version: per part raw, then canonical."""

    __slots__ = ("packed",)

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    def part(self, name: str) -> tuple[bytes, bytes] | None:
        """(raw, canonical) of one part; None where it is not shown."""
        at = 1 + _PLACE[name] * 2 * _SIZE
        raw, canonical = self.packed[at : at + _SIZE], self.packed[at + _SIZE : at + 2 * _SIZE]
        return None if canonical == _ABSENT else (raw, canonical)


_ABSENT = bytes(_SIZE)
_NAMES = tuple(PARTS)
_PLACE = {name: i for i, name in enumerate(PARTS)}
#: The digests as numbers, which are quicker to compare: raw and canonical in turn, 0 where a part is not shown.
_NUMBERS = struct.Struct(f"<x{2 * len(PARTS)}Q")


def digests(procedure: Procedure) -> Digests:
    """Read every part and keep the digests of its two forms."""
    pieces = [bytes([LADDER])]
    for part in PARTS.values():
        form = part.read(procedure)
        pieces += [_ABSENT, _ABSENT] if form is None else [_digest(form.raw), _digest(form.canonical)]
    return Digests(b"".join(pieces))


def stored(packed: bytes | None) -> Digests | None:
    """Digests as kept; None where there are none, or they were made by another ladder."""
    return Digests(packed) if packed and len(packed) == _NUMBERS.size and packed[0] == LADDER else None


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=_SIZE).digest()


def differing(national: Digests, local: Digests) -> Differing:
    """The parts that both sides show and that differ: (in canonical form, in wording alone)."""
    if national.packed == local.packed:
        return _NOTHING
    ours, theirs = _NUMBERS.unpack(national.packed), _NUMBERS.unpack(local.packed)
    content: list[str] = []
    wording: list[str] = []
    for i, (canonical, other) in enumerate(zip(ours[1::2], theirs[1::2], strict=True)):
        if canonical != other:
            if canonical and other:
                content.append(_NAMES[i])
        elif ours[2 * i] != theirs[2 * i]:
            wording.append(_NAMES[i])
    return frozenset(content), frozenset(wording)
