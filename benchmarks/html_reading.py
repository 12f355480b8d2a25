"""B9: pages of procedures per second and core: our page object against a plain BeautifulSoup reading (html.parser).

Real records of every size where present, else made ones, each in the shell of a Liferay page (menus, scripts) that
fills the page up to 108 KB, the size of a portal's page with its shell, of which the configuration names the part with
the data. Both sides read every labelled row; the plain reading keeps the texts, ours the whole procedure, and the texts
that both have must be equal. Rounds alternate. Bar: at least three times as fast.

Beside it, without a bar, smaller shells: what straining saves is the shell, and where a page has none there is nothing
to save.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bs4 import BeautifulSoup

from benchmarks.common import reference_data, verdict
from crawler.portals.web_pages.pages import DetailPage, Site
from tests.simulator.liferay import Shown, shown

SIZE, SMALLER, PAGES, BAR = 108_000, (50_000, 0), 24, 3.0
SITE = Site(content="div.box-tthc", row="tr:has(> td.td-1)", label="td.td-1", value="td.td-1 + td")
LABELS = {
    "Mã thủ tục": "code",
    "Thủ tục": "name",
    "Lĩnh vực": "sector",
    "Cấp thực hiện": "levels",
    "Đối tượng thực hiện": "subjects",
    "Thời hạn giải quyết": "time",
    "Điều kiện thực hiện": "conditions",
}
Reading = dict[str, str]


def records() -> list[Shown]:
    """Real records, else made ones."""
    reference = reference_data()
    found: list[Shown] = []
    if reference is not None:
        for file in sorted(reference.glob("national/qtungnui07__crwatdatadvc/procedures/*/*/raw_procedure.json")):
            try:
                found.append(shown(json.loads(file.read_text(encoding="utf-8"))["detail"]))
            except (KeyError, TypeError, IndexError):
                continue  # a record without the parts that such a page shows
    if found:
        print(f"records: {len(found)} real ones")
        return found
    print("records: made up (no reference data here)")
    text = "<p>Nộp hồ sơ tại Bộ phận Một cửa.</p>"
    return [
        Shown(
            f"1.{n:06d}",
            f"Thủ tục {n}",
            "Hộ tịch",
            (
                ("Mã thủ tục", f"1.{n:06d}"),
                ("Thủ tục", f"Thủ tục {n}"),
                ("Lĩnh vực", "Hộ tịch"),
                ("Trình tự thực hiện", text * (1 + n * 3)),
                ("Điều kiện thực hiện", "Không"),
            ),
        )
        for n in range(1, 120)
    ]


def page(record: Shown, size: int) -> bytes:
    """A page of about this size, or of the record's where that is larger: the record, and a shell around it."""
    rows = "".join(f"<tr><td class='td-1'>{label}</td><td>{value}</td></tr>" for label, value in record.rows)
    content = f"<div class='box-tthc'><table class='table'><tbody>{rows}</tbody></table></div>"
    item = (
        "<li class='nav-item'><a class='nav-link' href='/web/guest/muc'><span>Mục của cổng dịch vụ công</span></a></li>"
    )
    script = "<script>Liferay.Portlet.onLoad({canEditTitle:false,columnPos:0,isStatic:'end'});</script>"
    left = size - len(content.encode()) - 200
    menu = (item * 3 + script) * max(0, left // len((item * 3 + script).encode()))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><ul>{menu}</ul>{content}</body></html>".encode()
    )


def ours(body: bytes) -> Reading:
    """Every field of the page object; the texts that both sides have are compared."""
    read = DetailPage(body, SITE)
    whole = read.procedure("mau", "1")
    told = {"code": whole.code, "name": whole.name, "sector": whole.sector.name if whole.sector else None}
    told |= {"time": whole.time_text, "conditions": whole.conditions}
    return {name: " ".join(text.split()) for name, text in told.items() if text is not None}


def plain(body: bytes) -> Reading:
    """The obvious reading."""
    soup = BeautifulSoup(body, "html.parser")
    told: Reading = {}
    for row in soup.find_all("tr"):
        cells = row.find_all("td", recursive=False)
        if len(cells) == 2 and "td-1" in (cells[0].get("class") or ()):
            told[LABELS.get(cells[0].get_text(strip=True), "")] = " ".join(cells[1].get_text(" ").split())
    return {name: told[name] for name in ("code", "name", "sector", "time", "conditions") if name in told}


def seconds(read: Callable[[bytes], Reading], bodies: list[bytes]) -> float:
    """Processor seconds a page."""
    start = time.process_time()
    for body in bodies:
        read(body)
    return (time.process_time() - start) / len(bodies)


def measured(known: list[Shown], size: int, rounds: int) -> tuple[float, bool]:
    """How many times as fast as the plain reading, and whether both read the same."""
    by_size = sorted(known, key=lambda r: sum(len(value) for _, value in r.rows))
    bodies = [page(r, size) for r in by_size[:: max(1, len(by_size) // PAGES)]]
    equal = all(ours(b) == plain(b) for b in bodies)
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(seconds(ours, bodies))
        theirs.append(seconds(plain, bodies))
    ratio = median(theirs) / median(mine)
    print(
        f"{f'filled up to {size // 1000} KB' if size else 'no shell'}: ours {1 / median(mine):.0f} pages/s,"
        f" plain {1 / median(theirs):.0f} pages/s, {ratio:.2f}x ({len(bodies)} pages,"
        f" {median(len(b) for b in bodies) / 1000:.0f} KB in the middle)"
    )
    return ratio, equal


def main(rounds: int) -> int:
    """Measure, compare, judge."""
    known = records()
    (ratio, equal), *others = (measured(known, size, rounds) for size in (SIZE, *SMALLER))
    equal &= all(same for _, same in others)
    figure = f"{ratio:.2f}x a plain reading, values {'equal' if equal else 'DIFFER'}"
    return verdict("html_reading", figure, f">= {BAR:g}x at {SIZE // 1000} KB, values equal", ok=ratio >= BAR and equal)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer rounds")
    sys.exit(main(rounds=3 if parser.parse_args().short else 15))
