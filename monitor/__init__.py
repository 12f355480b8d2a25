"""The front door: command line, configuration, the nightly run, the schedule."""

PRODUCT = "tthc-monitor"
VERSION = "0.1.0"
