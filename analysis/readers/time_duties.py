"""Whose time it is: a limit for the authority, or a day that others must keep and a stretch that a paper is good for.

Reads stretches of clauses in canonical form. Only the authority's time is a time limit of a procedure.
"""

from __future__ import annotations

import re

from analysis.readers.time_conditions import COUNTED_FROM

_PERSON = (
    r"(?:người(?! có thẩm quyền| giải quyết| tiếp nhận| phụ trách)|cá nhân|tổ chức|công dân|doanh nghiệp|hộ gia đình"
    r"|hợp tác xã|cha|mẹ|vợ|chồng|thân nhân|đương sự|chủ đầu tư|chủ hộ|chủ sở hữu|nhà đầu tư|nhà thầu|luật sư"
    r"|công chứng viên|đấu giá viên|giám định viên|quản tài viên|chuyên gia|thương nhân|học viên|học sinh|sinh viên"
    r"|bên (?:mua|bán|nhận|bảo đảm|thuê|cho thuê|yêu cầu)|đơn vị đề nghị|cơ quan, tổ chức)"
)
_AUTHORITY = re.compile(
    r"(?<!\w)(?:sở|ủy ban|bộ (?:trưởng|phận|tư pháp|công an|nội vụ|ngoại giao|tài chính)|cục|phòng|trung tâm|công an"
    r"|tòa án|hội đồng|chủ tịch|giám đốc|trưởng phòng|cơ quan(?!, tổ chức)|công chức|cán bộ|thủ tướng|thanh tra)(?!\w)"
)
_DUTY = r"(?:phải|có trách nhiệm|có nghĩa vụ|cần|có quyền|được quyền)"
_OWN_DEEDS = "bổ sung|hoàn thiện|hoàn chỉnh|khắc phục|giải trình|gửi báo cáo|báo cáo|khai báo|kê khai"
_DEEDS = rf"(?:nộp|đăng ký|khiếu nại|khởi kiện|kháng cáo|nhận kết quả|đến nhận|{_OWN_DEEDS})"
#: Somebody who applies, and what is laid on him: "người nộp phải", "cha hoặc mẹ có trách nhiệm".
_AUTHORITY_DEEDS = (
    r"(?:tiến hành |thực hiện |ra )?(?:cấp|giải quyết|xem xét|thẩm định|kiểm tra|trả|ban hành|phê duyệt|công bố"
    r"|xác nhận|trình|quyết định|công chứng|chứng thực|tiếp nhận|xử lý|hướng dẫn|lập danh sách|xác minh)"
)
_SOMEBODY_MUST = re.compile(
    rf"(?<!\w){_PERSON}(?! có thẩm quyền)(?!\w)[^,;:.]{{0,80}}? {_DUTY}(?!\w)(?! {_AUTHORITY_DEEDS}(?!\w))"
)
_SOMEBODY_DOES = re.compile(
    r"(?<!\w)(?:người (?:nộp(?: hồ sơ)?|yêu cầu|đề nghị|dân|đăng ký|sử dụng đất)|cá nhân|tổ chức(?:, cá nhân)?|công dân"
    r"|doanh nghiệp|thương nhân|chủ đầu tư|đương sự) (?:tiến hành |thực hiện (?:việc )?|tự )?"
    rf"(?:nộp|{_OWN_DEEDS})(?!\w)"
)
_MUST = re.compile(rf"(?<!\w){_DUTY} {_DEEDS}(?!\w)")
_OF_A_CASE = re.compile(
    r"(?<!\w)(?:trường hợp|nếu|khi|đối với|cho|của|với|đến|từ|do|bởi|mà|hồ sơ"
    r"|hướng dẫn|yêu cầu|đề nghị|thông báo|để|gia hạn|điều chỉnh|thay đổi)(?!\w)"
)
_PART_ENDS = re.compile(r"[,;:.()]| thì ")
#: A stretch that begins with a deed of the applicant: "thời hạn nộp hồ sơ", "bổ sung giấy tờ trong". A page that
#: says where to file ("nộp trực tiếp tại ...") begins so too.
_DEED_FIRST = re.compile(
    rf"(?:[-+*•(] ?)?(?:thời (?:hạn|gian|điểm) (?:để |cho |được )?(?:việc )?(?:{_PERSON}(?: nộp)? )?"
    rf"(?:nộp|khiếu nại|khởi kiện|{_OWN_DEEDS})(?!\w)|(?:khiếu nại|{_OWN_DEEDS})(?!\w)[^,;:.]{{0,60}} trong$)"
)
_GOOD_FOR = re.compile(
    r"(?<!\w)(?:(?:có )?(?:giá trị|hiệu lực)(?: sử dụng)?(?: (?:trong|là|không quá|tối đa|thời hạn|đến)){1,3}"
    r"|có (?:giá trị|hiệu lực|thời hạn)[^,;:.0-9]{0,40}"
    r"|(?:thời (?:hạn|gian)|hạn) (?:sử dụng|hiệu lực|có hiệu lực|lưu|bảo quản|tập sự|dùng)[^,;.0-9]{0,60}) ?$"
)
#: What is not counted is nobody's limit: "thời gian tổ chức bổ sung hồ sơ không tính vào".
_NOT_COUNTED = re.compile(
    r"không (?:tính|kể|bao gồm)(?!\w)[^.;]*"
    r"|(?<!\w)thời gian [^.;,:]{0,60}(?:, [^.;,:]{0,60}){0,2} không (?:được )?tính(?!\w)"
)


def is_of_others(before: str, after: str) -> bool:
    """Whether the time between two stretches is for somebody else to keep, or how long something is good for."""
    good = _GOOD_FOR.search(before)
    if good and not _OF_A_CASE.search(_PART_ENDS.split(before[: good.start()])[-1]):
        return True
    before, after = before.replace("tổ chức, cá nhân", "tổ chức"), after.replace("tổ chức, cá nhân", "tổ chức")
    if _DEED_FIRST.match(_NOT_COUNTED.sub(" ", COUNTED_FROM.sub(" ", before)).strip()):
        return True
    counted = f"{COUNTED_FROM.sub(' ', before)} {COUNTED_FROM.sub(', ', after)}"
    stretch = " ".join(_NOT_COUNTED.sub(" ", counted).split())
    return any(_is_laid_on_others(stretch, m.start()) for p in _LAID for m in p.finditer(stretch))


_LAID = (_SOMEBODY_MUST, _SOMEBODY_DOES, _MUST)


def _is_laid_on_others(stretch: str, at: int) -> bool:
    """Whether a duty that begins there is told as such, not as a case or of whom somebody speaks to."""
    part = _PART_ENDS.split(stretch[:at])[-1]
    return not _OF_A_CASE.search(part) and not _AUTHORITY.search(stretch[:at])
