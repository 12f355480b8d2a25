"""``tthc portal probe``: a few polite requests, kept, and a proposal."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.probing import source_of
from tests.monitor.command import one_sentence, tthc
from tests.simulator import screens
from tests.simulator.door import World, serve
from tests.simulator.tayninh import CitizenApp
from tests.simulator.wire import Request, Response, html_response, text_response
from tests.simulator.world import FrontPage

CONFIG = """
[crawl]
contact = "practice@example.org"
delay = 0
timeout = 10
[[portals]]
code = "dvcqg"
name = "Cổng DVCQG"
adapter = "dvcqg"
"""


class Site:
    """A portal of a few pages by path."""

    def __init__(self, pages: dict[str, str], robots: str = screens.ROBOTS_ALLOW) -> None:
        self.pages = {"/": "", **pages}
        self.robots = robots

    def respond(self, request: Request, night: int = 1) -> Response:
        if request.path == "/robots.txt":
            return text_response(self.robots)
        if request.path in self.pages:
            return html_response(self.pages[request.path])
        return html_response("<html><body>404</body></html>", 404)


LIFERAY = (
    "<html><head><title>Dịch vụ công</title></head><body><p>Cổng của tỉnh</p>"
    "<a href='/thu-tuc?p_p_id=ds'>Danh sách thủ tục hành chính</a></body></html>"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    place = tmp_path / "monitor.toml"
    place.write_text(CONFIG, encoding="utf-8")
    return place


def test_a_probe_reads_robots_first_asks_little_and_says_its_name(config: Path) -> None:
    with serve(Site({"/": LIFERAY, "/thu-tuc": LIFERAY})) as door:
        told = tthc("portal", "probe", door.base_url, "--config", config)

    asked = [v.path for v in door.log]
    assert (told.code, told.err) == (0, "")
    assert asked[0] == "/robots.txt"
    assert sorted(asked[1:]) == ["/", "/api/dvc/GetDataDonVi_TraCuu", "/thu-tuc?p_p_id=ds"]
    assert {v.user_agent for v in door.log} == {
        "tthc-monitor/0.1.0 (giam sat cong khai TTHC; lien he: practice@example.org)"
    }
    assert "Nền tảng: Liferay (nhận ra bởi tham số p_p_id)" in told.out
    assert "Các trang được giữ trong kho, lần quét 1." in told.out


def test_the_proposal_is_a_configuration_that_can_be_used(config: Path) -> None:
    with serve(Site({"/": LIFERAY})) as door:
        told = tthc("portal", "probe", door.base_url, "--config", config)

    proposed = tomllib.loads(told.out[told.out.index("\n# ") :])
    assert proposed["portals"][0]["options"] == {"list_path": "/thu-tuc?p_p_id=ds", "paging": "next"}
    Config.model_validate(tomllib.loads(CONFIG) | proposed)


def test_pages_can_be_kept_in_a_folder_instead_of_the_store(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tham-do"
    with serve(Site({"/": LIFERAY})) as door:
        tthc("portal", "probe", door.base_url, "--config", config, "-o", folder)

    assert not (tmp_path / "tthc.sqlite").exists()
    told = {p.name: json.loads(p.read_text(encoding="utf-8"))["status"] for p in folder.glob("*.json")}
    assert sorted(told.values()) == [200, 200, 404, 404]
    assert (folder / "1-02-front.body").read_text(encoding="utf-8") == LIFERAY


@pytest.mark.parametrize(
    ("world", "said"),
    [
        (FrontPage("redirected"), "Chuyển tới: https://dichvucong.gov.vn/"),
        (FrontPage("notice"), "Tình trạng: thông báo đã đóng giao diện"),
        (FrontPage("open", robots=screens.ROBOTS_FORBID_ALL), "Tình trạng: robots.txt không cho đọc"),
    ],
)
def test_a_portal_that_cannot_be_read_ends_with_three(config: Path, world: World, said: str) -> None:
    with serve(world) as door:
        told = tthc("portal", "probe", door.base_url, "--config", config)

    assert told.code == 3
    assert said in told.out
    assert len(door.log) <= 6


def test_the_interface_of_the_citizen_app_is_recognised_and_proposed(config: Path) -> None:
    with serve(CitizenApp({1: ()})) as door:
        told = tthc("portal", "probe", door.base_url, "--config", config)

    assert told.code == 0
    assert "Nền tảng: giao diện /api/dvc của ứng dụng công dân Tây Ninh (nhận ra bởi /api/dvc trả 3 đơn vị)" in told.out
    assert 'adapter = "tayninh_dvc"' in told.out


def test_the_address_may_lack_its_scheme_and_name_a_page() -> None:
    source = source_of("Dichvucong.TayNinh.gov.vn/thu-tuc?a=1#x")

    assert (source.code, source.base_url, source.options) == (
        "probe-dichvucong-tayninh-gov-vn",
        "https://Dichvucong.TayNinh.gov.vn",
        {"path": "/thu-tuc?a=1"},
    )


@pytest.mark.parametrize("url", ["http://dichvucong.tayninh.gov.vn", "ftp://a.vn", "https://", "https://a b.vn", "//["])
def test_what_is_no_web_address_is_refused_in_a_sentence(config: Path, url: str) -> None:
    told = tthc("portal", "probe", url, "--config", config)

    assert told.code == 2
    assert one_sentence(told)
