"""Pages of a province's own portal: differently made pages word for word, and nothing shown is lost."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.model import Decision, Level, Procedure, canonical_json
from crawler.portals.web_pages.labels import field_of
from crawler.portals.web_pages.pages import DetailPage, ListPage, Site
from crawler.unreadable import Unreadable
from tests.portals.cases import all_folders, cases, expected
from tests.portals.web_pages.readings import detail, listing

HERE = Path(__file__).parent


@pytest.mark.parametrize("case", cases(__file__, "detail_"))
def test_a_page_of_a_procedure_is_read_word_for_word(case: Path) -> None:
    """Everything the page object tells of a page is what the case says."""
    assert detail(case) == expected(case)


@pytest.mark.parametrize("case", cases(__file__, "list_"))
def test_a_list_page_is_read_word_for_word(case: Path) -> None:
    """Everything the page object tells of a list page is what the case says."""
    assert listing(case) == expected(case)


def test_every_case_says_what_is_expected() -> None:
    """A page without its reading would test nothing."""
    assert all_folders(__file__) == {p.id for p in cases(__file__)}


# --- pages made by the tests ----------------------------------------------------


def made(*rows: tuple[str, str], layout: str = "<tr><th>{}</th><td>{}</td></tr>") -> bytes:
    """A page with a code, a name and some more rows."""
    all_rows = (("Mã thủ tục", "1.099001"), ("Tên thủ tục", "Thủ tục mẫu"), *rows)
    return f"<table>{''.join(layout.format(*row) for row in all_rows)}</table>".encode()


def procedure(*rows: tuple[str, str]) -> Procedure:
    return DetailPage(made(*rows)).procedure("mau", "1")


def papers(value: str) -> list[tuple[str, list[tuple[str, int | None, int | None]]]]:
    """Cases with the names and numbers of their papers."""
    dossier = procedure(("Thành phần hồ sơ", value)).dossier
    assert dossier is not None
    return [(c.name, [(d.name, d.originals, d.copies) for d in c.documents]) for c in dossier]


@pytest.mark.parametrize(
    "label",
    [
        "Thời hạn giải quyết",
        "THỜI HẠN GIẢI QUYẾT",
        " thời gian giải quyết : ",
        "8. Thời&nbsp;hạn  giải quyết:",
        "<b>Thời hạn</b> giải quyết (nếu có)",
        "Thời hạn giải quyết TTHC",
        unicodedata.normalize("NFD", "Thời hạn giải quyết"),
        "Thời h\u200bạn giải quyết*",
    ],
)
def test_a_label_is_known_by_its_words(label: str) -> None:
    """Capitals, colons, kinds of blanks, numbering and the form of accents make no difference."""
    assert procedure((label, "03 ngày")).time_text == "03 ngày"


KNOWN = """
code: Mã thủ tục; Mã TTHC; Số hiệu
name: Tên thủ tục; Tên TTHC; Thủ tục; Tên thủ tục hành chính
sector: Lĩnh vực; Lĩnh vực thực hiện; Lĩnh vực thủ tục
levels: Cấp thực hiện; Cấp thủ tục
executing: Cơ quan thực hiện; Cơ quan trực tiếp thực hiện
authority: Cơ quan có thẩm quyền; Cơ quan có thẩm quyền quyết định
authorized: Cơ quan được ủy quyền; Cơ quan được uỷ quyền
coordinating: Cơ quan phối hợp
subjects: Đối tượng thực hiện
steps: Trình tự thực hiện; Các bước
methods: Cách thức thực hiện; Hình thức nộp; Cách thực hiện
time_text: Thời hạn giải quyết; Thời gian giải quyết; Thời hạn giải quyết hồ sơ
fees: Phí, lệ phí; Phí/lệ phí; Phí và lệ phí
fee: Phí
charge: Lệ phí; Lệ phí thủ tục
fee_basis: Văn bản quy định lệ phí
dossier: Thành phần hồ sơ; Hồ sơ; Thành phần, số lượng hồ sơ
dossier_count: Số bộ hồ sơ; Số lượng hồ sơ
forms: Mẫu đơn, tờ khai; Biểu mẫu; Biểu mẫu thủ tục
results: Kết quả thực hiện; Kết quả; Kết quả xử lý
conditions: Yêu cầu, điều kiện; Yêu cầu, điều kiện thực hiện; Điều kiện thực hiện
legal_bases: Căn cứ pháp lý; Văn bản pháp lý
receiving_places: Địa chỉ tiếp nhận hồ sơ; Địa điểm thực hiện; Địa chỉ tiếp nhận HS
service_level: Mức độ; Mức trực tuyến; Dịch vụ công trực tuyến; Mức độ cung cấp dịch vụ công trực tuyến
partial_reason: Lý do cung cấp một phần
decision: Số quyết định; Quyết định công bố; Thông tin công bố
kind: Loại thủ tục
state: Tình trạng hiệu lực; Trạng thái
keywords: Từ khóa; Từ khoá
"""


@pytest.mark.parametrize("line", KNOWN.strip().splitlines())
def test_every_usual_wording_is_known(line: str) -> None:
    """As written, in capitals, with a colon, and with decomposed letters."""
    field, _, wordings = line.partition(": ")

    for wording in wordings.split("; "):
        for written in (wording, wording.upper() + " :", unicodedata.normalize("NFD", wording) + ":"):
            assert field_of(written) == field


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("a<br><br>b", "a\n\nb"),
        ("<ul><li>a<li>b</ul>c", "a\nb\nc"),
        ("a\n     b", "a b"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<div style='white-space: pre-line'>a\nb</div>", "a\nb"),
        ("a&nbsp;&nbsp;b  c", "a\u00a0\u00a0b  c"),
        ("2 &lt; 3 &amp; &#272;", "2 < 3 & Đ"),
        ("a<script>x()</script><style>b{}</style><!-- c -->d", "ad"),
        ("e\u0302\u0323 \u00d0", "e\u0302\u0323 \u00d0"),
        ("", ""),
        ("-", "-"),
        ("Đang cập nhật", "Đang cập nhật"),
        ("Không", "Không"),
        (": a: b", "a: b"),
    ],
)
def test_a_text_is_kept_letter_by_letter(value: str, text: str) -> None:
    """Blocks end lines; entities are decoded; nothing is tidied."""
    assert procedure(("Yêu cầu, điều kiện", value)).conditions == text


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("- Tờ khai<br>- Giấy B;", [("", [("Tờ khai", None, None), ("Giấy B;", None, None)])]),
        ("- Tờ khai; - Giấy B", [("", [("Tờ khai;", None, None), ("Giấy B", None, None)])]),
        ("Tờ khai<br>Giấy B", [("", [("Tờ khai", None, None), ("Giấy B", None, None)])]),
        ("- Một trong:<br>+ A<br>+ B<br>- C", [("", [("Một trong:\n+ A\n+ B", None, None), ("C", None, None)])]),
        (
            "<p>* Giấy tờ phải nộp:</p><p>- A (01 bản chính)</p><p>* Giấy tờ phải xuất trình:</p><p>- B</p>",
            [("* Giấy tờ phải nộp:", [("A", 1, None)]), ("* Giấy tờ phải xuất trình:", [("B", None, None)])],
        ),
        (
            "<b>Trường hợp 1</b><ul><li>A</li></ul><b>Trường hợp 2</b><ul><li>B</li></ul>",
            [("Trường hợp 1", [("A", None, None)]), ("Trường hợp 2", [("B", None, None)])],
        ),
        (
            "<table><tr><td>STT<td>Giấy tờ<td>Bản chính/Bản sao"
            "<tr><td>1<td>A<td>1/0<tr><td>2<td>Như trên<td>0/2</table>",
            [("", [("A", 1, 0), ("A", 0, 2)])],
        ),
        (
            "<table><tr><td>1<td>Giấy A<td>Bản chính: 1; Bản sao: 0<tr><td>2<td>B<td>02 bản sao</table>",
            [("", [("Giấy A", 1, 0), ("B", None, 2)])],
        ),
        (
            "<table><tr><th>Trường hợp<th>Tên giấy tờ<th>Số lượng<tr><td rowspan=2>Cấp mới<td>A<td>01 bản chính"
            "<tr><td>B<td><tr><td>Cấp lại<td>C<td></table>",
            [("Cấp mới", [("A", 1, None), ("B", None, None)]), ("Cấp lại", [("C", None, None)])],
        ),
        ("Không có thông tin", []),
        ("", []),
    ],
)
def test_papers_are_read_from_text_and_tables(value: str, read: object) -> None:
    """Marks, headings, bold lines, columns by their headings or by what they say."""
    assert papers(value) == read


@pytest.mark.parametrize(
    "value",
    [
        "<table><tr><td>1<td>Tờ khai<td>1<td>0</table>",
        "<table><tr><th>Cột lạ<th>Cột khác<tr><td>a<td>b</table>",
    ],
)
def test_a_table_that_is_not_understood_is_told(value: str) -> None:
    """Numbers without a heading are not guessed at."""
    with pytest.raises(Unreadable):
        procedure(("Thành phần hồ sơ", value))


@pytest.mark.parametrize(
    ("value", "channels"),
    [
        ("Trực tiếp, trực tuyến hoặc qua dịch vụ BCCI", ["DIRECT", "ONLINE", "POSTAL"]),
        ("Không thực hiện trực tuyến.<br>- Trực tiếp tại trụ sở", ["DIRECT"]),
        ("- Trực tiếp: không nhận qua bưu chính", ["DIRECT"]),
        ("Nộp tại trụ sở", [""]),
        ("", []),
    ],
)
def test_channels_are_known_by_their_words(value: str, channels: list[str]) -> None:
    """What a page says no to is no channel; what names none keeps its text."""
    methods = procedure(("Cách thức thực hiện", value)).methods

    assert methods is not None
    assert [m.channel for m in methods] == channels


@pytest.mark.parametrize(
    ("text", "number", "day", "issuer"),
    [
        ("2637/QĐ-UBND ngày 16/11/2025 của Chủ tịch UBND tỉnh", "2637/QĐ-UBND", "2025-11-16", "Chủ tịch UBND tỉnh"),
        ("Quyết định số 45/QĐ-BTP ngày 05 tháng 6 năm 2026", "45/QĐ-BTP", "2026-06-05", ""),
        ("12/QĐ-UBND (3-2-2026)", "12/QĐ-UBND", "2026-02-03", ""),
        ("1234", "1234", None, ""),
        ("", "", None, ""),
    ],
)
def test_a_decision_is_read_from_its_line(text: str, number: str, day: str | None, issuer: str) -> None:
    """Number as typed, day in figures or words, issuer; what is no number is kept whole."""
    read = procedure(("Quyết định công bố", text)).decision

    assert isinstance(read, Decision)
    assert (read.number, read.day and read.day.isoformat(), read.issuer) == (number, day, issuer)


def test_levels_that_do_not_fit_keep_their_words() -> None:
    """Huyện is another level, and nothing of the words is lost."""
    read = procedure(("Cấp thực hiện", "Cấp huyện, cấp xã"))

    assert read.levels == (Level.COMMUNE, Level.OTHER)
    assert read.extra == (("cấp thực hiện", "Cấp huyện, cấp xã"),)


def test_what_is_not_shown_is_none() -> None:
    """No label, no value: not an empty one."""
    read = procedure()

    assert (read.dossier, read.fee_text, read.levels, read.extra, read.forms) == (None,) * 5


@pytest.mark.parametrize(
    "body",
    [
        b"<table><tr><td>Kh\xc3\xb4ng c\xc3\xb3 g\xc3\xac</td></tr></table>",
        "<table><tr><td>Tên thủ tục</td><td>Mẫu</td></tr></table>".encode(),
        made().replace(b"1.099001", b""),
        made().replace(b"1.099001", "Đang cập nhật".encode()),
        b"",
        made() + "<!-- chú thích không đóng".encode(),
        made() + b"<script>",
        made() + b"<textarea>",
        b"<table>" + bytes(range(128, 192)) * 50 + made(),
    ],
)
def test_a_page_that_cannot_be_trusted_is_unreadable(body: bytes) -> None:
    """Required labels missing, the end of the page swallowed, or another encoding."""
    with pytest.raises(Unreadable):
        DetailPage(body).procedure("mau", "1")


def test_what_is_missing_can_be_asked_for() -> None:
    """The required data that a page lacks are named without reading it."""
    assert DetailPage("<table><tr><td>Tên thủ tục</td><td>Mẫu</td></tr></table>".encode()).missing_labels == ("code",)


def test_an_unknown_label_is_told_and_its_value_kept() -> None:
    """And configuration may give it a meaning."""
    body = made(("Đầu mối xử lý", "Phòng mẫu"))
    unknown = DetailPage(body)
    known = DetailPage(body, Site(labels=(("đầu mối xử lý", "executing"),)))

    assert unknown.unknown_labels == ("Đầu mối xử lý",)
    assert unknown.extra == (("đầu mối xử lý", "Phòng mẫu"),)
    assert known.unknown_labels == ()
    assert known.executing is not None
    assert [agency.name for agency in known.executing] == ["Phòng mẫu"]


def test_a_label_without_a_value_that_can_be_found_is_told() -> None:
    """A page built in a way that is not known is not read as one without that datum."""
    body = made() + "<div><span>Căn cứ pháp lý</span></div>".encode()

    assert DetailPage(body).unknown_labels == ("Căn cứ pháp lý",)


def test_menus_and_search_forms_are_no_labels() -> None:
    """Links and fields to fill in announce nothing."""
    menu = "<ul><li><a href='/x'>Lĩnh vực</a></li><li><a href='/y'>Cơ quan thực hiện</a></li></ul>"
    search = "<div><label>Cơ quan thực hiện</label><select><option>Sở Mẫu</option></select></div>"
    read = DetailPage((menu + search).encode() + made())

    assert (read.sector, read.executing, read.unknown_labels) == (None, None, ())


@pytest.mark.parametrize(
    "layout",
    [
        "<ul class='nav nav-tabs'><li><a href='#t1'>Trình tự thực hiện</a></li></ul><div id='t1'>a<br>b</div>",
        "<div><h4><a data-toggle='collapse' href='#c1'>Trình tự thực hiện</a></h4><div id='c1'>a<br>b</div></div>",
        "<fieldset><legend>Trình tự thực hiện</legend><p>a</p><p>b</p></fieldset>",
        "<details><summary>Trình tự thực hiện</summary>a<br>b</details>",
        "<table><tr><td colspan=2>Trình tự thực hiện</td></tr><tr><td colspan=2>a<br>b</td></tr></table>",
        "<div class='row'><div class='col-4'>Trình tự thực hiện</div><div class='col-8'>a<br>b</div></div>",
        "<p><strong>Trình tự thực hiện:</strong></p><p>a</p><p>b</p>",
    ],
)
def test_a_label_may_stand_beside_above_or_far_from_its_value(layout: str) -> None:
    """Tabs, folds, fieldsets, rows that fill the table, pairs of elements, paragraphs."""
    read = DetailPage(made() + layout.encode()).procedure("mau", "1")

    assert read.steps is not None
    assert [step.text for step in read.steps] == ["a\nb"]


def test_labels_in_running_text_are_read_where_nothing_marks_them() -> None:
    """ "Mã thủ tục: 1.099001" as a plain line."""
    body = "<div><p>Mã thủ tục: <b>1.099001</b></p><p>Tên thủ tục: Mẫu<br>Phí, lệ phí: Không</p></div>".encode()
    read = DetailPage(body)

    assert (read.code, read.name, read.fee_text) == ("1.099001", "Mẫu", "Không")


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "", ""),
        ("utf-8", "<meta charset=windows-1252>", ""),
        ("utf-8-sig", "", ""),
        ("utf-16", "", ""),
        ("utf-8", "", "text/html; charset=ISO-8859-1"),
        ("cp1258", "<meta charset=windows-1258>", ""),
        ("cp1258", "", "text/html; charset=windows-1258"),
    ],
)
def test_the_encoding_is_found(encoding: str, declared: str, header: str) -> None:
    """By its mark, the header, the page's declaration, or because it is UTF-8 beyond doubt."""
    name = "Cấp sổ mẫu" if encoding != "cp1258" else "C\u00e2\u0301p s\u00f4\u0309 m\u00e2\u0303u"
    text = f"<html><head>{declared}</head><table><tr><th>T\u00ean TTHC</th><td>{name}</td></tr></table></html>"
    read = DetailPage(text.encode(encoding), Site(required=("name",), charset=header))

    assert read.name == name


# --- hostile pages ----------------------------------------------------------------


@pytest.mark.parametrize(
    "junk",
    [
        "<div>" * 60_000,
        "<b>" * 1_500,
        "<table><tr><td>" * 1_500,
        "<ul><li>" * 900,
        "<a href=x>" * 1_500,
        "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">",
        "<p a=1 class='label'>Phí</p>" * 5_000,
        "<table>" + "<tr><td rowspan=9999 colspan=9999>a" * 300 + "</table>",
        "<table>" + "<tr><th>Thành phần hồ sơ<td>- a" * 2_000 + "</table>",
        "&#0;&#xD800;&#x110000;\x01\x00",
        "<![CDATA[ x ]]><?php x ?><!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
        "</td></tr></table></body></html><html><body>",
    ],
)
def test_a_hostile_page_is_read_or_refused(junk: str) -> None:
    """Depth, attributes, spans and broken tags cost bounded work and raise nothing else."""
    for body in (junk.encode() + made(), made(("Hồ sơ", junk)), made(("Trình tự thực hiện", junk))):
        try:
            read = DetailPage(body).procedure("mau", "1")
        except Unreadable:
            continue
        assert read.name


@pytest.mark.parametrize(
    "body",
    [
        "<a href=x>a</a>" * 20_000,
        "<div>" * 1_000 + "<a href=x>a</a>" * 5_000,
        "<table><tr><td>" * 500 + "<a href=x>1.099001</a>" * 500,
        "<ul>" + "<li>1.099001 <a href=x>a</a>" * 5_000,
        "<table><tr><th>Tên thủ tục" + "<tr><td><a href=x>a</a>" * 5_000,
    ],
)
def test_a_hostile_list_is_read_or_refused(body: str) -> None:
    """As many links as there may be, each is looked at once."""
    try:
        items = ListPage(body.encode()).items
    except Unreadable:
        return
    assert all(item.name for item in items)


TAGS = str.split(
    "<p> </p> <div> </div> <b> </b> <ul> <li> </ul> <br> <table> <tr> <td> <th> </td> </tr> </table> <dl> <dt> <dd>"
    " </dl> <h4> </h4> <a/href=x> </a> <span/class=label> </span> <script> </script> <!-- --> <pre> </pre> <select>"
    " <td/rowspan=3> <td/colspan=2> &nbsp; &lt; : ;"
)
TEXTS = ["Thành phần hồ sơ", "Mã thủ tục", "Tên thủ tục", "Phí", "Tên giấy tờ", "Bản chính", "Như trên"]
MARKUP = st.lists(st.one_of(st.sampled_from(TAGS), st.sampled_from(TEXTS), st.text(max_size=8)), max_size=40).map(
    "".join
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP, st.booleans())
def test_no_page_raises_anything_but_unreadable(markup: str, in_row: bool) -> None:
    """Whatever the page, it is read or refused, as a detail and as a list."""
    body = made(("Hồ sơ", markup), ("Hình thức nộp", markup)) if in_row else markup.encode("utf-8", "replace")
    for read in (lambda: DetailPage(body).procedure("a", "b"), lambda: ListPage(body).items):
        try:
            read()
        except Unreadable as refused:
            assert refused.text.endswith((".", "?"))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_unreadable(body: bytes) -> None:
    """The same for bytes that are no page at all."""
    for read in (lambda: DetailPage(body + made()).name, lambda: ListPage(body).items):
        try:
            read()
        except Unreadable:
            continue


LABELS = str.split(
    "Lĩnh vực|Cấp thực hiện|Quyết định công bố|Trình tự thực hiện|Cách thức thực hiện|Thời hạn giải quyết|Phí, lệ phí"
    "|Thành phần hồ sơ|Số bộ hồ sơ|Mẫu đơn, tờ khai|Kết quả thực hiện|Yêu cầu, điều kiện|Căn cứ pháp lý"
    "|Cơ quan thực hiện|Đối tượng thực hiện|Cơ quan phối hợp|Mức độ|Từ khóa|Nhãn chưa biết",
    "|",
)
SOME = str.split("sổ giấy khai, sinh; Trực tiếp qua mạng không 12 nộp: bản-chính (x) Ủy Sở 3, - Bước")
WORDS = st.lists(st.sampled_from(SOME), max_size=6)
LEAVES = WORDS.map(lambda words: html.escape(" ".join(words)))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["p", "div", "b", "span", "i"]), inner).map(lambda t: f"<{t[0]}>{t[1]}</{t[0]}>"),
        st.lists(inner, max_size=3).map(lambda parts: "<ul>" + "".join(f"<li>{p}</li>" for p in parts) + "</ul>"),
        st.lists(inner, max_size=3).map("<br>".join),
        st.lists(inner, max_size=3).map(lambda parts: " ".join(f"- {p}<br>" for p in parts)),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(LABELS), VALUES, st.sampled_from(["<tr><th>{}</th><td>{}</td></tr>", "<tr><td>{}<td>{}"]))
def test_every_visible_word_of_a_value_is_in_the_reading(label: str, value: str, layout: str) -> None:
    """Whatever a value is made of, each of its words stands in the procedure, as often as it is shown."""
    read = DetailPage(made((label, value), layout=layout)).procedure("a", "b")
    told = canonical_json(read)

    for word, times in Counter(_words(value)).items():
        assert told.count(word) >= times


def _words(value: str) -> list[str]:
    """The words between the tags, without their punctuation."""
    text = html.unescape(re.sub("<[^>]*>", " ", value))
    return [word for raw in text.split() if (word := raw.strip(",;:.-()"))]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(LEAVES.filter(str.strip), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5))
def test_every_row_of_a_table_of_papers_is_a_paper(rows: list[tuple[str, int, int]]) -> None:
    """As many papers as rows, each with its own numbers."""
    cells = "".join(f"<tr><td>{i}<td>Giấy {name}<td>{a}<td>{b}" for i, (name, a, b) in enumerate(rows, 1))
    head = "<tr><th>STT<th>Tên giấy tờ<th>Bản chính<th>Bản sao"
    (read,) = papers(f"<table>{head}{cells}</table>")

    assert read == ("", [(" ".join(html.unescape(f"Giấy {name}").split(" ")), a, b) for name, a, b in rows])
