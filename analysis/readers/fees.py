"""Fees (phí, lệ phí): reading and comparing (domain 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analysis.readers import NotUnderstood
from analysis.readers.fee_exemptions import not_among
from analysis.readers.fee_pairs import for_a_channel, may_be_one, other_kind, paired, surely_one
from analysis.readers.fee_rows import of_fee, of_fees, read_fee
from analysis.readers.fee_values import Cap, Currency, FeeItem, FeeKind, FeeReading, Fees, FeeState

__all__ = [
    "Cap",
    "Currency",
    "FeeDifference",
    "FeeItem",
    "FeeKind",
    "FeeReading",
    "FeeRelation",
    "FeeRelationKind",
    "FeeState",
    "Fees",
    "compare_fees",
    "of_fee",
    "of_fees",
    "read_fee",
]


class FeeRelationKind(StrEnum):
    """How local fees stand to national ones, the gravest first."""

    HIGHER = "cao hơn"
    ONLY_LOCAL = "chỉ địa phương thu"
    EXEMPTIONS_MISSING = "thiếu đối tượng miễn, giảm"
    ONLY_NATIONAL = "chỉ quốc gia ghi thu"
    LOWER = "thấp hơn"
    OTHER_CONDITIONS = "khác điều kiện thu"
    INCOMPARABLE = "không so được"
    EQUAL = "bằng nhau"


_ORDER = list(FeeRelationKind)


@dataclass(frozen=True, slots=True)
class FeeDifference:
    """One rate, or one group of exempted people, on the two sides."""

    kind: FeeRelationKind
    local: FeeItem | None
    national: FeeItem | None
    reason: str


@dataclass(frozen=True, slots=True)
class FeeRelation:
    """The answer as a whole: the gravest of its differences, all of which are kept."""

    kind: FeeRelationKind
    reason: str
    differences: tuple[FeeDifference, ...] = ()
    by_council: bool = False  # HĐND cấp tỉnh fixes this rate

    def has(self, kind: FeeRelationKind) -> bool:
        """Whether some rate stands so."""
        return any(d.kind is kind for d in self.differences)


def compare_fees(local: FeeReading, national: FeeReading, *, on: date | None = None) -> FeeRelation:
    """Compare rate by rate. With ``on``, rates that hold only for a time count on their days."""
    for side, reading in (("Địa phương", local), ("Quốc gia", national)):
        if isinstance(reading, NotUnderstood):
            reason = f"{side} ghi phí, lệ phí mà máy không hiểu: {reading.reason}"
            return FeeRelation(FeeRelationKind.INCOMPARABLE, reason)
    assert isinstance(local, Fees)
    assert isinstance(national, Fees)
    differences = (*_of_states(local, national, on), *_of_exemptions(local, national))
    if not differences:
        return FeeRelation(FeeRelationKind.INCOMPARABLE, "Không có mức thu nào áp dụng vào ngày được hỏi.")
    kind = min((d.kind for d in differences), key=_ORDER.index)
    telling = [d.reason for d in differences if d.kind is not FeeRelationKind.EQUAL] or [differences[0].reason]
    by_council = local.by_council or national.by_council
    return FeeRelation(kind, " ".join(dict.fromkeys(telling)), differences, by_council)


def _said(kind: FeeRelationKind, reason: str) -> FeeDifference:
    return FeeDifference(kind, None, None, reason)


#: States that say that nothing is paid. Which of them is meant decides whether two of them agree.
_NOTHING_PAID = frozenset({FeeState.NONE, FeeState.FREE, FeeState.ZERO, FeeState.NOT_REGULATED})

_ZERO_OR_DOCUMENT = ({FeeState.ZERO, FeeState.BY_DOCUMENT}, {FeeState.ZERO, FeeState.BY_COUNCIL})


def _of_states(local: Fees, national: Fees, on: date | None) -> Iterator[FeeDifference]:
    here, there = f"Địa phương ghi “{local.text}”", f"quốc gia ghi “{national.text}”"
    if local.state is FeeState.AMOUNT and national.state is FeeState.AMOUNT:
        yield from _without_doubt(_of_rates(local, national, on), local, national)
    elif local.state is national.state:
        yield from _of_same_state(local, national, f"{here}, {there}")
    elif {local.state, national.state} <= _NOTHING_PAID - {FeeState.NOT_REGULATED} and _share_basis(local, national):
        yield _said(FeeRelationKind.EQUAL, f"{here}, {there}, cùng căn cứ.")
    elif FeeState.EMPTY in (local.state, national.state):
        side = "Địa phương" if local.state is FeeState.EMPTY else "Quốc gia"
        yield _said(FeeRelationKind.INCOMPARABLE, f"{side} không ghi phí, lệ phí.")
    elif {local.state, national.state} in _ZERO_OR_DOCUMENT and _share_basis(local, national):
        yield _said(FeeRelationKind.INCOMPARABLE, f"{here}, {there}, cùng căn cứ: số 0 có thể chỉ điền cho có.")
    elif national.state in (FeeState.BY_COUNCIL, FeeState.BY_DOCUMENT):
        yield _said(FeeRelationKind.OTHER_CONDITIONS, f"{here}, {there}: cần đối chiếu văn bản quy định mức thu.")
    elif local.state in (FeeState.BY_COUNCIL, FeeState.BY_DOCUMENT):
        yield _said(FeeRelationKind.INCOMPARABLE, f"{here}, {there}: cần đối chiếu văn bản quy định mức thu.")
    elif local.state is FeeState.AMOUNT:
        yield _only_one(FeeRelationKind.ONLY_LOCAL, national, f"{here}, {there}")
    elif national.state is FeeState.AMOUNT:
        yield _only_one(FeeRelationKind.ONLY_NATIONAL, local, f"{here}, {there}")
    else:
        yield _said(FeeRelationKind.INCOMPARABLE, f"{here}, {there}: hai cách ghi chưa chắc cùng nghĩa.")


def _share_basis(local: Fees, national: Fees) -> bool:
    return bool(set(local.basis) & set(national.basis))


def _of_same_state(local: Fees, national: Fees, both: str) -> Iterator[FeeDifference]:
    if local.state is FeeState.BY_DOCUMENT and set(local.basis) != set(national.basis):
        yield _said(FeeRelationKind.OTHER_CONDITIONS, f"{both}: khác văn bản quy định mức thu.")
    else:
        yield _said(FeeRelationKind.EQUAL, f"{both}.")


def _only_one(kind: FeeRelationKind, other: Fees, both: str) -> FeeDifference:
    """One side asks for money; the other pays nothing, unless its nothing is a bare 0 of the portal."""
    if other.state is FeeState.ZERO and all(i.currency is None for i in other.items if i.amount == 0):
        return _said(FeeRelationKind.INCOMPARABLE, f"{both}: số 0 của cổng có thể là miễn phí hoặc chưa nhập.")
    return _said(kind, f"{both}.")


# --- rates ------------------------------------------------------------------


def _without_doubt(found: Iterable[FeeDifference], local: Fees, national: Fees) -> Iterator[FeeDifference]:
    """Differences as they are, but no conclusion from a rate whose figure the other side tells too."""
    differences = list(found)
    bare = any(d.local and d.national and _bare_beside(d.local, d.national) for d in differences)
    for difference in differences:
        if _is_doubtful(difference, local, national) or (bare and difference.kind in _ONLY_ONE_SIDE):
            reason = f"{difference.reason.rstrip('.')}: chưa ghép chắc được từng mức thu."
            yield FeeDifference(FeeRelationKind.INCOMPARABLE, None, None, reason)
        else:
            yield difference


_ONLY_ONE_SIDE = frozenset({FeeRelationKind.ONLY_LOCAL, FeeRelationKind.ONLY_NATIONAL})
_MORE_OR_LESS = frozenset({FeeRelationKind.HIGHER, FeeRelationKind.LOWER})


def _is_doubtful(difference: FeeDifference, local: Fees, national: Fees) -> bool:
    ours, theirs = difference.local, difference.national
    if difference.kind in _ONLY_ONE_SIDE:
        item, own, other = (ours, local, national) if ours else (theirs, national, local)
        return item is not None and any(_may_be_told_again(item, i, own) for i in other.items)
    if difference.kind in _MORE_OR_LESS and ours and theirs and ours.amount != theirs.amount:
        told = any(_same_figure(ours, i) for i in national.items) and any(_same_figure(theirs, i) for i in local.items)
        return told and not surely_one(ours, theirs)
    return False


def _may_be_told_again(item: FeeItem, twin: FeeItem, own: Fees) -> bool:
    """Whether a rate may be one of the other side's: not where its side tells that one too, and this for a case."""
    if not _same_figure(item, twin) or not may_be_one(item, twin):
        return False
    told = any(i is not item and not i.condition and _same_figure(i, twin) and may_be_one(i, twin) for i in own.items)
    return not (told and item.condition and not twin.condition)


def _same_figure(a: FeeItem, b: FeeItem) -> bool:
    return a.amount == b.amount and (a.currency is b.currency or None in (a.currency, b.currency))


def _bare_beside(local: FeeItem, national: FeeItem) -> bool:
    """Whether a figure without a currency stands against another figure: it may be any rate of that side."""
    return None in (local.currency, national.currency) and local.amount != national.amount


def _of_rates(local: Fees, national: Fees, on: date | None) -> Iterator[FeeDifference]:
    ours, theirs = _in_force(local.items, on), _in_force(national.items, on)
    pairs, added, lost = paired(ours, theirs)
    for mine, other in pairs:
        yield from _compared(mine, other)
    for mine, usual in for_a_channel(added, theirs):
        added.remove(mine)
        lost = [i for i in lost if i is not usual]
        yield _for_channel(mine, usual)
    for other, usual in for_a_channel(lost, ours):
        lost.remove(other)
        added = [i for i in added if i is not usual]
        yield _not_for_channel(usual, other)
    paid = [i for i in added if i.amount]
    missing = [i for i in lost if i.amount]
    if paid and missing:
        told = f"địa phương {_listed(paid)}, quốc gia {_listed(missing)}"
        yield FeeDifference(FeeRelationKind.INCOMPARABLE, paid[0], missing[0], f"Chưa ghép được từng mức thu: {told}.")
        return
    for item in paid:
        yield FeeDifference(FeeRelationKind.ONLY_LOCAL, item, None, f"Chỉ địa phương ghi {_named(item)}.")
    for item in missing:
        yield FeeDifference(FeeRelationKind.ONLY_NATIONAL, None, item, f"Chỉ quốc gia ghi {_named(item)}.")
    for item in (*added, *lost):
        if item.amount == 0:
            side = "địa phương" if item in added else "quốc gia"
            yield FeeDifference(_of_zero(item), item, None, f"Chỉ {side} ghi {_named(item)}.")


def _of_zero(item: FeeItem) -> FeeRelationKind:
    """A 0 for some case is a condition; a 0 for all, beside rates, is what a portal fills in."""
    told = item.condition or item.channel or item.tier
    return FeeRelationKind.OTHER_CONDITIONS if told else FeeRelationKind.INCOMPARABLE


def _for_channel(local: FeeItem, national: FeeItem) -> FeeDifference:
    """A rate for one way of filing against the national rate for all: less is a favour, more is more."""
    worst = min((d for d in _compared(local, national)), key=lambda d: _ORDER.index(d.kind))
    if worst.kind is not FeeRelationKind.LOWER:
        return worst
    reason = f"Địa phương có mức riêng cho một hình thức nộp: {_named(local)}, quốc gia {_named(national)}."
    return FeeDifference(FeeRelationKind.OTHER_CONDITIONS, local, national, reason)


def _not_for_channel(local: FeeItem, national: FeeItem) -> FeeDifference:
    """A rate for all against a national rate for one way of filing: what is not told may still hold."""
    worst = min((d for d in _compared(local, national)), key=lambda d: _ORDER.index(d.kind))
    if worst.kind is not FeeRelationKind.HIGHER:
        return worst
    reason = f"Quốc gia có mức riêng cho một hình thức nộp: {_named(national)}, địa phương {_named(local)}."
    return FeeDifference(FeeRelationKind.OTHER_CONDITIONS, local, national, reason)


def _in_force(items: tuple[FeeItem, ...], on: date | None) -> list[FeeItem]:
    """Rates with a figure; on a given day the temporary ones stand in for those that they change."""
    told = [i for i in items if i.amount is not None]
    rates = [i for i in told if not i.part] or told
    if on is None:
        return [i for i in rates if not i.is_temporary] or rates
    now = [i for i in rates if i.is_temporary and _holds(i, on)]
    usual = [i for i in rates if not i.is_temporary and not any(_stands_in(t, i) for t in now)]
    return usual + now


def _stands_in(temporary: FeeItem, usual: FeeItem) -> bool:
    same = all(getattr(temporary, name) == getattr(usual, name) for name in ("condition", "tier", "channel", "kind"))
    return same and temporary.instead_of in (None, usual.amount)


def _holds(item: FeeItem, on: date) -> bool:
    return (item.valid_from is None or item.valid_from <= on) and (item.valid_to is None or on <= item.valid_to)


def _compared(local: FeeItem, national: FeeItem) -> Iterator[FeeDifference]:
    told = f"Địa phương {_named(local)}, quốc gia {_named(national)}"

    def told_as(kind: FeeRelationKind, remark: str = "") -> FeeDifference:
        return FeeDifference(kind, local, national, told + (f": {remark}." if remark else "."))

    bare = None in (local.currency, national.currency)
    if bare and local.amount != national.amount:
        yield told_as(FeeRelationKind.INCOMPARABLE, "một bên không ghi đơn vị tiền")
        return
    if not bare and local.currency is not national.currency:
        yield told_as(FeeRelationKind.INCOMPARABLE, "không cùng đơn vị tiền")
        return
    if local.per and national.per and local.per != national.per:
        yield told_as(FeeRelationKind.OTHER_CONDITIONS, "khác đơn vị tính")
        return
    here, there = local.amount or 0, national.amount or 0
    if here != there:
        yield told_as(FeeRelationKind.HIGHER if here > there else FeeRelationKind.LOWER)
    elif other_kind(local, national):
        yield told_as(FeeRelationKind.OTHER_CONDITIONS, "một bên gọi là phí, một bên gọi là lệ phí")
    else:
        yield told_as(FeeRelationKind.EQUAL)
    yield from _caps(local, national)
    if local.instead_of and national.instead_of and local.instead_of != national.instead_of:
        here_later, there_later = (f"{n:,} đồng".replace(",", ".") for n in (local.instead_of, national.instead_of))
        reason = f"Khi hết thời gian áp dụng mức này: địa phương {here_later}, quốc gia {there_later}."
        yield FeeDifference(FeeRelationKind.OTHER_CONDITIONS, local, national, reason)


def _caps(local: FeeItem, national: FeeItem) -> Iterator[FeeDifference]:
    here, there = local.cap, national.cap
    if here == there:
        return
    if here is None or there is None or here.per != there.per:
        reason = "Mức thu tối đa chỉ ghi ở một bên hoặc khác đơn vị tính."
        yield FeeDifference(FeeRelationKind.OTHER_CONDITIONS, local, national, reason)
        return
    kind = FeeRelationKind.HIGHER if here.amount > there.amount else FeeRelationKind.LOWER
    reason = f"Mức thu tối đa của địa phương {kind.value} quốc gia."
    yield FeeDifference(kind, local, national, reason)


def _named(item: FeeItem) -> str:
    where = " ".join(t for t in (item.condition, item.tier) if t)
    return f"{item.text} ({where})" if where else item.text


def _listed(found: list[FeeItem]) -> str:
    return "; ".join(_named(i) for i in found)


# --- exemptions -------------------------------------------------------------


def _of_exemptions(local: Fees, national: Fees) -> Iterator[FeeDifference]:
    if local.state in (FeeState.NONE, FeeState.FREE):
        return  # nobody pays: nobody needs an exemption
    if local.says_nothing:
        return  # nothing on money is told at all: that is a lack of its own
    missing = not_among(national.exemptions, local.exemptions)
    added = not_among(local.exemptions, national.exemptions)
    if missing:
        yield _said(FeeRelationKind.EXEMPTIONS_MISSING, f"Địa phương không ghi miễn, giảm cho: {'; '.join(missing)}.")
    if added:
        yield _said(FeeRelationKind.OTHER_CONDITIONS, f"Chỉ địa phương ghi miễn, giảm cho: {'; '.join(added)}.")
