"""A baseline: compares tonight's snapshot with last night's and believes both. The standard library alone."""

from __future__ import annotations

import argparse
import csv
import json
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

API = "/api/v1/"
LIST = API + "submitting/formality/list-all-public-formality-by-citizen"
DETAIL = API + "configuring/formality/get-formality-by-citizen"
SERVICES = API + "configuring/formality/list-formality-case-by-citizen"
DIRECTORY = API + "configuring/citizen/department/list-with-location"
APPLIED = API + "reporting/formalities"
PROVINCE, ROOT = "H53", "019d2be3-6a88-732b-8b23-f5575505c632"


def ask(url, **body):
    """The data of an answer, or nothing when it cannot be read."""
    head = {"Content-Type": "application/json", "User-Agent": "naive snapshot comparer"}
    try:
        with urlopen(Request(url, json.dumps(body).encode(), head), timeout=20) as answer:
            return json.load(answer).get("data") or {}
    except (OSError, HTTPException, ValueError, AttributeError):
        return {}


def by_cursor(url, key, **body):
    """The records of a list until a page has none or its cursor is known."""
    cursors, cursor = set(), ""
    while cursor not in cursors:
        cursors.add(cursor)
        page = ask(url, lastId=cursor, **body)
        yield from page.get(key) or ()
        cursor = page.get("lastId") or ""


def snapshot(national, province):
    """Codes in the catalogue and whether the province must publish them, and codes that it publishes."""
    listed = list(by_cursor(national + LIST, "items", limit=50, q="", departmentCode="G15"))
    details = [ask(national + DETAIL, id=i) for i in dict.fromkeys(item["id"] for item in listed)]
    catalogue = {d["code"]: d["isProvince"] or d["isWard"] for d in details if d.get("code")}
    ids = set()
    for target in ("VIETNAMESE_CITIZEN", "ENTERPRISE"):
        asked = {"formalityTargetType": target, "limit": 100, "search": "", "departmentCode": PROVINCE}
        ids |= {row["formalityId"] for row in by_cursor(province + SERVICES, "rows", **asked)}
    levels = ["PROVINCE", "COMMUNE"]
    own = {a["id"] for a in by_cursor(province + DIRECTORY, "rows", parentId=ROOT, levels=levels, limit=50)}
    codes, page = {item["id"]: item["code"] for item in listed}, 1
    while items := ask(province + APPLIED, q="", currentPage=page, pageSize=50).get("items"):
        codes |= {item["id"]: item["code"] for item in items}
        ids |= {item["id"] for item in items if own & set(item["appliedDepartmentIds"])}
        page += 1
    return {"national": catalogue, "provincial": {codes[i]: True for i in ids if i in codes}}


def verdicts(now, before):
    """What is gone since last night, and what tonight's catalogue has and tonight's province lacks."""
    for side in ("national", "provincial"):
        yield from ((code, side, "mất", "") for code in before.get(side, {}) if code not in now[side])
    due = (code for code, must in now["national"].items() if must)
    yield from ((code, "provincial", "chưa công khai", "xác nhận") for code in due if code not in now["provincial"])


def main(accepted=lambda now, before: True):
    """One night; one that is not accepted says nothing and is forgotten."""
    parser = argparse.ArgumentParser()
    for name in ("national", "province", "night", "state", "out"):
        parser.add_argument(f"--{name}", required=True)
    told = parser.parse_args()
    kept = Path(told.state, "snapshot.json")
    before = json.loads(kept.read_text()) if kept.exists() else {}
    now = snapshot(told.national, told.province)
    good = accepted(now, before)
    with Path(told.out).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("code", "side", "verdict", "standing"), *(verdicts(now, before) if good else ())])
    if good:
        kept.write_text(json.dumps(now))


if __name__ == "__main__":
    main()
