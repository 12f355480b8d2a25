"""The front door: command line, configuration, the nightly run, the schedule."""

PRODUCT = "tthc-monitor"
VERSION = "0.1.0"
#: What somebody who presses Ctrl-C is told, also while the program is still being loaded.
STOPPED = "tthc: Đã dừng theo yêu cầu."
