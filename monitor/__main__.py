"""``python -m monitor`` is ``tthc``, and so is the installed command: light, for the rest takes a second to load."""

from __future__ import annotations

import sys

from monitor import STOPPED


def main() -> None:
    """The front door; Ctrl-C is heard also while what is behind it is being loaded."""
    try:
        from monitor.cli import main as commands
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)  # noqa: T201 - click is not there yet
        sys.exit(130)
    commands()


if __name__ == "__main__":
    main()
