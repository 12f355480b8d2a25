"""The portal adapters: a list to read from top to bottom. Nothing registers itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.model import Portal, Role, Snapshot, SourceForm
from crawler import public_pages
from crawler.portals.dvcqg import portal as dvcqg
from crawler.portals.dvcqg_province import portal as dvcqg_province
from crawler.portals.front_page import portal as front_page
from crawler.portals.probe import portal as probe
from crawler.portals.tayninh_dvc import portal as tayninh_dvc
from crawler.portals.tayninh_smart import portal as tayninh_smart
from crawler.portals.web_pages import portal as web_pages
from crawler.reading import Archive, Visit


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one kind of portal is crawled and read."""

    name: str  # also the name of its spider
    role: Role
    form: SourceForm
    title: str
    base_url: str
    options: tuple[str, ...]  # option names that the configuration may set
    read: Callable[[Portal, Visit, Archive, Mapping[str, str]], Snapshot]
    reckoned: str  # what of its wire format is reckoned, not proved by data (D22); empty: nothing
    version: str  # of its page objects: readings of another version are told apart
    page: public_pages.PublicPage  # where a citizen sees what it reads
    check: Callable[[Mapping[str, str]], None] = lambda _: None  # of the options; raises ValueError


PORTALS = [
    Adapter(
        "dvcqg",
        Role.NATIONAL,
        SourceForm.CATALOGUE,
        "danh mục của một Bộ trên Cổng Dịch vụ công quốc gia",
        dvcqg.BASE_URL,
        tuple(dvcqg.OPTIONS),
        dvcqg.read,
        "",
        "1",
        public_pages.record_of_platform,
    ),
    Adapter(
        "dvcqg_province",
        Role.PROVINCIAL,
        SourceForm.PLATFORM,
        "phần của một tỉnh trên Cổng Dịch vụ công quốc gia",
        dvcqg_province.BASE_URL,
        tuple(dvcqg_province.OPTIONS),
        dvcqg_province.read,
        "danh sách dịch vụ công lọc theo tỉnh, danh sách cơ quan áp dụng, danh bạ cơ quan",
        "1",
        public_pages.province_on_platform,
    ),
    Adapter(
        "web_pages",
        Role.PROVINCIAL,
        SourceForm.PAGES,
        "cổng của tỉnh có trang riêng cho từng thủ tục",
        web_pages.BASE_URL,
        tuple(web_pages.OPTIONS),
        web_pages.read,
        "trang danh sách và trang thủ tục",
        "1",
        public_pages.as_asked,
        check=web_pages.check,
    ),
    Adapter(
        "tayninh_dvc",
        Role.PROVINCIAL,
        SourceForm.UNCODED,
        "giao diện /api/dvc của ứng dụng công dân Tây Ninh",
        tayninh_dvc.BASE_URL,
        tuple(tayninh_dvc.OPTIONS),
        tayninh_dvc.read,
        "mọi câu trả lời: khung, phân trang, NumTTHC, tên lĩnh vực, biểu mẫu; mã thủ tục không có trong đó",
        "1",
        public_pages.nowhere,
        check=tayninh_dvc.check,
    ),
    Adapter(
        "tayninh_smart",
        Role.PROVINCIAL,
        SourceForm.UNCODED,
        "giao diện MotCuaDienTu của Tây Ninh Smart",
        tayninh_smart.BASE_URL,
        tuple(tayninh_smart.OPTIONS),
        tayninh_smart.read,
        "mọi câu trả lời: cách hết trang, số của cấp thực hiện, nội dung chi tiết, mức độ theo đơn vị",
        "1",
        public_pages.nowhere,
        check=tayninh_smart.check,
    ),
    Adapter(
        "probe",
        Role.FRONT,
        SourceForm.FRONT,
        "thăm dò một cổng chưa biết",
        probe.BASE_URL,
        tuple(probe.OPTIONS),
        probe.read,
        "dấu hiệu nhận ra từng nền tảng",
        "1",
        public_pages.as_asked,
        check=probe.check,
    ),
    Adapter(
        "front_page",
        Role.FRONT,
        SourceForm.FRONT,
        "trang chủ cổng dịch vụ công của tỉnh",
        front_page.BASE_URL,
        (),
        front_page.read,
        "hình dạng trang chủ",
        "1",
        public_pages.as_asked,
    ),
]


def adapter(name: str) -> Adapter:
    """The adapter of that name. Raises KeyError."""
    return {a.name: a for a in PORTALS}[name]
