"""A procedure in the portal's shape, made from the few facts of a table; the sentences are our own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from .identifiers import made_id
from .records import PROVINCE, PROVINCE_ID

_VIETNAM = timezone(timedelta(hours=7))
_MIGRATION = datetime(2026, 4, 8, 21, tzinfo=_VIETNAM)  # when the old portal's records were taken over

#: The beginning of the ids of procedures that were created after the migration.
_CREATED_LATER = {"1.116546": "01a06706"}

_ISSUERS = {
    "G15": ("Bộ Tư pháp", "019d2be3-6a72-700f-a652-d603f1537007"),
    "G01": ("Bộ Công an", "019d2be3-6a72-700f-a652-ac5169305ab5"),
    "H53": ("UBND tỉnh Tây Ninh", PROVINCE_ID),
}

_SUBJECTS = {
    "ĐT1": "Công dân Việt Nam",
    "ĐT2": "Doanh nghiệp",
    "ĐT4": "Người nước ngoài",
    "ĐT9": "Tổ chức (không bao gồm doanh nghiệp, HTX)",
    "DT12": "Người Việt Nam định cư ở nước ngoài",
}

#: By field: the law (number, title) and the paper that the applicant receives.
_FIELDS = {
    "G15-TP01": ("01/2016/QH14", "Luật Đấu giá tài sản", "Chứng chỉ hoặc quyết định về đấu giá tài sản"),
    "G15-TP02": (
        "10/2017/QH14",
        "Luật Trách nhiệm bồi thường của Nhà nước",
        "Quyết định giải quyết bồi thường",
    ),
    "G15-TP03": ("23/2015/NĐ-CP", "Nghị định về cấp bản sao, chứng thực", "Văn bản đã được chứng thực"),
    "G15-TP04": ("46/2024/QH15", "Luật Công chứng", "Quyết định hoặc thẻ về hành nghề công chứng"),
    "G15-TP05": ("99/2022/NĐ-CP", "Nghị định về đăng ký biện pháp bảo đảm", "Văn bản chứng nhận đăng ký"),
    "G15-TP06": ("13/2012/QH13", "Luật Giám định tư pháp", "Quyết định hoặc thẻ giám định viên tư pháp"),
    "G15-TP07": ("60/2014/QH13", "Luật Hộ tịch", "Giấy tờ hộ tịch"),
    "G15-TP08": (
        "22/2017/NĐ-CP",
        "Nghị định về hòa giải thương mại",
        "Giấy phép hoặc danh sách hòa giải viên",
    ),
    "G15-TP09": ("65/2006/QH11", "Luật Luật sư", "Chứng chỉ hoặc giấy đăng ký hành nghề luật sư"),
    "G15-TP11": ("52/2010/QH12", "Luật Nuôi con nuôi", "Giấy chứng nhận nuôi con nuôi"),
    "G15-TP12": ("35/2013/QH13", "Luật Hòa giải ở cơ sở", "Quyết định về hòa giải viên"),
    "G15-TP13": ("142/2025/QH15", "Luật Phục hồi, phá sản", "Chứng chỉ hoặc danh sách quản tài viên"),
    "G15-TP14": ("24/2008/QH12", "Luật Quốc tịch Việt Nam", "Quyết định hoặc giấy xác nhận về quốc tịch"),
    "G15-TP15": ("26/2008/QH12", "Luật Thi hành án dân sự", "Quyết định hoặc giấy xác nhận về thi hành án"),
    "G15-TP16": ("11/2017/QH14", "Luật Trợ giúp pháp lý", "Văn bản về trợ giúp pháp lý"),
    "G15-TP17": (
        "54/2010/QH12",
        "Luật Trọng tài thương mại",
        "Giấy phép thành lập và giấy đăng ký hoạt động",
    ),
    "G15-TP18": ("77/2008/NĐ-CP", "Nghị định về tư vấn pháp luật", "Thẻ tư vấn viên pháp luật"),
    "G15-TP19": ("04/2017/QH14", "Luật Hỗ trợ doanh nghiệp nhỏ và vừa", "Quyết định hỗ trợ chi phí"),
    "G15-TP20": ("151/2026/NĐ-CP", "Nghị định về Thừa hành viên", "Quyết định về Thừa hành viên"),
    "G01-CA27": ("28/2009/QH12", "Luật Lý lịch tư pháp", "Phiếu lý lịch tư pháp"),
    "G04-GT02": ("35/2024/QH15", "Luật Đường bộ", "Giấy phép thi công"),
}

_UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày"}


def written_detail(facts: dict[str, str]) -> dict[str, Any]:
    """One procedure with every key that the portal sends."""
    code, name = facts["code"], facts["name"]
    issuer_name, issuer_id = _ISSUERS[facts["issuer"]]
    category = {"id": made_id("field", facts["field"]), "name": facts["sector"], "code": facts["field"]}
    subjects = [{"id": made_id("subject", c), "name": _SUBJECTS[c], "code": c} for c in facts["subjects"].split()]
    law_number, law_name, result_name = _FIELDS[facts["field"]]
    law = {"id": made_id("law", law_number), "name": law_name, "code": law_number}
    result = {"id": made_id("result", facts["field"]), "name": result_name, "code": f"KQ.{facts['field']}"}
    office = _office(facts)
    group = {"id": made_id("unit group", office), "name": office}
    online = {
        "id": made_id("service", code),
        "name": name,
        "code": f"{code}.01",
        "processingDay": {"qty": 1, "type": "WORKING_DAY"},
        "profileComponents": [],
    }
    levels = facts["levels"]
    return {
        "id": _procedure_id(code),
        "code": code,
        "codeNotation": code,
        "executionSteps": _steps(facts, office),
        "executionMethods": [_method(facts, channel) for channel in ("ONLINE", "POSTAL", "DIRECT")],
        "description": "",
        "name": name,
        "decisionNo": "",
        "executionCases": [{"name": "", "profileComponents": _papers(facts)}],
        "formalityTargetType": [],
        "formalityType": "ASSIGNED_REGULATION",
        "state": "UPDATED",
        "isInternal": False,
        "type": "SPECIFIC" if facts["issuer"] == PROVINCE else "STANDARD",
        "isWard": "W" in levels,
        "isProvince": "P" in levels,
        "isMinistry": "M" in levels,
        "isOtherAgency": "O" in levels,
        "isUndetermined": False,
        "isVertical": False,
        "isFullProcess": False,
        "isSharedService": False,
        "note": "",
        "keywords": "",
        "categoryIds": [category["id"]],
        "serviceGroupIds": [],
        "legalBasisIds": [law["id"]],
        "resultIds": [result["id"]],
        "subjectTypeIds": [s["id"] for s in subjects],
        "departmentExecutingIds": [],
        "departmentAuthorityIds": [],
        "departmentAuthorizedIds": [],
        "departmentCoordinatingIds": [],
        "categoriesDetails": [category],
        "category": category,
        "departmentDetails": [],
        "departmentsExecuting": [],
        "departmentsAuthority": [],
        "departmentsAuthorized": [],
        "departmentsCoordinating": [],
        "unitGroupExecutingIds": [group["id"]],
        "unitGroupAuthorityIds": [group["id"]],
        "unitGroupAuthorizedIds": [],
        "unitGroupCoordinatingIds": [],
        "unitGroupsExecuting": [group],
        "unitGroupsAuthority": [group],
        "unitGroupsAuthorized": [],
        "unitGroupsCoordinating": [],
        "serviceGroupsDetails": [],
        "legalBasisesDetails": [law],
        "resultsDetails": [result],
        "subjectTypesDetails": subjects,
        "departmentPromulgateId": issuer_id,
        "departmentPromulgateCode": facts["issuer"],
        "departmentPromulgateName": issuer_name,
        "cases": [online],
        "fees": [],
        "createdAt": _milliseconds(_MIGRATION),
        "updatedAt": _milliseconds(_entered(facts)),
        "profileComponents": [],
        "targetObjects": [],
        "executingAgencies": "",
        "authorizedAgencies": "",
        "dossierReceivingAddresses": "",
        "delegatedAgencies": "",
        "coordinatingAgencies": "",
        "requirementsAndConditions": "",
        "procedureRelatedGroup": [],
        "procedureProposal": proposal(facts),
        "isOfflineOnly": False,
        "isNonTerritorial": False,
        "returningMethods": [],
    }


def _office(facts: dict[str, str]) -> str:
    """Who executes a procedure, in the catalogue's words."""
    if facts["field"] == "G15-TP05":
        return "Văn phòng Đăng ký đất đai"
    if facts["issuer"] == PROVINCE:
        return "Sở Xây dựng"
    if facts["issuer"] == "G01":
        return "Công an cấp tỉnh"
    if "W" in facts["levels"]:
        return "Ủy ban nhân dân cấp xã"
    return "Sở Tư pháp" if "P" in facts["levels"] else "Bộ Tư pháp"


def _steps(facts: dict[str, str], office: str) -> list[dict[str, str]]:
    unit = _UNITS.get(facts["unit"])
    said = "theo thời hạn đã công bố" if facts["field"] == "G15-TP02" else "ngay trong ngày làm việc"
    limit = f"trong {facts['time']} {unit}" if unit else said
    return [
        {
            "name": "Nộp hồ sơ",
            "description": f"Người yêu cầu nộp hồ sơ lĩnh vực {facts['sector']} tại {office}, qua bưu chính "
            "hoặc trực tuyến.",
        },
        {
            "name": "Tiếp nhận, kiểm tra",
            "description": f"{office} kiểm tra hồ sơ; thiếu thì hướng dẫn bổ sung, đủ thì hẹn ngày trả.",
        },
        {"name": "Trả kết quả", "description": f"{office} giải quyết {limit} và trả kết quả."},
    ]


def _method(facts: dict[str, str], channel: str) -> dict[str, Any]:
    time: int | str = int(facts["time"]) if facts["time"].isdigit() else facts["time"]
    fee = {
        "type": "FEE",
        "value": int(facts["fee"]) if facts["fee"] else None,
        "currencyId": "",
        "attachment": None,
        "description": "" if facts["fee"] else "Mức thu do Hội đồng nhân dân cấp tỉnh quy định.",
    }
    return {
        "submissionMethod": channel,
        "processingTime": time,
        "processingTimeUnit": facts["unit"],
        "description": "",
        "fees": [fee],
    }


def _papers(facts: dict[str, str]) -> list[dict[str, Any]]:
    file_id = made_id("form", facts["code"])
    file_name = f"Tờ khai {facts['code']}.docx"
    form = {
        "id": file_id,
        "fileName": file_name,
        "bucketName": "dvc",
        "filePath": f"configuring/{file_id}/{file_name}",
    }
    application = f"Tờ khai theo mẫu của lĩnh vực {facts['sector']}"
    identity = "Giấy tờ tùy thân của người yêu cầu, xuất trình để đối chiếu"
    return [
        _paper(facts["code"], 1, application, originals=1, copies=0, forms=[form]),
        _paper(facts["code"], 2, identity, originals=0, copies=1, forms=[]),
    ]


def _paper(
    code: str, number: int, name: str, *, originals: int, copies: int, forms: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "profileComponentId": made_id("paper", code, number),
        "originalQty": originals,
        "copyQty": copies,
        "required": False,
        "hasElectronicForm": bool(forms),
        "isProcessingResult": False,
        "name": name,
        "code": f"000.00.00.G15-{code}-{number}",
        "attachments": forms,
    }


def proposal(facts: dict[str, str]) -> dict[str, Any]:
    """The publication decision (quyết định công bố) of a procedure."""
    issuer_name, issuer_id = _ISSUERS[facts["issuer"]]
    return {
        "id": made_id("decision", facts["decision"]),
        "proposalNumber": facts["decision"],
        "decisionDate": _milliseconds(_decided(facts)),
        "decisionNumber": None,
        "publicationDate": _milliseconds(_entered(facts)),
        "issuingAgency": {"id": issuer_id, "name": issuer_name},
        "proposalType": "STANDARD",
    }


def _decided(facts: dict[str, str]) -> datetime:
    """The day of the decision in Việt Nam, which the portal keeps as the moment of its midnight."""
    return datetime.fromisoformat(facts["decided"]).replace(tzinfo=_VIETNAM)


def _entered(facts: dict[str, str]) -> datetime:
    """When the decision was entered: three days after it, but not before the migration."""
    return max(_MIGRATION, _decided(facts) + timedelta(days=3, hours=9))


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _procedure_id(code: str) -> str:
    """A UUID of the portal's kind: it begins with the time of creation, so newer procedures sort higher."""
    made = made_id("procedure", code)
    created = _CREATED_LATER.get(code, "019d2bfd")
    return f"{created}{made[8:14]}7{made[15:]}"
