"""The table of rules in the docs is the list in the code."""

from __future__ import annotations

from pathlib import Path

from analysis.rules import RULES, Rule
from analysis.rules.rule import Remedy
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
            "<br>".join(f"{r.desk.value}: {r.action}" for r in remedies(rule)),
        ]
        for rule in RULES
    ]


def remedies(rule: Rule) -> list[Remedy]:
    """Who can mend a discrepancy of a type, and how: its own, its grades', the ministry's."""
    every = [rule.remedy, *(g.remedy for g in rule.severities if g.remedy), *filter(None, [rule.central])]
    return list(dict.fromkeys(every))


def test_codes_are_in_order_and_once() -> None:
    codes = [rule.code for rule in RULES]

    assert codes == sorted(set(codes))


def test_every_rule_says_what_it_means_and_why() -> None:
    assert all(rule.definition and rule.legal_basis and rule.severities for rule in RULES)


def test_every_rule_says_what_to_do_in_one_sentence() -> None:
    actions = [remedy.action for rule in RULES for remedy in remedies(rule)]

    assert [a for a in actions if not (a[0].isupper() and a.endswith(".") and ". " not in a)] == []


def test_a_grade_is_known_by_its_reason() -> None:
    mixed = [
        (rule.code, one.reason, other.reason)
        for rule in RULES
        for one in rule.severities
        for other in rule.severities
        if one is not other and other.reason.startswith(one.reason) and one.remedy != other.remedy
    ]

    assert mixed == []
