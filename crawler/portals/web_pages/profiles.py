"""Presets of options (profiles): what is known of a family of portals, each fact with where it is known from.

A configuration names one and states what differs: ``options = { profile = "opencps_jsp", list_path = "…" }``.
No profile is proved on a portal that is live today; what the sources do not tell is
read by meaning and marked as reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Fact(NamedTuple):
    """One option of a profile and where it is known from."""

    option: str
    value: str
    source: str


@dataclass(frozen=True)
class Profile:
    """A family of portals."""

    title: str  # Vietnamese, for readers
    facts: tuple[Fact, ...]

    @property
    def options(self) -> dict[str, str]:
        """The facts as options of the adapter."""
        return {fact.option: fact.value for fact in self.facts}


_DANANG = "crawlers of dichvucong.danang.gov.vn published before 2025"
_OPENCPS = "OpenCPS v1, servicemgt/directory JSP at 668b6ccd (2017-04-04)"
_OLD = "pages of the national portal saved before 2026"
_LIFERAY = "Liferay's own search container"
_RECKONED = "reckoned"

_TTHC = "_thutuchanhchinh_WAR_dngdvcportlet_"
_TTHC_PAGE = (
    "/thu-tuc-hanh-chinh?p_p_id=thutuchanhchinh_WAR_dngdvcportlet&p_p_lifecycle=0&p_p_state=normal"
    "&p_p_mode=view&p_p_col_id=column-2&p_p_col_count=1"
)
_DVC = "_dichvucong_WAR_dngdvcportlet_"
_DVC_FRAGMENT = (
    "/dich-vu-cong?p_p_id=dichvucong_WAR_dngdvcportlet&p_p_lifecycle=2&p_p_state=normal&p_p_mode=view"
    f"&p_p_cacheability=cacheLevelPage&{_DVC}javax.portlet.action=loadDanhSachDichVuCong"
    f"&{_DVC}jspPage=%2Fhtml%2Fdichvucongtructuyen%2Fdanhsachdichvucong.jsp"
    "&tenDichVuCong=&idCoQuan=1210&maLinhVuc=&mucDo=-1&noiBo=0&nhomId=0"
)
#: Parameters by which Liferay's links remember where a visitor came from, or who is asking.
_LIFERAY_VISIT = "p_auth, p_p_auth, backURL, redirectURL, redirect"

PROFILES: Mapping[str, Profile] = {
    "generic": Profile("đọc theo nghĩa của nhãn, không biết trước bố cục", ()),
    "liferay_danang": Profile(
        "Liferay như Đà Nẵng trước 2025, danh sách từng trang",
        (
            Fact("list_path", _TTHC_PAGE, _DANANG),
            Fact("paging", "page", _DANANG),
            Fact("page_param", _TTHC + "cur", _DANANG),
            Fact("page_start", "1", _DANANG),
            Fact("size_param", _TTHC + "delta", _DANANG),
            Fact("page_size", "20", _DANANG),
            Fact("items", "tr:has(> td.dvc-tendvc)", _DANANG),
            Fact("link", "td.dvc-tendvc > a", _DANANG),
            Fact("name", "td.dvc-tendvc > a", _DANANG),
            Fact("title", "div.box-tthc h2.tieude-h2", _DANANG),
            Fact("drop_params", _LIFERAY_VISIT, _RECKONED),
        ),
    ),
    "liferay_danang_fragment": Profile(
        "Liferay như Đà Nẵng trước 2025, danh sách bằng mảnh trang (Xem thêm)",
        (
            Fact("list_path", _DVC_FRAGMENT, _DANANG),
            Fact("paging", "offset", _DANANG),
            Fact("page_param", "count", _DANANG),
            Fact("page_size", "6", _DANANG),
            Fact("ends", "empty", _DANANG + ": stop when a fragment has no link"),
            Fact("items", "li:has(div.tb-td-3)", _DANANG),
            Fact("link", "div.tb-td-3 a", _DANANG),
            Fact("name", "div.lv-tb-td.tb-td-2", _DANANG),
            Fact("agency", "div.tb-td-4", _DANANG),
            Fact("row", "tr:has(> td.td-1)", _DANANG),
            Fact("label", "td.td-1", _DANANG),
            Fact("value", "td.td-1 + td", _DANANG),
            Fact("drop_params", _LIFERAY_VISIT, _RECKONED),
        ),
    ),
    "opencps_jsp": Profile(
        "OpenCPS bản 1 (Liferay 6, JSP)",
        (
            Fact(
                "paging",
                "next",
                _RECKONED + ": links of the page iterator carry the filters, the portlet's name varies",
            ),
            Fact("items", ".opencps-searchcontainer-wrapper tr:not(.lfr-template):has(> td)", _OPENCPS),
            Fact("link", ".row-fluid > .span12 > a", _OPENCPS),
            Fact("name", ".row-fluid > .span12 > a", _OPENCPS),
            Fact("code", ".row-fluid:nth-of-type(1) > .span7", _OPENCPS),
            Fact("sector", ".row-fluid:nth-of-type(2) > .span7", _OPENCPS),
            Fact("agency", ".row-fluid:nth-of-type(3) > .span7", _OPENCPS),
            Fact("total", ".search-results", _LIFERAY),
            Fact("blank_rows", "counted", "inactive procedures are counted, their rows left blank; " + _OPENCPS),
            Fact("row", "tr:has(> td.col-left)", _OPENCPS),
            Fact("label", "td.col-left", _OPENCPS),
            Fact("value", "td.col-right", _OPENCPS),
            Fact("drop_params", _LIFERAY_VISIT, _RECKONED),
        ),
    ),
    "dvcqg_old": Profile(
        "Cổng Dịch vụ công quốc gia kiểu cũ (đến 2025)",
        (
            Fact("list_path", "/p/home/dvc-dich-vu-cong-truc-tuyen-ds.html", _OLD),
            Fact("paging", "next", _RECKONED + ": the number behind .pagination .active"),
            Fact("items", "ul.list-document li:has(a)", "a crawler of 2025-03"),
            Fact("link", "a", "a crawler of 2025-03"),
            Fact("total", "#totalRecord", "a crawler of 2025-03"),
            Fact("title", "h1.main-title", _OLD),
        ),
    ),
}


def with_profile(options: Mapping[str, str]) -> dict[str, str]:
    """The options of the named profile, with what the configuration states itself in their place.

    Raises ValueError with one Vietnamese sentence when there is no such profile.
    """
    name = options.get("profile", "")
    if name and name not in PROFILES:
        raise ValueError(f"options.profile “{name}” không có; các mẫu: {', '.join(PROFILES)}")
    return (PROFILES[name].options if name else {}) | dict(options)
