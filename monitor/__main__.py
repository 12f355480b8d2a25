"""``python -m monitor`` is ``tthc``."""

from monitor.cli import main

main()
