"""A line of every type of difference in content (CL13-CL27), for the sample reports. All wordings are made up."""

from __future__ import annotations

from typing import Any

from analysis.differences import difference
from analysis.model import Compared, Discrepancy, Kind, Severity, Status
from analysis.report import Line, PairSuggestion
from tests.reports import sample

#: About 5 KB, as the steps of a procedure often are.
LONG_STEPS = "\n".join(
    f"{n}. Người yêu cầu nộp hồ sơ mẫu số {n} tại nơi tiếp nhận; người tiếp nhận kiểm tra, ghi vào sổ theo dõi, "
    "cấp giấy hẹn trả kết quả và chuyển hồ sơ cho công chức chuyên môn trong ngày làm việc."
    for n in range(1, 28)
)
LONG_STEPS_LOCAL = LONG_STEPS.replace("trong ngày làm việc", "trong 02 ngày làm việc", 1).replace(
    "12. Người yêu cầu", "12. Người yêu cầu phải nộp thêm giấy xác nhận mẫu; người yêu cầu"
)
GROUND = "23/2026/NQ-HĐND ngày 10/07/2026 của HĐND tỉnh, hiệu lực từ 08/08/2026"

SUGGESTIONS = (
    PairSuggestion(
        "1.990101",
        "Cấp lại thẻ mẫu",
        "1.990102.H53",
        "Cấp lại thẻ mẫu cho cá nhân",
        0.96,
        "tên trùng hoặc gần trùng, mã khác: mã mới hoặc ghi sai mã",
        "tthc pairs accept 019d-101 /thu-tuc/102",
    ),
    PairSuggestion(
        "1.990103",
        "Công nhận kết quả mẫu",
        "",
        "Công nhận các kết quả mẫu",
        0.871,
        "tên gần giống",
        "tthc pairs accept 019d-103 'công nhận các kết quả mẫu'",
    ),
)


def _texts(national: str, provincial: str, *steps: str) -> Compared:
    return Compared(national.lower(), provincial.lower(), steps, difference(national, provincial).words)


def _line(rule: str, name: str, severity: Severity, part: str, national: Any, provincial: Any, **given: Any) -> Line:
    number = int(rule[2:])
    found = Discrepancy(
        rule=rule,
        kind=Kind.PAIR,
        severity=severity,
        severity_reason=given.pop("reason"),
        code=f"1.9901{number}",
        name=f"Thủ tục mẫu thứ {number}",
        sector=given.pop("sector", "Hộ tịch"),
        part=part,
        national=national,
        provincial=provincial,
        sources=("dvcqg", "dvctn"),
        expected=given.pop("expected", None),
        compared=given.pop("compared", None),
    )
    return sample.line(found, given.pop("status", Status.OPEN), rule_name=name, **given)


def lines() -> tuple[Line, ...]:
    """One line a type, CL17 accepted."""
    papers = "Tờ khai mẫu số 01", "Tờ khai mẫu số 01\nBản sao giấy xác nhận mẫu"
    conditions = "Có trụ sở", "Có trụ sở và có hai người làm việc"
    bases = "Nghị định số 990/2025/NĐ-CP\nThông tư số 991/2026/TT-BTP"
    return (
        _line(
            *("CL13", "Thời hạn dài hơn", Severity.HIGH, "thời hạn giải quyết"),
            *("03 ngày làm việc", "05 (năm) ngày làm việc"),
            reason="Tỉnh công khai thời hạn dài hơn: 5 ngày làm việc so với 3 ngày làm việc",
            compared=Compared(": 3 ngày làm việc", ": 5 ngày làm việc"),
        ),
        _line(
            *("CL14", "Thời hạn khác đơn vị hoặc thiếu trường hợp", Severity.MEDIUM, "thời hạn giải quyết"),
            *("10 ngày làm việc", "10 ngày"),
            reason="Khác đơn vị tính thời hạn",
        ),
        _line(
            *("CL15", "Thời hạn ngắn hơn (cắt giảm)", Severity.INFO, "thời hạn giải quyết"),
            *("10 ngày làm việc", "7 ngày làm việc"),
            reason="Tỉnh công khai thời hạn ngắn hơn",
        ),
        _line(
            *("CL16", "Phí, lệ phí cao hơn hoặc không có căn cứ", Severity.CRITICAL, "phí, lệ phí"),
            *("Lệ phí 8.000 VNĐ", "8.000đ/bản; từ bản thứ hai thu thêm 10.000đ"),
            reason="Tỉnh thu cao hơn mức do trung ương quy định",
        ),
        _line(
            *("CL17", "Phí, lệ phí khác theo HĐND", Severity.INFO, "phí, lệ phí"),
            *("Theo quy định của Hội đồng nhân dân cấp tỉnh", "75.000 đồng"),
            reason="Mức thu do HĐND tỉnh quy định, đã đăng ký nghị quyết làm căn cứ",
            status=Status.ACCEPTED,
            basis=GROUND,
        ),
        _line(
            *("CL18", "Thiếu thông tin miễn, giảm", Severity.HIGH, "miễn, giảm phí, lệ phí"),
            *("75.000 đồng. Miễn đối với người thuộc hộ nghèo; người khuyết tật", "75.000 đồng"),
            reason="Người được miễn, giảm không biết mình được miễn, giảm nên phải trả tiền",
        ),
        _line(
            *("CL19", "Thừa thành phần hồ sơ", Severity.CRITICAL, "thành phần hồ sơ", *papers),
            reason="Tỉnh đòi thêm giấy tờ so với danh mục quốc gia: 1 giấy tờ",
            compared=_texts(*papers, "N4"),
        ),
        _line(
            *("CL20", "Thiếu hoặc khác số lượng hồ sơ", Severity.MEDIUM, "số lượng hồ sơ"),
            *("Đơn mẫu: bản chính 1, bản sao 0", "Đơn mẫu: bản chính 2, bản sao 0"),
            reason="Khác số bản chính, bản sao hoặc số bộ hồ sơ: 1 giấy tờ",
        ),
        _line(
            *("CL21", "Giấy tờ đã được thay bằng dữ liệu", Severity.HIGH, "thành phần hồ sơ", None),
            "Bản sao giấy tờ mẫu",
            reason="Còn đòi giấy tờ đã được thay bằng dữ liệu",
            expected="không đòi giấy tờ này",
        ),
        _line(
            *("CL22", "Mẫu đơn, tờ khai thiếu hoặc hỏng", Severity.HIGH, "mẫu đơn, tờ khai", "to-khai-mau.docx", None),
            reason="Danh mục quốc gia có mẫu để tải về, trang của tỉnh không có liên kết tới mẫu",
        ),
        _line(
            *("CL23", "Khác trình tự hoặc cách thức", Severity.CRITICAL, "trình tự thực hiện"),
            *(LONG_STEPS, LONG_STEPS_LOCAL),
            reason="Tỉnh ghi thêm việc người dân phải làm",
            compared=_texts(LONG_STEPS, LONG_STEPS_LOCAL, "N1", "N4", "S1"),
            sector="Công chứng",
        ),
        _line(
            *("CL24", "Thêm yêu cầu, điều kiện", Severity.CRITICAL, "yêu cầu, điều kiện", *conditions),
            reason="Tỉnh ghi thêm yêu cầu, điều kiện",
            compared=_texts(*conditions, "N4"),
            sector="Công chứng",
        ),
        _line(
            *("CL25", "Khác đối tượng, kết quả", Severity.MEDIUM, "đối tượng thực hiện"),
            *("Công dân Việt Nam\nNgười nước ngoài", "Công dân Việt Nam\nTổ chức"),
            reason="Khác đối tượng thực hiện: thiếu 1, thêm 1",
            compared=Compared(
                "công dân việt nam\nngười nước ngoài",
                "công dân việt nam\ntổ chức",
                (),
                (("-", "Người nước ngoài"), ("+", "Tổ chức")),
            ),
            sector="Công chứng",
        ),
        _line(
            *("CL26", "Thiếu hoặc cũ căn cứ pháp lý", Severity.HIGH, "căn cứ pháp lý", bases, None),
            reason="Thiếu văn bản mới nhất mà danh mục quốc gia đang căn cứ: 991/2026/TT-BTP",
            sector="Công chứng",
        ),
        _line(
            *("CL27", "Quyết định công bố cũ", Severity.HIGH, "quyết định công bố"),
            *("990/QĐ-BTP ngày 16/01/2026", "12/QĐ-UBND ngày 05/05/2025"),
            reason="Quyết định công bố của tỉnh cũ hơn quyết định của Bộ quá thời hạn",
            sector="Công chứng",
        ),
    )
