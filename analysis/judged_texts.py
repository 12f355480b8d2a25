"""The text of a part by which two readings are judged to differ: the portal's codes stand as they came.

No reader sees it (see :mod:`analysis.wording`), and it stays as it is, so that other words for readers judge nothing
otherwise.
"""

from __future__ import annotations

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
from analysis.wording import with_comma

_LEVELS = {
    Level.MINISTRY: "Cấp bộ",
    Level.PROVINCE: "Cấp tỉnh",
    Level.COMMUNE: "Cấp xã",
    Level.OTHER: "Cơ quan khác",
}
_UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "HOUR": "giờ", "MONTH": "tháng", "YEAR": "năm"}
_CHANNELS = {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Dịch vụ bưu chính"}
_FEES = {"FEE": "Phí", "SERVICE_FEE": "Lệ phí", "PRICE_LEVEL": "Mức giá"}
_NOTHING = "(không có)"


def judged_texts(before: Procedure, after: Procedure, part: str) -> tuple[str, str]:
    """Both readings of a part. A form may be replaced under its old file name, which only the values show."""
    old, new = getattr(before, part), getattr(after, part)
    texts = _part(part, old), _part(part, new)
    if part == "dossier" and texts[0] == texts[1] and old != new:
        return canonical_json(old), canonical_json(new)
    return texts


def _part(part: str, value: Any) -> str:
    if part == "applied_at":
        return f"{len(value)} cơ quan: {'; '.join(sorted(value))}" if value else _NOTHING
    if isinstance(value, tuple):
        return "\n".join(_one(v) for v in value) or _NOTHING
    return _one(value)


def _one(value: Any) -> str:
    match value:
        case None | "":
            return _NOTHING
        case bool():
            return "có" if value else "không"
        case Level():
            return _LEVELS[value]
        case Term() | Agency() | LegalBasis():
            return _named(value)
        case Decision():
            return _decision(value)
        case Step(name=name, text=text):
            return f"{name}: {text}" if name else text
        case SubmissionMethod():
            return _method(value)
        case DossierCase(name=name, documents=documents):
            return "\n".join([name or "Trường hợp chung", *(f"- {_document(d)}" for d in documents)])
        case OnlineService():
            told = (f"{value.code} {value.name}", value.agency, value.level or "", value.state)
            return " - ".join(t for t in told if t)
        case (str() as key, str() as text):
            return f"{key}: {text}"
    return str(value)


def _named(value: Term | Agency | LegalBasis) -> str:
    code = value.number if isinstance(value, LegalBasis) else value.code
    return f"{value.name} ({code})" if code and value.name else value.name or code


def _decision(decision: Decision) -> str:
    day = f" ngày {decision.day:%d/%m/%Y}" if decision.day else ""
    return f"{decision.number or '(không ghi số)'}{day}" + (f", {decision.issuer}" if decision.issuer else "")


def _method(method: SubmissionMethod) -> str:
    told = [_time(method.time) if method.time else "", *(_fee(f) for f in method.fees), method.text]
    return f"{_CHANNELS.get(method.channel, method.channel)}: " + "; ".join(t for t in told if t)


def _time(time: ProcessingTime) -> str:
    if not time.unit:
        return time.amount
    if unit := _UNITS.get(time.unit):
        return f"{with_comma(time.amount)} {unit}"
    return f"không xác định ({time.amount} {time.unit})".replace("( ", "(")


def _fee(fee: Fee) -> str:
    if not fee.kind and fee.amount is None:
        return fee.text
    amount = "không ghi số tiền" if fee.amount is None else f"{fee.amount:,}".replace(",", ".")
    text = f"{_FEES.get(fee.kind, fee.kind)} {amount} {fee.currency if fee.amount is not None else ''}".strip()
    return f"{text} {fee.text}" if fee.text else text


def _document(document: DossierDocument) -> str:
    told = []
    if document.originals is not None or document.copies is not None:
        told.append(f"bản chính {document.originals or 0}, bản sao {document.copies or 0}")
    told += [f"mẫu {f.file_name}" for f in document.forms or ()]
    return f"{document.name} ({'; '.join(told)})" if told else document.name
