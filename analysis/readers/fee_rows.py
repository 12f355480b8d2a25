"""Fees in the rows of the portal, whose texts often say more than their figures."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.model import Fee
from analysis.readers import NotUnderstood
from analysis.readers.clauses import MOST_STATEMENTS, items
from analysis.readers.fee_phrases import Reading
from analysis.readers.fee_texts import contradicts, fees_of_reading, merged, read_running_text, state_of
from analysis.readers.fee_values import Currency, FeeItem, FeeKind, FeeReading, Fees, FeeState
from analysis.readers.fee_words import FILLERS, PAID_HOW, PER, REFERS, WORDS_OF_MONEY, bare_words, per_of
from analysis.readers.letters import n1_lines
from analysis.readers.numbers import number_of_words
from analysis.texts import canonical_text

_API_KINDS: dict[str, FeeKind | None] = {
    "": None,
    "FEE": FeeKind.FEE,
    "SERVICE_FEE": FeeKind.CHARGE,
    "PRICE_LEVEL": FeeKind.PRICE,
}
_API_CURRENCIES = {
    "việt nam đồng": Currency.VND,
    "đồng": Currency.VND,
    "vnd": Currency.VND,
    "vnđ": Currency.VND,
    "usd": Currency.USD,
    "": None,
}
#: A figure without the name of a currency is in đồng from here on: the portal prints it so, and no fee is 5,000 USD.
#: Below, dollars and cut-off thousands stand side by side (200 for 200 USD, 50 for 50.000 đồng).
_LEAST_DONG = 1000
_ONLY_PER = re.compile(rf"\(?(?:/ ?(?:1 )?(?P<slash>{PER})|(?P<plain>hồ sơ|bản|trang|trường hợp|lần)(?=[(),.]|$))\)?")


_CURRENCY_TYPED = re.compile(r"đồng (?P<bracket>\()(?=[^()]*\)$)|đồng(?= ?[/(])")

#: A row as portals print it: "Phí : 8000 Đồng (Phí cấp bản sao: 8.000 đồng/bản)".
_PRINTED = re.compile(r"(?P<kind>phí|lệ phí) ?: ?(?P<amount>[0-9]{1,12}) đồng ?\((?P<text>.*)\)\.?")
_PRINTED_KINDS = {"phí": "FEE", "lệ phí": "SERVICE_FEE"}


def read_fee(text: str) -> FeeReading:
    """Read a text on fees: a cell of a list, a description, or rows as portals print them."""
    lines = [canonical_text(line) for line in n1_lines(text).split("\n")]
    printed = [_PRINTED.fullmatch(line) for line in lines]
    rows = tuple(Fee(_PRINTED_KINDS[m["kind"]], int(m["amount"]), "đồng", m["text"]) for m in printed if m)
    if not rows or len(rows) != len(lines):
        return read_running_text(text)
    read = of_fees(rows)
    if isinstance(read, NotUnderstood):
        return read_running_text(text)
    return replace(read, items=tuple(replace(i, kind_told=True) for i in read.items))


def of_fee(fee: Fee) -> FeeReading:
    """One row of the portal: its figure, and what its text adds. Without a figure the text is read alone.

    The kind of a row is a setting that no reader sees, and often not the same for two ways of filing.
    """
    currency_name = canonical_text(fee.currency)
    written = f"{fee.kind} {fee.amount} {fee.currency} {fee.text}"
    if fee.kind not in _API_KINDS or currency_name not in _API_CURRENCIES:
        return NotUnderstood(written, "Không biết loại thu hoặc đơn vị tiền.", (fee.kind, fee.currency))
    kind = _API_KINDS[fee.kind]
    if fee.amount is None:
        return read_fee(fee.text) if kind is None else read_running_text(fee.text, kind=kind)
    currency = _API_CURRENCIES[currency_name]
    if currency is None and fee.amount >= _LEAST_DONG:
        currency = Currency.VND
    text = fee.text
    clean = canonical_text(text)
    if not fee.currency.strip() and (typed := _CURRENCY_TYPED.match(clean)):  # the currency's name, in the text
        text = clean = clean[typed.end() :].removesuffix(")") if typed["bracket"] else clean[typed.end() :]
    if (spelt := WORDS_OF_MONEY.match(clean)) and _spelt(spelt[0]) == fee.amount:
        text = clean = clean[spelt.end() :].lstrip()
    per, rest = _per_first(clean, text)
    reading = Reading(kind)
    for item in items(rest):
        reading.read(item)
    if reading.left or len(reading.items) > MOST_STATEMENTS:
        return NotUnderstood(written, "Còn số tiền hoặc con số chưa hiểu.", tuple(dict.fromkeys(reading.left)))
    if _is_filler(fee.amount, currency, reading):
        return _of_filler(reading, clean, written)
    return _row(FeeItem(fee.amount, currency, kind, per, kind_told=kind is None), reading, written)


def _is_filler(amount: int, currency: Currency | None, reading: Reading) -> bool:
    """Whether a figure of 0 or 1 says nothing: 1 in đồng never does, and 0 does not where the text names its source."""
    if amount not in FILLERS or currency is Currency.USD or any(i.amount is not None for i in reading.items):
        return False
    return amount == 1 or (not reading.states and not reading.by_council and any(map(REFERS.search, reading.notes)))


def _of_filler(reading: Reading, text: str, written: str) -> FeeReading:
    """What the text says without its figure; a source that is named by no number leaves the fee open."""
    state = state_of(reading, text)
    if state is None or (state is FeeState.EMPTY and not reading.exemptions):
        told = (*reading.notes, *(w.state.value for w in reading.states))
        return NotUnderstood(written, "Số 0 hoặc 1 chỉ điền cho có, mức thu ở văn bản khác.", tuple(told))
    return fees_of_reading(reading, state)


def _spelt(bracket: str) -> int | None:
    return number_of_words(bracket.strip("()").removesuffix("đồng").strip().removesuffix("việt nam").strip())


def _per_first(clean: str, text: str) -> tuple[str, str]:
    """ "/hồ sơ (...)" as its unit and the rest of the text."""
    match = _ONLY_PER.match(clean)
    if not match:
        return "", text
    return per_of(match["slash"] or match["plain"] or ""), clean[match.end() :].lstrip(" .,;")


def _row(item: FeeItem, reading: Reading, written: str) -> FeeReading:
    """A figure together with the reading of its text."""
    told = [i for i in reading.items if i.amount and not (i.condition or i.tier or i.part or i.is_temporary)]
    if item.amount:
        if denied := [w.state.value for w in reading.states if not w.is_free_for_some and contradicts(w.kind, [item])]:
            return NotUnderstood(written, "Số tiền và lời văn không khớp.", tuple(denied))
        if told and all(i.amount != item.amount for i in told):
            return NotUnderstood(written, "Số tiền và lời văn không khớp.", tuple(i.text for i in told))
        if told and item.currency is None:
            item = replace(item, currency=told[0].currency)
        if len(reading.notes) == 1 and not PAID_HOW.search(reading.notes[0]):
            item = replace(item, condition=bare_words(reading.notes.pop()))
        temporary = [i for i in reading.items if i.is_temporary]
        if len(temporary) == 1 and not item.per:
            item = replace(item, per=temporary[0].per)
        reading.items = [_like(item, i) for i in reading.items]
        if item.condition or not any(_tells(i, item) for i in reading.items):
            reading.items.insert(0, item)
        return fees_of_reading(reading, FeeState.AMOUNT)
    state = state_of(reading, " " if reading.notes or reading.exemptions else "")
    if state is None or state is FeeState.EMPTY:
        reading.items.insert(0, item)
        state = FeeState.ZERO
    return fees_of_reading(reading, state)


def _like(row: FeeItem, told: FeeItem) -> FeeItem:
    """A rate of the text with the condition of its row, when it is the row's own or its temporary rate."""
    if told.is_temporary and not told.condition:
        return replace(told, condition=row.condition, kind=row.kind, kind_told=row.kind_told, instead_of=row.amount)
    if told.condition or told.part or told.amount != row.amount:
        return told
    return replace(told, condition=row.condition)


def _tells(told: FeeItem, row: FeeItem) -> bool:
    """Whether a rate of the text is the row's own figure, with its condition beside it."""
    return bool(told.condition) and not told.part and (told.amount, told.currency) == (row.amount, row.currency)


def of_fees(rows: tuple[Fee, ...]) -> FeeReading:
    """All rows of one way of filing as one value."""
    read: list[Fees] = []
    for row in rows:
        one = of_fee(row)
        if isinstance(one, NotUnderstood):
            return one
        read.append(one)
    if not read:
        return Fees(FeeState.EMPTY)
    states = {f.state for f in read}
    state = FeeState.AMOUNT if FeeState.AMOUNT in states else _one_state(states)
    if state is None:
        told = tuple(sorted(s.value for s in states))
        return NotUnderstood("; ".join(f.text for f in rows), "Các dòng thu nói khác nhau.", told)
    rates = [
        i for f in read for i in f.items if state is not FeeState.AMOUNT or i.amount != 0 or i.condition or i.channel
    ]
    return Fees(
        state,
        merged(rates),
        tuple(dict.fromkeys(e for f in read for e in f.exemptions)),
        any(f.by_council for f in read),
        tuple(dict.fromkeys(b for f in read for b in f.basis)),
        tuple(dict.fromkeys(n for f in read for n in f.notes)),
    )


def _one_state(states: set[FeeState]) -> FeeState | None:
    """Rows that state no amount: a bare 0 or nothing beside them adds nothing."""
    said = states - {FeeState.ZERO, FeeState.EMPTY} or states - {FeeState.EMPTY} or states
    return next(iter(said)) if len(said) == 1 else None
