"""Nights for the table loại × nguồn: for each type and source a night on which that source brings it to light.

One procedure, told by the national catalogue and by one provincial source that
agree in everything; a sample changes what one source says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from analysis.model import (
    Agency,
    Decision,
    DossierCase,
    DossierDocument,
    Fee,
    Form,
    LegalBasis,
    OnlineService,
    Outcome,
    Problem,
    ProblemKind,
    Procedure,
    ProcessingTime,
    Snapshot,
    SourceForm,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.night import Night
from analysis.rules.feeds import Source
from analysis.witnesses import Expected, ExpectedProcedure, LinkCheck, LinkState, Observation, ReplacedPaper
from analysis.working_days import Calendar, rows_from_csv
from tests.analysis.makers import (
    JUSTICE,
    LOCAL,
    NATIONAL,
    NIGHT,
    PAGES,
    ROWS,
    local,
    local_side,
    national,
    national_side,
    pages_side,
    record,
    row,
)

SHIPPED = Path(__file__).resolve().parents[2] / "monitor" / "data" / "calendar.csv"
CALENDAR = Calendar(rows_from_csv(SHIPPED.read_text(encoding="utf-8")))
LOCAL_SOURCES = (Source.PLATFORM, Source.PAGES, Source.UNCODED)

Values = dict[str, Any]


def papers(*names: str, forms: tuple[Form, ...] = ()) -> Values:
    found = tuple(DossierDocument(n, "", "", 1, 0, None, None, None, None, forms) for n in names)
    return {"dossier": (DossierCase("", found),)}


def time(amount: str, unit: str = "WORKING_DAY", fee: int = 8_000) -> Values:
    fees = (Fee("FEE", fee, "VNĐ", ""),)
    return {"methods": (SubmissionMethod("DIRECT", ProcessingTime(amount, unit), "", fees),)}


def fee(text: str) -> Values:
    return {"fee_text": text}


def bases(*numbers: str) -> Values:
    return {"legal_bases": tuple(LegalBasis(n, f"Văn bản số {n}") for n in numbers)}


def decided(number: str, day: date) -> Values:
    return {"decision": Decision(number, day, "", None, "")}


BASE: Values = {
    "state": "ACTIVE",
    "conditions": "Có trụ sở tại địa phương.",
    **time("5"),
    **papers("Đơn đề nghị", "Bản sao thẻ"),
    **bases("46/2024/QH15"),
}
FORM = (Form("f1", "Mẫu 01.doc", "/mau-01.doc"),)
EXEMPT = "8.000 đồng/hồ sơ. Miễn phí đối với người thuộc hộ nghèo"
#: Content: what both sides say, what the local side says instead, what the national side says instead.
CONTENT: dict[str, tuple[Values, Values, Values]] = {
    "CL11": ({}, {"executing": (Agency("UBND huyện Tân Biên"),)}, {"executing": (Agency("UBND huyện Tân Biên"),)}),
    "CL12": ({}, {"executing": (Agency("Phòng Tư pháp"),)}, {"executing": (Agency("Phòng Tư pháp"),)}),
    "CL13": ({}, time("10"), time("3")),
    "CL14": ({}, time("5", "DAY"), time("5", "DAY")),
    "CL15": ({}, time("3"), time("10")),
    "CL16": ({}, time("5", fee=9_000), time("5", fee=7_000)),
    "CL17": (
        fee("8.000 đồng theo Nghị quyết số 12/2025/NQ-HĐND"),
        fee("9.000 đồng theo Nghị quyết số 12/2025/NQ-HĐND"),
        fee("9.000 đồng theo Nghị quyết số 12/2025/NQ-HĐND"),
    ),
    "CL18": (fee(EXEMPT), fee("8.000 đồng/hồ sơ"), fee(EXEMPT + "; người khuyết tật")),
    "CL19": ({}, papers("Đơn đề nghị", "Bản sao thẻ", "Giấy xác nhận"), papers("Đơn đề nghị")),
    "CL20": ({}, papers("Đơn đề nghị"), papers("Đơn đề nghị", "Bản sao thẻ", "Giấy xác nhận")),
    "CL22": (
        papers("Đơn đề nghị", forms=FORM),
        papers("Đơn đề nghị"),
        papers("Đơn đề nghị", forms=FORM),
    ),
    "CL23": ({}, {"steps": (Step("", "Nộp hồ sơ tại bưu điện"),)}, {"steps": (Step("", "Gửi thư điện tử"),)}),
    "CL24": ({}, {"conditions": "Có trụ sở. Có ba năm kinh nghiệm."}, {"conditions": "Không"}),
    "CL25": ({}, {"results": (Term("", "Giấy phép"),)}, {"results": (Term("", "Giấy phép"),)}),
    "CL26": (
        bases("46/2024/QH15", "104/2025/NĐ-CP"),
        bases("46/2024/QH15"),
        bases("46/2024/QH15", "104/2025/NĐ-CP", "5/2025/TT-BTP"),
    ),
    "CL27": (
        {},
        decided("9/QĐ-UBND", date(2025, 12, 1)),
        decided("500/QĐ-BTP", date(2026, 3, 2)),
    ),
    "CL28": ({}, {"steps": ()}, {"steps": ()}),
    "CL37": ({}, {"name": "CẤP THẺ CÔNG CHỨNG VIÊN LOẠI 01"}, {"name": "CẤP THẺ CÔNG CHỨNG VIÊN LOẠI 01"}),
    "CL09": ({}, {"name": "Thu hồi thẻ công chứng viên"}, {"name": "Thu hồi thẻ công chứng viên"}),
    "CL10": ({}, {"sector": Term("", "Luật sư")}, {"sector": Term("G15-TP09", "Luật sư")}),
}


# --- how each provincial source tells a procedure --------------------------------------


def _platform(p: Procedure, **values: Any) -> Snapshot:
    """Rows of services: name, field, agency, level. The contents are the national record itself."""
    shown = {k: v for k, v in values.items() if k in ("name", "code", "services", "applied_at")}
    return local_side(local(p, JUSTICE, **shown))


def _pages(p: Procedure, **values: Any) -> Snapshot:
    return pages_side(replace(record(p), **values))


#: What the old interface of the province is known to tell (D22): no code, no time, no fee, no decision.
_OLD_SHOWS = ("name", "sector", "levels", "executing", "steps", "dossier")


def _uncoded(p: Procedure, **values: Any) -> Snapshot:
    page = replace(record(p), **values)
    shown = {k: getattr(page, k) for k in _OLD_SHOWS}
    bare = Procedure(PAGES, page.portal_id, "", **{**shown, "service_level": values.get("service_level")})
    return replace(pages_side(bare), form=SourceForm.UNCODED)


SHOW: dict[Source, Callable[..., Snapshot]] = {
    Source.PLATFORM: _platform,
    Source.PAGES: _pages,
    Source.UNCODED: _uncoded,
}


def told(ours: Procedure | None, provincial: Snapshot | None, **values: Any) -> Night:
    """A night of both sides, with nothing else to tell."""
    catalogue = national_side(*([ours] if ours else []))
    quiet = Night(NIGHT, catalogue, provincial, agency_rows=ROWS, links=(), calendar=CALENDAR)
    return replace(quiet, **values)


def base(**values: Any) -> Procedure:
    return national(1, **{**BASE, **values})


def agreeing(source: Source, **values: Any) -> Night:
    """Both sides say the same."""
    p = base()
    return told(p, SHOW.get(source, _pages)(p), **values)


def of_content(code: str, source: Source) -> Night:
    """One part says something else, on the side of the source."""
    both, theirs, ours = CONTENT[code]
    p = base(**both)
    if source is Source.NATIONAL:
        return told(replace(p, **ours), _pages(base() if code == "CL22" else p))
    return told(p, SHOW[source](p, **theirs))


# --- rows, observations, links -----------------------------------------------------------


def decision(code: str = "1.000001", number: str = "2637/QĐ-UBND", **values: Any) -> ExpectedProcedure:
    plain = ExpectedProcedure(
        code,
        base().name,
        number,
        signed=date(2026, 3, 2),
        sector="Công chứng",
        effective_from=date(2026, 3, 2),
    )
    return replace(plain, **values)


def link(what: str, portal: str = PAGES) -> LinkCheck:
    return LinkCheck(portal, "1.000001", what, "Đơn đề nghị", "https://pages.example/a.doc", LinkState.DEAD, "HTTP 404")


def seen(portal: str, number: str) -> Observation:
    return Observation(
        portal, "1.000001", number, datetime(2026, 11, 10, 15, tzinfo=UTC), datetime(2026, 11, 12, 15, tzinfo=UTC)
    )


def stranger(source: Source) -> Procedure:
    """A provincial record in a Justice field that the national catalogue does not have."""
    p = base(portal_id="n77", code="1.000077", name="Đăng ký hành nghề quản tài viên", sector=Term("", "Công chứng"))
    if source is Source.PLATFORM:
        return local(p, JUSTICE, sector=p.sector)
    page = record(p)
    return replace(page, code="") if source is Source.UNCODED else page


def with_stranger(source: Source, **values: Any) -> Night:
    """The national portal was asked again for the stranger and has no such record."""
    p, side = base(), Source.PAGES if source not in LOCAL_SOURCES else source
    shown = SHOW[side](p)
    extra = stranger(side)
    gone = (extra.portal_id,) if side is Source.PLATFORM else ("1.000077",)
    both = replace(shown, procedures=(*shown.procedures, extra), listings=pages_lists(side, shown, extra))
    return told(p, both, national=national_side(p, gone=gone), **values)


def pages_lists(side: Source, shown: Snapshot, extra: Procedure) -> Any:
    if side is Source.PLATFORM:
        return shown.listings
    (first,) = shown.listings
    return (replace(first, ids=(*first.ids, extra.portal_id)),)


# --- samples: a night on which the source brings the type to light ----------------------------------


def _side(source: Source) -> Source:
    return source if source in LOCAL_SOURCES else Source.PAGES


def _cl01(source: Source) -> Night:
    p, other = base(), base(portal_id="n02", code="1.000002", name="Bổ nhiệm thừa phát lại")
    # The platform must have been seen to know the other one: a record that nobody applies.
    shown = local_side(local(p, JUSTICE), local(other)) if source is Source.PLATFORM else SHOW[_side(source)](p)
    return told(p, shown, national=national_side(p, other))


def _cl03(source: Source) -> Night:
    other = decision("1.000055", name="Bổ nhiệm trọng tài viên")
    return agreeing(_side(source), expected=Expected((other,)))


def _cl04(source: Source) -> Night:
    if source is Source.EXPECTED:
        return with_stranger(source, expected=Expected((decision("1.000077", abolished=True),)))
    key = stranger(_side(source)).portal_id
    return with_stranger(source, known_before={key: ("1.000077", "Đăng ký hành nghề", date(2026, 9, 1))})


def _cl05(source: Source) -> Night:
    return with_stranger(source, expected=Expected((), ("Công chứng",)))


def _cl06(source: Source) -> Night:
    coming = decision(number="163/QĐ-BTP", effective_from=date(2026, 12, 1))
    return agreeing(_side(source), expected=Expected((coming,)))


def _cl07(source: Source) -> Night:
    if source is Source.EXPECTED:
        return agreeing(source, expected=Expected((decision(internal=True),)))
    p = base(internal=True)
    return told(p, SHOW[_side(source)](p))


def _cl08(source: Source) -> Night:
    p = base()
    if source is Source.NATIONAL:
        return told(base(code="1.0000011"), _pages(p))
    return told(p, SHOW[source](p, code="1.0000011"))


def _cl09(source: Source) -> Night:
    if source is not Source.PLATFORM:
        return of_content("CL09", source)
    return told(base(), _platform(base(), name="Thu hồi thẻ công chứng viên"))


def _cl10(source: Source) -> Night:
    if source is not Source.PLATFORM:
        return of_content("CL10", source)
    p = base()
    return told(p, _platform(p, services=(row(p, JUSTICE, sector="Luật sư"),)))


def _of_agency(code: str) -> Callable[[Source], Night]:
    def night(source: Source) -> Night:
        if source is not Source.PLATFORM:
            return of_content(code, source)
        p, name = base(), CONTENT[code][1]["executing"][0].name
        return told(p, _platform(p, services=(row(p, JUSTICE), row(p, name))))

    return night


def _cl21(source: Source) -> Night:
    paper = ReplacedPaper("1.000001", "Bản sao thẻ", "NQ 66.7/2025/NQ-CP", date(2026, 1, 1))
    return agreeing(source, replaced_papers=(paper,))


def _cl22(source: Source) -> Night:
    return agreeing(source, links=(link("biểu mẫu"),)) if source is Source.OWN else of_content("CL22", source)


def _cl29(source: Source) -> Night:
    if source is Source.NATIONAL:
        return agreeing(source, observations=(seen(NATIONAL, "163/QĐ-BTP"),))
    return agreeing(source, observations=(seen(PAGES, "2637/QĐ-UBND"),), expected=Expected((decision(),)))


def _cl30(source: Source) -> Night:
    return agreeing(source, expected=Expected((decision(instrument_effective=date(2026, 3, 3)),)))


def _cl31(source: Source) -> Night:
    p = base()
    if source is Source.PLATFORM:
        rows = tuple(row(p, a, level=level) for a, level in ((JUSTICE, "Toàn trình"), ("H53.49", "Một phần")))
        return told(p, _platform(p, services=rows))
    stated = Expected((decision(service_level="Toàn trình"),))
    shown = "3" if source is Source.UNCODED else "Một phần"  # the old interface counts levels
    return told(p, SHOW[_side(source)](p, service_level=shown), expected=stated)


def _cl32(source: Source) -> Night:
    level, p = "3" if source is Source.UNCODED else "Một phần", base()
    rows = (row(p, JUSTICE, level=level),)
    shown = {"services": rows} if source is Source.PLATFORM else {"service_level": level, "partial_reason": ""}
    return told(p, SHOW[source](p, **shown))


def _cl33(source: Source) -> Night:
    return agreeing(source, links=(link("nộp hồ sơ"),))


def _cl34(source: Source) -> Night:
    night = agreeing(_side(source))
    moved = {"outcome": Outcome.FAILED, "problems": (Problem(ProblemKind.REDIRECTED, "Trang chuyển hướng."),)}
    if source is Source.NATIONAL:
        return replace(night, national=replace(night.national or national_side(), **moved))
    return replace(night, provincial=replace(night.provincial or local_side(), **moved))


def _cl35(source: Source) -> Night:
    if source is Source.EXPECTED:
        newer = decision(number="500/QĐ-BTP")
        return agreeing(source, expected=Expected((newer,)))
    if source is Source.OWN:
        before, other = base(), base(portal_id="n02", code="1.000002", name="Đăng ký khai tử")
        after = replace(before, name=other.name)
        return told(after, _pages(after), national=national_side(after, other), changes=((before, after),))
    return told(base(conditions="Đạt tiêu chu ẩ n"), _pages(base()))


def _cl36(source: Source) -> Night:
    before, after = base(), base(conditions="Có hai năm kinh nghiệm.")
    if source is Source.PAGES:
        return told(base(), _pages(base()), changes=((record(before), record(after)),))
    return told(after, _pages(after), changes=((before, after),))


def _cl38(source: Source) -> Night:
    return told(base(), _platform(base(), applied_at=()))


_SPECIAL: dict[str, Callable[[Source], Night]] = {
    "CL01": _cl01,
    "CL02": with_stranger,
    "CL03": _cl03,
    "CL04": _cl04,
    "CL05": _cl05,
    "CL06": _cl06,
    "CL07": _cl07,
    "CL08": _cl08,
    "CL09": _cl09,
    "CL10": _cl10,
    "CL11": _of_agency("CL11"),
    "CL12": _of_agency("CL12"),
    "CL21": _cl21,
    "CL22": _cl22,
    "CL29": _cl29,
    "CL30": _cl30,
    "CL31": _cl31,
    "CL32": _cl32,
    "CL33": _cl33,
    "CL34": _cl34,
    "CL35": _cl35,
    "CL36": _cl36,
    "CL38": _cl38,
}


def sample(code: str, source: Source) -> Night:
    """A night on which a source brings a type to light."""
    return _SPECIAL[code](source) if code in _SPECIAL else of_content(code, source)


# --- noise: everything that one source can say otherwise, all at once ---------------------------------------

#: Every part of a record in other words, none of which the other side says.
OTHERWISE: Values = {
    "levels": (),
    "steps": (Step("", "Gửi thư điện tử và phải nộp thêm ảnh."),),
    **time("99", "DAY", fee=99_000),
    **papers("Giấy xác nhận", "Ảnh"),
    "subjects": (Term("", "Người nước ngoài"),),
    "executing": (Agency("Phòng Tư pháp"), Agency("UBND huyện Tân Biên")),
    "results": (Term("", "Giấy phép"),),
    "conditions": "Có ba năm kinh nghiệm. Đạt tiêu chu ẩ n.",
    **bases("99/2025/NĐ-CP"),
    **decided("9/QĐ-UBND", date(2025, 12, 1)),
    "dossier_count": "09 bộ",
    "forms": (),
    "keywords": "há»™ tá»‹ch",
    "note": "\ufffd",
}


def _noisy_national() -> Night:
    other = base(**OTHERWISE, services=(OnlineService("1.000001.09", "Dịch vụ khác", "s9"),), flags=("isFullProcess",))
    return told(other, _pages(base()))


def _noisy_platform() -> Night:
    p = base()
    rows = (
        row(p, JUSTICE, level="Một phần", name="Dịch vụ khác", time=ProcessingTime("99", "DAY"), code="9.99"),
        row(p, "H53.49", level="Toàn trình", sector="Luật sư"),
        row(p, "Phòng Tư pháp", level="Một phần"),
    )
    before, after = local(p, JUSTICE), local(p, JUSTICE, services=rows)
    return told(p, _platform(p, services=rows, name="Tên khác"), changes=((before, after),))


def _noisy_pages(source: Source) -> Night:
    p = base()
    more: Values = {"service_level": "Mức độ 4" if source is Source.UNCODED else "Một phần", "partial_reason": ""}
    page = replace(record(p), decision=None)
    change = (page, replace(page, **{**OTHERWISE, "decision": None}))
    return told(p, SHOW[source](p, **OTHERWISE, **more), changes=(change,) if source is Source.UNCODED else ())


def _noisy_decisions() -> Night:
    rows = (
        decision(name="Tên khác hẳn", sector="Luật sư", level="Cấp xã", service_level="Toàn trình", issuer="UBND xã"),
        decision(number="9999/QĐ-BTP", signed=date(2026, 9, 9), instrument_effective=date(2026, 1, 1)),
        decision("1.000055", name="Bổ nhiệm trọng tài viên"),
        decision("không rõ", name="Thủ tục không mã"),
        decision("1.000066", abolished=True),
    )
    return agreeing(Source.PAGES, expected=Expected(rows, ("Công chứng", "Luật sư")))


def _noisy_own() -> Night:
    p, before = base(), base(conditions="Có hai năm kinh nghiệm.", name="Tên cũ")
    links = tuple(
        link(w, portal) for w in ("nộp hồ sơ", "biểu mẫu", "quyết định") for portal in (PAGES, NATIONAL, LOCAL)
    )
    return told(
        p,
        _pages(p),
        links=links,
        observations=(seen(NATIONAL, "163/QĐ-BTP"), seen(PAGES, "163/QĐ-BTP"), seen(PAGES, "1/QĐ-UBND")),
        changes=((before, p),),
        known_before={"n88": ("1.000088", "Đã bỏ", date(2026, 9, 1))},
    )


def noise(source: Source) -> Night:
    """A night on which a source says everything otherwise that it can."""
    match source:
        case Source.NATIONAL:
            return _noisy_national()
        case Source.PLATFORM:
            return _noisy_platform()
        case Source.EXPECTED:
            return _noisy_decisions()
        case Source.OWN:
            return _noisy_own()
    return _noisy_pages(source)
