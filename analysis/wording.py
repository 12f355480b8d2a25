"""The parts of a procedure as text that a clerk can read: for changes and for evidence of a difference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from analysis.model import (
    Agency,
    Decision,
    DossierCase,
    DossierDocument,
    Fee,
    LegalBasis,
    Level,
    OnlineService,
    Procedure,
    ProcessingTime,
    Step,
    SubmissionMethod,
    Term,
    canonical_json,
)

LEVEL_NAMES = {
    Level.MINISTRY: "Cấp bộ",
    Level.PROVINCE: "Cấp tỉnh",
    Level.COMMUNE: "Cấp xã",
    Level.OTHER: "Cơ quan khác",
}
UNIT_NAMES = {
    "WORKING_DAY": "ngày làm việc",
    "DAY": "ngày",
    "HOUR": "giờ",
    "MONTH": "tháng",
    "YEAR": "năm",
}
CHANNEL_NAMES = {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Dịch vụ bưu chính"}
FEE_NAMES = {"FEE": "Phí", "SERVICE_FEE": "Lệ phí", "PRICE_LEVEL": "Mức giá"}

#: Every part that is content, in the order of the page. A test holds this against ``Procedure``.
PART_NAMES: dict[str, str] = {
    "code": "Mã thủ tục",
    "name": "Tên thủ tục",
    "sector": "Lĩnh vực",
    "issuer": "Cơ quan ban hành",
    "levels": "Cấp thực hiện",
    "internal": "Thủ tục nội bộ",
    "decision": "Quyết định công bố",
    "kind": "Loại thủ tục",
    "catalogue_type": "Loại danh mục",
    "state": "Trạng thái",
    "steps": "Trình tự thực hiện",
    "methods": "Cách thức thực hiện",
    "dossier": "Thành phần hồ sơ",
    "subjects": "Đối tượng thực hiện",
    "executing": "Cơ quan thực hiện",
    "authority": "Cơ quan có thẩm quyền",
    "authorized": "Cơ quan được ủy quyền",
    "coordinating": "Cơ quan phối hợp",
    "results": "Kết quả thực hiện",
    "conditions": "Yêu cầu, điều kiện thực hiện",
    "legal_bases": "Căn cứ pháp lý",
    "receiving_places": "Địa chỉ tiếp nhận hồ sơ",
    "note": "Mô tả",
    "keywords": "Từ khóa",
    "services": "Dịch vụ công trực tuyến",
    "applied_at": "Cơ quan áp dụng",
    "time_text": "Thời hạn giải quyết",
    "fee_text": "Phí, lệ phí",
    "dossier_count": "Số bộ hồ sơ",
    "service_level": "Mức độ dịch vụ công trực tuyến",
    "partial_reason": "Lý do chỉ cung cấp một phần",
    "forms": "Mẫu đơn, tờ khai",
    "flags": "Đặc điểm",
    "extra": "Thông tin khác",
}
NOTHING = "(không có)"


def part_texts(
    before: Procedure, after: Procedure, part: str, agency_names: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Both readings of one part. Where the words are the same but the values are not, the values as JSON."""
    old, new = getattr(before, part), getattr(after, part)
    texts = _tell(part, old, agency_names or {}), _tell(part, new, agency_names or {})
    if texts[0] == texts[1] and old != new:
        return canonical_json(old), canonical_json(new)
    return texts


def part_text(procedure: Procedure, part: str) -> str:
    """One part as text."""
    return _tell(part, getattr(procedure, part), {})


def time_text(time: ProcessingTime) -> str:
    """Thời hạn: "5 ngày làm việc"; an unspecified unit is said to be so, a page's own words are left alone."""
    if not time.unit:
        return time.amount
    unit = UNIT_NAMES.get(time.unit)
    return (
        f"{_with_comma(time.amount)} {unit}"
        if unit
        else f"không xác định ({time.amount} {time.unit})".replace("( ", "(")
    )


#: A fraction as JSON writes it; three decimals may be thousands, and stay as they are.
_FRACTION = re.compile(r"(?P<whole>[0-9]+)\.(?P<rest>[0-9]{1,2}|[0-9]{4,})")


def _with_comma(amount: str) -> str:
    match = _FRACTION.fullmatch(amount)
    if not match:
        return amount
    rest = match["rest"].rstrip("0")
    return f"{match['whole']},{rest}" if rest else match["whole"]


def decision_text(decision: Decision) -> str:
    """Quyết định: "163/QĐ-BTP ngày 16/01/2026"."""
    number = decision.number or "(không ghi số)"
    day = f" ngày {decision.day:%d/%m/%Y}" if decision.day else ""
    return f"{number}{day}" + (f", {decision.issuer}" if decision.issuer else "")


def _tell(part: str, value: Any, agency_names: Mapping[str, str]) -> str:
    if part == "applied_at":
        names = sorted(agency_names.get(i, i) for i in value or ())
        return f"{len(names)} cơ quan: {'; '.join(names)}" if names else NOTHING
    if isinstance(value, tuple):
        return "\n".join(_one(v) for v in value) or NOTHING
    return _one(value)


def _one(value: Any) -> str:
    match value:
        case None | "":
            return NOTHING
        case bool():
            return "có" if value else "không"
        case Level():
            return LEVEL_NAMES[value]
        case Term() | Agency() | LegalBasis():
            return _named(value)
        case Decision():
            return decision_text(value)
        case Step(name=name, text=text):
            return f"{name}: {text}" if name else text
        case SubmissionMethod():
            return _method(value)
        case DossierCase(name=name, documents=documents):
            return "\n".join([name or "Trường hợp chung", *(f"- {_document(d)}" for d in documents)])
        case OnlineService():
            return _service(value)
        case (str() as key, str() as text):
            return f"{key}: {text}"
    return str(value)


def _named(value: Term | Agency | LegalBasis) -> str:
    code = value.number if isinstance(value, LegalBasis) else value.code
    return f"{value.name} ({code})" if code and value.name else value.name or code


def _method(method: SubmissionMethod) -> str:
    parts = [time_text(method.time) if method.time else "", *(fee_text(f) for f in method.fees), method.text]
    return f"{CHANNEL_NAMES.get(method.channel, method.channel)}: " + "; ".join(p for p in parts if p)


def fee_text(fee: Fee) -> str:
    """Một khoản thu: "Lệ phí 8.000 VNĐ /bản"; a page's own words are left alone."""
    if not fee.kind and fee.amount is None:
        return fee.text
    amount = "không ghi số tiền" if fee.amount is None else f"{fee.amount:,}".replace(",", ".")
    text = f"{FEE_NAMES.get(fee.kind, fee.kind)} {amount} {fee.currency if fee.amount is not None else ''}".strip()
    return f"{text} {fee.text}" if fee.text else text


def _document(document: DossierDocument) -> str:
    told = []
    if document.originals is not None or document.copies is not None:
        told.append(f"bản chính {document.originals or 0}, bản sao {document.copies or 0}")
    told += [f"mẫu {f.file_name}" for f in document.forms or ()]
    return f"{document.name} ({'; '.join(told)})" if told else document.name


def _service(service: OnlineService) -> str:
    parts = [f"{service.code} {service.name}", service.agency, service.level or "", service.state]
    return " - ".join(p for p in parts if p)
