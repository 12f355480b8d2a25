"""Where the real answers and an old provincial list are read from; they are no part of the project."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from benchmarks.planting.presence import Dead

DETAILS = "national/qtungnui07__crwatdatadvc/procedures"
OLD_LIST = "national/DinoRacured__Cong-Thong-Tin-Quoc-Gia/crawl_tthc/DanhSachTTHC.csv"
MINISTRY = "G15"

#: More of the kind, of earlier years or made up.
GONE: dict[str, tuple[str, ...]] = {
    "Hộ tịch": (
        "Cấp lại bản chính Giấy khai sinh bị mất do thiên tai",
        "Đăng ký lại việc nhận cha mẹ nuôi thực tế",
        "Bổ sung quê quán trong sổ gốc theo đề nghị của cơ quan quản lý",
        "Đăng ký việc thay đổi họ cho con theo bản án ly hôn",
        "Xác nhận chưa đăng ký kết hôn cho quân nhân tại ngũ",
        "Đăng ký tuyên bố mất tích theo quyết định của Tòa án",
    ),
    "Chứng thực": (
        "Chứng thực văn bản khai nhận di sản là động sản tại nhà",
        "Chứng thực hợp đồng mượn nhà giữa hộ gia đình",
        "Chứng thực bản dịch do cộng tác viên tự nguyện thực hiện",
        "Chứng thực điểm chỉ trong sơ yếu lý lịch tự thuật",
    ),
    "Công chứng": (
        "Chuyển đổi Phòng công chứng thành đơn vị tự chủ",
        "Cho phép tập sự công chứng ngoài giờ hành chính",
        "Xóa tên công chứng viên khỏi danh sách chờ bổ nhiệm",
        "Giải thể Phòng công chứng số 2 của tỉnh",
        "Công bố danh mục giá trần thù lao công chứng",
    ),
    "Luật sư": (
        "Đăng ký hành nghề lưu động của đoàn luật sư",
        "Phê duyệt đề án đại hội của đoàn luật sư tỉnh",
        "Cấp thẻ ra vào trụ sở cho người tập sự",
        "Công nhận văn phòng thực hành pháp luật của trường đại học",
    ),
    "Giám định tư pháp": (
        "Công bố danh sách người giám định theo vụ việc ở huyện",
        "Thành lập hội đồng thẩm định kết luận giám định",
        "Cho phép giám định viên làm việc ngoài tỉnh",
    ),
    "Đấu giá tài sản": (
        "Phê duyệt quy chế cuộc bán quyền sử dụng đất",
        "Thành lập hội đồng bán tài sản trong trường hợp đặc biệt",
        "Đăng ký niêm yết việc bán tài sản thi hành án",
    ),
    "Trợ giúp pháp lý": (
        "Thành lập câu lạc bộ tư vấn miễn phí ở ấp",
        "Hỗ trợ chi phí đi lại cho người được giúp đỡ ở vùng sâu",
        "Công nhận điểm trực lưu động tại trại tạm giam",
    ),
    "Quốc tịch": (
        "Xác minh gốc Việt Nam cho kiều bào về thăm quê",
        "Thông báo có hộ chiếu của nước láng giềng",
    ),
    "Nuôi con nuôi": (
        "Giới thiệu trẻ em ở cơ sở bảo trợ để tìm gia đình thay thế tạm thời",
        "Theo dõi sức khỏe con nuôi sau sáu tháng",
    ),
    "Trọng tài thương mại": (
        "Phê duyệt danh sách trọng tài viên dự khuyết của tỉnh",
        "Thông báo lịch phiên họp giải quyết tranh chấp",
    ),
    "Hòa giải thương mại": (
        "Công bố người hòa giải tiêu biểu trong năm",
        "Xóa tên người hòa giải do chuyển nơi cư trú",
    ),
    "Tư vấn pháp luật": (
        "Hỗ trợ kinh phí thuê trụ sở cho trung tâm",
        "Công nhận báo cáo hoạt động sáu tháng của trung tâm",
    ),
    "Quản tài viên": (
        "Xếp hạng doanh nghiệp quản lý, thanh lý tài sản trên địa bàn",
        "Ghi tên cá nhân vào danh sách chờ chỉ định của Tòa án",
    ),
    "Bồi thường nhà nước": (
        "Tạm ứng kinh phí xin lỗi công khai",
        "Xác định cơ quan chi trả khi nhiều cơ quan cùng gây thiệt hại",
    ),
}


def raw_procedures(reference: Path) -> list[dict[str, Any]]:
    """The raw details that Bộ Tư pháp issued, by code."""
    files = sorted((reference / DETAILS).glob("*/*/raw_procedure.json"))
    found = [json.loads(f.read_bytes())["detail"] for f in files]
    return sorted((d for d in found if d["departmentPromulgateCode"] == MINISTRY), key=lambda d: d["code"])


def dead_procedures(reference: Path) -> list[Dead]:
    """Procedures of Justice fields in a list of 2025 that no raw detail has."""
    files = (reference / DETAILS).glob("*/*/raw_procedure.json")
    alive = {json.loads(f.read_bytes())["detail"]["code"].strip() for f in files}
    found: dict[str, Dead] = {}
    with (reference / OLD_LIST).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            code = re.match(r"\d\.\d{6}", row[0].strip()) if row else None
            if code and code[0] not in alive and "(Bộ Tư pháp)" in row[3]:
                found.setdefault(code[0], Dead(code[0], " ".join(row[1].split()), row[3].split(" (")[0].strip()))
    codes = (f"{i % 3 + 1}.{7000 + 37 * i:06d}" for i in range(1000))
    fresh = (code for code in codes if code not in alive and code not in found)
    return [*found.values(), *(Dead(next(fresh), name, sector) for sector, names in GONE.items() for name in names)]
