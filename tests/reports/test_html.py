"""The morning page: what it says, and that text of portals stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag

from analysis.model import Discrepancy, Figures, Kind, Look, Outcome, Severity, SourceForm, Status
from analysis.report import Report
from reports.counts import counts
from reports.html import render
from reports.links import safe_link
from reports.words import number
from tests.reports import pair_lines, sample

OWN_LINKS = re.compile(r"#[a-z0-9-]+|https?://.+")


def page(report: Report) -> BeautifulSoup:
    return BeautifulSoup(render(report), "lxml")


def text(tag: Tag | BeautifulSoup | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def skeleton(soup: BeautifulSoup) -> Counter[tuple[str, ...]]:
    """Every element by its name and its attributes' names."""
    return Counter((tag.name, *sorted(tag.attrs)) for tag in soup.find_all(True))


# --- the first screen ---------------------------------------------------------


def test_the_first_screen_answers_what_is_asked_every_morning() -> None:
    told = [text(x) for x in page(sample.ordinary()).select(".figures .main > div")]

    assert told == [
        "Phải công khai 219 thủ tục trong phạm vi",
        "Đã công khai 215 /219 tỷ lệ từ 98,2% đến 98,6%; tính theo: có cơ quan áp dụng hoặc có dịch vụ công trong "
        "danh sách",
        "Cần xử lý ngay 4 Phòng Hành chính tư pháp 2, Chưa phân phòng 1, Văn phòng UBND tỉnh 1",
        "Mới đêm nay 2 nghiêm trọng 2; thấy lần đầu, chờ xác nhận 1",
        "Nguồn không đọc đủ 0 /2 mọi nguồn đối chiếu đọc đủ",
        "Chênh lệch đang mở 7 ±0 so với đêm 21/11/2026",
    ]


def test_below_it_stands_how_the_rest_is() -> None:
    told = [text(x) for x in page(sample.ordinary()).select(".figures .rest > div")]

    assert told == [
        "Chưa công khai 3 /219 và 1 chưa xác định; đang mở 1",
        "Chờ xác nhận 1 mới thấy một đêm",
        "Kiến nghị Bộ Tư pháp 1 chỉ Bộ Tư pháp sửa được",
        "Đã khắc phục 1 đã nhìn lại và không còn",
        "Đêm nay không nhìn được 0 giữ nguyên như đã biết",
    ]


def test_the_first_screen_says_what_each_source_gave_and_what_it_can_show() -> None:
    told = [text(x) for x in page(sample.ordinary()).select(".source")]

    assert told == [
        f"✓ {sample.NATIONAL} Đọc đủ · 265/265 thủ tục danh mục quốc gia; cho thấy: có tên trong danh sách",
        f"✓ {sample.PROVINCE} Đọc đủ · ba danh sách, 1.393 dòng nơi tỉnh công khai; cho thấy: có tên trong danh sách; "
        "có cơ quan áp dụng; có dịch vụ công trong danh sách · chưa kiểm chứng trên cổng thật",
        f"– {sample.FRONT} Đã đóng · từ đêm 03/11/2026 mặt trước của cổng; cho thấy: không thể hiện thủ tục nào · "
        "chưa kiểm chứng trên cổng thật",
    ]


def test_the_first_screen_says_who_must_act_the_most_urgent_first_and_the_ministry_last() -> None:
    rows = [text(row) for row in page(sample.ordinary()).select(".mini tbody tr")]

    assert rows == [
        "Phòng Hành chính tư pháp 2 1 1",
        "Chưa phân phòng 1 0 0",
        "Văn phòng UBND tỉnh 1 0 0",
        "Phòng Bổ trợ tư pháp 0 2 0",
        "Bộ Tư pháp (kiến nghị) – 1 0",
    ]


def test_the_first_screen_names_what_is_new() -> None:
    told = [text(x) for x in page(sample.ordinary()).select(".fresh li a")]

    assert told == [
        "2.990015 Chưa công khai đủ ở phía tỉnh",
        "2.990012.000.00.00.H53 Thừa thành phần hồ sơ",
        "1.990033 Danh mục quốc gia chưa có",
    ]


def test_a_figure_that_is_not_known_is_never_shown_as_zero() -> None:
    figures = page(sample.empty()).select(".figures dl > div")

    assert [text(x.select_one("dd")) for x in figures] == ["chưa xác định"] * 11


@pytest.mark.parametrize("report", [sample.ordinary(), sample.paired(), sample.failed(), sample.empty()])
def test_a_heading_has_the_number_that_every_other_surface_has(report: Report) -> None:
    asked = {count.label: number(count.value) for count in counts(report)}
    soup = page(report)
    shown = {}
    for heading in soup.select("main h2[id]:has(.tally)"):
        tally = text(heading.select_one(".tally"))
        shown[text(heading).removeprefix(text(heading.select_one(".no"))).removesuffix(tally).strip()] = tally

    assert {label: value for label, value in shown.items() if asked.get(label, value) != value} == {}
    assert len(shown.keys() & asked.keys()) == 15


def test_what_tonight_could_not_look_at_is_not_new_tonight() -> None:
    fresh = sample.line(sample.discrepancy(), Status.NEW)
    unseen = replace(fresh, sighting=replace(fresh.sighting, look=Look.UNSEEN, why="Không đọc được."))

    shown = page(replace(sample.ordinary(), lines=(unseen,)))

    assert text(shown.select_one("[data-count=new] dd")) == "0"
    assert shown.select(".fresh li") == []


def test_where_several_sources_stand_on_a_side_each_cell_says_which() -> None:
    good = sample.ordinary()
    other = replace(good.sources[1], portal="cong", name="Cổng có trang riêng")
    line = sample.line(sample.discrepancy())
    on_pages = replace(line, provincial=replace(line.provincial, source=other.name))
    soup = page(replace(good, sources=(*good.sources, other), lines=(on_pages,)))

    assert [text(x) for x in soup.select("tbody.line .source-name")] == ["Cổng có trang riêng"]
    assert f"{sample.PROVINCE}; Cổng có trang riêng" in text(soup.select_one(".lines thead"))


def test_of_several_sources_the_card_says_at_which_one_the_share_is_counted() -> None:
    good = sample.ordinary()
    other = replace(good.sources[1], portal="cong", name="Cổng có trang riêng", form=SourceForm.PAGES)

    def note(report: Report) -> str:
        return text(page(report).select_one("[data-count=published] .sub"))

    assert note(replace(good, sources=(good.sources[0], other, good.sources[1]))) == (
        "tỷ lệ từ 98,2% đến 98,6%; tính theo: có tên trong danh sách; ở Cổng có trang riêng"
    )
    assert note(replace(good, night=good.night + timedelta(days=1), sources=(*good.sources, other))).endswith(
        "; ở một nguồn của tỉnh"
    )


def test_a_change_of_a_source_is_told_by_what_stood_and_what_stands() -> None:
    before = "Nộp hồ sơ tại Sở Tư pháp. " * 12 + "Giải quyết trong 05 ngày."
    found = sample.discrepancy(
        rule="CL36",
        kind=Kind.CHANGE,
        national=f"Trình tự thực hiện: {before} → {before.replace('05', '03')}",
        provincial=None,
        sources=("dvcqg",),
    )
    cell = page(replace(sample.ordinary(), lines=(sample.line(found),))).select("tbody.line td.wide")[1]

    told = cell.get_text().splitlines()
    assert told[0] == "Trình tự thực hiện"
    assert told[1].startswith("Trước: … ") and "trong 05 ngày" in told[1]
    assert told[2].startswith("Nay: … ") and "trong 03 ngày" in told[2]


# --- a night that could not be read -------------------------------------------


def test_a_night_that_was_not_read_is_loud_and_dates_the_figures() -> None:
    soup = page(sample.failed())

    alert = soup.select_one("[role=alert]")
    assert alert is not None and "grave" in alert["class"]
    assert [text(x) for x in alert.select("p")] == [
        "✕ Đêm 23/11/2026 không đối chiếu được vì Dịch vụ công tại Tây Ninh không đọc được: "
        "tường lửa từ chối cả ba lượt hỏi.",
        "Mọi số về công khai, mọi dòng chênh lệch là của đêm 22/11/2026, nhắc lại nguyên vẹn.",
    ]
    assert "Số liệu của đêm 22/11/2026 (lần đối chiếu gần nhất)" in text(soup.select_one(".figures"))


def test_a_night_that_was_not_read_changes_no_number_and_moves_no_line() -> None:
    good, lost = page(sample.ordinary()), page(sample.failed())

    tonight = {"new", "unread", "unseen"}  # what is said of this very night

    def counted(soup: BeautifulSoup) -> dict[str, str]:
        told = soup.select(".figures [data-count]")
        return {str(x["data-count"]): text(x) for x in told if x["data-count"] not in tonight}

    def standing(soup: BeautifulSoup) -> list[tuple[str, str]]:
        return [(str(x["id"]), str(x["data-status"])) for x in soup.select("tbody.line")]

    assert counted(lost) == counted(good)
    assert standing(lost) == standing(good)


def test_a_good_night_raises_no_alarm_although_a_front_page_is_closed() -> None:
    assert page(sample.ordinary()).select_one("[role=alert]") is None


def test_a_source_read_in_part_is_told_although_the_figures_are_of_tonight() -> None:
    good = sample.ordinary()
    partly = replace(good.sources[1], outcome=Outcome.PARTIAL, reason="Một trang chi tiết không đọc được.")

    alert = page(replace(good, sources=(good.sources[0], partly))).select_one("[role=alert]")

    assert alert is not None and "grave" not in alert["class"]
    assert [text(x) for x in alert.select("p")] == [
        "! Đêm 22/11/2026 đọc chưa đủ. Dịch vụ công tại Tây Ninh đọc thiếu.",
        "Các số dưới đây vẫn là của đêm nay, tính từ những danh sách đã đọc đủ.",
    ]


def test_an_empty_report_says_what_empty_means() -> None:
    soup = page(sample.empty())

    assert "không có nguồn nào được đọc" in text(soup.select_one("[role=alert]"))
    assert "Chưa thấy chênh lệch mức nghiêm trọng hoặc cao; đêm nay chưa đọc đủ" in text(soup)
    assert len(soup.select(".empty")) >= 12


def test_an_empty_section_of_a_good_night_says_that_the_sources_were_read() -> None:
    quiet = replace(sample.ordinary(), lines=())

    assert "Không có chênh lệch mới đêm nay; cả hai nguồn đối chiếu đọc đủ." in text(page(quiet))


# --- lines ----------------------------------------------------------------------


def test_every_line_stands_on_the_page_exactly_once() -> None:
    report = sample.ordinary()

    ids = [x["id"] for x in page(report).select("tbody.line")]

    assert len(ids) == len(set(map(str, ids))) == len(report.lines)


def test_a_line_opens_with_both_wordings_and_their_differing_words_marked() -> None:
    found = sample.discrepancy(
        national="Phí 8.000 đồng cho một bản sao trích lục",
        provincial="Phí 10.000 đồng cho một bản sao trích lục, nộp ngay",
    )
    opened = page(replace(sample.ordinary(), lines=(sample.line(found),))).select_one(".opened")
    assert opened is not None

    assert [text(x) for x in opened.select(".wording")] == [
        "Phí [chỉ có ở phía tỉnh: 10.000 ] đồng cho một bản sao trích lục [chỉ có ở phía tỉnh: , nộp ngay ]",
        "Phí [chỉ có ở danh mục quốc gia: 8.000 ] đồng cho một bản sao trích lục",
    ]
    assert [unsaid(x) for x in opened.select(".wording mark.other")] == ["10.000", ", nộp ngay"]
    assert [unsaid(x) for x in opened.select(".wording mark.one")] == ["8.000"]
    assert not opened.select("ins, del, s, strike")


def unsaid(tag: Tag) -> str:
    """The words without what is only said aloud of them."""
    return "".join(str(x) for x in tag.find_all(string=True) if "sr" not in (x.parent.get("class") or []))


@pytest.mark.parametrize(
    "found",
    [
        sample.discrepancy(rule="CL01", national="Cấp thẻ mẫu", provincial="thiếu 7/96 xã", unlike=True),
        sample.discrepancy(rule="CL11", national="Cấp tỉnh", provincial="7 xã áp dụng (UBND xã Mẫu)", unlike=True),
        sample.discrepancy(national=None, provincial="Cấp thẻ mẫu"),
        sample.discrepancy(national="Cấp thẻ mẫu", provincial=""),
    ],
)
def test_words_are_set_against_each_other_only_where_both_sides_give_a_value_of_one_field(found: Discrepancy) -> None:
    soup = page(replace(sample.ordinary(), lines=(sample.line(found),)))

    assert not soup.select("tbody.line mark")


def test_a_line_opens_with_why_since_when_and_the_evidence() -> None:
    opened = page(replace(sample.ordinary(), lines=(sample.line(sample.discrepancy()),))).select_one(".opened")
    told = text(opened)

    assert "Việc cần làm Sửa chỗ khác cho đúng danh mục quốc gia." in told
    assert "Nơi xử lý Phòng Hành chính tư pháp" in told
    assert "Vì sao Thời hạn dài hơn · Cách thức thực hiện" in told
    assert "Mức độ ▲ Cao Thời hạn tại địa phương dài hơn" in told
    assert "Căn cứ pháp lý Nghị định 63/2010/NĐ-CP" in told
    assert "Thấy từ đêm 17/11/2026, gần nhất đêm 22/11/2026, 6 đêm đã thấy" in told
    assert "tải lúc 22/11/2026 02:03:11 +07:00" in told
    assert "SHA-256 4a5e1e4b" in told
    assert "tthc show --run 41 dvcqg" in told
    assert "Giải thích đầy đủ tthc explain 'CL13|dvcqg+dvctn|1.990013|methods' --night 2026-11-22" in told


def test_a_side_that_says_nothing_is_told_apart_from_an_empty_one_and_from_one_not_asked() -> None:
    soup = page(sample.ordinary())

    told = {text(x) for x in soup.select(".opened .silent")}

    assert {"(không có điều bên kia nêu)", "(để trống)", "(quy tắc này không hỏi bên này)"} <= told


def section(soup: BeautifulSoup, anchor: str) -> Tag:
    heading = soup.find(id=anchor)
    assert isinstance(heading, Tag) and isinstance(heading.parent, Tag)
    return heading.parent


def test_an_accepted_line_stands_apart_with_its_ground_and_is_not_open() -> None:
    soup = page(sample.ordinary())

    rows = section(soup, "hop-le").select("tbody.line")

    assert [(x["data-status"], text(x.select_one(".id"))) for x in rows] == [("accepted", "1.990022")]
    assert text(rows[0].select_one(".basis")).startswith("23/2026/NQ-HĐND ngày 10/07/2026 của HĐND tỉnh")
    assert "Hợp lệ theo căn cứ 23/2026/NQ-HĐND" in text(rows[0].select_one(".why"))
    assert "1.990022" not in "".join(text(section(soup, a)) for a in ("ngay", "cho", "khac"))


def test_findings_are_listed_under_the_desk_that_can_mend_them() -> None:
    rows = section(page(sample.ordinary()), "ngay").select("tbody")

    told = [text(x.select_one("th") or x.select_one(".id")) for x in rows]
    assert told == [
        *(f"{sample.COMMITTEE} 1", "2.990015"),
        *(f"{sample.CIVIL} 2", "2.990012.000.00.00.H53", "1.990013"),
        *("Chưa phân phòng 1", "␣1.990014"),
    ]


def test_what_only_the_ministry_can_mend_is_a_list_of_its_own() -> None:
    soup = page(sample.ordinary())

    assert [text(x) for x in section(soup, "kien-nghi").select(".id")] == ["1.99⟦U+041E⟧016"]
    assert "1.99⟦U+041E⟧016" not in text(section(soup, "ngay")) + text(section(soup, "khac"))


def test_a_line_opens_the_page_that_a_citizen_sees_and_evidence_is_the_second_link() -> None:
    (row,) = page(replace(sample.ordinary(), lines=(sample.line(sample.discrepancy()),))).select("tbody.line")
    links = [(text(a), str(a["href"])) for a in row.select("td.c-see a")]

    assert links == [
        ("Trang tỉnh", sample.PAGES["dvctn"]),
        ("Trang quốc gia", sample.PAGES["dvcqg"]),
        ("Bằng chứng (2)", f"#{row['id']}-bc"),
    ]
    assert not row.find_all("a", href=re.compile("/api/"))


def test_lines_can_be_chosen_by_their_standing() -> None:
    options = [text(x) for x in page(sample.ordinary()).select("#f-status option")]

    assert options == [
        "mọi tình trạng",
        *("Chờ xác nhận", "Mới", "Đang mở", "Hợp lệ theo căn cứ"),
        *("Đã khắc phục", "Không được xác nhận", "Được giải thích", "Ngoài phạm vi"),
    ]


def test_pairs_that_wait_for_a_person_are_told_with_the_command_that_accepts_them() -> None:
    rows = [
        [text(x) for x in row.select("td")] for row in section(page(sample.paired()), "cho-ghep").select("tbody tr")
    ]

    assert rows == [
        [
            "1.990102.H53 Cấp lại thẻ mẫu cho cá nhân",
            "1.990101 Cấp lại thẻ mẫu",
            "96,0%",
            "tên trùng hoặc gần trùng, mã khác: mã mới hoặc ghi sai mã",
            "tthc pairs accept 019d-101 /thu-tuc/102",
        ],
        [
            "(không có mã) Công nhận các kết quả mẫu",
            "1.990103 Công nhận kết quả mẫu",
            "87,1%",
            "tên gần giống",
            "tthc pairs accept 019d-103 'công nhận các kết quả mẫu'",
        ],
    ]


def test_of_a_long_wording_what_differs_is_shown_and_the_whole_opens_below() -> None:
    (opened,) = [x for x in page(sample.paired()).select("tbody.line") if text(x.select_one(".id")) == "1.990123"]
    local = opened.select(".sides > section")[0]
    short, whole = local.select(".wording")

    assert [unsaid(x) for x in short.select("mark")] == ["02", "phải nộp thêm giấy xác nhận mẫu; người yêu cầu"]
    assert re.fullmatch(r"… \d+ chữ giống nhau …", text(short.select_one(".gap")))
    assert len(short.get_text()) < 700 < 5_000 < len(whole.get_text())
    assert unsaid(whole) == pair_lines.LONG_STEPS_LOCAL
    assert text(local.select_one("details.whole summary")) == "Toàn văn"


def test_what_was_passed_over_is_told_by_name() -> None:
    assert "Bỏ qua khi so chữ hoa, chữ thường; chữ viết tắt; cách viết số" in text(page(sample.ordinary()))


def test_codes_are_never_broken_across_lines() -> None:
    styles = page(sample.ordinary()).style
    assert styles is not None and ".code { white-space: nowrap;" in str(styles.string)


# --- text of portals stays text ---------------------------------------------------


@pytest.mark.parametrize("hostile", sample.XSS)
def test_hostile_text_in_every_field_leaves_the_page_as_built(hostile: str) -> None:
    harmless = page(sample.with_text(sample.ordinary(), "lành"))
    soup = page(sample.with_text(sample.ordinary(), hostile))

    assert skeleton(soup) == skeleton(harmless)
    assert soup.get_text().count(hostile) > 50
    assert [x for tag in soup.find_all(True) for x in tag.attrs if x.startswith("on")] == []
    assert all(OWN_LINKS.fullmatch(str(a["href"])) for a in soup.find_all("a"))


def test_hostile_text_cut_into_marked_words_stays_text() -> None:
    found = sample.discrepancy(national="a <b> c", provincial="a <script>alert(1)</script> c")
    soup = page(replace(sample.ordinary(), lines=(sample.line(found),)))

    assert len(soup.find_all("script")) == 1
    assert "a <script>alert(1)</script> c" in [unsaid(x) for x in soup.select(".wording")]


def test_text_that_looks_like_a_template_stays_text() -> None:
    assert "mẫu {{ 7*7 }}" in text(page(sample.ordinary()))


def test_hidden_characters_are_written_out() -> None:
    drawn = render(sample.ordinary()).decode()

    assert "Cấp giấy ⟦U+202E⟧uãm⟦U+202C⟧ cho luật⟦U+200B⟧ sư" in drawn
    assert not set("\u202e\u202c\u200b\ufeff\x00") & set(drawn)


def test_hidden_characters_in_every_field_are_written_out() -> None:
    hostile = "a\u202eb\u200bc\ufeffd\x00e\x1bf\u2066g\ud800h\u00adi\U000e0041j"

    drawn = render(sample.with_text(sample.ordinary(), hostile)).decode()

    assert not set(drawn) & (set(hostile) - set("abcdefghij"))


def test_unusual_blanks_and_look_alike_letters_in_codes_are_written_out() -> None:
    codes = {text(x) for x in page(sample.ordinary()).select("tbody.line .id")}

    assert {"␣1.990014", "1.99⟦U+041E⟧016"} <= codes


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://dichvucong.gov.vn/api?x=1", True),
        ("http://127.0.0.1:8000/", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<b>", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//evil.example", False),
        ("https:///no-host", False),
        ("https://[bad", False),
        ("https://a.example/\u202efdp", False),
        ("https://dichv\u0443cong.gov.vn", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, safe: bool) -> None:
    assert safe_link(url) is safe


def test_links_out_tell_the_portal_nothing() -> None:
    links = [a for a in page(sample.ordinary()).find_all("a") if not str(a["href"]).startswith("#")]

    assert links
    assert {tuple(a["rel"]) for a in links} == {("noopener", "noreferrer")}


def test_the_page_asks_nothing_of_a_network_and_admits_only_its_own_style_and_script() -> None:
    soup = page(sample.ordinary())
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag) and soup.style and soup.script

    def digest(tag: Tag) -> str:
        return "sha256-" + base64.b64encode(hashlib.sha256(str(tag.string).encode()).digest()).decode()

    assert policy["content"] == (
        f"default-src 'none'; style-src '{digest(soup.style)}'; script-src '{digest(soup.script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert len(soup.find_all("script")) == len(soup.find_all("style")) == 1
    assert not soup.find_all(["link", "img", "iframe", "object", "embed", "base"])
    assert not soup.find_all(style=True)
    assert "url(" not in str(soup.style.string) and "@import" not in str(soup.style.string)
    assert not [tag for tag in soup.find_all(True) if tag.has_attr("src")]


# --- the rest ---------------------------------------------------------------------


def test_the_totals_of_the_fields_reconcile_with_the_lines() -> None:
    report = sample.ordinary()

    foot = text(page(report).select_one("#sector-table tfoot"))

    assert foot == "Cộng 2 2 1 1 1 7"
    assert report.open_count == 7


def test_a_night_not_read_is_a_grey_bar() -> None:
    grey = [text(x) for x in page(sample.ordinary()).select("rect.grey title")]

    assert grey == ["02/11/2026: không đọc đủ", "10/11/2026: không đọc đủ", "11/11/2026: không đọc đủ"]


def test_the_footer_tells_how_to_make_the_report_again() -> None:
    report = sample.ordinary()
    told = text(page(report).footer)

    assert report.head in told
    assert report.product in told
    assert report.command in told
    assert f"{sample.PROVINCE}: 41" in told


def test_the_interface_never_speaks_english() -> None:
    visible_words = set(re.findall(r"[a-z]+", text(page(sample.empty())).lower()))

    assert not visible_words & {"complete", "failed", "partial", "closed", "none", "true", "false", "open"}


def test_a_thousand_long_lines_are_drawn_in_seconds() -> None:
    words = " ".join(f"từ{i % 97}" for i in range(300))
    lines = tuple(
        sample.line(sample.discrepancy(code=f"1.{i:06d}", national=words, provincial=f"khác {words} thêm"))
        for i in range(1000)
    )

    assert len(page(replace(sample.ordinary(), lines=lines)).select("tbody.line")) == 1000


def test_low_lines_never_hide_an_urgent_one() -> None:
    low = sample.line(sample.discrepancy(severity=Severity.LOW, sector="A"), Status.OPEN)
    urgent = sample.line(sample.discrepancy(severity=Severity.CRITICAL, sector="Z", code="9.1"), Status.OPEN)

    soup = page(replace(sample.ordinary(), lines=(low, urgent)))

    assert [text(x.select_one(".sev")) for x in soup.select("tbody.line")] == ["◆ Nghiêm trọng", "● Thấp"]


def test_figures_of_an_older_night_are_dated_even_when_the_sources_were_read() -> None:
    report = replace(sample.ordinary(), figures=Figures(sample.NIGHT - timedelta(days=3), 219, 215, 1))

    assert "đêm 19/11/2026" in text(page(report).select_one("[role=alert]"))
