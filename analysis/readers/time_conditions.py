"""When a time limit holds: the conditions, qualifiers and starting points that stand around an amount."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.readers.time_values import Manner, TimeCase
from analysis.readers.time_words import says_time
from analysis.texts import canonical_text

_HERE = "\x00"
COUNTED_FROM = re.compile(
    r",? ?(?:được )?(?:kể |tính )?(?:từ|khi)(?: (?:ngày|khi|thời điểm|lúc))+ "
    r"(?P<what>[^,;:()\x00]*?(?:, hợp lệ)?)"
    r"(?=[,;:()\x00]| (?:đối với|trong trường hợp|nếu|hoặc có thể|hoặc không quá)(?!\w)"
    r"| hoặc ?(?:\x00|$)| và [0-9]|$)"
)
_RECEIVED = re.compile(
    r"(?:cơ quan, tổ chức |cơ quan đại diện |cơ quan )?(?:tiếp )?nhận(?: được| đủ)*(?: bộ)? (?:hồ sơ|yêu cầu)"
    r"(?: (?:đăng ký|chứng thực|yêu cầu|đầy đủ|và|đã|hợp lệ|theo quy định))*"
)
RECEIVED = "nhận đủ hồ sơ hợp lệ"
_QUALIFIERS = (
    ("không quá", re.compile(r"(?:nhưng )?(?:cũng )?không qu[áả](?!\w)")),  # "không quả" is printed in real decisions
    ("tối đa", re.compile(r"(?<!\w)tối đa(?: là| không quá)?(?!\w)")),
    ("chậm nhất", re.compile(r"(?<!\w)chậm nhất(?: là)?(?!\w)")),
    ("trong thời hạn", re.compile(r"(?<!\w)trong(?: (?:thời hạn|vòng|thời gian))?(?= *\x00)")),
    ("sau cắt giảm", re.compile(r"\(?(?:sau|đã|thời gian) (?:khi )?cắt giảm\)?")),
    ("thời gian thực tế", re.compile(r"\(?thời gian thực tế giải quyết hồ sơ[^()]*\)?")),
    ("không tính vào thời hạn", re.compile(r"(?:và )?không tính vào thời hạn[^,;()]*")),
    (
        "kéo dài",
        re.compile(r"(?:thì )?(?:thời hạn (?:giải quyết |chứng thực )?)?(?:có thể |được |phải )*kéo dài (?:thêm|hơn)?"),
    ),
)
#: What comes on top of a limit: "được tăng thêm không quá", "có thể gia hạn". "Dài hơn nhưng không quá" is a limit,
#: and "gia hạn giấy phép: 3 ngày" is about a paper.
_ADDS = re.compile(
    r"(?<!\w)(?:(?:tăng|kéo dài|gia hạn|cộng|nới|bổ sung)(?: (?:thời (?:hạn|gian)|thực hiện|giải quyết)){0,3} thêm"
    r"[^,;:\x00]{0,40}|(?:tăng|kéo dài|gia hạn|cộng|thêm)(?: (?:thời (?:hạn|gian)|thực hiện|giải quyết|xử lý|trả"
    r"|(?:1|một) lần|nữa|là|không quá|tối đa|trong(?: thời hạn)?)){0,5} ?)\x00"
)
_PARTS_FIRST = re.compile(r"^(?:(?:trong đó|bao gồm|gồm|cụ thể)(?: như sau)?[,: ]*)+")
_LEAD = re.compile(
    r"^(?:cách thức thực hiện: ?)?(?:tổng )?thời (?:hạn|gian)"
    r"(?: (?:giải quyết|thực hiện|xử lý|công chứng|chứng thực|trả kết quả))?"
    r"(?: hồ sơ| yêu cầu chứng thực| thủ tục)?(?: là| phải)?(?: được (?:bảo|đảm) đảm)?(?: ?:)?(?!\w) ?"
)
_MARKER = r"(?:(?:trong |riêng |còn |đối với |những |các )*trường hợp|(?:riêng )?đối với|nếu)(?!\w)"
_CONDITION = re.compile(rf"(?<!\w){_MARKER}:? (?P<what>[^\x00:]*?)(?= thì(?!\w)|:|,? ?\x00|\)|$)")
_LABEL = re.compile(r"^(?P<what>[^\x00:]+):")
#: Days that no working day is: whoever leaves them out counts working days.
_WITHOUT_HOLIDAYS = re.compile(
    r"không (?:kể|tính|bao gồm)(?: cả)?(?: các)? (?:(?:ngày )?nghỉ|(?:ngày )?(?:thứ 7|thứ bảy))(?!\w)"
)
_NOISE = re.compile(r"\x00|(?<!\w)(?:thì|là|trong đó|bao gồm|gồm|cụ thể|thời hạn giải quyết)(?!\w)|[(),:\"]")


def told(before: str, after: str, case: TimeCase, heading: str) -> TimeCase:
    """A case with everything that its stretch of the clause says."""
    text = f"{before.strip()} {_HERE} {after.strip()}".strip()
    adds = _ADDS.search(text) is not None
    counted_from = ""
    if match := COUNTED_FROM.search(text):
        counted_from = _counted_from(match["what"].strip())
        text = _without(text, match)
    elif case.manner is not Manner.AMOUNT and (match := _RECEIVED.search(text)):
        counted_from = RECEIVED
        text = _without(text, match)
    qualifiers = []
    for name, pattern in _QUALIFIERS:
        if match := pattern.search(text):
            qualifiers.append(name)
            text = _without(text, match)
    text = _LEAD.sub("", _PARTS_FIRST.sub("", text))
    conditions = [heading] if heading else []
    for pattern in (_LABEL, _CONDITION):
        if match := pattern.search(text):
            conditions.append(bare(match["what"]))
            text = _without(text, match)
    about = bare(_NOISE.sub(" ", text))
    return replace(
        case,
        working=case.working or (_WITHOUT_HOLIDAYS.search(about) is not None if case.working is False else None),
        condition=" / ".join(c for c in conditions if c),
        qualifiers=tuple(qualifiers),
        counted_from=counted_from,
        adds=adds,
        about=about,
    )


def _without(text: str, match: re.Match[str]) -> str:
    kept = _HERE if _HERE in match[0] else ""
    return f"{text[: match.start()]} {kept}{text[match.end() :]}"


def _counted_from(what: str) -> str:
    received = _RECEIVED.match(what)
    return RECEIVED + what[received.end() :] if received else what


_OPENERS = re.compile(rf"^(?:{_MARKER}|khi|việc|hồ sơ thuộc|[-+*,.:;( ])+ ?")
_CLOSERS = re.compile(r"(?:^|,? )(?:hoặc|và)$")
_BRACKETS = re.compile(r"[()]")


def bare(text: str) -> str:
    """A condition without the words that only open it."""
    plain = _OPENERS.sub("", " ".join(_BRACKETS.sub(" ", text).split())).strip(" ,.:;-")
    return _CLOSERS.sub("", plain)


_GENERAL_HEADING = re.compile(
    r"(?:cách thức thực hiện|thời (?:hạn|gian)(?: giải quyết)?(?: hồ sơ)?|trong đó|cụ thể|bao gồm|như sau|[ ,:.])+"
)
_LONGEST_HEADING = 160


def heading_of(line: str) -> str:
    """What a line says to the bullets under it, unless it is a sentence or states a time itself."""
    if len(line) > _LONGEST_HEADING or _GENERAL_HEADING.fullmatch(line) or says_time(line):
        return ""
    if not line.endswith(":") and (line.endswith((".", ";")) or not _OPENERS.match(line)):
        return ""
    return bare(line)


def circumstance(text: str) -> str:
    """The case that a short text speaks of when it states no time of its own: "Đối với việc cấp lại"."""
    line = canonical_text(text)
    if len(line) > _LONGEST_HEADING or says_time(line) or not _OPENERS.match(line):
        return ""
    return bare(line)
