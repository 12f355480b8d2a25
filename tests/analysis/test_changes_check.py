"""A page that was kept under one procedure and tells of another is no change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analysis.changes_check import Reading, WrongCapture, wrong_captures
from analysis.model import Procedure, Term
from tests.reference import reference

JUNE = "national/chatbot-tthc__chatbot_tthc/scripts/crawler/data/raw/bo-tu-phap"
JULY = "national/qtungnui07__crwatdatadvc/procedures"


def one(name: str, sector: str = "Luật sư") -> Procedure:
    return Procedure("dvcqg", name, "", name, sector=Term("", sector))


CARD, MERGER = one("Cấp thẻ luật sư"), one("Hợp nhất công ty luật nước ngoài")
FARM = one("Hỗ trợ phát triển sản xuất cộng đồng", "Nông nghiệp")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (
            {"a": FARM},
            {"a": MERGER},
            (WrongCapture("a", Reading.BEFORE, "tên khác hẳn và lĩnh vực khác: Nông nghiệp → Luật sư"),),
        ),
        (
            {"a": MERGER},
            {"a": FARM},
            (WrongCapture("a", Reading.AFTER, "tên khác hẳn và lĩnh vực khác: Luật sư → Nông nghiệp"),),
        ),
        (
            {"a": MERGER, "b": CARD},
            {"a": CARD, "b": CARD},
            (WrongCapture("a", Reading.AFTER, "mang tên của một thủ tục khác", ("b",)),),
        ),
        (
            {"a": CARD, "b": CARD},
            {"a": MERGER, "b": CARD},
            (WrongCapture("a", Reading.BEFORE, "mang tên của một thủ tục khác", ("b",)),),
        ),
    ],
)
def test_a_page_of_another_procedure_is_known(
    before: dict[str, Procedure], after: dict[str, Procedure], found: tuple[WrongCapture, ...]
) -> None:
    assert wrong_captures(before, after) == found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": CARD}, {"a": one("CẤP THẺ LUẬT SƯ", "Công chứng")}),  # wording
        ({"a": CARD}, {"a": one("Thu hồi thẻ luật sư")}),  # renamed within its field
        ({"a": CARD, "b": MERGER}, {"a": MERGER, "b": CARD}),  # names were handed on
        ({"a": CARD}, {"b": FARM}),
        (
            {"a": one("Miễn nhiệm Thừa phát lại (trường hợp được miễn nhiệm)", "Thừa phát lại")},
            {"a": one("Miễn nhiệm Thừa hành viên", "Thừa hành viên")},  # a field was renamed
        ),
        ({"a": CARD}, {"a": one("Cấp thẻ luật sư nội bộ", "Công chứng")}),  # near name, other field
        ({"a": CARD}, {"a": Procedure("dvcqg", "x", "", "")}),
    ],
)
def test_a_rename_is_a_change(before: dict[str, Procedure], after: dict[str, Procedure]) -> None:
    assert wrong_captures(before, after) == ()


def test_of_the_real_june_and_july_catalogues_one_page_was_wrong() -> None:
    june: dict[str, Procedure] = {}
    july: dict[str, Procedure] = {}
    for file in sorted(reference(JUNE).glob("*.json")):
        page: dict[str, Any] = json.loads(file.read_bytes())
        june[file.stem] = one(page["ten_thu_tuc"], page["linh_vuc"])
    for file in sorted(reference(JULY).rglob("raw_procedure.json")):
        detail: dict[str, Any] = json.loads(file.read_bytes())["detail"]
        july[detail["code"].strip()] = one(detail["name"], detail["categoriesDetails"][0]["name"])

    assert [(w.key, w.which) for w in wrong_captures(june, july)] == [("1.002544", Reading.BEFORE)]
