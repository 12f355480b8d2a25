"""The parts in which two sources are compared, each with a raw and a canonical form (D39).

The digests of both forms are kept with every version, so that a night opens
only the texts that differ. Equal canonical forms mean: no rule on that part has
anything to say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from analysis.codes import base_of
from analysis.facts import bases, channels, conditions_text, dossier_sets, paper_key, papers, steps_text
from analysis.facts import results as results_of
from analysis.facts import subjects as subjects_of
from analysis.model import Procedure, canonical_json
from analysis.readers import NotUnderstood
from analysis.readers.fees import FeeReading, Fees
from analysis.readers.merged import fees_of, time_of
from analysis.readers.times import TimeLimit, TimeReading
from analysis.sectors import canonical_sector
from analysis.texts import canonical_name, canonical_step, canonical_text

#: Written before stored digests: another number makes them count as absent.
LADDER = 1
#: Bytes of one digest: 64 bits tell apart far more texts than a store will ever hold.
_SIZE = 8


class Form(NamedTuple):
    """A part of one procedure: as its source words it, and as it is compared."""

    raw: str
    canonical: str


def _name(p: Procedure) -> Form:
    return Form(p.name, canonical_name(p.name))


def _sector(p: Procedure) -> Form | None:
    return Form(p.sector.name, canonical_sector(p.sector.name)) if p.sector else None


def _levels(p: Procedure) -> Form | None:
    return _listed(p.levels)


def _agencies(p: Procedure) -> Form | None:
    if p.executing is None:
        return None
    names = [a.name for a in p.executing]
    return Form("\n".join(names), _set(canonical_name(n) for n in names))


def _steps(p: Procedure) -> Form | None:
    return _text(steps_text(p), canonical_step)


def _channels(p: Procedure) -> Form | None:
    shown = channels(p)
    if shown is None or p.methods is None:
        return None
    raw = "\n".join(m.channel or m.text for m in p.methods)
    return Form(raw, _set((*shown.known, *(canonical_text(t) for t in shown.unread))))


def _time(p: Procedure) -> Form | None:
    reading = time_of(p)
    if reading is None:
        return None
    return Form(canonical_json([p.time_text, [m.time for m in p.methods or ()]]), told_time(reading))


def told_time(reading: TimeReading) -> str:
    """A time limit in one canonical text: all that its comparison looks at."""
    if isinstance(reading, NotUnderstood):
        return f"? {canonical_text(reading.text)}"
    if not isinstance(reading, TimeLimit):
        return "không ghi"
    return _set(f"{c.condition}: {c.text} {c.working} {c.cutoff} {c.adds} {c.part}" for c in reading.cases)


def _fees(p: Procedure) -> Form | None:
    reading = fees_of(p)
    if reading is None:
        return None
    return Form(canonical_json([p.fee_text, [m.fees for m in p.methods or ()]]), told_fees(reading))


def told_fees(reading: FeeReading) -> str:
    """Fees in one canonical text: all that their comparison looks at."""
    if not isinstance(reading, Fees):
        return f"? {canonical_text(reading.text)}"
    items = (canonical_json(i) for i in reading.items)
    return "\n".join((reading.state, str(reading.by_council), _set(items), _set(reading.exemptions), *reading.basis))


def _papers(p: Procedure) -> Form | None:
    shown = papers(p)
    if shown is None:
        return None
    raw = "\n".join(d.name for d in shown)
    return Form(raw, _set(f"{paper_key(d.name)} {d.originals} {d.copies}" for d in shown))


def _sets(p: Procedure) -> Form | None:
    return None if p.dossier_count is None else Form(p.dossier_count, str(dossier_sets(p)))


def _forms(p: Procedure) -> Form | None:
    shown = [d for d in papers(p) or () if d.forms is not None]
    if not shown and p.forms is None:
        return None
    files = [*(f for d in shown for f in d.forms or ()), *(p.forms or ())]
    told = (f"{paper_key(d.name)} {bool(d.forms)}" for d in shown)
    return Form("\n".join(f.file_name for f in files), _set((*told, *(f.path for f in p.forms or ()))))


def _subjects(p: Procedure) -> Form | None:
    return _names(subjects_of(p))


def _results(p: Procedure) -> Form | None:
    return _names(results_of(p))


def _conditions(p: Procedure) -> Form | None:
    return _text(conditions_text(p), canonical_step)


def _bases(p: Procedure) -> Form | None:
    cited = bases(p)
    if cited is None:
        return None
    return Form("\n".join(b.text for b in cited), _set(b.number or canonical_text(b.text) for b in cited))


def _decision(p: Procedure) -> Form | None:
    if p.decision is None:
        return None
    told = f"{p.decision.number} {p.decision.day}"
    return Form(told, canonical_text(told))


def _service_level(p: Procedure) -> Form | None:
    return _text(p.service_level, canonical_text)


def _code(p: Procedure) -> Form:
    return Form(p.code, base_of(p.code) or p.code)


#: Every part, in the order of the page.
PARTS: Mapping[str, Callable[[Procedure], Form | None]] = {
    "code": _code,
    "name": _name,
    "sector": _sector,
    "levels": _levels,
    "agencies": _agencies,
    "steps": _steps,
    "channels": _channels,
    "time": _time,
    "fees": _fees,
    "papers": _papers,
    "sets": _sets,
    "forms": _forms,
    "subjects": _subjects,
    "results": _results,
    "conditions": _conditions,
    "legal_bases": _bases,
    "decision": _decision,
    "service_level": _service_level,
}
_PLACE = {name: i for i, name in enumerate(PARTS)}


def _text(text: str | None, canon: Callable[[str], str]) -> Form | None:
    return None if text is None else Form(text, canon(text))


def _names(names: tuple[str, ...] | None) -> Form | None:
    return None if names is None else Form("\n".join(names), _set(paper_key(n) for n in names))


def _listed(values: tuple[str, ...] | None) -> Form | None:
    return None if values is None else Form("\n".join(values), _set(values))


def _set(texts: Iterable[str]) -> str:
    return "\n".join(sorted(texts))


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


def digests(procedure: Procedure) -> Digests:
    """Read every part and keep the digests of its two forms."""
    pieces = [bytes([LADDER])]
    for read in PARTS.values():
        form = read(procedure)
        pieces += [_ABSENT, _ABSENT] if form is None else [_digest(form.raw), _digest(form.canonical)]
    return Digests(b"".join(pieces))


def stored(packed: bytes | None) -> Digests | None:
    """Digests as kept; None where there are none, or they were made by another ladder."""
    whole = 1 + 2 * _SIZE * len(PARTS)
    return Digests(packed) if packed and len(packed) == whole and packed[0] == LADDER else None


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=_SIZE).digest()


def differing(national: Digests, local: Digests) -> tuple[frozenset[str], frozenset[str]]:
    """The parts that both sides show and that differ: (in canonical form, in wording alone)."""
    if national.packed == local.packed:
        return frozenset(), frozenset()
    content: set[str] = set()
    wording: set[str] = set()
    for name in PARTS:
        ours, theirs = national.part(name), local.part(name)
        if ours is None or theirs is None or ours == theirs:
            continue
        (content if ours[1] != theirs[1] else wording).add(name)
    return frozenset(content), frozenset(wording)
