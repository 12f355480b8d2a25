"""The national catalogue is read whole: our own cases word for word, the real documents without loss."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import ProblemKind
from analysis.readers.time_fields import of_processing_time
from analysis.readers.time_values import TimeCase, TimeLimit, Unit
from crawler.portals.dvcqg.pages import (
    IGNORED,
    LIST_KEYS,
    MAPPED,
    FormalityListPage,
    FormalityPage,
    ListedFormality,
)
from crawler.unreadable import Unreadable
from tests.portals.cases import all_folders, cases, expected, page, spelled_out
from tests.portals.dvcqg.readings import detail, listing
from tests.reference import reference

ORDINARY = Path(__file__).parent / "detail_ordinary"
ODD = Path(__file__).parent / "detail_odd"


def envelope(data: Any) -> bytes:
    return json.dumps({"code": "OK", "data": data, "message": ""}, ensure_ascii=False).encode()


def document(case: Path = ORDINARY) -> dict[str, Any]:
    """The ``data`` of one of our own cases, to be changed by a test."""
    data: dict[str, Any] = json.loads(page(case))["data"]
    return data


# --- our own cases ------------------------------------------------------------


@pytest.mark.parametrize("case", cases(__file__, "detail_"))
def test_a_detail_is_read_word_for_word(case: Path) -> None:
    """Everything the page object tells of a detail is what the case says."""
    assert detail(page(case)) == expected(case)


@pytest.mark.parametrize("case", cases(__file__, "list_"))
def test_a_list_page_is_read_word_for_word(case: Path) -> None:
    """Everything the page object tells of a list page is what the case says."""
    assert listing(page(case)) == expected(case)


def test_every_case_says_what_is_expected() -> None:
    """A page without its reading would test nothing."""
    assert all_folders(__file__) == {p.id for p in cases(__file__)}


# --- traps ----------------------------------------------------------------------


def test_a_decision_is_dated_by_the_local_day() -> None:
    """Midnight in Vietnam is kept as 17:00 of the day before in UTC."""
    data = document()
    data["procedureProposal"]["decisionDate"] = 1768496400000

    decision = FormalityPage(envelope(data)).decision

    assert decision is not None
    assert decision.day is not None
    assert decision.day.isoformat() == "2026-01-16"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("10", "10"),
        ("0", "0"),
        ("15.0", "15.0"),
        ("0.5", "0.5"),
        ("7.5", "7.5"),
        ("1.125", "1.1250"),
        ("1e3", "1000.0"),
        ("1e16", "10000000000000000.0"),
        ("1125", "1125"),
        ('"1.125"', "1.125"),
        ('"15"', "15"),
        ('"Tùy việc"', "Tùy việc"),
        ('""', ""),
    ],
)
def test_a_time_limit_is_kept_as_written(written: str, amount: str) -> None:
    """Whole, decimal, text: no arithmetic is done on it. A number of three decimals must not look like thousands."""
    data = document()
    data["executionMethods"][0]["processingTime"] = "@"
    body = envelope(data).replace(b'"processingTime": "@"', f'"processingTime": {written}'.encode())

    methods = FormalityPage(body).methods

    assert methods is not None
    assert methods[0].time.amount == amount


@pytest.mark.parametrize(
    ("written", "days"),
    [("7.5", "7.5"), ("1.125", "1.125"), ("7.0", "7"), ("7", "7"), ("1e1", "10"), ("1125", "1125"), ('"7.5"', "7.5")],
)
def test_a_number_of_json_is_read_as_that_number(written: str, days: str) -> None:
    data = document()
    data["executionMethods"][0] |= {"processingTime": "@", "processingTimeUnit": "WORKING_DAY"}
    body = envelope(data).replace(b'"processingTime": "@"', f'"processingTime": {written}'.encode())

    methods = FormalityPage(body).methods

    assert methods is not None
    assert methods[0].time is not None
    assert of_processing_time(methods[0].time) == TimeLimit((TimeCase(Decimal(days), Unit.DAY, True),))


@pytest.mark.parametrize("written", ["true", "null", "[]", "{}"])
def test_what_is_no_number_and_no_text_is_no_time(written: str) -> None:
    data = document()
    data["executionMethods"][0]["processingTime"] = "@"
    body = envelope(data).replace(b'"processingTime": "@"', f'"processingTime": {written}'.encode())

    with pytest.raises(Unreadable, match="processingTime"):
        _ = FormalityPage(body).methods


def test_no_figure_is_not_free() -> None:
    """``null`` stays None and 0 stays 0."""
    methods = FormalityPage(page(ORDINARY)).methods

    assert methods is not None
    assert [fee.amount for fee in methods[0].fees] == [8000, 0, None]


@pytest.mark.parametrize("key", ["name", "code", "id"])
@pytest.mark.parametrize("value", [None, "", "  \n", 7, ["x"]])
def test_a_document_without_identity_is_unreadable(key: str, value: Any) -> None:
    """Id, code and name must be there."""
    data = document()
    data[key] = value

    with pytest.raises(Unreadable, match=f"Trường {key} ") as refused:
        FormalityPage(envelope(data)).procedure("dvcqg")

    assert refused.value.kind is ProblemKind.UNREADABLE


def _put(*path: Any) -> Callable[[dict[str, Any], Any], None]:
    def put(data: dict[str, Any], value: Any) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return put


SURPRISES: dict[str, tuple[Callable[[dict[str, Any], Any], None], Any]] = {
    "note": (_put("note"), ["một danh sách"]),
    "isWard": (_put("isWard"), "true"),
    "createdAt": (_put("createdAt"), "2026-01-16"),
    "updatedAt": (_put("updatedAt"), 10**30),
    "executionSteps": (_put("executionSteps"), {"name": ""}),
    "executionSteps[1]": (_put("executionSteps", 1), None),
    "executionSteps[0].description": (_put("executionSteps", 0, "description"), None),
    "executionMethods[1].processingTime": (_put("executionMethods", 1, "processingTime"), None),
    "executionMethods[1].processingTimeUnit": (_put("executionMethods", 1, "processingTimeUnit"), 3),
    "executionMethods[0].fees[2].value": (_put("executionMethods", 0, "fees", 2, "value"), "8000"),
    "executionMethods[0].fees[1].value": (_put("executionMethods", 0, "fees", 1, "value"), 0.5),
    "executionCases[0].profileComponents[1].copyQty": (
        _put("executionCases", 0, "profileComponents", 1, "copyQty"),
        True,
    ),
    "executionCases[0].profileComponents[0].attachments[0].fileName": (
        _put("executionCases", 0, "profileComponents", 0, "attachments", 0, "fileName"),
        ["a.docx"],
    ),
    "departmentExecutingIds[1]": (_put("departmentExecutingIds", 1), 5),
    "departmentsExecuting[0].name": (_put("departmentsExecuting", 0, "name"), None),
    "unitGroupsExecuting[0]": (_put("unitGroupsExecuting", 0), "Sở"),
    "procedureProposal": (_put("procedureProposal"), "9999/QĐ"),
    "procedureProposal.proposalNumber": (_put("procedureProposal", "proposalNumber"), 9999),
    "cases[0].processingDay": (_put("cases", 0, "processingDay"), 5),
    "legalBasisesDetails[1].code": (_put("legalBasisesDetails", 1, "code"), {}),
}


@pytest.mark.parametrize("path", SURPRISES)
def test_a_surprise_is_named_by_its_path(path: str) -> None:
    """A value of another type is never bent into shape."""
    put, value = SURPRISES[path]
    data = document()
    put(data, value)

    with pytest.raises(Unreadable) as refused:
        FormalityPage(envelope(data)).procedure("dvcqg")

    assert refused.value.kind is ProblemKind.UNREADABLE
    assert f"Trường {path} " in refused.value.text


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({}, "items"),
        ({"items": None, "total": 3}, "items"),
        ({"items": {}, "total": 3}, "items"),
        ({"items": [None]}, "items[0]"),
        ({"items": [{"id": ""}]}, "items[0].id"),
        ([], "data"),
        ("", "data"),
    ],
)
def test_a_list_without_items_is_unreadable_and_never_empty(data: Any, path: str) -> None:
    """Only a list that is there can be empty."""
    with pytest.raises(Unreadable) as refused:
        _ = FormalityListPage(envelope(data)).ids

    assert refused.value.kind is ProblemKind.UNREADABLE
    assert f"Trường {path} " in refused.value.text


@pytest.mark.parametrize("total", ["265", -1, True, 2.5, []])
def test_a_total_that_is_no_number_is_unreadable(total: Any) -> None:
    """A total is the promise that everything is measured by."""
    with pytest.raises(Unreadable, match="Trường total "):
        _ = FormalityListPage(envelope({"items": [], "total": total})).total


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"code":"OK"}', b'{"code":"NO","data":{}}', b'{"data":{"items":[]}}'])
def test_another_envelope_is_a_changed_interface(body: bytes) -> None:
    """Page objects do not rely on having been asked after the page was judged."""
    for page_object in (FormalityPage, FormalityListPage):
        with pytest.raises(Unreadable) as refused:
            page_object(body)
        assert refused.value.kind is ProblemKind.INTERFACE_CHANGED


# --- keys (D33) ------------------------------------------------------------------


def test_few_keys_are_ignored_and_each_has_its_reason() -> None:
    """At most 15, none of them also read."""
    assert len(IGNORED) <= 15
    assert all(reason.strip() for reason in IGNORED.values())
    assert not IGNORED.keys() & MAPPED


def paths(value: Any) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    """(abstract path, steps, value) of everything in a document, containers too."""
    for abstract, steps, found in _paths(value, "", ()):
        if abstract:
            yield abstract, steps, found


def _paths(value: Any, path: str, steps: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    yield path, steps, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, f"{path}.{key}" if path else key, (*steps, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _paths(inner, f"{path}[]", (*steps, place))


def changed(data: dict[str, Any], steps: tuple[Any, ...], value: Any) -> bytes:
    copied = copy.deepcopy(data)
    _put(*steps)(copied, value)
    return envelope(copied)


def read_all(body: bytes) -> Any:
    """Everything that can be read, or the sentence that says why not."""
    try:
        return detail(body)
    except Unreadable as refused:
        return refused.text


def test_a_change_anywhere_changes_the_reading() -> None:
    """Every value of a document is truly read: alter any one of them and the reading is another."""
    unseen = []
    for case in (ORDINARY, ODD):
        data, before = document(case), detail(page(case))
        for abstract, steps, value in paths(data):
            if isinstance(value, dict | list) or value is None:
                continue
            other = (
                (not value)
                if isinstance(value, bool)
                else f"{value}x"
                if isinstance(value, str)
                else value + 86_400_000
            )
            if read_all(changed(data, steps, other)) == before:
                unseen.append(abstract)

    # the first is ignored where the currency has a name, the others are reported as unknown keys
    assert set(unseen) == {"executionMethods[].fees[].currencyId", "executionMethods[].kenh", "giaHan.lan"}


def test_our_cases_hold_every_key() -> None:
    """The test above therefore covers every key that is read or ignored."""
    held = {abstract for case in (ORDINARY, ODD) for abstract, _, _ in paths(document(case))}

    assert MAPPED | IGNORED.keys() <= held


def test_a_missing_key_is_not_shown_or_refused_but_never_passed_over() -> None:
    """Take away any key, at any depth: the reading differs, and says so for keys of the document itself."""
    data = document()
    before = detail(page(ORDINARY))
    for abstract, steps, value in paths(data):
        if not isinstance(steps[-1], str):
            continue
        copied = copy.deepcopy(data)
        place: Any = copied
        for step in steps[:-1]:
            place = place[step]
        del place[steps[-1]]
        after = read_all(envelope(copied))
        if value not in (None, "", []) and abstract not in IGNORED:
            assert after != before, abstract
        if len(steps) == 1 and abstract not in ("category", "id", "code", "name"):
            assert any(w.endswith(f"mọi khi luôn có ({abstract}).") for w in after["warnings"])
            shown = {k: v for k, v in after["procedure"].items() if v is not None}
            assert all(v == before["procedure"][k] for k, v in shown.items() if k not in ("extra", "issuer"))


def test_any_value_anywhere_is_read_or_refused() -> None:
    """No document raises anything but Unreadable."""
    strange: list[Any] = [None, "", "x", 5, 1.5, -1, True, [], {}, [1], [None], {"a": 1}, [[]], [{"id": []}]]
    data = document(ODD)
    for _, steps, _ in paths(data):
        for value in strange:
            body = changed(data, steps, value)
            read_all(body)
            for name in ("extra", "warnings", "nameless_agencies", "unknown_keys"):
                try:
                    getattr(FormalityPage(body), name)
                except Unreadable as refused:
                    assert refused.kind in (ProblemKind.UNREADABLE, ProblemKind.INTERFACE_CHANGED)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["items", "id", "code", "name", "total", "lastId", "cases"]), x, max_size=5
            )
        ),
        max_leaves=15,
    )
)
def test_any_data_is_read_or_refused(data: Any) -> None:
    """The same for lists of anything."""
    for reading in (detail, listing):
        try:
            reading(envelope(data))
        except Unreadable as refused:
            assert refused.text.endswith(".")


# --- the real documents ------------------------------------------------------------


@cache
def real_documents() -> dict[str, dict[str, Any]]:
    """The 313 real details, by path."""
    folder = reference("national/qtungnui07__crwatdatadvc/procedures")
    found = sorted(folder.glob("*/*/raw_procedure.json"))
    return {str(p.relative_to(folder)): json.loads(p.read_bytes())["detail"] for p in found}


def test_every_real_document_is_read() -> None:
    """All 313: no problem, no unknown key, and three agencies that the portal itself cannot name."""
    documents = real_documents()

    pages = [FormalityPage(envelope(d)) for d in documents.values()]
    procedures = [p.procedure("dvcqg") for p in pages]

    assert len(documents) == len({p.portal_id for p in procedures}) == 313
    assert {k for p in pages for k in p.unknown_keys} == set()
    assert sum(p.nameless_agencies for p in pages) == 3
    assert {w.partition(": ")[2] for p in pages for w in p.warnings} == {
        "departmentsExecuting có 0 phần tử null và 1 mã không có tên.",
        "departmentsAuthority có 0 phần tử null và 1 mã không có tên.",
    }
    assert sum(p.issuer is not None and p.issuer.code == "G15" for p in procedures) == 265


#: Which fields of the reading tell what a key of the document says.
TOLD_BY: dict[str, tuple[str, ...]] = {
    "id": ("portal_id",),
    "code": ("code",),
    "name": ("name",),
    "executionSteps": ("steps",),
    "executionMethods": ("methods",),
    "executionCases": ("dossier",),
    "requirementsAndConditions": ("conditions",),
    "description": ("conditions",),
    "formalityType": ("kind",),
    "state": ("state",),
    "type": ("catalogue_type",),
    "note": ("note",),
    "keywords": ("keywords",),
    "categoriesDetails": ("sector",),
    "category": ("sector",),
    "categoryIds": ("sector",),
    "codeNotation": ("code",),
    "legalBasisesDetails": ("legal_bases",),
    "legalBasisIds": ("legal_bases",),
    "resultsDetails": ("results",),
    "resultIds": ("results",),
    "subjectTypesDetails": ("subjects",),
    "subjectTypeIds": ("subjects",),
    "departmentsExecuting": ("executing",),
    "departmentExecutingIds": ("executing",),
    "unitGroupsExecuting": ("executing",),
    "unitGroupExecutingIds": ("executing",),
    "departmentsAuthority": ("authority",),
    "departmentAuthorityIds": ("authority",),
    "unitGroupsAuthority": ("authority",),
    "unitGroupAuthorityIds": ("authority",),
    "departmentsAuthorized": ("authorized",),
    "departmentAuthorizedIds": ("authorized",),
    "departmentsCoordinating": ("coordinating",),
    "departmentCoordinatingIds": ("coordinating",),
    "unitGroupsCoordinating": ("coordinating",),
    "unitGroupCoordinatingIds": ("coordinating",),
    "departmentPromulgateId": ("issuer",),
    "departmentPromulgateCode": ("issuer",),
    "departmentPromulgateName": ("issuer",),
    "cases": ("services",),
    "procedureProposal": ("decision", "issuer"),
    "dossierReceivingAddresses": ("receiving_places",),
    "serviceGroupsDetails": ("extra",),
    "serviceGroupIds": ("extra",),
    "returningMethods": ("extra",),
    "createdAt": ("created_at",),
    "updatedAt": ("updated_at",),
}
MARKS = {
    "isMinistry": ("levels", "ministry"),
    "isProvince": ("levels", "province"),
    "isWard": ("levels", "commune"),
    "isOtherAgency": ("levels", "other"),
}


def leaves(value: Any) -> Iterator[str]:
    """Every value that says something, as text; 0 and false say something."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    elif value not in (None, ""):
        yield str(value)


def told(data: dict[str, Any], key: str) -> Iterator[str]:
    """What a key of a real document says, with times turned to local ones by other means than the reader's."""
    hanoi = timezone(timedelta(hours=7))
    for abstract, _, value in paths({key: data[key]}):
        if isinstance(value, dict | list) or value in (None, "") or (abstract in IGNORED and "." in abstract):
            continue
        if abstract in ("createdAt", "updatedAt", "procedureProposal.publicationDate"):
            yield datetime.fromtimestamp(value / 1000, hanoi).isoformat()
        elif abstract == "procedureProposal.decisionDate":
            yield (datetime(1970, 1, 1) + timedelta(milliseconds=value, hours=7)).date().isoformat()  # noqa: DTZ001
        else:
            yield str(value)


def test_nothing_of_a_real_document_is_lost() -> None:
    """Every value that a real document states, as often as it states it, stands in the field meant for it."""
    lost: list[tuple[str, ...]] = []
    for name, data in real_documents().items():
        procedure = spelled_out(FormalityPage(envelope(data)).procedure("dvcqg"))
        procedure["extra"] = [json.loads(text) for _, text in procedure["extra"]]
        for key, value in data.items():
            if key in MARKS:
                field, word = MARKS[key]
                lost += [] if (word in procedure[field]) == value else [(name, key)]
            elif key == "isInternal":
                lost += [] if procedure["internal"] == value else [(name, key)]
            elif isinstance(value, bool):
                lost += [] if (key in procedure["flags"]) == value else [(name, key)]
            elif key.endswith("Agencies"):
                # joined names: an ignored twin of the agencies' own
                role = next(t for t, j in JOINED.items() if j == key)
                agencies = [a["name"] for a in procedure[role] if a["name"] and not a["is_group"]]
                lost += [] if ", ".join(agencies) == value else [(name, key)]
            else:
                said = Counter(told(data, key))
                kept = Counter(leaves([procedure.get(f) for f in TOLD_BY.get(key, ())]))
                if key.endswith("Ids"):  # ids may be listed twice
                    said, kept = Counter(set(said)), Counter(set(kept))
                lost += [(name, key, x) for x in (said - kept)]

    assert lost == []


JOINED = {
    "executing": "executingAgencies",
    "authority": "delegatedAgencies",
    "authorized": "authorizedAgencies",
    "coordinating": "coordinatingAgencies",
}


@pytest.mark.parametrize(
    ("code", "check"),
    [
        (" 1.014325", lambda p: p.code == " 1.014325"),
        ("2.000815", lambda p: p.name and p.legal_bases and p.methods),
        ("1.001193", lambda p: p.services and "isFullProcess" not in p.flags),
    ],
)
def test_real_codes_are_kept_word_for_word(code: str, check: Callable[[Any], bool]) -> None:
    """A leading blank is part of the code as typed."""
    found = [d for d in real_documents().values() if d["code"] == code]

    assert [bool(check(FormalityPage(envelope(d)).procedure("dvcqg"))) for d in found] == [True]


# --- the real list -------------------------------------------------------------------


@cache
def real_items() -> list[dict[str, Any]]:
    """All 5,670 items of the list, as served."""
    text = reference("national/VoidKeishi__OpenGOV/catalog.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_real_list_item_is_read_without_loss() -> None:
    """5,670 items in pages of 50, each value of each item kept, 265 issued by Bộ Tư pháp."""
    items = real_items()
    read: list[ListedFormality] = []
    for start in range(0, len(items), 50):
        part = items[start : start + 50]
        body = envelope({"items": part, "lastId": part[-1]["id"], "total": len(items)})
        one = FormalityListPage(body)
        assert one.unknown_keys == ()
        assert (one.total, one.cursor, one.ids) == (5670, part[-1]["id"], tuple(i["id"] for i in part))
        read += one.items

    assert len(read) == 5670
    assert [r.id for r in read] == sorted((r.id for r in read), reverse=True)
    assert sum(r.issuer_id == "019d2be3-6a72-700f-a652-d603f1537007" for r in read) == 265
    assert sum(r.issuer == "Bộ Tư pháp" for r in read) == 265
    for item, one_item in zip(items, read, strict=True):
        del item["codeNotation"]  # the code once more
        assert Counter(leaves(item)) == Counter(leaves(spelled_out(one_item)))


def test_the_list_and_the_details_name_the_same_procedures() -> None:
    """Two readings of one night: the 265 of Bộ Tư pháp agree in id, code, name, sector and state."""
    details = [FormalityPage(envelope(d)).procedure("dvcqg") for d in real_documents().values()]
    body = envelope({"items": [i for i in real_items() if i["departmentPromulgate"] == "Bộ Tư pháp"]})

    listed = {(i.id, i.code, i.name, i.sectors, i.state, i.type) for i in FormalityListPage(body).items}

    assert listed == {
        (p.portal_id, p.code, p.name, (p.sector.name,), p.state, p.catalogue_type)
        for p in details
        if p.sector and p.issuer and p.issuer.code == "G15"
    }


def test_list_keys_hold_nothing_unseen() -> None:
    """The keys of a list page are those of our first case."""
    held = {abstract for abstract, _, _ in paths(document(Path(__file__).parent / "list_first_page"))}

    assert {path for path in held if not path.endswith("[]")} == LIST_KEYS
