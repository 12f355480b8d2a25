"""Labels of provincial detail pages, in the wordings that portals use."""

from __future__ import annotations

from random import Random

from benchmarks.planting.letters import decomposed, hard_blanks, more_blanks, old_tones

LABELS: dict[str, tuple[str, ...]] = {
    "code": ("Mã thủ tục", "Mã TTHC", "Số hiệu"),
    "name": ("Tên thủ tục", "Tên TTHC", "Thủ tục", "Tên thủ tục hành chính"),
    "sector": ("Lĩnh vực", "Lĩnh vực thực hiện", "Lĩnh vực thủ tục"),
    "levels": ("Cấp thực hiện", "Cấp thủ tục"),
    "executing": ("Cơ quan thực hiện", "Cơ quan trực tiếp thực hiện"),
    "authority": ("Cơ quan có thẩm quyền", "Cơ quan có thẩm quyền quyết định"),
    "coordinating": ("Cơ quan phối hợp",),
    "subjects": ("Đối tượng thực hiện",),
    "steps": ("Trình tự thực hiện", "Các bước"),
    "methods": ("Cách thức thực hiện", "Hình thức nộp"),
    "time": ("Thời hạn giải quyết", "Thời gian giải quyết"),
    "fee": ("Phí, lệ phí",),
    "dossier": ("Thành phần hồ sơ", "Hồ sơ"),
    "sets": ("Số bộ hồ sơ", "Số lượng hồ sơ"),
    "forms": ("Mẫu đơn, tờ khai", "Biểu mẫu"),
    "results": ("Kết quả thực hiện", "Kết quả"),
    "conditions": ("Yêu cầu, điều kiện", "Yêu cầu, điều kiện thực hiện", "Điều kiện thực hiện"),
    "bases": ("Căn cứ pháp lý", "Văn bản pháp lý"),
    "places": ("Địa chỉ tiếp nhận hồ sơ", "Địa điểm thực hiện"),
    "service_level": (
        "Mức độ",
        "Mức trực tuyến",
        "Dịch vụ công trực tuyến",
        "Mức độ cung cấp dịch vụ công trực tuyến",
    ),
    "reason": ("Lý do cung cấp một phần",),
    "decision": ("Số quyết định", "Quyết định công bố", "Thông tin công bố"),
    "kind": ("Loại thủ tục",),
    "state": ("Tình trạng hiệu lực", "Trạng thái"),
}


def label(field: str, rnd: Random) -> str:
    """A label with the noise labels have: case, colon, blanks, Unicode form."""
    told = rnd.choice(LABELS[field])
    noise = rnd.random()
    if noise < 0.15:
        told = told.upper()
    elif noise < 0.25:
        told = rnd.choice((decomposed, hard_blanks, more_blanks, old_tones))(told, rnd)
    return told + rnd.choice(("", "", ":", " :", ": "))
