"""Tây Ninh's two proved interfaces as practice portals: ``/api/dvc/`` and ``/api/MotCuaDienTu/``.

The calls, the wrappers and the keys are those that the interfaces' own clients use; everything
else is reckoned. Bad habits (:class:`Habit`) are what such portals were seen to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from unicodedata import normalize
from urllib.parse import parse_qs

from . import screens
from .faults import Fault, Mischief
from .wire import Request, Response, dump, html_response, json_response, text_response

PROVINCE, COMMUNE = "CT", "CX"


class Habit(StrEnum):
    """The ways in which such a portal is wrong while it answers."""

    TWO_SIZES = "the first page has one row less, and later pages begin where they would"
    WRONG_COUNT = "NumTTHC is one more than there are rows"
    NO_COUNT = "NumTTHC is an empty text"
    NO_TOTAL = "TotalCount is left out"
    OTHER_TOTAL = "TotalCount is not what NumTTHC says"
    LAST_PAGE_AGAIN = "beyond the end the last page is served again"
    TWICE = "the first row of each page comes twice"
    DROPPED_ROW = "the last row of the second page is left out"
    FILTER_IGNORED = "the rows of all agencies, whichever was asked for"
    DECOMPOSED = "names in decomposed letters"
    LIST_LOST = "the list of rows is null"


@dataclass(frozen=True)
class Listed:
    """A procedure as the province lists it."""

    id: str
    name: str
    sector: str
    group: str  # CT, CX
    level: str = "3"
    steps: tuple[str, ...] = ()
    papers: tuple[tuple[str, int], ...] = ()


def listed(details: Mapping[str, Mapping[str, Any]]) -> list[Listed]:
    """National records as the province lists them, by code."""
    return [_listed(4000 + n, d) for n, (_, d) in enumerate(sorted(details.items()), 1)]


def _listed(number: int, detail: Mapping[str, Any]) -> Listed:
    papers = [p for case in detail["executionCases"] for p in case["profileComponents"]]
    return Listed(
        str(number),
        detail["name"],
        detail["categoriesDetails"][0]["name"],
        PROVINCE if detail["isProvince"] else COMMUNE,
        steps=tuple(f"{s['name'] or ''} {s['description'] or ''}".strip() for s in detail["executionSteps"]),
        papers=tuple((p["name"], p["originalQty"]) for p in papers),
    )


@dataclass(frozen=True)
class Unit:
    """An agency that shows procedures of its group."""

    id: str
    name: str
    group: str


UNITS = (
    Unit("356", "Sở Tư pháp", PROVINCE),
    Unit("401", "UBND phường Tân Ninh", COMMUNE),
    Unit("402", "UBND xã Mỹ Thạnh", COMMUNE),
)


@dataclass
class _Portal:
    """What both have in common: what is shown from a night on, faults, habits by night."""

    nights: Mapping[int, Sequence[Listed]]
    faults: Iterable[Fault] = ()
    habits: Mapping[int, Collection[Habit]] = field(default_factory=dict)
    robots: str = screens.ROBOTS_ALLOW
    _mischief: Mischief = field(init=False)

    def __post_init__(self) -> None:
        self._mischief = Mischief(tuple(self.faults))

    def respond(self, request: Request, night: int = 1) -> Response:
        """The answer to a request on a night."""
        return self._mischief.respond(request, night, self._honest)

    def _honest(self, request: Request, night: int) -> Response:
        if request.path == "/robots.txt":
            return text_response(self.robots)
        shown = self.nights[max(n for n in self.nights if n <= night)]
        return self._answer(request, shown, frozenset(self.habits.get(night, ())))

    def _answer(self, request: Request, shown: Sequence[Listed], habits: frozenset[Habit]) -> Response:
        raise NotImplementedError


def _slice(rows: Sequence[Any], page: int, size: int, habits: frozenset[Habit]) -> list[Any]:
    """One page of rows, as the habits have it."""
    if Habit.LAST_PAGE_AGAIN in habits and (page - 1) * size >= len(rows):
        page = max(1, -(-len(rows) // size))
    start = (page - 1) * size
    found = list(rows[start : start + size])
    if Habit.TWO_SIZES in habits and page == 1:
        found = found[:-1]
    if Habit.DROPPED_ROW in habits and page == 2:
        found = found[:-1]
    return [*found[:1], *found] if Habit.TWICE in habits else found


def _name(record: Listed, habits: frozenset[Habit]) -> str:
    return normalize("NFD", record.name) if Habit.DECOMPOSED in habits else record.name


# --- /api/dvc -----------------------------------------------------------------

_FIELD = re.compile(rb'name="data"\r\n\r\n(.*?)\r\n--', re.DOTALL)


@dataclass
class CitizenApp(_Portal):
    """``/api/dvc/``: a status and a wrapper around everything; a token where one is wanted."""

    units: Sequence[Unit] = UNITS
    token: str = ""

    def _answer(self, request: Request, shown: Sequence[Listed], habits: frozenset[Habit]) -> Response:
        if not request.path.startswith("/api/dvc/"):
            return html_response(screens.NOTICE, 404)
        if self.token and request.header("token") != self.token:
            return json_response(401, dump({"status": 0, "data": None}))
        asked = {k: v[0] for k, v in parse_qs(request.query).items()}
        call = request.path.removeprefix("/api/dvc/")
        if call == "GetDanhSachTTHCDVC" and request.method == "POST":
            return _good(self._rows(_form(request), shown, habits))
        if call == "GetDataDonVi_TraCuu":
            return _good(self._agencies(shown, habits))
        if call == "LoadCBoLinhVuc":
            return _good({"data": {"DemThuTucHanhChinh_Lst_Result": self._sectors(asked["DonViID"], shown)}})
        if call == "GetDanhSachHoSoKemTheoTraCuu":
            return _good({"dsHoSoKemTheo": {"GetDanhSachHoSoKemTheoResult": _forms(asked["ThuTucID"])}})
        return html_response(screens.NOTICE, 404)

    def _of(self, unit: Unit, shown: Sequence[Listed]) -> list[Listed]:
        return [r for r in shown if r.group == unit.group]

    def _agencies(self, shown: Sequence[Listed], habits: frozenset[Habit]) -> dict[str, Any]:
        def row(unit: Unit) -> dict[str, Any]:
            count = len(self._of(unit, shown)) + (Habit.WRONG_COUNT in habits)
            told = "" if Habit.NO_COUNT in habits else str(count)
            return {"DonViCapChaID": "1", "DonViID": unit.id, "TenDonVi": unit.name, "NumTTHC": told}

        every = {"DonViCapChaID": "", "DonViID": "-1", "TenDonVi": "Tất cả", "NumTTHC": ""}
        return {
            group: {
                "V_DICHVUCONG_DONVI_LstStringResult": [
                    *([every] if group == PROVINCE else []),
                    *(row(u) for u in self.units if u.group == group),
                ]
            }
            for group in (PROVINCE, "CH", COMMUNE)
        }

    def _sectors(self, unit: str, shown: Sequence[Listed]) -> list[dict[str, Any]]:
        held = {r.sector for u in self.units if u.id == unit for r in self._of(u, shown)}
        every = sorted({r.sector for r in shown})
        return [{"LinhVucID": str(every.index(s) + 1), "TenLinhVuc": s} for s in every if s in held]

    def _rows(self, asked: Mapping[str, Any], shown: Sequence[Listed], habits: frozenset[Habit]) -> dict[str, Any]:
        wanted = [u for u in self.units if u.id == asked["DonViID"] or Habit.FILTER_IGNORED in habits]
        rows = [(u, r) for u in wanted for r in self._of(u, shown)]
        sectors = sorted({r.sector for r in shown})
        total = {} if Habit.NO_TOTAL in habits else {"TotalCount": len(rows) + (Habit.OTHER_TOTAL in habits)}
        page = [
            {
                "ThuTucHanhChinhID": int(r.id),
                "TenThuTuc": _name(r, habits),
                "MucDo": r.level,
                "DonViID": u.id,
                "TenDonVi": u.name,
                "LinhVucID": str(sectors.index(r.sector) + 1),
                **total,
            }
            for u, r in _slice(rows, asked["PageNum"], asked["PageSize"], habits)
        ]
        return {"data": {"DICHVUCONG_THUTUCHANHCHINH_PResult": None if Habit.LIST_LOST in habits else page}}


def _good(data: object) -> Response:
    return json_response(200, dump({"status": 1, "data": data}))


def _form(request: Request) -> dict[str, Any]:
    """The JSON in the one field of a form."""
    assert (request.header("Content-Type") or "").startswith("multipart/form-data; boundary=")
    found = _FIELD.search(request.body)
    assert found is not None
    value: dict[str, Any] = json.loads(found[1])
    return value


def _forms(number: str) -> list[dict[str, Any]]:
    return [
        {
            "HoSoKemTheoID": int(number) * 10,
            "TenHoSoKemTheo": "Tờ khai",
            "FileName": f"HSOL{number}_☺../TỜ KHAI.docx",
            "FilePath": "/tep/1",
        },
        {"HoSoKemTheoID": int(number) * 10 + 1, "TenHoSoKemTheo": "Giấy tờ khác", "FileName": "", "FilePath": None},
    ]


# --- /api/MotCuaDienTu ----------------------------------------------------------


@dataclass
class SmartApp(_Portal):
    """``/api/MotCuaDienTu/``: POST with the question in the query, ``{}`` as body, an empty bearer."""

    levels: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (procedure, unit)

    def _answer(self, request: Request, shown: Sequence[Listed], habits: frozenset[Habit]) -> Response:
        if request.method != "POST" or request.body != b"{}" or not (request.header("Authorization") or "").strip():
            return json_response(415, dump({"message": "Unsupported"}))
        asked = {k: v[0] for k, v in parse_qs(request.query, keep_blank_values=True).items()}
        call = request.path.removeprefix("/api/MotCuaDienTu/")
        if call == "TraCuuThuTuc":
            rows = _slice(shown, int(asked["PageIndex"]), int(asked["PageSize"]), habits)
            lost = Habit.LIST_LOST in habits
            return json_response(200, dump({"data": None if lost else [_smart_row(r, habits) for r in rows]}))
        record = next((r for r in shown if r.id == asked.get("LoaiHoSoID")), None)
        if record is None:
            return json_response(400, dump({"message": "Không tìm thấy"}))
        if call == "ChiTietThuTuc":
            return json_response(200, dump(_smart_detail(record)))
        if call == "GetMucDo":
            level = self.levels.get((record.id, asked["DonViID"]))
            return json_response(200, dump({"data": [] if level is None else [{"mucDo": level}]}))
        return json_response(404, dump({"message": "Not Found"}))


def _smart_row(record: Listed, habits: frozenset[Habit]) -> dict[str, Any]:
    return {
        "loaiHoSoID": int(record.id),
        "tenLoaiHoSo": _name(record, habits),
        "linhVucID": 1,
        "tenLinhVuc": record.sector,
        "capThucHien": {PROVINCE: 1, COMMUNE: 3}[record.group],
    }


def _smart_detail(record: Listed) -> dict[str, Any]:
    papers = [
        {"maGiayTo": f"G{n}", "tenGiayTo": name, "soBanChinh": count} for n, (name, count) in enumerate(record.papers)
    ]
    return {"trinhTu": [{"trinhTu": text} for text in record.steps], "thanhPhanHoSoGiayTo": papers}
