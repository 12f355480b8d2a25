"""Fees told for each way of filing: one set of fees where all ways have the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.readers.channels import CHANNEL_NAMES, EVERY_CHANNEL, channels_named, names_the_others
from analysis.readers.fee_values import FeeItem

_AND = " / "


def by_channel(items: Sequence[FeeItem]) -> list[FeeItem]:
    """Rates with their ways of filing, or without them where at least two are named and all pay the same."""
    apart = [one for item in items for one in _apart(item)]
    named = {i.channel: frozenset(replace(x, channel="") for x in apart if x.channel == i.channel) for i in apart}
    general = {(i.condition, i.tier, i.kind) for i in named.pop("", frozenset())}
    rates = set(named.values())
    if len(named) < 2 or len(rates) > 1 or any((i.condition, i.tier, i.kind) in general for r in rates for i in r):
        return apart
    return list(dict.fromkeys(replace(i, channel="") for i in apart))


def _apart(item: FeeItem) -> list[FeeItem]:
    """A rate for each of the ways of filing that its condition names."""
    parts = item.condition.split(_AND)
    named = [channels_named(part) for part in parts]
    others = [p for p, n in zip(parts, named, strict=True) if p and not n and not names_the_others(p)]
    rest = replace(item, condition=_AND.join(others))
    channels = frozenset[str]().union(*named)
    if item.channel or not channels or channels == EVERY_CHANNEL:
        return [rest]
    return [replace(rest, channel=c) for c in CHANNEL_NAMES if c in channels]
