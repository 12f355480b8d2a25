"""What a report says of its own limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.model import Problem, ProblemKind, Role
from analysis.reasons import briefly
from crawler.portals import PORTALS
from monitor.config import PortalConfig
from monitor.reporting import SHOWN_BY, _brief, _named, not_shown
from tests.practice import practice_config


def told(adapter: str) -> list[str]:
    return list(not_shown([PortalConfig(code="mau", name="Cổng mẫu", adapter=adapter, base_url="https://mau.example")]))


def test_the_report_says_what_the_platform_cannot_show() -> None:
    (text,) = told("dvcqg_province")

    assert text.startswith(
        "Cổng mẫu: nguồn này không thể hiện điều cần để xét: Thời hạn dài hơn; "
        "Thời hạn khác đơn vị hoặc thiếu trường hợp; Thời hạn ngắn hơn (cắt giảm); "
    )


def test_a_portal_with_pages_of_its_own_is_not_said_to_hide_anything() -> None:
    assert told("web_pages") == []


def test_of_every_provincial_adapter_it_is_known_what_it_shows() -> None:
    assert set(SHOWN_BY) == {a.name for a in PORTALS if a.role is Role.PROVINCIAL}


def test_a_kept_sentence_names_its_sources_as_people_know_them() -> None:
    config = practice_config(Path("x"), "https://a.vn", "https://b.vn")

    assert [_named(config, text) for text in SENTENCES] == [
        "Đêm nay không đọc nguồn Cổng DVCQG – danh mục Bộ Tư pháp; Cổng DVCQG – dịch vụ công tại Tây Ninh.",
        "Nguồn Cổng DVCQG – danh mục Bộ Tư pháp không còn được theo dõi.",
        "Mã dvcqg và nguồn dvcqg-khac không phải nguồn đã cấu hình.",
    ]


SENTENCES = (
    "Đêm nay không đọc nguồn dvcqg, dvcqg-tayninh.",
    "Nguồn dvcqg không còn được theo dõi.",
    "Mã dvcqg và nguồn dvcqg-khac không phải nguồn đã cấu hình.",
)


@pytest.mark.parametrize(
    ("reason", "kinds", "told"),
    [
        ("Lượt 1 dừng giữa chừng, mới thấy 0 mục.", ("TIMEOUT",), "quá thời gian chờ"),
        ("Lượt 1 dừng giữa chừng, mới thấy 0 mục.", ("LISTING", "TOO_LARGE"), "trả lời quá lớn"),
        ("Lượt 1 dừng giữa chừng, mới thấy 0 mục.", ("LISTING", "NOT_FOUND"), ""),
        ("Trang /a: máy chủ của cổng báo lỗi (mã 500); hỏi lại sau.", ("SERVER_ERROR",), ""),
    ],
)
def test_where_a_reason_only_says_what_a_list_came_to_its_cause_stands_beside_it(
    reason: str, kinds: tuple[str, ...], told: str
) -> None:
    brief = _brief(reason, [Problem(ProblemKind[kind], "Chuyện khác.") for kind in kinds])

    assert brief == (f"{briefly(reason).rstrip('.')} ({told})." if told else briefly(reason))
