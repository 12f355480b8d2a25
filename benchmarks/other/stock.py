"""Procedures made up here: none of these sentences is taken from a portal."""

from __future__ import annotations

from random import Random

from benchmarks.other.sheet import Act, Group, Paper

_DEEDS = (
    ("Đăng ký", "đăng ký"),
    ("Cấp lại", "cấp lại"),
    ("Thu hồi", "thu hồi"),
    ("Xác nhận", "xác nhận"),
    ("Gia hạn", "gia hạn"),
    ("Thay đổi nội dung", "thay đổi nội dung"),
    ("Tạm ngừng", "tạm ngừng"),
    ("Công nhận", "công nhận"),
)
_THINGS = (
    ("Hộ tịch", "G15-TP07", "việc giám hộ đương nhiên"),
    ("Hộ tịch", "G15-TP07", "quan hệ cha, mẹ, con"),
    ("Hộ tịch", "G15-TP07", "bản sao trích lục khai tử"),
    ("Chứng thực", "G15-TP03", "chữ ký của người dịch"),
    ("Chứng thực", "G15-TP03", "văn bản phân chia di sản"),
    ("Công chứng", "G15-TP04", "văn phòng công chứng"),
    ("Công chứng", "G15-TP04", "thẻ công chứng viên"),
    ("Luật sư", "G15-TP09", "chi nhánh tổ chức hành nghề luật sư"),
    ("Luật sư", "G15-TP09", "hành nghề luật sư với tư cách cá nhân"),
    ("Nuôi con nuôi", "G15-TP11", "việc nuôi con nuôi trong nước"),
    ("Đấu giá tài sản", "G15-TP01", "doanh nghiệp đấu giá tài sản"),
    ("Đấu giá tài sản", "G15-TP01", "thẻ đấu giá viên"),
    ("Giám định tư pháp", "G15-TP06", "văn phòng giám định tư pháp"),
    ("Giám định tư pháp", "G15-TP06", "thẻ giám định viên tư pháp"),
    ("Hòa giải thương mại", "G15-TP08", "trung tâm hòa giải thương mại"),
    ("Trọng tài thương mại", "G15-TP17", "chi nhánh trung tâm trọng tài"),
    ("Tư vấn pháp luật", "G15-TP18", "trung tâm tư vấn pháp luật"),
    ("Trợ giúp pháp lý", "G15-TP16", "tổ chức tham gia trợ giúp pháp lý"),
    ("Quản tài viên", "G15-TP13", "doanh nghiệp quản lý, thanh lý tài sản"),
    ("Quốc tịch", "G15-TP14", "việc thôi quốc tịch Việt Nam"),
    ("Đăng ký biện pháp bảo đảm", "G15-TP05", "biện pháp bảo đảm bằng tàu cá"),
    ("Bồi thường nhà nước", "G15-TP02", "yêu cầu phục hồi danh dự"),
)
FIELDS = frozenset(sector for sector, _, _ in _THINGS)
_TURNS = (
    "",
    "theo yêu cầu của cá nhân cư trú trên địa bàn",
    "trong trường hợp hồ sơ gốc bị thất lạc",
    "có yếu tố nước ngoài",
    "khi chuyển trụ sở sang địa phương khác",
    "do sáp nhập, hợp nhất",
    "lần thứ hai trở đi",
)
_FIRST = (
    "Người yêu cầu chuẩn bị hồ sơ theo danh mục và nộp tại nơi tiếp nhận.",
    "Cá nhân, tổ chức kê khai tờ khai, ký tên và gửi kèm các giấy tờ liên quan.",
    "Bên có nhu cầu lập hồ sơ, tự chịu trách nhiệm về tính chính xác của nội dung kê khai.",
)
_MIDDLE = (
    "Công chức tiếp nhận kiểm tra thành phần hồ sơ; hồ sơ chưa đủ thì hướng dẫn bổ sung ngay một lần bằng văn bản.",
    "Bộ phận chuyên môn thẩm tra nội dung, khi cần thì lấy ý kiến của đơn vị liên quan.",
    "Nếu phát hiện thông tin không thống nhất, cơ quan giải quyết gửi yêu cầu xác minh đến nơi đã cấp giấy tờ.",
    "Người được phân công lập tờ trình và dự thảo văn bản trả lời, trình lãnh đạo xem xét.",
    "Trường hợp từ chối, cơ quan giải quyết trả lời bằng văn bản và nêu rõ lý do.",
    "Sau khi thống nhất nội dung, lãnh đạo ký văn bản và chuyển bộ phận văn thư đóng dấu.",
)
_LAST = (
    "Kết quả được trả tại nơi đã nộp hồ sơ theo giấy hẹn.",
    "Người yêu cầu nhận kết quả và ký vào sổ theo dõi.",
    "Cơ quan giải quyết cập nhật kết quả vào cơ sở dữ liệu dùng chung và thông báo cho người yêu cầu.",
)
_PAPERS = (
    "Tờ khai theo mẫu quy định",
    "Đơn đề nghị có chữ ký của người đứng đầu tổ chức",
    "Bản sao thẻ căn cước của người yêu cầu",
    "Giấy xác nhận nơi cư trú của hai bên",
    "Danh sách thành viên sáng lập kèm địa chỉ liên hệ",
    "Văn bản ủy quyền (nếu nộp hồ sơ qua người khác)",
    "Bản dịch sang tiếng Việt của giấy tờ do nước ngoài cấp",
    "Phiếu khám sức khỏe do cơ sở y tế cấp huyện trở lên cấp trước đây",
    "Biên bản họp của hội đồng thành viên, có chữ ký của các thành viên dự họp",
    "Ảnh chân dung cỡ 3 cm x 4 cm, nền trắng",
    "Giấy tờ chứng minh trụ sở làm việc, chẳng hạn hợp đồng thuê nhà hoặc giấy chứng nhận quyền sử dụng đất",
    "Quyết định bổ nhiệm hoặc hợp đồng lao động của người phụ trách",
    "Bản chính giấy phép đã được cấp",
    "Báo cáo tóm tắt hoạt động trong hai năm gần nhất",
    "Chứng chỉ bồi dưỡng nghiệp vụ do cơ sở đào tạo được công nhận cấp",
    "Đề án tổ chức hoạt động, nêu rõ nhân sự và nguồn tài chính",
    "Giấy khai sinh của người được nhận làm con nuôi",
    "Cam kết không có tranh chấp về tài sản",
    "Hợp đồng đã ký giữa các bên, gồm cả phụ lục",
    "Giấy tờ về việc nộp thuế của năm trước",
)
EXTRA_PAPERS = (
    "Giấy xác nhận không nợ tiền sử dụng hạ tầng của địa phương",
    "Lý lịch tự thuật có dán ảnh và đóng dấu giáp lai",
    "Bản cam kết tham gia bảo hiểm trách nhiệm",
    "Phiếu lấy ý kiến của tổ dân phố",
    "Bảng kê tài sản của từng thành viên trong gia đình",
)
_CASES = (
    "Trường hợp nộp hồ sơ lần đầu",
    "Trường hợp thay đổi người đại diện",
    "Trường hợp giấy tờ bị mất hoặc hư hỏng",
)
_FORMS = ("Mẫu tờ khai TP-{}.docx", "Don de nghi mau so {}.doc", "Phụ lục {} kèm theo.pdf", "BM.{}.TP.docx")
_RESULTS = (
    "Giấy xác nhận",
    "Quyết định hành chính",
    "Thẻ hành nghề",
    "Giấy đăng ký hoạt động",
    "Văn bản thông báo kết quả giải quyết",
    "Bản sao trích lục",
)
OTHER_RESULTS = ("Giấy chứng nhận đăng ký kinh doanh", "Chứng chỉ bồi dưỡng", "Biên bản bàn giao")
_CONDITIONS = (
    "Người yêu cầu từ đủ 18 tuổi trở lên và có năng lực hành vi dân sự đầy đủ.",
    "Trụ sở có diện tích tối thiểu 20 m2 và nơi lưu trữ hồ sơ riêng.",
    "Không đang bị truy cứu trách nhiệm hình sự.",
    "Có ít nhất 03 thành viên đã hành nghề từ 02 năm trở lên.",
    "Giấy tờ do cơ quan nước ngoài cấp đã được hợp pháp hóa lãnh sự, trừ trường hợp được miễn.",
    "Thời gian gián đoạn hành nghề không quá 12 tháng liên tục.",
)
EXTRA_CONDITIONS = (
    "Có hộ khẩu thường trú tại địa phương từ 05 năm trở lên.",
    "Đã hoàn thành nghĩa vụ đóng góp quỹ phòng, chống thiên tai.",
    "Có vốn điều lệ tối thiểu 2.000.000.000 đồng.",
)
_ACTS = (
    ("60/2014/QH13", "Luật Hộ tịch"),
    ("53/2014/QH13", "Luật Công chứng cũ"),
    ("01/2016/QH14", "Luật Đấu giá tài sản"),
    ("54/2010/QH12", "Luật Trọng tài thương mại"),
    ("13/2012/QH13", "Luật Giám định tư pháp"),
    ("52/2010/QH12", "Luật Nuôi con nuôi"),
    ("123/2015/NĐ-CP", "Nghị định quy định chi tiết một số điều của Luật Hộ tịch"),
    ("23/2015/NĐ-CP", "Nghị định về cấp bản sao từ sổ gốc, chứng thực bản sao từ bản chính"),
    ("120/2025/NĐ-CP", "Nghị định quy định về phân định thẩm quyền của chính quyền địa phương 02 cấp"),
    ("121/2025/NĐ-CP", "Nghị định về phân quyền, phân cấp trong lĩnh vực tư pháp"),
    ("99/2022/NĐ-CP", "Nghị định về đăng ký biện pháp bảo đảm"),
    ("04/2020/TT-BTP", "Thông tư quy định chi tiết thi hành một số điều của Luật Hộ tịch"),
    ("01/2020/TT-BTP", "Thông tư quy định chi tiết Nghị định về chứng thực"),
    ("226/2016/TT-BTC", "Thông tư quy định mức thu, chế độ thu, nộp phí chứng thực"),
    ("257/2016/TT-BTC", "Thông tư quy định mức thu phí công chứng"),
    ("08/2025/TT-BTP", "Thông tư phân quyền, phân cấp thẩm quyền giải quyết"),
)
SUBJECTS = (
    "Công dân Việt Nam",
    "Người Việt Nam định cư ở nước ngoài",
    "Người nước ngoài",
    "Doanh nghiệp",
    "Hợp tác xã",
    "Tổ chức (không bao gồm doanh nghiệp, hợp tác xã)",
)
EXEMPT = (
    "người thuộc hộ nghèo",
    "người khuyết tật",
    "trẻ em dưới 6 tuổi",
    "người có công với cách mạng",
    "người cao tuổi",
)
TIME_CASES = (
    "trường hợp cần xác minh",
    "trường hợp không phải xác minh",
    "hồ sơ có yếu tố nước ngoài",
    "hồ sơ nộp qua tổ chức",
)
FEE_CASES = (
    "đăng ký lần đầu",
    "đăng ký thay đổi",
    "cấp bản sao",
    "hồ sơ của tổ chức",
    "hồ sơ của cá nhân",
)
PERS = ("hồ sơ", "trường hợp", "lần", "bản", "giao dịch")
MONEY = (5_000, 8_000, 15_000, 20_000, 50_000, 80_000, 100_000, 200_000, 500_000, 1_000_000, 1_500_000)
DUTIES = (
    "Người yêu cầu phải nộp kèm bản cam kết có xác nhận của trưởng ấp.",
    "Tổ chức đề nghị phải xuất trình thêm sổ kế toán của ba năm gần nhất.",
    "Cá nhân có trách nhiệm tự liên hệ công an nơi cư trú để lấy ý kiến trước khi nộp hồ sơ.",
)
REASONS = (
    "Phải đối chiếu bản chính khi nhận kết quả.",
    "Cần kiểm tra trụ sở trước khi cấp giấy.",
)


def names() -> list[tuple[str, str, str]]:
    """Every name that can be made up, with its field and the field's code."""
    return [
        (" ".join(part for part in (deed, thing, turn) if part), sector, code)
        for deed, _ in _DEEDS
        for sector, code, thing in _THINGS
        for turn in _TURNS
    ]


def steps(rng: Random) -> tuple[str, ...]:
    """The course of a procedure, a line each."""
    middle = rng.sample(_MIDDLE, rng.randint(1, 4))
    return (rng.choice(_FIRST), *sorted(middle, key=_MIDDLE.index), rng.choice(_LAST))


def groups(rng: Random) -> tuple[Group, ...]:
    """The dossier: one case, or several with papers of their own."""
    found = rng.sample(_PAPERS, rng.randint(3, 8))
    made = [_paper(rng, name) for name in found]
    if rng.random() < 0.75 or len(made) < 4:
        return (Group("", tuple(made)),)
    cut = rng.randint(2, len(made) - 2)
    first, second = rng.sample(_CASES, 2)
    return Group(first, tuple(made[:cut])), Group(second, tuple(made[cut:]))


def _paper(rng: Random, name: str) -> Paper:
    original = rng.random() < 0.7
    form = rng.choice(_FORMS).format(f"{rng.randint(1, 99):02d}") if rng.random() < 0.3 else ""
    return Paper(name, 1 if original else 0, 0 if original else rng.randint(1, 2), form)


def conditions(rng: Random) -> tuple[str, ...]:
    """What must be fulfilled; often nothing."""
    return tuple(rng.sample(_CONDITIONS, rng.randint(1, 3))) if rng.random() < 0.6 else ()


def acts(rng: Random) -> tuple[Act, ...]:
    """What the procedure rests on."""
    return tuple(Act(*told) for told in rng.sample(_ACTS, rng.randint(2, 5)))


def results(rng: Random) -> tuple[str, ...]:
    """What is given in the end."""
    return tuple(rng.sample(_RESULTS, rng.choice((1, 1, 2))))


def subjects(rng: Random) -> tuple[str, ...]:
    """Who may apply."""
    return tuple(rng.sample(SUBJECTS, rng.randint(1, 3)))
