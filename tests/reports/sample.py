"""Reports written for the tests: a rich ordinary night, one that failed, an empty one, hostile ones.

Codes and wordings are made up; only their shapes are those of the portals.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any

from analysis.model import (
    Change,
    Compared,
    Discrepancy,
    Excluded,
    Figures,
    Gate,
    Judgement,
    Kind,
    ListingState,
    Look,
    Outcome,
    Presence,
    Problem,
    ProblemKind,
    Role,
    Severity,
    Sighting,
    SourceForm,
    Status,
)
from analysis.report import (
    CommuneGap,
    EvidenceLink,
    Line,
    PairSuggestion,
    Report,
    Side,
    SourceLine,
    TrendPoint,
    side_of,
)

NIGHT = date(2026, 11, 22)
HANOI = timezone(timedelta(hours=7))
NATIONAL = "Cổng Dịch vụ công quốc gia – danh mục Bộ Tư pháp"
PROVINCE = "Dịch vụ công tại Tây Ninh"
FRONT = "dichvucong.tayninh.gov.vn"
CIVIL = "Phòng Hành chính tư pháp"
LEGAL = "Phòng Bổ trợ tư pháp"
COMMITTEE = "Văn phòng UBND tỉnh"

#: What hostile portals write. Each must end as text and nothing else.
XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "]]><script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    '" autofocus onfocus=alert(1) x="',
    "{{ 7*7 }}{% for x in y %}{# c #}",
    "${7*7}#{7*7}",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<base href=https://evil.example/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<r><t>x</t></r>",  # markup of the writer of workbooks
    "<r>&</r>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
)

#: What a spreadsheet would take for a formula.
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "http://evil.example",
    "internal:Sheet1!A1",
    "1.001193",
    "00012",
    'a"b;c,d\r\ne',
)


def discrepancy(**given: Any) -> Discrepancy:
    """A discrepancy with everything filled in."""
    usual: dict[str, Any] = {
        "rule": "CL13",
        "kind": Kind.PAIR,
        "severity": Severity.HIGH,
        "severity_reason": "Thời hạn tại địa phương dài hơn thời hạn của trung ương.",
        "code": "1.990013",
        "name": "Cấp bản sao trích lục mẫu",
        "sector": "Hộ tịch",
        "part": "methods",
        "national": "Nộp trực tiếp: 03 ngày làm việc kể từ ngày nhận đủ hồ sơ",
        "provincial": "Nộp trực tiếp: 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
        "sources": ("dvcqg", "dvctn"),
    }
    return Discrepancy(**(usual | given))


def sighting(found: Discrepancy, status: Status = Status.OPEN, nights: int = 6, basis: str = "") -> Sighting:
    """The discrepancy as it stands on the night of the sample."""
    return Sighting(found, status, NIGHT - timedelta(days=nights - 1), NIGHT, nights, basis)


def evidence(role: str = "dvcqg", topic: str = "019d2be3-0000-7000-8000-000000000013") -> EvidenceLink:
    """The capture behind one side."""
    url = {
        "dvcqg": "https://dichvucong.gov.vn/api/v1/configuring/formality/get-formality-by-citizen",
        "dvctn": "https://dichvucong.gov.vn/api/v1/configuring/formality/list-formality-case-by-citizen",
    }[role]
    return EvidenceLink(
        portal=role,
        portal_name={"dvcqg": NATIONAL, "dvctn": PROVINCE}[role],
        topic=topic,
        title="trang của thủ tục" if role == "dvcqg" else "dịch vụ công cho công dân",
        page=PAGES[role],
        url=url,
        fetched_at=datetime(2026, 11, 21, 19, 3, 11, tzinfo=UTC),
        sha256="4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b",
        command=f"tthc show --run 41 {role} {topic}",
    )


#: What a citizen opens.
PAGES = {
    "dvcqg": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2be3-0000-7000-8000-000000000013",
    "dvctn": "https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach?province=H53",
}
_SIDES = {Role.NATIONAL: ("dvcqg", NATIONAL), Role.PROVINCIAL: ("dvctn", PROVINCE)}


def side(found: Discrepancy, role: Role) -> Side:
    """A side as the builder makes it."""
    code, name = _SIDES[role]
    asked = code in found.sources or not {"dvcqg", "dvctn"} & set(found.sources)
    return side_of(found, role, source=name, asked=asked, page=PAGES[code] if asked else "")


def line(found: Discrepancy, status: Status = Status.OPEN, nights: int = 6, **given: Any) -> Line:
    """One line of the report."""
    usual: dict[str, Any] = {
        "name": found.name,
        "rule_name": "Thời hạn dài hơn",
        "legal_basis": "Nghị định 63/2010/NĐ-CP, Điều 26 khoản 2",
        "office": CIVIL,
        "desk": given.get("office", CIVIL),
        "action": "Sửa chỗ khác cho đúng danh mục quốc gia.",
        "is_request": False,
        "national": side(found, Role.NATIONAL),
        "provincial": side(found, Role.PROVINCIAL),
        "evidence": (evidence("dvcqg"), evidence("dvctn", "services/VIETNAMESE_CITIZEN")),
    }
    return Line(sighting(found, status, nights, given.pop("basis", "")), **(usual | given))


def ordinary() -> Report:
    """A good night with something in every part of the report, hostile wordings among it."""
    return Report(
        title="Đối chiếu công khai thủ tục hành chính ngành Tư pháp",
        owner="Sở Tư pháp tỉnh Tây Ninh",
        night=NIGHT,
        read_until=datetime(2026, 11, 22, 2, 14, 9, tzinfo=HANOI),
        sources=_sources(),
        figures=Figures(NIGHT, in_scope=219, published=215, undetermined=1),
        lines=_lines(),
        communes=(
            CommuneGap("2.990021", "Chứng thực chữ ký mẫu", ("Xã Mẫu Một", "Xã Mẫu Hai"), 96),
            CommuneGap("1.990031", "Đăng ký sự kiện mẫu", tuple(f"Xã Mẫu số {n:02d}" for n in range(1, 12)), 96),
        ),
        changes=_changes(),
        excluded=(
            Excluded(
                "1.990070",
                "Thủ tục mẫu do cơ quan trung ương thực hiện",
                "Cơ quan cấp tỉnh không thực hiện.",
                False,
            ),
            Excluded("1.990071", "Thủ tục mẫu đã chuyển giao", "Đã chuyển cho sở khác.", True),
            Excluded("1.990072", "Thủ tục mẫu chưa thấy", "Chờ quyết định của tỉnh.", None),
        ),
        problems=(
            (
                PROVINCE,
                Problem(
                    ProblemKind.TIMEOUT,
                    "Trang 3 của danh sách doanh nghiệp không trả lời trong 60 giây; hỏi lại đã đọc được.",
                    "services/ENTERPRISE",
                ),
            ),
        ),
        notes=((NATIONAL, "robots.txt khác đêm trước 2 dòng, vẫn cho phép đọc."),),
        warnings=("Khóa mới “formality.extraFlag” chưa được xếp vào bộ phận nào.",),
        undetermined=(
            ("CL36", "*", "Các dòng của cổng không mang số quyết định nên không tính được."),
            ("CL01", "1.990044", "Mã này không có trong danh sách áp dụng và một đơn vị lạ chưa nhận ra."),
        ),
        unmeasured=(
            "Niêm yết tại bộ phận một cửa.",
            "Thời gian giải quyết thực tế của hồ sơ.",
        ),
        reckoned=("Dịch vụ công tại Tây Ninh: bộ lọc của danh sách dịch vụ theo đối tượng.",),
        trend=_trend(),
        presentation_only=37,
        head="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        product="tthc-monitor 0.1.0",
        command="tthc report --as-of 2026-11-22 --format html",
        rules=(
            (
                "CL01",
                "Chưa công khai đủ ở phía tỉnh",
                "Phải công khai tại tỉnh mà không thấy.",
                "NĐ 63, Điều 16, 17",
            ),
            ("CL13", "Thời hạn dài hơn", "Địa phương dài hơn trung ương.", "NĐ 63, Điều 26(2)"),
        ),
        suggestions=(
            PairSuggestion(
                "1.990023",
                "Cấp lại thẻ <b>mẫu</b>",
                "",
                "Cấp lại thẻ mẫu cho luật\u200b sư",
                0.871,
                "tên gần giống",
                "tthc pairs accept 019d-23 'cấp lại thẻ mẫu cho luật sư'",
            ),
        ),
        compared_night=NIGHT,
        judgements=(
            (
                PROVINCE,
                Judgement(Gate.SIZE, "applied", True, "Danh sách áp dụng <b>mẫu</b> chỉ còn 180 mục, lần trước 265."),
            ),
        ),
    )


def paired() -> Report:
    """A night with a province whose own pages show every part: a line of every type of content, pairs to decide."""
    from tests.reports import pair_lines

    lines = pair_lines.lines()
    return replace(
        ordinary(),
        lines=lines,
        suggestions=pair_lines.SUGGESTIONS,
        changes=(_long_change(pair_lines.LONG_STEPS, pair_lines.LONG_STEPS_LOCAL),),
        rules=tuple(
            (x.sighting.discrepancy.rule, x.rule_name, f"Định nghĩa mẫu của {x.rule_name}.", x.legal_basis)
            for x in lines
        ),
    )


def _long_change(before: str, after: str) -> tuple[str, Change]:
    night = NIGHT - timedelta(days=1)
    parts = (("steps", before, after), ("note", "", after))
    return NATIONAL, Change("dvcqg", "019d-23", "1.990123", "Thủ tục mẫu thứ 23", "sửa", parts, night, NIGHT)


def failed() -> Report:
    """The next night: the province could not be read; figures and lines stay as they were."""
    good = ordinary()
    night = NIGHT + timedelta(days=1)
    national, province, front = good.sources
    lost = replace(
        province,
        outcome=Outcome.FAILED,
        reason="Tường lửa từ chối cả ba lượt hỏi; đêm mai hỏi lại, nếu vẫn bị từ chối thì liên hệ cổng.",
        brief="Tường lửa từ chối cả ba lượt hỏi.",
        summary="bị từ chối",
        since=night,
        last_complete=NIGHT,
        listings=(),
    )
    why = f"Không đọc được nơi tỉnh công khai: {lost.brief}"
    lines = tuple(
        x if x.is_of_source else replace(x, sighting=replace(x.sighting, look=Look.UNSEEN, why=why)) for x in good.lines
    )
    return replace(
        good,
        night=night,
        read_until=datetime(2026, 11, 23, 2, 1, 40, tzinfo=HANOI),
        sources=(national, lost, front),
        lines=lines,
        changes=(),
        trend=(*good.trend[1:], TrendPoint(night, None, complete=False)),
        undetermined=(("*", "*", why),),
        not_compared=why,
    )


def empty() -> Report:
    """Before anything was ever read."""
    return Report(
        title="Đối chiếu công khai thủ tục hành chính ngành Tư pháp",
        owner="Sở Tư pháp tỉnh Tây Ninh",
        night=NIGHT,
        read_until=None,
        sources=(),
        figures=Figures(None),
        lines=(),
        communes=(),
        changes=(),
        excluded=(),
        problems=(),
        notes=(),
        warnings=(),
        undetermined=(),
        unmeasured=(),
        reckoned=(),
        trend=(),
        presentation_only=None,
        head="",
        product="tthc-monitor 0.1.0",
        command="tthc report",
    )


def with_text(value: Any, text: str) -> Any:
    """The same value with every text in it replaced; closed lists, dates and numbers stay."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return text
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: with_text(getattr(value, f.name), text) for f in fields(value)})
    if isinstance(value, tuple):
        return tuple(with_text(v, text) for v in value)
    return value


def _sources() -> tuple[SourceLine, ...]:
    common: dict[str, Any] = {
        "outcome": Outcome.COMPLETE,
        "last_complete": NIGHT,
        "run": 41,
        "started_at": datetime(2026, 11, 22, 1, 30, tzinfo=HANOI),
        "finished_at": datetime(2026, 11, 22, 2, 14, 9, tzinfo=HANOI),
    }
    listing = ListingState(
        "formalities", "Danh mục thủ tục của Bộ Tư pháp", 265, 265, 2, True, "hai lượt đọc khớp tổng 265"
    )
    services = ListingState(
        "services/VIETNAMESE_CITIZEN",
        "Dịch vụ cho công dân",
        None,
        1393,
        2,
        True,
        "hai lượt giống nhau, cổng không nói tổng",
    )
    return (
        SourceLine(
            portal="dvcqg",
            form=SourceForm.CATALOGUE,
            brief="",
            problem_count=0,
            name=NATIONAL,
            role=Role.NATIONAL,
            base_url="https://dichvucong.gov.vn",
            reason="Đọc đủ 265/265 thủ tục.",
            summary="265/265 thủ tục",
            since=date(2026, 10, 20),
            listings=(listing,),
            requests=281,
            unverified=False,
            **common,
        ),
        SourceLine(
            portal="dvctn",
            form=SourceForm.PLATFORM,
            brief="",
            problem_count=1,
            name=PROVINCE,
            role=Role.PROVINCIAL,
            base_url="https://dichvucong.gov.vn",
            reason="Đọc đủ ba danh sách.",
            summary="ba danh sách, 1.393 dòng",
            since=date(2026, 11, 18),
            listings=(services,),
            requests=1204,
            unverified=True,
            **common,
        ),
        SourceLine(
            portal="tayninh",
            form=SourceForm.FRONT,
            brief="Chuyển hướng sang Cổng Dịch vụ công quốc gia.",
            problem_count=0,
            name=FRONT,
            role=Role.FRONT,
            base_url="https://dichvucong.tayninh.gov.vn",
            reason="Chuyển hướng sang Cổng Dịch vụ công quốc gia.",
            summary="từ đêm 03/11/2026",
            since=date(2026, 11, 3),
            listings=(),
            requests=2,
            unverified=True,
            **(common | {"outcome": Outcome.CLOSED, "last_complete": None}),
        ),
    )


def _lines() -> tuple[Line, ...]:
    long_national = "Bước một: người yêu cầu nộp một bộ hồ sơ tại nơi tiếp nhận và nhận giấy hẹn. " * 6
    long_local = long_national.replace("nhận giấy hẹn", "nhận giấy hẹn trả kết quả", 1) + "Bước thêm: nộp bản photo."
    return (
        line(discrepancy(), Status.OPEN, 6),
        line(
            discrepancy(
                rule="CL01",
                severity=Severity.CRITICAL,
                severity_reason="Người dân không tìm thấy thủ tục ở nơi tỉnh công khai.",
                code="2.990015",
                name="Công chứng hợp đồng mẫu có yếu tố nước ngoài và các việc có liên quan",
                sector="Công chứng",
                part="",
                national="Công chứng hợp đồng mẫu có yếu tố nước ngoài và các việc có liên quan",
                provincial=None,
                missing_in="dvctn",
                facts=(
                    (Role.NATIONAL, Presence.LISTED, True),
                    (Role.PROVINCIAL, Presence.LISTED, True),
                    (Role.PROVINCIAL, Presence.APPLIED, False),
                    (Role.PROVINCIAL, Presence.SERVED, False),
                ),
                unlike=True,
            ),
            Status.NEW,
            2,
            rule_name="Chưa công khai đủ ở phía tỉnh",
            office=LEGAL,
            desk=COMMITTEE,
            action="Công khai thủ tục ở mọi cơ quan phải thực hiện.",
        ),
        line(
            discrepancy(
                rule="CL19",
                severity=Severity.CRITICAL,
                severity_reason="Địa phương đòi thêm giấy tờ.",
                code="2.990012.000.00.00.H53",
                name="Đăng ký lại sự kiện hộ tịch mẫu",
                part="dossier",
                national=long_national,
                provincial=long_local,
            ),
            Status.NEW,
            2,
            rule_name="Thừa thành phần hồ sơ",
        ),
        line(
            discrepancy(
                rule="CL09",
                code=" 1.990014",
                name="Cấp giấy \u202euãm\u202c cho luật\u200b sư",
                sector="Luật sư",
                part="name",
                national="Cấp giấy mẫu cho luật sư",
                provincial="Cấp giấy \u202euãm\u202c cho luật\u200b sư <b onclick=alert(1)>",
            ),
            Status.OPEN,
            9,
            rule_name="Sai hoặc khác tên",
            office="",
        ),
        line(
            discrepancy(
                rule="CL02",
                severity=Severity.CRITICAL,
                code="1.990033",
                name="Thủ tục mẫu chỉ có ở tỉnh",
                sector="Hộ tịch",
                part="",
                national=None,
                provincial="Thủ tục mẫu chỉ có ở tỉnh",
                missing_in="dvcqg",
            ),
            Status.AWAITING,
            1,
            rule_name="Danh mục quốc gia chưa có",
        ),
        line(
            discrepancy(
                rule="CL08",
                kind=Kind.SINGLE,
                severity=Severity.MEDIUM,
                severity_reason="Hai bản ghi cùng một mã.",
                code="1.99\u041e016",
                name='=HYPERLINK("http://vi.du";"bấm")',
                sector="Công chứng",
                part="code",
                national="1.99\u041e016",
                provincial=None,
                sources=("dvcqg",),
                expected="1.990016",
            ),
            Status.OPEN,
            12,
            rule_name="Trùng mã hoặc mã sai dạng",
            office=LEGAL,
            desk="Bộ Tư pháp",
            action="Kiến nghị sửa mã thủ tục trong danh mục quốc gia.",
            is_request=True,
            evidence=(
                replace(evidence(), url="javascript:alert(1)"),
                replace(evidence(), url="data:text/html,x"),
            ),
        ),
        line(
            discrepancy(
                rule="CL31",
                severity=Severity.MEDIUM,
                severity_reason="Mức thấp hơn mức của quốc gia.",
                code="1.990017",
                name="Đăng ký <script>alert('tên')</script> mẫu {{ 7*7 }}",
                sector="Công chứng",
                part="services",
                national="Toàn trình",
                provincial="Một phần",
            ),
            Status.OPEN,
            4,
            rule_name="Khác mức độ dịch vụ công trực tuyến",
            office=LEGAL,
            agencies=("Phường Mẫu Một", "Xã Mẫu Hai"),
        ),
        line(
            discrepancy(
                rule="CL09",
                severity=Severity.LOW,
                severity_reason="Khác một chữ, giống lỗi gõ.",
                code="1.990018",
                name="Xác nhận thông tin mẫu",
                part="name",
                national="Xác nhận thông tin mẫu",
                provincial="Xác nhận thông tinh mẫu",
            ),
            Status.OPEN,
            3,
            rule_name="Sai hoặc khác tên",
            evidence=(),
        ),
        line(
            discrepancy(
                rule="CL15",
                severity=Severity.INFO,
                severity_reason="Địa phương rút ngắn, có thể hợp lệ.",
                code="1.990019",
                name="Cấp lại thẻ mẫu",
                sector="Luật sư",
                national="10 ngày làm việc",
                provincial="",
            ),
            Status.OPEN,
            30,
            rule_name="Thời hạn ngắn hơn (cắt giảm)",
            office=LEGAL,
        ),
        line(
            discrepancy(code="1.990020", name="Thay đổi nội dung mẫu", part="authority"),
            Status.FIXED,
            5,
            rule_name="Khác hoặc sai tên cơ quan",
        ),
        line(
            discrepancy(
                rule="CL17",
                severity=Severity.INFO,
                severity_reason="Mức thu do HĐND tỉnh quy định, đã đăng ký nghị quyết làm căn cứ",
                code="1.990022",
                name="Đăng ký mẫu có thu lệ phí",
                part="phí, lệ phí",
                national="Theo nghị quyết của HĐND tỉnh",
                provincial="75.000 đồng",
                compared=Compared(
                    "theo nghị quyết của hội đồng nhân dân tỉnh",
                    "75000 đồng",
                    ("N4", "N7", "N10"),
                    (("-", "Theo nghị quyết của HĐND tỉnh"), ("+", "75.000 đồng")),
                ),
            ),
            Status.ACCEPTED,
            9,
            rule_name="Phí, lệ phí khác theo HĐND",
            basis="23/2026/NQ-HĐND ngày 10/07/2026 của HĐND tỉnh, hiệu lực từ 08/08/2026",
        ),
        line(
            discrepancy(code="1.990071", name="Thủ tục mẫu đã chuyển giao", severity=Severity.INFO),
            Status.EXCLUDED,
            5,
            rule_name="Ngoài phạm vi mà vẫn công khai",
        ),
        line(
            discrepancy(code="1.990081", name="Thủ tục mẫu chỉ sai một đêm", severity=Severity.HIGH),
            Status.UNCONFIRMED,
            1,
        ),
        line(
            discrepancy(
                rule="CL36", kind=Kind.CHANGE, code="1.990082", name="Thủ tục mẫu đã sửa", severity=Severity.MEDIUM
            ),
            Status.EXPLAINED,
            4,
            rule_name="Thay đổi không rõ căn cứ",
            basis="Trang nay ghi 500/QĐ-BTP <b>ngày</b> 20/11/2026.",
        ),
        line(
            discrepancy(
                rule="CL34",
                kind=Kind.SOURCE,
                severity_reason="Nguồn không còn cho xem công khai thủ tục",
                code="",
                name="dvc-tayninh",
                sector="",
                part="",
                national=None,
                provincial="đã đóng giao diện: Trang chủ thông báo đã đóng <i>giao diện</i>.",
                sources=("dvc-tayninh",),
            ),
            Status.OPEN,
            9,
            name=FRONT,
            rule_name="Nguồn đã đóng / chuyển nơi khác / đổi cấu trúc",
            office="Văn phòng Sở",
        ),
    )


_ADDED = (
    (
        "Công khai",
        "không có tên trong danh sách; không có cơ quan áp dụng; không có dịch vụ công trong danh sách",
        "có tên trong danh sách; có cơ quan áp dụng; không có dịch vụ công trong danh sách",
    ),
)


def _changes() -> tuple[tuple[str, Change], ...]:
    before, after = NIGHT - timedelta(days=1), NIGHT
    return (
        (
            NATIONAL,
            Change(
                "dvcqg",
                "019d-13",
                "1.990013",
                "Cấp bản sao trích lục mẫu",
                "sửa",
                (
                    ("methods", "02 ngày làm việc", "03 ngày làm việc"),
                    ("note", "", "Miễn phí khi nộp trực tuyến"),
                ),
                before,
                after,
            ),
        ),
        (PROVINCE, Change("dvctn", "77", "1.990033", "Thủ tục mẫu chỉ có ở tỉnh", "thêm", _ADDED, before, after)),
        (PROVINCE, Change("dvctn", "78", "1.990034", "Thủ tục mẫu vừa bỏ", "mất", (), before, after)),
    )


def _trend() -> tuple[TrendPoint, ...]:
    told = "5 5 6 6 6 9 12 14 14 - 13 13 11 11 10 10 10 - - 10 9 9 8 8 8 7 7 7 7 7"
    counts = [None if word == "-" else int(word) for word in told.split()]
    first = NIGHT - timedelta(days=len(counts) - 1)
    return tuple(TrendPoint(first + timedelta(days=i), n, n is not None) for i, n in enumerate(counts))
