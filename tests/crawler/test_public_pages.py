"""Links lead to the page that a citizen opens, never to an interface."""

from __future__ import annotations

import pytest

from analysis.model import Portal
from crawler.portals import PORTALS, Adapter, adapter

ID = "019d2bfd-7f2d-7c47-a73c-533d2d3ccf70"
NATIONAL = "https://dichvucong.gov.vn"


def portal(name: str, base_url: str) -> Portal:
    return Portal("x", "Cổng mẫu", name, adapter(name).role, base_url)


@pytest.mark.parametrize(
    ("topic", "page"),
    [
        (ID, f"{NATIONAL}/thu-tuc-hanh-chinh/{ID}"),
        ("1.003160", f"{NATIONAL}/tim-kiem-thu-tuc-hanh-chinh?keyword=1.003160"),
        ("formalities", f"{NATIONAL}/thu-tuc-hanh-chinh"),
        ("", f"{NATIONAL}/thu-tuc-hanh-chinh"),
        ("../../x?y#z", f"{NATIONAL}/thu-tuc-hanh-chinh"),
    ],
)
def test_a_record_of_the_national_platform_has_a_page_by_its_id(topic: str, page: str) -> None:
    asked = ("POST", f"{NATIONAL}/api/v1/configuring/formality/get-formality-by-citizen")

    assert adapter("dvcqg").page(portal("dvcqg", NATIONAL), {}, topic, asked) == page


@pytest.mark.parametrize("topic", [ID, "applied", "services/ENTERPRISE", "1.003160", ""])
def test_the_part_of_a_province_is_seen_in_the_search_of_that_province(topic: str) -> None:
    asked = ("POST", f"{NATIONAL}/api/v1/reporting/formalities")
    told = adapter("dvcqg_province").page(portal("dvcqg_province", NATIONAL), {"province": "H61"}, topic, asked)

    assert told == (
        f"{NATIONAL}/tra-cuu-thu-tuc/danh-sach?showAdvanced=true&searchType=PROVINCE&formalityType=STANDARD&province=H61"
    )


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        (("GET", "https://cong.test/thu-tuc/12"), "https://cong.test/thu-tuc/12"),
        (("POST", "https://cong.test/tim"), "https://cong.test"),
        (None, "https://cong.test"),
    ],
)
@pytest.mark.parametrize("name", ["web_pages", "front_page"])
def test_a_page_that_we_read_is_the_page_itself_unless_it_was_posted_for(
    name: str, asked: tuple[str, str] | None, page: str
) -> None:
    assert adapter(name).page(portal(name, "https://cong.test"), {}, "12", asked) == page


@pytest.mark.parametrize("each", PORTALS, ids=lambda x: x.name)
def test_no_page_is_an_interface(each: Adapter) -> None:
    asked = ("POST", "https://cong.test/api/v1/x")

    assert "/api/" not in each.page(portal(each.name, "https://cong.test"), {}, ID, asked)
