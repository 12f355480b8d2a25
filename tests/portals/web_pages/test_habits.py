"""Habits of editors that a page may show: buttons, remarks, links behind papers."""

from __future__ import annotations

import pytest

from analysis.model import Agency, Level
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


# --- papers in running text -----------------------------------------------------


def told(*lines: str) -> list[tuple[str, list[str]]]:
    """Cases with the names of their papers; "#" stands for the numbers behind a name."""
    shown = page("".join(f"<p>{line.replace('#', '(Bản chính: 1, bản sao: 0)')}</p>" for line in lines))
    return [(case, [name for name, _ in documents]) for case, documents in papers(shown)]


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u200e", "\u2060", "\u00a0\u200b "])
def test_a_sign_that_nobody_sees_before_a_number_does_not_swallow_the_paper(sign: str) -> None:
    assert told("1. Tờ khai #", f"{sign}2. Giấy khai sinh #") == [("", ["Tờ khai", "Giấy khai sinh"])]


@pytest.mark.parametrize("opening", ["Hồ\u00a0sơ của", "Đối  với", "Trường\u00a0hợp", "Trường hợp\u200b", "Ðối với"])
def test_a_case_is_known_by_its_words_whatever_blanks_and_letters_it_is_typed_with(opening: str) -> None:
    first, second = f"{opening} người giao:", f"{opening} người nhận:"

    assert told(first, "1. Đơn #", second, "2. Giấy khai sinh #") == [(first, ["Đơn"]), (second, ["Giấy khai sinh"])]


def test_an_announcement_behind_a_whole_paper_is_a_case_however_it_is_worded() -> None:
    """The numbers of the paper above have been seen, so the line is no part of it."""
    assert told("1. Đơn #", "Tùy từng trường hợp thì nộp thêm:", "2. Giấy khai sinh #") == [
        ("", ["Đơn"]),
        ("Tùy từng trường hợp thì nộp thêm:", ["Giấy khai sinh"]),
    ]


@pytest.mark.parametrize("remark", ["Lưu ý:", "Lưu\u00a0ý:", "Ghi chú: nộp sớm"])
def test_a_remark_between_two_papers_does_not_join_them(remark: str) -> None:
    assert told("1. Đơn #", remark, "2. Giấy khai sinh #") == [("", ["Đơn", "Giấy khai sinh"])]


def test_lines_under_a_remark_are_neither_papers_nor_parts_of_one() -> None:
    assert told("1. Đơn #", "2. Ảnh #", "Lưu ý:", "- Nộp sớm", "- Mang bản gốc", "3. Giấy khai sinh #") == [
        ("", ["Đơn", "Ảnh", "Giấy khai sinh"])
    ]


def test_a_letter_marks_a_line_without_a_blank_behind_it() -> None:
    assert told("a. Trường hợp cá nhân:", "1. Đơn #", "b.Trường hợp người thừa kế:", "2. Giấy khai sinh #") == [
        ("a. Trường hợp cá nhân:", ["Đơn"]),
        ("b.Trường hợp người thừa kế:", ["Giấy khai sinh"]),
    ]


@pytest.mark.parametrize("number", ["1", "3"])
def test_a_numbered_case_is_told_from_numbered_papers_by_the_count(number: str) -> None:
    """ "2. Trường hợp B:" does not go on with the papers' count, and neither does "1. Đơn" with that of the cases."""
    lines = ("1. Trường hợp A:", "1. Đơn #", "2. Ảnh #", "2. Trường hợp B:", f"{number}. Giấy khai sinh #")

    assert told(*lines) == [("1. Trường hợp A:", ["Đơn", "Ảnh"]), ("2. Trường hợp B:", ["Giấy khai sinh"])]


def test_a_paper_that_ends_with_a_colon_within_the_count_is_a_paper() -> None:
    papers_in_one_count = ["Đơn", "Giấy tờ chứng minh nơi cư trú:", "Hộ chiếu"]

    assert told(*(f"{n}. {name}" for n, name in enumerate(papers_in_one_count, 1))) == [("", papers_in_one_count)]


def test_the_label_once_more_is_no_paper() -> None:
    assert told(
        "* Thành phần hồ sơ:", "* Giấy tờ phải nộp:", "- Tờ khai", "* Giấy tờ phải xuất trình:", "- Hộ chiếu"
    ) == [
        ("* Thành phần hồ sơ:\n* Giấy tờ phải nộp:", ["Tờ khai"]),
        ("* Giấy tờ phải xuất trình:", ["Hộ chiếu"]),
    ]


def test_an_item_of_a_list_never_goes_on_with_the_item_before() -> None:
    shown = page("<ul><li>Đơn</li><li>Ảnh (Bản chính: 1)</li><li>Hộ chiếu (Bản chính: 2)</li></ul>")

    assert papers(shown) == [("", [("Đơn", None), ("Ảnh", 1), ("Hộ chiếu", 2)])]


# --- ways of filing -------------------------------------------------------------


@pytest.mark.parametrize("said", ["Trực\u00a0tuyến", "Trực  tuyến", "Trực tuyến\u200b"])
def test_the_name_of_a_way_of_filing_is_no_text_whatever_blanks_it_is_typed_with(said: str) -> None:
    """Its description still begins with the case that it is for."""
    head = "<tr><th>Hình thức nộp</th><th>Thời hạn giải quyết</th><th>Mô tả</th></tr>"
    row = f"<tr><td>{said}</td><td>05 ngày làm việc</td><td>Đối với văn phòng</td></tr>"
    shown = page(f"<table>{head}{row}</table>", "Cách thức thực hiện")

    methods = shown.procedure("mẫu", "1").methods or ()
    assert [(m.channel, m.text) for m in methods] == [("ONLINE", "Đối với văn phòng")]


@pytest.mark.parametrize("count", ["(Bản\u200b chính: 1)", "(Bản\u00a0chính:\u200b 1)", "(01\ufeff bản chính)"])
def test_numbers_behind_a_paper_are_read_through_signs_that_nobody_sees(count: str) -> None:
    assert papers(page(f"<p>1. Tờ khai {count}</p><p>2. Hộ chiếu (Bản chính: 2)</p>")) == [
        ("", [("Tờ khai", 1), ("Hộ chiếu", 2)])
    ]


def test_a_case_in_a_row_of_its_own_is_known_whatever_blanks_it_is_typed_with() -> None:
    head = "<tr><th>Tên giấy tờ</th><th>Bản chính</th></tr>"
    case = "<tr><td colspan=2>Trường\u00a0 hợp ủy quyền:</td></tr>"
    table = f"<table>{head}{case}<tr><td>Văn bản</td><td>1</td></tr></table>"

    assert papers(page(table)) == [("Trường\u00a0 hợp ủy quyền:", [("Văn bản", 1)])]


def test_bold_words_behind_a_tab_are_no_label_of_the_page() -> None:
    """ "Giấy tờ phải nộp" names a case of the dossier there; the papers of the case before it are not lost."""
    head = "".join(f"<tr><td>{k}</td><td>{v}</td></tr>" for k, v in HEAD.items())
    cases = {"Giấy tờ phải xuất trình": "Hộ chiếu", "Giấy tờ phải nộp": "Tờ khai"}
    pane = "".join(f"<p><b>{case}:</b></p><ul><li>{paper}</li></ul>" for case, paper in cases.items())
    tabs = '<ul><li><a href="#hs">Thành phần hồ sơ</a></li></ul>'
    shown = DetailPage(f'<html><body><table>{head}</table>{tabs}<div id="hs">{pane}</div></body></html>'.encode())

    assert papers(shown) == [
        ("Giấy tờ phải xuất trình:", [("Hộ chiếu", None)]),
        ("Giấy tờ phải nộp:", [("Tờ khai", None)]),
    ]


def test_a_heading_that_a_link_leads_to_is_read_as_a_heading() -> None:
    """A table of contents is none of tabs."""
    rows = {**HEAD, "Kết quả thực hiện": "Giấy khai sinh"}
    contents = "".join(f'<li><a href="#m{i}">{k}</a></li>' for i, k in enumerate(rows))
    html = "".join(f'<h3 id="m{i}">{k}</h3><p>{v}</p>' for i, (k, v) in enumerate(rows.items()))
    shown = DetailPage(f"<html><body><ul>{contents}</ul><article>{html}</article></body></html>".encode())

    procedure = shown.procedure("mẫu", "1")
    assert (procedure.name, [r.name for r in procedure.results or ()]) == ("Đăng ký khai sinh", ["Giấy khai sinh"])


@pytest.mark.parametrize("mark", ["-", "•", "+"])
def test_a_paper_without_numbers_that_ends_with_a_sign_does_not_swallow_the_next_one(mark: str) -> None:
    """Most papers tell their numbers behind the name; one that does not is a paper all the same."""
    lines = ("Tờ khai (01 bản chính);", "Văn bản ủy quyền;", "Hộ chiếu (01 bản chính);", "Ảnh (02 bản chính).")
    shown = page("".join(f"<p>{mark} {line}</p>" for line in lines))

    assert papers(shown) == [("", [("Tờ khai", 1), ("Văn bản ủy quyền;", None), ("Hộ chiếu", 1), ("Ảnh", 2)])]


def test_lines_of_one_mark_under_an_open_paper_go_on_up_to_its_numbers() -> None:
    """A colon opens what the lines below it close."""
    lines = ("Tờ khai (01 bản chính)", "Giấy tờ chứng minh, gồm:", "Hợp đồng thuê (01 bản chính)", "Ảnh (02 bản chính)")
    shown = page("".join(f"<p>- {line}</p>" for line in lines))

    assert papers(shown) == [("", [("Tờ khai", 1), ("Giấy tờ chứng minh, gồm:\n- Hợp đồng thuê", 1), ("Ảnh", 2)])]


def test_a_department_named_as_the_level_is_kept() -> None:
    """ "Sở" stands for the province, and says more than that."""
    procedure = page("Sở", label="Cấp thực hiện").procedure("mẫu", "1")

    assert (procedure.levels, procedure.extra) == ((Level.PROVINCE,), (("cấp thực hiện", "Sở"),))
