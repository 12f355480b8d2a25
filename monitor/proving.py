"""``tthc verify``: the store against its chain, heads kept outside, signatures and time stamps, told in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from monitor import heads, signing, stamping
from monitor.clock import VIETNAM
from monitor.config import Config
from monitor.rereading import Reread
from monitor.signing import SignatureCheck
from monitor.stamping import StampCheck, StampError
from storage import tables as t
from storage.verdict import Damage, Fault, Verdict
from storage.verification import Progress, verify
from storage.witnesses import signatures, stamps

#: What rows of each table are called.
OBJECTS = {
    "manifest": "mục niêm phong",
    "run": "lần quét",
    "nightly": "lượt đêm",
    "capture": "lần đọc trang",
    "body": "trang đã lưu",
    "request": "câu hỏi đã gửi",
    "header_block": "khối tiêu đề trả lời",
    "listing": "danh sách",
    "listed": "mục của danh sách",
    "run_fact": "sự kiện của lần quét",
    "version": "phiên bản thủ tục",
    "change": "thay đổi",
    "comparison": "lần đối chiếu",
    "finding": "nội dung chênh lệch",
    "sighting": "trạng thái chênh lệch",
    "register_import": "tệp căn cứ",
    "pairing": "quyết định ghép",
    "catalogue_import": "lần nhập danh mục công bố",
    "catalogue_row": "dòng của danh mục công bố",
    "signature": "chữ ký",
    "time_stamp": "dấu thời gian",
}
_FAULTS = {
    Fault.ALTERED: "đã bị sửa sau khi niêm phong",
    Fault.MISSING: "đã bị xóa",
    Fault.INSERTED: "không có trong chuỗi niêm phong: bị thêm vào, hoặc mục niêm phong nó đã bị xóa",
    Fault.UNREADABLE: "không đọc được",
}

#: What a chain that holds shows and what it cannot show (docs/decisions/0010-chain.md).
HOLDS = (
    "Không gì bị sửa, thêm hay bớt kể từ lúc niêm phong, nếu một đầu chuỗi giữ ở nơi khác cũng khớp "
    "(--head, --heads); báo cáo in đầu chuỗi của mỗi đêm.",
    "Riêng chuỗi không cho biết mắt xích cuối có bị cắt, hay toàn bộ có được tính lại từ đầu hay không; "
    "chỉ chữ ký hoặc dấu thời gian loại trừ được việc tính lại.",
    "Không giữ được lúc đọc cổng: chữ hoa, chữ thường và thứ tự của tên tiêu đề, câu lý do của mã trạng thái, "
    "cách chia khúc.",
)
#: What is known when it does not hold.
BROKEN = (
    "Những chỗ nêu trên không còn như lúc niêm phong, hoặc không chứng minh được: đừng dùng chúng làm bằng chứng.",
    "Không biết được ai sửa, sửa lúc nào, cố ý hay do hỏng đĩa. Về những chỗ không nêu tên cũng không bảo đảm gì: "
    "người sửa được một chỗ có thể đã tính lại chỗ khác; chỉ đầu chuỗi giữ ở nơi khác hoặc chữ ký loại trừ được.",
    "Hãy dừng ghi vào kho, giữ nguyên tệp, rồi so với bản sao lưu và với các đầu chuỗi giữ ở nơi khác.",
)
#: What is known when the chain holds and what was asked for beside it does not.
UNSIGNED = (
    "Kho khớp với chuỗi của chính nó, nhưng không có gì cho thấy người giữ khóa này đã ký chuỗi ấy: chuỗi có thể đã "
    "được tính lại từ đầu.",
    "Hãy kiểm tra xem đã dùng đúng khóa công khai chưa, hoặc so với một đầu chuỗi giữ ở nơi khác (--head, --heads).",
)
NOTHING = ("Chưa chứng minh được gì: chưa có gì được niêm phong.",)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Entries of the chain after the last one that a signature, or a time stamp, is over."""

    last: int  # the entry that it is over
    first: int
    until: int
    only_witnesses: bool  # they seal signatures and time stamps alone


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that was checked."""

    verdict: Verdict
    notes: tuple[str, ...] = ()  # what is worth a line and no damage
    signatures: SignatureCheck | None = None
    stamps: StampCheck | None = None
    unsigned: Uncovered | None = None
    unstamped: Uncovered | None = None
    reread: Reread | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is damaged."""
        checked = (self.signatures, self.stamps)
        return self.verdict.holds and all(c is None or c.holds for c in checked)


def prove(
    config: Config,
    engine: Engine,
    *,
    head: str | None = None,
    heads_in: Path | None = None,
    public_key: bytes | None = None,
    progress: Progress | None = None,
) -> Proof:
    """Check the store. ``heads_in``: a file of heads; without it the one beside the store. Raises OSError."""
    beside = heads.heads_file(config.store.url)
    file = heads_in or (beside if beside.exists() else None)
    kept = heads.read_heads(file) if file else heads.Heads()
    verdict = verify(engine, head, progress, heads=kept.digests)
    notes = [f"Dòng {n} của {file} không có mã băm nào, được bỏ qua." for n in kept.unreadable]
    if file is None:
        notes.append(f"Chưa có tệp {beside} để so đầu chuỗi.")
    signed = stamped = unsigned = unstamped = None
    if verdict.holds and verdict.entries:  # else they may be over anything
        signed, told = _signatures(engine, public_key)
        notes += told
        stamped, told = _stamps(config, engine)
        notes += told
        unsigned = _after(engine, signed.good) if signed else None
        unstamped = _after(engine, [digest for digest, _ in stamped.good]) if stamped else None
    elif verdict.entries:
        notes.append("Chữ ký và dấu thời gian chưa được kiểm tra: chuỗi mà chúng đặt lên không còn nguyên vẹn.")
    return Proof(verdict, tuple(notes), signed, stamped, unsigned, unstamped)


def _signatures(engine: Engine, public_key: bytes | None) -> tuple[SignatureCheck | None, list[str]]:
    kept = signatures(engine)
    if public_key is not None:
        return signing.check_signatures(kept, public_key), []
    unchecked = f"{_n(len(kept))} chữ ký chưa được kiểm tra: thêm --public-key với khóa công khai của người ký."
    return None, [unchecked] if kept else []


def _after(engine: Engine, digests: Sequence[str]) -> Uncovered | None:
    """The entries after the last of these; None: there are none, or nothing is given."""
    m = t.manifest.c
    with engine.connect() as connection:
        over = connection.scalar(select(func.max(m.id)).where(m.digest.in_([bytes.fromhex(d) for d in digests])))
        if over is None:
            return None
        later = connection.execute(select(m.id, m.kind).where(m.id > over).order_by(m.id)).all()
    if not later:
        return None
    return Uncovered(over, later[0].id, later[-1].id, {x.kind for x in later} <= {"signature", "stamp"})


def _stamps(config: Config, engine: Engine) -> tuple[StampCheck | None, list[str]]:
    kept = stamps(engine)
    roots = config.evidence.timestamp_roots
    if roots is None:
        unchecked = f"{_n(len(kept))} dấu thời gian chưa được kiểm tra: cấu hình chưa có evidence.timestamp_roots."
        return None, [unchecked] if kept else []
    try:
        return stamping.check_stamps(kept, stamping.read_roots(roots)), []
    except StampError as error:
        return None, [f"Chưa kiểm tra được dấu thời gian: {error}."]


# --- told to people ---------------------------------------------------------------------


def as_text(proof: Proof) -> Iterator[str]:
    """The verdict in one line, then its faults, what else was checked, and what all that proves."""
    verdict = proof.verdict
    yield headline(proof)
    yield from (f"- {sentence(d)}" for d in verdict.damages)
    if verdict.count > len(verdict.damages):
        yield f"- … và {verdict.count - len(verdict.damages)} chỗ nữa."
    if verdict.dropped:
        yield f"{_n(verdict.dropped)} nội dung trang đã được bỏ theo quy tắc lưu giữ; mã băm của chúng còn nguyên."
    yield from _signature_lines(proof.signatures)
    yield from _uncovered_line("Chữ ký", "được ký", proof.unsigned)
    yield from _stamp_lines(proof.stamps)
    yield from _uncovered_line("Dấu thời gian", "có dấu thời gian", proof.unstamped)
    yield from notes_of(proof)
    yield "Điều này chứng minh gì:" if proof.holds and verdict.entries else "Điều này có nghĩa gì:"
    yield from (f"- {limit}" for limit in limits(proof))


def limits(proof: Proof) -> tuple[str, ...]:
    """What the verdict shows, and what it cannot show."""
    if not proof.verdict.entries and proof.holds:
        return NOTHING
    if proof.holds:
        return HOLDS
    return BROKEN if _faults(proof) else UNSIGNED


def _faults(proof: Proof) -> int:
    """How many places are damaged, signatures and time stamps included."""
    signed = len(proof.signatures.bad) if proof.signatures else 0
    return proof.verdict.count + signed + (len(proof.stamps.bad) if proof.stamps else 0)


def headline(proof: Proof) -> str:
    """What holds, or that it does not, in one line."""
    verdict = proof.verdict
    if not proof.holds:
        count = _faults(proof)
        if not count:
            return "CHƯA CHỨNG MINH ĐƯỢC: không có chữ ký nào của khóa này."
        return f"KHO KHÔNG CÒN NGUYÊN VẸN: {_n(count)} chỗ."
    if not verdict.entries:
        return (
            "Kho chưa có mục niêm phong nào nên chưa có gì để kiểm tra; "
            "lần chạy kế tiếp sẽ niêm phong những gì đang có."
        )
    return (
        f"Kho nguyên vẹn: {_n(verdict.entries)} mục niêm phong, {_n(verdict.rows)} dòng và {_n(verdict.bodies)} trang "
        f"đúng như lúc niêm phong; đầu chuỗi {verdict.head} lúc {_moment(verdict.sealed_at)}."
    )


def sentence(damage: Damage) -> str:
    """One fault: which run, which object, which row, which entry."""
    if damage.fault is Fault.HEAD:
        where = f"không đúng thứ tự (mục {damage.entry})" if damage.entry else "không có trong chuỗi của kho này"
        why = "phần cuối đã bị cắt, chuỗi đã bị tính lại, kho được phục hồi từ bản sao cũ, hoặc là kho khác"
        return f"Đầu chuỗi giữ ở ngoài {damage.row} {where}: {why}."
    if not damage.table:
        return f"Tệp kho: {damage.note}."
    run = f", lần quét {damage.run}" if damage.run is not None and damage.table != "run" else ""
    topic = f" ({damage.note})" if damage.note and damage.table not in ("manifest",) else ""
    sealed = f" (mục niêm phong {damage.entry})" if damage.entry is not None and damage.table != "manifest" else ""
    if damage.table == "manifest" and damage.fault is Fault.MISSING and damage.note:
        topic = f" đến {damage.note}"
    name = OBJECTS.get(damage.table, damage.table)
    return f"{name.capitalize()}, dòng {damage.table} {damage.row}{run}{topic}{sealed}: {_FAULTS[damage.fault]}."


def notes_of(proof: Proof) -> Iterator[str]:
    """What is worth a line and no damage."""
    verdict = proof.verdict
    if verdict.heads and not any(d.fault is Fault.HEAD for d in verdict.damages):
        yield f"{_n(verdict.heads)} đầu chuỗi giữ ở ngoài đều có trong chuỗi, đúng thứ tự."
    if verdict.newer is not None:
        newer = f"; {verdict.newer} mục được thêm sau đó" if verdict.newer else ", và là đầu chuỗi hiện nay"
        yield f"Đầu chuỗi đã nêu có trong chuỗi{newer}."
    if verdict.since is not None:
        since = _moment(verdict.since)
        yield f"Kho có từ trước khi có niêm phong: niêm phong từ {since}, trước đó không có gì chứng minh."
    names = {"run": "lần quét", "nightly": "lượt đêm"}
    if verdict.unsealed:
        open_ = ", ".join(f"{names[table]} {number}" for table, number in verdict.unsealed)
        yield f"Chưa niêm phong vì chưa kết thúc: {open_}."
    yield from proof.notes
    if proof.reread is not None:
        yield from _reread_lines(proof.reread)


def _signature_lines(check: SignatureCheck | None) -> Iterator[str]:
    if check is None:
        return
    if check.good:
        yield f"{_n(len(check.good))} chữ ký đúng; chữ ký cuối trên đầu chuỗi {check.good[-1]}."
    yield from (f"- Chữ ký trên đầu chuỗi {digest}: không đúng với khóa này." for digest in check.bad)
    if check.others:
        yield f"{_n(check.others)} chữ ký của khóa khác, không kiểm tra."


def _uncovered_line(what: str, is_covered: str, after: Uncovered | None) -> Iterator[str]:
    if after is None:
        return
    entries = f"mục {after.first}" if after.first == after.until else f"mục {after.first}–{after.until}"
    why = " (chỉ niêm phong chính chữ ký và dấu thời gian)" if after.only_witnesses else ""
    yield f"{what} cuối đặt lên mục niêm phong {after.last}; {entries} sau đó chưa {is_covered}{why}."


def _stamp_lines(check: StampCheck | None) -> Iterator[str]:
    if check is None:
        return
    if check.good:
        digest, at = check.good[-1]
        yield f"{_n(len(check.good))} dấu thời gian đúng; dấu cuối lúc {_moment(at)} trên đầu chuỗi {digest}."
    yield from (f"- Dấu thời gian trên đầu chuỗi {digest}: {why}." for digest, why in check.bad)


def _reread_lines(read: Reread) -> Iterator[str]:
    told = f"Đã đọc lại {_n(read.records)} bản ghi của {_n(read.runs)} lần quét"
    if read.differences:
        count = _n(len(read.differences))
        yield f"{told}: {count} chỗ đọc khác phiên bản đã lưu; đó là do bộ đọc khác, không phải hư hỏng."
    elif read.records:
        yield f"{told}: mọi nội dung đọc ra đúng như phiên bản đã lưu."
    else:
        yield f"{told}: không có gì để so với phiên bản đã lưu."
    if read.skipped:
        numbers = ", ".join(map(str, read.skipped))
        yield f"Không đọc lại được lần quét {numbers}: không còn biết nguồn, hoặc đã bỏ bớt nội dung."


def _n(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if at else "(không rõ)"


# --- told to programs ---------------------------------------------------------------------


def as_object(proof: Proof) -> dict[str, Any]:
    """The same for programs."""
    verdict = proof.verdict
    told: dict[str, Any] = {
        "holds": proof.holds,
        "verdict": headline(proof),
        "entries": verdict.entries,
        "rows": verdict.rows,
        "bodies": verdict.bodies,
        "head": verdict.head,
        "sealed_at": _iso(verdict.sealed_at),
        "since": _iso(verdict.since),
        "unsealed": [{"table": table, "row": number} for table, number in verdict.unsealed],
        "heads": verdict.heads,
        "newer": verdict.newer,
        "count": verdict.count,
        "damages": [_damage_object(d) for d in verdict.damages],
        "signatures": None,
        "stamps": None,
        "reread": None,
        "notes": list(notes_of(proof)),
        "unsigned": _uncovered_object(proof.unsigned),
        "unstamped": _uncovered_object(proof.unstamped),
        "limits": list(limits(proof)),
    }
    if proof.signatures is not None:
        told["signatures"] = {
            "good": list(proof.signatures.good),
            "bad": list(proof.signatures.bad),
            "others": proof.signatures.others,
        }
    if proof.stamps is not None:
        told["stamps"] = {
            "good": [{"head": digest, "at": _iso(at)} for digest, at in proof.stamps.good],
            "bad": [{"head": digest, "why": why} for digest, why in proof.stamps.bad],
        }
    if proof.reread is not None:
        told["reread"] = reread_rows(proof.reread)
    return told


def _uncovered_object(after: Uncovered | None) -> dict[str, int] | None:
    return None if after is None else {"covered": after.last, "from": after.first, "to": after.until}


def reread_rows(read: Reread) -> list[dict[str, Any]]:
    """Readings that differ, as rows."""
    return [
        {
            "portal": d.portal,
            "night": d.night.isoformat(),
            "run": d.run,
            "code": d.code,
            "portal_id": d.portal_id,
            "stored": d.stored or None,
            "stored_reader": d.stored_reader or None,
            "read": d.read or None,
            "reader": d.reader,
            "runs": d.runs,
        }
        for d in read.differences
    ]


def _damage_object(damage: Damage) -> dict[str, Any]:
    return {
        "fault": damage.fault.value,
        "table": damage.table,
        "row": damage.row,
        "run": damage.run,
        "entry": damage.entry,
        "note": damage.note,
        "text": sentence(damage),
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds") if at else None
