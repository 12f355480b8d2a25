"""From the store to the ``Report`` value, and from that to files."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from analysis.agencies import AgencyTable
from analysis.codes import base_of
from analysis.model import Discrepancy, Gate, Kind, Outcome, Problem, ProblemKind, Role, Sighting, Status
from analysis.pairing import Suggestion
from analysis.reasons import briefly
from analysis.report import (
    CommuneGap,
    EvidenceLink,
    Line,
    PairSuggestion,
    Report,
    Side,
    SourceLine,
    TrendPoint,
    side_of,
)
from analysis.rules import RULES, Rule
from analysis.rules.feeds import FEEDS, Source
from analysis.rules.rule import Desk, Remedy
from crawler.portals import adapter
from monitor import PRODUCT, VERSION
from monitor.cataloguing import missing_sentence
from monitor.clock import VIETNAM
from monitor.config import Config, PortalConfig
from monitor.night import agency_rows
from monitor.past import portal_name
from reports.formats import file_name, render
from reports.words import PROBLEMS
from storage import catalogue, comparisons, manifests, runs
from storage.archive import Place, bad_answers, locate
from storage.comparisons import StoredComparison
from storage.database import StoreError
from storage.runs import CrawlRun

TREND_NIGHTS = 30
TITLE = "Đối chiếu công khai thủ tục hành chính ngành Tư pháp"

BY_DECISIONS = "Mức độ dịch vụ công so với danh mục công bố: cần danh mục quyết định"
#: What public pages cannot tell: said, never shown as 0.
UNMEASURED = (
    "Hồ sơ đồng bộ giữa hệ thống của tỉnh và Cổng DVCQG (chỉ số 1.4 Quyết định 766/QĐ-TTg)",
    "Tiến độ giải quyết hồ sơ (nhóm chỉ số 2 Quyết định 766/QĐ-TTg)",
    "Hồ sơ trực tuyến, kết quả điện tử, thanh toán trực tuyến (các chỉ số 3.2, 3.3, 3.5, 3.6 Quyết định 766/QĐ-TTg)",
    "Số hóa hồ sơ và mức độ hài lòng (nhóm chỉ số 4 và 5 Quyết định 766/QĐ-TTg)",
    "Niêm yết giấy tại trụ sở và Bộ phận Một cửa",
    "Dịch vụ công trực tuyến có thực hiện được trọn vẹn hay không",
    "Ai bấm «Công khai» và lúc nào (chỉ biết đêm đầu tiên nhìn thấy)",
    BY_DECISIONS,
)
#: What each way of reading a provincial source can bring to light (loại × nguồn).
SHOWN_BY: Mapping[str, Source] = {
    "dvcqg_province": Source.PLATFORM,
    "web_pages": Source.PAGES,
    "tayninh_dvc": Source.UNCODED,
    "tayninh_smart": Source.UNCODED,
}


def build_report(config: Config, engine: Engine, night: date | None = None) -> Report:
    """The report of a night (the latest when none is given). Raises StoreError when nothing was compared yet."""
    stored = comparison_of(engine, night)
    tonight = {r.portal: r for r in runs.runs_by_id(engine, stored.runs.values())}
    sources = tuple(_source(engine, p, tonight.get(p.code), stored.night) for p in config.portals)
    names = {p.code: p.name for p in config.portals}
    captures = Captures(engine, stored, config)
    communes = agency_names(config)
    lines = tuple(line_of(s, config, communes, captures) for s in _in_order(stored.sightings))
    comparison = stored.comparison
    figures_of = stored
    if comparison.figures.night is None:
        last_whole = comparisons.last_comparison(engine, up_to=stored.night, complete=True)
        figures_of = last_whole or stored
    # What a night that was not compared repeats: the last one that was.
    earlier = (
        comparisons.last_comparison(engine, up_to=stored.night, compared=True) if comparison.not_compared else stored
    )
    repeated = earlier.comparison if earlier else comparison
    return Report(
        title=TITLE,
        owner=config.report.owner,
        night=stored.night,
        read_until=max((s.finished_at for s in sources if s.finished_at), default=None),
        sources=sources,
        figures=figures_of.comparison.figures,
        lines=lines,
        communes=_communes(figures_of, communes, config),
        changes=tuple(
            (names.get(p, p), c) for p, r in sorted(stored.runs.items()) for c in comparisons.changes_of(engine, r)
        ),
        excluded=repeated.excluded,
        problems=tuple(
            (names.get(p, p), replace(x, where=captures.list_title(r, x.where) or x.where))
            for p, r in sorted(stored.runs.items())
            for x in _few(runs.problems_of(engine, r))
        ),
        notes=tuple(
            (names.get(p, p), text)
            for p, r in sorted(stored.runs.items())
            for _, text in runs.facts_of(engine, r).get("note", [])
        )
        + _missing_witness(config, engine, stored),
        warnings=comparison.warnings,
        undetermined=tuple((rule, code, _named(config, why)) for rule, code, why in comparison.undetermined),
        unmeasured=(
            *(text for text in UNMEASURED if text != BY_DECISIONS or not _has_catalogue(engine, stored)),
            *not_shown([p for p in config.portals if p.code in stored.runs]),
        ),
        reckoned=_reckoned(config),
        trend=tuple(
            TrendPoint(n, count if whole else None, whole)
            for n, count, whole in comparisons.trend(engine, stored.night, TREND_NIGHTS, _is_counted)
        ),
        ministry=config.report.desks.ministry,
        presentation_only=dict(figures_of.comparison.counts).get("khác trình bày"),
        head=manifests.digest_of(engine, "comparison", stored.id) or stored.digest,
        product=f"{PRODUCT} {VERSION}",
        command=f"tthc report --night {stored.night.isoformat()}",
        rules=tuple((r.code, r.name, r.definition, r.legal_basis) for r in RULES),
        suggestions=_suggestions(comparison.suggestions),
        not_compared=_named(config, comparison.not_compared),
        compared_night=earlier.night if earlier else None,
        judgements=tuple(
            (names.get(p, p), x)
            for p, r in sorted(stored.runs.items())
            for x in runs.judgements_of(engine, r)
            if x.held and x.gate is not Gate.LISTS  # each list tells that of itself
        ),
    )


def _has_catalogue(engine: Engine, stored: StoredComparison) -> bool:
    return bool(catalogue.in_force(engine, as_of=stored.created_at))


def not_shown(portals: Iterable[PortalConfig]) -> Iterator[str]:
    """By provincial source: the types that it cannot bring to light though a portal with pages of its own could."""
    visible = [code for code, feeds in FEEDS.items() if feeds[Source.PAGES].can and feeds[Source.NATIONAL].can]
    for portal in portals:
        source = SHOWN_BY.get(portal.adapter)
        hidden = [] if source is None else [code for code in visible if not FEEDS[code][source].can]
        if hidden:
            names = "; ".join(rule.name for rule in RULES if rule.code in hidden)
            yield f"{portal.name}: nguồn này không thể hiện điều cần để xét: {names}"


def _missing_witness(config: Config, engine: Engine, stored: StoredComparison) -> tuple[tuple[str, str], ...]:
    """Which of national catalogue, provincial side and publication decisions the night had to do without."""
    roles = {adapter(p.adapter).role for p in config.portals if p.code in stored.runs}
    told = missing_sentence(
        national=Role.NATIONAL in roles,
        provincial=Role.PROVINCIAL in roles,
        expected=_has_catalogue(engine, stored),
    )
    return (("Đối chiếu ba bên", told),) if told else ()


def comparison_of(engine: Engine, night: date | None) -> StoredComparison:
    """The comparison of a night (the latest when none is given). Raises StoreError when there is none."""
    stored = comparisons.last_comparison(engine, up_to=night)
    if stored is None or (night is not None and stored.night != night):
        which = f"đêm {night:%d/%m/%Y}" if night else "đêm nào"
        raise StoreError(f"Chưa có lần đối chiếu của {which}: hãy chạy `tthc nightly` hoặc `tthc compare`.")
    return stored


def agency_names(config: Config) -> dict[str, str]:
    """The province's agencies by their codes. Raises ConfigError."""
    return {r.code: r.name for r in agency_rows(config)}


def write_report(report: Report, folder: Path, formats: tuple[str, ...]) -> tuple[Path, ...]:
    """Draw the report in each format; every file appears whole or not at all. Raises StoreError."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in formats:
            target = folder / file_name(report, name)
            _write_whole(target, render(report, name))
            written.append(target)
    except OSError as error:
        raise StoreError(
            f"Không ghi được báo cáo vào {folder}: {error.strerror}; "
            "hãy chọn thư mục khác bằng -o hoặc khóa report.directory."
        ) from error
    return tuple(written)


def _write_whole(target: Path, content: bytes) -> None:
    handle, beside = tempfile.mkstemp(prefix=".tthc-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


# --- parts ------------------------------------------------------------------------


def _source(engine: Engine, portal: PortalConfig, run: CrawlRun | None, night: date) -> SourceLine:
    kind = adapter(portal.adapter)
    whole = runs.last_run(engine, portal.code, up_to=night, complete=True)
    outcome = run.outcome if run and run.outcome else Outcome.FAILED
    since = runs.state_since(engine, run) if run else None
    problems = runs.problems_of(engine, run.id) if run else ()
    return SourceLine(
        portal=portal.code,
        name=portal.name,
        role=kind.role,
        form=kind.form,
        base_url=portal.portal().base_url,
        outcome=outcome,
        reason=run.reason if run else NOT_CRAWLED,
        brief="" if outcome is Outcome.COMPLETE else _brief(run.reason if run else NOT_CRAWLED, problems),
        summary=_summary(outcome, run, since, kind.role),
        since=since,
        last_complete=whole.night if whole else None,
        listings=run.listings if run else (),
        run=run.id if run else None,
        started_at=run.started_at.astimezone(VIETNAM) if run else None,
        finished_at=run.finished_at.astimezone(VIETNAM) if run and run.finished_at else None,
        requests=run.requests if run else 0,
        problem_count=max(len(problems), outcome in (Outcome.PARTIAL, Outcome.FAILED)),
        unverified=bool(kind.reckoned) and portal.confirmed_on is None,
    )


#: Problems that tell what a list came to, and not why.
_NO_CAUSES = frozenset({ProblemKind.LISTING, ProblemKind.NOT_FOUND})


def _brief(reason: str, problems: Iterable[Problem]) -> str:
    """What happened in a few words; where the reason only says what a list came to, with the kind of its cause."""
    told = briefly(reason)
    kinds = Counter(p.kind for p in problems if p.kind not in _NO_CAUSES and briefly(p.text) != told)
    if not kinds:
        return told
    word = PROBLEMS[kinds.most_common(1)[0][0]]
    return told if word in told.lower() else f"{told.rstrip('.')} ({word})."


#: The reason of a source of which the night has no run.
NOT_CRAWLED = "Nguồn này không được quét trong đêm."


def _summary(outcome: Outcome, run: CrawlRun | None, since: date | None, role: Role) -> str:
    """A few words beside the word of the outcome: how much, since when, why not all."""
    if run is None:
        return "không quét"
    night = f"từ đêm {since:%d/%m/%Y}" if since else ""
    if outcome is Outcome.PARTIAL:
        return briefly(run.reason).rstrip(".")
    if outcome in (Outcome.CLOSED, Outcome.FAILED):
        return night
    if role is Role.FRONT:
        return "đang mở"
    main = next((x for x in run.listings if x.stated_total is not None), None)
    return f"{main.seen}/{main.stated_total} thủ tục" if main and role is Role.NATIONAL else ""


#: What must be looked at first.
_STATUS_ORDER = [
    *(Status.NEW, Status.OPEN, Status.AWAITING, Status.ACCEPTED),
    *(s for s in Status if s.is_end),
]


def _in_order(sightings: tuple[Sighting, ...]) -> list[Sighting]:
    return sorted(
        sightings,
        key=lambda s: (
            s.discrepancy.severity.rank,
            _STATUS_ORDER.index(s.status),
            s.discrepancy.sector,
            s.discrepancy.code,
            s.discrepancy.key,
        ),
    )


def line_of(sighting: Sighting, config: Config, communes: Mapping[str, str], captures: Captures) -> Line:
    """A discrepancy as every format tells it."""
    found = sighting.discrepancy
    rule = rule_of(found)
    sighting = replace(sighting, why=_named(config, sighting.why), basis=_named(config, sighting.basis))
    office = config.report.offices.get(found.sector, DEPARTMENT_OFFICE)
    remedy = rule.remedy_of(found) if rule else Remedy(Desk.DIVISION, "")
    of_source = found.kind is Kind.SOURCE
    return Line(
        sighting,
        name=portal_name(config, found.name) if of_source else found.name,
        rule_name=rule.name if rule else found.rule,
        legal_basis=rule.legal_basis if rule else "",
        office=office,
        desk=config.report.desks.name(remedy.desk) or office,
        action=_NOTHING_LEFT.get(sighting.status, remedy.action),
        is_request=is_request(found),
        national=_side(config, found, Role.NATIONAL, captures),
        provincial=_side(config, found, Role.PROVINCIAL, captures),
        agencies=tuple(communes.get(c, c) for c in found.agencies),
        evidence=captures.of(sighting),
    )


#: What is to be done about a line that is not, or no more, to be mended.
_NOTHING_LEFT = {
    Status.ACCEPTED: "Không phải sửa khi căn cứ còn hiệu lực và hai bên không đổi.",
    **{status: "Không còn việc phải làm." for status in Status if status.is_end},
}


def _named(config: Config, sentence: str) -> str:
    """A kept sentence of ours with the sources' codes, after the word for a source, told by their names."""
    names = {p.code: p.name for p in config.portals}
    codes = "|".join(re.escape(code) for code in sorted(names, key=len, reverse=True))
    found = re.compile(rf"\b([Nn]guồn )((?:{codes})(?:, (?:{codes}))*)(?![\w-])")
    return found.sub(lambda m: m[1] + "; ".join(names[code] for code in m[2].split(", ")), sentence)


#: Who follows what belongs to no field: sources, configuration, reports.
DEPARTMENT_OFFICE = "Văn phòng Sở"


def rule_of(found: Discrepancy) -> Rule | None:
    """The rule that found a discrepancy; None: a rule of another version of the program."""
    return next((r for r in RULES if r.code == found.rule), None)


def is_request(found: Discrepancy) -> bool:
    """Whether only the ministry can mend a discrepancy: a request to it (kiến nghị), counted apart (D50)."""
    rule = rule_of(found)
    return rule is not None and rule.remedy_of(found).desk is Desk.MINISTRY


def _is_counted(found: Discrepancy) -> bool:
    return found.kind is not Kind.SOURCE and not is_request(found)


def _side(config: Config, found: Discrepancy, role: Role, captures: Captures) -> Side:
    """The source of that side that the rule asked, or would have asked: the one that the night compared."""
    of_side = [p for p in config.portals if adapter(p.adapter).role is role]
    asked = [p for p in config.portals if p.code in found.sources and adapter(p.adapter).role is role]
    if role is Role.PROVINCIAL and found.kind is Kind.SOURCE:  # a front page stands on the province's side
        asked = [p for p in config.portals if p.code in found.sources and adapter(p.adapter).role is not Role.NATIONAL]
    source = next(iter(asked or of_side), None)
    return side_of(
        found,
        role,
        source=source.name if source else "",
        asked=bool(asked),
        page=captures.page(source, found) if source and asked else "",
    )


#: What the page of one procedure is called.
RECORD_PAGE = "trang của thủ tục"
#: So many refused answers stand for a source that was not read.
MOST_REFUSALS = 5


@dataclass
class Captures:
    """The captures behind the lines of one night."""

    engine: Engine
    stored: StoredComparison
    config: Config
    found: dict[tuple[int, str], Place | None] = field(default_factory=dict)  # many lines share a list
    earlier: dict[date, StoredComparison | None] = field(default_factory=dict)
    titles: dict[int, Mapping[str, str]] = field(default_factory=dict)  # of a run's lists

    def of(self, sighting: Sighting) -> tuple[EvidenceLink, ...]:
        """What a discrepancy rests on: the pages of the night that saw it last, then what tonight brought of them.

        Of a source that was not read: what it answered instead.
        """
        found, nights = sighting.discrepancy, self._nights(sighting)
        if found.kind is Kind.SOURCE and not found.evidence:
            return tuple(link for portal in found.sources for link in self._refusals(nights[0], portal))
        return tuple(link for night in nights for link in self._pages(night, found.evidence))

    def _nights(self, sighting: Sighting) -> list[StoredComparison]:
        day = sighting.last_seen
        if day == self.stored.night:
            return [self.stored]
        if day not in self.earlier:
            self.earlier[day] = comparisons.last_comparison(self.engine, up_to=day)
        seen = self.earlier[day]
        return [self.stored] if seen is None else [seen, self.stored]

    def _pages(self, night: StoredComparison, evidence: Iterable[tuple[str, str]]) -> Iterator[EvidenceLink]:
        for portal, topic in evidence:
            run = night.runs.get(portal)
            place = None if run is None else self._place(run, topic)
            if run is not None and place is not None:
                yield self._link(portal, topic, run, place)

    def _refusals(self, night: StoredComparison, portal: str) -> Iterator[EvidenceLink]:
        run = night.runs.get(portal)
        if run is not None:
            for place in bad_answers(self.engine, run)[:MOST_REFUSALS]:
                yield self._link(portal, place.topic, run, place)

    def page(self, source: PortalConfig, found: Discrepancy) -> str:
        """The page of a source on which a citizen sees what a discrepancy tells; its front page at least."""
        topics = [topic for portal, topic in found.evidence if portal == source.code]
        run = self.stored.runs.get(source.code)
        for topic in topics:
            place = None if run is None else self._place(run, topic)
            if page := adapter(source.adapter).page(
                source.portal(), source.options, topic, place.asked if place else None
            ):
                return page
        return adapter(source.adapter).page(source.portal(), source.options, "", None)

    def _link(self, portal: str, topic: str, run: int, place: Place) -> EvidenceLink:
        source = next((p for p in self.config.portals if p.code == portal), None)
        return EvidenceLink(
            portal,
            source.name if source else portal,
            topic,
            self._title(run, place),
            adapter(source.adapter).page(source.portal(), source.options, topic, place.asked) if source else "",
            place.url,
            place.fetched_at.astimezone(VIETNAM),
            place.sha256,
            f"tthc evidence show {shlex.quote(topic)} --portal {portal} --run {run}",
        )

    def _title(self, run: int, place: Place) -> str:
        """Which page it is, in words, and whether it is no good answer."""
        title = self.list_title(run, place.topic) or RECORD_PAGE
        return title if place.is_good else f"{title} (câu trả lời không dùng được)"

    def list_title(self, run: int, topic: str) -> str:
        """What a list of a run is called; empty: the topic is no list."""
        if run not in self.titles:
            closed = runs.runs_by_id(self.engine, [run])
            self.titles[run] = {x.name: x.title for r in closed for x in r.listings} | {"front": "trang chủ"}
        listed = self.titles[run]
        return listed.get(topic) or next((t for n, t in listed.items() if topic.startswith(f"{n}/")), "")

    def _place(self, run: int, topic: str) -> Place | None:
        if (run, topic) not in self.found:
            self.found[run, topic] = locate(self.engine, run, topic)
        return self.found[run, topic]


def _suggestions(waiting: tuple[Suggestion, ...]) -> tuple[PairSuggestion, ...]:
    """The nearest names first, as `tthc pairs` lists them."""
    nearest = sorted(waiting, key=lambda s: (-s.score, s.left.key, s.right.key))
    return tuple(
        PairSuggestion(
            s.left.code,
            s.left.name,
            s.right.code,
            s.right.name,
            int(s.score * 1000) / 1000,  # cut, not rounded: near is not equal
            s.why.value,
            f"tthc pairs accept {shlex.quote(s.left.key)} {shlex.quote(s.right.key)}",
        )
        for s in nearest
    )


def _communes(stored: StoredComparison, names: Mapping[str, str], config: Config) -> tuple[CommuneGap, ...]:
    table = AgencyTable(agency_rows(config))
    of = len(table.communes(stored.night))
    left_out = {base_of(x.code) for x in config.exclusions}
    titles = {s.discrepancy.code: s.discrepancy.name for s in stored.sightings}
    return tuple(
        CommuneGap(code, titles.get(code, ""), tuple(names.get(c, c) for c in missing), of)
        for code, missing in stored.comparison.communes
        if base_of(code) not in left_out
    )


def _few(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Many problems of one kind are one thought: the first three and how many more."""
    shown: list[Problem] = []
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.kind] += 1
        if seen[problem.kind] <= 3:
            shown.append(problem)
    for kind, count in seen.items():
        if count > 3:
            first = next(p for p in problems if p.kind == kind)
            shown.append(Problem(first.kind, f"… và {count - 3} lần nữa như vậy.", ""))
    return tuple(shown)


def _reckoned(config: Config) -> tuple[str, ...]:
    return tuple(
        f"{p.name}: {adapter(p.adapter).reckoned} — chưa kiểm chứng trên cổng thật"
        for p in config.portals
        if adapter(p.adapter).reckoned and p.confirmed_on is None
    )
