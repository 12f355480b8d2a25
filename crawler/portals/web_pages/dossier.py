"""Thành phần hồ sơ as it is being read: cases with their papers, and what stands among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analysis.model import DossierCase, DossierDocument

#: How the name of a case begins.
CASE = re.compile(
    r"^\W*(?:(?:[ivx]{1,4}|\d{1,2}|[a-zđ])[.)]\s*)?(?:(?:đối với )?trường hợp\b|giấy tờ phải (?:nộp|xuất trình|gửi)\b)",
    re.IGNORECASE,
)


@dataclass
class Papers:
    """What a dossier's value tells, as it is being read."""

    cases: list[tuple[str, list[DossierDocument]]] = field(default_factory=list)
    count: str | None = None  # số bộ hồ sơ, where it stands among the papers
    left: list[tuple[str, str]] = field(default_factory=list)  # shown, but not of a paper: (what, text)
    unknown: list[str] = field(default_factory=list)  # headings that are not understood

    def open(self, name: str) -> None:
        """Begin a case; one that only has a name so far takes this one's words too."""
        if self.cases and not self.cases[-1][1] and self.cases[-1][0]:
            self.cases[-1] = (f"{self.cases[-1][0]}\n{name}", [])
        else:
            self.cases.append((name, []))

    def add(self, paper: DossierDocument) -> None:
        """One paper more of the case that is open."""
        if not self.cases:
            self.cases.append(("", []))
        self.cases[-1][1].append(paper)

    @property
    def last(self) -> DossierDocument | None:
        """The paper that was read last, in the open case."""
        return self.cases[-1][1][-1] if self.cases and self.cases[-1][1] else None

    @property
    def dossier(self) -> tuple[DossierCase, ...]:
        """The cases in page order."""
        return tuple(DossierCase(name, tuple(papers)) for name, papers in self.cases)


def paper_of(name: str, **told: object) -> DossierDocument:
    """A paper of which only what is given is shown."""
    shown = {"originals": None, "copies": None, "forms": None, "code": ""} | told
    return DossierDocument(
        name=name,
        code=str(shown["code"]),
        id="",
        originals=shown["originals"],  # type: ignore[arg-type]
        copies=shown["copies"],  # type: ignore[arg-type]
        required=None,
        electronic_form=None,
        is_result=None,
        source=None,
        forms=shown["forms"],  # type: ignore[arg-type]
    )
