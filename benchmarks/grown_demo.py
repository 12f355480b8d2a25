"""A fast practice portal whose catalogue is grown from the demonstration's, where no reference data is present.

``python -m benchmarks.grown_demo N PAGE_SIZE`` prints its base URL and serves until it is ended. The
demonstration's records are shorter than real ones (about 5 KB in place of 15), and the figures say so.
"""

from __future__ import annotations

import asyncio
import sys

from tests.simulator.demo import demo_catalogue
from tests.simulator.fast import Desk, _serve
from tests.simulator.records import MINISTRY, Catalogue, Entry, Night


def grown(n: int) -> Catalogue:
    """``n`` Justice procedures made from the demonstration's by renumbering; those of other issuers are kept."""
    entries = demo_catalogue().night(1).entries.values()
    templates = [e for e in entries if e.facts.issuer == MINISTRY]
    others = [e for e in entries if e.facts.issuer != MINISTRY]
    copies = (_copy(templates[number % len(templates)], number) for number in range(n))
    return Catalogue({1: Night({e.id: e for e in (*copies, *others)})})


def _copy(template: Entry, number: int) -> Entry:
    code = template.facts.code
    new_id = f"019d{number:04x}{template.id[8:]}"
    body = template.detail_json.replace(template.id.encode(), new_id.encode())
    return Entry(new_id, body.replace(f'"{code}'.encode(), f'"{code[0]}.{200_000 + number:06d}'.encode()))


def main() -> None:
    """Read the command line and serve."""
    n, page_size = (int(x) for x in sys.argv[1:])
    desk = Desk(grown(n))
    desk.prepare(page_size)
    asyncio.run(_serve(desk, 0))


if __name__ == "__main__":
    main()
