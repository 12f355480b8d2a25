"""The page that a citizen opens to see what we read: the addresses that we ask are often interfaces without a page.

Each adapter names one of these; all take the portal, its options, the topic, and how it was asked: (method, URL), or
``None`` where it was not. They answer an empty text where no page is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from analysis.codes import canonical
from analysis.model import Portal

Asked = tuple[str, str]
PublicPage = Callable[[Portal, Mapping[str, str], str, Asked | None], str]

#: Pages of the national platform: the list, below it the page of a record by its id, and the search by province.
PROCEDURES = "/thu-tuc-hanh-chinh"
SEARCH = "/tra-cuu-thu-tuc/danh-sach"
KEYWORD = "/tim-kiem-thu-tuc-hanh-chinh"
#: The platform's own ids; anything else that is asked for is a list or a code.
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def record_of_platform(portal: Portal, _: Mapping[str, str], topic: str, __: Asked | None) -> str:
    """The national page of a record by its id, the search by its code, or the list."""
    if _ID.fullmatch(topic):
        return f"{portal.base_url}{PROCEDURES}/{topic}"
    if canonical(topic):
        return f"{portal.base_url}{KEYWORD}?{urlencode({'keyword': topic})}"
    return f"{portal.base_url}{PROCEDURES}"


def province_on_platform(portal: Portal, options: Mapping[str, str], _: str, __: Asked | None) -> str:
    """The platform's search, of the procedures of one province."""
    asked = {"showAdvanced": "true", "searchType": "PROVINCE", "formalityType": "STANDARD"}
    return f"{portal.base_url}{SEARCH}?{urlencode(asked | {'province': options.get('province', 'H53')})}"


def as_asked(portal: Portal, _: Mapping[str, str], __: str, asked: Asked | None) -> str:
    """The page itself: we read what a citizen reads. What was posted has no address, so the portal's own."""
    return asked[1] if asked is not None and asked[0] == "GET" else portal.base_url


def nowhere(_: Portal, __: Mapping[str, str], ___: str, ____: Asked | None) -> str:
    """An interface of an application: nobody opens it in a browser."""
    return ""
