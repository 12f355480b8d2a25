"""Building only the part of a page that is wanted changes nothing of what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portals.web_pages.document import parsed
from crawler.portals.web_pages.pages import DetailPage
from crawler.portals.web_pages.site import Site
from crawler.portals.web_pages.strainer import Begin, kept_for
from crawler.unreadable import Unreadable

ROW = "<div class='row'><div class='l'>{}</div><div class='v'>{}</div></div>"
DATA = "".join(
    ROW.format(label, value)
    for label, value in (("Mã thủ tục", "1.001193"), ("Tên thủ tục", "Đăng ký khai sinh"), ("Lĩnh vực", "Hộ tịch"))
)
PAGE = (
    "<html><body class='trang'><ul id=menu><li class='row'><div class='l'>Mã thủ tục</div><div>9.999999</div></li></ul>"
    "<h1>Cổng mẫu</h1><div id=chinh class='khung'><h2 class='ten'>Tên</h2><div class='du-lieu x'>{}</div></div>"
    "<div class='khung'>Chân trang</div></body></html>"
)


def kept(**selectors: str) -> tuple[Begin, ...] | None:
    return kept_for(Site(**selectors))  # type: ignore[arg-type]


def begin(tag: str = "*", ids: str = "", classes: str = "") -> Begin:
    return Begin(tag, frozenset(ids.split()), frozenset(classes.split()))


@pytest.mark.parametrize(
    ("site", "begins"),
    [
        ({}, None),
        ({"title": "h1"}, None),  # without a content the whole page is searched
        ({"content": "div.A.b"}, (begin("div", classes="a b"),)),
        ({"content": "#chinh > .x td"}, (begin(ids="chinh"),)),
        ({"content": ".a, main"}, (begin(classes="a"), begin("main"))),
        ({"content": ".a", "title": "h1.t"}, (begin(classes="a"), begin("h1", classes="t"))),
        (
            {"content": ".a", "row": "tr:has(> td)", "label": "td:first-child", "value": "td + td"},
            (begin(classes="a"),),
        ),
        ({"content": ".a", "row": ".b tr"}, (begin(classes="a"), begin(classes="b"))),
        ({"content": ".a", "unseen": ".ads"}, (begin(classes="a"), begin(classes="ads"))),
        ({"content": ".a", "unseen": "body .ads"}, (begin(classes="a"), begin("body"))),
        # where neighbours or numbers decide, only the whole page can tell
        ({"content": ".a:nth-child(2)"}, None),
        ({"content": ".b + .a"}, None),
        ({"content": "div:has(.b) .a"}, None),
        ({"content": ".a", "row": ".b + .c tr"}, None),
        ({"content": ".a", "unseen": ".b ~ .a"}, None),
        ({"content": ".a", "unseen": ".a:first-child"}, None),
    ],
)
def test_where_the_wanted_parts_begin(site: dict[str, str], begins: tuple[Begin, ...] | None) -> None:
    assert kept(**site) == begins


TAGS = st.sampled_from(("div", "p", "td", "span"))
CLASSES = st.sampled_from(("", "a", "b", "A b", "c"))
SIMPLE = st.sampled_from(("div", "p", ".a", ".b", ".c", "#i", "div.a", "span.b", "*", "td:has(.a)", "p:nth-child(2)"))
LINKS = st.sampled_from((" ", " > ", " + ", " ~ ", ", "))
SELECTORS = st.builds(
    lambda first, rest: first + "".join(link + one for link, one in rest),
    SIMPLE,
    st.lists(st.tuples(LINKS, SIMPLE), max_size=2),
)


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, name, number, inner: (
            f"<{tag} class='{name}'{' id=i' if number == 0 else ''}>{''.join(inner)}</{tag}>"
        ),
        TAGS,
        CLASSES,
        st.integers(0, 9),
        st.lists(children, max_size=4),
    )


DOCUMENTS = st.lists(st.recursive(st.sampled_from(("x", "<br>", "y")), _element, max_leaves=25), max_size=5).map(
    "".join
)


@given(DOCUMENTS, SELECTORS, SELECTORS, SELECTORS, SELECTORS)
def test_selectors_find_the_same_in_what_is_built(
    document: str, content: str, title: str, row: str, unseen: str
) -> None:
    body = f"<html><body>{document}</body></html>".encode()
    begins = kept(content=content, title=title, row=row, unseen=unseen)

    def seen(only: tuple[Begin, ...] | None) -> list[list[str]]:
        soup = parsed(body, "", only)
        for tag in soup.select(unseen):
            tag.extract()
        rows = [str(r) for part in soup.select(content) for r in part.select(row)]
        return [[str(t) for t in soup.select(content)], [str(t) for t in soup.select(title)], rows]

    assert seen(begins) == seen(None)


@pytest.mark.parametrize("content", ["div.du-lieu", "#chinh .x", ".khung > .du-lieu", ".trang .du-lieu"])
def test_a_page_is_read_alike_and_its_menu_is_not_built(content: str) -> None:
    site = Site(content=content, row=".row", label=".l", value=".v", title=".khung > h2.ten")
    body = PAGE.format(DATA).encode()

    read = DetailPage(body, site).procedure("mau", "1")
    built = parsed(body, "", kept_for(site))

    assert (read.code, read.name, read.sector and read.sector.name) == ("1.001193", "Đăng ký khai sinh", "Hộ tịch")
    assert (built.find(id="menu") is None) == (content != ".trang .du-lieu")


def test_a_page_without_the_wanted_part_is_not_read_as_empty() -> None:
    with pytest.raises(Unreadable, match="không có phần “main”"):
        DetailPage(PAGE.format(DATA).encode(), Site(content="main")).procedure("mau", "1")


@pytest.mark.parametrize("broken", ["<!-- không đóng", "<script>let a = 1", "<textarea>"])
def test_a_page_whose_end_is_not_reached_is_refused_although_the_wanted_part_is_whole(broken: str) -> None:
    body = f"<html><body><div class='du-lieu'>{DATA}</div>{broken}".encode()

    with pytest.raises(Unreadable, match="không đóng"):
        DetailPage(body, Site(content=".du-lieu", row=".row", label=".l", value=".v")).procedure("mau", "1")
