"""Properties of the comparison of two sides (P42, P43, P45): for all procedures, not for chosen ones."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model import (
    Agency,
    Comparison,
    DossierCase,
    DossierDocument,
    LegalBasis,
    Level,
    Procedure,
    ProcessingTime,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.night import Tonight
from analysis.rules import agencies, conduct, dossier, fees, legal, times
from analysis.rules.pairs import Comparer, Line, Pair
from tests.analysis.makers import national, night_of, paged_night, record

NAMES = (
    "Đăng ký khai sinh",
    "Cấp thẻ luật sư",
    "Cấp lại thẻ luật sư",
    "Thu hồi thẻ đấu giá viên",
    "Chứng thực di chúc",
)
PAPERS = (
    "Tờ khai theo mẫu quy định",
    "Giấy chứng sinh",
    "Hộ chiếu hoặc giấy tờ có giá trị thay thế",
    "Văn bản ủy quyền đã được chứng thực",
    "Bản sao bằng cử nhân luật",
    "02 ảnh cỡ 3 x 4 cm",
)
STEPS = (
    "Bước 1: Người yêu cầu nộp hồ sơ tại Bộ phận một cửa.",
    "Bước 2: Công chức kiểm tra hồ sơ, cấp giấy tiếp nhận.",
    "Bước 3: Sở Tư pháp thẩm định hồ sơ.",
    "Bước 4: Trả kết quả cho người yêu cầu.",
)
TIMES = ("03 ngày làm việc", "05 ngày làm việc", "10 ngày", "01 tháng", "Ngay trong ngày làm việc")
FEES = ("8.000 đồng/bản", "Không", "400.000 đồng/hồ sơ", "2.000 đồng/trang")
BASES = (
    LegalBasis("", "Luật Hộ tịch số 60/2014/QH13"),
    LegalBasis("", "Nghị định số 123/2015/NĐ-CP ngày 15/11/2015"),
    LegalBasis("", "Thông tư số 04/2020/TT-BTP"),
    LegalBasis("", "Nghị định số 87/2020/NĐ-CP"),
)
SUBJECTS = ("Công dân Việt Nam", "Người nước ngoài", "Doanh nghiệp", "Tổ chức (không bao gồm doanh nghiệp, HTX)")
CHANNELS = ("DIRECT", "ONLINE", "POSTAL")


def paper(name: str) -> DossierDocument:
    return DossierDocument(name, "", "", 1, 0, None, None, None, None, None)


def some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, unique=True)


@st.composite
def procedures(draw: st.DrawFn, number: int = 1) -> Procedure:
    """A procedure as a page of a province tells it, told nationally in the same form."""
    return national(
        number,
        name=draw(st.sampled_from(NAMES)) + f" trường hợp {number}",
        levels=tuple(draw(st.sampled_from([(Level.PROVINCE,), (Level.COMMUNE,), (Level.PROVINCE, Level.COMMUNE)]))),
        steps=(Step("", "\n".join(draw(some(STEPS)))),),
        methods=tuple(SubmissionMethod(c, ProcessingTime("", ""), "", ()) for c in draw(some(CHANNELS))),
        time_text=draw(st.sampled_from(TIMES)),
        fee_text=draw(st.sampled_from(FEES)),
        dossier=(DossierCase("", tuple(paper(n) for n in draw(some(PAPERS)))),),
        subjects=tuple(Term("", n) for n in draw(some(SUBJECTS))),
        executing=(Agency(draw(st.sampled_from(("Sở Tư pháp", "Ủy ban nhân dân cấp xã")))),),
        results=(Term("", draw(st.sampled_from(("Giấy khai sinh", "Thẻ luật sư", "Quyết định thu hồi")))),),
        conditions=draw(st.sampled_from(("", "Không", "Có trụ sở tại địa phương.", "Đã hành nghề từ đủ 02 năm."))),
        legal_bases=tuple(draw(st.lists(st.sampled_from(BASES), min_size=1, unique=True))),
    )


def content(comparison: Comparison) -> list[tuple[str, str, str]]:
    """What was found between the two sides."""
    return [(d.rule, d.code, d.part) for d in comparison.discrepancies if len(d.sources) == 2]


# --- noise that is no difference ----------------------------------------------------


def everywhere(change: Callable[[str], str]) -> Callable[[Procedure], Procedure]:
    """A change of wording in every text of a page."""

    def noisy(p: Procedure) -> Procedure:
        return replace(
            p,
            name=change(p.name),
            steps=tuple(Step(change(s.name), change(s.text)) for s in p.steps or ()),
            time_text=change(p.time_text or ""),
            fee_text=change(p.fee_text or ""),
            dossier=tuple(
                replace(c, documents=tuple(replace(d, name=change(d.name)) for d in c.documents))
                for c in p.dossier or ()
            ),
            subjects=tuple(replace(t, name=change(t.name)) for t in p.subjects or ()),
            results=tuple(replace(t, name=change(t.name)) for t in p.results or ()),
            conditions=change(p.conditions or ""),
            executing=tuple(replace(a, name=change(a.name)) for a in p.executing or ()),
            legal_bases=tuple(replace(b, name=change(b.name)) for b in p.legal_bases or ()),
        )

    return noisy


def shuffled(p: Procedure) -> Procedure:
    """Papers, legal bases, subjects and ways of filing in another order."""
    rnd = random.Random(7)

    def mixed(values: tuple[Any, ...] | None) -> tuple[Any, ...]:
        return tuple(rnd.sample(values or (), len(values or ())))

    return replace(
        p,
        dossier=tuple(replace(c, documents=mixed(c.documents)) for c in p.dossier or ()),
        legal_bases=mixed(p.legal_bases),
        subjects=mixed(p.subjects),
        methods=mixed(p.methods),
    )


NOISE = {
    "decomposed letters": everywhere(lambda t: unicodedata.normalize("NFD", t)),
    "no-break blanks": everywhere(lambda t: t.replace(" ", "\u00a0")),
    "double blanks": everywhere(lambda t: t.replace(" ", "  ")),
    "zero-width signs": everywhere(lambda t: t.replace("a", "a\u200b")),
    "capitals": everywhere(str.upper),
    "eth for Đ": everywhere(lambda t: t.replace("Đ", "Ð")),
    "old tone marks": everywhere(lambda t: t.replace("ủy", "uỷ").replace("Ủy", "Uỷ").replace("óa", "oá")),
    "abbreviations": everywhere(lambda t: t.replace("Ủy ban nhân dân", "UBND").replace("Nghị định số", "NĐ")),
    "another order": shuffled,
    "spellings of the code": lambda p: replace(p, code=f" {p.code}.000.00.00.H53 "),
    "numbered papers": lambda p: replace(
        p,
        dossier=tuple(
            replace(c, documents=tuple(replace(d, name=f"{i}. {d.name};") for i, d in enumerate(c.documents, 1)))
            for c in p.dossier or ()
        ),
    ),
    "bullets for numbers": lambda p: replace(
        p, steps=tuple(Step("", s.text.replace("Bước 1:", "-").replace("Bước 2:", "2.")) for s in p.steps or ())
    ),
}


@given(procedures())
@settings(max_examples=60, deadline=None)
def test_a_side_compared_with_itself_finds_nothing(p: Procedure) -> None:
    assert content(paged_night([p], [record(p)])) == []


@pytest.mark.parametrize("noise", NOISE)
@given(p=procedures())
@settings(max_examples=25, deadline=None)
def test_noise_never_changes_a_verdict(noise: str, p: Procedure) -> None:
    assert content(paged_night([p], [record(NOISE[noise](p))])) == []


# --- one difference, found exactly once -----------------------------------------------

DIFFERENCES: dict[str, tuple[Callable[[Procedure], Procedure], tuple[str, str]]] = {
    "another name": (lambda p: replace(p, name=f"{p.name} cho tổ chức"), ("CL09", "tên thủ tục")),
    "another field": (lambda p: replace(p, sector=Term("", "Luật sư")), ("CL10", "")),
    "another subject": (
        lambda p: replace(p, subjects=(*(p.subjects or ()), Term("", "Cán bộ"))),
        ("CL25", "đối tượng thực hiện"),
    ),
    "another result": (lambda p: replace(p, results=(Term("", "Giấy phép"),)), ("CL25", "kết quả thực hiện")),
    "a longer time": (lambda p: replace(p, time_text="90 ngày làm việc"), ("CL13", "thời hạn giải quyết")),
    "a higher fee": (lambda p: replace(p, fee_text="9.000.000 đồng/hồ sơ"), ("CL16", "phí, lệ phí")),
    "a paper more": (
        lambda p: replace(
            p, dossier=tuple(replace(c, documents=(*c.documents, paper("Sổ đỏ"))) for c in p.dossier or ())
        ),
        ("CL19", "thành phần hồ sơ"),
    ),
    "a condition more": (
        lambda p: replace(p, conditions=f"{p.conditions}\nPhải có hộ khẩu thường trú tại tỉnh."),
        ("CL24", "yêu cầu, điều kiện"),
    ),
    "a step more": (
        lambda p: replace(p, steps=(*(p.steps or ()), Step("", "Bước 9: Niêm yết công khai tại trụ sở."))),
        ("CL23", "trình tự thực hiện"),
    ),
}


@pytest.mark.parametrize("what", DIFFERENCES)
@given(p=procedures(), noise=st.sampled_from(sorted(NOISE)))
@settings(max_examples=25, deadline=None)
def test_a_difference_is_found_exactly_once_under_any_noise(what: str, p: Procedure, noise: str) -> None:
    change, (rule, part) = DIFFERENCES[what]
    p = replace(p, fee_text="8.000 đồng/hồ sơ", time_text="05 ngày làm việc")

    found = content(paged_night([p], [record(NOISE[noise](change(p)))]))

    assert found == [(rule, p.code, part)]


@given(procedures(1), procedures(2), st.sampled_from(sorted(DIFFERENCES)))
@settings(max_examples=40, deadline=None)
def test_another_record_changes_only_its_own_findings(one: Procedure, two: Procedure, what: str) -> None:
    change, _ = DIFFERENCES[what]
    alone = content(paged_night([one], [record(change(one))]))

    together = content(paged_night([one, two], [record(change(one)), record(two)]))

    assert [line for line in together if line[1] == one.code] == alone
    assert [line for line in together if line[1] == two.code] == []


# --- the sides exchanged ----------------------------------------------------------------

MIRRORED: tuple[Comparer, ...] = (
    times.TIMES,
    fees.FEES,
    dossier.PAPERS,
    conduct.STEPS,
    conduct.CHANNELS,
    conduct.CONDITIONS,
    conduct.SUBJECTS,
    conduct.RESULTS,
    agencies.LEVEL_PAIRS,
    agencies.AGENCY_PAIRS,
)
#: What a finding is called when the sides change places.
MIRROR = {"CL13": "CL15", "CL15": "CL13", "CL19": "CL20", "CL20": "CL19"}


def spoken(comparer: Comparer, a: Procedure, b: Procedure) -> Counter[str]:
    pair = Pair(a, b, Tonight(night_of((a,), ())))
    return Counter(answer.rule for answer in comparer.compare(pair) if isinstance(answer, Line))


@given(procedures(), procedures())
@settings(max_examples=150, deadline=None)
def test_exchanging_the_sides_exchanges_missing_and_extra_and_nothing_else(a: Procedure, b: Procedure) -> None:
    for comparer in MIRRORED:
        there, back = spoken(comparer, a, b), spoken(comparer, b, a)
        assert Counter({MIRROR.get(rule, rule): n for rule, n in back.items()}) == there


def test_every_comparer_is_known_to_this_file() -> None:
    every = {c for m in (agencies, conduct, dossier, fees, legal, times) for c in m.COMPARERS}

    assert every - set(MIRRORED) == {dossier.SETS, dossier.FORMS, legal.LEGAL_BASES}
