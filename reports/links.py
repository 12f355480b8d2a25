"""Which addresses may become links."""

from __future__ import annotations

from urllib.parse import urlsplit

from reports.visible import visible_code


def safe_link(url: str) -> bool:
    """Whether a URL may become a link: http or https, with a host, and nothing hidden in it."""
    if visible_code(url) != url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
