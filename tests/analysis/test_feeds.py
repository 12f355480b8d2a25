"""The table loại × nguồn is true: what a source is said to feed it feeds, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.compare import PRESENTATION, compare
from analysis.model import Comparison
from analysis.night import Night
from analysis.rules import RULES
from analysis.rules.feeds import FEEDS, Source
from tests.analysis.feeding import LOCAL_SOURCES, agreeing, noise, sample
from tests.reference import ROOT

CELLS = [(code, source, feed) for code, feeds in FEEDS.items() for source, feed in feeds.items()]


def types(night: Night) -> set[str]:
    """The types that a night brings to light; differences of presentation are counted, not listed."""
    comparison: Comparison = compare(night)
    counted = {"CL37"} if dict(comparison.counts).get(PRESENTATION) else set()
    return {d.rule for d in comparison.discrepancies} | counted


def test_every_type_stands_in_the_table_and_in_the_rules_once() -> None:
    codes = [f"CL{n:02}" for n in range(1, 39)]

    assert (list(FEEDS), [rule.code for rule in RULES]) == (codes, codes)


def test_the_documented_table_is_the_one_in_the_code() -> None:
    text = Path(ROOT, "docs", "rules.md").read_text(encoding="utf-8")
    lines = text.partition("## Loại × nguồn")[2].splitlines()
    cells = [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines if line.startswith("| ")]

    assert cells == [
        ["Loại", *(source.value for source in Source)],
        ["---"] * (1 + len(Source)),
        *([code, *(feed.text for feed in feeds.values())] for code, feeds in FEEDS.items()),
    ]


@pytest.mark.parametrize("source", LOCAL_SOURCES)
def test_sources_that_agree_bring_nothing_to_light(source: Source) -> None:
    assert types(agreeing(source)) == set()


@pytest.mark.parametrize(("code", "source"), [(c, s) for c, s, feed in CELLS if feed.can])
def test_a_source_feeds_what_it_is_said_to_feed(code: str, source: Source) -> None:
    assert code in types(sample(code, source))


#: Types that other sources bring to light, whatever the provincial source shows.
ELSEWHERE = frozenset({"CL29", "CL30", "CL33", "CL35", "CL36", "CL38"})


@pytest.mark.parametrize(
    ("code", "source"),
    [(c, s) for c, s, feed in CELLS if s in LOCAL_SOURCES and not feed.can and c not in ELSEWHERE],
)
def test_a_source_does_not_feed_what_it_cannot_show(code: str, source: Source) -> None:
    assert code not in types(sample(code, source))


@pytest.mark.parametrize("source", list(Source))
def test_a_source_that_says_everything_otherwise_feeds_nothing_else(source: Source) -> None:
    said = {code for code, of, feed in CELLS if of is source and feed.can}

    assert types(noise(source)) <= said


@pytest.mark.parametrize("source", list(Source))
def test_the_noise_is_loud(source: Source) -> None:
    assert len(types(noise(source))) >= 3


def test_a_cell_that_waits_says_for_what() -> None:
    assert {feed.text for _, _, feed in CELLS} == {
        "có",
        "không",
        "chờ: trang chi tiết thật của giao diện cũ",
        "chờ: kiểm tra liên kết",
        "chờ: cổng nêu mức độ của từng dịch vụ",
        "chờ: cổng nêu lý do cung cấp một phần",
        "chờ: quan sát qua các đêm",
    }
    assert not any(feed.can for _, _, feed in CELLS if feed.waits_for)
