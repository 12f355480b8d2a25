"""The Justice catalogue of June against that of July 2026, from real answers: what changed and what did not."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from analysis.changes import changes, content_fields, is_other_procedure
from analysis.codes import base_of
from analysis.facts import steps_text
from analysis.model import Decision, Procedure, Step, Term
from analysis.texts import canonical_text
from crawler.portals.dvcqg.pages import FormalityPage
from tests.reference import reference

SHEET = "national/chatbot-tthc__chatbot_tthc/scripts/crawler/danh-sach-tthc-BoTuPhap.xlsx"
PAGES = "national/chatbot-tthc__chatbot_tthc/scripts/crawler/data/raw/bo-tu-phap"
DETAILS = "national/qtungnui07__crwatdatadvc/procedures"
WRONG_CAPTURE = "1.002544"

#: The saved text of June lost its line breaks before some bullets and sentences.
LOST_BREAK = re.compile(r"(?<=[.;:])(?=(?:[a-zđ]\)|[0-9]{1,2}[.)]|[-+*]) ?|[A-ZĐ])|(?<=\S)(?= ?- [A-ZĐ])")


def of_the_list(code: str, name: str, sector: str, page: dict[str, Any]) -> Procedure:
    """June: what the list says, and what was saved as the text of its page."""
    return Procedure(
        "dvcqg",
        page["detail_url"].rpartition("/")[2],
        code,
        name,
        sector=Term("", sector),
        decision=Decision(page["so_quyet_dinh"], None, "", None, ""),
        steps=(Step("", LOST_BREAK.sub("\n", page["trinh_tu_thuc_hien"])),),
    )


def of_the_page(page: dict[str, Any]) -> Procedure:
    """June: what the saved page says of itself."""
    (code,) = re.findall(r"Mã thủ tục\s*([1-9]\.[0-9]{6})", page["raw_text"])[:1]
    return Procedure("dvcqg", page["detail_url"].rpartition("/")[2], code, page["ten_thu_tuc"])


def reduced(whole: Procedure) -> Procedure:
    """July, in the representation of June."""
    number = whole.decision.number if whole.decision else None
    return Procedure(
        whole.portal,
        whole.portal_id,
        whole.code.strip(),
        whole.name,
        sector=Term("", whole.sector.name) if whole.sector else None,
        decision=Decision(number or "", None, "", None, ""),
        steps=(Step("", LOST_BREAK.sub("\n", steps_text(whole) or "")),),
    )


@cache
def june() -> tuple[dict[str, Procedure], dict[str, Procedure]]:
    """By code: as listed with its page's text, and as the page says of itself."""
    sheet = load_workbook(reference(SHEET), read_only=True).active
    rows = [r for r in list(sheet.iter_rows(values_only=True))[2:] if r[0]]
    pages = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(reference(PAGES).glob("*.json"))}
    listed = {
        code: of_the_list(code, str(r[1]), str(r[4]), pages[code]) for r in rows if (code := str(r[0]).strip()) in pages
    }
    return listed, {code: of_the_page(page) for code, page in pages.items()}


@cache
def july() -> dict[str, Procedure]:
    found = {}
    for file in sorted(reference(DETAILS).glob("*/*/raw_procedure.json")):
        answer = {"code": "OK", "data": json.loads(file.read_bytes())["detail"], "message": ""}
        whole = FormalityPage(json.dumps(answer).encode()).procedure("dvcqg")
        if whole.issuer and whole.issuer.code == "G15":
            found[whole.code.strip()] = reduced(whole)
    return found


def test_what_left_the_catalogue_is_lost_and_nothing_is_new() -> None:
    before, after = {p.code: p for p in june()[0].values()}, july()

    told = changes(before, after)

    assert (len(before), len(after)) == (271, 265)
    assert [c.code for c in told if c.what == "mất"] == [
        *("1.002520", "1.002548", "1.003009", "1.003201", "2.002193", "2.002196"),
    ]
    assert [c.code for c in told if c.what in ("thêm", "thay mã", "nghi nhầm trang")] == []


def test_each_part_changed_as_often_as_it_did() -> None:
    before, after = june()[0], july()
    fields = {code: content_fields(before[code], after[code]) for code in after if code != WRONG_CAPTURE}

    counted = Counter(part for parts in fields.values() for part in parts)

    assert counted == Counter({"name": 8, "sector": 17, "decision": 32, "steps": 14})
    assert [code for code, parts in fields.items() if "decision" in parts and not decision_number(after[code])] == [
        "2.002194"
    ]


def test_fifteen_step_texts_changed_and_one_of_them_only_in_its_numbering() -> None:
    before, after = june()[0], july()
    letters = {code: [letters_of(p) for p in (before[code], after[code])] for code in after if code != WRONG_CAPTURE}

    changed = [code for code, (old, new) in letters.items() if old != new]

    assert len(changed) == 15
    assert [c for c in changed if "steps" not in content_fields(before[c], after[c])] == ["2.002194"]


def letters_of(procedure: Procedure) -> str:
    """The steps without blanks, which the saved text of June did not keep."""
    return re.sub(r"\s+", "", canonical_text(steps_text(procedure) or ""))


def decision_number(procedure: Procedure) -> str:
    return (procedure.decision.number if procedure.decision else "") or ""


def test_ids_stay_while_procedures_are_edited() -> None:
    before, after = june()[0], july()

    same = [code for code in after if before[code].portal_id == after[code].portal_id]

    assert len(same) == 264
    assert set(after) - set(same) == {WRONG_CAPTURE}


def test_a_page_of_another_procedure_is_a_wrong_capture_and_not_a_change() -> None:
    listed, pages = june()

    wrong = [code for code, promised in listed.items() if is_other_procedure(promised, pages[code])]

    assert wrong == [WRONG_CAPTURE]
    assert base_of(pages[WRONG_CAPTURE].code) == "1.014023"


@pytest.fixture(autouse=True)
def _real_answers() -> None:
    reference(SHEET)
    reference(DETAILS)
