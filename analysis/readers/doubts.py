"""Words by which a text tells figures that are no rate and no limit: beside them a difference of figures is no proof.

A rate of another time, an example, a sum, the postage; an extension that may be a limit or an addition; how long a
paper is valid. The readers know many of these sentences. Where one stands on one side only, or tells of another time,
the two texts may say the same, and the answer is that it is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.model import Procedure
from analysis.texts import canonical_text

_Kinds = Mapping[str, re.Pattern[str]]

#: Figures that are no rate, by what they are.
_NO_RATE: _Kinds = {
    "mức trước đây": re.compile(
        r"mức cũ|trước đây|trước kia|thay cho|so với|tăng (?:thêm )?[0-9]|giảm [0-9.]+ ?(?:đồng|đ\b)"
    ),
    "ví dụ hoặc số cộng": re.compile(r"ví dụ|tổng cộng|(?:trang|bản|tờ|hồ sơ) là [0-9]"),
    "khoản không phải phí, lệ phí": re.compile(r"vốn điều lệ|tiền phạt|phạt tiền|đặt cọc|ký quỹ"),
    "cước bưu chính": re.compile(r"(?:cước|phí)(?: dịch vụ)? (?:bưu chính|chuyển phát|vận chuyển)"),
}
#: Rates that hold for a time.
_OF_A_TIME = re.compile(
    r"(?:trước|từ|đến|đến hết|hết|sau) ngày [0-9]|(?:từ|đến|đến hết|trước|sau) [0-9]{1,2}/|hiện nay|bắt đầu từ"
)
#: A time with both its ends, as nearly every source tells a reduced rate: that the readers understand.
_WHOLE_TIME = re.compile(
    r"từ ngày [0-9]{1,2}/[0-9]{1,2}/[0-9]{4} đến (?:hết )?(?:ngày )?[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
)
#: A unit that stands without a figure: which of two numbers it belongs to is not told.
_BARE_UNIT = re.compile(r"(?:nghìn|ngàn|triệu)(?!\w)")
_MONEY = re.compile(r"[1-9][0-9.]{0,14} ?(?:đồng|đ|vnđ)(?!\w)")

#: Times that are no limit of the authority, by what they are.
_NO_LIMIT: _Kinds = {
    "hiệu lực, thời hạn của giấy tờ": re.compile(
        r"hiệu lực của|thời hạn của giấy|có giá trị|do nước ngoài cấp|lưu hồ sơ|lưu trữ hồ sơ"
    ),
    "việc của người khác": re.compile(r"nhận kết quả trong|phúc tra|tập sự|niêm yết|công khai trong"),
    "mức trước khi cắt giảm": re.compile(r"giảm [0-9]|so với quy định|thay cho"),
}
#: An extension that may be told as a limit or as an addition.
_EITHER_WAY = re.compile(r"(?:gia hạn|kéo dài|tăng thêm)[^.;]{0,60}nhưng không quá")


def doubt_of_rates(local: Procedure, national: Procedure) -> str:
    """Why a difference of figures may be none; empty: nothing in the texts says so."""
    ours, theirs = _money_text(local), _money_text(national)
    if _bare_unit(local) or _bare_unit(national):
        return "Một bên ghi đơn vị tiền tách khỏi con số nên có thể hiểu hai cách"
    if any(_OF_A_TIME.search(_WHOLE_TIME.sub("", text)) for text in (ours, theirs)):
        return "Có mức thu theo thời gian nên chưa chắc mức nào đang áp dụng"
    return _one_sided(_NO_RATE, ours, theirs)


def doubt_of_limits(local: Procedure, national: Procedure) -> str:
    """Why a difference of times may be none; empty: nothing in the texts says so."""
    ours, theirs = _time_text(local), _time_text(national)
    if ours != theirs and (_EITHER_WAY.search(ours) or _EITHER_WAY.search(theirs)):
        return "Có thời gian gia hạn có thể hiểu là cộng thêm hoặc là tổng thời hạn"
    return _one_sided(_NO_LIMIT, ours, theirs)


def _one_sided(kinds: _Kinds, ours: str, theirs: str) -> str:
    found = [name for name, words in kinds.items() if bool(words.search(ours)) is not bool(words.search(theirs))]
    return f"Chỉ một bên nêu {', '.join(found)} nên có thể hiểu hai cách" if found else ""


def _money_text(procedure: Procedure) -> str:
    rows = (f.text for m in procedure.methods or () for f in m.fees)
    return canonical_text("\n".join((procedure.fee_text or "", *rows)))


def _time_text(procedure: Procedure) -> str:
    rows = (f"{m.time.amount if m.time else ''} {m.text}" for m in procedure.methods or ())
    return canonical_text("\n".join((procedure.time_text or "", *rows)))


def _bare_unit(procedure: Procedure) -> bool:
    """A row whose text begins with a unit of money, or of 0 beside money told in its way of filing."""
    rows = [(m, f) for m in procedure.methods or () for f in m.fees]
    return any(
        _BARE_UNIT.match(canonical_text(f.text)) or (f.amount == 0 and _MONEY.search(canonical_text(m.text)))
        for m, f in rows
    )


def told_of_benefit(procedure: Procedure, people: str) -> bool:
    """Whether one sentence of a page tells that these people pay nothing or less, in whatever words."""
    words = set(_WORD.findall(canonical_text(people).partition(" theo ")[0])) - _OF_BENEFIT
    told = (set(_WORD.findall(one)) for one in re.split(r"[.;\n]", _money_text(procedure)) if _BENEFIT.search(one))
    return bool(words) and any(words <= said for said in told)


_WORD = re.compile(r"\w+")
_BENEFIT = re.compile(r"miễn|giảm|không thu|không phải|(?<![0-9.,])0 ?(?:đồng|đ)(?!\w)")
_OF_BENEFIT = frozenset({"miễn", "giảm", "lệ", "phí", "cho", "của", "các", "người", "đối", "với", "được", "thu", "nộp"})
