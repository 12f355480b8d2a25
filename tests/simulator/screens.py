"""Pages that portals show to a browser, in the shapes that were met; the sentences are our own."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

#: An F5 firewall answers this with 200 or 403, in place of JSON or of a page.
FIREWALL = (
    "<html><head><title>Request Rejected</title></head><body>"
    "The requested URL was rejected. Please consult with your administrator.<br><br>"
    "Your support ID is: 10000000000000000001<br><br>"
    "<a href='javascript:history.back();'>[Go Back]</a></body></html>"
)

#: The firewall's JavaScript challenge: no content until a script has run.
CHALLENGE = (
    "<!DOCTYPE html><html><head><meta http-equiv='Pragma' content='no-cache'/>"
    "<script type='text/javascript' src='/TSPD/0800000000000000?type=10'></script>"
    "<noscript>Please enable JavaScript to view the page content.<br/>"
    "Your support ID is: 10000000000000000002.</noscript></head><body></body></html>"
)

#: The national portal is a React application: this, with 200, for every path it does not know.
SHELL = (
    '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="UTF-8" />\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1.0" />\n'
    "<title>Cổng Dịch vụ công Quốc gia - Trung tâm dữ liệu quốc gia, Bộ Công an</title>\n"
    '<script type="module" crossorigin src="/assets/index-Bq3xT1aZ.js"></script>\n'
    '<link rel="stylesheet" crossorigin href="/assets/index-C0ffee01.css">\n'
    '</head>\n<body>\n<div id="root"></div>\n</body>\n</html>\n'
)

#: An Angular application before its scripts have run.
ANGULAR_SHELL = (
    '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>Dịch vụ công Tây Ninh</title>'
    '<base href="/vi/"><link rel="stylesheet" href="styles.1a2b3c4d.css"></head>'
    '<body><app-root></app-root><script src="runtime.5e6f7a8b.js" type="module"></script>'
    '<script src="main.9c0d1e2f.js" type="module"></script></body></html>\n'
)

_HEAD = '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{}</title></head><body>\n'
_TAIL = "\n</body></html>\n"

NOTICE = (
    _HEAD.format("Thông báo")
    + '<div class="thong-bao"><h1>THÔNG BÁO</h1>\n'
    + "<p>Giao diện của Cổng Dịch vụ công tỉnh Tây Ninh đã đóng. "
    + "Kính mời tổ chức, cá nhân thực hiện thủ tục hành chính trên Cổng Dịch vụ công quốc gia tại địa chỉ "
    + '<a href="https://dichvucong.gov.vn/">https://dichvucong.gov.vn</a>.</p></div>'
    + _TAIL
)

LOGIN = (
    _HEAD.format("Đăng nhập")
    + '<form id="dang-nhap" action="/Account/Login" method="post"><h1>Đăng nhập hệ thống</h1>\n'
    + '<label>Tên đăng nhập <input type="text" name="UserName"></label>\n'
    + '<label>Mật khẩu <input type="password" name="Password"></label>\n'
    + '<button type="submit">Đăng nhập</button></form>'
    + _TAIL
)

ROBOTS_ALLOW = (
    "User-agent: *\nAllow: /\nDisallow: /ho-so-cong-dan/\nDisallow: /nop-ho-so\nDisallow: /tao-ho-so\n"
    "Disallow: /sua-ho-so/\nDisallow: /sso\nDisallow: /dang-nhap\nDisallow: **/assets/**\n"
)
ROBOTS_FORBID_API = "User-agent: *\nAllow: /\nDisallow: /api/\n"
ROBOTS_FORBID_ALL = "User-agent: *\nDisallow: /\n"


def procedure_list(rows: Iterable[tuple[str, str, str]]) -> str:
    """A list page as a provincial portal rendered it on the server: code, name and field."""
    lines = "\n".join(
        f'<tr><td>{number}</td><td>{escape(code)}</td><td><a href="/thu-tuc/{escape(code)}">'
        f"{escape(name)}</a></td><td>{escape(field)}</td></tr>"
        for number, (code, name, field) in enumerate(rows, start=1)
    )
    return (
        _HEAD.format("Cổng Dịch vụ công tỉnh Tây Ninh - Danh sách thủ tục hành chính")
        + "<h1>Danh sách thủ tục hành chính</h1>\n"
        + '<table class="table-data"><thead><tr><th>STT</th><th>Mã thủ tục</th><th>Tên thủ tục</th>'
        + f"<th>Lĩnh vực</th></tr></thead>\n<tbody>\n{lines}\n</tbody></table>"
        + _TAIL
    )
