"""The words of money: amounts, their units and caps, kinds, channels, who pays nothing, and what is no money.

Everything here looks at clauses in canonical form.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from analysis.readers.dates import TIDY_DATE, dates_in
from analysis.readers.fee_values import FeeKind, FeeState
from analysis.readers.numbers import NUMBER_WORDS, number_of_words, read_number

_ANY_FEE = r"(?: mức)?(?: thu)?(?: phí, lệ phí| phí và lệ phí| phí/lệ phí| lệ phí| phí)?"
#: Clauses that say all there is to say, without a figure.
WHOLE: tuple[tuple[FeeState, re.Pattern[str]], ...] = (
    (FeeState.NONE, re.compile(rf"không(?: có| mất| phải nộp| phải trả| phát sinh)?{_ANY_FEE}")),
    (FeeState.FREE, re.compile(rf"(?:được )?miễn(?: nộp)?{_ANY_FEE}(?: hoàn toàn)?")),
    (FeeState.NOT_REGULATED, re.compile(rf"(?:không|chưa)(?: có)? quy định{_ANY_FEE}")),
    (FeeState.EMPTY, re.compile(r"không có thông tin|(?:chưa|đang) cập nhật|[-./]*")),
)
_SCALES = {"nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9}
PER = (
    r"(?:hợp đồng, giao dịch|[^\W\d_](?:[^,;.()/:]|/(?=[^\W\d]))*?)"
    r"(?=[,;.():]|$| [0-9,]+ (?:đồng|usd)"
    r"| (?:từ trang|tối đa|đối với|nếu|áp dụng|kể từ|theo|miễn|tại|cho|thực hiện|trong trường hợp|nhưng"
    r"|không quá|x)(?!\w))"
)
MONEY = re.compile(
    r"(?<![\w/.,])(?P<number>[0-9]{1,15}(?:,[0-9]{1,2})?)(?: (?P<scale>nghìn|ngàn|triệu|tỷ))?"
    r"(?: ?| ?\((?=(?:đồng|usd)[/)]))(?P<currency>đồng|usd|đô la mỹ)"
    rf"(?!\w)(?:(?: một | mỗi | ?\(?/ ?(?:(?:0?1|một|mỗi) )?)(?P<per>{PER})\)?)?"
)
CAP = re.compile(r"(?:tối đa(?: thu)?(?: không quá)?|(?:thu )?không quá|mức (?:thu )?tối đa(?: là)?):? ?$")
_TIER_WORDS = r"từ (?P<what>trang|bản|trẻ em|năm|lần) thứ (?P<number>[0-9]+|\w+)(?: (?:trở lên|trở đi|về sau))?"
TIER = re.compile(rf"{_TIER_WORDS}(?: (?:thì|thu|là|mức thu))*:? ?$")
TIER_AFTER = re.compile(rf"^,? ?(?:\(|tính |đối với |cho )*{_TIER_WORDS}(?!\w)")
UNTIL = re.compile(
    rf"(?:kể )?từ (?:ngày )?(?P<from>{TIDY_DATE.pattern})(?: trở đi)?"
    rf"(?: đến(?: hết)?(?: ngày)? (?P<to>{TIDY_DATE.pattern}))?"
    rf"|đến(?: hết)? ngày (?P<only>{TIDY_DATE.pattern})"
)
_KIND = re.compile(
    r"(?<!\w)(?:(?P<charge>lệ phí)|(?P<fee>(?<!chi )phí)|(?P<price>giá(?= dịch vụ| thu|:)|mức giá))(?!\w)"
)
_BY = (
    r"(?:(?:qua|bằng|theo|hình thức|phương thức|cách thức|tiếp nhận|thực hiện|nộp|gửi|hồ sơ|đăng ký|dịch vụ|đường"
    r"|hệ thống) ){0,6}"
)
_CHANNELS = (
    ("ONLINE", re.compile(rf"(?<!\w){_BY}(?:trực tuyến|qua mạng(?: điện tử)?)(?! tiếp)")),
    ("POSTAL", re.compile(rf"(?<!\w){_BY}bưu chính(?: công ích)?")),
    ("DIRECT", re.compile(rf"(?<!\w){_BY}trực tiếp")),
)
EXEMPTION = re.compile(
    r"miễn(?: (?:phí|lệ phí|giảm|chi phí|thu|nộp|đối với|cho)(?!\w)|(?=[,.;:)]|$))|được miễn|diện miễn"
    r"|(?<!\w)giảm (?:[0-9]|phí|lệ phí|mức)|không phải nộp (?:phí|lệ phí)"
    r"|không thu (?:phí|lệ phí) (?:đối với|cho)(?!\w)"
)
#: With whom a list of the exempted begins.
EXEMPTED_PERSON = (
    r"(?:(?:đối với|riêng|các|những|trường hợp) ){0,3}(?:người|trẻ em|hộ|gia đình|thân nhân|cha|mẹ|con|cán bộ|công dân"
    r"|học sinh|sinh viên|kiều bào|đối tượng|tổ chức|cá nhân|doanh nghiệp|hợp tác xã|cơ quan|đơn vị|bà mẹ|thương binh"
    r"|bệnh binh|anh hùng|nạn nhân|vợ|chồng|đồng bào|hội viên|giáo viên|nhà giáo|thành viên)(?!\w)"
)
#: What a stretch says that is no name of people: "người nộp hồ sơ phải nộp lệ phí".
_STATEMENT = re.compile(r":|(?<!\w)(?:phí|nộp|thu|trả|phải|áp dụng|được)(?!\w)")
_ONLY_PERSON = re.compile(EXEMPTED_PERSON)
BENEFICIARIES = re.compile(
    r"^(?:(?:(?:các|những) )?(?:đối tượng|trường hợp) )?(?:được )?(?:miễn|giảm|không thu|không phải nộp)(?:,? giảm)?"
    r"(?: (?:phí|lệ phí|thu|nộp|chi phí|phí, lệ phí))*(?P<what> [^:]{0,60}?)? ?"
    r"(?:(?:cho|đối với)(?: (?:những|các))?(?: (?:trường hợp|đối tượng))?(?: sau(?: đây)?)? ?:?(?: |$)|(?<=[nmíp]): )"
)
#: Who pays a share of the fee is exempted in part: "được giảm 50% mức lệ phí".
REDUCED_BY = re.compile(r"(?<!\w)giảm [0-9]{1,2}% (?=(?:mức|số|tiền|phí|lệ phí)(?!\w))")
#: How a beneficiary is told after its name: "trẻ em dưới 6 tuổi được miễn lệ phí".
BENEFITS = re.compile(
    r",? ?(?:thì )?(?:(?:được|thuộc (?:diện|đối tượng)(?: được)?) miễn(?:,? giảm)?|không phải (?:nộp|trả))"
    r"(?: (?:phí, lệ phí|phí|lệ phí|thu|nộp))*$"
)
COUNCIL = re.compile(
    r"(?:hội đồng nhân dân)[^.;]{0,80}?(?:quyết định|quy định|ban hành|thông qua)|nq-hđnd"
    r"|(?<!\w)(?:nghị quyết|quyết định|quy định|theo|do)[^.;]{0,40}?hội đồng nhân dân"
)
#: Words that leave a figure to something outside the page: a law, an agency, another page.
REFERS = re.compile(
    r"(?<!\w)(?:theo(?! hình thức| phương thức| cách thức)|quy định|luật|pháp luật|nghị định|nghị quyết|thông tư"
    r"|quyết định|văn bản|biểu (?:phí|mức|giá)|hội đồng nhân dân|ủy ban nhân dân|bộ tài chính|chính phủ"
    r"|hướng dẫn|xem)(?!\w)"
)
#: Figures that stand where a portal wants one: nobody asks for 1 đồng.
FILLERS = frozenset({0, 1})
#: "50 đồng (hồ sơ)" is "50 đồng/hồ sơ".
PER_AFTER = re.compile(r" ?\(?(?P<per>hồ sơ|bản|trang|trường hợp|lần)\)?(?=[,;.]|$| theo(?!\w))")
WORDS_OF_MONEY = re.compile(rf"\((?:(?:{'|'.join(sorted(NUMBER_WORDS))}) )+(?:việt nam )?đồng\)")
PAID_HOW = re.compile(
    r"(?:hình thức|thời điểm|cách thức) (?:nộp|thu)|quy đổi|là căn cứ|được tính là|chuyển khoản|viết tắt"
)

#: What stands between the two ends of a range of money.
RANGE = re.compile(r" ?(?:-|đến|tới|~) ?")

#: Digits that are no money.
_EXPLAINED = re.compile(
    rf"{TIDY_DATE.pattern}"
    r"|[0-9][0-9.]{0,8}[a-z]?/(?:[0-9]{4}/)?[a-zđư][\w-]*"
    r"|(?<!\w)năm [12][0-9]{3}(?![0-9])"
    r"|(?<![\w.])[a-zđ]{1,5}(?:\.[a-z0-9đ]{1,4})+(?!\w)"
    r"|(?<!\w)(?:khoản|điểm|điều|mục|chương|phần|phụ lục|stt|số thứ tự|mẫu|thứ|lần|số|thông tư|nghị định)"
    r" (?:số |thứ )?[0-9]{1,4}[a-zđ]?(?:(?:,| và| hoặc) [0-9]{1,3}(?![0-9,]))*"
    r"|[0-9]{1,3} (?:tuổi|năm|tháng|ngày|trẻ em|chữ ký|bản|trang|bộ)(?!\w)"
)
_LEFT = re.compile(r"[0-9][0-9.,/]{0,14}(?: ?[^\W\d]{1,12})?")


_THRESHOLD = re.compile(r"giá trị (?:giao dịch|tài sản|hợp đồng)[^;.]*$")


def is_a_threshold(clause: str, money: re.Match[str]) -> bool:
    """Money of the thing that is charged for, not of the charge: "giá trị giao dịch dưới 2,1 tỷ đồng"."""
    return _THRESHOLD.search(clause[max(0, money.start() - 120) : money.start()]) is not None


def names_people(clause: str) -> bool:
    """Whether a clause only names people, so that it may begin a list of those who are exempted."""
    known = _ONLY_PERSON.match(clause.removeprefix("và ")) is not None
    return known and not (_STATEMENT.search(clause) or MONEY.search(clause) or REFERS.search(clause))


def left_over(clause: str) -> list[str]:
    masked = _EXPLAINED.sub(" ", MONEY.sub(" ", clause))
    found = [m[0].strip() for m in _LEFT.finditer(masked)]
    return found + [m[0] for m in WORDS_OF_MONEY.finditer(clause)]


def amount_of(money: re.Match[str]) -> int | None:
    value = read_number(money["number"])
    if value is None:
        return None
    value *= Decimal(_SCALES.get(money["scale"] or "", 1))
    return int(value) if value == value.to_integral_value() else None


#: "/th" is printed where a narrow column cut "/trường hợp" off.
_CUT_OFF = {"th": "trường hợp", "tr hợp": "trường hợp"}


def per_of(text: str) -> str:
    per = text.strip().removeprefix("1 ").strip()
    return _CUT_OFF.get(per, per)


def validity_of(text: str) -> tuple[date | None, date | None]:
    match = UNTIL.search(text)
    if not match:
        return None, None
    first = dates_in(match["from"] or "")
    last = dates_in(match["to"] or match["only"] or "")
    return (first[0] if first else None), (last[0] if last else None)


def kind_of(text: str) -> FeeKind | None:
    """The last word of kind before an amount; the heading "phí, lệ phí" alone does not say which."""
    text = text.replace("phí, lệ phí", " ").replace("phí/lệ phí", " ")
    kinds = list(_KIND.finditer(text))
    if not kinds:
        return None
    last = kinds[-1]
    return FeeKind.CHARGE if last["charge"] else FeeKind.FEE if last["fee"] else FeeKind.PRICE


def channel_of(text: str) -> tuple[str, str]:
    """The one channel that a stretch names, and the stretch without it."""
    named = [(code, m) for code, pattern in _CHANNELS if (m := pattern.search(text))]
    if len(named) != 1:
        return "", text
    code, match = named[0]
    return code, f"{text[: match.start()]} {text[match.end() :]}"


GENERAL = re.compile(r"(?:phí, lệ phí|lệ phí|phí|mức (?:thu|phí|lệ phí)|gồm|bao gồm|như sau|cụ thể|[ ,:/()]|nếu có)+")
_NAMES_OF_KIND = re.compile(
    r"(?<!\w)(?:(?:thu )?(?:phí|lệ phí) bằng|(?:áp dụng )?mức (?:thu )?(?:phí|lệ phí|giá)(?: là)?|mức thu(?: là)?"
    r"|áp dụng|phí, lệ phí|(?:lệ phí|phí)(?: là)?(?= ?[:|]|$))"
)
_OPENERS = re.compile(
    r"^(?:(?:đối với|trường hợp|những|các|nếu|khi|riêng|thì|thu|gồm|bao gồm|được|và|hoặc|là)(?!\w)|[-+*,.:;|() ])+"
)


_LABEL = re.compile(
    r"^(?:(?P<both>phí(?:, | và |/)lệ phí)|(?P<charge>(?:mức )?(?:thu )?lệ phí)|(?P<fee>(?:mức )?(?:thu )?phí)|mức thu)"
    r"(?: \(nếu có\))? ?: ?"
)


def labelled(text: str) -> tuple[FeeKind | None, str]:
    """The kind that a label in front names ("lệ phí: không"), and what stands behind the label."""
    label = _LABEL.match(text)
    if not label:
        return None, text
    kind = FeeKind.CHARGE if label["charge"] else FeeKind.FEE if label["fee"] else None
    return kind, text[label.end() :]


def without_kind(text: str) -> str:
    """A clause without the label in front of it."""
    return labelled(text)[1]


_SPELT_OUT = re.compile(rf"(?<![\w(])(?<!\( )(?P<words>(?:(?:{'|'.join(sorted(NUMBER_WORDS))}) ){{1,24}})đồng(?!\w)")


_SPELT_AGAIN = re.compile(
    rf" \((?P<words>(?:(?:{'|'.join(sorted(NUMBER_WORDS))}) ){{1,24}})đồng(?: chẵn)?"
    r"(?:(?: một| mỗi| ?/) ?[^()]{1,30})?\)"
)
_FIGURE_AGAIN = re.compile(r"(?<![\w.,/-])(?P<figure>[0-9]{4,12}) (?=\((?P=figure) đồng(?!\w))")


def with_figures(line: str) -> str:
    """A line whose amounts are figures of money: "tám nghìn đồng" and "8000 (8000 đồng/bản)" say "8000 đồng"."""

    def figure(match: re.Match[str]) -> str:
        value = number_of_words(match["words"].strip())
        return f"{value} đồng" if value else match[0]

    def once(match: re.Match[str]) -> str:
        value = number_of_words(match["words"].strip())
        return "" if value and f"{value} đồng" in line else match[0]

    return _SPELT_OUT.sub(figure, _SPELT_AGAIN.sub(once, _FIGURE_AGAIN.sub(r"\g<figure> đồng ", line)))


def tier_of(match: re.Match[str]) -> str:
    """A step of a scale in one spelling: "từ trang thứ ba" is "từ trang thứ 3 trở lên"."""
    number = match["number"]
    return f"từ {match['what']} thứ {number_of_words(number) or number} trở lên"


_BY_DOCUMENT = re.compile(
    r"(?:thực hiện )?theo (?:quy định (?:tại|của) )?(?:(?:khoản|điểm|điều) \S{1,8} )*"
    r"[0-9][\w.]*/(?:[0-9]{4}/)?[a-zđ][\w-]*(?: ngày [0-9/]+)?(?: của [^,;:|()]{1,80})?"
)


def condition_of(text: str, heading: str) -> str:
    """When a rate holds: what its stretch says, under its heading."""
    own = bare_words(_NAMES_OF_KIND.sub(" ", " ".join(_BY_DOCUMENT.sub(" ", text).split())))
    return " / ".join(c for c in (heading, own) if c)


def bare_words(text: str) -> str:
    """A stretch without brackets and the words that only open it."""
    plain = " ".join(re.sub(r"[()|]", " ", text).split())
    return _OPENERS.sub("", plain).strip(" ,.:;-|")
