"""What became of a discrepancy that is not found: nobody could look, or it ended, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from analysis.compare import compare, merged
from analysis.model import (
    Comparison,
    Decision,
    Discrepancy,
    Exclusion,
    Fee,
    Kind,
    LegalBasis,
    Level,
    Outcome,
    Procedure,
    ProcessingTime,
    Role,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.night import Night
from analysis.witnesses import Expected, ExpectedProcedure
from tests.analysis.makers import (
    COMMUNES,
    JUSTICE,
    LOCAL,
    NATIONAL,
    NIGHT,
    PAGES,
    ROWS,
    at_communes,
    front_side,
    listing,
    local,
    local_side,
    national,
    national_side,
    pages_side,
    record,
)

P, Q = national(1), national(2)
FIXED = ("đã khắc phục", "")


def paged(ours: tuple[Procedure, ...], theirs: tuple[Procedure, ...], **values: Any) -> Night:
    """A night of the catalogue and a portal with pages of its own."""
    return replace(Night(NIGHT, national_side(*ours), pages_side(*theirs), agency_rows=ROWS, links=()), **values)


def platform(ours: tuple[Procedure, ...], theirs: tuple[Procedure, ...], **values: Any) -> Night:
    """A night of the catalogue and the province's part of the platform."""
    return replace(Night(NIGHT, national_side(*ours), local_side(*theirs), agency_rows=ROWS, links=()), **values)


def became(line: Discrepancy, comparison: Comparison) -> tuple[str, str]:
    """(end or "unseen" or "found", basis or reason) of a line that stood before."""
    if line.key in {d.key for d in comparison.discrepancies}:
        return "found", ""
    if comparison.not_compared and line.kind is not Kind.SOURCE:
        return "unseen", comparison.not_compared
    unseen, ended = dict(comparison.unseen), {key: (status, basis) for key, status, basis in comparison.ended}
    if line.key in unseen:
        return "unseen", unseen[line.key]
    return ended.get(line.key, FIXED)


def after(first: Night, then: Night, rule: str, part: str | None = None) -> tuple[str, str]:
    """What became of the first night's line of a type on the night that follows."""
    lines = [d for d in compare(first).discrepancies if d.rule == rule and part in (None, d.part)]
    assert len(lines) == 1, [(d.rule, d.part) for d in compare(first).discrepancies]
    return became(lines[0], compare(replace(then, standing=tuple(lines))))


def way(days: str = "5", fee: int | None = None) -> SubmissionMethod:
    fees = () if fee is None else (Fee("FEE", fee, "VND", ""),)
    return SubmissionMethod("DIRECT", ProcessingTime(days, "WORKING_DAY"), "", fees)


# --- a part that tonight's page does not show ---------------------------------------------

PAID = replace(P, methods=(way(fee=8000),))
PHOTO = replace(P.dossier[0], documents=(replace(P.dossier[0].documents[0], name="Ảnh"),))
#: Type -> (national record, the page that differs, the page of the next night that does not show the part).
DIFFERENCES: dict[str, tuple[Procedure, dict[str, Any], dict[str, Any]]] = {
    "CL13": (P, {"methods": (way("9"),)}, {"methods": None}),
    "CL15": (P, {"methods": (way("2"),)}, {"methods": (replace(way(), time=None),)}),
    "CL16": (PAID, {"methods": (way(fee=9000),)}, {"methods": None}),
    "CL19": (P, {"dossier": (*P.dossier, PHOTO)}, {"dossier": None}),
    "CL23": (P, {"steps": (Step("", "Gửi thư và phải nộp thêm ảnh"),)}, {"steps": None}),
    "CL24": (P, {"conditions": "Có ba năm kinh nghiệm."}, {"conditions": None}),
    "CL25": (P, {"subjects": (Term("", "Người nước ngoài"),)}, {"subjects": None}),
    "CL26": (P, {"legal_bases": (LegalBasis("1/1999/QH10", "Luật cũ"),)}, {"legal_bases": None}),
    "CL28": (P, {"subjects": ()}, {"subjects": None}),
}


@pytest.mark.parametrize("rule", DIFFERENCES)
def test_a_part_that_the_page_does_not_show_tonight_was_not_mended_by_that(rule: str) -> None:
    ours, differs, hidden = DIFFERENCES[rule]
    first = paged((ours,), (record(ours, **differs),))

    assert after(first, paged((ours,), (record(ours, **hidden),)), rule)[0] == "unseen"
    assert after(first, paged((ours,), (record(ours),)), rule) == FIXED
    assert after(first, first, rule) == ("found", "")


@pytest.mark.parametrize("rule", [rule for rule in DIFFERENCES if rule != "CL28"])  # a page lacks that of itself
def test_a_part_that_the_catalogue_does_not_show_tonight_was_not_mended_by_that(rule: str) -> None:
    ours, differs, hidden = DIFFERENCES[rule]
    first = paged((ours,), (record(ours, **differs),))

    assert after(first, paged((replace(ours, **hidden),), (record(ours, **differs),)), rule)[0] == "unseen"


# --- a list, a page or a source that was not read ------------------------------------------


def _national_part(night: Night) -> Night:
    part = replace(night.national.listings[0], complete=False, reason="Lượt 1 dừng.")
    return replace(night, national=replace(night.national, outcome=Outcome.PARTIAL, listings=(part,)))


def _local_part(night: Night) -> Night:
    part = replace(night.provincial.listings[0], complete=False, reason="Lượt 1 dừng.")
    return replace(night, provincial=replace(night.provincial, outcome=Outcome.PARTIAL, listings=(part,)))


def _unread_nationally(night: Night) -> Night:
    ids = tuple(p.portal_id for p in night.national.procedures)
    side = national_side(unread=ids, outcome=Outcome.PARTIAL, listings=(listing("formalities", ids),))
    return replace(night, national=side, known_before={P.portal_id: (P.code, P.name, NIGHT)})


def _unread_locally(night: Night) -> Night:
    ids = tuple(p.portal_id for p in night.provincial.procedures)
    return replace(night, provincial=replace(night.provincial, outcome=Outcome.PARTIAL, unread=ids))


def _failed(role: Role) -> Callable[[Night], Night]:
    def lose(night: Night) -> Night:
        side = "national" if role is Role.NATIONAL else "provincial"
        return replace(night, **{side: replace(getattr(night, side), outcome=Outcome.FAILED, reason="Cổng từ chối.")})

    return lose


def _absent(side: str) -> Callable[[Night], Night]:
    return lambda night: replace(night, **{side: None})


#: Ways in which a night is blind; the portals themselves have mended what was found.
BLIND: dict[str, Callable[[Night], Night]] = {
    "national list": _national_part,
    "local list": _local_part,
    "national page": _unread_nationally,
    "local page": _unread_locally,
    "national refused": _failed(Role.NATIONAL),
    "local refused": _failed(Role.PROVINCIAL),
    "national not visited": _absent("national"),
    "local not visited": _absent("provincial"),
}


@pytest.mark.parametrize("how", BLIND)
def test_a_blind_night_ends_nothing(how: str) -> None:
    first = paged((P,), (record(P, methods=(way("9"),)),))
    mended = paged((P,), (record(P),))

    assert after(first, BLIND[how](mended), "CL13")[0] == "unseen"


@pytest.mark.parametrize("rule", ["CL13", "CL28"])
@pytest.mark.parametrize("side", ["national", "local"])
def test_a_record_that_a_list_which_was_not_read_whole_does_not_show_is_not_gone(side: str, rule: str) -> None:
    first = paged((P, Q), (record(P, methods=(way("9"),), subjects=()), record(Q)))
    lost = paged((P, Q), (record(Q),)) if side == "local" else paged((Q,), (record(P), record(Q)))

    assert after(first, (_local_part if side == "local" else _national_part)(lost), rule)[0] == "unseen"


@pytest.mark.parametrize("how", [name for name in BLIND if "page" not in name])
def test_a_blind_night_says_of_no_procedure_that_it_is_published_now(how: str) -> None:
    first = platform((P, Q), (local(P, JUSTICE), local(Q)))
    mended = platform((P, Q), (local(P, JUSTICE), local(Q, JUSTICE)))
    if how == "local list":
        mended = replace(mended, provincial=replace(mended.provincial, procedures=(local(P, JUSTICE),)))

    assert after(first, BLIND[how](mended), "CL01")[0] == "unseen"


def test_a_line_of_a_place_that_was_not_asked_is_not_judged_by_another_place() -> None:
    """Two places where the province publishes: one is read tonight, the other one not."""
    first = paged((P,), (record(P, methods=(way("9"),)),))
    (line,) = [d for d in compare(first).discrepancies if d.rule == "CL13"]
    here = compare(replace(platform((P,), (local(P, JUSTICE),)), standing=(line,)))
    there = compare(replace(paged((P,), (record(P),)), standing=(line,)))

    assert became(line, here) == ("unseen", f"Đêm nay không đọc nguồn {PAGES}.")
    assert became(line, merged([here, there])) == FIXED
    assert became(line, merged([here, compare(replace(_local_part(paged((P,), (record(P),))), standing=(line,)))])) == (
        "unseen",
        "danh sách procedures: Lượt 1 dừng.",
    )


@pytest.mark.parametrize(
    ("watched", "end"),
    [
        (frozenset({NATIONAL, PAGES, LOCAL}), ("unseen", f"Đêm nay không đọc nguồn {PAGES}.")),
        (frozenset({NATIONAL, LOCAL}), ("ngoài phạm vi", f"Nguồn {PAGES} không còn được theo dõi.")),
    ],
)
def test_a_source_that_was_not_read_is_told_from_one_that_is_watched_no_more(
    watched: frozenset[str], end: tuple[str, str]
) -> None:
    first = paged((P,), (record(P, methods=(way("9"),)),))

    assert after(first, platform((P,), (local(P, JUSTICE),), watched=watched), "CL13") == end


def test_a_catalogue_whose_only_province_is_watched_no_more_is_judged_by_itself() -> None:
    first = paged((P,), (record(P, methods=(way("9"),)),))
    alone = replace(first, provincial=None, watched=frozenset({NATIONAL}))

    assert after(first, alone, "CL13") == ("ngoài phạm vi", f"Nguồn {PAGES} không còn được theo dõi.")


# --- ends that are not "mended" -------------------------------------------------------------

LONGER = paged((P, Q), (record(P, methods=(way("9"),)), record(Q)))


def test_a_difference_ends_as_out_of_scope_where_one_of_its_records_is_gone() -> None:
    assert after(LONGER, paged((P, Q), (record(Q),)), "CL13") == (
        "ngoài phạm vi",
        "Tỉnh không còn công khai thủ tục này nên không còn gì để so.",
    )
    assert after(LONGER, paged((Q,), (record(P), record(Q))), "CL13") == (
        "ngoài phạm vi",
        "Thủ tục không còn trong danh mục quốc gia.",
    )


def test_a_value_that_changes_sides_is_told_by_the_other_type() -> None:
    assert after(LONGER, paged((P, Q), (record(P, methods=(way("2"),)), record(Q))), "CL13") == (
        "được giải thích",
        "Nay được nêu ở CL15.",
    )


MISSING = platform((P, Q), (local(P, JUSTICE), local(Q)))


@pytest.mark.parametrize(
    ("ours", "values", "end"),
    [
        ((P, Q), {}, FIXED),
        ((P,), {}, ("ngoài phạm vi", "Thủ tục không còn trong danh mục quốc gia.")),
        (
            (P, replace(Q, levels=(Level.MINISTRY,))),
            {},
            ("ngoài phạm vi", "Danh mục quốc gia không còn ghi là thủ tục tỉnh, xã phải công khai."),
        ),
        (
            (P, replace(Q, internal=True)),
            {},
            ("ngoài phạm vi", "Danh mục quốc gia không còn ghi là thủ tục tỉnh, xã phải công khai."),
        ),
        ((P, Q), {"exclusions": (Exclusion(" 1.000002", "Theo văn bản"),)}, ("ngoài phạm vi", "Theo văn bản")),
    ],
    ids=["published", "repealed", "ministry's alone", "internal", "excluded"],
)
def test_what_was_missing_is_mended_only_by_being_published(
    ours: tuple[Procedure, ...], values: dict[str, Any], end: tuple[str, str]
) -> None:
    theirs = tuple(local(p, JUSTICE) if end == FIXED or p is P else local(p) for p in ours)

    assert after(MISSING, platform(ours, theirs, **values), "CL01") == end


@pytest.mark.parametrize("doubt", [{"levels": None}, {"catalogue_type": None, "internal": None}])
def test_what_may_no_longer_have_to_be_published_is_not_known_to_be_mended(doubt: dict[str, Any]) -> None:
    assert after(MISSING, platform((P, replace(Q, **doubt)), (local(P, JUSTICE), local(Q))), "CL01")[0] == "unseen"


def test_what_a_decision_repeals_while_the_catalogue_still_shows_it_is_not_known_to_be_mended() -> None:
    repealed = ExpectedProcedure(Q.code, Q.name, "9/QĐ-UBND", date(2026, 11, 2), abolished=True)

    then = platform((P, Q), (local(P, JUSTICE), local(Q)), expected=Expected((repealed,)))

    assert after(MISSING, then, "CL01")[0] == "unseen"


COMMUNE = at_communes(1)


def at(*communes: str) -> Night:
    return platform((COMMUNE,), (local(COMMUNE, *communes),))


def test_missing_communes_pass_from_line_to_line_without_being_mended() -> None:
    some, none = at(*COMMUNES[:3]), at()

    assert after(some, none, "CL01") == (
        "được giải thích",
        "Nay được nêu ở dòng «không cơ quan nào công khai» của thủ tục này.",
    )
    assert after(none, some, "CL01") == ("được giải thích", "Nay được nêu ở dòng «xã» của thủ tục này.")
    assert after(some, at(*COMMUNES), "CL01") == FIXED


def test_a_commune_that_loses_its_own_line_is_mended_only_when_it_misses_nothing() -> None:
    kinds = tuple(at_communes(n) for n in range(1, 5))
    poor = platform(kinds, tuple(local(p, *(COMMUNES[1:] if n < 3 else COMMUNES)) for n, p in enumerate(kinds)))
    part = f"xã {COMMUNES[0]}"

    better = platform(kinds, tuple(local(p, *(COMMUNES[1:] if n < 1 else COMMUNES)) for n, p in enumerate(kinds)))

    assert after(poor, better, "CL01", part) == (
        "được giải thích",
        "Phần còn thiếu của xã này nay nêu ở dòng của từng thủ tục.",
    )
    assert after(poor, platform(kinds, tuple(local(p, *COMMUNES) for p in kinds)), "CL01", part) == FIXED


# --- changes of a source -----------------------------------------------------------------------

EDITED = replace(P, conditions="Có ba năm kinh nghiệm.")
NEWER = Decision("500/QĐ-BTP", date(2026, 11, 10), "Bộ Tư pháp", None, "STANDARD")


def changed(now: Procedure, **values: Any) -> Night:
    return paged((now, Q), (record(now), record(Q)), changes=((P, now),), **values)


IN_CATALOGUE = "Danh mục công bố có 77/QĐ-UBND ngày 12/11/2026."
NO_NUMBER = "nguồn không thể hiện số quyết định công bố nên không tính được"


def of_catalogue(day: date | None, **values: Any) -> dict[str, Any]:
    return {"expected": Expected((ExpectedProcedure(P.code, P.name, "77/QĐ-UBND", day, **values),))}


@pytest.mark.parametrize(
    ("then", "end"),
    [
        (changed(EDITED), ("found", "")),
        (changed(replace(EDITED, subjects=())), ("found", "")),
        (changed(P), FIXED),
        (
            changed(replace(EDITED, decision=NEWER)),
            ("được giải thích", "Trang nay ghi 500/QĐ-BTP ngày 10/11/2026, Bộ Tư pháp."),
        ),
        (
            changed(replace(EDITED, decision=None)),
            ("unseen", NO_NUMBER),
        ),
        (
            changed(EDITED, **of_catalogue(date(2026, 11, 12))),
            ("được giải thích", IN_CATALOGUE),
        ),
        (changed(EDITED, **of_catalogue(date(2026, 1, 15))), ("found", "")),  # older than what the page shows
        (changed(EDITED, **of_catalogue(None)), ("found", "")),
        (changed(EDITED, **of_catalogue(date(2026, 12, 24))), ("found", "")),  # not signed yet
        (changed(EDITED, **of_catalogue(date(2026, 11, 12), abolished=True)), ("found", "")),
        (paged((Q,), (record(Q),)), ("ngoài phạm vi", "Thủ tục không còn ở nguồn này.")),
        (_unread_nationally(changed(EDITED)), ("unseen", "Đêm nay chưa đọc được trang của thủ tục này.")),
    ],
    ids=[
        *("still so", "edited further", "taken back", "new decision", "decision not shown", "in the catalogue"),
        *("older decision", "undated decision", "future decision", "repealed", "gone", "not read"),
    ],
)
def test_a_change_stays_until_something_explains_it(then: Night, end: tuple[str, str]) -> None:
    assert after(changed(EDITED), then, "CL36") == end


def test_a_change_goes_on_under_another_code_of_the_same_record() -> None:
    other = replace(EDITED, code="1.999999")

    assert after(changed(EDITED), changed(other), "CL36") == (
        "được giải thích",
        "Thủ tục này nay mang mã 1.999999; xem dòng của mã ấy.",
    )
    assert "CL36" in {d.rule for d in compare(changed(other)).discrepancies if d.code == "1.999999"}


def test_what_was_shown_too_early_is_not_mended_by_its_day_having_come() -> None:
    row = ExpectedProcedure(P.code, P.name, P.decision.number, NIGHT, effective_from=NIGHT + timedelta(days=3))
    first = paged((P,), (record(P),), expected=Expected((row,)))

    then = replace(first, night=NIGHT + timedelta(days=3))

    assert after(first, then, "CL06", "Cổng DVCQG") == (
        "được giải thích",
        "Nay đã đến ngày áp dụng 163/QĐ-BTP ngày 22/11/2026.",
    )
    assert after(first, paged((Q,), (record(Q),), expected=Expected((row,))), "CL06", "Cổng DVCQG") == FIXED


# --- states of portals -----------------------------------------------------------------------

CLOSED = replace(platform((P,), (local(P, JUSTICE),)), others=(front_side("closed", outcome=Outcome.CLOSED),))


@pytest.mark.parametrize(
    ("front", "end"),
    [
        (front_side(), FIXED),
        (front_side("login", outcome=Outcome.CLOSED), ("found", "")),
        (front_side("firewall", outcome=Outcome.FAILED, reason="Tường lửa."), ("unseen", "Tường lửa.")),
        (front_side("", outcome=Outcome.FAILED, reason="Quá thời gian."), ("unseen", "Quá thời gian.")),
    ],
)
def test_a_closed_portal_is_open_again_only_when_it_was_seen_open(front: Any, end: tuple[str, str]) -> None:
    assert after(CLOSED, replace(CLOSED, others=(front,)), "CL34") == end


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("Cổng từ chối.", "Cổng từ chối."),
        ("Trang /api/v1/x: tường lửa chặn (mã 200); giảm nhịp, đêm sau hỏi lại.", "tường lửa chặn (mã 200)."),
        (
            "Không đọc được https://a.vn/robots.txt: quá giờ; thử lại.",
            "Không đọc được: quá giờ.",
        ),
        ("Danh sách dừng ở /api/v1/a (mã 500), hỏi lại sau; đêm sau.", "Danh sách dừng (mã 500), hỏi lại sau."),
        ("Trang chủ chuyển sang nơi khác: https://dichvucong.gov.vn/", "Trang chủ chuyển sang nơi khác."),
        ("Quyết định 12/QĐ-BTP và 1/2 trang", "Quyết định 12/QĐ-BTP và 1/2 trang."),
        ("Kết nối đứt (ConnectionLost: Connection to the other side (x) was lost.).", "Kết nối đứt."),
        ("cổng chuyển hướng tới https://a.vn/b (mã 302); xem lại.", "cổng chuyển hướng (mã 302)."),
        ("", "không rõ vì sao."),
    ],
)
def test_why_a_night_was_not_compared_is_one_short_sentence(reason: str, told: str) -> None:
    side = replace(MISSING.national, outcome=Outcome.FAILED, reason=reason)

    assert compare(replace(MISSING, national=side)).not_compared == (
        f"Không đọc được Cổng Dịch vụ công quốc gia: {told}"
    )


def test_on_a_night_that_was_not_compared_only_portals_are_looked_at() -> None:
    lines = (*compare(MISSING).discrepancies, *compare(CLOSED).discrepancies)

    told = compare(replace(_failed(Role.NATIONAL)(MISSING), others=(front_side(),), standing=lines))

    assert told.not_compared == "Không đọc được Cổng Dịch vụ công quốc gia: Cổng từ chối."
    assert (told.discrepancies, told.unseen, told.ended) == ((), (), ())
    assert [d.kind for d in lines if became(d, told) == FIXED and d.kind is Kind.SOURCE] == [Kind.SOURCE]
