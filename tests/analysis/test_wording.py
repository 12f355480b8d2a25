"""Readers meet words: every code of the portals is told by its name, or as a value that has no name yet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.judged_texts import judged_texts
from analysis.model import (
    Agency,
    Decision,
    DossierCase,
    DossierDocument,
    Fee,
    Form,
    LegalBasis,
    Level,
    OnlineService,
    Procedure,
    ProcessingTime,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.portal_words import PATHS, WORDS, CodeKind, is_code
from analysis.wording import PART_NAMES, fee_text, part_text, part_texts, time_text
from crawler.portals.dvcqg import pages
from crawler.portals.dvcqg.pages import FormalityPage
from crawler.portals.dvcqg_province.portal import TARGETS
from tests.analysis.makers import JUSTICE, local, national, row
from tests.reference import reference

#: How a value without a name, or a key without one, is told.
NO_NAME = re.compile(r"(?:giá trị của cổng chưa có tên: |mục của cổng chưa có tên, )\S+")
RAW = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*|\b[a-z]+[A-Z]\w*|\bOTHER\b|[{}\[\]]|\b(?:true|false|null)\b")
UNKNOWN = st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True)


def raw_in(text: str) -> list[str]:
    """What of a text is written as programs write, except a value that is said to have no name."""
    return RAW.findall(NO_NAME.sub("", text))


def method(channel: str = "DIRECT", unit: str = "DAY", kind: str = "FEE", currency: str = "VNĐ") -> Any:
    return (SubmissionMethod(channel, ProcessingTime("5", unit), "", (Fee(kind, 8000, currency, ""),)),)


def service(**values: Any) -> Any:
    return (row(national(), JUSTICE, **values),)


#: Every place of a procedure where a portal's code stands: (part, kind of the code, the part that holds a code).
PLACES: dict[str, tuple[str, CodeKind, Any]] = {
    "kind": ("kind", CodeKind.FORMALITY, lambda c: c),
    "catalogue_type": ("catalogue_type", CodeKind.CATALOGUE, lambda c: c),
    "state": ("state", CodeKind.STATE, lambda c: c),
    "service_level": ("service_level", CodeKind.LEVEL, lambda c: c),
    "flags": ("flags", CodeKind.FLAG, lambda c: (c,)),
    "channel": ("methods", CodeKind.CHANNEL, lambda c: method(channel=c)),
    "unit": ("methods", CodeKind.UNIT, lambda c: method(unit=c)),
    "fee": ("methods", CodeKind.FEE, lambda c: method(kind=c)),
    "currency": ("methods", CodeKind.CURRENCY, lambda c: method(currency=c)),
    "level of a service": ("services", CodeKind.LEVEL, lambda c: service(level=c)),
    "state of a service": ("services", CodeKind.STATE, lambda c: service(state=c)),
    "extra": ("extra", CodeKind.OTHER, lambda c: (("returningMethods", json.dumps([{"type": c, "value": [c]}])),)),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_known_code_is_told_by_its_name(place: str) -> None:
    part, kind, holding = PLACES[place]

    told = {code: part_text(replace(national(), **{part: holding(code)}), part) for code in WORDS[kind]}

    assert {code: raw_in(text) for code, text in told.items() if raw_in(text)} == {}
    assert [code for code, text in told.items() if WORDS[kind][code] not in text] == []


@pytest.mark.parametrize("place", PLACES)
@given(code=UNKNOWN)
def test_a_code_without_a_name_is_said_to_be_a_value_of_the_portal(place: str, code: str) -> None:
    part, kind, holding = PLACES[place]
    if code in WORDS[kind]:
        return

    text = part_text(replace(national(), **{part: holding(code)}), part)

    assert f"giá trị của cổng chưa có tên: {code}" in text
    assert raw_in(text) == []


@given(one=UNKNOWN, other=UNKNOWN)
def test_what_the_words_do_not_show_is_told_in_words_too(one: str, other: str) -> None:
    paper = DossierDocument(
        "Đơn", "", "", 1, 0, required=False, electronic_form=None, is_result=None, source=one, forms=()
    )
    ours = national(
        decision=Decision("1/QĐ-BTP", None, "", None, one),
        dossier=(DossierCase("", (paper,)),),
        services=service(listed_in=one),
    )
    theirs = replace(
        ours,
        decision=Decision("1/QĐ-BTP", None, "", None, other),
        dossier=(DossierCase("", (replace(paper, source=other),)),),
        services=service(listed_in=other),
    )

    for part in ("decision", "dossier", "services"):
        assert [raw_in(text) for text in part_texts(ours, theirs, part)] == [[], []]
        assert (part_texts(ours, theirs, part)[0] == part_texts(ours, theirs, part)[1]) is (one == other)


def test_the_words_of_the_most_common_codes() -> None:
    p = national(kind="NOT_ASSIGNED_REGULATION", state="UPDATED", flags=("isVertical", "isFullProcess"))

    assert [part_text(p, part) for part in ("kind", "catalogue_type", "state", "flags")] == [
        "thủ tục không được luật giao cho địa phương quy định",
        "thủ tục chuẩn",
        "đã cập nhật",
        "thuộc ngành dọc\ntoàn trình",
    ]


def test_a_portals_own_words_stay_as_they_are() -> None:
    p = national(kind="TTHC được luật giao quy định chi tiết", state="Còn hiệu lực", service_level="Mức độ 4")

    assert [part_text(p, part) for part in ("kind", "state", "service_level")] == [p.kind, p.state, p.service_level]


@pytest.mark.parametrize(
    ("amount", "unit", "told"),
    [
        ("5", "WORKING_DAY", "5 ngày làm việc"),
        ("0.5", "DAY", "0,5 ngày"),
        ("Không quá 05", "DAY", "Không quá 05 ngày"),
        ("0", "OTHER", "không xác định (cổng ghi 0, đơn vị khác)"),
        ("75", "OTHER", "không xác định (cổng ghi 75, đơn vị khác)"),
        ("", "OTHER", "không xác định (cổng ghi trống, đơn vị khác)"),
        ("Xem phần mô tả", "OTHER", "Xem phần mô tả"),
        ("2", "QUARTER", "2 (giá trị của cổng chưa có tên: QUARTER)"),
        ("07 (bảy) ngày làm việc", "", "07 (bảy) ngày làm việc"),
    ],
)
def test_a_time_is_told_with_its_unit_or_as_unspecified(amount: str, unit: str, told: str) -> None:
    assert time_text(ProcessingTime(amount, unit)) == told


@pytest.mark.parametrize(
    ("fee", "told"),
    [
        (Fee("FEE", 8000, "Việt Nam Đồng", "/bản"), "Phí 8.000 Việt Nam Đồng /bản"),
        (Fee("SERVICE_FEE", 55, "USD", ""), "Lệ phí 55 đô la Mỹ"),
        (Fee("PRICE_LEVEL", None, "", "theo thỏa thuận"), "Mức giá không ghi số tiền theo thỏa thuận"),
        (Fee("TAX", 10, "EUR", ""), "(giá trị của cổng chưa có tên: TAX) 10 (giá trị của cổng chưa có tên: EUR)"),
        (Fee("", None, "", "Miễn phí"), "Miễn phí"),
    ],
)
def test_a_fee_is_told_with_its_kind_and_currency(fee: Fee, told: str) -> None:
    assert fee_text(fee) == told


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (
            "serviceGroupsDetails",
            '[{"id":"019d","name":"Khai sinh","type":"CITIZEN"}]',
            "nhóm dịch vụ theo sự kiện: số hiệu trong cổng: 019d, tên: Khai sinh, loại: công dân",
        ),
        (
            "returningMethods",
            '[{"type":"ONLINE","value":["ONLINE"]},{"type":"OFFLINE","value":["AT_HOME","ONLINE"]}]',
            "cách trả kết quả: loại: trực tuyến, giá trị: trực tuyến; "
            "loại: không qua mạng, giá trị: tại nhà và trực tuyến",
        ),
        (
            "executionMethods[1].fees[0].attachment",
            '{"fileId":"f1","fileName":"BieuPhi_2026.docx"}',
            "tệp kèm khoản thu (mục 2.1): số hiệu tệp: f1, tên tệp: BieuPhi_2026.docx",
        ),
        ("isVertical", "true", "thuộc ngành dọc: có"),
        ("decisionNo", "null", "số quyết định, ghi ngoài: (không có)"),
        ("newKey", '{"someFlag":true}', "mục của cổng chưa có tên, newKey: mục của cổng chưa có tên, someFlag: có"),
        ("mức độ theo đơn vị", '{"Sở Tư pháp":"4","UBND":"3"}', "mức độ theo đơn vị: Sở Tư pháp: 4, UBND: 3"),
        ("ghi chú", "Không thu [lệ phí]", "ghi chú: Không thu [lệ phí]"),
        ("email", "true", "email: true"),
    ],
)
def test_another_fact_is_told_without_keys_and_without_json(path: str, text: str, told: str) -> None:
    assert part_text(national(extra=((path, text),)), "extra") == told


def test_every_key_that_the_catalogue_keeps_apart_has_a_name() -> None:
    roles = [
        key.format(role)
        for role, _ in pages._ROLES
        for key in ("department{}Ids", "departments{}", "unitGroup{}Ids", "unitGroups{}")
    ]
    twins = [key for key in pages.IGNORED if not key.startswith("category.")]
    kept = (*pages._RARE, *pages._FLAGS, *(key for key, _ in pages._LEVELS), *(key for key, _ in pages._NAMED_BY_ID))

    assert [key for key in (*twins, *kept, *roles) if key not in PATHS] == []


def test_every_list_of_services_has_a_name() -> None:
    assert [t for t in TARGETS if f"services/{t}" not in WORDS[CodeKind.LISTING]] == []
    assert set(WORDS[CodeKind.FLAG]) == set(pages._FLAGS)


def test_an_agency_of_which_only_the_number_is_left_is_told_so() -> None:
    p = national(executing=(Agency("", "", "019d2be3"), Agency("Sở Tư pháp", "H53.14")))

    assert part_text(p, "executing") == "không có tên (số hiệu trong cổng 019d2be3)\nSở Tư pháp (H53.14)"


def test_what_nobody_applies_or_offers_is_told_in_the_three_words() -> None:
    bare = local(national())

    assert [part_text(bare, part) for part in ("applied_at", "services")] == [
        "không có cơ quan áp dụng",
        "không có dịch vụ công trong danh sách",
    ]
    assert part_text(national(services=()), "services") == "(không có)"  # the catalogue has no such list
    assert part_text(local(national(), JUSTICE), "applied_at") == "1 cơ quan: số hiệu trong cổng id-H53.14"
    assert part_text(local(national(), JUSTICE), "applied_at", {"id-H53.14": "Sở Tư pháp"}) == "1 cơ quan: Sở Tư pháp"


def test_a_form_that_stands_apart_is_told_by_its_file() -> None:
    p = national(forms=(Form("f1", "Mau_01.docx", "configuring/f1/Mau_01.docx"), Form("f2", "", "")))

    assert part_text(p, "forms") == "Mau_01.docx\ntệp không có tên (số hiệu trong cổng f2)"


#: One value of each class with another that is told in the same words, and how the two are told apart.
HIDDEN: dict[str, tuple[Any, Any, str, str]] = {
    "decision": (
        Decision("1/QĐ-BTP", date(2026, 1, 1), "", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "STANDARD"),
        Decision("1/QĐ-BTP", date(2026, 1, 1), "", None, "SPECIFIC"),
        "lúc công bố: 03:04:05 02/01/2026; loại: chuẩn",
        "lúc công bố: (không có); loại: đặc thù",
    ),
    "executing": (
        (Agency("Sở Tư pháp", id="1"),),
        (Agency("Sở Tư pháp", id="1", is_group=True),),
        "Sở Tư pháp, là nhóm đơn vị: không",
        "Sở Tư pháp, là nhóm đơn vị: có",
    ),
    "subjects": (
        (Term("ĐT1", "Công dân", "a"),),
        (Term("ĐT1", "Công dân", "b"),),
        "Công dân, số hiệu trong cổng: a",
        "Công dân, số hiệu trong cổng: b",
    ),
    "legal_bases": (
        (LegalBasis("46/2024/QH15", "Luật Công chứng", "a"),),
        (LegalBasis("46/2024/QH15", "Luật Công chứng", "b"),),
        "Luật Công chứng, số hiệu trong cổng: a",
        "Luật Công chứng, số hiệu trong cổng: b",
    ),
    "services": (
        (OnlineService("1.01", "Cấp thẻ", "s", listed_in="services/ENTERPRISE"),),
        (OnlineService("1.01", "Cấp thẻ", "s", time=ProcessingTime("1", "OTHER"), listed_in="again"),),
        "Cấp thẻ, thời hạn: (không có); Cấp thẻ, có ở: danh sách dịch vụ công cho doanh nghiệp",
        "Cấp thẻ, thời hạn, số: 1; Cấp thẻ, thời hạn, đơn vị: đơn vị khác; "
        "Cấp thẻ, có ở: câu trả lời khi hỏi lại theo mã",
    ),
    "methods": (
        (SubmissionMethod("DIRECT", ProcessingTime("Tùy hồ sơ", "OTHER"), "", ()),),
        (SubmissionMethod("DIRECT", ProcessingTime("Tùy hồ sơ", ""), "", ()),),
        "thời hạn, đơn vị: đơn vị khác",
        "thời hạn, đơn vị: (không có)",
    ),
    "service_level": ("Toàn trình", "FULL", "Toàn trình", "Toàn trình (cổng ghi FULL)"),
}


@pytest.mark.parametrize("part", HIDDEN)
def test_values_told_in_the_same_words_are_told_apart_by_what_differs(part: str) -> None:
    ours, theirs, before, after = HIDDEN[part]
    lead = "Chữ như nhau, chỉ khác: "

    assert part_texts(national(**{part: ours}), national(**{part: theirs}), part) == (lead + before, lead + after)


def test_the_same_facts_kept_in_another_way_are_said_to_be_so() -> None:
    ours, theirs = (("fees", "[1]"),), (("fees", "[1 ]"),)
    told = "Chữ như nhau, cổng ghi lại theo cách khác"

    assert part_texts(national(extra=ours), national(extra=theirs), "extra") == (told, told)


def test_other_words_for_readers_judge_nothing_otherwise() -> None:
    """What is held against each other are the portal's own values."""
    ours = national(methods=method(unit="OTHER", kind="TAX"), kind="OTHER", extra=(("fees", "[1]"),))
    theirs = local(national())

    assert judged_texts(ours, replace(ours, methods=()), "methods") == (
        "Trực tiếp: không xác định (5 OTHER); TAX 8.000 VNĐ",
        "(không có)",
    )
    assert judged_texts(ours, ours, "kind") == ("OTHER", "OTHER")
    assert judged_texts(ours, ours, "extra") == ("fees: [1]", "fees: [1]")
    assert judged_texts(theirs, theirs, "applied_at") == ("(không có)", "(không có)")


# --- real answers ---------------------------------------------------------------------

REAL = "national/qtungnui07__crwatdatadvc/procedures"


def real() -> Iterator[Procedure]:
    for file in sorted(reference(REAL).rglob("raw_procedure.json")):
        answer = {"code": "OK", "data": json.loads(file.read_bytes())["detail"]}
        yield FormalityPage(json.dumps(answer).encode()).procedure("dvcqg")


def written_by_people(value: Any) -> Iterator[str]:
    """Names, texts, file names and numbers of a value: what stands in them is the portal's to answer for."""
    if is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            if f.name not in ("kind", "unit", "channel", "currency", "catalogue_type", "state", "flags", "extra"):
                yield from written_by_people(getattr(value, f.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from written_by_people(each)
    elif isinstance(value, str) and not isinstance(value, Level):
        yield value


def test_no_code_of_the_portal_is_left_in_any_real_procedure() -> None:
    left: dict[str, set[str]] = {}
    told = 0
    for procedure in real():
        theirs = "\n".join(written_by_people(procedure))
        for part in PART_NAMES:
            text = part_text(procedure, part)
            told += bool(text)
            left.setdefault(part, set()).update(raw for raw in raw_in(text) if raw not in theirs)
            left[part].update(NO_NAME.findall(text))

    assert told > 10_000
    assert {part: found for part, found in left.items() if found} == {}


def test_a_step_is_no_code() -> None:
    assert [text for text in ("Bước 1", "Hộ tịch", "46/2024/QH15", "1.000001", "mau.docx") if is_code(text)] == []
    assert part_text(national(steps=(Step("Bước 1", "Nộp"),)), "steps") == "Bước 1: Nộp"
