"""The parts in which two sources are compared, each with a raw and a canonical form (D39).

The digests of both forms are kept with every version, so that a night opens
only the texts that differ. Equal canonical forms mean: no rule on that part has
anything to say.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Mapping
from itertools import compress
from operator import ne
from typing import NamedTuple

from analysis.codes import base_of
from analysis.facts import (
    bases,
    channels,
    closed,
    conditions_text,
    dossier_sets,
    dossier_sets_text,
    has_form,
    paper_key,
    papers,
    steps_text,
)
from analysis.facts import results as results_of
from analysis.facts import subjects as subjects_of
from analysis.model import Procedure, ProcessingTime, canonical_json
from analysis.part_forms import Form, Way
from analysis.readers import NotUnderstood
from analysis.readers.fees import FeeReading, Fees
from analysis.readers.letters import n1_lines, n2_d_stroke, n3_signs, n4_case
from analysis.readers.merged import fees_of, time_of
from analysis.readers.times import TimeCase, TimeLimit, TimeReading
from analysis.sectors import canonical_sector
from analysis.texts import NAME_LADDER, STEP_LADDER, TEXT_LADDER, canonical_name, canonical_step, canonical_text

#: Written before stored digests: another number makes them count as absent.
LADDER = 3
#: Bytes of one digest: 64 bits tell apart far more texts than a store will ever hold.
_SIZE = 8


#: The steps on single characters, with which every reader begins: what is equal after them reads alike.
_AS_READ = Way((("N1", n1_lines), ("N2", n2_d_stroke), ("N3", n3_signs), ("N4", n4_case)), n1_lines)
_AS_NAME = Way(NAME_LADDER, canonical_name)
_AS_STEPS = Way(STEP_LADDER, canonical_step)
_AS_TEXT = Way(TEXT_LADDER, canonical_text)
#: Names of papers, subjects and results.
_AS_KEY = Way((*STEP_LADDER, ("", closed)), paper_key)
_AS_TOLD = Way((), str)
#: A line of its own between two texts of one item, which no step takes away.
_BETWEEN = "\n\0\n"


def _name(p: Procedure) -> Form:
    return Form(p.name, ((p.name, ""),), _AS_NAME)


def _sector(p: Procedure) -> Form | None:
    return Form(p.sector.name, (("", canonical_sector(p.sector.name)),), _AS_TOLD) if p.sector else None


def _levels(p: Procedure) -> Form | None:
    return None if p.levels is None else Form("\n".join(p.levels), _as_told(p.levels), _AS_TOLD)


def _agencies(p: Procedure) -> Form | None:
    if p.executing is None:
        return None
    names = [a.name for a in p.executing]
    return Form("\n".join(names), _as_told(canonical_name(n) for n in names), _AS_TOLD)


def _steps(p: Procedure) -> Form | None:
    return _text(steps_text(p), _AS_STEPS)


def _channels(p: Procedure) -> Form | None:
    shown = channels(p)
    if shown is None or p.methods is None:
        return None
    raw = "\n".join(m.channel or m.text for m in p.methods)
    return Form(raw, (*_as_told(shown.known), *((t, "") for t in shown.unread)), _AS_TEXT)


def _time(p: Procedure) -> Form | None:
    if p.time_text is None and p.methods is None:
        return None
    methods = [(m, m.time or ProcessingTime("", "-")) for m in p.methods or ()]
    raw = "\n".join((p.time_text or "", *(f"{time.amount} {time.unit}" for _, time in methods)))
    items = ((time.amount + _BETWEEN + m.text, f"{m.channel} {time.unit}") for m, time in methods)
    return Form(raw, (_running(p.time_text), *items), _AS_READ, lambda: told_time(time_of(p)))


def told_time(reading: TimeReading | None) -> str:
    """A time limit in one canonical text: all that its comparison looks at."""
    if isinstance(reading, NotUnderstood):
        return f"? {canonical_text(reading.text)}"
    if not isinstance(reading, TimeLimit):
        return "không ghi"
    return "\n".join((_cases(reading.cases), *((_cases(reading.told),) if reading.told else ())))


def _cases(cases: tuple[TimeCase, ...]) -> str:
    return _set(f"{c.condition}: {c.text} {c.working} {c.cutoff} {c.adds} {c.part}" for c in cases)


def _fees(p: Procedure) -> Form | None:
    if p.fee_text is None and p.methods is None:
        return None
    rows = [(m, f) for m in p.methods or () for f in m.fees]
    raw = "\n".join((p.fee_text or "", *(f"{f.kind} {f.amount} {f.currency} {f.text}" for _, f in rows)))
    items = ((f.currency + _BETWEEN + f.text, f"{m.channel} {f.kind} {f.amount}") for m, f in rows)
    ways = _as_told(m.channel for m in p.methods or ())
    return Form(raw, (_running(p.fee_text), *items, *ways), _AS_READ, lambda: told_fees(fees_of(p)))


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
    return Form(raw, tuple((d.name, f" {d.originals} {d.copies}") for d in shown), _AS_KEY)


def _sets(p: Procedure) -> Form | None:
    text = dossier_sets_text(p)
    return None if text is None else Form(text, (("", str(dossier_sets(p))),), _AS_TOLD)


def _forms(p: Procedure) -> Form | None:
    shown = [d for d in papers(p) or () if d.forms is not None]
    if not shown and p.forms is None:
        return None
    files = [*(f for d in shown for f in d.forms or ()), *(p.forms or ())]
    told = ((d.name, f" {has_form(d)}") for d in shown)
    return Form(
        "\n".join(f.file_name for f in files),
        (*told, *_as_told(f"{f.file_name} {bool(f.path)}" for f in p.forms or ())),
        _AS_KEY,
    )


def _subjects(p: Procedure) -> Form | None:
    return _names(subjects_of(p))


def _results(p: Procedure) -> Form | None:
    return _names(results_of(p))


def _conditions(p: Procedure) -> Form | None:
    return _text(conditions_text(p), _AS_STEPS)


def _bases(p: Procedure) -> Form | None:
    if p.legal_bases is None:
        return None
    raw = "\n".join(f"{b.number} {b.name}" for b in p.legal_bases)
    items = ((b.number + _BETWEEN + b.name, "") for b in p.legal_bases)
    return Form(raw, items, _AS_READ, lambda: _set({b.number or canonical_text(b.text) for b in bases(p) or ()}))


def _decision(p: Procedure) -> Form | None:
    return None if p.decision is None else _text(f"{p.decision.number} {p.decision.day}", _AS_TEXT)


def _service_level(p: Procedure) -> Form | None:
    return _text(p.service_level, _AS_TEXT)


def _code(p: Procedure) -> Form:
    return Form(p.code, (("", base_of(p.code) or p.code),), _AS_TOLD)


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
    "sets": Part(_sets, ("dossier_count", "dossier", "steps")),
    "forms": Part(_forms, ("dossier", "forms")),
    "subjects": Part(_subjects, ("subjects",)),
    "results": Part(_results, ("results",)),
    "conditions": Part(_conditions, ("conditions",)),
    "legal_bases": Part(_bases, ("legal_bases",)),
    "decision": Part(_decision, ("decision",)),
    "service_level": Part(_service_level, ("service_level",)),
}


def _text(text: str | None, way: Way) -> Form | None:
    return None if text is None else Form(text, ((text, ""),), way)


def _names(names: tuple[str, ...] | None) -> Form | None:
    return None if names is None else Form("\n".join(names), tuple((n, "") for n in names), _AS_KEY)


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
    """The digests of all parts of one procedure, as kept with its version.

    Packed: the number of the ladder, then the canonical digest of every part, then every raw one.
    """

    __slots__ = ("packed",)

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    def part(self, name: str) -> tuple[bytes, bytes] | None:
        """(raw, canonical) of one part; None where it is not shown."""
        at = 1 + _NAMES.index(name) * _SIZE
        canonical, raw = (self.packed[i : i + _SIZE] for i in (at, at + _SIZE * len(_NAMES)))
        return None if canonical == _ABSENT else (raw, canonical)


_ABSENT = bytes(_SIZE)
_NAMES = tuple(PARTS)
#: Where the raw digests begin.
_RAW = 1 + _SIZE * len(_NAMES)
_WHOLE = _RAW + _SIZE * len(_NAMES)
#: One half as numbers, which are quicker to compare; 0 where a part is not shown.
_HALF = struct.Struct(f"<{len(_NAMES)}Q").unpack_from


def digests(procedure: Procedure) -> Digests:
    """Read every part and keep the digests of its two forms."""
    forms = [part.read(procedure) for part in PARTS.values()]
    canonical = [_digest(form.canonical) if form else _ABSENT for form in forms]
    raw = [_digest(form.raw) if form else _ABSENT for form in forms]
    return Digests(b"".join((bytes([LADDER]), *canonical, *raw)))


def stored(packed: bytes | None) -> Digests | None:
    """Digests as kept; None where there are none, or they were made by another ladder."""
    return Digests(packed) if packed and len(packed) == _WHOLE and packed[0] == LADDER else None


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=_SIZE).digest()


def differing(national: Digests, local: Digests) -> Differing:
    """The parts that both sides show and that differ: (in canonical form, in wording alone)."""
    ours, theirs = national.packed, local.packed
    if ours == theirs:
        return _NOTHING
    worded = compress(_NAMES, map(ne, _HALF(ours, _RAW), _HALF(theirs, _RAW)))
    if ours[:_RAW] == theirs[:_RAW]:
        return frozenset(), frozenset(worded)
    canonical = zip(_NAMES, _HALF(ours, 1), _HALF(theirs, 1), strict=True)
    unlike = {name: a and b for name, a, b in canonical if a != b}
    content = frozenset(name for name, both_show in unlike.items() if both_show)
    return content, frozenset(name for name in worded if name not in unlike)
