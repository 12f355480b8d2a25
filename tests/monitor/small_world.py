"""A small world for fault tests: twelve procedures on short pages, everything published but a gap that is planted."""

from __future__ import annotations

from dataclasses import replace

from tests.simulator.demo import demo_catalogue
from tests.simulator.records import Catalogue, Night, rows_elsewhere

#: Province level, all published at Sở Tư pháp; a gap is made of the first.
CODES = (
    "1.013803",
    "1.013804",
    "1.013807",
    "1.008921",
    "1.008922",
    "1.008923",
    "1.008924",
    "1.008925",
    "2.002036",
    "2.001130",
)
COMMUNE_LEVEL = "1.001193"
GAP = CODES[0]
#: Short pages, so that every list has several.
OPTIONS = {
    "dvcqg": {"page_size": "4"},
    "dvcqg_province": {"page_size": "20", "applied_page_size": "4"},
}


def everything_published() -> Night:
    """The honest night."""
    night = demo_catalogue().night(1)
    kept = {
        e.id: e for e in night.entries.values() if e.facts.code in (*CODES, COMMUNE_LEVEL) or e.facts.issuer != "G15"
    }
    rows = tuple(r for r in night.rows if r.formality_id in kept and r.agency_code.startswith("H53"))
    applied = {i: a for i, a in night.applied.items() if i in kept}
    small = replace(night, entries=kept, rows=rows, applied=applied, reporting_names={})
    return replace(small, rows=(*small.rows, *rows_elsewhere(kept.values())))


def with_gap(code: str = GAP) -> Catalogue:
    """A true gap: the province has stopped publishing one procedure."""
    return Catalogue({1: everything_published().unpublish(code)})
