"""What the labels and headings of these pages mean: one dictionary for all their wordings.

A wording is looked up by its words alone: capitals, accents as one or two signs,
kinds of blanks, numbering, colons and "(nếu có)" make no difference. What is not
in the dictionary is not guessed at.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.readers.letters import composed, n2_d_stroke, n5_tone

#: Labels longer than this are text.
LONGEST = 120

_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")
_NUMBERING = re.compile(r"^(?:(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,5}|[a-zđ])\s*[.)/]+\s*|[-–—+*•●▪◦‣■►»>#]+\s*)+")
_NOT_WORDS = re.compile(r"[^\w]+|_+")
_SHORT = (
    (re.compile(r"\btthc\b"), "thủ tục hành chính"),
    (re.compile(r"\bdvctt\b"), "dịch vụ công trực tuyến"),
    (re.compile(r"\bdvc\b"), "dịch vụ công"),
    (re.compile(r"\bhs\b"), "hồ sơ"),
    (re.compile(r"\btgian\b"), "thời gian"),
    (re.compile(r"\btừ khoá\b"), "từ khóa"),
)
#: What a wording may end with and mean the same without.
_TAIL = re.compile(r" (?:của |khi |để |thực hiện |giải quyết )*(?:thủ tục hành chính|thủ tục|dịch vụ công)$")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """The words of a label: lower case, composed, without numbering, brackets and signs."""
    if len(text) > 4 * LONGEST:
        return ""
    words = n5_tone(n2_d_stroke(composed(text)).casefold())
    words = _BRACKETS.sub(" ", " ".join(words.split()))
    words = _NOT_WORDS.sub(" ", _NUMBERING.sub("", words.strip())).strip()
    for short, full in _SHORT:
        words = short.sub(full, words)
    return words if len(words) <= LONGEST else ""


def _table(rows: str) -> dict[str, str]:
    """Lines "field: wording, wording" as wording -> field; lines that begin with blanks go on."""
    named: dict[str, str] = {}
    for row in rows.strip().replace("\n  ", " ").splitlines():
        field, _, wordings = row.partition(":")
        named |= {key(wording): field.strip() for wording in wordings.split(",")}
    return named


_LABELS = _table("""
code: mã thủ tục, mã số thủ tục, số hiệu, số hiệu thủ tục, mã số, mã thủ tục hành chính, mã số hồ sơ thủ tục, mã hiệu,
  mã dịch vụ công, mã thủ tục hành chính quốc gia, mã quốc gia
name: tên thủ tục, tên thủ tục hành chính, thủ tục, thủ tục hành chính, tên dịch vụ công, tên gọi, tên gọi thủ tục,
  tên
sector: lĩnh vực, lĩnh vực thực hiện, lĩnh vực thủ tục, tên lĩnh vực, thuộc lĩnh vực, ngành lĩnh vực
levels: cấp thực hiện, cấp thủ tục, cấp giải quyết, cấp hành chính, cấp
executing: cơ quan thực hiện, cơ quan trực tiếp thực hiện, đơn vị thực hiện, cơ quan giải quyết, cơ quan thực hiện thủ
  tục, cơ quan thực hiện thủ tục hành chính, cơ quan thực hiện tthc, cơ quan tiếp nhận và giải quyết, cơ quan đơn vị
  thực hiện, cơ quan thực hiện chính, cơ quan giải quyết thủ tục hành chính, cơ quan giải quyết tthc, cơ quan trực tiếp
  thực hiện thủ tục hành chính, cơ quan trực tiếp giải quyết, đơn vị giải quyết
authority: cơ quan có thẩm quyền, cơ quan có thẩm quyền quyết định, cơ quan có thẩm quyền giải quyết, thẩm quyền giải
  quyết, thẩm quyền quyết định, cơ quan quyết định, cơ quan người có thẩm quyền quyết định, cơ quan người có thẩm
  quyền
authorized: cơ quan được ủy quyền, cơ quan được uỷ quyền, cơ quan được ủy quyền thực hiện, cơ quan hoặc người có thẩm
  quyền được ủy quyền, cơ quan hoặc người có thẩm quyền được ủy quyền hoặc phân cấp thực hiện, cơ quan được phân cấp
coordinating: cơ quan phối hợp, cơ quan phối hợp thực hiện, đơn vị phối hợp
subjects: đối tượng thực hiện, đối tượng, đối tượng áp dụng, đối tượng nộp hồ sơ, đối tượng thực hiện hồ sơ
steps: trình tự thực hiện, các bước, các bước thực hiện, trình tự, trình tự các bước, trình tự các bước thực hiện, quy
  trình thực hiện, trình tự thủ tục, trình tự và cách thức thực hiện
methods: cách thức thực hiện, hình thức nộp, cách thức nộp, hình thức nộp hồ sơ, cách thực hiện, cách thức, hình thức
  thực hiện, cách thức nộp hồ sơ, phương thức thực hiện, hình thức tiếp nhận
time_text: thời hạn giải quyết, thời gian giải quyết, thời hạn, thời gian thực hiện, thời hạn thực hiện, thời hạn giải
  quyết hồ sơ, thời gian giải quyết hồ sơ, thời hạn xử lý, thời gian xử lý, thời gian
fees: phí lệ phí, phí và lệ phí, lệ phí phí, phí hoặc lệ phí, mức phí lệ phí, phí lệ phí hồ sơ, các khoản phí lệ phí,
  mức thu phí lệ phí, phí lệ phí phải nộp, thông tin phí lệ phí
fee: phí, mức phí, mức thu phí, phí thực hiện
charge: lệ phí, mức lệ phí, mức thu lệ phí, lệ phí thực hiện
fee_basis: văn bản quy định lệ phí, văn bản quy định phí lệ phí, căn cứ thu phí lệ phí, căn cứ thu phí, căn cứ thu lệ
  phí, văn bản quy định phí, căn cứ pháp lý phí lệ phí, văn bản quy định về phí lệ phí
dossier: thành phần hồ sơ, hồ sơ, thành phần số lượng hồ sơ, thành phần và số lượng hồ sơ, hồ sơ cần nộp, thành phần
  hồ sơ cần nộp, thành phần hồ sơ bao gồm, giấy tờ cần nộp, hồ sơ bao gồm, hồ sơ gồm, giấy tờ phải nộp, danh mục hồ
  sơ, thành phần
dossier_count: số bộ hồ sơ, số lượng hồ sơ, số lượng bộ hồ sơ, số lượng, số bộ
forms: mẫu đơn tờ khai, biểu mẫu, mẫu đơn mẫu tờ khai, tên mẫu đơn tờ khai, tên mẫu đơn mẫu tờ khai, mẫu đơn, tờ khai,
  mẫu tờ khai, biểu mẫu đính kèm, biểu mẫu thủ tục, các biểu mẫu, biểu mẫu tờ khai, biểu mẫu điện tử, tải biểu mẫu,
  mẫu đơn tờ khai đính kèm
results: kết quả thực hiện, kết quả, kết quả giải quyết, kết quả xử lý, kết quả của việc thực hiện, kết quả thủ tục,
  kết quả giải quyết hồ sơ
conditions: yêu cầu điều kiện, yêu cầu điều kiện thực hiện, điều kiện thực hiện, yêu cầu và điều kiện, yêu cầu và điều
  kiện thực hiện, điều kiện, yêu cầu hoặc điều kiện, yêu cầu hoặc điều kiện thực hiện, yêu cầu điều kiện khác, yêu cầu
  thực hiện, điều kiện yêu cầu
legal_bases: căn cứ pháp lý, văn bản pháp lý, cơ sở pháp lý, căn cứ pháp luật, văn bản quy phạm pháp luật, căn cứ, văn
  bản quy định, các văn bản pháp lý, văn bản căn cứ, căn cứ pháp lý của thủ tục
receiving_places: địa chỉ tiếp nhận hồ sơ, địa điểm thực hiện, địa chỉ tiếp nhận, nơi tiếp nhận hồ sơ, nơi tiếp nhận,
  địa điểm tiếp nhận hồ sơ, địa điểm tiếp nhận, nơi nộp hồ sơ, địa chỉ nộp hồ sơ, địa điểm nộp hồ sơ
service_level: mức độ, mức trực tuyến, dịch vụ công trực tuyến, mức độ cung cấp dịch vụ công trực tuyến, mức độ dịch
  vụ công, mức độ dịch vụ công trực tuyến, mức độ cung cấp, mức độ cung cấp dịch vụ công, mức độ trực tuyến, mức dịch
  vụ công, mức dịch vụ công trực tuyến, mức độ thực hiện, loại dịch vụ công trực tuyến
partial_reason: lý do cung cấp một phần, lý do chỉ cung cấp một phần, lý do một phần, lý do chưa cung cấp toàn trình,
  lý do cung cấp dịch vụ công trực tuyến một phần
decision: số quyết định, quyết định công bố, thông tin công bố, quyết định, số quyết định công bố, quyết định công bố
  thủ tục hành chính, quyết định ban hành, quyết định công khai
decision_day: ngày quyết định, ngày ban hành quyết định, ngày công bố, ngày ban hành, ngày ký, ngày ký quyết định,
  ngày quyết định công bố
issuer: cơ quan công bố, cơ quan ban hành, cơ quan ban hành quyết định, cơ quan công khai, cơ quan công bố công khai,
  đơn vị ban hành, cơ quan quản lý
kind: loại thủ tục, loại thủ tục hành chính, loại hình thủ tục, phân loại, kiểu thủ tục
state: tình trạng hiệu lực, trạng thái, tình trạng, hiệu lực, trạng thái hiệu lực, trạng thái thủ tục
keywords: từ khóa, từ khoá, từ khóa tìm kiếm
note: mô tả, ghi chú, lưu ý, mô tả thủ tục, thông tin khác
other: cách thức nộp trực tuyến, thủ tục hành chính liên quan, thủ tục liên quan, ngày cập nhật, ngày hiệu lực, ngày
  có hiệu lực, ngày hết hiệu lực, lượt xem, mã hồ sơ
""")

#: Headings of the columns of a table, whatever the table is of.
_COLUMNS = _table("""
order: stt, tt, số tt, số thứ tự, thứ tự, số
paper: tên giấy tờ, loại giấy tờ, giấy tờ, tên loại giấy tờ, thành phần hồ sơ, tên thành phần hồ sơ, tên hồ sơ, tên
  giấy tờ thành phần hồ sơ, hồ sơ, giấy tờ cần nộp, tên thành phần, thành phần, tên tài liệu, tài liệu, danh mục hồ
  sơ, loại hồ sơ, tên hồ sơ giấy tờ, giấy tờ phải nộp, danh mục giấy tờ, tên văn bản giấy tờ, tên giấy tờ tài liệu,
  tên các giấy tờ
originals: bản chính, số bản chính, số lượng bản chính, sl bản chính, bản gốc, số bản gốc
copies: bản sao, số bản sao, số lượng bản sao, sl bản sao, bản photo, bản chụp
quantity: số lượng, sl, số bản, số lượng bản, số lượng giấy tờ, số lượng bản chính bản sao, bản chính bản sao
forms: mẫu đơn tờ khai, mẫu đơn, biểu mẫu, tờ khai, mẫu, mẫu tờ khai, mẫu đơn mẫu tờ khai, tệp đính kèm, tệp tin, tệp,
  file, file mẫu, file đính kèm, tải về, tải biểu mẫu, tải xuống, biểu mẫu đính kèm, tải mẫu, tập tin, mẫu đơn tờ khai
  đính kèm
paper_code: mã giấy tờ, mã thành phần, mã thành phần hồ sơ, mã hồ sơ
case: trường hợp, tên trường hợp, trường hợp hồ sơ
note: ghi chú, mô tả, nội dung, yêu cầu, diễn giải, mô tả chi tiết
channel: hình thức nộp, hình thức, cách thức, cách thức thực hiện, cách thức nộp, hình thức nộp hồ sơ, phương thức,
  kênh, kênh thực hiện, hình thức thực hiện, phương thức nộp, hình thức tiếp nhận
time: thời hạn giải quyết, thời gian giải quyết, thời hạn, thời gian, thời gian thực hiện, thời hạn thực hiện
fees: phí lệ phí, phí và lệ phí, mức phí lệ phí, mức thu
fee: phí, mức phí
charge: lệ phí, mức lệ phí
number: số ký hiệu, mã văn bản, số hiệu, số văn bản, số hiệu văn bản, ký hiệu, số ký hiệu văn bản, số và ký hiệu
title: trích yếu, tên văn bản, tên văn bản pháp lý, trích yếu nội dung, nội dung trích yếu, tên căn cứ, văn bản, tên
  căn cứ pháp lý, căn cứ pháp lý, văn bản pháp lý
day: ngày ban hành, ngày ký
issuer: cơ quan ban hành, đơn vị ban hành, cơ quan công bố
result: tên kết quả, kết quả, kết quả thực hiện, tên kết quả thực hiện, tên giấy tờ kết quả
result_code: mã kết quả
form: tên mẫu, tên biểu mẫu, tên mẫu đơn, tên mẫu đơn tờ khai, tên tệp, tên file, tên tờ khai, tên mẫu đơn mẫu tờ khai
agency: tên cơ quan, tên đơn vị, cơ quan, đơn vị
""")

#: Headings of the columns of a list of procedures.
_LIST_COLUMNS = _table("""
order: stt, tt, số tt, số thứ tự, thứ tự
code: mã thủ tục, mã số, mã thủ tục hành chính, mã số thủ tục, số hiệu, mã, mã hồ sơ thủ tục, mã dịch vụ công
name: tên thủ tục, tên thủ tục hành chính, thủ tục, thủ tục hành chính, tên dịch vụ công, dịch vụ công, tên, tên gọi,
  nội dung, tên dịch vụ
sector: lĩnh vực, tên lĩnh vực, lĩnh vực thủ tục, lĩnh vực thực hiện
level: mức độ, mức độ dịch vụ công, dịch vụ công trực tuyến, mức dịch vụ công, mức độ cung cấp, mức độ dịch vụ công
  trực tuyến, mức trực tuyến
levels: cấp thực hiện, cấp, cấp thủ tục, cấp hành chính
agency: cơ quan thực hiện, cơ quan, đơn vị, đơn vị thực hiện, cơ quan giải quyết, cơ quan ban hành, cơ quan công khai,
  cơ quan quản lý, cơ quan công bố
action: thao tác, chi tiết, xem, nộp hồ sơ, chức năng, tùy chọn, xem chi tiết, tác vụ
""")

#: Fields a label can mean (``Site.labels`` may name more wordings for them).
FIELDS = frozenset(_LABELS.values())
_VOID = {
    "nội dung",
    "thông tin",
    "tên trường",
    "giá trị",
    "mục",
    "nội dung thông tin",
    "tiêu đề",
    "chi tiết",
    "thuộc tính",
}
#: Words that say that nothing is said.
_NOTHING = frozenset({"không có thông tin", "đang cập nhật", "chưa cập nhật", "chưa có thông tin", "không có dữ liệu"})
#: ... and, in a list, that there is none.
_NONE = frozenset({"không", "không có", "không quy định", "không có mẫu", "không áp dụng", "không có biểu mẫu"})


def field_of(text: str, more: tuple[tuple[str, str], ...] = ()) -> str | None:
    """Which datum a label announces, or None where it is not known."""
    words = key(text)
    if not words:
        return None
    for wording, field in more:
        if key(wording) == words:
            return field
    return _looked_up(_LABELS, words)


def column_of(text: str) -> str | None:
    """What a column of a table inside a value holds."""
    return _looked_up(_COLUMNS, key(text)) if text.strip() != "#" else "order"


def list_column_of(text: str) -> str | None:
    """What a column of a list of procedures holds."""
    return _looked_up(_LIST_COLUMNS, key(text)) if text.strip() != "#" else "order"


def _looked_up(table: dict[str, str], words: str) -> str | None:
    return table.get(words) or table.get(_TAIL.sub("", words)) or table.get(words.removesuffix(" nếu có"))


def is_void_heading(text: str) -> bool:
    """Whether a heading only says that what follows are labels and values."""
    return key(text) in _VOID or key(text) in ("stt", "tt")


def says_nothing(text: str) -> bool:
    """Whether a text is blank, a dash, or words such as "Đang cập nhật"."""
    return not re.search(r"\w", text) or key(text) in _NOTHING


def says_none(text: str) -> bool:
    """Whether an entry of a list says that the list has none."""
    return says_nothing(text) or key(text) in _NONE


def unit_of(label: str) -> str:
    """The unit that a label gives in brackets: "Thời hạn giải quyết (ngày làm việc)"."""
    found = re.search(
        r"\(\s*(?:tính theo |đơn vị:? )?((?:ngày làm việc|ngày|giờ|tháng))\s*\)", composed(label).casefold()
    )
    return found[1] if found else ""
