"""Tests of the practice portals themselves."""
