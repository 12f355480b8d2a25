"""What a page object raises when a page arrived but is not what it should be."""

from __future__ import annotations

from analysis.model import Problem, ProblemKind


class Unreadable(Exception):
    """A page that cannot be read: the kind of problem and one Vietnamese sentence for its reader."""

    def __init__(self, kind: ProblemKind, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text

    def problem(self, where: str = "") -> Problem:
        """The same as a :class:`~analysis.model.Problem` of the page ``where``."""
        return Problem(self.kind, self.text, where)
