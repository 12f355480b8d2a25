"""Thành phần hồ sơ: papers and the cases they belong to, from tables and from running text."""

from __future__ import annotations

from collections.abc import Sequence

from bs4.element import PageElement

from crawler.portals.web_pages.dossier import Papers
from crawler.portals.web_pages.labels import says_none
from crawler.portals.web_pages.paper_lines import between_tables, from_lines
from crawler.portals.web_pages.paper_tables import from_table
from crawler.portals.web_pages.tables import parts_of, sheet


def read_papers(nodes: Sequence[PageElement]) -> Papers:
    """The dossier that a value tells."""
    papers = Papers()
    parts = parts_of(nodes)
    has_table = any(part.rows for part in parts)
    for at, part in enumerate(parts):
        if part.rows:
            from_table(papers, sheet(part.rows))
        elif has_table:
            between_tables(papers, part.lines, is_last=not any(p.rows for p in parts[at + 1 :]))
        else:
            from_lines(papers, part.lines)
    if not any(part.rows for part in parts) and len(papers.cases) == 1:
        _drop_nothing(papers)
    return papers


def _drop_nothing(papers: Papers) -> None:
    """Words such as "Không có thông tin" are no paper."""
    name, documents = papers.cases[0]
    if len(documents) == 1 and not name and says_none(documents[0].name):
        papers.left.append(("thành phần hồ sơ", documents[0].name))
        papers.cases = []
