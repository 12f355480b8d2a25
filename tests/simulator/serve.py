"""Practice portals to try by hand.

``python -m tests.simulator.serve --world demo`` prints the base URLs of the platform and of the province's
front page and serves until it is interrupted. A number typed on standard input changes the night.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from pathlib import Path

from .catalogue import demo_catalogue, real_case
from .door import serve
from .faults import DEMO_FAULTS
from .records import Catalogue
from .world import FrontPage, FrontState, Platform

WORLDS = ("demo", "real", "real265")


def main() -> None:
    """Reads the command line and serves."""
    options = _options()
    platform = Platform(_catalogue(options), DEMO_FAULTS if options.misbehave else ())
    front = FrontPage(options.front, catalogue=platform.catalogue)
    second_port = options.port + 1 if options.port else 0
    with (
        serve(platform, options.night, port=options.port) as platform_door,
        serve(front, options.night, port=second_port) as front_door,
    ):
        print(f"dvcqg, dvcqg_province: {platform_door.base_url}", flush=True)
        print(f"front_page: {front_door.base_url}", flush=True)
        try:
            for line in sys.stdin:
                if line.strip().isdigit():
                    platform_door.night = front_door.night = int(line)
                    print(f"night {platform_door.night}", flush=True)
            threading.Event().wait()
        except KeyboardInterrupt:
            return


def _catalogue(options: argparse.Namespace) -> Catalogue:
    if options.world == "demo":
        return demo_catalogue()
    if options.reference is None:
        raise SystemExit("The real answers are not part of the project: name their directory with --reference")
    return real_case(Path(options.reference), all_265=options.world == "real265")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", choices=WORLDS, default="demo")
    parser.add_argument("--night", type=int, default=1)
    parser.add_argument("--port", type=int, default=0, help="the platform's port; the front page takes the next")
    parser.add_argument("--front", choices=[s.value for s in FrontState], default=FrontState.REDIRECTED.value)
    parser.add_argument("--misbehave", action="store_true", help="the demonstration's third night fails")
    parser.add_argument("--reference", default=os.environ.get("TTHC_REFERENCE_DATA"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
