"""Which rate of one side belongs to which of the other."""

from __future__ import annotations

from collections.abc import Callable

from analysis.readers.fee_values import FeeItem

Pair = tuple[FeeItem, FeeItem]
_Fits = Callable[[FeeItem, FeeItem], bool]


def paired(ours: list[FeeItem], theirs: list[FeeItem]) -> tuple[list[Pair], list[FeeItem], list[FeeItem]]:
    """Pairs, what only we have, and what only they have: the surest pairs are made first."""
    pairs: list[Pair] = []
    added, lost = list(ours), list(theirs)
    for fits in _SUREST_FIRST:
        for other in list(lost):
            if found := [i for i in added if fits(i, other)]:
                mine = found[0]
                pairs.append((mine, other))
                added.remove(mine)
                lost.remove(other)
    if len(added) == len(lost) == 1 and _may_be_one(added[0], lost[0]):
        pairs.append((added.pop(), lost.pop()))
    return pairs, added, lost


def for_a_channel(special: list[FeeItem], rates: list[FeeItem]) -> list[Pair]:
    """Rates for one way of filing, each with the other side's rate for all ways that is most like it."""
    found: list[Pair] = []
    for item in (i for i in special if i.channel):
        usual = [r for r in rates if not r.channel and _same_case(r, item)]
        if usual:
            found.append((item, min(usual, key=lambda r: (r.amount != item.amount, r.kind is not item.kind))))
    return found


def surely_one(a: FeeItem, b: FeeItem) -> bool:
    """Whether both sides say in the same words when a rate holds."""
    return _key(a) == _key(b) and any(_key(a))


def may_be_one(a: FeeItem, b: FeeItem) -> bool:
    """Whether two rates may be one of which a side tells less: nothing that both tell stands against it."""
    per = not a.per or not b.per or a.per == b.per
    alike = all(not x or not y or x == y for x, y in zip(_key(a), _key(b), strict=True))
    return per and alike and not other_kind(a, b)


def other_kind(a: FeeItem, b: FeeItem) -> bool:
    """Whether both sides say in words what the money is called, and do not say the same."""
    return bool(a.kind and b.kind and a.kind is not b.kind and a.kind_told and b.kind_told)


def _key(item: FeeItem) -> tuple[str, str, str]:
    return item.condition, item.tier, item.channel


def _same_kind(a: FeeItem, b: FeeItem) -> bool:
    return a.kind is b.kind or not (a.kind and b.kind)


def _same_case(a: FeeItem, b: FeeItem) -> bool:
    return (a.condition, a.tier) == (b.condition, b.tier) and not other_kind(a, b)


def _may_be_one(a: FeeItem, b: FeeItem) -> bool:
    return all(not x or not y or x == y for x, y in zip(_key(a), _key(b), strict=True)) and a.tier == b.tier


def _same_money(a: FeeItem, b: FeeItem) -> bool:
    return a.currency is b.currency and _same_kind(a, b)


_SUREST_FIRST: tuple[_Fits, ...] = (
    lambda a, b: _key(a) == _key(b) and a.amount == b.amount and _same_kind(a, b),
    lambda a, b: _key(a) == _key(b) and a.amount == b.amount and not other_kind(a, b),
    lambda a, b: _key(a) == _key(b) and _same_money(a, b) and a.per == b.per,
    lambda a, b: _key(a) == _key(b) and _same_money(a, b),
    lambda a, b: _key(a) == _key(b) and not other_kind(a, b),
    # one side leaves the condition out: the figure tells which rate is meant
    lambda a, b: a.amount == b.amount and a.channel == b.channel and not other_kind(a, b) and _may_be_one(a, b),
)
