"""How one site builds its pages, as configuration: nothing of a portal's layout is code."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.portals.web_pages.labels import FIELDS


@dataclass(frozen=True)
class Site:
    """Selectors (CSS) and wordings of a site. Empty: read by meaning, from tables, dl, rows of div and headings.

    ``Site()`` reads pages whose data stand in rows of a table, in ``dl``, in pairs of
    elements such as ``div.row > div + div``, or under headings.
    """

    # the list
    items: str = ""  # one element for each procedure
    link: str = ""  # within an item: the link to its page
    code: str = ""
    name: str = ""
    sector: str = ""
    level: str = ""  # mức độ dịch vụ công trực tuyến
    agency: str = ""
    total: str = ""  # the element that states how many procedures there are
    next: str = ""  # the link to the next page of the list

    # the page of one procedure
    content: str = ""  # the part of the page with its data
    row: str = ""  # one element for each datum
    label: str = ""  # within a row
    value: str = ""  # within a row
    title: str = ""  # where the procedure's name stands, if no label announces it
    labels: tuple[tuple[str, str], ...] = ()  # more wordings: ("Đầu mối xử lý", "executing")
    required: tuple[str, ...] = ("code", "name")  # without these a page is none of a procedure

    # both
    unseen: str = ""  # elements that no reader sees
    charset: str = ""  # header value or name of the encoding, where the page does not declare it

    def __post_init__(self) -> None:
        unknown = {field for _, field in self.labels} | set(self.required)
        if unknown := unknown - FIELDS:
            raise ValueError(
                f"options.labels hoặc options.required nêu trường không có: {', '.join(sorted(unknown))}; "
                f"các trường: {', '.join(sorted(FIELDS))}"
            )


GENERIC = Site()
