"""Pages that real portals showed: read without loss where they are at hand."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from functools import partial
from html import escape

import pytest
from bs4 import BeautifulSoup

from analysis.model import Level, Page, canonical_json
from crawler.asks import Ask
from crawler.page_kinds import problem_of
from crawler.portals.web_pages import portal
from crawler.portals.web_pages.pages import DetailPage, ListPage, Site
from tests.reference import reference

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
OLD = "national/makecolour__SongGio/example/dichvucong.gov.vn/p/home/dvc-tthc-thu-tuc-hanh-chinh-chi-tiet/details.html"
RENDERED = "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/page_source.html"
FRAGMENT = "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/crawl_tthc/sample.html"
LISTS = (
    "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/search_page.html",
    "national/qtungnui07__crwatdatadvc/page-list.html",
)


def test_the_rendered_page_of_the_national_portal() -> None:
    """Rows of div, headings and tables without any configuration."""
    page = DetailPage(reference(RENDERED).read_bytes())
    read = page.procedure("mau", "1")

    assert page.unknown_labels == ()
    assert (read.code, read.levels, read.conditions) == ("1.115158", (Level.PROVINCE,), "Không có")
    assert read.decision is not None
    assert read.decision.number == "735/QĐ-UBND"
    assert [m.channel for m in read.methods or ()] == ["DIRECT", "ONLINE", "POSTAL"]
    assert [(len(c.documents), c.documents[0].originals) for c in read.dossier or ()] == [(4, 1)]
    assert len(read.steps or ()) == 5
    assert [(b.number, bool(b.name)) for b in read.legal_bases or ()] == [("13/2026/QĐ-UBND", True)]
    assert [(r.code, bool(r.name)) for r in read.results or ()] == [("KQ.H17.000011", True)]


def test_the_old_national_page_with_its_window_of_details() -> None:
    """Two documents in one page, data shown twice, steps that only a script would fill in."""
    page = DetailPage(reference(OLD).read_bytes())
    read = page.procedure("mau", "1")

    assert page.unknown_labels == ()
    assert (read.code, read.steps, read.conditions) == ("3.000001", (), "")
    assert read.levels == (Level.MINISTRY, Level.OTHER)
    assert [len(c.documents) for c in read.dossier or ()] == _tables_of_papers(reference(OLD).read_bytes())
    assert [b.number for b in read.legal_bases or ()] == ["61/2024/QH15", "18/2025/NĐ-CP"]
    assert len(read.subjects or ()) == 7


def _tables_of_papers(body: bytes) -> list[int]:
    """How many rows the tables of papers have, counted another way."""
    soup = BeautifulSoup(body, "html.parser")
    return [len(table.select("tbody > tr")) for table in soup.select("table.tphs")]


def test_a_fragment_of_the_old_national_page() -> None:
    """Headings alone; the name stands in the first of them."""
    page = DetailPage(reference(FRAGMENT).read_bytes(), Site(title="h1.main-title", required=("name",)))
    read = page.procedure("mau", "1")

    assert page.unknown_labels == ()
    assert (read.code, len(read.steps or ())) == ("", 2)
    assert [m.channel for m in read.methods or ()] == ["POSTAL", "DIRECT"]
    assert [(d.originals, d.copies, d.forms) for c in read.dossier or () for d in c.documents] == [(1, 0, ())]


@pytest.mark.parametrize(
    ("relative", "site", "cells"),
    [
        (FRAGMENT, Site(title="h1.main-title", required=("name",)), "td, .article, .ttth"),
        (RENDERED, Site(), "main td, main .whitespace-pre-wrap"),
    ],
)
def test_every_word_of_the_values_of_a_real_page_is_read(relative: str, site: Site, cells: str) -> None:
    """Against another parser that only takes out words."""
    body = reference(relative).read_bytes()
    told = canonical_json(DetailPage(body, site).procedure("mau", "1"))
    soup = BeautifulSoup(body, "html.parser")
    words = {word for cell in soup.select(cells) for word in cell.get_text(" ").replace('"', " ").split()}
    named = {"Trực", "tiếp", "tuyến", "Dịch", "vụ", "bưu", "chính", "bản", "0", "1"}  # told by numbers and channels

    assert {word for word in words if word not in told} - named == set()


@pytest.mark.parametrize("relative", LISTS)
def test_real_lists_have_ten_rows_and_a_total(relative: str) -> None:
    """Rows read by the headings of their columns."""
    read = ListPage(reference(relative).read_bytes())

    assert len(read.items) == 10
    assert all(item.ref.startswith("/thu-tuc-hanh-chinh/") and item.code and item.name for item in read.items)
    assert read.total in (38, 5665)


DA_NANG = "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/crawl_tthc/DanhSachTTHC.csv"


def test_no_fragment_of_a_real_list_is_taken_for_a_notice() -> None:
    """Names speak of closing, suspending and maintenance; 2,237 procedures, six a fragment."""
    with reference(DA_NANG).open(encoding="utf-8-sig", newline="") as file:
        names = [row[1] for row in csv.reader(file, delimiter=";")][1:]
    options = {"profile": "liferay_danang_fragment"}
    refused, read = [], 0
    for start in range(0, len(names), 6):
        six = names[start : start + 6]
        body = "".join(_entry(start + at, name) for at, name in enumerate(six)).encode()
        page = Page("GET", "https://cong.test/ds", b"", "https://cong.test/ds", 200, (), AT, body, "text/html")
        ask = Ask("list", "procedures", "/ds", position=start // 6 + 1)
        if problem_of(page, "html", partial(portal.holds, options, ask, body)):
            refused.append(six)
        read += len(ListPage(body, portal.site_of(portal.chosen(options))).items)

    assert (refused, read) == ([], 2237)


def _entry(number: int, name: str) -> str:
    return (
        f'<li><div class="lv-tb-td tb-td-2">{escape(name)}</div>'
        f'<div class="tb-td-3"><a href="/tt?id={number}">Xem</a></div><div class="tb-td-4">UBND</div></li>'
    )
