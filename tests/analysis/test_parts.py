"""Parts and their digests: what is kept says the same as what is read, and never hides a difference (D39)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.compare import compare
from analysis.model import Fee, LegalBasis, Level, Procedure, ProcessingTime, Step, SubmissionMethod, Term
from analysis.night import Night
from analysis.parts import LADDER, PARTS, Digests, differing, differing_now, digests, stored
from analysis.readers.letters import composed, n1_characters, n1_lines
from benchmarks import grown_pairs
from tests.analysis.makers import NIGHT, ROWS, national, national_side, pages_side, record
from tests.reference import REFERENCE

NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
FULL = national(
    time_text="05 ngày làm việc",
    fee_text="8.000 đồng",
    dossier_count="01 bộ",
    service_level="Toàn trình",
    forms=(),
    conditions="Có năng lực hành vi dân sự",
)
TEXTS = st.sampled_from(
    ("", "Không", "05 ngày làm việc", "05 NGÀY  làm việc", "8.000 đồng", "Nộp hồ sơ", "Nộp hồ sơ.", "Sở Tư pháp")
)
METHODS = st.builds(
    SubmissionMethod,
    st.sampled_from(("DIRECT", "ONLINE", "")),
    st.builds(ProcessingTime, st.sampled_from(("5", "05", "")), st.sampled_from(("WORKING_DAY", "DAY", "OTHER", ""))),
    TEXTS,
    st.tuples(st.builds(Fee, st.just("FEE"), st.sampled_from((None, 0, 8000)), st.just(""), TEXTS)),
)
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "code": st.sampled_from(("1.000001", "1.000001.H53", "x")),
    "name": TEXTS,
    "sector": st.none() | st.builds(Term, st.just(""), TEXTS),
    "levels": st.none() | st.just((Level.COMMUNE,)),
    "steps": st.none() | st.lists(st.builds(Step, TEXTS, TEXTS), max_size=2).map(tuple),
    "methods": st.none() | st.lists(METHODS, max_size=3).map(tuple),
    "subjects": st.none() | st.lists(st.builds(Term, st.just(""), TEXTS), max_size=2).map(tuple),
    "conditions": st.none() | TEXTS,
    "legal_bases": st.none() | st.lists(st.builds(LegalBasis, st.just("46/2024/QH15"), TEXTS), max_size=2).map(tuple),
    "time_text": st.none() | TEXTS,
    "fee_text": st.none() | TEXTS,
    "dossier_count": st.none() | TEXTS,
    "service_level": st.none() | TEXTS,
}
OTHERS = st.sets(st.sampled_from(sorted(CHANGES)), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries({name: CHANGES[name] for name in sorted(names)})
)


@given(OTHERS, OTHERS)
def test_reading_now_and_comparing_digests_say_the_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    a, b = replace(FULL, **ours), replace(FULL, **theirs)

    assert differing_now(a, b) == differing(digests(a), digests(b))


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_wording_and_a_planted_difference_is_content_whether_read_now_or_kept(seed: int) -> None:
    """Over the real records where they are present, and the demonstration's where not."""
    both = grown_pairs.sides(60, seed=seed, one_in=3)

    found = [(a.code, differing_now(a, b)) for a, b in zip(both.national, both.provincial, strict=True)]

    kept = [(a.code, differing(digests(a), digests(b))) for a, b in zip(both.national, both.provincial, strict=True)]
    beside = {(code, p) for code, part in both.truth for p in grown_pairs.WITH_IT.get(part, ())}
    content = {(code, part) for code, (parts, _) in found for part in parts}
    assert found == kept
    assert content - beside == set(both.truth)


def test_a_night_says_the_same_with_and_without_kept_digests() -> None:
    both = grown_pairs.sides(30, one_in=3)
    ours, theirs = both.national, tuple(record(p) for p in both.provincial)
    night = Night(NIGHT, national_side(*ours, portal=grown_pairs.NATIONAL), pages_side(*theirs), agency_rows=ROWS)
    kept = {(p.portal, p.portal_id): digests(p) for p in (*ours, *theirs)}
    half = dict(list(kept.items())[::2])

    answers = [compare(replace(night, digests=held)) for held in ({}, half, kept)]

    assert answers[0].discrepancies
    assert answers[0] == answers[1] == answers[2]


class Watched:
    """A procedure that tells which of its fields are looked at."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.seen: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self.procedure, name)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_looks_only_at_the_fields_that_it_names(name: str) -> None:
    seen: set[str] = set()
    for procedure in (FULL, national(), Procedure("", "", "", ""), *grown_pairs.sides(20).national):
        watched = Watched(procedure)
        form = PARTS[name].read(watched)  # type: ignore[arg-type]
        assert form is None or isinstance(form.canonical, str)
        seen |= watched.seen

    assert seen == set(PARTS[name].fields) <= {f.name for f in fields(Procedure)}


def test_digests_of_another_ladder_or_length_count_as_absent() -> None:
    packed = digests(FULL).packed

    assert stored(packed) is not None
    assert [stored(p) for p in (None, b"", bytes([LADDER + 1]) + packed[1:], packed[:-1], packed + b"\0")] == [None] * 5


#: Of the records that a ladder was last sealed on: (ladder, of the record above, of the real ones).
SEALED = (3, "c339cd48d9e26749", "4ff182fbde6ca327")


def sealed(records: Iterable[Procedure]) -> str:
    """One digest of the kept digests of many records."""
    return hashlib.sha256(b"".join(digests(p).packed for p in records)).hexdigest()[:16]


def test_whoever_changes_a_reader_or_a_step_raises_the_ladder() -> None:
    """Kept digests of older nights would otherwise be held against differently made ones: raise LADDER, then seal."""
    ladder, of_one, of_real = SEALED

    assert (LADDER, sealed([FULL])) == (ladder, of_one)
    if not (REFERENCE / "national").is_dir():
        pytest.skip("reference data is not on this machine: national")
    assert sealed(grown_pairs.real_procedures()) == of_real


def test_what_one_side_does_not_show_is_no_difference() -> None:
    bare = Procedure("other", "id", FULL.code, FULL.name)

    assert differing_now(FULL, bare) == differing(digests(FULL), digests(bare)) == NOTHING
    assert digests(bare).part("steps") is None
    assert digests(bare).part("name") == digests(FULL).part("name")


def test_a_digest_tells_wording_from_content() -> None:
    worded = digests(replace(FULL, name="CẤP thẻ công chứng viên loại 01"))
    other = digests(replace(FULL, name="Thu hồi thẻ công chứng viên"))
    kept = Digests(digests(FULL).packed)

    assert differing(kept, worded) == (frozenset(), frozenset({"name"}))
    assert differing(kept, other) == (frozenset({"name"}), frozenset())
    assert differing(kept, kept) == NOTHING


SPACED = st.text(st.sampled_from("aăâ Ắđ́\n\t\r\x0b\x1c\x1f\x85\xa0\u2003\u2028\u3000\u200b"), max_size=20)


@given(SPACED)
def test_the_quick_way_over_blanks_is_the_plain_one(text: str) -> None:
    assert n1_characters(text) == " ".join(composed(text).split())
    assert n1_lines(text) == "\n".join(t for line in composed(text).splitlines() if (t := " ".join(line.split())))
    assert unicodedata.is_normalized("NFC", composed(text))


def test_the_records_above_are_the_real_ones_where_they_are_present() -> None:
    if not (REFERENCE / "national").is_dir():
        pytest.skip("reference data is not on this machine: national")
    assert len(grown_pairs.real_procedures()) == 313
