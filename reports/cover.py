"""The covering sheet of an evidence pack (tờ bìa): what is in it, its digests, how to check it without this program."""

from __future__ import annotations

from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a source contributed."""

    portal: str
    name: str
    nights: int
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
    versions: int
    compared_nights: int
    sources: tuple[SourceLine, ...]
    verdicts: tuple[VerdictLine, ...]
    files: tuple[FileLine, ...]
    night_head: str | None  # digest that heads.txt keeps for the last sealed night in the pack
    night_head_of: date | None
    head: str | None  # head of the chain at export
    unsealed: tuple[int, ...]


#: What is not as it came, and what nobody kept (docs/decisions/0003-evidence.md).
LIMITS = (
    "Phần thân mỗi trả lời là đúng các byte đã qua đường truyền, trước khi giải nén; mã băm tính lúc nhận.",
    "Câu hỏi gửi cổng được dựng lại từ phương thức, địa chỉ và nội dung hỏi; dòng trạng thái được dựng lại từ mã số.",
    "Không giữ được: chữ hoa, chữ thường và thứ tự của tên tiêu đề, câu lý do của mã trạng thái, cách chia khúc, "
    "chứng thư TLS của cổng.",
    "Chuỗi niêm phong cho thấy không gì bị sửa kể từ lúc niêm phong, nếu đầu chuỗi giữ ở nơi khác (trong báo cáo, "
    "trong heads.txt) cũng khớp. Riêng nó không loại trừ được việc người giữ kho tính lại toàn bộ.",
)


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
    return template.render(cover=cover, commands=commands(cover), limits=LIMITS).encode()


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
    for source in cover.sources:
        yield f"  {visible(source.name)} ({source.portal}): {source.captures} lần hỏi trong {source.nights} đêm"
    yield ""
    yield f"Chênh lệch đã thấy ({cover.compared_nights} đêm có đối chiếu):"
    if not cover.verdicts:
        yield "  không có"
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
    yield from (f"  {line}" for line in seals(cover))
    yield ""
    yield "Cách kiểm tra bằng công cụ công khai:"
    for what, typed in commands(cover):
        yield f"  {what}:"
        yield f"    {typed}"
    yield ""
    yield "Giới hạn:"
    yield from (f"  {line}" for line in LIMITS)


def seals(cover: Cover) -> Iterator[str]:
    """What the chain says about the pack."""
    if cover.night_head is not None:
        yield f"Đầu chuỗi của đêm {words.day(cover.night_head_of)}: {cover.night_head}"
    if cover.head is not None:
        yield f"Đầu chuỗi lúc xuất: {cover.head}"
    if cover.head is None:
        yield "Kho chưa niêm phong lần quét nào."
    if cover.unsealed:
        yield f"Lần quét chưa niêm phong: {', '.join(map(str, cover.unsealed))}"
