"""What a report says of its own limits."""

from __future__ import annotations

from analysis.model import Role
from crawler.portals import PORTALS
from monitor.config import PortalConfig
from monitor.reporting import SHOWN_BY, not_shown


def told(adapter: str) -> list[str]:
    return list(not_shown([PortalConfig(code="mau", name="Cổng mẫu", adapter=adapter, base_url="https://mau.example")]))


def test_the_report_says_what_the_platform_cannot_show() -> None:
    (text,) = told("dvcqg_province")

    assert text.startswith(
        "Cổng mẫu: nguồn này không thể hiện điều cần để xét CL13, CL14, CL15, CL16, CL17, CL18, CL19"
    )


def test_a_portal_with_pages_of_its_own_is_not_said_to_hide_anything() -> None:
    assert told("web_pages") == []


def test_of_every_provincial_adapter_it_is_known_what_it_shows() -> None:
    assert set(SHOWN_BY) == {a.name for a in PORTALS if a.role is Role.PROVINCIAL}
