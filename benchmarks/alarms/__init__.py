"""Scripted nights on which a portal misbehaves, the truth of each, and what monitors say of them."""
