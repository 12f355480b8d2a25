"""Every format: golden files, and the same bytes for the same report.

``TTHC_WRITE_GOLDEN=1`` writes the golden files anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reports.formats import FORMATS, file_name, find, render
from tests.reports import sample

GOLDEN = Path(__file__).parent / "golden"
NIGHTS = {"ordinary": sample.ordinary, "paired": sample.paired, "failed": sample.failed, "empty": sample.empty}


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("name", ["html", "csv", "json"])
def test_the_report_is_drawn_as_in_the_golden_file(night: str, name: str) -> None:
    golden = GOLDEN / f"{night}.{name}"

    drawn = render(NIGHTS[night](), name)

    if os.environ.get("TTHC_WRITE_GOLDEN"):
        golden.write_bytes(drawn)
    assert drawn == golden.read_bytes()


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_the_same_report_gives_the_same_bytes(night: str, name: str) -> None:
    assert render(NIGHTS[night](), name) == render(NIGHTS[night](), name)


def test_the_table_of_contents_is_in_the_order_readers_ask() -> None:
    assert [each.name for each in FORMATS] == ["html", "xlsx", "csv", "json"]


def test_file_names_carry_the_night_and_no_diacritics() -> None:
    names = [file_name(sample.ordinary(), each.name) for each in FORMATS]

    assert names == [
        "BC_chenh_lech_TTHC_STP_20261122.html",
        "BC_chenh_lech_TTHC_STP_20261122.xlsx",
        "BC_chenh_lech_TTHC_STP_20261122.csv",
        "BC_chenh_lech_TTHC_STP_20261122.json",
    ]


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="“pdf”; các định dạng: html, xlsx, csv, json"):
        find("pdf")
