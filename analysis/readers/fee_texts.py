"""Fees read from texts: what its phrases say, put together to one value."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.readers import NotUnderstood
from analysis.readers.channels import under_labels
from analysis.readers.clauses import MOST_STATEMENTS, Item, items
from analysis.readers.fee_channels import by_channel
from analysis.readers.fee_phrases import Reading
from analysis.readers.fee_values import Currency, FeeItem, FeeKind, FeeReading, Fees, FeeState
from analysis.readers.fee_words import FILLERS, REFERS, labelled
from analysis.texts import canonical_text


def read_running_text(text: str, *, kind: FeeKind | None = None) -> FeeReading:
    """Read sentences, bullets and brackets on fees."""
    if canonical_text(text) in ("0", "0."):
        return Fees(FeeState.ZERO, (FeeItem(0, None, kind),))
    reading = Reading(kind)
    for item in items(text):
        for n, (label, part) in enumerate(under_labels(item.text)):
            reading.read(Item(part, (*item.under, f"{label}:") if label else item.under), goes_on=n > 0)
    reading.settle()
    if reading.left:
        return NotUnderstood(text, "Còn số tiền hoặc con số chưa hiểu.", tuple(dict.fromkeys(reading.left)))
    if len(reading.items) > MOST_STATEMENTS:
        return NotUnderstood(text, "Văn bản nêu quá nhiều mức thu.")
    if _only_fills(reading):
        if not reading.left_to_council:
            return NotUnderstood(text, "Số 0 hoặc 1 chỉ điền cho có, mức thu ở văn bản khác.", tuple(reading.notes))
        reading.items = []
    state = state_of(reading, text)
    if state is None:
        told = [w.state.value for w in reading.states]
        if told:
            return NotUnderstood(text, f"Văn bản vừa ghi “{told[0]}” vừa ghi điều khác.", tuple(told))
        return NotUnderstood(text, "Không thấy mức thu.", tuple(reading.notes))
    return fees_of_reading(reading, state)


def _only_fills(reading: Reading) -> bool:
    """Whether all figures are 0 or 1 beside words that leave the fee to a law, an agency or an unnumbered paper."""
    rates = [i for i in reading.items if i.amount is not None]
    if not rates or any(i.amount not in FILLERS or i.currency is Currency.USD for i in rates):
        return False
    told = (*reading.notes, *(i.condition for i in rates))
    return reading.left_to_council or any(map(REFERS.search, told))


def state_of(reading: Reading, text: str) -> FeeState | None:
    """What a text says as a whole; None where it contradicts itself or says nothing that is known."""
    rates = [i for i in reading.items if i.amount is not None]
    if rates:
        if any(contradicts(w.kind, rates) for w in reading.states):
            return None
        return FeeState.AMOUNT if any(i.amount for i in rates) else FeeState.ZERO
    states = {w.state for w in reading.states}
    if states:
        kinds = {w.kind for w in reading.states}
        if any((kind := labelled(note)[0]) and kind not in kinds for note in reading.notes):
            return None  # "phí: có; lệ phí: không"
        return reading.states[0].state if len(states) == 1 and not reading.left_to_council else None
    if reading.by_council:
        return FeeState.BY_COUNCIL
    if reading.items:
        return FeeState.BY_DOCUMENT
    if reading.exemptions and not reading.notes:
        return FeeState.EMPTY  # who is exempted, and not from what
    return FeeState.EMPTY if _SAYS_NOTHING.fullmatch(canonical_text(text)) else None


_SAYS_NOTHING = re.compile(r"[-./ ]*")


def contradicts(kind: FeeKind | None, rates: list[FeeItem]) -> bool:
    """Whether "không" stands against the rates: it does not where it is said of the other kind, "lệ phí: không"."""
    return kind is None or any(i.kind in (None, kind) for i in rates)


def fees_of_reading(reading: Reading, state: FeeState) -> Fees:
    """The value of a text whose state is known."""
    return Fees(
        state,
        merged(by_channel(reading.items)),
        tuple(dict.fromkeys(reading.exemptions)),
        reading.by_council,
        tuple(dict.fromkeys(reading.basis)),
        tuple(dict.fromkeys(reading.notes)),
    )


def merged(found: list[FeeItem]) -> tuple[FeeItem, ...]:
    """The same rate told twice, once with less, is one rate."""
    kept: list[FeeItem] = []
    for item in found:
        for i, known in enumerate(kept):
            if (one := _one_of(known, item)) is not None:
                kept[i] = one
                break
        else:
            kept.append(item)
    return tuple(kept)


def _one_of(a: FeeItem, b: FeeItem) -> FeeItem | None:
    if replace(a, per="", kind=None, cap=None, currency=None) != replace(b, per="", kind=None, cap=None, currency=None):
        return None
    if any(x and y and x != y for x, y in ((a.per, b.per), (a.kind, b.kind), (a.cap, b.cap), (a.currency, b.currency))):
        return None
    told = any(i.kind is not None and i.kind_told for i in (a, b)) or not (a.kind or b.kind)
    return replace(
        a,
        per=a.per or b.per,
        kind=a.kind or b.kind,
        cap=a.cap or b.cap,
        currency=a.currency or b.currency,
        kind_told=told,
    )
