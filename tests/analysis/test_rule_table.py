"""The table of rules in the docs is the list in the code."""

from __future__ import annotations

from pathlib import Path

from analysis.rules import RULES
from tests.reference import ROOT


def test_the_documented_table_is_the_list_of_rules() -> None:
    text = Path(ROOT, "docs", "rules.md").read_text(encoding="utf-8")
    lines = text.partition("## Loại × nguồn")[0].splitlines()

    documented = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line.startswith("| CL")]

    assert documented == [
        [
            rule.code,
            rule.name,
            rule.kind.value,
            rule.subject,
            "<br>".join(f"{g.severity.value}: {g.reason}" for g in rule.severities),
            rule.legal_basis,
        ]
        for rule in RULES
    ]


def test_codes_are_in_order_and_once() -> None:
    codes = [rule.code for rule in RULES]

    assert codes == sorted(set(codes))


def test_every_rule_says_what_it_means_and_why() -> None:
    assert all(rule.definition and rule.legal_basis and rule.severities for rule in RULES)
