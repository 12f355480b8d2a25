"""A front page as plain data, everything that its page object tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crawler.portals.front_page.pages import FrontPage
from tests.portals.cases import page


def reading(case: Path) -> dict[str, Any]:
    answer = json.loads((case / "answer.json").read_text(encoding="utf-8"))
    headers = tuple((name, value) for name, value in answer["headers"])
    front = FrontPage(answer["status"], headers, page(case), answer["url"])
    return {"state": front.state, "target": front.target, "title": front.title, "says": front.says}
