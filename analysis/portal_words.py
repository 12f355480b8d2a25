"""The words for the portals' own codes: one table a kind of code.

A code that no table names is told as a value of the portal that has no name yet, so that nothing is hidden and nobody
takes it for a word of ours. What is no code is the portal's own wording, and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class CodeKind(StrEnum):
    """What a code is about."""

    FORMALITY = "loại thủ tục"
    CATALOGUE = "loại danh mục"
    STATE = "trạng thái"
    PROPOSAL = "loại quyết định công bố"
    UNIT = "đơn vị thời gian"
    CHANNEL = "hình thức nộp hồ sơ"
    FEE = "khoản thu"
    CURRENCY = "đơn vị tiền"
    LEVEL = "mức độ dịch vụ công trực tuyến"
    FLAG = "đặc điểm"
    LISTING = "danh sách"
    OTHER = "giá trị khác"


WORDS: Mapping[CodeKind, Mapping[str, str]] = {
    CodeKind.FORMALITY: {
        "ASSIGNED_REGULATION": "thủ tục được luật giao quy định chi tiết",
        "NOT_ASSIGNED_REGULATION": "thủ tục không được luật giao cho địa phương quy định",
        "LOCAL_REGULATION": "thủ tục do địa phương quy định",
        "CENTRAL_REGULATION": "thủ tục do trung ương quy định",
        "OTHER": "loại khác",
    },
    CodeKind.CATALOGUE: {
        "STANDARD": "thủ tục chuẩn",
        "SPECIFIC": "thủ tục đặc thù của địa phương",
        "STANDARD_INTERNAL": "thủ tục chuẩn, nội bộ",
        "INTERCONNECTED": "thủ tục liên thông",
    },
    CodeKind.STATE: {"ACTIVE": "đang áp dụng", "UPDATED": "đã cập nhật"},
    CodeKind.PROPOSAL: {"STANDARD": "chuẩn", "SPECIFIC": "đặc thù", "INTERNAL": "nội bộ"},
    CodeKind.UNIT: {
        "WORKING_DAY": "ngày làm việc",
        "DAY": "ngày",
        "HOUR": "giờ",
        "MONTH": "tháng",
        "YEAR": "năm",
        "OTHER": "đơn vị khác",
    },
    CodeKind.CHANNEL: {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Dịch vụ bưu chính"},
    CodeKind.FEE: {"FEE": "Phí", "SERVICE_FEE": "Lệ phí", "PRICE_LEVEL": "Mức giá"},
    CodeKind.CURRENCY: {"VND": "VNĐ", "USD": "đô la Mỹ"},
    CodeKind.LEVEL: {
        "FULL": "Toàn trình",
        "FULL_PROCESS": "Toàn trình",
        "PARTIAL": "Một phần",
        "INFORMATION_ONLY": "Cung cấp thông tin",
        **{number: f"mức độ {number}" for number in "1234"},
    },
    CodeKind.FLAG: {
        "isUndetermined": "chưa xác định cấp thực hiện",
        "isVertical": "thuộc ngành dọc",
        "isFullProcess": "toàn trình",
        "isSharedService": "dịch vụ dùng chung",
        "isOfflineOnly": "chỉ nộp trực tiếp",
        "isNonTerritorial": "phi địa giới hành chính",
    },
    CodeKind.LISTING: {
        "services/VIETNAMESE_CITIZEN": "danh sách dịch vụ công cho công dân",
        "services/ENTERPRISE": "danh sách dịch vụ công cho doanh nghiệp",
        "again": "câu trả lời khi hỏi lại theo mã",
    },
    CodeKind.OTHER: {
        "CITIZEN": "công dân",
        "CORPORATE": "doanh nghiệp, tổ chức",
        "VIETNAMESE_CITIZEN": "công dân Việt Nam",
        "ENTERPRISE": "doanh nghiệp",
        "ONLINE": "trực tuyến",
        "OFFLINE": "không qua mạng",
        "DIRECT": "trực tiếp",
        "POSTAL": "dịch vụ bưu chính",
        "AT_HOME": "tại nhà",
        "AT_SUBMISSION_PLACE": "tại nơi nộp hồ sơ",
    },
}

#: Keys of values inside ``Procedure.extra``.
KEYS: Mapping[str, str] = {
    "id": "số hiệu trong cổng",
    "name": "tên",
    "code": "mã",
    "type": "loại",
    "value": "giá trị",
    "fileId": "số hiệu tệp",
    "fileName": "tên tệp",
    "description": "mô tả",
    "qty": "số lượng",
    "currencyName": "đơn vị tiền",
    "currencyCode": "đơn vị tiền",
}

_ROLES = {
    "Executing": "thực hiện",
    "Authority": "có thẩm quyền",
    "Authorized": "được ủy quyền",
    "Coordinating": "phối hợp",
}
#: Paths of ``Procedure.extra``, without the numbers of places in a list.
PATHS: Mapping[str, str] = {
    "codeNotation": "mã thủ tục, lần ghi thứ hai",
    "description": "yêu cầu, điều kiện, lần ghi thứ hai",
    "category": "lĩnh vực, lần ghi thứ hai",
    "executingAgencies": "cơ quan thực hiện, viết liền",
    "delegatedAgencies": "cơ quan có thẩm quyền, viết liền",
    "authorizedAgencies": "cơ quan được ủy quyền, viết liền",
    "coordinatingAgencies": "cơ quan phối hợp, viết liền",
    "procedureProposal.issuingAgency.id": "số hiệu trong cổng của cơ quan công bố",
    "procedureProposal.decisionNumber": "số quyết định, lần ghi thứ hai",
    "executionMethods[].fees[].attachment": "tệp kèm khoản thu",
    "executionMethods[].fees[].currency": "đơn vị tiền của khoản thu",
    "executionMethods[].fees[].currencyId": "số hiệu trong cổng của đơn vị tiền",
    "executionCases[].profileComponents[].detail": "chi tiết của giấy tờ",
    "cases[].profileComponents": "giấy tờ của dịch vụ công trực tuyến",
    "categoriesDetails": "các lĩnh vực khác",
    "categoryIds": "số hiệu lĩnh vực không có tên",
    "legalBasisIds": "số hiệu căn cứ pháp lý không có tên",
    "resultIds": "số hiệu kết quả không có tên",
    "subjectTypeIds": "số hiệu đối tượng không có tên",
    "serviceGroupIds": "số hiệu nhóm dịch vụ không có tên",
    "serviceGroupsDetails": "nhóm dịch vụ theo sự kiện",
    "returningMethods": "cách trả kết quả",
    "procedureRelatedGroup": "thủ tục liên quan",
    "decisionNo": "số quyết định, ghi ngoài",
    "fees": "khoản thu, ghi ngoài",
    "profileComponents": "giấy tờ, ghi ngoài",
    "departmentDetails": "cơ quan, ghi ngoài",
    "targetObjects": "đối tượng, ghi ngoài",
    "formalityTargetType": "loại đối tượng, ghi ngoài",
    "isMinistry": "cấp bộ",
    "isProvince": "cấp tỉnh",
    "isWard": "cấp xã",
    "isOtherAgency": "cơ quan khác",
    **WORDS[CodeKind.FLAG],
    **{f"department{key}Ids": f"số hiệu cơ quan {role}" for key, role in _ROLES.items()},
    **{f"departments{key}": f"cơ quan {role}" for key, role in _ROLES.items()},
    **{f"unitGroup{key}Ids": f"số hiệu nhóm đơn vị {role}" for key, role in _ROLES.items()},
    **{f"unitGroups{key}": f"nhóm đơn vị {role}" for key, role in _ROLES.items()},
}

#: What a program writes and a clerk does not: capitals alone, words joined by a low line, a capital inside a word.
_CODE = re.compile(r"[A-Z][A-Z0-9_]*|[A-Za-z0-9]+(?:_[A-Za-z0-9]*)+|[a-z][a-z0-9]*[A-Z][A-Za-z0-9]*")
_STEP = r"[A-Za-z_][A-Za-z0-9_]*(?:\[\d*\])*"
_PATH = re.compile(rf"{_STEP}(?:\.{_STEP})+|{_STEP}(?<=\])")


def is_code(text: str) -> bool:
    """Whether a text is written as programs write codes; a clerk's words are not."""
    return _CODE.fullmatch(text.strip()) is not None


def is_path(text: str) -> bool:
    """Whether a text is a key of an answer, or a path of keys."""
    return is_code(text) or _PATH.fullmatch(text) is not None


def word(kind: CodeKind, text: str) -> str:
    """A code in words; a text that is none stays as it is."""
    code = text.strip()
    known = WORDS[kind].get(code) or WORDS[kind].get(code.upper())
    return known or (unnamed(code) if is_code(code) else text)


def unnamed(code: str) -> str:
    """A value of the portal for which there is no word."""
    return f"giá trị của cổng chưa có tên: {code}"


def is_named(kind: CodeKind, text: str) -> bool:
    """Whether :func:`word` tells a text by a name or as the portal's own wording."""
    return word(kind, text) != unnamed(text.strip())
