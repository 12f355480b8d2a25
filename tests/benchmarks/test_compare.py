"""The measure of the comparison measures what it says: tried on few records, without its figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks import compare, grown_pairs, peer_compare

REMEMBERED = (grown_pairs.real_procedures, grown_pairs._variant, grown_pairs._packed_variant)


@pytest.fixture(autouse=True)
def demonstration(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demonstration's procedures, whatever lies on this machine."""
    monkeypatch.setattr(grown_pairs, "reference_data", lambda: None)
    for remembered in REMEMBERED:
        remembered.cache_clear()
    yield
    for remembered in REMEMBERED:
        remembered.cache_clear()


def test_every_planted_difference_is_found_warm_and_cold_and_the_peer_finds_false_ones() -> None:
    both = grown_pairs.sides(120, one_in=8)
    packed = (compare.kept(both.national), compare.kept(both.provincial))
    frames = peer_compare.frame(both.national), peer_compare.frame(both.provincial)

    found = [compare.judged(both, compare.compare_pairs(compare.rows(both, held))) for held in (packed, None)]
    peers = [peer_compare.judged(both, frames, flags=flags) for flags in (True, False)]

    assert len(both.truth) == 15
    assert found == [(0, 0, 0)] * 2
    assert [missed for missed, _ in peers] == [0, 0]
    assert 0 < peers[0][1] < peers[1][1]


def test_a_difference_that_is_missed_or_false_is_counted() -> None:
    both = grown_pairs.sides(40, one_in=4)
    answer = compare.compare_pairs(compare.rows(both, None))
    (code, part), *_ = both.truth
    less = both._replace(truth={key: rules for key, rules in both.truth.items() if key != (code, part)})
    more = both._replace(truth=both.truth | {("1.000000", "sector"): frozenset({"CL10"})})

    assert compare.judged(less, answer)[1] >= 1
    assert compare.judged(more, answer) == (1, 0, 1)


def test_long_sides_are_streamed_and_nothing_is_lost() -> None:
    told = compare.measure_growth(1_200)

    assert (told["pairs"], told["left"], told["due"]) == (1_188, 12, 12)
    assert (told["differing"], told["largest"]) == (12, 1_188)
