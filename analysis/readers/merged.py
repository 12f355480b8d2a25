"""Time limit and fees of a whole procedure, whichever way its source tells them.

A page tells them in one text for all ways of filing, the portal in a field for
each way of filing. Ways of filing that say the same say it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from analysis.model import Fee, Procedure, SubmissionMethod
from analysis.readers import NotUnderstood
from analysis.readers.channels import CHANNEL_NAMES, channels_named, under_labels
from analysis.readers.fee_rows import of_fees, read_fee
from analysis.readers.fee_texts import merged
from analysis.readers.fee_values import Currency, FeeItem, FeeKind, FeeReading, Fees, FeeState
from analysis.readers.fee_words import kind_of
from analysis.readers.fees import FeeRelationKind, compare_fees
from analysis.readers.letters import n1_lines
from analysis.readers.time_channels import by_channel, once
from analysis.readers.time_conditions import circumstance
from analysis.readers.time_fields import of_processing_time
from analysis.readers.time_texts import read_time_limit
from analysis.readers.time_values import TimeCase, TimeLimit, TimeReading, Unspecified
from analysis.readers.time_words import denies_time
from analysis.texts import canonical_text

_CHANNELS = list(CHANNEL_NAMES)

# --- time limits ------------------------------------------------------------


def time_of(procedure: Procedure) -> TimeReading | None:
    """The time limit of a procedure; None where its representation shows none."""
    methods = procedure.methods
    if procedure.time_text is None:
        return None if methods is None else _of_methods(methods)
    whole = read_time_limit(procedure.time_text)
    if isinstance(whole, TimeLimit) or not methods:
        return whole
    told = _of_methods(methods)
    if isinstance(whole, Unspecified) and whole.denied and isinstance(told, TimeLimit):
        return NotUnderstood(procedure.time_text, "Trang vừa ghi là không có thời hạn vừa ghi thời hạn.")
    return told if isinstance(told, TimeLimit) or (isinstance(told, Unspecified) and told.denied) else whole


def _of_methods(methods: tuple[SubmissionMethod, ...]) -> TimeReading | None:
    """None where the ways of filing have no place for a time, and none of their texts tells one."""
    readings = [(m, reading) for m in sorted(methods, key=_order) if (reading := _of_method(m)) is not None]
    if methods and not readings:
        return None
    limits: list[tuple[SubmissionMethod, TimeLimit]] = []
    for method, reading in readings:
        if isinstance(reading, NotUnderstood):
            return reading
        if isinstance(reading, TimeLimit):
            limits.append((method, reading))
    nothing = [r for _, r in readings if isinstance(r, Unspecified)]
    denied = [r for r in nothing if r.denied]
    if limits and denied:
        return NotUnderstood(denied[0].reason, "Hình thức nộp này có thời hạn, hình thức kia ghi là không có.")
    if not limits:
        return next(iter(denied or nothing), Unspecified("Không ghi cách thức thực hiện."))
    several = {m.channel for m, r in limits for n, s in limits if m.channel == n.channel and r.cases != s.cases}
    cases = [c for m, r in limits for c in _conditioned(m, r.cases, apart=m.channel in several)]
    told = [c for m, r in limits for c in _conditioned(m, r.told, apart=False)]
    return TimeLimit(_put_together(cases), _put_together(told))


def _order(method: SubmissionMethod) -> tuple[int, str]:
    """An order of ways of filing that does not depend on how the source lists them."""
    known = _CHANNELS.index(method.channel) if method.channel in CHANNEL_NAMES else len(_CHANNELS)
    return known, repr(method)


def _of_method(method: SubmissionMethod) -> TimeReading | None:
    """The field of one way of filing; its text is the limit where the field states none, and goes beside it else."""
    words = read_time_limit(method.text)
    if method.time is None:
        return words if isinstance(words, TimeLimit) or _names_no_limit(method.text) else None
    field = of_processing_time(method.time)
    if isinstance(field, TimeLimit):
        told = words.cases if isinstance(words, TimeLimit) and words.cases != field.cases else ()
        return replace(field, told=told)
    if isinstance(field, Unspecified) and isinstance(words, TimeLimit) and not _contradicted(method, words):
        return words
    if isinstance(field, Unspecified) and not isinstance(words, TimeLimit) and _names_no_limit(method.text):
        return words
    return field


def _names_no_limit(text: str) -> bool:
    """Whether the text of a way of filing denies a time limit and says what it denies: "không" may be of anything."""
    clean = canonical_text(text)
    return "thời" in clean and denies_time(clean)


def _contradicted(method: SubmissionMethod, words: TimeLimit) -> bool:
    """Whether a number without a unit stands against the text beside it. 0 and 1 are the portal's own filling."""
    if method.time is None:
        return False
    amount = method.time.amount.strip()
    if method.time.unit != "OTHER" or not amount.isdecimal() or int(amount) < 2:
        return False
    figures = [c.most for c in words.cases if c.most is not None]
    return int(amount) not in figures and int(amount) != sum(figures)


def _conditioned(method: SubmissionMethod, cases: Iterable[TimeCase], *, apart: bool) -> list[TimeCase]:
    """Cases under their way of filing, and under its text where this way has several limits."""
    when = (CHANNEL_NAMES.get(method.channel, ""), circumstance(method.text) if apart else "")
    return [replace(c, condition=" / ".join(x for x in (*when, c.condition) if x)) for c in cases]


def _put_together(cases: list[TimeCase]) -> tuple[TimeCase, ...]:
    return once(by_channel(cases))


# --- fees -------------------------------------------------------------------


def fees_of(procedure: Procedure) -> FeeReading | None:
    """The fees of a procedure; None where its representation shows none."""
    methods = procedure.methods
    if procedure.fee_text is None:
        return None if methods is None else _fees_of_methods(methods)
    whole = _of_fee_text(procedure.fee_text)
    if not methods or (isinstance(whole, Fees) and not whole.says_nothing):
        return whole
    told = _fees_of_methods(methods)
    return told if isinstance(told, Fees) and not told.says_nothing else whole


_LABEL = re.compile(r"^\s*(phí|lệ phí)\s*:\s*", re.IGNORECASE)
#: The same as the first words of a line, or behind the way of filing that the line is about.
_LABEL_WITHIN = re.compile(r"^\s*[-+*•]?\s*(?:[^:：]{3,60}[:：]\s*)?(?:lệ )?phí\s*[:：]", re.IGNORECASE | re.MULTILINE)
_CHANNEL_LINE = re.compile(r"^\s*[-+*•]?\s*([^:：]{3,60})\s*[:：]\s*(.*)$", re.DOTALL)


def _of_fee_text(text: str) -> FeeReading:
    """A page's text: two places of its own (Phí, Lệ phí), lines for each way of filing, or anything else."""
    blocks = _blocks(text)
    readings = [_of_block(block) for block in blocks]
    if len(readings) == 1:
        return readings[0]
    saying = [r for r in readings if not (isinstance(r, Fees) and r.state in _NOTHING_ASKED and not r.exemptions)]
    if len(saying) == 1:
        return saying[0]
    if not saying:
        return readings[0]
    if any(_kind_of_all(block)[1] for block in blocks) and (both := _side_by_side(saying)):
        return both
    ways = [_ways(block) for block in blocks]
    return _of_ways(tuple(m for methods in ways for m in methods), text) if all(ways) else read_fee(text)


def _side_by_side(readings: list[FeeReading]) -> Fees | None:
    """The rates of two places, where each rate tells whether it is phí or lệ phí."""
    told = [_Told("", r) for r in readings if isinstance(r, Fees) and r.state is FeeState.AMOUNT]
    items = [i for t in told for i in t.fees.items]
    clear = len(told) == len(readings) and all(i.kind for i in items)
    return _with_all(Fees(FeeState.AMOUNT), merged(items), told) if clear else None


_NOTHING_ASKED = frozenset({FeeState.NONE, FeeState.FREE, FeeState.EMPTY, FeeState.ZERO, FeeState.NOT_REGULATED})


def _blocks(text: str) -> list[str]:
    """The text under "Phí:" and the text under "Lệ phí:", where both labels stand once at the beginning of a line."""
    lines = n1_lines(text).split("\n")
    starts = [(i, m[1].casefold()) for i, line in enumerate(lines) if (m := _LABEL.match(line))]
    if [label for _, label in starts[:1]] != ["phí"]:
        return [text]
    second = next((i for i, label in starts if label == "lệ phí"), None)
    if second is None or starts[0][0] != 0:
        return [text]
    blocks = ["\n".join(lines[:second]), "\n".join(lines[second:])]
    return [_without_second_label(block) for block in blocks]


def _without_second_label(block: str) -> str:
    """ "Lệ phí: - Trực tuyến: Lệ phí: 0" as "- Trực tuyến: Lệ phí: 0": the outer label is the page's own."""
    bare = _LABEL.sub("", block)
    return bare if _LABEL_WITHIN.search(bare) else block


def _of_block(text: str) -> FeeReading:
    """Lines that each begin with a way of filing are read one way after the other; any other text as a whole."""
    kind, rest = _kind_of_all(text)
    if rest:
        return _of_kind(_of_block(rest), kind)
    ways = _ways(text)
    return _of_ways(ways, text) if ways and len(_lines(text)) > 1 else read_fee("\n".join(_lines(text)))


#: The kind of all that follows, before the first way of filing or before each: "Lệ phí: Trực tiếp: ...".
_KIND_BEFORE = re.compile(r"\s*(?:[-+*•]\s*)?(?:mức thu\s+)?(?:phí,\s*lệ phí|lệ phí|phí)\s*[:：]\s*", re.IGNORECASE)


def _kind_of_all(text: str) -> tuple[FeeKind | None, str]:
    """The one kind that stands before ways of filing, and the text without it; no text where there is none."""
    first = _KIND_BEFORE.match(text)
    lines = n1_lines(text[first.end() :]).split("\n") if first else []
    if not first or not _begins_with_way(lines[0]):
        return None, ""
    labels = [_kind_before_way(line) for line in lines]
    kinds = {kind_of(canonical_text(label)) for label in (first[0], *labels) if label}
    if len(kinds) > 1:
        return None, ""
    return kinds.pop(), "\n".join(line[len(label) :] for line, label in zip(lines, labels, strict=True))


def _kind_before_way(line: str) -> str:
    label = _KIND_BEFORE.match(line)
    return label[0] if label and _begins_with_way(line[label.end() :]) else ""


def _begins_with_way(line: str) -> bool:
    first = canonical_text(_BULLET.sub("", line))
    heads = first.endswith(":") and bool(channels_named(first[:-1].rstrip()))
    return heads or any(label for label, _ in under_labels(first)[:1])


_BULLET = re.compile(r"^\s*[-+*•]\s*")


def _of_kind(read: FeeReading, kind: FeeKind | None) -> FeeReading:
    """Fees whose rates are of one kind where they tell none themselves."""
    if isinstance(read, NotUnderstood) or kind is None:
        return read
    return replace(read, items=tuple(i if i.kind else replace(i, kind=kind, kind_told=True) for i in read.items))


def _lines(text: str) -> list[str]:
    return [line for line in dict.fromkeys(n1_lines(text).split("\n")) if line.strip()]


def _ways(text: str) -> tuple[SubmissionMethod, ...]:
    """The ways of filing that lines begin with, each with its fees; none where the text begins with anything else."""
    ways: list[tuple[frozenset[str], list[str]]] = []
    for line in n1_lines(text).split("\n"):
        match = _CHANNEL_LINE.match(line)
        named = channels_named(canonical_text(match[1])) if match else frozenset()
        if match and named:
            ways.append((named, [match[2]]))
        elif ways:
            ways[-1][1].append(line)
        elif line.strip():
            return ()
    told = [(named, "\n".join(dict.fromkeys(line for line in lines if line.strip()))) for named, lines in ways]
    return tuple(SubmissionMethod(c, None, "", (Fee("", None, "", t),)) for named, t in told for c in sorted(named))


def _of_ways(methods: tuple[SubmissionMethod, ...], text: str) -> FeeReading:
    """The ways of filing of a text; the text as a whole where what one of them says is not understood by itself.

    Where each is understood and they cannot stand side by side, neither can they in the whole text.
    """
    told = _told_by(methods)
    return read_fee(text) if isinstance(told, NotUnderstood) else _together(told)


@dataclass(frozen=True, slots=True)
class _Told:
    """What one way of filing says about money."""

    channel: str
    fees: Fees

    @property
    def says_nothing(self) -> bool:
        """Nothing, or the portal's bare 0, which may be free and may be not filled in."""
        fees = self.fees
        bare = fees.state is FeeState.ZERO and all(i.currency is None and not i.condition for i in fees.items)
        return fees.says_nothing or (bare and not fees.exemptions and not fees.basis and not fees.by_council)


def _fees_of_methods(methods: tuple[SubmissionMethod, ...]) -> FeeReading:
    told = _told_by(methods)
    return told if isinstance(told, NotUnderstood) else _together(told)


def _told_by(methods: tuple[SubmissionMethod, ...]) -> list[_Told] | NotUnderstood:
    """What each way of filing says; understood only where every one is."""
    ordered = sorted(methods, key=_order)
    told: list[_Told] = []
    for channel in dict.fromkeys(m.channel for m in ordered):
        rows = dict.fromkeys(f for m in ordered if m.channel == channel for f in m.fees)
        fees = of_fees(tuple(sorted(rows, key=repr)))
        if isinstance(fees, NotUnderstood):
            return fees
        told.append(_Told(channel, fees))
    return told


def _together(told: list[_Told]) -> FeeReading:
    """All ways of filing as one value; not understood where they say it in ways that cannot stand side by side."""
    saying = [t for t in told if not t.says_nothing] or [t for t in told if not t.fees.says_nothing]
    if not saying:
        return Fees(FeeState.EMPTY)
    if all(_same_rates(saying[0].fees, t.fees) for t in saying[1:]):
        fullest = max((t.fees for t in saying), key=_fullness)
        return _with_all(fullest, fullest.items, saying)
    return _for_each(saying)


def _same_rates(a: Fees, b: Fees) -> bool:
    bare_a, bare_b = replace(a, exemptions=()), replace(b, exemptions=())
    return _for_a_time(a) == _for_a_time(b) and all(
        compare_fees(*sides).kind is FeeRelationKind.EQUAL for sides in ((bare_a, bare_b), (bare_b, bare_a))
    )


def _for_a_time(fees: Fees) -> frozenset[tuple[object, ...]]:
    """The rates that hold for a time: what is reduced for one way of filing is not reduced for another."""
    return frozenset((i.amount, i.currency, i.valid_from, i.valid_to) for i in fees.items if i.is_temporary)


def _fullness(fees: Fees) -> tuple[int, str]:
    """How much a value says; the text only makes the choice sure."""
    said = [(i.currency, i.kind, i.per, i.tier, i.cap, i.condition, i.valid_to, i.basis) for i in fees.items]
    return sum(bool(x) for fields in said for x in fields), repr(fees)


def _for_each(saying: list[_Told]) -> FeeReading:
    """Rates that differ from one way of filing to another, each under its own."""
    states = {t.fees.state for t in saying if t.fees.state is not FeeState.EMPTY}  # who is exempted, and not from what
    if FeeState.AMOUNT in states:  # what is left to the council for one way of filing may be named for another
        states.discard(FeeState.BY_COUNCIL)
    if len(states) > 1 and not states <= _WITH_FIGURES:
        told = tuple(sorted(s.value for s in states))
        each = "; ".join(f"{CHANNEL_NAMES.get(t.channel, '')}: {t.fees.text}" for t in saying)
        return NotUnderstood(each, "Mỗi hình thức nộp ghi phí, lệ phí một cách khác nhau.", told)
    items = [replace(i, channel=i.channel or t.channel) for t in saying for i in _items(t.fees)]
    state = FeeState.AMOUNT if any(i.amount for i in items) else next(iter(sorted(states)), FeeState.EMPTY)
    return _with_all(Fees(state), merged(items), saying)


#: States that can stand side by side: one way of filing pays, another does not.
_WITH_FIGURES = frozenset({FeeState.AMOUNT, FeeState.ZERO, FeeState.NONE, FeeState.FREE})


def _items(fees: Fees) -> tuple[FeeItem, ...]:
    free = fees.state in (FeeState.NONE, FeeState.FREE)
    return fees.items or ((FeeItem(0, Currency.VND),) if free else ())


def _with_all(fees: Fees, items: tuple[FeeItem, ...], saying: list[_Told]) -> Fees:
    """Rates with everything that the ways of filing say besides."""
    return replace(
        fees,
        items=items,
        exemptions=tuple(dict.fromkeys(e for t in saying for e in t.fees.exemptions)),
        by_council=any(t.fees.by_council for t in saying),
        basis=tuple(dict.fromkeys(b for t in saying for b in t.fees.basis)),
        notes=tuple(dict.fromkeys(n for t in saying for n in t.fees.notes)),
    )
