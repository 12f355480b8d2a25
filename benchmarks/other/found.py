"""Names, steps, papers, conditions and legal bases of real answers, where these are on the machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.other.sheet import Act, Group, Paper, Sheet

_JUSTICE = "G15"


def real_sheets(folder: Path | None) -> list[Sheet]:
    """What the real records say, without times, money and agencies: these are made up for both sides."""
    if folder is None:
        return []
    files = sorted((folder / "national").glob("**/raw_procedure.json"))
    return [sheet for file in files if (sheet := _sheet(json.loads(file.read_text(encoding="utf-8"))["detail"]))]


def _sheet(told: dict[str, Any]) -> Sheet | None:
    sectors = told.get("categoriesDetails") or []
    if told.get("departmentPromulgateCode") != _JUSTICE or told.get("isInternal") or not sectors:
        return None
    groups = tuple(_groups(told))
    steps = tuple(_lines("\n".join(filter(None, (x for s in told["executionSteps"] for x in _step(s))))))
    if not groups or not steps or not re.fullmatch(r"\d\.\d{6}", told["code"].strip()):
        return None
    return Sheet(
        code=told["code"].strip(),
        name=told["name"].strip(),
        sector=sectors[0]["name"],
        sector_code=sectors[0]["code"],
        level="commune" if told.get("isWard") and not told.get("isProvince") else "province",
        executing=(),
        authority=(),
        partners=(),
        subjects=tuple(dict.fromkeys(s["name"].strip() for s in told.get("subjectTypesDetails") or [] if s["name"])),
        steps=steps,
        ways=(),
        exempt=(),
        groups=groups,
        sets=1,
        results=tuple(dict.fromkeys(r["name"].strip() for r in told.get("resultsDetails") or [] if r["name"])),
        conditions=tuple(_lines(told.get("requirementsAndConditions") or "")),
        acts=tuple(_acts(told)),
        ruling=None,
    )


def _step(step: dict[str, Any]) -> tuple[str, str]:
    return step.get("name") or "", step.get("description") or ""


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())


def _groups(told: dict[str, Any]) -> Iterator[Group]:
    """The cases of a dossier with their papers, each name once in a case."""
    for case in told.get("executionCases") or []:
        papers: dict[str, Paper] = {}
        for paper in case.get("profileComponents") or []:
            name = " ".join((paper["name"] or "").split())
            files = paper.get("attachments") or []
            if name:
                papers.setdefault(
                    name,
                    Paper(
                        name, paper["originalQty"] or 0, paper["copyQty"] or 0, files[0]["fileName"] if files else ""
                    ),
                )
        if papers:
            yield Group(" ".join((case.get("name") or "").split()), tuple(papers.values()))


def _acts(told: dict[str, Any]) -> Iterator[Act]:
    """The cited instruments whose number is one and is no part of another's title."""
    seen = set()
    for act in told.get("legalBasisesDetails") or []:
        number, title = (act["code"] or "").strip(), " ".join((act["name"] or "").split())
        if re.fullmatch(r"\d+/\d{4}/[\w-]+", number) and title and number not in seen:
            seen.add(number)
            yield Act(number, title)
