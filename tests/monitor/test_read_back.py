"""Every number and label of the demonstration's nights, read back from every format, is the same in all of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup, Tag

from tests.demo import ENDS, play

#: The demonstration's nights: two complete, one refused, one read in part.
NIGHTS = ("20261120", "20261121", "20261122", "20261123")
COMPLETE, REFUSED, PARTIAL = NIGHTS[:2], NIGHTS[2], NIGHTS[3]
UNKNOWN = "chưa xác định"
#: The row of the headings in every sheet, counted as spreadsheets do.
HEAD = 5

Number = int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One discrepancy as a reader sees it, whatever the format."""

    section: str
    severity: str
    status: str
    code: str
    name: str
    sector: str
    rule: str
    part: str
    provincial: str
    national: str
    action: str
    desk: str
    first_seen: str
    nights: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one format tells of one night."""

    counts: dict[str, tuple[Number, Number]]  # label -> (value, of)
    notes: dict[str, str]  # label -> note
    lines: list[Line]
    desks: list[tuple[str, Number, int, int]]
    sectors: list[tuple[str, list[int]]]
    notice: list[str]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The reports on disk and what was printed while they were written."""

    folder: Path
    printed: dict[str, list[str]]

    def file(self, night: str, kind: str) -> Path:
        return self.folder / f"BC_chenh_lech_TTHC_STP_{night}.{kind}"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    folder = tmp_path_factory.mktemp("demo")
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("click.echo", lambda text="", **kwargs: None if kwargs.get("err") else print(text, file=out))
        config, ended = play(folder / "demo", lambda text: print(text, file=out))
    assert ended == ENDS
    parts = out.getvalue().split("\n=== ")[1:]
    printed = {night: part.splitlines()[1:] for night, part in zip(NIGHTS, parts, strict=True)}
    yield Demonstration(config.report.directory, printed)


# --- reading each format ----------------------------------------------------------------


def number(text: str) -> Number:
    return None if text == UNKNOWN else int(text.replace(".", ""))


def text(tag: Tag | None) -> str:
    """What is shown: without what is only said aloud."""
    assert tag is not None
    hidden = {id(x) for part in tag.select(".sr") for x in part.find_all(string=True)}
    return " ".join("".join(str(x) for x in tag.find_all(string=True) if id(x) not in hidden).split())


def of_html(path: Path) -> Told:
    soup = BeautifulSoup(path.read_bytes(), "lxml")
    counts, notes = {}, {}
    for box in soup.select(".figures [data-count]"):
        label, value = text(box.dt), box.select_one("dd:not(.sub)")
        part, _, whole = text(value).partition("/")
        counts[label] = (number(part.strip()), number(whole) if whole else None)
        if note := box.select_one("dd.sub"):
            notes[label] = text(note)
    for heading in soup.select("main h2[id]"):
        if tally := heading.select_one(".tally"):
            title = text(heading).removeprefix(text(heading.select_one(".no"))).removesuffix(text(tally)).strip()
            value = (number(text(tally)), None)
            assert counts.setdefault(title, value)[0] == value[0]
    label, _, value = text(soup.select_one(".presentation")).partition(": ")
    counts[label] = (number(value), None)
    rows = [[text(x) for x in row.select("th, td")] for row in soup.select(".mini tbody tr")]
    matrix = [[text(x) for x in row.select("th, td")] for row in soup.select("#sector-table tbody tr")]
    alert = soup.select("[role=alert] p")
    return Told(
        counts,
        notes,
        [_html_line(x) for x in soup.select("tbody.line")],
        [(x[0], None if x[1] == "–" else int(x[1]), int(x[2]), int(x[3])) for x in rows],
        [(x[0], [int(n) for n in x[1:]]) for x in matrix],
        [text(x).removeprefix("✕ ").removeprefix("! ") for x in alert],
    )


def _html_line(row: Tag) -> Line:
    section = row.find_parent("section")
    assert isinstance(section, Tag)
    heading = section.h2
    title = re.sub(r"^\d+ | \S+$", "", text(heading))
    opened = row.select_one(".opened")
    assert opened is not None
    sides = {side: _html_side(opened, side) for side in ("other", "one")}
    facts = {text(x.dt): text(x.dd) for x in opened.select(".why > div")}
    part = row.select_one(".part")
    what = row.select_one(".what")
    return Line(
        title,
        text(row.select_one(".sev")),
        text(row.select_one(".chip")),
        text(row.select_one(".id")) if row.select_one(".id") else "",
        text(row.select_one(".name")),
        text(row.select_one(".sector")) if row.select_one(".sector") else "",
        text(what).removesuffix(text(part)).strip() if part else text(what),
        text(part) if part else "",
        sides["other"],
        sides["one"],
        facts["Việc cần làm"],
        facts["Nơi xử lý"].partition(";")[0],
        text(row.select_one("td[data-label='Từ ngày'] .code")),
        int(text(row.select_one(".nights")).removesuffix(" đêm")),
    )


def _html_side(opened: Tag, side: str) -> str:
    box = opened.select_one(f".sides > section.{side}")
    if box is None:
        return "(quy tắc này không hỏi bên này)"  # a portal's own state has one side
    told = box.select_one(".whole .wording") or box.select_one(".wording") or box.select_one("p:not(.page)")
    return text(told)


def of_json(path: Path) -> Told:
    told = json.loads(path.read_bytes())
    titles = {x["key"]: x["title"] for x in told["sections"]}
    return Told(
        {x["label"]: (x["value"], x["of"]) for x in told["counts"]},
        {x["label"]: x["note"] for x in told["counts"]},
        [
            Line(
                titles[line["told"]["section"]],
                line["told"]["severity_name"],
                line["told"]["status_name"],
                x["code"],
                line["told"]["name"],
                x["sector"],
                line["told"]["rule_name"],
                line["told"]["part_name"],
                _joined(line["told"]["provincial_told"]),
                _joined(line["told"]["national_told"]),
                line["told"]["action"],
                line["told"]["desk"],
                _day(date.fromisoformat(x["first_seen"])),
                line["sighting"]["nights_seen"],
            )
            for x, line in zip(told["discrepancies"], told["lines"], strict=True)
        ],
        [
            (
                x["desk"] + (" (kiến nghị)" if x["is_ministry"] else ""),
                None if x["is_ministry"] else x["urgent"],
                x["other"],
                x["awaiting"],
            )
            for x in told["desks"]
        ],
        [(x["sector"], [*x["counts"], x["total"]]) for x in told["sectors"]],
        told["notice"]["lines"] if told["notice"] else [],
    )


def of_csv(path: Path) -> tuple[list[Line], set[str]]:
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    lines = [
        Line(
            x["Nhóm"],
            x["Mức độ"],
            x["Tình trạng"],
            x["Mã TTHC"],
            x["Tên TTHC"],
            x["Lĩnh vực"],
            x["Chênh lệch"],
            x["Bộ phận"],
            _joined(x["Phía tỉnh"]),
            _joined(x["Danh mục quốc gia"]),
            x["Việc cần làm"],
            x["Nơi xử lý"],
            x["Thấy từ ngày"],
            int(x["Số đêm"]),
        )
        for x in rows
    ]
    return lines, {x["Về đêm này"] for x in rows}


def of_xlsx(path: Path) -> tuple[Told, dict[str, list[tuple[str, str]]]]:
    """What the workbook tells, and of each desk's sheet the codes and the desks in it."""
    book = openpyxl.load_workbook(path)
    blocks: dict[str, list[list[Any]]] = {}
    block: list[list[Any]] = []
    for cells in book["Tổng hợp"].iter_rows(min_row=HEAD, values_only=True):
        if isinstance(cells[0], str) and cells[1] is None:
            block = blocks.setdefault(cells[0], [])
        elif isinstance(cells[0], int):
            block.append(list(cells[1:]))
    figures = blocks["Số liệu chính"]
    head = [x.value for x in book["Chi tiết"][HEAD]]
    rows = [dict(zip(head, x, strict=True)) for x in book["Chi tiết"].iter_rows(min_row=HEAD + 1, values_only=True)]
    sheets = {}
    own = {"Tổng hợp", "Chi tiết", "Theo xã", "Chờ ghép", "Thay đổi", "Bằng chứng", "Ngoài phạm vi", "Sự cố"}
    for sheet in book.worksheets:
        if sheet.title not in own:
            names = [x.value for x in sheet[HEAD]]
            at = names.index("Mã TTHC"), names.index("Nơi xử lý")
            told = sheet.iter_rows(min_row=HEAD + 1, values_only=True)
            sheets[sheet.title] = [(str(x[at[0]] or ""), str(x[at[1]])) for x in told]
    notice = [str(book["Chi tiết"][cell].value) for cell in ("A3", "A4")]
    return (
        Told(
            {x[0]: (_cell(x[1]), _cell(x[2]) if x[2] not in (None, "") else None) for x in figures if _is_count(x[0])},
            {x[0]: x[3] or "" for x in figures if _is_count(x[0])},
            [_xlsx_line(x) for x in rows if isinstance(x["STT"], int)],
            [(x[0], None if x[1] == "–" else x[1], x[2], x[3]) for x in blocks["Ai cần xử lý"]],
            [(x[0], x[1:7]) for x in blocks["Chênh lệch đang mở theo lĩnh vực và mức độ (không kể kiến nghị)"]],
            notice,
        ),
        sheets,
    )


def _is_count(label: str) -> bool:
    return label != "Số liệu của đêm" and not label.startswith("Tỷ lệ")


def _cell(value: Any) -> Number:
    assert value == UNKNOWN or isinstance(value, int), value
    return None if value == UNKNOWN else value


def _xlsx_line(x: dict[str, Any]) -> Line:
    return Line(
        x["Nhóm"],
        x["Mức độ"],
        x["Tình trạng"],
        x["Mã TTHC"] or "",
        x["Tên TTHC"],
        x["Lĩnh vực"] or "",
        x["Chênh lệch"],
        x["Bộ phận"] or "",
        _joined(x["Phía tỉnh"]),
        _joined(x["Danh mục quốc gia"]),
        x["Việc cần làm"],
        x["Nơi xử lý"],
        _day(x["Từ ngày"]),
        x["Số đêm"],
    )


def of_console(lines: list[str]) -> tuple[dict[str, tuple[Number, Number]], dict[str, str], list[str]]:
    counts: dict[str, tuple[Number, Number]] = {}
    notes = {}
    for line in lines:
        if found := re.fullmatch(r"([^:;]+): ([\d.]+|chưa xác định)(?:/([\d.]+))?(?: \((.*)\))?", line):
            counts[found[1]] = (number(found[2]), number(found[3]) if found[3] else None)
            notes[found[1]] = found[4] or ""
        elif re.search(r" (\d+|chưa xác định);", line) and not line.startswith(("  ", "Đêm", "Số", "Mọi")):
            for piece in line.split("; "):
                told = re.fullmatch(r"(.+) ([\d.]+|chưa xác định)", piece)
                assert told is not None, piece
                counts[told[1]] = (number(told[2]), None)
    return counts, notes, lines[:2]


def _day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def _joined(value: str) -> str:
    return " ".join(value.split())


def _bare(lines: list[Line]) -> list[tuple[Any, ...]]:
    """Severities without their sign, in an order of their own."""
    return sorted(tuple(vars_of(x).values()) for x in lines)


def vars_of(line: Line) -> dict[str, Any]:
    told = asdict(line)
    return told | {"severity": re.sub(r"^\W+ ", "", line.severity)}


# --- held against each other ------------------------------------------------------------


@pytest.mark.parametrize("night", NIGHTS)
def test_every_number_and_its_label_is_the_same_on_every_surface(demonstration: Demonstration, night: str) -> None:
    asked = of_json(demonstration.file(night, "json"))
    page = of_html(demonstration.file(night, "html"))
    book, _ = of_xlsx(demonstration.file(night, "xlsx"))
    counts, notes, _ = of_console(demonstration.printed[night])

    assert len(asked.counts) == 23
    assert book.counts == counts == asked.counts
    others = {"Chênh lệch đang mở theo lĩnh vực và mức độ", "Quy tắc đối chiếu"}
    assert {k: v for k, v in page.counts.items() if k not in others} == asked.counts
    assert page.counts["Chênh lệch đang mở theo lĩnh vực và mức độ"] == asked.counts["Chênh lệch đang mở"]
    assert {k: v for k, v in book.notes.items() if v} == {k: v for k, v in asked.notes.items() if v}
    assert {k: v for k, v in notes.items() if v} == {k: v for k, v in asked.notes.items() if v}
    assert {k: v for k, v in page.notes.items() if v} == {k: v for k, v in asked.notes.items() if v}


@pytest.mark.parametrize("night", NIGHTS)
def test_every_line_is_told_in_the_same_words_on_every_surface(demonstration: Demonstration, night: str) -> None:
    asked = _bare(of_json(demonstration.file(night, "json")).lines)

    assert asked
    assert _bare(of_html(demonstration.file(night, "html")).lines) == asked
    assert _bare(of_xlsx(demonstration.file(night, "xlsx"))[0].lines) == asked
    assert _bare(of_csv(demonstration.file(night, "csv"))[0]) == asked


@pytest.mark.parametrize("night", NIGHTS)
def test_a_count_of_a_part_is_the_number_of_its_lines(demonstration: Demonstration, night: str) -> None:
    told = of_json(demonstration.file(night, "json"))
    parts = {x.section for x in told.lines}

    assert {part: told.counts[part][0] for part in parts} == {
        part: sum(x.section == part for x in told.lines) for part in parts
    }
    still_open = told.counts["Cần xử lý ngay"][0], told.counts["Chênh lệch khác đang mở"][0]
    assert told.counts["Chênh lệch đang mở"][0] == sum(n or 0 for n in still_open)


@pytest.mark.parametrize("night", NIGHTS)
def test_every_desk_has_the_same_work_on_every_surface(demonstration: Demonstration, night: str) -> None:
    asked = of_json(demonstration.file(night, "json"))
    book, sheets = of_xlsx(demonstration.file(night, "xlsx"))
    page = of_html(demonstration.file(night, "html"))

    assert asked.desks == page.desks == book.desks
    assert asked.sectors == page.sectors == book.sectors
    assert {name: len(rows) for name, rows in sheets.items()} == {
        "Kiến nghị Bộ Tư pháp" if name.endswith("(kiến nghị)") else name: (urgent or 0) + other + awaiting
        for name, urgent, other, awaiting in asked.desks
    }
    assert all({desk for _, desk in rows} == {name.removeprefix("Kiến nghị ")} for name, rows in sheets.items())
    assert sum((urgent or 0) for _, urgent, _, _ in asked.desks) == asked.counts["Cần xử lý ngay"][0] or 0


@pytest.mark.parametrize("night", NIGHTS)
def test_a_night_that_was_not_read_is_told_in_the_same_two_lines_everywhere(
    demonstration: Demonstration, night: str
) -> None:
    asked = of_json(demonstration.file(night, "json")).notice

    assert len(asked) == (0 if night in COMPLETE else 2)
    assert of_html(demonstration.file(night, "html")).notice == asked
    assert of_csv(demonstration.file(night, "csv"))[1] == {" ".join(asked)}
    if asked:
        assert of_xlsx(demonstration.file(night, "xlsx"))[0].notice == asked
        assert of_console(demonstration.printed[night])[2] == asked


def test_a_refused_night_repeats_every_number_and_line_of_the_night_before(demonstration: Demonstration) -> None:
    before, refused = (of_json(demonstration.file(night, "json")) for night in (NIGHTS[1], REFUSED))
    tonight = {
        *("Mới đêm nay", "Nguồn không đọc đủ", "Đêm nay không nhìn được", "Sự cố đọc nguồn"),
        *("Thay đổi trên từng nguồn", "Lý do chưa kết luận được"),
    }

    assert {k: v for k, v in refused.counts.items() if k not in tonight} == {
        k: v for k, v in before.counts.items() if k not in tonight
    }
    own = {"Tình trạng của các cổng"}  # the province's front page was seen on that night too
    assert [x for x in refused.lines if x.section not in own] == [x for x in before.lines if x.section not in own]
    assert (refused.desks, refused.sectors) == (before.desks, before.sectors)
    assert refused.notice == [
        "Đêm 22/11/2026 không đối chiếu được vì không đọc được cả hai nguồn đối chiếu: tường lửa của cổng chặn "
        "(mã 200), câu trả lời không phải nội dung của cổng.",
        "Mọi số về công khai, mọi dòng chênh lệch là của đêm 21/11/2026, nhắc lại nguyên vẹn.",
    ]


@pytest.mark.parametrize("night", NIGHTS)
def test_dates_and_shares_of_the_workbook_are_dates_and_numbers(demonstration: Demonstration, night: str) -> None:
    book = openpyxl.load_workbook(demonstration.file(night, "xlsx"))
    texts = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_row=HEAD + 1)
        for cell in row
        if isinstance(cell.value, str)
        and re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d.*|[\d.,]+ ?%|\d{2}/\d{2}/\d{4} \d{2}:.*", cell.value)
    ]
    days = [
        cell.number_format
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, datetime)
    ]

    assert texts == []
    assert days and set(days) <= {"dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"}


#: What our programs and the portals' say among themselves.
RAW = re.compile(
    r"\b(complete|partial|failed|closed|pair|single|source|change|count|open|new|none|null|true|false)\b"
    r"|\b[A-Z]{2,}_[A-Z_]+\b|\b(STANDARD|UPDATED|ACTIVE|OTHER|SPECIFIC)\b|\bN\d{1,2} |`|\bdvcqg|\bdvc-tayninh\b",
)


@pytest.mark.parametrize("night", NIGHTS)
def test_people_read_words_and_never_codes(demonstration: Demonstration, night: str) -> None:
    soup = BeautifulSoup(demonstration.file(night, "html").read_bytes(), "lxml")
    for technical in soup.select("script, style, code, .url, .proof, .where"):
        technical.decompose()
    shown = {part for part in soup.stripped_strings if RAW.search(part)}
    book = openpyxl.load_workbook(demonstration.file(night, "xlsx"))
    cells = {
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_row=HEAD + 1)
        for cell in row
        if isinstance(cell.value, str) and not re.match(r"tthc |https?://", cell.value) and RAW.search(cell.value)
    }

    assert shown == set()
    assert {x for x in cells if "tthc-monitor" not in x and not re.search(r"tthc [a-z]+", x)} == set()


@pytest.mark.parametrize("night", NIGHTS)
def test_no_link_leads_to_an_interface(demonstration: Demonstration, night: str) -> None:
    soup = BeautifulSoup(demonstration.file(night, "html").read_bytes(), "lxml")
    book = openpyxl.load_workbook(demonstration.file(night, "xlsx"))
    links = {str(a["href"]) for a in soup.find_all("a", href=True) if not str(a["href"]).startswith("#")}
    cells = {
        str(cell.hyperlink.target)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink is not None
    }

    assert links and cells
    assert {x for x in links | cells if "/api/" in x} == set()
    pages = {x for x in links if re.search(r"/thu-tuc-hanh-chinh/[0-9a-f-]{36}$", x)}
    assert pages and pages <= cells
