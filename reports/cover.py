"""The covering sheet of an evidence pack (tờ bìa): what is in it, its digests, how to check it without this program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports import words
from reports.visible import visible


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the pack."""

    name: str
    what: str
    size: int
    sha256: str


#: What was not seen is not known; never that nothing was there.
UNDETERMINED = "không xác định"


@dataclass(frozen=True, slots=True)
class LookLine:
    """How a source was looked at on a night; or following days on which nobody looked at it."""

    first: date
    last: date
    portal: str
    name: str
    run: int | None  # None: nobody looked
    outcome: str
    reason: str  # why it is not known; empty: it is

    @property
    def is_known(self) -> bool:
        """Whether it is known what the source showed of the procedure."""
        return self.outcome != UNDETERMINED

    @property
    def nights(self) -> str:
        """The night, or the first and the last."""
        first, last = words.day(self.first), words.day(self.last)
        return first if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a source contributed, and on how many nights it was not seen."""

    portal: str
    name: str
    known: int  # nights
    unseen: int  # nights on which we looked and could not see
    not_looked: int  # days
    captures: int


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One discrepancy over the nights of the pack."""

    rule: str
    rule_name: str
    part: str
    severity: str
    first: date
    last: date
    status: str  # on the last of its nights
    key: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Everything that the sheet says."""

    code: str
    names: tuple[str, ...]
    since: date
    until: date
    newest: datetime | None  # the newest answer in the pack
    product: str
    warc: str
    captures: int
    without_answer: int
    dropped: int  # answers of which only the digest is kept
    unsearched: int  # lists whose bytes are not kept: whether they name the procedure is not known
    versions: int
    compared_nights: int  # with every source seen
    unsure: str  # the days of which it is not known whether there were discrepancies
    looks: tuple[LookLine, ...]
    sources: tuple[SourceLine, ...]
    verdicts: tuple[VerdictLine, ...]
    files: tuple[FileLine, ...]
    night_head: str | None  # digest that heads.txt keeps for the last sealed night in the pack
    night_head_of: date | None
    head: str | None  # head of the chain at export
    reach: str | None  # the newest head that the script can check
    unsealed: tuple[int, ...]


#: What is not as it came, and what nobody kept (docs/decisions/0003-evidence.md).
LIMITS = (
    "Phần thân mỗi trả lời là đúng các byte đã qua đường truyền, trước khi giải nén; mã băm tính lúc nhận.",
    "Câu hỏi gửi cổng được dựng lại từ phương thức, địa chỉ và nội dung hỏi; dòng trạng thái được dựng lại từ mã số.",
    "Không giữ được: chữ hoa, chữ thường và thứ tự của tên tiêu đề, câu lý do của mã trạng thái, cách chia khúc, "
    "chứng thư TLS của cổng.",
    "Chuỗi niêm phong cho thấy không gì bị sửa kể từ lúc niêm phong, nếu đầu chuỗi giữ ở nơi khác (trong báo cáo, "
    "trong heads.txt) cũng khớp. Riêng nó không loại trừ được việc người giữ kho tính lại toàn bộ.",
    "tthc_verify.py kiểm tra tệp WARC. Tờ bìa này, phien-ban.json, chenh-lech.json và chenh-lech.txt là điều chương "
    "trình đọc ra và kết luận: không có gì trong hồ sơ ràng buộc chúng với chuỗi, và người sửa chúng tính lại được "
    "SHA256SUMS. Hãy đối chiếu chúng với các trang gốc trong tệp WARC, hoặc với kho đã qua `tthc verify`.",
)


def limits(cover: Cover) -> Iterator[str]:
    """What the pack does not prove: of all packs, then of this one."""
    yield from LIMITS
    if cover.dropped:
        yield (
            f"{words.number(cover.dropped)} trả lời đã bỏ nội dung theo quy tắc lưu giữ: chỉ còn mã băm, tiêu đề và "
            "giờ đọc; nội dung của chúng không kiểm tra được nữa."
        )
    if cover.unsearched:
        yield (
            f"{words.number(cover.unsearched)} trang danh sách trong các đêm này đã bỏ nội dung nên không xác định "
            "được có nêu thủ tục này hay không; những trang ấy chỉ ở trong hồ sơ khi một chênh lệch dựa vào chúng."
        )


def no_verdict(cover: Cover) -> str:
    """What the absence of discrepancies means."""
    if not cover.compared_nights:
        return "Không xác định: không đêm nào đối chiếu được đủ nguồn."
    return f"Không thấy chênh lệch nào của thủ tục này trong {cover.compared_nights} đêm đối chiếu đủ nguồn."


def look_table(looks: Iterable[LookLine]) -> Iterator[str]:
    """The nights, sources and outcomes as plain text."""
    for look in looks:
        run = f" (lần quét {look.run})" if look.run is not None else ""
        reason = f": {visible(look.reason)}" if look.reason else ""
        yield f"  {look.nights}, {visible(look.name)} ({look.portal}){run}: {look.outcome}{reason}"


def commands(cover: Cover) -> tuple[tuple[str, str], ...]:
    """(what it checks, what to type), with public tools alone."""
    return (
        ("Các tệp còn nguyên", "sha256sum -c SHA256SUMS"),
        ("Tệp nén không bị cắt, không bị hỏng", f"gzip -t {cover.warc}"),
        ("Từng bản ghi, từng lần đọc, chuỗi niêm phong (chỉ cần Python, không cần mạng)", "python3 tthc_verify.py"),
        # Not filled in: a head that comes with the pack proves nothing about it.
        (
            "Như trên, và đoạn chuỗi này thuộc về đầu chuỗi đã giữ ở nơi khác (báo cáo cũ, heads.txt)",
            "python3 tthc_verify.py --head MÃ_BĂM_LẤY_TỪ_NƠI_KHÁC",
        ),
        (
            "Đọc nội dung bằng công cụ WARC bất kỳ, thí dụ warcio",
            f"pip install warcio && warcio index -f warc-type,warc-target-uri,warc-date {cover.warc}",
        ),
    )


def render_html(cover: Cover) -> bytes:
    """The sheet for a printer; the same cover gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"day": words.day, "moment": words.moment, "number": words.number, "visible": visible}
    template = environment.get_template("cover.html.j2")
    return template.render(
        cover=cover,
        commands=commands(cover),
        limits=tuple(limits(cover)),
        no_verdict=no_verdict(cover),
        seals=tuple(seals(cover)),
    ).encode()


def render_text(cover: Cover) -> bytes:
    """The same as plain text."""
    return ("\n".join(_lines(cover)) + "\n").encode()


def _lines(cover: Cover) -> Iterator[str]:
    yield "HỒ SƠ BẰNG CHỨNG VỀ MỘT THỦ TỤC HÀNH CHÍNH"
    yield f"Mã thủ tục: {visible(cover.code)}"
    yield from (f"Tên: {visible(name)}" for name in cover.names)
    yield f"Các đêm: từ {words.day(cover.since)} đến {words.day(cover.until)}"
    yield f"Trả lời mới nhất trong hồ sơ: {words.moment(cover.newest)}"
    yield f"Chương trình: {cover.product}"
    yield ""
    yield f"Có {words.number(cover.captures)} lần hỏi cổng, {words.number(cover.without_answer)} lần không có trả lời."
    if cover.dropped:
        yield f"{words.number(cover.dropped)} trả lời chỉ còn mã băm: nội dung đã bỏ theo quy tắc lưu giữ."
    for source in cover.sources:
        yield (
            f"  {visible(source.name)} ({source.portal}): xác định {source.known} đêm, "
            f"không xác định {source.unseen} đêm, không quét {source.not_looked} ngày; {source.captures} lần hỏi"
        )
    yield ""
    yield "Từng đêm, từng nguồn:"
    yield from look_table(cover.looks)
    yield ""
    yield f"Chênh lệch đã thấy ({cover.compared_nights} đêm đối chiếu đủ nguồn):"
    if cover.unsure:
        yield f"  Không xác định có chênh lệch nào khác hay không: {cover.unsure}"
    if not cover.verdicts:
        yield f"  {no_verdict(cover)}"
    for found in cover.verdicts:
        part = f", phần {visible(found.part)}" if found.part else ""
        yield f"  {found.rule} {visible(found.rule_name)}{part}: {found.severity}"
        yield f"    từ đêm {words.day(found.first)} đến đêm {words.day(found.last)}; sau cùng: {found.status}"
    yield ""
    yield "Các tệp và mã băm SHA-256:"
    for file in cover.files:
        yield f"  {file.name} ({words.number(file.size)} byte): {file.what}"
        yield f"    {file.sha256}"
    yield ""
    yield "Niêm phong:"
    yield from (f"  {what}: {told}" for what, told in seals(cover))
    yield ""
    yield "Cách kiểm tra bằng công cụ công khai:"
    for what, typed in commands(cover):
        yield f"  {what}:"
        yield f"    {typed}"
    yield ""
    yield "Giới hạn:"
    yield from (f"  {line}" for line in limits(cover))


def seals(cover: Cover) -> Iterator[tuple[str, str]]:
    """What the chain says about the pack: (what, told)."""
    if cover.night_head is not None:
        yield f"Đầu chuỗi của đêm {words.day(cover.night_head_of)}", cover.night_head
    if cover.reach is not None:
        yield "Đầu chuỗi mới nhất mà hồ sơ này mang theo", cover.reach
    if cover.head is not None and cover.head != cover.reach:
        yield "Đầu chuỗi lúc xuất, ở ngoài đoạn chuỗi của hồ sơ này nên chỉ kiểm tra được trên kho", cover.head
    if cover.head is None:
        yield "Chuỗi", "kho chưa niêm phong lần quét nào"
    if cover.unsealed:
        yield "Lần quét chưa niêm phong", ", ".join(map(str, cover.unsealed))
