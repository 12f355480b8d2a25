"""What people register, at work: grounds and replaced codes from a file, decisions about pairs.

Every function that a person's command calls raises RegisterError with one sentence for that person.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from analysis.codes import base_of, canonical
from analysis.entries import entry_of
from analysis.grounds import Covered, Ground
from analysis.model import Role
from analysis.pairing import Decided, Entry, Suggestion
from monitor.clock import VIETNAM
from monitor.config import Config
from monitor.grounds_file import GroundsError, Register, parse
from storage import comparisons, register, runs, versions
from storage.database import StoreError
from storage.register import RegisterImport


class RegisterError(Exception):
    """What a person wants to register cannot be; one Vietnamese sentence."""


GROUND_COLUMNS = {
    "number": "Căn cứ",
    "territory": "Địa bàn",
    "valid_from": "Từ ngày",
    "valid_to": "Đến ngày",
    "state": "Hiệu lực",
    "rules": "Loại",
    "codes": "Mã TTHC",
    "part": "Phần",
    "national": "Cổng quốc gia",
    "provincial": "Phía tỉnh",
}
SUGGESTION_COLUMNS = {
    "left": "Khóa quốc gia",
    "left_code": "Mã",
    "left_name": "Tên trên danh mục quốc gia",
    "right": "Khóa của tỉnh",
    "right_code": "Mã",
    "right_name": "Tên ở phía tỉnh",
    "score": "Độ gần",
    "why": "Vì sao",
    "decided": "Đã quyết định",
}
DECISION_COLUMNS = {
    "at": "Lúc",
    "left": "Khóa quốc gia",
    "right": "Khóa của tỉnh",
    "accepted": "Quyết định",
    "who": "Người quyết định",
    "note": "Ghi chú",
}
NEXT = "Lần đối chiếu sau, hoặc `tthc compare`, sẽ dùng"


# --- for the comparison ---------------------------------------------------------------


def registered(engine: Engine, as_of: datetime | None = None) -> Register:
    """The grounds and replaced codes that hold now, or held at a moment. Raises StoreError."""
    found = register.import_in_force(engine, as_of=as_of)
    if found is None:
        return Register()
    try:
        return parse(found.text)
    except GroundsError as error:
        raise StoreError(
            f"Tệp căn cứ {found.file} nhập lúc {_told_moment(found.at)} không còn dùng được với bản này: {error} "
            "Hãy sửa tệp rồi nhập lại bằng `tthc grounds import`."
        ) from error


def decided(engine: Engine, as_of: datetime | None = None) -> tuple[Decided, ...]:
    """What people decided about pairs, oldest first."""
    return tuple(Decided(p.left, p.right, p.accepted) for p in register.pairings(engine, as_of=as_of))


# --- grounds ----------------------------------------------------------------------------


def read_file(path: Path) -> tuple[str, Register]:
    """The text of a file and what it registers. Raises RegisterError."""
    name = readable(path)
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        raise RegisterError(
            f"Không có tệp {name}: hãy chép can-cu.example.toml thành can-cu.toml rồi sửa lại."
        ) from None
    except OSError as error:
        raise RegisterError(f"Không đọc được tệp {name}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise RegisterError(f"Không đọc được tệp {name}: không phải văn bản UTF-8 (byte thứ {error.start}).") from error
    try:
        return text, parse(text)
    except GroundsError as error:
        raise RegisterError(f"Tệp {name}: {error}") from error


def readable(path: Path | str) -> str:
    """A path as text, also under a locale that does not know Vietnamese letters."""
    return os.fsencode(path).decode("utf-8", "replace")


def contents(found: Register, on: date) -> Iterator[str]:
    """What a file holds, and what of it has no effect on a day: one sentence a line."""
    codes = {code for g in found.grounds for c in g.covers for code in c.codes}
    yield (
        f"{len(found.grounds)} căn cứ, {sum(len(g.covers) for g in found.grounds)} khác biệt ở {len(codes)} thủ tục, "
        f"{len(found.replacements)} mã thay thế."
    )
    for ground in found.grounds:
        if not ground.in_force(on):
            yield f"Lưu ý: {ground.number}: {_state(ground, on)}."


def keep_file(engine: Engine, path: Path, at: datetime, *, by: str = "", note: str = "") -> tuple[Register, bool]:
    """Import a file; False where it is word for word the one that holds already. Raises RegisterError."""
    text, found = read_file(path)
    before = register.import_in_force(engine)
    if before is not None and before.text == text:
        return found, False
    register.add_import(engine, at, readable(path.name), text, who=by, note=note)
    return found, True


def import_told(engine: Engine, as_of: datetime | None = None) -> str:
    """Which import holds now, or held at a moment."""
    found = register.import_in_force(engine, as_of=as_of)
    return "Chưa nhập tệp căn cứ nào." if found is None else _import_text(found)


def _import_text(found: RegisterImport) -> str:
    by = f", người nhập: {found.who}" if found.who else ""
    note = f" ({found.note})" if found.note else ""
    return f"Tệp {found.file}, nhập lúc {_told_moment(found.at)}{by}{note}, SHA-256 {found.sha256}"


def ground_rows(found: Register, on: date) -> list[dict[str, Any]]:
    """One row a registered difference, then one a replaced code, all with the same keys."""
    rows = [_covered_row(ground, covered, on) for ground in found.grounds for covered in ground.covers]
    empty = dict.fromkeys((*GROUND_COLUMNS, *_MORE))
    replaced = [
        empty | {"number": r.ground, "rules": "mã thay thế", "codes": f"{r.old} → {r.new}"} for r in found.replacements
    ]
    return [*rows, *replaced]


_MORE = ("issued", "issuer", "note")  # told in JSON alone: a table has no room for them


def _covered_row(ground: Ground, covered: Covered, on: date) -> dict[str, Any]:
    return {
        "number": ground.number,
        "territory": ground.territory,
        "valid_from": ground.valid_from.isoformat(),
        "valid_to": ground.valid_to.isoformat() if ground.valid_to else None,
        "state": _state(ground, on),
        "rules": ", ".join(covered.rules),
        "codes": ", ".join(covered.codes),
        "part": covered.part,
        "national": covered.national,
        "provincial": covered.provincial,
        "issued": ground.issued.isoformat(),
        "issuer": ground.issuer,
        "note": ground.note,
    }


def _state(ground: Ground, on: date) -> str:
    if ground.in_force(on):
        return "còn hiệu lực"
    if on < ground.valid_from:
        return f"chưa có hiệu lực, từ {ground.valid_from:%d/%m/%Y}"
    return f"đã hết hiệu lực (đến hết {ground.valid_to:%d/%m/%Y})"


# --- pairs -------------------------------------------------------------------------------


def suggestions(engine: Engine) -> tuple[Suggestion, ...]:
    """The pairs that the newest comparison leaves to people."""
    stored = comparisons.last_comparison(engine)
    return stored.comparison.suggestions if stored else ()


def suggestion_rows(engine: Engine) -> list[dict[str, Any]]:
    """The suggestions, the nearest names first, with what was decided since."""
    known = {(d.left, d.right): d.accepted for d in decided(engine)}
    nearest = sorted(suggestions(engine), key=lambda s: (-s.score, s.left.key, s.right.key))
    return [
        {
            "left": s.left.key,
            "left_code": s.left.code,
            "left_name": s.left.name,
            "right": s.right.key,
            "right_code": s.right.code,
            "right_name": s.right.name,
            "score": round(s.score, 2),
            "why": s.why.value,
            "decided": _decision(known[s.left.key, s.right.key]) if (s.left.key, s.right.key) in known else None,
        }
        for s in nearest
    ]


def decision_rows(engine: Engine) -> list[dict[str, Any]]:
    """Every decision about a pair, oldest first."""
    return [
        {
            "at": p.at.astimezone(VIETNAM).isoformat(timespec="seconds"),
            "left": p.left,
            "right": p.right,
            "accepted": _decision(p.accepted),
            "who": p.who,
            "note": p.note,
        }
        for p in register.pairings(engine)
    ]


def decide(
    config: Config,
    engine: Engine,
    at: datetime,
    typed: tuple[str, str],
    *,
    accepted: bool,
    by: str = "",
    note: str = "",
) -> str:
    """Keep what a person decided of a national and a provincial record; the sentence to tell. Raises RegisterError."""
    offered = suggestions(engine)
    left = _meant(typed[0], [s.left for s in offered], _records(config, engine, Role.NATIONAL), "danh mục quốc gia")
    right = _meant(typed[1], [s.right for s in offered], _records(config, engine, Role.PROVINCIAL), "phía tỉnh")
    register.add_pairing(engine, at, left.key, right.key, accepted=accepted, who=by, note=note)
    how = "là một thủ tục với" if accepted else "không phải là một thủ tục với"
    return f"Đã ghi: {_named(left)} {how} {_named(right)}. {NEXT} quyết định này."


def _records(config: Config, engine: Engine, role: Role) -> Iterator[Entry]:
    """Every record of one side as it was last read: a pair may be decided that nobody suggested."""
    for portal in config.portals:
        run = runs.last_run(engine, portal.code) if portal.portal().role is role else None
        if run is not None:
            yield from (entry_of(p) for p in versions.catalogue(engine, portal.code, run.id).values())


def _meant(typed: str, offered: Iterable[Entry], records: Iterable[Entry], side: str) -> Entry:
    """The one record that is meant by a key, an id or a code; keys first, then the whole code, then its base."""
    entries = {e.key: e for e in (*records, *offered)}
    wanted = typed.strip()
    for tells in (_by_key, _by_code, _by_base):
        found = sorted((e for e in entries.values() if wanted and tells(wanted, e)), key=lambda e: e.key)
        if len(found) > 1:
            keys = ", ".join(e.key for e in found[:5])
            raise RegisterError(
                f"Có {len(found)} bản ghi ở {side} ứng với «{wanted}»; hãy dùng khóa của một bản ghi: {keys}."
            )
        if found:
            return found[0]
    raise RegisterError(f"Không có bản ghi nào ở {side} có khóa hoặc mã «{wanted}»; xem `tthc pairs`.")


def _by_key(typed: str, entry: Entry) -> bool:
    return typed in (entry.key, entry.ref)


def _by_code(typed: str, entry: Entry) -> bool:
    return typed == entry.code or (canonical(typed) or typed) == canonical(entry.code)


def _by_base(typed: str, entry: Entry) -> bool:
    base = base_of(typed)
    return base is not None and base == canonical(typed) and base == base_of(entry.code)


def _named(entry: Entry) -> str:
    return f"«{entry.name}» ({entry.code or entry.key})"


def _decision(accepted: bool) -> str:
    return "nhận" if accepted else "từ chối"


def _told_moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
