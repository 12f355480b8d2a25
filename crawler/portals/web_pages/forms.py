"""Mẫu đơn, tờ khai: what a cell or a line offers for download, and under which name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from bs4.element import PageElement

from analysis.model import Form
from crawler.portals.web_pages.labels import key, says_none
from crawler.portals.web_pages.tables import parts_of, resolved, sheet
from crawler.portals.web_pages.text import Line, Link

#: Words on a link that say what a click does, not what it leads to.
_CLICK = frozenset(
    """tải về/tải xuống/download/tải/xem/tại đây/tải file/tải biểu mẫu/tải mẫu/xem chi tiết/file/tải tệp/tải về máy
    /xem mẫu/tải mẫu đơn/link/đính kèm/file đính kèm/tệp đính kèm/tải tệp tin/tải file về/click vào đây
    /tải tại đây/chi tiết/nộp hồ sơ/nộp trực tuyến""".replace("\n    ", "").split("/")
)
_AROUND = re.compile(r"^[\s\u00a0:;,.()\[\]|–-]+|[\s\u00a0:;,(\[|–-]+$|[\s\u00a0]*[(\[][\s\u00a0]*[)\]]$")
_MARK = re.compile(r"^(?:[-–+*•]|\d{1,2}[.)])[\s\u00a0]+")


def is_click(text: str) -> bool:
    """Whether a link's words only say that one may click."""
    return not re.search(r"\w", text) or key(text) in _CLICK


#: The name of a file, as the words of a link that stands behind a paper's name.
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt|zip|rar|jpe?g|png)\W*$", re.IGNORECASE)


def bare_of_links(lines: Sequence[Line], *, of_files: bool = False) -> str:
    """The text without words such as "Tải về" of its links; with ``of_files`` also without names of linked files."""
    return "\n".join(text for line in lines if (text := _bare(line, of_files=of_files)).strip() or not line.links)


def _bare(line: Line, *, of_files: bool = False) -> str:
    text = line.text
    removed = False
    for link in line.links:
        named = of_files and _FILE.search(link.text) is not None and re.search(r"\w", text.replace(link.text, ""))
        if link.text and (named or is_click(link.text)) and (at := text.rfind(link.text)) >= 0:
            text, removed = text[:at] + text[at + len(link.text) :], True
    return _AROUND.sub("", _AROUND.sub("", text)) if removed else text


def forms_of(lines: Sequence[Line]) -> tuple[Form, ...]:
    """The forms of a cell or of some lines: each link, and each name that has none."""
    found: list[Form] = []
    waiting = ""  # a name whose link may stand on the next line
    for line in lines:
        if not line.links:
            found += _named(waiting)
            waiting = _MARK.sub("", line.text)
            continue
        bare = _MARK.sub("", _bare(line))
        names = [link.text for link in line.links if not is_click(link.text)]
        if not names and not bare.strip() and waiting:
            bare, waiting = waiting, ""
        found += _named(waiting)
        waiting = ""
        found += _linked(line, bare)
    found += _named(waiting)
    return tuple(found)


def _named(name: str) -> list[Form]:
    return [] if says_none(name) else [Form("", name, "")]


def _linked(line: Line, bare: str) -> list[Form]:
    alone = len(line.links) == 1
    forms = []
    for link in line.links:
        name = link.text if not is_click(link.text) else bare
        if alone and bare.strip() and len(bare) > len(name):
            name = bare
        forms.append(Form("", name if re.search(r"\w", name) else _of_target(link), link.target))
    return forms


def _of_target(link: Link) -> str:
    """A name for a link that is only an icon."""
    if link.title and not is_click(link.title):
        return link.title
    if "(" in link.target:
        return ""
    return unquote(link.target.partition("?")[0].rstrip("/").rpartition("/")[2])


def listed_forms(nodes: Sequence[PageElement]) -> tuple[Form, ...]:
    """The forms of a value of their own: lines, or rows of a table with a name and a link."""
    found: list[Form] = []
    for part in parts_of(nodes):
        if not part.rows:
            found += forms_of(part.lines)
            continue
        table = sheet(part.rows)
        for row in resolved(table.body):
            cells = [c for i, c in enumerate(row) if table.meanings[i] != "order" and (i == 0 or c is not row[i - 1])]
            lines = [line for cell in cells for line in cell.lines if not _is_number(cell.text)]
            text = " ".join(_MARK.sub("", line.text) for line in lines if line.text)
            links = tuple(link for line in lines for link in line.links)
            found += forms_of((Line(text, links=links),))
    return tuple(found)


def _is_number(text: str) -> bool:
    return text.strip().rstrip(".)").isdigit()
