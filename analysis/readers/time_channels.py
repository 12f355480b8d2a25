"""Time limits told for each way of filing: one limit where all ways have the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis.readers.channels import CHANNEL_NAMES, EVERY_CHANNEL, channels_named, names_the_others
from analysis.readers.time_values import TimeCase

_AND = " / "


def by_channel(cases: Iterable[TimeCase]) -> list[TimeCase]:
    """Cases with ways of filing under their usual names, or without them where they make no difference."""
    apart = [pair for case in cases for pair in _apart(case)]
    usual = {_meaning(c) for channel, c in apart if not channel}
    apart = [(channel, c) for channel, c in apart if not channel or _meaning(c) not in usual]
    named = {channel: frozenset(_meaning(c) for w, c in apart if w == channel) for channel, _ in apart if channel}
    general = {c.condition for channel, c in apart if not channel}
    alike = len(set(named.values())) == 1 and (len(named) > 1 or not general)
    if alike and not any(c.condition in general for channel, c in apart if channel):
        first = next(iter(named))
        return [c for channel, c in apart if channel in ("", first)]
    return [replace(c, condition=_joined(CHANNEL_NAMES.get(channel, ""), c.condition)) for channel, c in apart]


def _apart(case: TimeCase) -> list[tuple[str, TimeCase]]:
    """The ways of filing that a case names ("" for none), each with the case without them."""
    parts = case.condition.split(_AND)
    named = [channels_named(part) for part in parts]
    others = (p for p, n in zip(parts, named, strict=True) if not n and not names_the_others(p))
    rest = replace(case, condition=_joined(*others))
    channels = frozenset(channels_named(case.about)).union(*named)
    if channels_named(case.about):
        rest = replace(rest, about="")
    if not channels or channels == EVERY_CHANNEL:
        return [("", rest)]
    return [(c, rest) for c in CHANNEL_NAMES if c in channels]


def once(cases: Iterable[TimeCase]) -> tuple[TimeCase, ...]:
    """Cases without those that only say again what one before them says: "không quá" or not."""
    first: dict[TimeCase, TimeCase] = {}
    for case in cases:
        first.setdefault(replace(case, qualifiers=(), counted_from=""), case)
    return tuple(first.values())


def _meaning(case: TimeCase) -> TimeCase:
    """A case without the words that leave its limit as it is."""
    return replace(case, qualifiers=(), counted_from="", about="")


def spread(local: Sequence[TimeCase], national: Sequence[TimeCase]) -> tuple[list[TimeCase], list[TimeCase]]:
    """A limit for all ways of filing, where the other side tells it for each of them, is said for each of them."""
    ours, theirs = any(map(_channel, local)), any(map(_channel, national))
    return (
        list(local) if ours or not theirs else _for_each(local, national),
        list(national) if theirs or not ours else _for_each(national, local),
    )


def _for_each(cases: Sequence[TimeCase], others: Sequence[TimeCase]) -> list[TimeCase]:
    found: list[TimeCase] = []
    for case in cases:
        channels = {_channel(o) for o in others if _beside_channel(o) == case.condition} or {""}
        found += [replace(case, condition=_joined(channel, case.condition)) for channel in sorted(channels)]
    return found


def _channel(case: TimeCase) -> str:
    """The way of filing for which a case holds, by its usual name; empty: for all."""
    first = case.condition.split(_AND)[0]
    return first if first in CHANNEL_NAMES.values() else ""


def _beside_channel(case: TimeCase) -> str:
    return case.condition.removeprefix(_channel(case)).removeprefix(_AND)


def _joined(*conditions: str) -> str:
    return _AND.join(c for c in conditions if c)
