"""A sheet put into the rows of a page: which rows are shown, in which words and in which layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from random import Random

from benchmarks.planting.agencies import local_name, outdated
from benchmarks.planting.dossier import dossier, forms
from benchmarks.planting.layout import block, ends, noised, page, rebulleted, table, text
from benchmarks.planting.phrases import (
    NEUTRAL_TIMES,
    SERVICE_LEVELS,
    basis_phrase,
    code_phrase,
    decision_phrase,
    fee_phrase,
    level_phrase,
    sector_phrase,
    time_phrase,
)
from benchmarks.planting.sheet import Basis, Method, Sheet
from benchmarks.planting.style import Style, style_of
from benchmarks.planting.words import noisy

_CHANNELS = {
    "DIRECT": ("Trực tiếp", "Nộp trực tiếp", "TRỰC TIẾP"),
    "ONLINE": ("Trực tuyến", "Nộp trực tuyến", "trực tuyến"),
    "POSTAL": ("Dịch vụ bưu chính", "Qua dịch vụ bưu chính công ích", "Dịch vụ BCCI", "Bưu chính công ích"),
}
_WHERE = {
    "DIRECT": ("tại Trung tâm Phục vụ hành chính công", "tại Bộ phận Một cửa", ""),
    "ONLINE": ("tại Cổng Dịch vụ công quốc gia", "trên Cổng DVC quốc gia (https://dichvucong.gov.vn)", ""),
    "POSTAL": ("đến Trung tâm Phục vụ hành chính công", "", ""),
}
_NOTHING = ("Không", "Không có", "Không quy định", "Không.", "", "Không có yêu cầu, điều kiện")
_ADDRESSES = (
    "Quầy số 4, Trung tâm Phục vụ hành chính công tỉnh Tây Ninh",
    "Bộ phận tiếp nhận hồ sơ, số 12 đường Cách mạng Tháng Tám, tỉnh Tây Ninh",
    "Trung tâm Phục vụ hành chính công cấp xã nơi nộp hồ sơ",
)
_LOCAL_BASES = (
    ("12/2024/NQ-HĐND", "Nghị quyết số 12/2024/NQ-HĐND ngày 10/7/2024 của Hội đồng nhân dân tỉnh quy định phí, lệ phí"),
    ("35/2022/QĐ-UBND", "Quy chế hoạt động của Hệ thống thông tin giải quyết thủ tục hành chính tỉnh"),
    ("63/2025/QĐ-UBND", "Quyết định số 63/2025/QĐ-UBND ngày 01/8/2025 của Ủy ban nhân dân tỉnh về phân cấp, ủy quyền"),
)
_KINDS = ("TTHC được luật giao quy định chi tiết", "TTHC không được luật giao cho địa phương quy định", "Loại khác")


def write(sheet: Sheet, rnd: Random) -> bytes:
    """The page of a sheet."""
    style = style_of(sheet, rnd)
    name = sheet.literal.get("name") or name_phrase(sheet.name, rnd)
    rows = [("code", escape(sheet.page_code or code_phrase(sheet.code, rnd))), ("name", text(name, rnd))]
    told = {
        "decision": _decision(sheet, rnd),
        "levels": _plain(sheet, "levels", lambda: level_phrase(sheet.levels, rnd), rnd),
        "kind": text(rnd.choice(_KINDS), rnd) if rnd.random() < 0.3 else None,
        "sector": _plain(sheet, "sector", lambda: sector_phrase(sheet.sector, rnd), rnd),
        "steps": _steps(sheet, rnd),
        "methods": _methods(sheet, style, rnd),
        "time": _time(sheet, style, rnd),
        "fee": _fee(sheet, style, rnd),
        "dossier": _literal(sheet, "dossier", rnd) if "dossier" in sheet.literal else dossier(sheet, style, rnd),
        "sets": _sets(sheet, rnd),
        "forms": forms(sheet, rnd) if style.forms == "row" else None,
        "subjects": _items(sheet, "subjects", sheet.subjects, rnd, (", ", "; ", "\n", "\n")),
        "executing": _agencies(sheet, "executing", sheet.executing, rnd),
        "authority": _agencies(sheet, "authority", sheet.authority, rnd) if rnd.random() < 0.5 else None,
        "coordinating": _agencies(sheet, "coordinating", sheet.coordinating, rnd) if rnd.random() < 0.5 else None,
        "places": text(rnd.choice(_ADDRESSES), rnd) if rnd.random() < 0.5 else None,
        "results": _items(sheet, "results", sheet.results, rnd, ("\n", "\n", "; ")),
        "bases": _bases(sheet, rnd),
        "conditions": _conditions(sheet, rnd),
        "service_level": _service_level(sheet, rnd),
        "reason": _reason(sheet, rnd),
        "state": rnd.choice(("Còn hiệu lực", "Đang áp dụng")) if rnd.random() < 0.2 else None,
    }
    if told["fee"] is not None and "fee" not in sheet.literal:
        told |= _fee_rows(sheet, told.pop("fee"), rnd)
    rows += [(k, v) for k, v in _in_some_order(told, rnd) if v is not None]
    return page(name, rows, rnd)


def name_phrase(name: str, rnd: Random) -> str:
    """A name with or without "Thủ tục", with or without a closing sign, in capitals or not."""
    if re.match(r"(?i)thủ tục ", name) and rnd.random() < 0.4:
        name = re.sub(r"(?i)^thủ tục (hành chính )?", "", name)
        name = name[:1].upper() + name[1:]
    elif not re.match(r"(?i)thủ tục ", name) and rnd.random() < 0.3:
        name = rnd.choice(("Thủ tục ", "Thủ tục ", "THỦ TỤC ", "Thủ tục hành chính ")) + name[:1].lower() + name[1:]
    name = name.rstrip(" .;") + rnd.choice(("", "", "", ".", ";", " "))
    return noisy(name, rnd, most=2, caps=0.15)


def _in_some_order(told: dict[str, str | None], rnd: Random) -> list[tuple[str, str | None]]:
    """The rows of the page; a few of them changed places."""
    rows = list(told.items())
    for _ in range(rnd.randint(0, 3)):
        i = rnd.randrange(len(rows) - 1)
        rows[i], rows[i + 1] = rows[i + 1], rows[i]
    return rows


def _plain(sheet: Sheet, field: str, say: Callable[[], str], rnd: Random) -> str:
    told = sheet.literal.get(field)
    return block((told if told is not None else say()).split("\n"), rnd)


def _literal(sheet: Sheet, field: str, rnd: Random) -> str | None:
    """The words that a plant sets, if it does."""
    told = sheet.literal.get(field)
    return None if told is None else block(told.split("\n"), rnd)


# --- rows -------------------------------------------------------------------


def _steps(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "steps", rnd)) is not None:
        return told
    if not sheet.steps:
        return None
    return block(noised(rebulleted(sheet.steps, rnd), rnd, share=0.25), rnd, bullets=rnd.random() < 0.3)


def _methods(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if (told := _literal(sheet, "methods", rnd)) is not None:
        return told
    if not sheet.methods:
        return None
    methods = rnd.sample(sheet.methods, len(sheet.methods))
    if style.methods == "words":
        names = [rnd.choice(_CHANNELS[m.channel]) for m in methods]
        return text(rnd.choice((", ", "; ", " hoặc ", "/")).join(names), rnd)
    if style.methods == "lines":
        lines = []
        for m in methods:
            where = rnd.choice(_WHERE[m.channel])
            sign = rnd.choice(("- ", "+ ", ""))
            lines.append(f"{sign}{rnd.choice(_CHANNELS[m.channel])}{(': ' + where) if where else ''}")
        return block(noised(lines, rnd), rnd, bullets=True)
    return _method_table(sheet, style, methods, rnd)


def _method_table(sheet: Sheet, style: Style, methods: list[Method], rnd: Random) -> str:
    heads = [rnd.choice(("Hình thức nộp", "Hình thức nộp", "Hình thức"))]
    with_time = style.times != "row" and "time" not in sheet.literal
    with_fee = style.fees != "row" and "fee" not in sheet.literal and any(m.fees for m in methods)
    with_note = any(m.note for m in methods) or rnd.random() < 0.3 or not (with_time or with_fee)
    heads += [rnd.choice(("Thời hạn giải quyết", "Thời gian giải quyết", "Thời gian"))] if with_time else []
    heads += [rnd.choice(("Phí, lệ phí", "Phí/lệ phí", "Phí, Lệ phí"))] if with_fee else []
    heads += [rnd.choice(("Mô tả", "Mô tả", "Ghi chú"))] if with_note else []
    rows = []
    for m in methods:
        cells = [text(rnd.choice(_CHANNELS[m.channel]), rnd)]
        cells += [block(time_phrase(m.times, rnd).split("\n"), rnd)] if with_time else []
        cells += [block(fee_phrase(m.fees, rnd).split("\n"), rnd)] if with_fee else []
        cells += [block(noised(m.note.split("\n"), rnd), rnd)] if with_note else []
        rows.append(cells)
    return table(heads, rows, rnd)


def _time(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if (told := _literal(sheet, "time", rnd)) is not None:
        return told
    if style.times == "methods":
        return None
    if not sheet.one_time:
        return text(rnd.choice(NEUTRAL_TIMES), rnd) if rnd.random() < 0.5 else None
    said = time_phrase(sheet.one_time, rnd)
    return block(noised(said.split("\n"), rnd), rnd)


def _fee(sheet: Sheet, style: Style, rnd: Random) -> str | None:
    if (told := _literal(sheet, "fee", rnd)) is not None:
        return told
    if style.fees == "methods" or not sheet.one_fee:
        return None
    return block(fee_phrase(sheet.one_fee, rnd).split("\n"), rnd)


def _fee_rows(sheet: Sheet, together: str | None, rnd: Random) -> dict[str, str | None]:
    """The row of fees; or a row for phí and one for lệ phí; and beside them what they rest on."""
    rows: dict[str, str | None] = {}
    by_kind = {k: [f for f in sheet.one_fee or () if f.kind == k] for k in ("FEE", "SERVICE_FEE")}
    whole = sum(map(len, by_kind.values())) == len(sheet.one_fee or ())
    if whole and rnd.random() < 0.3:
        for kind, name in (("FEE", "Phí"), ("SERVICE_FEE", "Lệ phí")):
            if by_kind[kind]:
                rows[name + rnd.choice(("", ":"))] = block(fee_phrase(by_kind[kind], rnd).split("\n"), rnd)
    else:
        rows["fee"] = together
    bases = [b for b in sheet.bases if b.number.endswith("TT-BTC")]
    if bases and rnd.random() < 0.15:
        rows["Văn bản quy định lệ phí"] = text(basis_phrase(rnd.choice(bases), rnd), rnd)
    return rows


def _sets(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "sets", rnd)) is not None:
        return told
    if not sheet.sets or rnd.random() < 0.4:
        return None
    n = sheet.sets
    return text(rnd.choice((f"{n:02d} bộ", f"{n:02d} (một) bộ" if n == 1 else f"{n} bộ", f"{n} bộ", f"{n:02d}")), rnd)


# --- lists ------------------------------------------------------------------


def _items(sheet: Sheet, field: str, items: list[str], rnd: Random, joins: tuple[str, ...]) -> str | None:
    """A set of items in any order, as lines or in one line."""
    if (told := _literal(sheet, field, rnd)) is not None:
        return told
    if not items:
        return None
    said = [noisy(item, rnd, most=1) for item in rnd.sample(items, len(items))]
    join = rnd.choice(joins)
    if join != "\n" and len(said) > 1 and not (field == "results" and any(";" in s for s in said)):
        return text(join.join(said), rnd)
    sign = rnd.choice(("- ", "", "+ "))
    return block(ends([sign + s for s in said], rnd), rnd, bullets=True)


def _agencies(sheet: Sheet, field: str, names: list[str], rnd: Random) -> str | None:
    if (told := _literal(sheet, field, rnd)) is not None:
        return told
    if not names:
        return None
    local = list(dict.fromkeys(local_name(n, rnd) for n in names))
    if any(outdated(n) for n in local):
        return None
    said = [noisy(n, rnd, most=1) for n in local]
    return block([rnd.choice((", ", "; ")).join(said)] if rnd.random() < 0.5 else said, rnd, bullets=True)


def _bases(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "bases", rnd)) is not None:
        return told
    if not sheet.bases:
        return None
    sign = rnd.choice(("- ", "+ ", "", "* "))
    more = [Basis(n, t) for n, t in _LOCAL_BASES if rnd.random() < 0.06]  # a province may add its own
    said = [sign + basis_phrase(b, rnd) for b in rnd.sample(sheet.bases + more, len(sheet.bases) + len(more))]
    return block(said, rnd, bullets=True)


def _conditions(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "conditions", rnd)) is not None:
        return told
    if not sheet.conditions:
        return text(rnd.choice(_NOTHING), rnd) if rnd.random() < 0.6 else None
    return block(noised(rebulleted(sheet.conditions, rnd, steps=False), rnd), rnd)


def _decision(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "decision", rnd)) is not None:
        return told
    return text(decision_phrase(*sheet.decision, rnd), rnd) if sheet.decision else None


def _service_level(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "service_level", rnd)) is not None:
        return told
    return text(noisy(rnd.choice(SERVICE_LEVELS[sheet.service_level]), rnd, most=1), rnd)


def _reason(sheet: Sheet, rnd: Random) -> str | None:
    if (told := _literal(sheet, "reason", rnd)) is not None:
        return told
    return text(noisy(sheet.reason, rnd, most=1), rnd) if sheet.reason else None
