"""Pages that are broken or built to hurt: read to their end, or refused with a reason; never half read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.portals.web_pages.addresses import local
from crawler.portals.web_pages.pages import DetailPage, ListPage
from crawler.unreadable import Unreadable

ROWS = "<tr><td>Mã thủ tục</td><td>1.001193</td></tr><tr><td>Tên thủ tục</td><td>Đăng ký khai sinh</td></tr>"
SENTINEL = "<tr><td>Kết quả thực hiện</td><td>LÍNH CANH CUỐI TRANG</td></tr>"
#: Each page in a process of its own may take this much.
MEGABYTES, SECONDS = 256, 5.0
#: On a slow machine: so many times what BeautifulSoup alone takes for the same page there.
TIMES_PLAIN = 15


def detail(junk: str) -> bytes:
    steps = f"<tr><td>Trình tự thực hiện</td><td>{junk}</td></tr>"
    return f"<html><meta charset=utf-8><body><table>{ROWS}{steps}{SENTINEL}</table></body></html>".encode()


JUNK = {
    "broken": "<div><b>một<td></tr><p></b></i></table",
    "deep": "'<div>' * 10_000 + 'x' + '</div>' * 10_000",
    "deeper": "'<b>' * 200_000",
    "as deep as may be": "'<div>' * 1_900 + 'x' + '</div>' * 1_900",
    "depth 256": "'<div>' * 256 + 'x' + '</div>' * 256",
    "depth 2,047": "'<div>' * 2_047 + 'x' + '</div>' * 2_047",
    "many attributes": "'<p ' + ' '.join(f'a{i}=1' for i in range(50_000)) + '>x</p>'",
    "more attributes": "'<p ' + ' '.join(f'a{i}=1' for i in range(200_000)) + '>x</p>'",
    "many tags": "'<p>x</p>' * 200_000",
    "as many tags as may be": "'<p>x</p>' * 24_000",
    "as many links": "'<a href=/x>y</a>' * 24_000",
    "as many labels": "'<h2>Trình tự thực hiện</h2>x' * 12_000",
    "entities": "'&amp;' * 2_000_000",
    "fifty megabytes": "'x' * 50_000_000",
    "unclosed": "'<div><b><i>' * 20_000",
    "an open comment": "'<!-- '",
    "an open script": "'<script>'",
}
JUNK["broken"] = repr(JUNK["broken"])

_READ = """
import resource, sys, time
from bs4 import BeautifulSoup
from tests.portals.web_pages.test_hostile import SECONDS, detail, reading
body = detail(eval(sys.argv[1]))
begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
told = reading(body, sys.argv[2])
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
spent = time.process_time() - begun
plain = 0.0
if spent >= SECONDS:
    begun = time.process_time()
    BeautifulSoup(body, "lxml")
    plain = time.process_time() - begun
print(f"{spent:.2f} {plain:.2f} {grown // 1024} {told}")
"""


def reading(body: bytes, kind: str) -> str:
    """What becomes of a page: the sentinel is seen, or it is refused."""
    try:
        if kind == "list":
            return f"{len(ListPage(body).items)} items"
        return "seen" if "LÍNH CANH" in repr(DetailPage(body).procedure("mau", "1")) else "LOST"
    except Unreadable as error:
        return f"unreadable: {error.text}"


@pytest.mark.parametrize("kind", ["detail", "list"])
@pytest.mark.parametrize("junk", JUNK)
def test_a_page_built_to_hurt_is_read_whole_or_refused_within_bounds(junk: str, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ, JUNK[junk], kind], capture_output=True, text=True, check=True, timeout=120
    )

    seconds, plain, megabytes, told = done.stdout.strip().split(" ", 3)
    assert told == "seen" or told.startswith("unreadable: ") or (kind == "list" and told.endswith("items"))
    assert float(seconds) < max(SECONDS, TIMES_PLAIN * float(plain))
    assert int(megabytes) < MEGABYTES


HOSTILE_TEXT = (
    "<script>document.write('x')</script>",
    "<style>*{display:none}</style>",
    "<!--[if mso]><xml><w:WordDocument/></xml><![endif]-->",
    "<img src=x onerror=alert(1)>",
    "<iframe src='file:///etc/passwd'></iframe>",
    "<svg onload=alert(1)></svg>",
)


@pytest.mark.parametrize("markup", HOSTILE_TEXT)
def test_markup_in_a_field_changes_nothing_that_a_person_sees(markup: str) -> None:
    body = detail("Nộp hồ sơ").replace("Đăng ký khai sinh".encode(), f"Đăng ký{markup} khai sinh".encode())

    read = DetailPage(body).procedure("mau", "1")

    assert (read.code, read.name, [s.text for s in read.steps or ()]) == (
        "1.001193",
        "Đăng ký khai sinh",
        ["Nộp hồ sơ"],
    )


def test_a_path_in_a_file_name_stays_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    form = "<tr><td>Biểu mẫu</td><td><a href='/tai?f=../../etc/passwd'>../../etc/passwd</a></td></tr>"

    read = DetailPage(detail("x").replace(SENTINEL.encode(), form.encode())).procedure("mau", "1")

    assert [(f.file_name, f.path) for f in read.forms or ()] == [("../../etc/passwd", "/tai?f=../../etc/passwd")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "ref",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://cong.vn/x",
        "https://khac.vn/x",
        "//khac.vn/x",
        "http://cong.vn/x",
        "https://cong.vn:8443/x",
        "https://cong.vn@khac.vn/x",
        "http://127.0.0.1/x",
        "http://[::1/x",
        "https://cong.vn//khac.vn/x",
        "#x",
        "",
    ],
)
def test_a_link_out_of_the_portal_leads_nowhere(ref: str) -> None:
    assert local(ref, "https://cong.vn/a/b") == ""


@pytest.mark.parametrize(
    ("ref", "base", "address"),
    [
        ("c?id=1", "", "/a/c?id=1"),
        ("c?id=1", "/x/", "/x/c?id=1"),
        ("?id=1", "", "/a/b?id=1"),
        ("/c;jsessionid=0A1B?id=1#x", "", "/c?id=1"),
        ("c", "https://khac.vn/", ""),
    ],
)
def test_a_link_within_the_portal_is_its_address(ref: str, base: str, address: str) -> None:
    assert local(ref, "https://cong.vn/a/b", base) == address


def test_a_wrong_charset_is_noticed() -> None:
    body = detail("Nộp hồ sơ tại Bộ phận Một cửa").replace(b"utf-8", b"utf-16")
    broken = body.decode().encode("utf-16-le")[: len(body)]

    assert DetailPage(body).procedure("mau", "1").name == "Đăng ký khai sinh"
    with pytest.raises(Unreadable):
        DetailPage(broken).procedure("mau", "1")
