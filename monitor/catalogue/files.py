"""Files of people: which kind they are, and their reading."""

from __future__ import annotations

import io
import zipfile

from monitor.catalogue import csv_, docx_, plain, xlsx
from monitor.catalogue.blocks import UnreadableFile
from monitor.catalogue.reading import read_blocks, read_sheets
from monitor.catalogue.sheets import sheets_of
from monitor.catalogue.values import Given, Reading

#: Larger than any annex: a file beyond this is no list.
MOST_BYTES = 50_000_000
MOST_UNPACKED = 400_000_000
_BARE = {".xls": ".xlsx", ".doc": ".docx", ".odt": ".docx", ".ods": ".xlsx", ".rtf": ".docx"}


def read_content(name: str, content: bytes, given: Given = Given()) -> Reading:  # noqa: B008 - a value
    """Read the content of a file by the ending of its name. Raises UnreadableFile."""
    ending = name[name.rfind(".") :].casefold() if "." in name else ""
    if ending in _BARE:
        raise UnreadableFile(f"dạng {ending} không đọc được; hãy mở tệp rồi lưu lại dạng {_BARE[ending]}")
    if ending == ".pdf":
        raise UnreadableFile("tệp PDF không giữ được các ô của bảng; hãy dùng bản Word (.docx) hoặc Excel (.xlsx)")
    if len(content) > MOST_BYTES:
        raise UnreadableFile(f"tệp lớn hơn {MOST_BYTES // 1_000_000} MB, không phải một danh mục")
    if ending in (".xlsx", ".xlsm", ".docx"):
        _check_archive(content)
        blocks = docx_.blocks_of(content) if ending == ".docx" else xlsx.blocks_of(content)
        return read_blocks(blocks, given)
    text = _text(content)
    if ending == ".csv":
        return read_blocks(csv_.blocks_of(text), given)
    if ending not in (".txt", ".md", ".markdown", ""):
        raise UnreadableFile(f"không nhận ra dạng {ending}; các dạng đọc được: .xlsx, .csv, .docx, .txt, .md")
    blocks = plain.blocks_of(text)
    reading = read_blocks(blocks, given)
    sheets = () if reading.rows else sheets_of(text.split("\n"))
    return read_sheets(sheets, given) if sheets else reading


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableFile("tệp hỏng, hoặc không phải dạng mà tên của nó nói; hãy lưu lại tệp rồi thử lại") from error
    if size > MOST_UNPACKED:
        raise UnreadableFile("tệp bung ra quá lớn, không phải một danh mục")


def _text(content: bytes) -> str:
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"không phải văn bản UTF-8 (byte thứ {error.start}); hãy lưu lại với bảng mã UTF-8"
        ) from error
