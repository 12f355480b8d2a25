"""The parts of a procedure as text that a clerk can read: for changes and for evidence of a difference."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from analysis.model import (
    Agency,
    Decision,
    DossierCase,
    DossierDocument,
    Fee,
    Form,
    LegalBasis,
    Level,
    OnlineService,
    Presence,
    Procedure,
    ProcessingTime,
    Step,
    SubmissionMethod,
    Term,
)
from analysis.portal_words import KEYS, PATHS, WORDS, CodeKind, is_named, is_path, word

LEVEL_NAMES = {
    Level.MINISTRY: "Cấp bộ",
    Level.PROVINCE: "Cấp tỉnh",
    Level.COMMUNE: "Cấp xã",
    Level.OTHER: "Cơ quan khác",
}
CHANNEL_NAMES = WORDS[CodeKind.CHANNEL]

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
#: Parts whose whole value is a code.
_CODED = {
    "kind": CodeKind.FORMALITY,
    "catalogue_type": CodeKind.CATALOGUE,
    "state": CodeKind.STATE,
    "service_level": CodeKind.LEVEL,
    "flags": CodeKind.FLAG,
}


def part_texts(
    before: Procedure, after: Procedure, part: str, agency_names: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Both readings of one part. Where the words are the same but the values are not, what else differs is told."""
    texts = part_text(before, part, agency_names), part_text(after, part, agency_names)
    old, new = getattr(before, part), getattr(after, part)
    return _beneath(part, old, new) if texts[0] == texts[1] and old != new else texts


def part_text(procedure: Procedure, part: str, agency_names: Mapping[str, str] | None = None) -> str:
    """One part as text; ``agency_names`` by the portal's id."""
    value = getattr(procedure, part)
    if part == "applied_at":
        return _agencies(value, agency_names or {})
    if part == "services" and value == () and procedure.applied_at is not None:  # a record of the platform
        return f"không {Presence.SERVED.value}"
    if part == "extra":
        return "\n".join(_extra(path, text) for path, text in value or ()) or NOTHING
    values = value if isinstance(value, tuple) else (value,)
    if part in _CODED:
        return "\n".join(word(_CODED[part], v) for v in values if v) or NOTHING
    return "\n".join(_one(v) for v in values) or NOTHING


def _agencies(ids: tuple[str, ...] | None, names: Mapping[str, str]) -> str:
    if ids is None:
        return NOTHING
    told = sorted(names.get(i) or f"số hiệu trong cổng {i}" for i in ids)
    return f"{len(told)} cơ quan: {'; '.join(told)}" if told else f"không {Presence.APPLIED.value}"


# --- values -------------------------------------------------------------------


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
        case Form():
            return value.file_name or f"tệp không có tên (số hiệu trong cổng {value.id})"
    return str(value)


def time_text(time: ProcessingTime) -> str:
    """Thời hạn: "5 ngày làm việc"; an unspecified unit is said to be so, a page's own words are left alone."""
    if not time.unit:
        return time.amount
    amount, unit = with_comma(time.amount), word(CodeKind.UNIT, time.unit)
    if time.unit == "OTHER":
        in_words = any(letter.isalpha() for letter in amount)
        return amount if in_words else f"không xác định (cổng ghi {amount.strip() or 'trống'}, {unit})"
    return f"{amount} {_aside(CodeKind.UNIT, time.unit)}".strip()


#: A fraction as JSON writes it; three decimals may be thousands, and stay as they are.
_FRACTION = re.compile(r"(?P<whole>[0-9]+)\.(?P<rest>[0-9]{1,2}|[0-9]{4,})")


def with_comma(amount: str) -> str:
    """A decimal fraction as it is written here; any other text as it is."""
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


def _named(value: Term | Agency | LegalBasis) -> str:
    code = value.number if isinstance(value, LegalBasis) else value.code
    if not value.name and not code and value.id:
        return f"không có tên (số hiệu trong cổng {value.id})"
    return f"{value.name} ({code})" if code and value.name else value.name or code


def _method(method: SubmissionMethod) -> str:
    parts = [time_text(method.time) if method.time else "", *(fee_text(f) for f in method.fees), method.text]
    told = "; ".join(p for p in parts if p)
    return f"{word(CodeKind.CHANNEL, method.channel)}: {told}" if method.channel else told


def fee_text(fee: Fee) -> str:
    """Một khoản thu: "Lệ phí 8.000 VNĐ /bản"; a page's own words are left alone."""
    if not fee.kind and fee.amount is None:
        return fee.text
    amount = "không ghi số tiền" if fee.amount is None else f"{fee.amount:,}".replace(",", ".")
    currency = _aside(CodeKind.CURRENCY, fee.currency) if fee.amount is not None else ""
    text = f"{_aside(CodeKind.FEE, fee.kind)} {amount} {currency}".strip()
    return f"{text} {fee.text}" if fee.text else text


def _aside(kind: CodeKind, code: str) -> str:
    """A word inside a sentence; that there is none stands in brackets."""
    return word(kind, code) if is_named(kind, code) else f"({word(kind, code)})"


def _document(document: DossierDocument) -> str:
    told = []
    if document.originals is not None or document.copies is not None:
        told.append(f"bản chính {document.originals or 0}, bản sao {document.copies or 0}")
    told += [f"mẫu {f.file_name}" for f in document.forms or ()]
    return f"{document.name} ({'; '.join(told)})" if told else document.name


def _service(service: OnlineService) -> str:
    level, state = word(CodeKind.LEVEL, service.level or ""), word(CodeKind.STATE, service.state)
    parts = [f"{service.code} {service.name}", service.agency, level, state]
    return " - ".join(p for p in parts if p)


# --- other facts ----------------------------------------------------------------

_PLACE = re.compile(r"\[(\d+)\]")
#: How values of JSON begin that only a program writes.
_JSON = ("{", "[", '"')
#: Keys whose values are names and numbers of things, not codes.
_IDENTITIES = frozenset({"id", "code", "name", "fileId", "fileName"})


def _extra(path: str, text: str) -> str:
    """A fact without a place of its own: a key of the portal with its value as JSON, or a page's label and words."""
    label = PATHS.get(_PLACE.sub("[]", path))
    if label is None and not is_path(path):
        return f"{path}: {_of_json(text, _as_written) if text.startswith(_JSON) else text}"
    if label is None:
        return f"{_unnamed_key(path)}: {_of_json(text, _key)}"
    places = ".".join(str(int(n) + 1) for n in _PLACE.findall(path))
    return f"{label}{f' (mục {places})' if places else ''}: {_of_json(text, _key)}"


def _of_json(text: str, key: Callable[[str], str]) -> str:
    """A JSON text in words; one that is none stays as it is."""
    try:
        return _told(json.loads(text), key)
    except ValueError:
        return text


def _told(value: Any, key: Callable[[str], str], *, coded: bool = True) -> str:
    """A value of JSON in words; ``key`` says what one of its keys is called, ``coded`` whether a text may be a code."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        return ", ".join(f"{key(k)}: {_told(v, key, coded=k not in _IDENTITIES)}" for k, v in value.items())
    if isinstance(value, list):
        inner = all(isinstance(v, str) for v in value)
        return (" và " if inner else "; ").join(_told(v, key, coded=coded) for v in value)
    return word(CodeKind.OTHER, value) if coded and isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return KEYS.get(key) or (_unnamed_key(key) if is_path(key) else key)


def _unnamed_key(path: str) -> str:
    return f"mục của cổng chưa có tên, {path}"


def _as_written(key: str) -> str:
    return key


# --- what the words do not show --------------------------------------------------

#: The fields of values, as readers call them.
_FIELDS = {
    **KEYS,
    "text": "nội dung",
    "number": "số, ký hiệu",
    "day": "ngày",
    "issuer": "cơ quan ban hành",
    "published_at": "lúc công bố",
    "kind": "loại",
    "is_group": "là nhóm đơn vị",
    "channel": "hình thức nộp",
    "time": "thời hạn",
    "fees": "khoản thu",
    "amount": "số",
    "unit": "đơn vị",
    "currency": "đơn vị tiền",
    "documents": "giấy tờ",
    "originals": "số bản chính",
    "copies": "số bản sao",
    "required": "bắt buộc",
    "electronic_form": "có biểu mẫu điện tử",
    "is_result": "là kết quả giải quyết",
    "source": "nguồn của giấy tờ",
    "forms": "mẫu",
    "file_name": "tên tệp",
    "path": "nơi để tệp trong cổng",
    "bucket": "kho tệp của cổng",
    "level": "mức độ",
    "agency": "cơ quan",
    "sector": "lĩnh vực",
    "state": "trạng thái",
    "listed_in": "có ở",
    "reason": "lý do",
}
#: Fields of values that hold a code.
_CODED_FIELDS: Mapping[tuple[type, str], CodeKind] = {
    (Decision, "kind"): CodeKind.PROPOSAL,
    (Fee, "kind"): CodeKind.FEE,
    (Fee, "currency"): CodeKind.CURRENCY,
    (ProcessingTime, "unit"): CodeKind.UNIT,
    (SubmissionMethod, "channel"): CodeKind.CHANNEL,
    (OnlineService, "level"): CodeKind.LEVEL,
    (OnlineService, "state"): CodeKind.STATE,
    (OnlineService, "listed_in"): CodeKind.LISTING,
    (DossierDocument, "source"): CodeKind.OTHER,
}
_SAME = "Chữ như nhau"
_OTHERWISE = f"{_SAME}, cổng ghi lại theo cách khác"


def _beneath(part: str, old: Any, new: Any) -> tuple[str, str]:
    """What differs in two values that are told in the same words: only the facts that one of the two has."""
    for tell in (word, _as_it_came) if part != "extra" else ():
        ours, theirs = (Counter(_facts(_CODED.get(part), value, (), tell)) for value in (old, new))
        if ours != theirs:
            return _only(ours - theirs), _only(theirs - ours)
    return _OTHERWISE, _OTHERWISE


def _as_it_came(kind: CodeKind, text: str) -> str:
    """A code in words, and as the portal writes it."""
    told = word(kind, text)
    return told if text in told else f"{told} (cổng ghi {text})"


def _only(facts: Counter[str]) -> str:
    return f"{_SAME}, chỉ khác: " + ("; ".join(facts.elements()) or NOTHING)


def _facts(
    kind: CodeKind | None, value: Any, at: tuple[str, ...], tell: Callable[[CodeKind, str], str]
) -> Iterator[str]:
    """Every fact of a value with the place where it stands; ``kind`` where texts are codes, which ``tell`` words."""
    if is_dataclass(value) and not isinstance(value, type):
        here = (*at, title) if (title := _title(value)) else at
        for field in fields(value):
            coded = _CODED_FIELDS.get((type(value), field.name))
            yield from _facts(coded, getattr(value, field.name), (*here, _FIELDS[field.name]), tell)
    elif isinstance(value, tuple):
        for each in value:
            yield from _facts(kind, each, at, tell)
    else:
        yield _placed(at, tell(kind, value) if kind and isinstance(value, str) and value else _bare(value))


def _placed(at: tuple[str, ...], text: str) -> str:
    return f"{', '.join(at)}: {text}" if at else text


def _title(value: Any) -> str:
    """By what a reader knows a value: its name, or that of its file."""
    return str(getattr(value, "name", "") or getattr(value, "file_name", ""))


def _bare(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%H:%M:%S %d/%m/%Y}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else _one(value)
