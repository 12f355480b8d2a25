"""A bounded look at an HTML page: what a person would see first, and what kind of page that is.

Only the beginning of a page is looked at, so that no page, however built, costs
more than about a second. That is enough to name its kind; nothing is ever
concluded from what is *not* seen.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass
from enum import StrEnum

from bs4 import BeautifulSoup, NavigableString, Script, Tag

#: Bytes looked at. The largest real page seen has 132 KB.
LOOKED_AT = 300_000
#: A notice, a login form or a challenge is a short page; a page with more text than this is none of them.
SHORT = 2_000
_MAX_TEXT = 40_000
_MAX_SCRIPT = 60_000
_MAX_LINKS = 3_000
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title", "svg"})
_MOUNT_POINTS = ("#root", "#app", "#__next", "#__nuxt", "app-root", "#main-app")


class HtmlKind(StrEnum):
    """What an HTML page is, as far as it shows. A closed list."""

    FIREWALL = "firewall"
    SHELL = "shell"
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    CLOSED = "closed"
    FORWARDING = "forwarding"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class HtmlLook:
    """What the beginning of an HTML page shows."""

    title: str
    text: str  # visible text on one line
    unscripted: str  # what a browser without scripts would add
    scripts: str
    has_password: bool
    is_mount_point: bool  # an empty element in which a script is to build the page
    forwards_to: str  # target of a refresh, or of a script that only leads away
    links: tuple[tuple[str, str], ...]  # (text, address)
    headings: tuple[str, ...]  # table headings

    @property
    def words(self) -> str:
        """Title and visible text in lower case, for phrases."""
        return f"{self.title} {self.text}".casefold()

    @property
    def is_short(self) -> bool:
        """Whether the page says so little that it can be one notice."""
        return len(self.text) <= SHORT

    @property
    def kind(self) -> HtmlKind:
        """The kind of page, the surest sign first."""
        if self._is_block_page:
            return HtmlKind.FIREWALL
        if self.is_mount_point and len(self.text) < 200:
            return HtmlKind.SHELL
        if self._is_challenge:
            return HtmlKind.FIREWALL
        if not self.is_short:
            return HtmlKind.OTHER
        if self.has_password:
            return HtmlKind.LOGIN
        if self.closed_phrase:
            return HtmlKind.CLOSED
        if any(p in self.words for p in _MAINTENANCE):
            return HtmlKind.MAINTENANCE
        if self.forwards_to:
            return HtmlKind.FORWARDING
        return HtmlKind.OTHER

    @property
    def closed_phrase(self) -> str:
        """The words that say the portal is closed, or an empty text."""
        found = _CLOSED.search(self.words)
        return found[0] if found else ""

    @property
    def _is_block_page(self) -> bool:
        return self.is_short and any(p in self.words for p in _BLOCKED)

    @property
    def _is_challenge(self) -> bool:
        """A page with hardly any text whose script must run first (F5 TSPD, Cloudflare and the like)."""
        if any(p in self.scripts for p in _CHALLENGE_PAGES):
            return True
        return len(self.text) < 200 and any(p in self.scripts for p in _CHALLENGE_SCRIPTS)


_BLOCKED = (
    "request rejected",
    "the requested url was rejected",
    "your support id is",
    "attention required! | cloudflare",
    "just a moment...",
    "checking your browser before accessing",
    "sorry, you have been blocked",
    "incapsula incident id",
    "web application firewall",
    "tường lửa ứng dụng",
    "yêu cầu của bạn đã bị chặn",
    "yêu cầu đã bị từ chối bởi",
)
#: Only a challenge page carries these; ordinary pages behind the same firewall carry the second kind too.
_CHALLENGE_PAGES = ("_cf_chl_opt", "_Incapsula_Resource")
_CHALLENGE_SCRIPTS = ("/TSPD/", "TSPD_101", "/TSbd/", "bobcmn", "/cdn-cgi/challenge-platform/", "__cf_chl")
#: A portal, and then that it is closed for good ("tạm ngừng" is maintenance; "đã đóng dấu" is about papers).
_CLOSED = re.compile(
    r"(?:đóng giao diện|(?:cổng|giao diện|trang|hệ thống|website)\b.{0,160}?"
    r"(?:đã đóng(?! (?:dấu|phí|lệ phí|tiền|góp))"
    r"|(?<!tạm )(?:dừng|ngừng|chấm dứt) (?:hoạt động|cung cấp|tiếp nhận)"
    r"|(?:đã|được) chuyển (?:sang|về)|được thay thế))"
)
_MAINTENANCE = (
    "bảo trì",
    "đang nâng cấp",
    "nâng cấp hệ thống",
    "tạm dừng",
    "tạm ngừng",
    "gián đoạn",
    "maintenance",
    "service unavailable",
    "temporarily unavailable",
)
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"\s>]{1,500})", re.IGNORECASE)
_LEADS_AWAY = re.compile(
    r"location(?:\.href)?\s{0,9}=\s{0,9}['\"]([^'\"]{1,500})['\"]"
    r"|location\.(?:replace|assign)\(\s{0,9}['\"]([^'\"]{1,500})['\"]"
)


def first_sign(body: bytes) -> bytes:
    """The first byte of a body that is no blank: ``<`` for markup, a bracket for JSON."""
    return body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]


def look_at(body: bytes) -> HtmlLook:
    """What the beginning of the page shows."""
    with warnings.catch_warnings():  # a plain text or XML in place of a page is no mistake of ours
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(body[:LOOKED_AT].decode("utf-8", "replace").replace("\0", " "), "lxml")
    shown: list[str] = []
    unscripted: list[str] = []
    scripts: list[str] = []
    _sort_texts(soup, shown, unscripted, scripts)
    text = _line(shown)
    script = "\n".join(scripts)
    return HtmlLook(
        title=one_line(soup.title.get_text())[:300] if soup.title else "",
        text=text,
        unscripted=_line(unscripted),
        scripts=script,
        has_password=soup.find("input", type="password") is not None,
        is_mount_point=_has_mount_point(soup),
        forwards_to=_forwards_to(soup, script, text),
        links=tuple(
            (one_line(a.get_text(" "))[:300], str(a["href"]).strip()[:1000])
            for a in soup.find_all("a", href=True, limit=_MAX_LINKS)
        ),
        headings=tuple(one_line(th.get_text(" "))[:100] for th in soup.find_all("th", limit=200)),
    )


def one_line(text: str) -> str:
    """A portal's text in composed Unicode, its blanks folded and control signs taken out."""
    folded = " ".join(unicodedata.normalize("NFC", text[:_MAX_TEXT]).split())
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf"))


def _line(texts: list[str]) -> str:
    return one_line(" ".join(texts))


def _sort_texts(soup: BeautifulSoup, shown: list[str], unscripted: list[str], scripts: list[str]) -> None:
    """One walk over the page, without recursion, so that a deep page costs no more than a flat one."""
    sizes = [0, 0]
    for place in soup.descendants:
        if isinstance(place, Tag):
            if place.name == "script" and place.get("src") and sizes[1] < _MAX_SCRIPT:
                scripts.append(str(place["src"])[:1000])
                sizes[1] += len(scripts[-1])
        elif isinstance(place, Script):
            if sizes[1] < _MAX_SCRIPT:
                scripts.append(place[:_MAX_SCRIPT])
                sizes[1] += len(scripts[-1])
        elif type(place) is NavigableString and place.parent is not None and sizes[0] < _MAX_TEXT:
            if _is_unscripted(place):
                unscripted.append(place[:_MAX_TEXT])
            elif place.parent.name not in _UNSEEN:
                shown.append(place[:_MAX_TEXT])
                sizes[0] += len(shown[-1])


def _is_unscripted(text: NavigableString) -> bool:
    """Whether the text stands in ``noscript``, at most a few levels above it."""
    parent, climbed = text.parent, 0
    while parent is not None and climbed < 6:
        if parent.name == "noscript":
            return True
        parent, climbed = parent.parent, climbed + 1
    return False


def _has_mount_point(soup: BeautifulSoup) -> bool:
    for sign in _MOUNT_POINTS:
        found = soup.find(id=sign[1:]) if sign[0] == "#" else soup.find(sign)
        if isinstance(found, Tag) and not found.find(True) and not found.get_text(strip=True):
            return True
    return False


def _forwards_to(soup: BeautifulSoup, script: str, text: str) -> str:
    for meta in soup.find_all("meta", attrs={"http-equiv": True}, limit=50):
        if str(meta["http-equiv"]).lower() == "refresh":
            found = _REFRESH.search(str(meta.get("content", ""))[:1000])
            if found:
                return one_line(found[1])
    if len(text) < 200:  # a full page may well contain a script that leads away on a click
        led = _LEADS_AWAY.search(script)
        if led:
            return one_line(led[1] or led[2])
    return ""
