"""Readers of meaning: Vietnamese texts of procedures as values.

Every reader is total and strict: it answers with a value or with
:class:`NotUnderstood`, never with a guess and never with an exception.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A text that a reader could not cover whole (không hiểu)."""

    text: str
    reason: str  # one Vietnamese sentence
    left: tuple[str, ...] = ()  # what was left over, canonical
