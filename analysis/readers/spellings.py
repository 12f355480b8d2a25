"""Spellings (step N6): the words that are written with i or with y, and mean the same.

Reads text that has passed N1 to N5: composed, lower case, single blanks.
"""

from __future__ import annotations

import re

from analysis.readers.letters import word_ends

#: N6. Closed table of words that are spelt with either i or y. Every entry is a whole word of more than one
#: syllable, none is the name of a person or place ("Lý", "Qui Nhơn", "Công Lý" stay as they are written).
SPELLINGS: dict[str, str] = {
    **{
        f"{before} lí": f"{before} lý"
        for before in ("quản", "xử", "pháp", "thanh", "đại", "hợp", "tâm", "vật", "địa", "trợ", "hộ", "thụ", "nguyên")
    },
    **{f"lí {after}": f"lý {after}" for after in ("lịch", "do", "luận", "thuyết")},
    **{f"li {after}": f"ly {after}" for after in ("hôn", "thân")},
    **{f"kĩ {after}": f"kỹ {after}" for after in ("thuật", "năng", "sư")},
    **{
        f"kí {after}": f"ký {after}"
        for after in ("tên", "hợp đồng", "kết", "số", "quỹ", "cược", "gửi", "nhận", "duyệt", "ban hành", "xác nhận")
    },
    "chữ kí": "chữ ký",
    "đăng kí": "đăng ký",
    "kỉ luật": "kỷ luật",
    **{f"kì {after}": f"kỳ {after}" for after in ("hạn", "thi")},
    **{f"{before} kì": f"{before} kỳ" for before in ("định", "thời", "nhiệm", "chu")},
    **{
        f"qui {after}": f"quy {after}"
        for after in ("định", "trình", "chế", "mô", "hoạch", "phạm", "tắc", "ước", "chuẩn", "đổi")
    },
    "nội qui": "nội quy",
    "công ti": "công ty",
    "tỉ lệ": "tỷ lệ",
    # here the usual spelling has i
    **{f"{before} sỹ": f"{before} sĩ" for before in ("liệt", "bác", "tiến", "thạc", "chiến")},
}
#: What one of the words needs, for a quick look: most texts have none of these.
_SPELT_WITH_I = ("lí", "li hôn", "li thân", "kĩ", "kí", "kỉ", "kì", "qui", "công ti", "tỉ lệ", "sỹ")
_SPELLING = re.compile(r"(?<!\w)(?:" + "|".join(SPELLINGS) + r")(?!\w)")


def n6_spelling(text: str) -> str:
    """N6: y where a closed table of words allows both i and y ("qui định" is "quy định")."""
    if not any(syllable in text for syllable in _SPELT_WITH_I):
        return text
    return _SPELLING.sub(lambda m: SPELLINGS[m[0]] if word_ends(text, m.end()) else m[0], text)
