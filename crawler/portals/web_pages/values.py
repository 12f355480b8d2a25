"""Values of labels as the words of the field: agencies, levels, decisions, steps, legal bases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from bs4.element import PageElement

from analysis.model import Agency, Decision, LegalBasis, Level, Step, Term
from analysis.readers.dates import read_date
from analysis.readers.letters import composed
from crawler.portals.web_pages.labels import says_nothing
from crawler.portals.web_pages.tables import Sheet, parts_of, resolved, sheet
from crawler.portals.web_pages.text import END, Line, either, lines_of, text_of

_MARK = re.compile(r"^(?:[-–—+*•●▪◦‣○■\uf0b7][\s\u00a0]*|(?:\d{1,2}[.)]|[a-zđ]\))[\s\u00a0]+)")
_BODIES = (
    "Ủy ban|Uỷ ban|UBND|Sở|Bộ|Cục|Phòng|Công an|Tòa án|Toà án|Viện|Trung tâm|Văn phòng|Chi cục|Tổng cục|Cơ quan"
    "|Ban|Hội|Đại sứ|Đoàn|Chi nhánh|Bộ phận|Tổ chức|Chủ tịch|Thanh tra|Kho bạc|Trường|Bệnh viện|Quỹ|Ngân hàng"
)
_BETWEEN_AGENCIES = re.compile(rf"\s*;\s*|\s*,\s+(?={either(_BODIES)}{END})")
_BETWEEN_SUBJECTS = re.compile(r"\s*;\s*|\s*,\s+(?=[A-ZĐÀ-ỸƯƠ])")
_BETWEEN_LINES = re.compile(r"\n")
_NUMBERED = re.compile(r"\d\s*/\s*(?:\d{4}\b|[A-ZĐ])")
_BASES = "Bộ luật|Luật|Nghị định|Thông tư|Nghị quyết|Quyết định|Pháp lệnh|Hiến pháp|Công văn|Chỉ thị|Công ước|Hiệp định"
_BETWEEN_BASES = re.compile(rf"\s*;\s*(?:và\s+)?[-+]?\s*(?={either(_BASES)}{END})")


def pieces(lines: Sequence[Line], between: re.Pattern[str]) -> list[str]:
    """The entries of a list: by line, then by what stands between two of them, never inside brackets."""
    found = []
    for line in lines:
        for piece in _cut(line.text, between):
            text = _MARK.sub("", piece.strip()).strip().removesuffix(";")
            found += [text] if text else []
    return found


def _cut(text: str, between: re.Pattern[str]) -> Iterator[str]:
    begin = depth = done = 0
    for match in between.finditer(text):
        for sign in text[done : match.start()]:
            depth = max(0, depth + (sign in "([") - (sign in ")]"))
        done = match.start()
        if depth == 0:
            yield text[begin : match.start()]
            begin = match.end()
    yield text[begin:]


def agencies(lines: Sequence[Line]) -> tuple[Agency, ...]:
    """Cơ quan, in page order."""
    return tuple(Agency(name) for name in pieces(lines, _BETWEEN_AGENCIES))


def subjects(lines: Sequence[Line]) -> tuple[Term, ...]:
    """Đối tượng thực hiện."""
    return tuple(Term("", name) for name in pieces(lines, _BETWEEN_SUBJECTS))


#: The code of a result on a line of its own.
_CODE = re.compile(either("Mã") + r"[\s\u00a0]*:[\s\u00a0]*([\w.-]+)$")


def results(nodes: Sequence[PageElement]) -> tuple[Term, ...]:
    """Kết quả thực hiện, from lines or from a table."""
    found: list[Term] = []
    for part in parts_of(nodes):
        if not part.rows:
            for text in pieces(part.lines, _BETWEEN_LINES):
                if (coded := _CODE.match(text)) and found and not found[-1].code:
                    found[-1] = Term(coded[1], found[-1].name)
                else:
                    found.append(Term("", text))
            continue
        table = sheet(part.rows)
        name_at, code_at = table.column("result", "title", "paper"), table.column("result_code", "paper_code")
        for row in resolved(table.body):
            name = row[name_at].text if name_at is not None and name_at < len(row) else _row_text(table, row)
            code = row[code_at].text if code_at is not None and name_at is not None and code_at < len(row) else ""
            found.append(Term(code, name))
    return tuple(found)


def _row_text(table: Sheet, row: Sequence[object], *but: int | None) -> str:
    """A row's cells without its running number, each once."""
    cells = [c for i, c in enumerate(row) if i not in but and table.meanings[i] != "order"]
    return ", ".join(text for cell in dict.fromkeys(cells) if (text := str(getattr(cell, "text", ""))).strip())


def legal_bases(nodes: Sequence[PageElement]) -> tuple[LegalBasis, ...]:
    """Căn cứ pháp lý: one entry a line as it is written, or a row of a table."""
    found: list[LegalBasis] = []
    for part in parts_of(nodes):
        if part.rows:
            found += _bases_of(sheet(part.rows))
        else:
            for line in part.lines:
                found += [LegalBasis("", text) for text in _apart(line.text) if text]
    return tuple(found)


def _apart(line: str) -> list[str]:
    """A line as written, cut only where each piece is an instrument with its own number."""
    cut = [text.strip() for text in _cut(line, _BETWEEN_BASES)]
    return cut if len(cut) > 1 and all(_NUMBERED.search(text) for text in cut) else [line.strip()]


def _bases_of(table: Sheet) -> Iterator[LegalBasis]:
    number_at, title_at = table.column("number", "code"), table.column("title", "note")
    for row in resolved(table.body):
        number = row[number_at].text if number_at is not None and number_at < len(row) else ""
        if title_at is None or title_at >= len(row):
            name = _row_text(table, row, number_at)
        else:
            rest = _row_text(table, row, number_at, title_at)
            name = ", ".join(text for text in (row[title_at].text, rest) if text.strip())
        if number.strip() or name.strip():
            yield LegalBasis(number, name)


# --- levels -------------------------------------------------------------------

_LEVELS = (
    (Level.MINISTRY, re.compile(r"\bbộ\b(?! phận)|(?<!trực thuộc )trung ương|\btw\b")),
    (Level.PROVINCE, re.compile(r"\btỉnh\b|\bsở\b|(?<!thuộc )\bthành phố\b(?! (?:trực )?thuộc tỉnh)|dùng chung")),
    (Level.COMMUNE, re.compile(r"\bxã\b(?! hội)|\bphường\b|\bđặc khu\b|\bthị trấn\b|dùng chung")),
    (Level.OTHER, re.compile(r"\bhuyện\b|\bquận\b|\bthị xã\b|\bkhác\b|thành phố (?:trực )?thuộc tỉnh")),
)
_EXPLAINED = re.compile(
    r"\b(?:cấp|bộ|tỉnh|xã|phường|dùng chung|và|hoặc|tw|trung ương|cơ quan khác|đặc khu|thành phố|ubnd"
    r"|ủy ban nhân dân)\b|[\W\d_]"
)


def levels(text: str) -> tuple[tuple[Level, ...], bool]:
    """Cấp thực hiện, and whether the words say more than the levels do."""
    words = " ".join(composed(text).casefold().split())
    if says_nothing(text):
        return (), bool(words)
    plain = words.replace("thị xã", "thị-xã")
    found = tuple(level for level, sign in _LEVELS if sign.search(plain if level is Level.COMMUNE else words))
    return found or (Level.OTHER,), not found or Level.OTHER in found or bool(_EXPLAINED.sub("", words))


# --- the decision -------------------------------------------------------------

_SIGN = r"[^\W_]"
_NUMBER = re.compile(
    rf"\d{{1,6}}{_SIGN}?\s*/\s*(?:\d{{4}}\s*/\s*)?(?:QĐ|QÐ|NQ|TB|KH){_SIGN}*(?:\s?[-–]\s?{_SIGN}+)*", re.IGNORECASE
)
_DAYS = (
    re.compile(r"(?:ngày\s+)?\d{1,2}\s*([/.-])\s*\d{1,2}\s*\1\s*\d{4}(?!\d)", re.IGNORECASE),
    re.compile(r"(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE),
)
_ISSUER = re.compile(
    r"(?:\bcủa|\bdo)\s+(?:Bộ|Chủ tịch|Thủ trưởng|Giám đốc|UBND|Ủy ban|Uỷ ban|Sở|HĐND|Hội đồng)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT = re.compile(r"[,;.]?\s*(?:về việc|v/v|về)\b.*|\s+ban hành\s*$|[.;,]\s*$", re.IGNORECASE | re.DOTALL)
_FRAME = re.compile(r"\b(?:quyết định|số|ngày|qđ|của|ban hành)\b|[\W_]", re.IGNORECASE)


def decision(text: str) -> tuple[Decision, bool]:
    """Quyết định công bố, and whether the text says more than number, day and issuer."""
    clean = composed(text)
    number = _NUMBER.search(clean)
    rest = clean.replace(number[0], " ", 1) if number else clean
    day, rest = _day_in(rest)
    said = _ISSUER.search(rest)
    issuer = " ".join(_ABOUT.sub("", said[0]).split()) if said else ""
    issuer = re.sub(r"^(?:của|do)\s+", "", issuer, flags=re.IGNORECASE)
    left = _FRAME.sub("", " ".join(rest.split()).replace(issuer, " ") if issuer else rest)
    if number is None:
        return Decision(text, day, issuer, None, ""), False
    return Decision(number[0], day, issuer, None, ""), bool(left)


def _day_in(text: str) -> tuple[date | None, str]:
    for sign in _DAYS:
        for match in sign.finditer(text):
            read = read_date(" ".join(match[0].split()))
            if isinstance(read, date):
                return read, text.replace(match[0], " ", 1)
    return None, text


def day_of(text: str) -> date | None:
    """The one day in a text."""
    return _day_in(composed(text))[0]


# --- steps --------------------------------------------------------------------

_STEP = re.compile(r"^\W*bước\s+(?:\d{1,2}|một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười)\b", re.IGNORECASE)
_POINT = re.compile(r"^(\d{1,2})[.)](?!\d)")


def steps(nodes: Sequence[PageElement]) -> tuple[Step, ...]:
    """Trình tự thực hiện: one step where the page begins one ("Bước 1", "1.", a list item), else the text whole."""
    lines = lines_of(nodes)
    starts = [i for i, line in enumerate(lines) if _STEP.match(composed(line.text))]
    if len(starts) < 2:
        starts = _counted(lines)
    if len(starts) < 2:
        starts = [i for i, line in enumerate(lines) if line.item == 1]
    if len(starts) < 2:
        text = text_of(nodes)
        return (Step("", text),) if text else ()
    cuts = [0, *(s for s in starts if s), len(lines)]
    texts = ("\n".join(line.text for line in lines[a:b]).strip("\n") for a, b in pairwise(cuts))
    return tuple(Step("", text) for text in texts if text)


def _counted(lines: Sequence[Line]) -> list[int]:
    """Lines that begin with 1., 2., 3. and so on, without a gap."""
    found = [(i, int(m[1])) for i, line in enumerate(lines) if (m := _POINT.match(line.text.strip()))]
    return [i for i, _ in found] if [n for _, n in found] == list(range(1, len(found) + 1)) else []
