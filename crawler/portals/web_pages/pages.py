"""Pages of a province's own portal (cổng có trang riêng): the list of procedures and the page of one.

No such portal's HTML is known for certain, so the layout is configuration
(:class:`Site`) and labels are read by meaning. Texts are kept word for word. What is
not understood is told (``unknown_labels``), kept (``Procedure.extra``), or makes the
page unreadable; it is never left out without a word.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from bs4 import BeautifulSoup

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
from crawler.portals.web_pages.data import Data, missing, read_data, require
from crawler.portals.web_pages.document import parsed
from crawler.portals.web_pages.dossier import Papers
from crawler.portals.web_pages.forms import listed_forms
from crawler.portals.web_pages.labels import says_none, says_nothing, unit_of
from crawler.portals.web_pages.listing import Listed, ListReading, is_empty, numbers_linked, read_list
from crawler.portals.web_pages.methods import Methods, read_methods, with_unit
from crawler.portals.web_pages.papers import read_papers
from crawler.portals.web_pages.site import GENERIC, Site
from crawler.portals.web_pages.strainer import Begin, kept_for

__all__ = ["DetailPage", "ListPage", "Listed", "Site"]


def _tree(body: bytes, site: Site, begins: tuple[Begin, ...] | None = None) -> BeautifulSoup:
    soup = parsed(body, site.charset, begins)
    if site.unseen:
        for tag in soup.select(site.unseen):
            tag.extract()
    return soup


class ListPage:
    """One page of the list of procedures."""

    def __init__(self, body: bytes, site: Site = GENERIC) -> None:
        self._body, self._site = body, site

    @property
    def items(self) -> tuple[Listed, ...]:
        """The procedures of this page, in page order."""
        return self._read.items

    @property
    def total(self) -> int | None:
        """How many procedures the page says the list has; None when it does not say."""
        return self._read.total

    @property
    def next_url(self) -> str:
        """The link to the next page, as written; empty when there is none."""
        return self._read.next_url

    @property
    def blank(self) -> int:
        """How many rows are left blank."""
        return self._read.blank

    @property
    def base(self) -> str:
        """Where the page says its links begin from; empty: at its own address."""
        return self._read.base

    @property
    def is_empty(self) -> bool:
        """Whether the page is a fragment without anything."""
        return is_empty(self._soup)

    @property
    def is_cut_off(self) -> bool:
        """Whether a whole page begins here and does not end."""
        words = self._body.lower()
        return b"<html" in words and b"</html" not in words and b"</body" not in words

    def numbers_linked(self, parameter: str) -> set[int]:
        """The pages that links of this one lead to, by a parameter that counts them."""
        return numbers_linked(self._soup, parameter)

    @cached_property
    def _soup(self) -> BeautifulSoup:
        return _tree(self._body, self._site)

    @cached_property
    def _read(self) -> ListReading:
        return read_list(self._soup, self._site)


class DetailPage:
    """The page of one procedure. Every property is None where no label of the page announces it."""

    def __init__(self, body: bytes, site: Site = GENERIC) -> None:
        self._body, self._site = body, site

    def procedure(self, portal: str, portal_id: str) -> Procedure:
        """All properties below as one value."""
        return Procedure(
            portal=portal,
            portal_id=portal_id,
            code=self.code,
            name=self.name,
            sector=self.sector,
            issuer=self.issuer,
            levels=self.levels,
            decision=self.decision,
            kind=self.kind,
            state=self.state,
            steps=self.steps,
            methods=self.methods,
            dossier=self.dossier,
            subjects=self.subjects,
            executing=self.executing,
            authority=self.authority,
            authorized=self.authorized,
            coordinating=self.coordinating,
            results=self.results,
            conditions=self.conditions,
            legal_bases=self.legal_bases,
            receiving_places=self.receiving_places,
            note=self.note,
            keywords=self.keywords,
            time_text=self.time_text,
            fee_text=self.fee_text,
            dossier_count=self.dossier_count,
            service_level=self.service_level,
            partial_reason=self.partial_reason,
            forms=self.forms,
            extra=self.extra,
        )

    # --- what the page object understood of the page ---------------------------

    @property
    def unknown_labels(self) -> tuple[str, ...]:
        """Labels and headings of columns that this reading does not know, as written."""
        parts = (self._papers, self._methods)
        return (*self._found.unknown, *(label for part in parts if part for label in part.unknown))

    @property
    def missing_labels(self) -> tuple[str, ...]:
        """Required data that the page does not show; reading such a page raises Unreadable."""
        return missing(self._found, self._site.required)

    @property
    def is_of_procedure(self) -> bool:
        """Whether the page shows what it must and several data more. Raises Unreadable."""
        return len(self._data.rows) >= _SEVERAL

    # --- in the order of the usual page ----------------------------------------

    @property
    def code(self) -> str:
        """Mã thủ tục, as written; empty where the site shows none."""
        return self._data.text("code") or ""

    @property
    def name(self) -> str:
        """Tên thủ tục."""
        return self._data.text("name") or ""

    @property
    def sector(self) -> Term | None:
        """Lĩnh vực."""
        return self._term("sector")

    @property
    def issuer(self) -> Term | None:
        """Cơ quan ban hành, cơ quan công bố."""
        return self._term("issuer")

    @property
    def levels(self) -> tuple[Level, ...] | None:
        """Cấp thực hiện; words that say more than the levels are kept in ``extra``."""
        text = self._data.text("levels")
        return None if text is None else values.levels(text)[0]

    @property
    def decision(self) -> Decision | None:
        """Quyết định công bố, with its day and issuer also where they have rows of their own."""
        text, day = self._data.text("decision"), self._data.text("decision_day")
        if text is None and day is None:
            return None
        read, _ = values.decision(text or "")
        if text is None:
            read = replace(read, number=None)
        issuer = self._data.text("issuer") if text and text.strip() else None
        return replace(read, day=read.day or values.day_of(day or ""), issuer=read.issuer or issuer or "")

    @property
    def kind(self) -> str | None:
        """Loại thủ tục."""
        return self._data.text("kind")

    @property
    def state(self) -> str | None:
        """Tình trạng hiệu lực."""
        return self._data.text("state")

    @property
    def service_level(self) -> str | None:
        """Mức độ dịch vụ công trực tuyến, in the page's words."""
        return self._data.text("service_level")

    @property
    def partial_reason(self) -> str | None:
        """Lý do chỉ cung cấp một phần."""
        return self._data.text("partial_reason")

    @property
    def steps(self) -> tuple[Step, ...] | None:
        """Trình tự thực hiện."""
        row = self._data.rows.get("steps")
        return None if row is None else values.steps(row.nodes)

    @property
    def methods(self) -> tuple[SubmissionMethod, ...] | None:
        """Cách thức thực hiện."""
        self._require()
        return None if self._methods is None else tuple(self._methods.methods)

    @property
    def time_text(self) -> str | None:
        """Thời hạn giải quyết as one text; a bare number takes the unit of its label."""
        row = self._data.rows.get("time_text")
        return None if row is None else with_unit(row.text, row.label)

    @property
    def fee_text(self) -> str | None:
        """Phí, lệ phí as one text."""
        return self._data.fee_text

    @property
    def dossier(self) -> tuple[DossierCase, ...] | None:
        """Thành phần hồ sơ."""
        self._require()
        return None if self._papers is None else self._papers.dossier

    @property
    def dossier_count(self) -> str | None:
        """Số bộ hồ sơ, also where it stands among the papers."""
        shown = self._data.text("dossier_count")
        return shown if shown is not None or self._papers is None else self._papers.count

    @property
    def forms(self) -> tuple[Form, ...] | None:
        """Mẫu đơn, tờ khai listed apart from the papers."""
        row = self._data.rows.get("forms")
        return None if row is None else listed_forms(row.nodes)

    @property
    def subjects(self) -> tuple[Term, ...] | None:
        """Đối tượng thực hiện."""
        row = self._data.rows.get("subjects")
        if row is None:
            return None
        return () if says_nothing(row.text) else values.subjects(row.lines)

    @property
    def executing(self) -> tuple[Agency, ...] | None:
        """Cơ quan thực hiện."""
        return self._agencies("executing")

    @property
    def authority(self) -> tuple[Agency, ...] | None:
        """Cơ quan có thẩm quyền quyết định."""
        return self._agencies("authority")

    @property
    def authorized(self) -> tuple[Agency, ...] | None:
        """Cơ quan được ủy quyền."""
        return self._agencies("authorized")

    @property
    def coordinating(self) -> tuple[Agency, ...] | None:
        """Cơ quan phối hợp."""
        return self._agencies("coordinating")

    @property
    def receiving_places(self) -> str | None:
        """Địa chỉ tiếp nhận hồ sơ."""
        return self._data.text("receiving_places")

    @property
    def results(self) -> tuple[Term, ...] | None:
        """Kết quả thực hiện."""
        row = self._data.rows.get("results")
        if row is None:
            return None
        return () if says_nothing(row.text) else values.results(row.nodes)

    @property
    def conditions(self) -> str | None:
        """Yêu cầu, điều kiện thực hiện."""
        return self._data.text("conditions")

    @property
    def legal_bases(self) -> tuple[LegalBasis, ...] | None:
        """Căn cứ pháp lý."""
        row = self._data.rows.get("legal_bases")
        if row is None:
            return None
        return () if says_nothing(row.text) else values.legal_bases(row.nodes)

    @property
    def keywords(self) -> str | None:
        """Từ khóa."""
        return self._data.text("keywords")

    @property
    def note(self) -> str | None:
        """Mô tả, ghi chú."""
        return self._data.text("note")

    @property
    def extra(self) -> tuple[tuple[str, str], ...] | None:
        """What else the page shows, by its label: nothing shown is lost."""
        kept = [*self._data.extra, *self._unsaid()]
        for part in (self._papers, self._methods):
            kept += part.left if part else []
        return tuple(dict.fromkeys(kept)) or None

    # --- beneath ----------------------------------------------------------------

    def _unsaid(self) -> list[tuple[str, str]]:
        """Words of values that the value read from them does not hold."""
        data = self._data
        kept = []
        levels, decision, day = data.text("levels"), data.text("decision"), data.text("decision_day")
        if levels is not None and values.levels(levels)[1]:
            kept.append(("cấp thực hiện", levels))
        if decision is not None and values.decision(decision)[1]:
            kept.append(("quyết định công bố", decision))
        if day and values.day_of(day) is None:
            kept.append(("ngày quyết định", day))
        for name, label in _LISTS.items():
            text = data.text(name)
            said = says_none if name in _MAY_BE_NONE else says_nothing
            if text and text.strip() and said(text):
                kept.append((label, text))
        time = data.rows.get("time_text")
        if time is not None and unit_of(time.label):
            kept.append(("thời hạn giải quyết", time.label))
        return kept

    def _agencies(self, name: str) -> tuple[Agency, ...] | None:
        row = self._data.rows.get(name)
        if row is None:
            return None
        said = says_none if name in _MAY_BE_NONE else says_nothing
        return () if said(row.text) else values.agencies(row.lines)

    def _term(self, name: str) -> Term | None:
        text = self._data.text(name)
        return None if text is None else Term("", text)

    def _require(self) -> None:
        require(self._found, self._site.required)

    @property
    def _data(self) -> Data:
        self._require()
        return self._found

    @cached_property
    def _found(self) -> Data:
        return read_data(_tree(self._body, self._site, kept_for(self._site)), self._site)

    @cached_property
    def _papers(self) -> Papers | None:
        row = self._found.rows.get("dossier")
        return None if row is None else read_papers(row.nodes)

    @cached_property
    def _methods(self) -> Methods | None:
        row = self._found.rows.get("methods")
        return None if row is None else read_methods(row.nodes)


#: Labels that no notice and no login form would show by chance.
_SEVERAL = 3
#: Lists that may say in words that they are empty, and the label under which the words are kept.
_LISTS = {
    "subjects": "đối tượng thực hiện",
    "executing": "cơ quan thực hiện",
    "authority": "cơ quan có thẩm quyền",
    "authorized": "cơ quan được ủy quyền",
    "coordinating": "cơ quan phối hợp",
    "results": "kết quả thực hiện",
    "legal_bases": "căn cứ pháp lý",
    "forms": "mẫu đơn, tờ khai",
}
_MAY_BE_NONE = frozenset({"authorized", "coordinating", "forms"})
