"""Tables for other programs, row by row: CSV as :mod:`reports.csv_` writes it, and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reports.csv_ import carried

Rows = Iterable[Mapping[str, Any]]

#: The byte order mark by which spreadsheets know UTF-8.
_BOM = b"\xef\xbb\xbf"


def csv_lines(columns: Mapping[str, str], rows: Rows) -> Iterator[bytes]:
    """UTF-8 with BOM, a header, one row a line, every field quoted; ``columns``: key -> heading.

    An absent value is an empty field. A text that begins like a formula is kept as it is (see :mod:`reports.csv_`).
    """
    yield _BOM + _line(columns.values())
    for row in rows:
        yield _line(_text(row.get(key)) for key in columns)


def _line(values: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([carried(v) for v in values])
    return out.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def json_lines(rows: Rows) -> Iterator[bytes]:
    """One object a line, UTF-8; halves of surrogate pairs, which have no UTF-8, as JSON writes them."""
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        yield text.encode("utf-8", "backslashreplace") + b"\n"
