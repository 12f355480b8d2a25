"""A sheet in the national wire format."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from benchmarks.other.sheet import Charge, Paper, Sheet, Span, Way

_UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "MONTH": "tháng", "HOUR": "giờ"}
_ROLES = ("Executing", "Authority", "Authorized", "Coordinating")


def answer(sheet: Sheet, portal_id: str) -> bytes:
    """The answer of the national portal about one procedure."""
    return json.dumps({"code": "OK", "data": _data(sheet, portal_id)}, ensure_ascii=False).encode()


def _data(sheet: Sheet, portal_id: str) -> dict[str, Any]:
    conditions = "\n".join(sheet.conditions)
    return {
        "id": portal_id,
        "code": sheet.code,
        "codeNotation": sheet.code,
        "name": sheet.name,
        "executionSteps": [{"name": "", "description": "\n".join(f"- {line.lstrip('-+ ')}" for line in sheet.steps)}],
        "executionMethods": [_method(sheet, way) for way in sheet.ways],
        "executionCases": [
            {
                "name": group.name,
                "profileComponents": [_paper(p, f"{portal_id}-{i}-{k}") for k, p in _told(group.papers)],
            }
            for i, group in enumerate(sheet.groups)
        ],
        "formalityType": "NORMAL",
        "state": "ACTIVE",
        "type": "STANDARD",
        "isInternal": False,
        "isMinistry": False,
        "isProvince": sheet.level == "province",
        "isWard": sheet.level == "commune",
        "isOtherAgency": False,
        "isUndetermined": False,
        "isVertical": False,
        "isFullProcess": False,
        "isSharedService": False,
        "isOfflineOnly": False,
        "isNonTerritorial": False,
        "requirementsAndConditions": conditions,
        "description": conditions,
        "note": None,
        "keywords": None,
        "dossierReceivingAddresses": None,
        **_listed("category", "categoriesDetails", [(sheet.sector_code, sheet.sector)], portal_id),
        **_listed("legalBasis", "legalBasisesDetails", [(a.number, a.title) for a in sheet.acts], portal_id),
        **_listed("result", "resultsDetails", [("", r) for r in sheet.results], portal_id),
        **_listed("subjectType", "subjectTypesDetails", [("", s) for s in sheet.subjects], portal_id),
        **_agencies(sheet, portal_id),
        "departmentPromulgateId": "bo-tu-phap",
        "departmentPromulgateCode": "G15",
        "departmentPromulgateName": "Bộ Tư pháp",
        "cases": [],
        "procedureProposal": _proposal(sheet),
        "createdAt": 1_700_000_000_000,
        "updatedAt": 1_700_000_000_000,
    }


def _told(papers: tuple[Paper, ...]) -> list[tuple[int, Paper]]:
    return list(enumerate(papers))


def _listed(what: str, details: str, terms: list[tuple[str, str]], portal_id: str) -> dict[str, Any]:
    rows = [{"id": f"{portal_id}-{what}-{i}", "code": code, "name": name} for i, (code, name) in enumerate(terms)]
    return {f"{what}Ids": [row["id"] for row in rows], details: rows}


def _agencies(sheet: Sheet, portal_id: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for role, names in zip(_ROLES, (sheet.executing, sheet.authority, (), sheet.partners), strict=True):
        rows = [{"id": f"{portal_id}-{role}-{i}", "code": "", "name": name} for i, name in enumerate(names)]
        told |= {f"department{role}Ids": [r["id"] for r in rows], f"departments{role}": rows}
        told |= {f"unitGroup{role}Ids": [], f"unitGroups{role}": []}
    return told


def _proposal(sheet: Sheet) -> dict[str, Any] | None:
    if sheet.ruling is None:
        return None
    return {
        "id": f"qd-{sheet.code}",
        "proposalNumber": sheet.ruling.number,
        "decisionDate": _moment(sheet.ruling.day),
        "decisionNumber": None,
        "publicationDate": None,
        "issuingAgency": {"id": "bo-tu-phap", "name": sheet.ruling.issuer},
        "proposalType": "STANDARD",
    }


def _moment(day: date) -> int:
    """Midnight in Việt Nam, which is five in the afternoon of the day before in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() - 7 * 3600) * 1000


def _paper(paper: Paper, component: str) -> dict[str, Any]:
    files = [{"id": f"{component}-tep", "fileName": paper.form, "bucketName": "dvc", "filePath": f"mau/{component}"}]
    return {
        "profileComponentId": component,
        "originalQty": paper.originals,
        "copyQty": paper.copies,
        "required": True,
        "hasElectronicForm": False,
        "isProcessingResult": False,
        "name": paper.name,
        "code": "",
        "source": None,
        "attachments": files if paper.form else [],
    }


def _method(sheet: Sheet, way: Way) -> dict[str, Any]:
    single = way.spans[0] if len(way.spans) == 1 and not way.spans[0].case else None
    return {
        "submissionMethod": way.channel,
        "processingTime": single.amount if single else 1,
        "processingTimeUnit": single.unit if single else "OTHER",
        "description": None if single else "\n".join(f"- {span_in_words(span)}" for span in way.spans),
        "fees": [_fee(sheet, charge, is_first=not i) for i, charge in enumerate(way.charges)]
        or [_row(0, "Không thu phí, lệ phí", is_charge=False)] * sheet.says_free,
    }


def span_in_words(span: Span) -> str:
    """A time as the national text tells it."""
    time = f"{span.amount:02d} {_UNITS[span.unit]}"
    return f"{span.case[0].upper()}{span.case[1:]}: {time}" if span.case else time


def _fee(sheet: Sheet, charge: Charge, *, is_first: bool) -> dict[str, Any]:
    what = "lệ phí" if charge.is_charge else "phí"
    told = [f"/{charge.per}" if charge.per else "", f"đối với {charge.case}" if charge.case else ""]
    text = " ".join(part for part in told if part)
    if is_first and sheet.exempt:
        text = f"{text}. Miễn {what} đối với {'; '.join(sheet.exempt)}.".lstrip(". ")
    return _row(charge.amount, text, is_charge=charge.is_charge)


def _row(amount: int, text: str, *, is_charge: bool) -> dict[str, Any]:
    return {
        "type": "SERVICE_FEE" if is_charge else "FEE",
        "value": amount,
        "currencyName": "Việt Nam Đồng",
        "currencyId": "vnd",
        "attachment": None,
        "description": text,
    }
