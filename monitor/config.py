"""The configuration: one TOML file, checked as a whole before anything starts."""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from analysis.codes import canonical
from analysis.model import Exclusion, Portal
from analysis.rules.rule import Desk
from crawler.portals import PORTALS, adapter
from storage.keeping import Rules


class ConfigError(Exception):
    """The configuration cannot be used; the message names the key and what it should be, in Vietnamese."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("phải là địa chỉ web đầy đủ, ví dụ https://dichvucong.gov.vn")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("chỉ gồm giao thức, máy chủ và đường dẫn; không có mật khẩu, dấu ? hay #")
    if re.search(r"[\s\\]", value):
        raise ValueError("không được có khoảng trắng hay dấu \\")
    if parts.port == 0:  # also raises when it is no port at all
        raise ValueError("cổng (port) phải từ 1 đến 65535")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("cổng thật phải dùng https://; http chỉ dùng cho cổng tập dượt trên máy này")
    return value.rstrip("/")


class PortalConfig(_Strict):
    """One source (nguồn)."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
    name: Annotated[str, Field(min_length=3)]
    adapter: str
    base_url: Annotated[str, AfterValidator(_web_address)] = ""
    options: dict[str, str] = {}
    confirmed_on: date | None = None
    #: When a person last looked at the portal after it had been held back as redesigned, and found it rightly read.
    reviewed_on: date | None = None

    @model_validator(mode="after")
    def _known(self) -> PortalConfig:
        names = [a.name for a in PORTALS]
        if self.adapter not in names:
            raise ValueError(f"adapter «{self.adapter}» không có; các adapter: {', '.join(names)}")
        unknown = set(self.options) - set(adapter(self.adapter).options)
        if unknown:
            allowed = ", ".join(adapter(self.adapter).options) or "không có"
            raise ValueError(f"options không có khóa {', '.join(sorted(unknown))}; các khóa: {allowed}")
        for key in ("page_size", "applied_page_size"):
            value = self.options.get(key)
            if value is not None and not (value.isdigit() and 1 <= int(value) <= 200):
                raise ValueError(f"options.{key} phải là số từ 1 đến 200, viết trong dấu nháy")
        if int(self.options.get("applied_page_size", "20")) > 20:
            raise ValueError("options.applied_page_size tối đa là 20")
        adapter(self.adapter).check(self.options)
        return self

    def portal(self) -> Portal:
        """The source as a value."""
        kind = adapter(self.adapter)
        return Portal(self.code, self.name, self.adapter, kind.role, self.base_url or kind.base_url, self.confirmed_on)


class CrawlConfig(_Strict):
    """How we behave towards every portal."""

    contact: Annotated[str, Field(min_length=3, max_length=120)]
    delay: Annotated[float, Field(ge=0, le=60)] = 1.0
    concurrency: Annotated[int, Field(ge=1, le=4)] = 1
    timeout: Annotated[float, Field(gt=0, le=300)] = 60.0
    budget: Annotated[int, Field(ge=1, le=30000)] = 4000
    retries: Annotated[int, Field(ge=0, le=5)] = 2
    retry_wait: Annotated[float, Field(ge=0, le=600)] = 10.0
    retry_after_limit: Annotated[float, Field(ge=0, le=3600)] = 900.0
    stop_after_refusals: Annotated[int, Field(ge=1, le=20)] = 4
    night_hours: Annotated[float, Field(gt=0, le=12)] = 4.0

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str) -> str:
        if not re.search(r"@|https?://|\d{8}", value) or not value.isascii() or not value.isprintable():
            raise ValueError("phải là địa chỉ thư, trang web hoặc số điện thoại, chữ không dấu")
        return value


def _desk_name(value: str) -> str:
    name = value.strip()
    if value and not name:
        raise ValueError("chỉ có khoảng trắng")
    if not name.isprintable() or len(name) > 80:
        raise ValueError("tên một nơi xử lý viết trên một dòng, nhiều nhất 80 ký tự, không có ký tự ẩn")
    return name


def _division_name(value: str) -> str:
    if not value.strip():
        raise ValueError("chưa ghi tên phòng; lĩnh vực không có phòng riêng thì bỏ cả dòng")
    return _desk_name(value)


DeskName = Annotated[str, AfterValidator(_desk_name)]
DivisionName = Annotated[str, AfterValidator(_division_name)]


class DesksConfig(_Strict):
    """Nơi xử lý ngoài các phòng của Sở: who in this province publishes, and who runs its systems (D50).

    An empty name: the division itself does it.
    """

    publication: DeskName = Desk.PUBLICATION.value
    system: DeskName = Desk.SYSTEM.value
    ministry: DivisionName = Desk.MINISTRY.value

    def name(self, desk: Desk) -> str:
        """What a desk is called; empty: the division."""
        names = {Desk.PUBLICATION: self.publication, Desk.SYSTEM: self.system, Desk.MINISTRY: self.ministry}
        return names.get(desk, "")


class ReportConfig(_Strict):
    """Báo cáo."""

    directory: Path = Path("reports-out")
    owner: str = "Sở Tư pháp tỉnh Tây Ninh"
    formats: tuple[Literal["html", "xlsx", "csv", "json"], ...] = ("html", "xlsx", "csv", "json")
    offices: dict[str, DivisionName] = {}
    desks: DesksConfig = DesksConfig()

    @model_validator(mode="after")
    def _ministry_apart(self) -> ReportConfig:
        others = {self.desks.publication, self.desks.system, *self.offices.values()}
        if self.desks.ministry in others:
            raise ValueError(f"desks.ministry: «{self.desks.ministry}» cũng là tên một nơi xử lý của tỉnh")
        return self


class ScheduleConfig(_Strict):
    """Giờ chạy hằng đêm, theo giờ Việt Nam."""

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "22:30"


class StoreConfig(_Strict):
    """Kho dữ liệu."""

    url: str = "sqlite:///tthc.sqlite"

    @field_validator("url")
    @classmethod
    def _known(cls, value: str) -> str:
        if not value.startswith("sqlite:///") or value == "sqlite:///" or "?" in value:
            raise ValueError("hiện chỉ hỗ trợ sqlite:///đường-dẫn, không có dấu ?")
        return value


class EvidenceConfig(_Strict):
    """Chữ ký và dấu thời gian trên đầu chuỗi niêm phong; không có thì chỉ có chuỗi."""

    signing_key_env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    timestamp_url: Annotated[str, AfterValidator(_web_address)] | None = None
    timestamp_roots: Path | None = None


class KeepingConfig(_Strict):
    """Quy tắc bỏ bớt nội dung trang đã cũ; không có khóa nào thì giữ tất cả."""

    superseded_after: Annotated[int, Field(ge=30, le=36500)] | None = None
    lists_after: Annotated[int, Field(ge=30, le=36500)] | None = None

    def rules(self) -> Rules:
        """The rules as a value."""
        return Rules(self.superseded_after, self.lists_after)


class ExclusionConfig(_Strict):
    """Một mã ngoài phạm vi, kèm lý do."""

    code: str
    reason: Annotated[str, Field(min_length=5)]

    @field_validator("code")
    @classmethod
    def _code(cls, value: str) -> str:
        if canonical(value) is None:
            raise ValueError(f"«{value}» không phải mã thủ tục (dạng 1.002270)")
        return value


class Config(_Strict):
    """The whole file."""

    crawl: CrawlConfig
    store: StoreConfig = StoreConfig()
    report: ReportConfig = ReportConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    evidence: EvidenceConfig = EvidenceConfig()
    keeping: KeepingConfig = KeepingConfig()
    portals: Annotated[tuple[PortalConfig, ...], Field(min_length=1)]
    exclusions: tuple[ExclusionConfig, ...] = ()
    agencies: Path | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Config:
        codes = [p.code for p in self.portals]
        twice = sorted({c for c in codes if codes.count(c) > 1})
        if twice:
            raise ValueError(f"portals: mã nguồn {', '.join(twice)} xuất hiện hai lần")
        excluded = [canonical(x.code) for x in self.exclusions]
        again = sorted({str(c) for c in excluded if excluded.count(c) > 1})
        if again:
            raise ValueError(f"exclusions: mã {', '.join(again)} xuất hiện hai lần")
        return self

    def excluded(self) -> tuple[Exclusion, ...]:
        """The exclusions as values."""
        return tuple(Exclusion(x.code, x.reason) for x in self.exclusions)

    def digest(self) -> str:
        """SHA-256 of the configuration, for the manifest of a run."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load(path: Path) -> Config:
    """Read and check the configuration; relative paths in it start from its folder. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows editors like to begin with a byte order mark
    except FileNotFoundError:
        raise ConfigError(
            f"Không có tệp cấu hình {path}: hãy chép monitor.example.toml thành {path.name} rồi sửa lại."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"Không đọc được tệp cấu hình {path}: {error}.") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"Tệp cấu hình {path} sai cú pháp TOML: {error}.") from error
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"Tệp cấu hình {path}: {_told(error)}") from error
    return _anchored(config, path.resolve().parent)


def _anchored(config: Config, folder: Path) -> Config:
    url = config.store.url
    place = Path(url.removeprefix("sqlite:///"))
    if not place.is_absolute():
        url = f"sqlite:///{folder / place}"
    report = config.report.model_copy(update={"directory": folder / config.report.directory})
    updates: dict[str, Any] = {
        "store": config.store.model_copy(update={"url": url}),
        "report": report,
        "agencies": None if config.agencies is None else folder / config.agencies,
    }
    if config.evidence.timestamp_roots is not None:
        roots = folder / config.evidence.timestamp_roots
        updates["evidence"] = config.evidence.model_copy(update={"timestamp_roots": roots})
    return config.model_copy(update=updates)


_TOLD = {
    "extra_forbidden": "khóa lạ, không có trong cấu hình",
    "missing": "thiếu khóa này",
    "string_type": "phải là chữ, viết trong dấu nháy",
    "string_too_short": "ngắn quá, ít nhất {min_length} ký tự",
    "string_too_long": "dài quá, nhiều nhất {max_length} ký tự",
    "string_pattern_mismatch": "không đúng dạng {pattern}",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "float_type": "phải là số",
    "float_parsing": "phải là số",
    "finite_number": "phải là một số hữu hạn",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than": "phải nhỏ hơn {lt}",
    "less_than_equal": "không được quá {le}",
    "too_short": "cần ít nhất {min_length} mục",
    "literal_error": "chỉ được là {expected}",
    "tuple_type": "phải là danh sách, viết trong [ ]",
    "dict_type": "phải là một bảng",
    "model_type": "phải là một bảng",
    "date_type": "phải là ngày, dạng 2026-12-01 không có dấu nháy",
    "date_from_datetime_parsing": "phải là ngày, dạng 2026-12-01",
    "path_type": "phải là đường dẫn, viết trong dấu nháy",
}


def _told(error: ValidationError) -> str:
    """Every fault in one line each: the key, what is wrong."""
    lines = []
    faults = error.errors()
    broken = {fault["loc"][0] for fault in faults if len(fault["loc"]) > 1}
    for fault in faults:
        if fault["type"] == "too_short" and fault["loc"][0] in broken:
            continue  # it only counts the entries that are right
        key = ".".join(str(p) for p in fault["loc"]) or "(cả tệp)"
        what = _TOLD.get(fault["type"], "{msg}").format(
            **{"msg": fault["msg"].removeprefix("Value error, "), **fault.get("ctx", {})}
        )
        lines.append(f"{key}: {what}")
    return "; ".join(lines) + "."
