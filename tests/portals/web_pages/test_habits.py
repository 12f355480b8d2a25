"""Habits of editors that a page may show: buttons, remarks, links behind papers."""

from __future__ import annotations

import pytest

from analysis.model import Agency
from crawler.portals.web_pages.pages import DetailPage

HEAD = {"Mã thủ tục": "1.001193", "Tên thủ tục": "Đăng ký khai sinh", "Lĩnh vực": "Hộ tịch"}


def page(value: str, label: str = "Thành phần hồ sơ", after: str = "") -> DetailPage:
    rows = {**HEAD, "Trình tự thực hiện": "- Nộp hồ sơ", label: value}
    html = "".join(
        f'<div class="row"><div class="label">{k}</div><div class="value">{v}</div></div>' for k, v in rows.items()
    )
    return DetailPage(f"<html><body><div>{html}</div>{after}</body></html>".encode())


def papers(shown: DetailPage) -> list[tuple[str, list[tuple[str, int | None]]]]:
    cases = shown.procedure("mẫu", "1").dossier or ()
    return [(c.name, [(d.name, d.originals) for d in c.documents]) for c in cases]


@pytest.mark.parametrize("words", ["Tải về", "Mau-01.docx"])
def test_a_link_behind_the_numbers_of_a_paper_does_not_swallow_the_next_paper(words: str) -> None:
    """The numbers end a paper whether or not a file stands behind them."""
    shown = page(f'<ul><li>Tờ khai (01 bản chính) <a href="/m">{words}</a></li><li>Hộ chiếu (02 bản chính)</li></ul>')

    assert papers(shown) == [("", [("Tờ khai", 1), ("Hộ chiếu", 2)])]


@pytest.mark.parametrize("remark", ["<p><b>Lưu ý:</b></p>", "<p><strong>* Ghi chú:</strong></p>"])
def test_a_bold_remark_inside_the_dossier_does_not_end_it(remark: str) -> None:
    """A label that a class marks is not ended by bold words of its own value."""
    table = "<table><tr><th>Tên giấy tờ</th><th>Bản chính</th></tr><tr><td>Tờ khai</td><td>1</td></tr></table>"

    assert papers(page(remark + table)) == [("", [("Tờ khai", 1)])]


def test_a_button_below_the_data_is_no_part_of_the_last_value() -> None:
    """In an article, headings and buttons stand beside each other."""
    rows = {**HEAD, "Yêu cầu, điều kiện": "Không có"}
    html = "".join(f"<h3>{k}</h3><p>{v}</p>" for k, v in rows.items())
    shown = DetailPage(
        f'<html><body><article>{html}<a class="btn" href="/n">Nộp hồ sơ</a></article></body></html>'.encode()
    )

    assert shown.procedure("mẫu", "1").conditions == "Không có"


def test_words_of_a_button_that_nobody_can_click_are_a_value() -> None:
    html = "".join(f"<h3>{k}</h3><p>{v}</p>" for k, v in {**HEAD, "Kết quả thực hiện": "Góp ý"}.items())
    shown = DetailPage(f"<html><body><article>{html}</article></body></html>".encode())

    assert [r.name for r in shown.procedure("mẫu", "1").results or ()] == ["Góp ý"]


@pytest.mark.parametrize(
    "label", ["Cơ quan thực hiện thủ tục hành chính", "Cơ quan giải quyết thủ tục hành chính", "Cơ quan thực hiện TTHC"]
)
def test_the_long_names_of_the_executing_agency_are_known(label: str) -> None:
    """The label's tail "thủ tục hành chính" is part of it."""
    assert page("Sở Tư pháp", label).procedure("mẫu", "1").executing == (Agency("Sở Tư pháp"),)
