"""The configuration is checked as a whole before anything starts; its faults are one sentence each (P7)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor import config as configuration
from monitor.config import ConfigError
from tests.monitor.command import ROOT, one_sentence, tthc

GOOD = """
[crawl]
contact = "vanphong@example.org"

[[portals]]
code = "dvcqg"
name = "Cổng DVCQG"
adapter = "dvcqg"
"""


def changed(old: str = "", new: str = "", more: str = "") -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1) + more


def crawl(line: str) -> str:
    return changed("[crawl]", f"[crawl]\n{line}")


def portal(line: str) -> str:
    return GOOD + line + "\n"


#: What is wrong: the text, and a pattern that the sentence must show: the key and what it should be.
FAULTS = {
    "not TOML": ("[crawl\ncontact =", "sai cú pháp TOML.*line 1"),
    "a value without quotes": (changed('"dvcqg"\nname', "dvcqg\nname"), "sai cú pháp TOML"),
    "a key twice": (crawl('contact = "a@b.vn"'), "sai cú pháp TOML"),
    "nothing at all": ("", "crawl: thiếu khóa này; portals: thiếu khóa này"),
    "no contact": (changed('contact = "vanphong@example.org"', ""), "crawl.contact: thiếu khóa này"),
    "a contact that nobody can reach": (changed("vanphong@example.org", "van phong"), "crawl.contact: phải là địa chỉ"),
    "a contact with a line break": (changed("vanphong@example.org", "a@b.vn\\r\\nX: y"), "crawl.contact: phải là"),
    "no portal": (changed("[[portals]]", "[[portale]]"), "portals: thiếu khóa này; portale: khóa lạ"),
    "a division without a name": (
        GOOD + '[report.offices]\n"Hộ tịch" = " "\n',
        "report.offices.Hộ tịch: chưa ghi tên phòng",
    ),
    "a desk of blanks": (GOOD + '[report.desks]\nsystem = "  "\n', "report.desks.system: chỉ có khoảng trắng"),
    "a desk on two lines": (GOOD + '[report.desks]\nsystem = "Sở\\nKH"\n', "report.desks.system: .*trên một dòng"),
    "a desk of hidden signs": (GOOD + '[report.desks]\nsystem = "Sở\\u202E KH"\n', "report.desks.system: .*ký tự ẩn"),
    "an endless desk": (GOOD + f'[report.desks]\nsystem = "{"Sở " * 60}"\n', "report.desks.system: .*80 ký tự"),
    "a ministry without a name": (GOOD + '[report.desks]\nministry = ""\n', "report.desks.ministry: chưa ghi tên"),
    "a ministry that is a desk of the province": (
        GOOD + '[report.desks]\nministry = "Sở X"\nsystem = "Sở X"\n',
        "report: desks.ministry: «Sở X» cũng là",
    ),
    "an unknown key": (crawl("dellay = 1.0"), "crawl.dellay: khóa lạ"),
    "an unknown section": (GOOD + "[crawler]\n", "crawler: khóa lạ"),
    "an unknown key of a portal": (portal("url = 'x'"), "portals.0.url: khóa lạ"),
    "a negative delay": (crawl("delay = -1"), "crawl.delay: phải từ 0.0 trở lên"),
    "a delay of an hour": (crawl("delay = 3600"), "crawl.delay: không được quá 60"),
    "a delay that is no number": (crawl("delay = nan"), "crawl.delay: "),
    "an endless timeout": (crawl("timeout = inf"), "crawl.timeout: "),
    "a timeout of nothing": (crawl("timeout = 0"), "crawl.timeout: phải lớn hơn 0"),
    "a delay in words": (crawl('delay = "một giây"'), "crawl.delay: phải là số"),
    "half a request": (crawl("budget = 0.5"), "crawl.budget: phải là số nguyên"),
    "no request at all": (crawl("budget = 0"), "crawl.budget: phải từ 1 trở lên"),
    "too many at once": (crawl("concurrency = 50"), "crawl.concurrency: không được quá 4"),
    "an unknown adapter": (changed('adapter = "dvcqg"', 'adapter = "dvcqg2"'), "adapter «dvcqg2» không có"),
    "an unknown option": (portal('options = { ministry = "G15" }'), "options không có khóa ministry; các khóa: issuer"),
    "a page of zero": (portal('options = { page_size = "0" }'), "options.page_size phải là số từ 1 đến 200"),
    "a page size without quotes": (portal("options = { page_size = 50 }"), "page_size: phải là chữ"),
    "a code with capitals": (changed('code = "dvcqg"', 'code = "DVCQG"'), "portals.0.code: không đúng dạng"),
    "a code that is a path": (changed('code = "dvcqg"', 'code = "../x"'), "portals.0.code: không đúng dạng"),
    "a code twice": (GOOD + '[[portals]]\ncode = "dvcqg"\nname = "hai"\nadapter = "dvcqg"\n', "xuất hiện hai lần"),
    "no scheme": (portal('base_url = "dichvucong.gov.vn"'), "base_url: phải là địa chỉ web đầy đủ"),
    "another scheme": (portal('base_url = "ftp://dichvucong.gov.vn"'), "base_url: phải là địa chỉ web đầy đủ"),
    "a file": (portal('base_url = "file:///etc/passwd"'), "base_url: phải là địa chỉ web đầy đủ"),
    "a portal without TLS": (portal('base_url = "http://dichvucong.gov.vn"'), "phải dùng https://"),
    "a password in the address": (portal('base_url = "https://me:secret@x.vn"'), "không có mật khẩu"),
    "a question in the address": (portal('base_url = "https://x.vn/?a=1"'), "không có mật khẩu, dấu"),
    "a blank in the address": (portal('base_url = "https://x .vn"'), "khoảng trắng"),
    "a backslash in the address": (portal("base_url = 'https://x.vn\\y.vn'"), "khoảng trắng hay dấu"),
    "a port that is none": (portal('base_url = "https://x.vn:99999"'), "base_url: "),
    "a broken address": (portal('base_url = "https://[::1"'), "base_url: "),
    "another database": (GOOD + '[store]\nurl = "postgresql://x/y"\n', "store.url: hiện chỉ hỗ trợ sqlite"),
    "no database": (GOOD + '[store]\nurl = "sqlite:///"\n', "store.url: hiện chỉ hỗ trợ sqlite"),
    "a database with options": (GOOD + '[store]\nurl = "sqlite:///a.sqlite?mode=ro"\n', "không có dấu \\?"),
    "an unknown format": (GOOD + '[report]\nformats = ["pdf"]\n', "report.formats.0: chỉ được là"),
    "an hour that is none": (GOOD + '[schedule]\nat = "24:30"\n', "schedule.at: không đúng dạng"),
    "an exclusion without a reason": (GOOD + '[[exclusions]]\ncode = "1.002270"\n', "exclusions.0.reason: thiếu"),
    "an exclusion that is no code": (
        GOOD + '[[exclusions]]\ncode = "khai sinh"\nreason = "không thuộc"\n',
        "«khai sinh» không phải mã thủ tục",
    ),
    "an exclusion twice": (
        GOOD + '[[exclusions]]\ncode = "1.002270"\nreason = "không thuộc"\n' * 2,
        "exclusions: mã 1.002270 xuất hiện hai lần",
    ),
    "a day that is none": (portal("confirmed_on = 2026-13-01"), "sai cú pháp TOML"),
    "a day in words": (portal('confirmed_on = "hôm qua"'), "confirmed_on: phải là ngày"),
    "a table that is a list": ("crawl = []\n", "crawl: "),
    "a terminal code": (crawl('"\\u001b[31mred" = 1'), r"\\x1b\[31mred: khóa lạ"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_sentence_with_its_key_and_exit_code_2(name: str, tmp_path: Path) -> None:
    text, says = FAULTS[name]
    path = tmp_path / "monitor.toml"
    path.write_text(text, encoding="utf-8")

    ended = tthc("nightly", "--config", path)

    assert ended.code == 2
    told = one_sentence(ended)
    assert re.search(says, told), told
    assert str(path) in told
    assert not re.search(r"\b(Input|should|Value error|valid)\b", told), told  # in Vietnamese
    assert [p.name for p in tmp_path.iterdir()] == ["monitor.toml"]  # nothing was begun


def test_no_configuration_says_what_to_copy(tmp_path: Path) -> None:
    ended = tthc("nightly", "--config", tmp_path / "monitor.toml")

    assert ended.code == 2
    assert "hãy chép monitor.example.toml thành monitor.toml" in one_sentence(ended)


@pytest.mark.parametrize("content", [b"\xff\xfe[\x00c\x00", b"contact = '\xe1'"])
def test_a_file_that_is_not_utf8_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_bytes(content)

    ended = tthc("config", "check", "--config", path)

    assert ended.code == 2
    assert one_sentence(ended).startswith(f"Không đọc được tệp cấu hình {path}")


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_text(changed("[crawl]", "[crawl]\ndelay = -1\nbudget = 0\nnonsense = 1"), encoding="utf-8")

    told = one_sentence(tthc("config", "check", "--config", path))

    assert all(key in told for key in ("crawl.delay", "crawl.budget", "crawl.nonsense"))


def test_the_example_is_right_and_says_what_the_night_will_do() -> None:
    ended = tthc("config", "check", "--config", ROOT / "monitor.example.toml")

    assert (ended.code, ended.err) == (0, "")
    assert "cách nhau 1 giây, tối đa 4000 yêu cầu" in ended.out
    assert ended.out.count("chưa xác nhận") == 3


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())

    assert configuration.load(path).crawl.contact == "vanphong@example.org"


def test_paths_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "Sở Tư pháp 100% #1"
    folder.mkdir()
    path = folder / "monitor.toml"
    path.write_text(GOOD + '[report]\ndirectory = "bao-cao"\n', encoding="utf-8")

    config = configuration.load(path)

    assert config.store.url == f"sqlite:///{folder}/tthc.sqlite"
    assert config.report.directory == folder / "bao-cao"


def test_a_store_that_is_named_from_the_root_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_text(GOOD + '[store]\nurl = "sqlite:////var/lib/tthc/kho.sqlite"\n', encoding="utf-8")

    assert configuration.load(path).store.url == "sqlite:////var/lib/tthc/kho.sqlite"


def test_the_same_configuration_has_the_same_digest(tmp_path: Path) -> None:
    paths = [tmp_path / "a.toml", tmp_path / "b.toml"]
    paths[0].write_text(GOOD, encoding="utf-8")
    paths[1].write_text(crawl("delay = 1.0  # the default"), encoding="utf-8")

    first, second = (configuration.load(p).digest() for p in paths)

    assert first == second


def test_a_missing_table_of_agencies_is_told(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_text('agencies = "co-quan.csv"\n' + GOOD, encoding="utf-8")

    from monitor.night import agency_rows

    with pytest.raises(ConfigError, match=r"agencies: không đọc được .*co-quan\.csv"):
        agency_rows(configuration.load(path))
