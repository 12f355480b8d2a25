"""First contact with a portal nobody has read yet: robots.txt, the page, one question, one linked list.

At most :data:`MOST` requests. What stands there is said by :mod:`crawler.platforms`; as a source
it is a front page like any other, a witness of no procedure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from analysis.model import Capture, Portal, Snapshot
from crawler import platforms
from crawler.asks import Ask, Plan
from crawler.portals.front_page import portal as front_page
from crawler.portals.tayninh_dvc.pages import API
from crawler.reading import Archive, Visit

BASE_URL = front_page.BASE_URL
OPTIONS = {"path": "/"}  # the page to look at, within the portal
#: Requests of a probe, robots.txt and redirects within the host included.
MOST = 6


def check(options: Mapping[str, str]) -> None:
    """Whether options can be used. Raises ValueError with one Vietnamese sentence."""
    path = options.get("path", "/")
    if not path.startswith("/") or path.startswith("//") or urlsplit(path).netloc:
        raise ValueError("options.path phải là đường dẫn trong cổng, bắt đầu bằng /")


def plan(options: Mapping[str, str]) -> Plan:
    """The page, and whether the interface of Tây Ninh's citizen app answers."""
    chosen = OPTIONS | dict(options)
    return Plan(
        singles=(
            Ask("front", platforms.FRONT, chosen["path"]),
            Ask("probe", platforms.API_DVC, f"{API}GetDataDonVi_TraCuu"),
        )
    )


def captures(archive: Archive) -> tuple[Capture, ...]:
    """The captures of a probe, robots.txt first."""
    return tuple(c for purpose in ("robots", "front", "probe") for c in archive.captures(purpose))


def read(portal: Portal, visit: Visit, archive: Archive, options: Mapping[str, str]) -> Snapshot:
    """The state of the front page, and the platform as a note."""
    verdict = platforms.judge(captures(archive))
    told = f"Nền tảng: {verdict.platform.value}" + (f" ({', '.join(verdict.marks)})" if verdict.marks else "") + "."
    snapshot = front_page.read(portal, visit, archive, options)
    return replace(snapshot, notes=(*snapshot.notes, told))
