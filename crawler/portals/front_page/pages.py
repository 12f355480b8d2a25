"""The front page of a portal: whether a citizen would still find procedures there.

No real front page of these portals has been seen, so only what the page itself
shows is believed; whatever does not fit is ``unknown``, and nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from crawler.html_look import HtmlKind, HtmlLook, look_at
from crawler.page_kinds import absolute

_CODE = re.compile(r"(?<![\d.])[1-9]\.\d{6}(?!\d)")
_MAX_SAID = 300
_STATES = {
    HtmlKind.FIREWALL: "firewall",
    HtmlKind.SHELL: "shell",
    HtmlKind.LOGIN: "login",
    HtmlKind.CLOSED: "closed",
    HtmlKind.FORWARDING: "redirected",
}


@dataclass(frozen=True)
class FrontPage:
    """The answer to ``GET /`` (redirects are not followed)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    url: str

    @property
    def state(self) -> str:
        """open, closed, redirected, shell, login, firewall or unknown."""
        if 300 <= self.status < 400:
            return "redirected" if self.target else "unknown"
        if self._look.kind is HtmlKind.FIREWALL or self._header("cf-mitigated").lower() == "challenge":
            return "firewall"
        if not 200 <= self.status < 300:
            return "login" if self.status == 401 else "unknown"
        state = _STATES.get(self._look.kind)
        if self.shows_procedures:
            # procedures on a page that is also a notice or a login contradict it: a person must look
            return "unknown" if state else "open"
        return state or "unknown"

    @property
    def target(self) -> str:
        """Where the page sends the reader, as a full address; empty when nowhere."""
        location = self._header("Location") if 300 <= self.status < 400 else self._look.forwards_to
        return absolute(self.url, location.strip())[:500] if location.strip() else ""

    @property
    def title(self) -> str:
        """The page's title."""
        return self._look.title

    @property
    def says(self) -> str:
        """The beginning of the visible text, or the words around what says that the portal is closed."""
        text = self._look.text or self._look.unscripted
        phrase = self._look.closed_phrase
        start = text.casefold().find(phrase) if phrase and self.state == "closed" else 0
        return text[max(0, start - _MAX_SAID // 2) :][:_MAX_SAID].strip()

    @property
    def shows_procedures(self) -> bool:
        """Whether the page names procedures: their codes, a table of them, or links to them on this host."""
        return (
            _CODE.search(self._look.text) is not None
            or any("thủ tục" in h.casefold() for h in self._look.headings)
            or any("thủ tục" in text.casefold() and self._is_own(href) for text, href in self._look.links)
        )

    def _is_own(self, href: str) -> bool:
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return False
        try:
            return urlsplit(absolute(self.url, href)).hostname == urlsplit(self.url).hostname
        except ValueError:
            return False

    def _header(self, name: str) -> str:
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    @cached_property
    def _look(self) -> HtmlLook:
        return look_at(self.body)
