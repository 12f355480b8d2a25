"""The catalogues hold what they claim to hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reference import reference
from tests.simulator import demo
from tests.simulator.catalogue import DETAILS, demo_catalogue, grown_catalogue, real_case, real_catalogue
from tests.simulator.records import PROVINCE, Night, agency_by_code, communes, is_under
from tests.simulator.world import Platform

from .asking import applied, data, detail, formalities, services, walk


@pytest.fixture(scope="module")
def real() -> Path:
    return reference(DETAILS).parent.parent.parent


@pytest.fixture(scope="module")
def case(real: Path) -> Night:
    return real_case(real).night(1)


def published_justice(night: Night) -> set[str]:
    published = night.published()
    return {e.facts.code for e in night.issued_by("G15") if e.id in published}


def test_the_real_case_is_239_procedures_of_which_193_are_published(case: Night) -> None:
    assert len(case.issued_by("G15")) == 239
    assert len(published_justice(case)) == 193
    assert not published_justice(case) & {"1.003160", "1.003005", "1.002270"}


def test_all_265_may_be_played(real: Path) -> None:
    night = real_case(real, all_265=True).night(1)

    assert len(night.issued_by("G15")) == 265
    assert len(published_justice(night)) == 193


def test_the_real_case_has_rows_of_other_sectors_and_of_another_province(case: Night) -> None:
    issuers = {case.entries[r.formality_id].facts.issuer for r in case.rows if is_under(r.agency_code, PROVINCE)}

    assert issuers == {"G15", "G04", "H53"}
    assert len({r.id for r in case.rows}) == len(case.rows)
    assert any(not is_under(r.agency_code, PROVINCE) for r in case.rows)


def test_a_commune_procedure_is_at_all_communes(case: Night) -> None:
    birth = case.find("1.001193")
    own = {a.id: a.code for a in agency_by_code().values()}

    assert {own[i] for i in case.applied[birth.id] if i in own} == set(communes())
    assert len(case.applied[case.find("2.000815").id]) == 3629


def test_a_real_detail_is_served_value_for_value(real: Path) -> None:
    platform = Platform(real_catalogue(real))
    originals = [json.loads(f.read_bytes())["detail"] for f in (real / DETAILS).glob("*/*/raw_procedure.json")]

    assert len(originals) == 313
    assert all(data(platform.respond(detail(d["id"]))) == d for d in originals)


def test_list_items_are_the_real_ones(real: Path) -> None:
    lines = reference("national/VoidKeishi__OpenGOV/catalog.jsonl").read_text(encoding="utf-8").splitlines()
    served = {item["id"]: item for item in map(json.loads, lines)}
    ours = walk(Platform(real_catalogue(real)), formalities(departmentCode="", limit=200))

    same = ("id", "code", "codeNotation", "name", "categories", "departmentPromulgate", "state", "type")
    for item in ours:
        if item["id"] in served:
            assert list(item) == list(served[item["id"]])
            assert [item[k] for k in same] == [served[item["id"]][k] for k in same]


def test_codes_may_be_chosen(real: Path) -> None:
    night = real_catalogue(real, {"1.001193", " 1.014325"}).night(1)

    assert sorted(e.facts.code for e in night.entries.values()) == [" 1.014325", "1.001193"]


def test_a_grown_catalogue_has_new_ids_and_codes_in_the_real_sizes(real: Path) -> None:
    night = grown_catalogue(real, 600).night(1)
    justice = night.issued_by("G15")

    assert len(justice) == len({e.facts.code for e in justice}) == 600
    assert len(night.entries) == 648
    template = real_catalogue(real).night(1).issued_by("G15")[0]
    assert len(justice[0].detail_json) == len(template.detail_json)


def test_a_grown_province_publishes_in_proportion(real: Path) -> None:
    night = grown_catalogue(real, 265, provincial=True).night(1)

    assert len(published_justice(night)) == 193


# --- the demonstration --------------------------------------------------------


@pytest.fixture(scope="module")
def nights() -> tuple[Night, Night, Night]:
    world = demo_catalogue()
    return world.night(1), world.night(2), world.night(3)


def test_the_demonstration_has_its_gaps(nights: tuple[Night, Night, Night]) -> None:
    first, second, third = nights
    local = {e.facts.code for e in first.issued_by("G15") if e.facts.is_province or e.facts.is_ward}

    assert local - published_justice(first) == {demo.GAP, demo.EXCLUDED}
    assert demo.ADDED not in published_justice(second)
    assert published_justice(third) - published_justice(second) == {demo.GAP}


def test_one_commune_procedure_is_missing_at_seven_communes(nights: tuple[Night, Night, Night]) -> None:
    first = nights[0]
    entry = first.find(demo.MISSING_AT_SEVEN)
    rows = {r.agency_code for r in first.rows if r.formality_id == entry.id}
    ids = {agency_by_code()[c].id for c in communes()} & set(first.applied[entry.id])

    assert set(communes()) - rows == set(demo.SEVEN_COMMUNES)
    assert len(ids) == 96 - 7


def test_the_province_words_one_name_and_one_sector_differently() -> None:
    platform = Platform(demo_catalogue())
    code, name = demo.OTHER_NAME
    reported = {i["code"]: i["name"] for i in data(platform.respond(applied(q=code)))["items"]}
    sectors = {r["categoryName"] for r in walk(platform, services(search=demo.OTHER_SECTOR[0]))}

    assert reported[code] == name
    assert platform.catalogue.night(1).find(code).facts.name != name
    assert sectors >= {"Thừa phát lại", "Thừa hành viên"}


def test_the_abolished_procedure_leaves_only_its_services() -> None:
    platform = Platform(demo_catalogue())
    gone = platform.catalogue.night(1).find(demo.ABOLISHED).id

    assert platform.respond(detail(gone), 1).status == 201
    assert platform.respond(detail(gone), 2).status == 400
    assert gone not in {i["id"] for i in walk(platform, formalities(), night=2)}
    assert gone in {r["formalityId"] for r in walk(platform, services(), night=2)}


def test_the_second_night_changes_three_details(nights: tuple[Night, Night, Night]) -> None:
    first, second, _ = nights
    changed = {
        e.facts.code
        for e in second.entries.values()
        if e.id in first.entries and e.detail_json != first.entries[e.id].detail_json
    }

    def decisions(night: Night, code: str) -> str:
        return str(night.find(code).detail["procedureProposal"]["proposalNumber"])

    assert changed == {*demo.NEW_DECISION, demo.QUIETLY_EDITED}
    assert [(decisions(first, c), decisions(second, c)) for c in demo.NEW_DECISION] == [
        ("731/QĐ-BTP", "1444/QĐ-BTP")
    ] * 2
    assert decisions(first, demo.QUIETLY_EDITED) == decisions(second, demo.QUIETLY_EDITED)


def test_no_long_text_of_the_demonstration_is_taken_from_the_portal(real: Path) -> None:
    def texts(value: object) -> set[str]:
        if isinstance(value, dict):
            return set().union(*(texts(v) for k, v in value.items() if k != "name"))
        if isinstance(value, list):
            return set().union(*map(texts, value))
        return {value} if isinstance(value, str) and len(value) > 60 else set()

    theirs = texts([e.detail for e in real_catalogue(real).night(1).entries.values()])
    ours = texts([e.detail for n in demo_catalogue().nights.values() for e in n.entries.values()])

    assert ours
    assert not ours & theirs


def test_edits_leave_the_other_nights_alone(nights: tuple[Night, Night, Night]) -> None:
    first = nights[0]
    edited = first.edit("1.001193", lambda d: d.update(name="Tên khác"))

    assert edited.find("1.001193").facts.name == "Tên khác"
    assert first.find("1.001193").facts.name != "Tên khác"
    assert "1.001193" not in published_justice(first.unpublish("1.001193"))
