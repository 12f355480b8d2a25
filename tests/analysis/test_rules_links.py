"""CL33 and the links of CL22: what does not open, and what is another file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.model import Discrepancy, DossierCase, DossierDocument, Form, Kind, Procedure, Role, Severity
from analysis.night import Night, Tonight
from analysis.rules.links import DEAD_LINKS, FORMS_RULE
from analysis.rules.rule import Findings
from analysis.witnesses import LinkCheck, LinkState
from tests.analysis.makers import NATIONAL, NIGHT, PAGES, ROWS, national, national_side, pages_side, record

ALIVE, DEAD, UNKNOWN = LinkState.ALIVE, LinkState.DEAD, LinkState.UNKNOWN
P = national()
NOTHING = Findings()


def link(
    what: str, label: str, state: LinkState = DEAD, *, portal: str = PAGES, sha: str = "", end: str = "doc"
) -> LinkCheck:
    """A link that was tried."""
    reason = {ALIVE: "", DEAD: "HTTP 404", UNKNOWN: "quá thời gian chờ"}[state]
    name = label.lower().replace(" ", "-")
    return LinkCheck(portal, "1.000001", what, label, f"https://{portal}.example/{name}.{end}", state, reason, sha)


def checked(*links: LinkCheck, p: Procedure = P, page: Procedure | None = None) -> Night:
    sides = national_side(p), pages_side(page or record(p))
    return Night(NIGHT, *sides, agency_rows=ROWS, links=links)


def cl33(of: Night) -> Findings:
    return DEAD_LINKS.find(Tonight(of))


def cl22(of: Night) -> Findings:
    return FORMS_RULE.find(Tonight(of))


# --- CL33 ---------------------------------------------------------------------


def dead(what: str, text: str, severity: Severity, reason: str, portal: str = PAGES) -> Discrepancy:
    return Discrepancy(
        rule="CL33",
        kind=Kind.SINGLE,
        severity=severity,
        severity_reason=reason,
        code="1.000001",
        name=P.name,
        sector="Công chứng",
        part=f"liên kết {what}",
        national=text if portal == NATIONAL else None,
        provincial=None if portal == NATIONAL else text,
        sources=(portal,),
        expected="liên kết mở được",
    )


def test_dead_links_are_one_line_for_each_kind_with_their_labels() -> None:
    night = checked(
        link("nộp hồ sơ", "Nộp trực tuyến"),
        link("biểu mẫu", "Tờ khai A"),
        link("biểu mẫu", "Tờ khai B"),
        link("biểu mẫu", "Tờ khai C", ALIVE),
        link("quyết định", "2637/QĐ-UBND"),
    )

    assert cl33(night) == Findings(
        (
            dead(
                "biểu mẫu",
                "“Tờ khai A”: HTTP 404\n“Tờ khai B”: HTTP 404",
                Severity.MEDIUM,
                "Liên kết tải biểu mẫu không mở được",
            ),
            dead("nộp hồ sơ", "“Nộp trực tuyến”: HTTP 404", Severity.MEDIUM, "Liên kết nộp hồ sơ không mở được"),
            dead(
                "quyết định", "“2637/QĐ-UBND”: HTTP 404", Severity.LOW, "Liên kết tới quyết định công bố không mở được"
            ),
        )
    )


def test_a_link_of_the_national_portal_is_told_of_that_portal() -> None:
    assert cl33(checked(link("biểu mẫu", "Tờ khai A", portal=NATIONAL))) == Findings(
        (
            dead(
                "biểu mẫu",
                "“Tờ khai A”: HTTP 404",
                Severity.MEDIUM,
                "Liên kết tải biểu mẫu không mở được",
                NATIONAL,
            ),
        )
    )


def test_a_living_link_is_right_and_an_unclear_one_undetermined() -> None:
    assert cl33(checked(link("nộp hồ sơ", "Nộp", ALIVE))) == NOTHING
    assert cl33(checked(link("nộp hồ sơ", "Nộp", UNKNOWN))) == Findings(
        undetermined=(("1.000001", "liên kết nộp hồ sơ “Nộp”: quá thời gian chờ"),)
    )


def test_without_a_check_it_is_said_once() -> None:
    assert cl33(replace(checked(), links=None)) == Findings(undetermined=(("*", "chưa kiểm tra liên kết"),))


# --- CL22 ---------------------------------------------------------------------


def form_line(reason: str, severity: Severity, ours: str | None, theirs: str) -> Discrepancy:
    return Discrepancy(
        rule="CL22",
        kind=Kind.PAIR,
        severity=severity,
        severity_reason=reason,
        code="1.000001",
        name=P.name,
        sector="Công chứng",
        part="liên kết mẫu",
        national=ours,
        provincial=theirs,
        sources=(NATIONAL, PAGES),
        evidence=((NATIONAL, "n01"), (PAGES, "p-n01")),
        unlike=True,
        unasked=Role.NATIONAL if ours is None else None,
    )


def test_a_form_that_cannot_be_fetched_is_missing_to_the_citizen() -> None:
    assert cl22(checked(link("biểu mẫu", "Tờ khai A"))) == Findings(
        (
            form_line(
                "Không tải được mẫu đơn, tờ khai nên người dân không có mẫu để nộp: 1 liên kết",
                Severity.HIGH,
                None,
                "“Tờ khai A”: HTTP 404 (không mở được)",
            ),
        )
    )


def test_another_file_than_the_national_one_is_told() -> None:
    night = checked(
        link("biểu mẫu", "Tờ khai A", ALIVE, portal=NATIONAL, sha="aa"),
        link("biểu mẫu", "1. TỜ KHAI A;", ALIVE, sha="bb"),
    )

    assert cl22(night) == Findings(
        (
            form_line(
                "Tệp mẫu ở phía tỉnh khác tệp mẫu trong danh mục quốc gia, cần đối chiếu nội dung: 1 liên kết",
                Severity.MEDIUM,
                "https://dvcqg.example/tờ-khai-a.doc",
                "“1. TỜ KHAI A;” (tệp khác)",
            ),
        )
    )


def test_dead_and_other_forms_are_one_line_of_the_graver_kind() -> None:
    night = checked(
        link("biểu mẫu", "Tờ khai A", ALIVE, portal=NATIONAL, sha="aa"),
        link("biểu mẫu", "Tờ khai A", ALIVE, sha="bb"),
        link("biểu mẫu", "Tờ khai B"),
    )

    (found,) = cl22(night).discrepancies

    assert (found.severity, found.provincial) == (
        Severity.HIGH,
        "“Tờ khai B”: HTTP 404 (không mở được)\n“Tờ khai A” (tệp khác)",
    )


@pytest.mark.parametrize(
    "links",
    [
        (
            link("biểu mẫu", "Tờ khai A", ALIVE, portal=NATIONAL, sha="aa"),
            link("biểu mẫu", "Tờ khai A", ALIVE, sha="aa"),
        ),
        (  # one of the paper's links opens
            link("biểu mẫu", "Tờ khai A"),
            link("biểu mẫu", "Tờ khai A", ALIVE, end="pdf"),
        ),
        (  # the national file is among them
            link("biểu mẫu", "Tờ khai A", ALIVE, portal=NATIONAL, sha="aa"),
            link("biểu mẫu", "Tờ khai A", ALIVE, sha="aa"),
            link("biểu mẫu", "Tờ khai A", ALIVE, sha="bb"),
        ),
        (  # other papers
            link("biểu mẫu", "Tờ khai A", ALIVE, portal=NATIONAL, sha="aa"),
            link("biểu mẫu", "Tờ khai B", ALIVE, sha="bb"),
        ),
        (  # links without a label are of no known paper
            link("biểu mẫu", "", ALIVE, portal=NATIONAL, sha="aa"),
            link("biểu mẫu", "", ALIVE, sha="bb"),
        ),
        (link("nộp hồ sơ", "Nộp"),),
        (link("biểu mẫu", "Tờ khai A", portal=NATIONAL),),  # theirs to mend: CL33
    ],
)
def test_a_form_that_is_there_is_right(links: tuple[LinkCheck, ...]) -> None:
    assert cl22(checked(*links)) == NOTHING


@pytest.mark.parametrize(
    ("links", "why"),
    [
        ((link("biểu mẫu", "Tờ khai A", UNKNOWN),), "liên kết biểu mẫu “Tờ khai A”: quá thời gian chờ"),
        (
            (
                link("biểu mẫu", "Tờ khai A", ALIVE, portal=NATIONAL, sha="aa", end="docx"),
                link("biểu mẫu", "Tờ khai A", ALIVE, sha="bb", end="pdf"),
            ),
            "hai cổng đăng mẫu “Tờ khai A” ở hai định dạng tệp nên không so được",
        ),
    ],
)
def test_files_of_two_kinds_and_unclear_links_are_undetermined(links: tuple[LinkCheck, ...], why: str) -> None:
    assert cl22(checked(*links)) == Findings(undetermined=(("1.000001", why),))


def test_forms_without_links_are_found_with_and_without_a_check_of_links() -> None:
    def papers(*forms: Form) -> tuple[DossierCase, ...]:
        names = ("Tờ khai A", "Tờ khai B")
        return (DossierCase("", tuple(DossierDocument(n, "", "", 1, 0, None, None, None, None, forms) for n in names)),)

    p = replace(P, dossier=papers(Form("f1", "A.doc", "/a.doc")))
    page = record(p, dossier=papers())
    night = checked(link("biểu mẫu", "Tờ khai B"), p=p, page=replace(page, dossier=papers()))

    unchecked = replace(night, links=None)

    assert [(d.part, d.severity) for d in cl22(night).discrepancies] == [
        ("mẫu đơn, tờ khai", Severity.HIGH),
        ("liên kết mẫu", Severity.HIGH),
    ]
    assert [d.part for d in cl22(unchecked).discrepancies] == ["mẫu đơn, tờ khai"]
    assert cl22(unchecked).undetermined == ()
