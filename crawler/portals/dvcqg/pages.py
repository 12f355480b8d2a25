"""Pages of the national catalogue (danh mục TTHC trên Cổng Dịch vụ công quốc gia).

Shapes are proved by the real documents of July 2026. Texts are kept word for
word; what differs only in blanks or Unicode form is for the comparison to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
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
    Procedure,
    ProcessingTime,
    Step,
    SubmissionMethod,
    Term,
    canonical_json,
)
from crawler.envelope import Record, data_of, refuse, unknown_keys

# --- the list ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListedFormality:
    """One procedure as the list names it: no dates, names in place of most ids."""

    id: str
    code: str
    name: str
    sectors: tuple[str, ...]
    sector_ids: tuple[str, ...]
    issuer: str
    issuer_id: str
    agencies: tuple[str, ...]
    subjects: tuple[str, ...]
    state: str
    type: str


LIST_KEYS = frozenset(
    """
    items items[].id items[].code items[].codeNotation items[].name items[].categories items[].categoryIds
    items[].departments items[].departmentPromulgate items[].departmentPromulgateId
    items[].formalityTargetType items[].state items[].type lastId total
    """.split()  # noqa: SIM905 - reads as a table
)


class FormalityListPage:
    """One page of ``list-all-public-formality-by-citizen``."""

    def __init__(self, body: bytes) -> None:
        self._data = data_of(body)

    @property
    def items(self) -> tuple[ListedFormality, ...]:
        """The procedures of this page, in served order."""
        return tuple(_listed(item) for item in self._data.listed("items"))

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids, in served order (strictly descending on a sound page)."""
        return tuple(item.named("id") for item in self._data.listed("items"))

    @property
    def total(self) -> int | None:
        """How many procedures the portal says the whole list has; None when it does not say."""
        return self._data.total("total")

    @property
    def cursor(self) -> str:
        """What the next question must send as ``lastId``; empty when there is no next page."""
        return self._data.text("lastId") or ""

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Keys that this reading does not know."""
        return unknown_keys(self._data, LIST_KEYS)


def _listed(item: Record) -> ListedFormality:
    return ListedFormality(
        id=item.named("id"),
        code=item.named("code"),
        name=item.named("name"),
        sectors=item.texts("categories") or (),
        sector_ids=item.texts("categoryIds") or (),
        issuer=item.written("departmentPromulgate"),
        issuer_id=item.written("departmentPromulgateId"),
        agencies=item.texts("departments") or (),
        subjects=item.texts("formalityTargetType") or (),
        state=item.written("state"),
        type=item.written("type"),
    )


# --- the keys of a procedure (D33) ------------------------------------------

#: Keys that repeat another key. Where one does *not* repeat it, the value is kept in ``extra`` and a
#: warning is told, so that nothing is lost by ignoring it (the currency's id alone has no twin).
IGNORED: dict[str, str] = {
    "codeNotation": "lặp lại code",
    "description": "lặp lại requirementsAndConditions",
    "category": "lặp lại phần tử đầu của categoriesDetails",
    "category.id": "như category",
    "category.name": "như category",
    "category.code": "như category",
    "executingAgencies": "tên của departmentsExecuting nối lại, thiếu các nhóm đơn vị",
    "delegatedAgencies": "tên của departmentsAuthority nối lại, thiếu các nhóm đơn vị",
    "authorizedAgencies": "tên của departmentsAuthorized nối lại, thiếu các nhóm đơn vị",
    "coordinatingAgencies": "tên của departmentsCoordinating nối lại, thiếu các nhóm đơn vị",
    "procedureProposal.issuingAgency.id": "lặp lại departmentPromulgateId",
    "executionMethods[].fees[].currencyId": "số hiệu nội bộ của currencyName",
}

#: Keys that are read. Those that were empty or rare in every document seen go to ``extra`` when filled in.
MAPPED: frozenset[str] = frozenset(
    """
    id code name
    executionSteps executionSteps[].name executionSteps[].description
    executionMethods executionMethods[].submissionMethod executionMethods[].processingTime
    executionMethods[].processingTimeUnit executionMethods[].description
    executionMethods[].fees executionMethods[].fees[].type executionMethods[].fees[].value
    executionMethods[].fees[].currencyName executionMethods[].fees[].currency
    executionMethods[].fees[].description executionMethods[].fees[].attachment
    executionMethods[].fees[].attachment.fileId executionMethods[].fees[].attachment.fileName
    executionCases executionCases[].name executionCases[].profileComponents
    executionCases[].profileComponents[].profileComponentId executionCases[].profileComponents[].originalQty
    executionCases[].profileComponents[].copyQty executionCases[].profileComponents[].required
    executionCases[].profileComponents[].hasElectronicForm
    executionCases[].profileComponents[].isProcessingResult
    executionCases[].profileComponents[].name executionCases[].profileComponents[].code
    executionCases[].profileComponents[].source executionCases[].profileComponents[].detail
    executionCases[].profileComponents[].attachments executionCases[].profileComponents[].attachments[].id
    executionCases[].profileComponents[].attachments[].fileName
    executionCases[].profileComponents[].attachments[].bucketName
    executionCases[].profileComponents[].attachments[].filePath
    formalityType state type
    isInternal isMinistry isProvince isWard isOtherAgency isUndetermined isVertical isFullProcess
    isSharedService isOfflineOnly isNonTerritorial
    requirementsAndConditions note keywords dossierReceivingAddresses
    categoryIds categoriesDetails categoriesDetails[].id categoriesDetails[].name categoriesDetails[].code
    legalBasisIds legalBasisesDetails legalBasisesDetails[].id legalBasisesDetails[].name
    legalBasisesDetails[].code
    resultIds resultsDetails resultsDetails[].id resultsDetails[].name resultsDetails[].code
    subjectTypeIds subjectTypesDetails subjectTypesDetails[].id subjectTypesDetails[].name
    subjectTypesDetails[].code
    departmentExecutingIds departmentsExecuting departmentsExecuting[].id departmentsExecuting[].name
    departmentsExecuting[].code unitGroupExecutingIds unitGroupsExecuting unitGroupsExecuting[].id
    unitGroupsExecuting[].name
    departmentAuthorityIds departmentsAuthority departmentsAuthority[].id departmentsAuthority[].name
    departmentsAuthority[].code unitGroupAuthorityIds unitGroupsAuthority unitGroupsAuthority[].id
    unitGroupsAuthority[].name
    departmentAuthorizedIds departmentsAuthorized departmentsAuthorized[].id departmentsAuthorized[].name
    departmentsAuthorized[].code unitGroupAuthorizedIds unitGroupsAuthorized unitGroupsAuthorized[].id
    unitGroupsAuthorized[].name
    departmentCoordinatingIds departmentsCoordinating departmentsCoordinating[].id
    departmentsCoordinating[].name departmentsCoordinating[].code unitGroupCoordinatingIds
    unitGroupsCoordinating unitGroupsCoordinating[].id unitGroupsCoordinating[].name
    departmentPromulgateId departmentPromulgateCode departmentPromulgateName
    cases cases[].id cases[].name cases[].code cases[].processingDay cases[].processingDay.qty
    cases[].processingDay.type cases[].profileComponents
    procedureProposal procedureProposal.id procedureProposal.proposalNumber procedureProposal.decisionDate
    procedureProposal.decisionNumber procedureProposal.publicationDate procedureProposal.issuingAgency
    procedureProposal.issuingAgency.name procedureProposal.proposalType
    serviceGroupIds serviceGroupsDetails serviceGroupsDetails[].id serviceGroupsDetails[].name
    serviceGroupsDetails[].type returningMethods returningMethods[].type returningMethods[].value
    procedureRelatedGroup decisionNo fees profileComponents departmentDetails targetObjects
    formalityTargetType createdAt updatedAt
    """.split()  # noqa: SIM905 - reads as a table
)

_KNOWN = MAPPED | IGNORED.keys()

_LEVELS = (
    ("isMinistry", Level.MINISTRY),
    ("isProvince", Level.PROVINCE),
    ("isWard", Level.COMMUNE),
    ("isOtherAgency", Level.OTHER),
)
_FLAGS = (
    "isUndetermined",
    "isVertical",
    "isFullProcess",
    "isSharedService",
    "isOfflineOnly",
    "isNonTerritorial",
)
#: The four roles an agency can have, as the keys spell them, and the key of their names joined.
_ROLES = (
    ("Executing", "executingAgencies"),
    ("Authority", "delegatedAgencies"),
    ("Authorized", "authorizedAgencies"),
    ("Coordinating", "coordinatingAgencies"),
)
#: (list of ids, list of what they name), where an id without its entry is kept in ``extra``.
_NAMED_BY_ID = (
    ("categoryIds", "categoriesDetails"),
    ("legalBasisIds", "legalBasisesDetails"),
    ("resultIds", "resultsDetails"),
    ("subjectTypeIds", "subjectTypesDetails"),
    ("serviceGroupIds", "serviceGroupsDetails"),
)
#: Whole values that are rarely filled in, or never were: kept in ``extra`` as they came.
_RARE = (
    "serviceGroupsDetails",
    "returningMethods",
    "procedureRelatedGroup",
    "decisionNo",
    "fees",
    "profileComponents",
    "departmentDetails",
    "targetObjects",
    "formalityTargetType",
)
_EMPTY: tuple[Any, ...] = (None, "", [], {})


# --- the detail -------------------------------------------------------------


class FormalityPage:
    """The answer of ``get-formality-by-citizen``: everything about one procedure."""

    def __init__(self, body: bytes) -> None:
        self._data = data_of(body)

    def procedure(self, portal: str) -> Procedure:
        """All properties below as one value."""
        return Procedure(
            portal=portal,
            portal_id=self.id,
            code=self.code,
            name=self.name,
            sector=self.sector,
            issuer=self.issuer,
            levels=self.levels,
            internal=self.internal,
            decision=self.decision,
            kind=self.kind,
            catalogue_type=self.catalogue_type,
            state=self.state,
            steps=self.steps,
            methods=self.methods,
            dossier=self.dossier,
            subjects=self.subjects,
            executing=self.executing,
            authority=self.authority,
            authorized=self.authorized,
            coordinating=self.coordinating,
            results=self.results,
            conditions=self.conditions,
            legal_bases=self.legal_bases,
            receiving_places=self.receiving_places,
            note=self.note,
            keywords=self.keywords,
            services=self.services,
            flags=self.flags,
            extra=self.extra,
            created_at=self._data.moment("createdAt"),
            updated_at=self._data.moment("updatedAt"),
        )

    @property
    def id(self) -> str:
        """The portal's own id, stable while the procedure is edited."""
        return self._data.named("id")

    @property
    def name(self) -> str:
        """Tên thủ tục."""
        return self._data.named("name")

    @property
    def code(self) -> str:
        """Mã thủ tục, word for word: a leading blank is kept."""
        return self._data.named("code")

    @property
    def decision(self) -> Decision | None:
        """Quyết định công bố. The day is the decision's, not the law's."""
        proposal = self._data.record("procedureProposal")
        if proposal is None:
            return None
        issuer = proposal.record("issuingAgency")
        day = proposal.moment("decisionDate")
        return Decision(
            number=proposal.text("proposalNumber"),
            day=day.date() if day else None,
            issuer=issuer.written("name") if issuer else "",
            published_at=proposal.moment("publicationDate"),
            kind=proposal.written("proposalType"),
            id=proposal.written("id"),
        )

    @property
    def levels(self) -> tuple[Level, ...] | None:
        """Cấp thực hiện. With one of the four missing the rest says nothing sure, so: not shown."""
        shown = [(self._data.flag(key), level) for key, level in _LEVELS]
        return None if any(f is None for f, _ in shown) else tuple(level for f, level in shown if f)

    @property
    def kind(self) -> str | None:
        """Loại thủ tục."""
        return self._data.text("formalityType")

    @property
    def sector(self) -> Term | None:
        """Lĩnh vực. Exactly one in every document seen; further ones go to ``extra``."""
        sectors = _terms(self._data, "categoriesDetails")
        return sectors[0] if sectors else None

    @property
    def subjects(self) -> tuple[Term, ...] | None:
        """Đối tượng thực hiện."""
        return _terms(self._data, "subjectTypesDetails")

    @property
    def authority(self) -> tuple[Agency, ...] | None:
        """Cơ quan có thẩm quyền."""
        return _agencies(self._data, "Authority")

    @property
    def receiving_places(self) -> str | None:
        """Địa chỉ tiếp nhận hồ sơ."""
        return self._data.text("dossierReceivingAddresses")

    @property
    def authorized(self) -> tuple[Agency, ...] | None:
        """Cơ quan được ủy quyền."""
        return _agencies(self._data, "Authorized")

    @property
    def coordinating(self) -> tuple[Agency, ...] | None:
        """Cơ quan phối hợp."""
        return _agencies(self._data, "Coordinating")

    @property
    def steps(self) -> tuple[Step, ...] | None:
        """Trình tự thực hiện."""
        steps = self._data.records("executionSteps")
        return None if steps is None else tuple(Step(s.written("name"), s.written("description")) for s in steps)

    @property
    def methods(self) -> tuple[SubmissionMethod, ...] | None:
        """Cách thức thực hiện."""
        methods = self._data.records("executionMethods")
        return None if methods is None else tuple(_method(m) for m in methods)

    @property
    def dossier(self) -> tuple[DossierCase, ...] | None:
        """Thành phần hồ sơ."""
        cases = self._data.records("executionCases")
        return None if cases is None else tuple(_case(c) for c in cases)

    @property
    def legal_bases(self) -> tuple[LegalBasis, ...] | None:
        """Căn cứ pháp lý."""
        bases = _shown(self._data, "legalBasisesDetails")
        if bases is None:
            return None
        return tuple(LegalBasis(b.written("code"), b.written("name"), b.written("id")) for b in bases)

    @property
    def executing(self) -> tuple[Agency, ...] | None:
        """Cơ quan thực hiện."""
        return _agencies(self._data, "Executing")

    @property
    def conditions(self) -> str | None:
        """Yêu cầu, điều kiện thực hiện."""
        conditions = self._data.text("requirementsAndConditions")
        return self._data.text("description") if conditions is None else conditions

    @property
    def results(self) -> tuple[Term, ...] | None:
        """Kết quả xử lý."""
        return _terms(self._data, "resultsDetails")

    @property
    def keywords(self) -> str | None:
        """Từ khóa."""
        return self._data.text("keywords")

    @property
    def note(self) -> str | None:
        """Mô tả."""
        return self._data.text("note")

    @property
    def services(self) -> tuple[OnlineService, ...] | None:
        """Dịch vụ công trực tuyến of this procedure."""
        cases = self._data.records("cases")
        return None if cases is None else tuple(_service(c) for c in cases)

    @property
    def issuer(self) -> Term | None:
        """Cơ quan ban hành."""
        code = self._data.text("departmentPromulgateCode")
        name = self._data.text("departmentPromulgateName")
        issuer_id = self._data.text("departmentPromulgateId")
        if code is None and name is None and issuer_id is None:
            return None
        return Term(code or "", name or "", issuer_id or "")

    @property
    def state(self) -> str | None:
        """ACTIVE or UPDATED; it does not tell whether the procedure was edited."""
        return self._data.text("state")

    @property
    def catalogue_type(self) -> str | None:
        """STANDARD, SPECIFIC (a province's own), STANDARD_INTERNAL or INTERCONNECTED (liên thông)."""
        return self._data.text("type")

    @property
    def internal(self) -> bool | None:
        """Thủ tục nội bộ."""
        return self._data.flag("isInternal")

    @property
    def flags(self) -> tuple[str, ...] | None:
        """The marks that are true. With one of them missing: not shown, as for the levels."""
        shown = [(self._data.flag(key), key) for key in _FLAGS]
        return None if any(f is None for f, _ in shown) else tuple(key for f, key in shown if f)

    @property
    def extra(self) -> tuple[tuple[str, str], ...]:
        """Facts without a place of their own, by path, as JSON text."""
        return tuple((path, canonical_json(value)) for path, value in self._leftovers)

    @property
    def nameless_agencies(self) -> int:
        """How many agencies or unit groups the portal lost: null entries, or ids that nothing names."""
        return sum(max(nulls, ids) for nulls, ids in self._lost_agencies.values())

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Keys, nested ones too, that are neither read nor ignored (D33)."""
        return unknown_keys(self._data, _KNOWN)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd about this document, one Vietnamese sentence each."""
        return tuple(f"Thủ tục {self.code.strip()} ({self.id}): {what}." for what in self._oddities())

    def _oddities(self) -> Iterator[str]:
        for path, twin, _ in self._broken_twins:
            yield f"{path} không còn trùng với {twin} như mọi khi; đã giữ cả hai"
        sectors = _terms(self._data, "categoriesDetails")
        if sectors is not None and len(sectors) != 1:
            yield f"có {len(sectors)} lĩnh vực, mọi khi đúng một; lấy lĩnh vực đầu và giữ phần còn lại"
        for key, (nulls, ids) in self._lost_agencies.items():
            yield f"{key} có {nulls} phần tử null và {ids} mã không có tên"
        for ids_key, _, missing in self._nameless_ids:
            yield f"{ids_key} có {len(missing)} mã không có nội dung kèm theo"
        gone = sorted(_TOP_KEYS - self._data.value.keys())
        if gone:
            yield f"thiếu {len(gone)} trường mà mọi khi luôn có ({', '.join(gone)})"

    @cached_property
    def _leftovers(self) -> tuple[tuple[str, Any], ...]:
        return tuple(self._leftover())

    def _leftover(self) -> Iterator[tuple[str, Any]]:
        data = self._data
        for path, _, value in self._broken_twins:
            yield path, value
        yield from _method_leftovers(data)
        yield from _dossier_leftovers(data)
        further = (_shown(data, "categoriesDetails") or ())[1:]
        if further:
            yield "categoriesDetails", [sector.value for sector in further]
        for ids_key, _, missing in self._nameless_ids:
            yield ids_key, list(missing)
        yield from self._half_shown()
        yield from _service_leftovers(data)
        proposal = data.record("procedureProposal")
        if proposal is not None and proposal.raw("decisionNumber") not in _EMPTY:
            yield "procedureProposal.decisionNumber", proposal.raw("decisionNumber")
        for key in _RARE:
            if data.raw(key) not in _EMPTY:
                yield key, data.raw(key)

    def _half_shown(self) -> Iterator[tuple[str, Any]]:
        """Parts of a property that is None because its other parts are missing."""
        groups: list[tuple[bool, tuple[str, ...]]] = [
            (self.levels is None, tuple(key for key, _ in _LEVELS)),
            (self.flags is None, _FLAGS),
        ]
        groups += [
            (
                _agencies(self._data, role) is None,
                (f"department{role}Ids", f"departments{role}", f"unitGroup{role}Ids", f"unitGroups{role}"),
            )
            for role, _ in _ROLES
        ]
        for is_hidden, keys in groups:
            for key in keys:
                if is_hidden and self._data.raw(key) not in (*_EMPTY, False):
                    yield key, self._data.raw(key)

    @cached_property
    def _broken_twins(self) -> tuple[tuple[str, str, Any], ...]:
        """(path, its twin, value) of ignored keys that do not repeat their twin."""
        return tuple(
            (path, twin, value)
            for path, value, twin, expected in _twins(self._data)
            if value is not None and value != expected
        )

    @cached_property
    def _nameless_ids(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        found = ((i, d, _missing_ids(self._data, i, d)) for i, d in _NAMED_BY_ID)
        return tuple(x for x in found if x[2])

    @cached_property
    def _lost_agencies(self) -> dict[str, tuple[int, int]]:
        """Null entries and nameless ids, by list."""
        found = {}
        for role, _ in _ROLES:
            for ids, details in (
                (f"department{role}Ids", f"departments{role}"),
                (f"unitGroup{role}Ids", f"unitGroups{role}"),
            ):
                nulls = (self._data.records_or_null(details) or ()).count(None)
                missing = len(_missing_ids(self._data, ids, details))
                if nulls or missing:
                    found[details] = (nulls, missing)
        return found


#: Every document seen has these.
_TOP_KEYS = frozenset(k for k in _KNOWN if "." not in k) - {"category"}


def _twins(data: Record) -> Iterator[tuple[str, Any, str, Any]]:
    """(path, value, path of what it repeats, that value)."""
    yield "codeNotation", data.text("codeNotation"), "code", data.raw("code")
    conditions = data.raw("requirementsAndConditions")
    if conditions is not None:
        yield "description", data.text("description"), "requirementsAndConditions", conditions
    sectors = _shown(data, "categoriesDetails")
    yield "category", data.raw("category"), "categoriesDetails[0]", sectors[0].value if sectors else None
    for role, joined in _ROLES:
        departments = _shown(data, f"departments{role}") or ()
        names = ", ".join(d.written("name") for d in departments)
        yield joined, data.text(joined), f"departments{role}", names
    proposal = data.record("procedureProposal")
    issuer = proposal.record("issuingAgency") if proposal else None
    if issuer is not None:
        path, twin = "procedureProposal.issuingAgency.id", "departmentPromulgateId"
        yield path, issuer.text("id"), twin, data.raw(twin)


def _shown(data: Record, key: str) -> tuple[Record, ...] | None:
    """The entries of a list, without those that the portal lost (null)."""
    entries = data.records_or_null(key)
    return None if entries is None else tuple(e for e in entries if e is not None)


def _terms(data: Record, key: str) -> tuple[Term, ...] | None:
    entries = _shown(data, key)
    if entries is None:
        return None
    return tuple(Term(e.written("code"), e.written("name"), e.written("id")) for e in entries)


def _missing_ids(data: Record, ids: str, details: str) -> tuple[str, ...]:
    """Ids that no entry of ``details`` carries, in their order, each once."""
    named = {e.written("id") for e in _shown(data, details) or ()}
    return tuple(i for i in dict.fromkeys(data.texts(ids) or ()) if i not in named)


def _agencies(data: Record, role: str) -> tuple[Agency, ...] | None:
    """Agencies and unit groups of one role; one the portal cannot name any more keeps its id."""
    departments, groups = _shown(data, f"departments{role}"), _shown(data, f"unitGroups{role}")
    if departments is None or groups is None:
        return None
    found = [Agency(d.written("name"), d.written("code"), d.written("id")) for d in departments]
    found += [Agency("", "", i) for i in _missing_ids(data, f"department{role}Ids", f"departments{role}")]
    found += [Agency(g.written("name"), "", g.written("id"), is_group=True) for g in groups]
    lost = _missing_ids(data, f"unitGroup{role}Ids", f"unitGroups{role}")
    return (*found, *(Agency("", "", i, is_group=True) for i in lost))


def _method(method: Record) -> SubmissionMethod:
    return SubmissionMethod(
        channel=method.written("submissionMethod"),
        time=ProcessingTime(_amount(method, "processingTime"), method.written("processingTimeUnit")),
        text=method.text("description") or "",
        fees=tuple(_fee(f) for f in method.listed("fees")),
    )


def _amount(place: Record, key: str) -> str:
    """A number of days as written: the portal gives 10, 0.5, "15" or words.

    1.125 gets a fourth decimal: as a text "1.125" could be a thousand and more.
    """
    value = place.raw(key)
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(place.at(key), "phải là số hoặc văn bản", value)
    if isinstance(value, int):
        return str(value)
    plain = format(Decimal(repr(value)), "f")
    return f"{plain}0" if _LIKE_THOUSANDS.fullmatch(plain) else plain if "." in plain else f"{plain}.0"


_LIKE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def _fee(fee: Record) -> Fee:
    if "value" not in fee:  # null says "no figure"; a key that is gone says nothing
        refuse(fee.at("value"), "phải có (số nguyên hoặc null)", None)
    currency = fee.raw("currency")
    return Fee(
        kind=fee.written("type"),
        amount=fee.whole("value"),
        currency=fee.text("currencyName") or (currency if isinstance(currency, str) else ""),
        text=fee.text("description") or "",
    )


def _case(case: Record) -> DossierCase:
    return DossierCase(case.written("name"), tuple(_document(d) for d in case.listed("profileComponents")))


def _document(document: Record) -> DossierDocument:
    return DossierDocument(
        name=document.written("name"),
        code=document.written("code"),
        id=document.written("profileComponentId"),
        originals=document.counted("originalQty"),
        copies=document.counted("copyQty"),
        required=document.decided("required"),
        electronic_form=document.decided("hasElectronicForm"),
        is_result=document.flag("isProcessingResult"),
        source=document.text("source"),
        forms=tuple(_form(f) for f in document.listed("attachments")),
    )


def _form(form: Record) -> Form:
    return Form(form.written("id"), form.written("fileName"), form.written("filePath"), form.written("bucketName"))


def _service(case: Record) -> OnlineService:
    day = case.record("processingDay")
    return OnlineService(
        code=case.written("code"),
        name=case.written("name"),
        id=case.written("id"),
        time=ProcessingTime(_amount(day, "qty"), day.written("type")) if day else None,
    )


def _method_leftovers(data: Record) -> Iterator[tuple[str, Any]]:
    for method in data.records("executionMethods") or ():
        for fee in method.listed("fees"):
            if fee.raw("attachment") not in _EMPTY:
                yield fee.at("attachment"), fee.raw("attachment")
            currency = fee.raw("currency")
            if currency not in _EMPTY and (fee.raw("currencyName") or not isinstance(currency, str)):
                yield fee.at("currency"), currency
            if fee.raw("currencyId") not in _EMPTY and not fee.raw("currencyName"):
                yield fee.at("currencyId"), fee.raw("currencyId")


def _dossier_leftovers(data: Record) -> Iterator[tuple[str, Any]]:
    for case in data.records("executionCases") or ():
        for document in case.listed("profileComponents"):
            if document.raw("detail") not in _EMPTY:
                yield document.at("detail"), document.raw("detail")


def _service_leftovers(data: Record) -> Iterator[tuple[str, Any]]:
    for case in data.records("cases") or ():
        if case.raw("profileComponents") not in _EMPTY:
            yield case.at("profileComponents"), case.raw("profileComponents")
