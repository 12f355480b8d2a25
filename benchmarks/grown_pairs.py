"""Two sides of any size made from the real procedures: wording that differs, and a known set of real differences."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from analysis.facts import bases, papers, says_nothing
from analysis.model import (
    Agency,
    DossierCase,
    DossierDocument,
    Level,
    Procedure,
    ProcessingTime,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.parts import digests
from analysis.readers.fees import Fees, FeeState
from analysis.readers.merged import fees_of, time_of
from analysis.readers.times import TimeLimit
from benchmarks import grown_demo
from benchmarks.common import reference_data
from crawler.portals.dvcqg.pages import FormalityPage

NATIONAL, PROVINCIAL = "national", "provincial"
#: Raw answers of the national portal, where they are present.
DETAILS = "national/qtungnui07__crwatdatadvc/procedures/*/*/raw_procedure.json"
#: At most so many fields of the provincial side are worded otherwise.
NOISE = 0.3
#: One procedure in so many says something else.
ONE_IN = 100


@cache
def real_procedures() -> tuple[Procedure, ...]:
    """The real procedures, or the demonstration's."""
    reference = reference_data()
    if reference is None:
        details = [e.detail for e in grown_demo.grown(60).night(1).issued_by("G15")]
    else:
        details = [json.loads(f.read_bytes())["detail"] for f in sorted(reference.glob(DETAILS))]
    answers = (json.dumps({"code": "OK", "data": d}).encode() for d in details)
    return tuple(FormalityPage(a).procedure(NATIONAL) for a in answers)


def code_of(i: int) -> str:
    """The code of the procedure at a place."""
    return f"{1 + i // 1_000_000}.{i % 1_000_000:06}"


def grown(i: int) -> Procedure:
    """The procedure at a place: a real one under a code of its own, each copy in words of its own."""
    real = real_procedures()
    copy = i // len(real)
    mine = replace(real[i % len(real)], portal_id=f"n{i}", code=code_of(i))
    return _in_own_words(mine, f" (bản {copy})") if copy else mine


def _in_own_words(p: Procedure, mark: str) -> Procedure:
    """Nothing long is the same text in two copies, so that nobody can remember it."""
    steps = p.steps and (*p.steps[:-1], replace(p.steps[-1], text=p.steps[-1].text + mark))
    conditions = p.conditions if says_nothing(p.conditions) else f"{p.conditions}{mark}"
    dossier = p.dossier and tuple(_each_paper(case, lambda name: name + mark) for case in p.dossier)
    return replace(p, name=p.name + mark, steps=steps, conditions=conditions, dossier=dossier)


def _each_paper(case: DossierCase, word: Callable[[str], str]) -> DossierCase:
    return replace(case, documents=tuple(replace(d, name=word(d.name)) for d in case.documents))


# --- differences that mean nothing ------------------------------------------------


def _decomposed(text: str, rnd: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def _fixed_blanks(text: str, rnd: random.Random) -> str:
    return text.replace(" ", "\u00a0", 3)


def _invisible(text: str, rnd: random.Random) -> str:
    at = rnd.randrange(len(text) + 1)
    return f"{text[:at]}\u200b{text[at:]}"


def _more_blanks(text: str, rnd: random.Random) -> str:
    return " " + text.replace(" ", "  ", 2) + " "


def _capitals(text: str, rnd: random.Random) -> str:
    return text.upper()


WORDINGS = (_decomposed, _fixed_blanks, _invisible, _more_blanks, _capitals)


def noisy(p: Procedure, rnd: random.Random) -> Procedure:
    """The same procedure in other words: each field with the chance NOISE, in one way."""
    for change in _CHANGES:
        if rnd.random() < NOISE:
            how = rnd.choice(WORDINGS)
            p = change(p, lambda text, how=how: how(text, rnd) if text else text, rnd)
    return p


Word = Callable[[str], str]


def _steps(p: Procedure, word: Word, rnd: random.Random) -> Procedure:
    return replace(p, steps=p.steps and tuple(Step(word(s.name), word(s.text)) for s in p.steps))


def _methods(p: Procedure, word: Word, rnd: random.Random) -> Procedure:
    return replace(p, methods=p.methods and tuple(_method(m, word) for m in p.methods))


def _method(m: SubmissionMethod, word: Word) -> SubmissionMethod:
    return replace(m, text=word(m.text), fees=tuple(replace(f, text=word(f.text)) for f in m.fees))


def _dossier(p: Procedure, word: Word, rnd: random.Random) -> Procedure:
    """Papers worded otherwise, or in another order."""
    if rnd.random() < 0.5:
        word = str
    cases = (_each_paper(c, word) for c in p.dossier or ())
    mixed = tuple(replace(c, documents=_mixed(c.documents, rnd)) for c in cases)
    return replace(p, dossier=p.dossier and mixed)


def _mixed(values: tuple[DossierDocument, ...], rnd: random.Random) -> tuple[DossierDocument, ...]:
    return tuple(rnd.sample(values, len(values)))


def _bases(p: Procedure, word: Word, rnd: random.Random) -> Procedure:
    """Legal bases worded otherwise and in another order."""
    told = [replace(b, name=word(b.name)) for b in p.legal_bases or ()]
    return replace(p, legal_bases=p.legal_bases and tuple(rnd.sample(told, len(told))))


def _terms(terms: tuple[Term, ...] | None, word: Word) -> tuple[Term, ...] | None:
    return terms and tuple(replace(t, name=word(t.name)) for t in terms)


_CHANGES: tuple[Callable[[Procedure, Word, random.Random], Procedure], ...] = (
    lambda p, word, rnd: replace(p, name=word(p.name)),
    lambda p, word, rnd: replace(p, sector=p.sector and replace(p.sector, name=word(p.sector.name))),
    lambda p, word, rnd: replace(p, executing=p.executing and tuple(Agency(word(a.name)) for a in p.executing)),
    lambda p, word, rnd: replace(p, subjects=_terms(p.subjects, word)),
    lambda p, word, rnd: replace(p, results=_terms(p.results, word)),
    lambda p, word, rnd: replace(p, conditions=p.conditions and word(p.conditions)),
    _steps,
    _methods,
    _dossier,
    _bases,
)


# --- differences that mean something ----------------------------------------------


class Planted(NamedTuple):
    """A real difference: the part that differs, the types that may be told of it, and how it is made."""

    part: str
    rules: frozenset[str]
    make: Callable[[Procedure], Procedure | None]  # None: not possible here


def _longer(p: Procedure) -> Procedure | None:
    if not isinstance(time_of(p), TimeLimit) or any(m.time.unit != "WORKING_DAY" or m.text for m in p.methods or ()):
        return None
    later = (ProcessingTime(f"{int(float(m.time.amount)) + 2}", m.time.unit) for m in p.methods or ())
    return replace(p, methods=tuple(replace(m, time=t) for m, t in zip(p.methods or (), later, strict=True)))


def _dearer(p: Procedure) -> Procedure | None:
    read = fees_of(p)
    rows = [f for m in p.methods or () for f in m.fees]
    plain = all((f.amount or 0) >= 1_000 and not any(map(str.isdecimal, f.text)) for f in rows)
    if not isinstance(read, Fees) or read.state is not FeeState.AMOUNT or not plain:
        return None
    return replace(
        p,
        methods=tuple(
            replace(m, fees=tuple(replace(f, amount=f.amount and f.amount + 10_000) for f in m.fees))
            for m in p.methods or ()
        ),
    )


def _one_paper_less(p: Procedure) -> Procedure | None:
    names = [d.name for d in papers(p) or ()]
    cases = p.dossier or ()
    if len(cases) != 1 or len(set(names)) < 3 or len(set(names)) < len(names):
        return None
    return replace(p, dossier=(replace(cases[0], documents=cases[0].documents[1:]),))


def _one_paper_more(p: Procedure) -> Procedure | None:
    if not papers(p) or not p.dossier:
        return None
    extra = DossierDocument("Xác nhận nơi ở của tổ dân phố", "", "", 1, 0, None, None, None, None, ())
    first = replace(p.dossier[0], documents=(*p.dossier[0].documents, extra))
    return replace(p, dossier=(first, *p.dossier[1:]))


def _one_duty_more(p: Procedure) -> Procedure | None:
    return p.steps and replace(p, steps=(*p.steps, Step("", "Công dân phải xuất trình thêm sổ tạm trú.")))


def _one_condition_more(p: Procedure) -> Procedure | None:
    more = "Người nộp hồ sơ có xác nhận của tổ dân phố."
    return None if p.conditions is None else replace(p, conditions=f"{p.conditions}\n{more}".strip())


def _one_basis_less(p: Procedure) -> Procedure | None:
    cited = [b.number for b in bases(p) or ()]
    lines = p.legal_bases or ()
    if len(lines) < 2 or len(cited) != len(lines) or len(set(cited)) < len(cited) or not all(cited):
        return None
    return replace(p, legal_bases=lines[:-1])


def _one_channel_less(p: Procedure) -> Procedure | None:
    methods = p.methods or ()
    alike = {(m.time, m.text, m.fees) for m in methods}
    return replace(p, methods=methods[:-1]) if len({m.channel for m in methods}) > 1 == len(alike) else None


def _other_people(p: Procedure) -> Procedure | None:
    return p.subjects and replace(p, subjects=(*p.subjects, Term("", "Hộ kinh doanh cá thể")))


def _other_level(p: Procedure) -> Procedure | None:
    other = {(Level.PROVINCE,): (Level.COMMUNE,), (Level.COMMUNE,): (Level.PROVINCE,)}.get(p.levels or ())
    return other and replace(p, levels=other)


#: Parts that a difference in another part changes with it.
WITH_IT = {"papers": frozenset({"forms"})}

PLANTED = (
    Planted("time", frozenset({"CL13"}), _longer),
    Planted("fees", frozenset({"CL16", "CL17"}), _dearer),
    Planted("papers", frozenset({"CL20"}), _one_paper_less),
    Planted("papers", frozenset({"CL19"}), _one_paper_more),
    Planted("steps", frozenset({"CL23"}), _one_duty_more),
    Planted("conditions", frozenset({"CL24"}), _one_condition_more),
    Planted("legal_bases", frozenset({"CL26"}), _one_basis_less),
    Planted("channels", frozenset({"CL23"}), _one_channel_less),
    Planted("subjects", frozenset({"CL25"}), _other_people),
    Planted("name", frozenset(), lambda p: replace(p, name=f"{p.name} lưu động")),
    Planted("levels", frozenset({"CL11"}), _other_level),
)


# --- sides --------------------------------------------------------------------------


class Sides(NamedTuple):
    """Both sides in one order, and what really differs: (code, part) -> the types that may be told."""

    national: tuple[Procedure, ...]
    provincial: tuple[Procedure, ...]
    truth: dict[tuple[str, str], frozenset[str]]


def sides(n: int, seed: int = 5, one_in: int = ONE_IN) -> Sides:
    """So many procedures a side."""
    rnd = random.Random(seed)
    chosen = set(rnd.sample(range(n), n // one_in))
    truth: dict[tuple[str, str], frozenset[str]] = {}
    national, provincial = [], []
    for i in range(n):
        ours = theirs = grown(i)
        if i in chosen:
            planted, theirs = plant(ours, len(truth))
            truth[ours.code, planted.part] = planted.rules
        national.append(ours)
        provincial.append(replace(noisy(theirs, rnd), portal=PROVINCIAL, portal_id=f"p{i}"))
    return Sides(tuple(national), tuple(provincial), truth)


def plant(p: Procedure, turn: int) -> tuple[Planted, Procedure]:
    """The difference whose turn it is, or any other that is possible here."""
    for planted in (PLANTED[turn % len(PLANTED)], *random.Random(turn).sample(PLANTED, len(PLANTED))):
        made = planted.make(p)
        if made is not None:
            return planted, made
    raise AssertionError("a name can always be another")


# --- without holding them -------------------------------------------------------------


class Streamed(NamedTuple):
    """A record of a long side: its code, its digests as a store gives them, and how to read it."""

    code: str
    packed: bytes
    load: Callable[[], Procedure]


def stream(n: int, *, provincial: bool) -> Iterator[Streamed]:
    """A side of so many records, never held; one in 200 is missing on each side, one in ONE_IN says something else."""
    for i in range(n):
        if i % 200 != (3 if provincial else 5):
            yield Streamed(code_of(i), _packed(i, provincial), lambda i=i: _made(i, provincial))


def says_other(i: int) -> bool:
    """Whether the record at a place says something else on the provincial side."""
    return i % ONE_IN == 7


def _made(i: int, provincial: bool) -> Procedure:
    kind = _kind(i, provincial)
    portal, prefix = (PROVINCIAL, "p") if provincial else (NATIONAL, "n")
    return replace(kind, portal=portal, portal_id=f"{prefix}{i}", code=code_of(i))


def _kind(i: int, provincial: bool) -> Procedure:
    place = i % len(real_procedures())
    return _variant(place, provincial, says_other(i) and provincial)


@cache
def _variant(place: int, provincial: bool, other: bool) -> Procedure:
    base = real_procedures()[place]
    if not provincial:
        return base
    return noisy(plant(base, place)[1] if other else base, random.Random(place))


@cache
def _packed_variant(place: int, provincial: bool, other: bool) -> bytes:
    return digests(_variant(place, provincial, other)).packed


def _packed(i: int, provincial: bool) -> bytes:
    """The digests of a record: those of the real one it was made from, with those of its own code."""
    place = i % len(real_procedures())
    rest = _packed_variant(place, provincial, says_other(i) and provincial)
    own = digests(Procedure("", "", code_of(i), "")).packed
    half = 1 + (len(own) - 1) // 2
    return own[:9] + rest[9:half] + own[half : half + 8] + rest[half + 8 :]
