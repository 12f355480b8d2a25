"""Garbled text is told apart from unusual text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from analysis.garbled import broken_characters, split_syllables
from tests.reference import reference


@pytest.mark.parametrize(
    "text",
    ["phÃ¡p luáº­t", "há»™ tá»‹ch", "Ä‘Äƒng kÃ½", "Æ°u tiên", "tài li\ufffdu", "h\x93 sơ", "nguyá»…n", "cÅ©"],
)
def test_broken_characters_are_found(text: str) -> None:
    assert list(broken_characters(f"Nộp {text} tại xã."))


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân cấp xã",
        "«phá» và «XÃ»",
        "XÃ” và “ĐÔ THỊ HOÁ”",
        "mẫu số 01/TP-ĐG ½ trang, 30 m², 5°C, § 2 – điểm a…",
        "Ångström, Müller, Ärzte, Ære",
        "HỌ VÀ TÊN…: ……",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_sound_letters_and_signs_are_left_alone(text: str, form: Any) -> None:
    assert list(broken_characters(unicodedata.normalize(form, text))) == []


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("Hồ sơ đạt tiêu chu ẩ n theo quy định", "Hồ sơ đạt tiêu chu ẩ n theo quy định"),
        ("Theo quy ế t định", "Theo quy ế t định"),
        ("Các th ủ tục khác", "Các th ủ tục khác"),
        ("NGHI Ệ P VỤ", "NGHI Ệ P VỤ"),
        ("chuy ể n hồ sơ", "chuy ể n hồ sơ"),
        ("xác đ ị nh", "xác đ ị nh"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_split_syllables_are_found(text: str, excerpt: str, form: Any) -> None:
    assert list(split_syllables(unicodedata.normalize(form, text))) == [excerpt]


@pytest.mark.parametrize(
    "text",
    [
        "cư trú ở nước ngoài",
        "đồng ý cho phép; về ý c khoản 1",
        "cho ý n, do ở nh",
        "điểm à, mục ổ c",
        "xe ô tô, 8 h ồn ào",
        "tổ chức ủy quyền ở xã",
        "Chủ tịch Ủy ban nhân dân",
        "công chứng ở nước ngoài",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_of_one_letter_are_words(text: str, form: Any) -> None:
    assert list(split_syllables(unicodedata.normalize(form, text))) == []


def _sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _sentences(item)
    elif isinstance(value, list):
        for item in value:
            yield from _sentences(item)


@pytest.mark.parametrize(
    "folder",
    [
        "national/qtungnui07__crwatdatadvc/procedures",
        "national/chatbot-tthc__chatbot_tthc/scripts/crawler/data/raw/bo-tu-phap",
    ],
)
def test_nothing_sound_in_the_real_catalogue_is_flagged(folder: str) -> None:
    files = sorted(reference(folder).rglob("*.json"))
    found = [
        (file.name, excerpt)
        for file in files
        for text in _sentences(json.loads(file.read_bytes()))
        for excerpt in (*broken_characters(text), *split_syllables(text))
    ]

    assert (len(files) > 250, found) == (True, [])
