"""The rows of a page as data: each label once, fees in one text, and nothing shown that is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup

from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.labels import key, says_nothing
from crawler.portals.web_pages.rows import find_rows
from crawler.portals.web_pages.search import Row
from crawler.portals.web_pages.site import Site
from crawler.portals.web_pages.tables import is_ditto
from crawler.portals.web_pages.text import text_of

#: Labels of a page: some thirty are usual.
_MOST_ROWS = 1_000
#: Lists whose "Như trên" means the agency of the row above.
_AGENCIES = frozenset({"executing", "authority", "authorized", "coordinating"})


@dataclass
class Data:
    """The rows by what they mean; what has no place of its own in ``extra``; labels that are not known."""

    rows: dict[str, Row] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """A datum that is kept as text, word for word; None where no label announces it."""
        row = self.rows.get(name)
        return None if row is None else row.text

    @property
    def fee_text(self) -> str | None:
        """Phí, lệ phí as one text: apart only where the page has them apart."""
        shown = {name: text for name in ("fees", "fee", "charge") if (text := self.text(name)) is not None}
        basis = self.text("fee_basis")
        if not shown and basis is None:
            return None
        full = {name: text for name, text in shown.items() if text.strip()}
        told = list(full.values()) if len(shown) < 2 else [_LEADS[name] + text for name, text in full.items()]
        return "\n".join([*told, f"Căn cứ: {basis}"] if basis and basis.strip() else told)


_LEADS = {"fees": "", "fee": "Phí: ", "charge": "Lệ phí: "}


def read_data(soup: BeautifulSoup, site: Site) -> Data:
    """The labels of a page, each once, in page order."""
    data = Data()
    above: Row | None = None
    found = find_rows(soup, site)
    if len(found) > _MOST_ROWS:
        raise refuse(f"Trang có {len(found)} nhãn, quá nhiều cho một thủ tục.")
    for row in found:
        if row.field is None or row.field == "other":
            _keep(data, row)
            continue
        if row.field in _AGENCIES and above is not None and is_ditto(row.text):
            row.nodes = above.nodes
        _place(data, row)
        above = row if row.field in _AGENCIES else above
    if site.title:
        _title(data, soup, site)
    return data


def _keep(data: Data, row: Row) -> None:
    if row.field is None:
        data.unknown.append(row.label)
    if (text := row.text).strip():
        data.extra.append((key(row.label), text))


def _place(data: Data, row: Row) -> None:
    """A label seen twice: rows of one container go on; elsewhere the first that says something counts."""
    assert row.field is not None
    known = data.rows.get(row.field)
    if known is None:
        data.rows[row.field] = row
        return
    old, new = known.text, row.text
    if _same(old, new) or not new.strip():
        return
    if known.home == row.home and old.strip() and row.field not in ("code", "name"):
        known.nodes += row.nodes
    elif says_nothing(old):
        data.rows[row.field] = row
        if old.strip():
            data.extra.append((key(known.label), old))
    else:
        data.extra.append((key(row.label), new))


def _same(a: str, b: str) -> bool:
    return a.split() == b.split()


def _title(data: Data, soup: BeautifulSoup, site: Site) -> None:
    found = [tag for tag in soup.select(site.title) if text_of([tag]).strip()]
    if not found:
        return
    if "name" not in data.rows:
        data.rows["name"] = Row("", "name", tuple(found[0].contents), id(found[0]))


def missing(data: Data, required: Sequence[str]) -> tuple[str, ...]:
    """Required data without a label, or with a blank value."""
    return tuple(name for name in required if says_nothing(data.text(name) or "") and not _is_shown_list(data, name))


def _is_shown_list(data: Data, name: str) -> bool:
    """A list may well be shown and empty; a name or a code may not."""
    return name in data.rows and name not in ("code", "name")


def require(data: Data, required: Sequence[str]) -> None:
    """Refuses a page without what every page of the site has."""
    if not data.rows:
        raise refuse("Không tìm thấy nhãn nào của một thủ tục trong trang.")
    if lost := missing(data, required):
        named = ", ".join(NAMES.get(name, name) for name in lost)
        raise refuse(f"Trang thiếu phần bắt buộc: {named}.")


#: Vietnamese names of data that a site may require.
NAMES = {
    "code": "mã thủ tục",
    "name": "tên thủ tục",
    "sector": "lĩnh vực",
    "levels": "cấp thực hiện",
    "executing": "cơ quan thực hiện",
    "subjects": "đối tượng thực hiện",
    "steps": "trình tự thực hiện",
    "methods": "cách thức thực hiện",
    "time_text": "thời hạn giải quyết",
    "fees": "phí, lệ phí",
    "dossier": "thành phần hồ sơ",
    "results": "kết quả thực hiện",
    "conditions": "yêu cầu, điều kiện",
    "legal_bases": "căn cứ pháp lý",
    "decision": "quyết định công bố",
}
