"""Links of a portal's pages as addresses within the portal, and addresses of pages of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

#: The number of a visit that servers of Java put into links when a visitor sends no cookies.
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)


def local(ref: str, here: str, base: str = "") -> str:
    """A link on the page ``here`` as an address within its portal; other hosts, scripts and anchors lead nowhere.

    ``base`` is what the page says its links begin from (``<base href>``).
    """
    if not ref or ref.startswith("#"):
        return ""
    try:
        target = urlsplit(urljoin(urljoin(here, base), ref))
    except ValueError:  # not an address at all
        return ""
    if target[:2] != urlsplit(here)[:2]:
        return ""
    path = _SESSION.sub("", target.path) or "/"
    if path.startswith("//"):  # would be another host to whoever asks for it
        return ""
    return target._replace(scheme="", netloc="", path=path, fragment="").geturl()


def without(address: str, dropped: frozenset[str]) -> str:
    """An address without some parameters, also where Liferay writes the name of a portlet before their own."""
    if not dropped:
        return address
    parts = urlsplit(address)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if _own_name(k) not in dropped]
    return parts._replace(query=urlencode(kept)).geturl()


def _own_name(parameter: str) -> str:
    return parameter.rpartition("_")[2] if parameter.startswith("_") and "_WAR_" in parameter else parameter


def with_values(path: str, values: Mapping[str, str]) -> str:
    """An address with some parameters set."""
    parts = urlsplit(path)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in values]
    return parts._replace(query=urlencode([*kept, *values.items()])).geturl()


def names(listed: str) -> frozenset[str]:
    """Names written in one text, separated by commas."""
    return frozenset(name.strip() for name in listed.split(",") if name.strip())
