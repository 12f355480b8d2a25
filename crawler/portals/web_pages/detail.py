"""The rows of a page as the parts of a procedure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import PageElement

from analysis.model import (
    Agency,
    Decision,
    DossierCase,
    Form,
    LegalBasis,
    Level,
    Procedure,
    Step,
    SubmissionMethod,
    Term,
)
from crawler.portals.web_pages import values
from crawler.portals.web_pages.document import refuse
from crawler.portals.web_pages.forms import forms_of
from crawler.portals.web_pages.labels import key, says_none, says_nothing, unit_of
from crawler.portals.web_pages.methods import Methods, read_methods, with_unit
from crawler.portals.web_pages.papers import Papers, read_papers
from crawler.portals.web_pages.rows import Row, find_rows
from crawler.portals.web_pages.site import Site
from crawler.portals.web_pages.tables import is_ditto, parts_of, sheet
from crawler.portals.web_pages.text import Line, lines_of, text_of

_AGENCIES = ("executing", "authority", "authorized", "coordinating")
_FEES = {"fees": "", "fee": "Phí: ", "charge": "Lệ phí: "}
#: Vietnamese names of required fields, for the sentence that says which is missing.
NAMES = {"code": "Mã thủ tục", "name": "Tên thủ tục", "sector": "Lĩnh vực", "dossier": "Thành phần hồ sơ"}


@dataclass
class Reading:
    """Everything that a page tells, datum by datum."""

    rows: dict[str, Row]
    unknown: list[str]
    extra: list[tuple[str, str]] = field(default_factory=list)
    papers: Papers | None = None
    methods: Methods | None = None

    # Each of these is None where the page has no such label.

    def text(self, name: str) -> str | None:
        """A datum that is kept as text, word for word."""
        row = self.rows.get(name)
        return None if row is None else row.text

    def made[T](self, name: str, make: Callable[[Row], T]) -> T | None:
        """A datum made of its row."""
        row = self.rows.get(name)
        return None if row is None else make(row)


def read_detail(soup: BeautifulSoup, site: Site) -> Reading:
    """The labels of a page, each once, and what does not fit any of them."""
    found = find_rows(soup, site)
    if not found:
        raise refuse("Không tìm thấy nhãn nào của một thủ tục trong trang.")
    reading = Reading({}, [])
    return reading
