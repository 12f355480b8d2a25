"""False alarms: portals misbehave by script, and what a monitor says on those nights is held against the truth.

Two honest nights, then the scripted one, then two clean ones on which planted gaps must be confirmed; the scripts are
listed in ``benchmarks/alarms/scripts.py``. Any monitor can be measured: ``--command`` is run once a night, with

* ``{national}``, ``{province}``: where the catalogue and the province's lists are served, in the national
  platform's wire format;
* ``{date}``: the night; ``{state}``: a folder that is kept from night to night (and copied between scripts that
  have begun alike); ``{out}``: the file of verdicts to write, see ``benchmarks/alarms/verdicts.py``;
* ``{python}``: this interpreter.

False "mất" and false "chưa công khai" are lines that do not hold on their night, awaiting ones too. Missed are gaps
not told on an honest night or not confirmed on the second clean one, and losses never told; "không xác định" counts as
neither on a scripted night. Bars: 0, 0, 0. Two baselines are shown beside and not judged.
"""

from __future__ import annotations

import argparse
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.alarms.scripts import SCRIPTS, Played, Script, nights_of
from benchmarks.alarms.troubles import Spoilt, Stage
from benchmarks.alarms.verdicts import NATIONAL, PROVINCIAL, Score, Verdict, read, score
from benchmarks.alarms.world import Planted, platform
from benchmarks.common import started, verdict
from tests.simulator.door import Door, serve
from tests.simulator.records import Night
from tests.simulator.world import FrontPage, Platform

ARGUMENTS = "--national {national} --province {province} --night {date} --state {state} --out {out}"
MONITORS = {name: f"{{python}} -m benchmarks.alarms.{name} {ARGUMENTS}" for name in ("ours", "naive", "guarded")}
FIRST_NIGHT = date(2026, 11, 20)
PATIENCE = 600.0  # seconds for one night


# --- the portals ----------------------------------------------------------------


@dataclass
class Portals:
    """The doors of both sides, and of a portal elsewhere."""

    doors: Mapping[str, Door]
    elsewhere: str
    _platforms: dict[int, tuple[Night, Platform]]

    def show(self, script: Script, played: Played, rng: Random) -> None:
        """Serve a night of a script from now on."""
        for side, door in self.doors.items():
            spoil = script.spoil if side in played.troubled else None
            troubles = [spoil(Stage(played.night, rng, self.elsewhere))] if spoil else []
            door.world = Spoilt(self._platform(played.night), troubles)
            door.log.clear()

    def _platform(self, night: Night) -> Platform:
        return self._platforms.setdefault(id(night), (night, platform(night)))[1]


@contextmanager
def portals() -> Iterator[Portals]:
    """Both sides on ports of their own for as long as the block lasts."""
    nobody = FrontPage("notice")
    with serve(nobody) as national, serve(nobody) as provincial, serve(nobody) as elsewhere:
        # Another host, not only another port.
        away = f"http://localhost:{elsewhere.port}/"
        yield Portals({NATIONAL: national, PROVINCIAL: provincial}, away, {})


# --- playing ----------------------------------------------------------------------


@dataclass
class Player:
    """One monitor and the folders of its states."""

    command: str
    portals: Portals
    folder: Path
    planted: Planted
    seed: int
    #: Scripts that have begun alike share their first nights: (state, verdicts).
    _begun: tuple[Path, list[list[Verdict]]] | None = None

    def play(self, script: Script) -> Score:
        """All nights of a script, judged."""
        rng = Random(f"{self.seed} {script.name}")
        nights = list(nights_of(script, self.planted, rng))
        state, told = self._beginning(script, nights)
        for number in range(len(told), len(nights)):
            self.portals.show(script, nights[number], Random(f"{self.seed} {script.name} hit"))
            told.append(self._night(state, number))
        return score([n.truth for n in nights], told)

    def _beginning(self, script: Script, nights: Sequence[Played]) -> tuple[Path, list[list[Verdict]]]:
        state = Path(tempfile.mkdtemp(dir=self.folder))
        if not script.history:
            return state, []
        if self._begun is None:
            first = Path(tempfile.mkdtemp(dir=self.folder))
            told = []
            for number in range(script.history):
                self.portals.show(script, nights[number], Random())
                told.append(self._night(first, number))
            self._begun = first, told
        shutil.copytree(self._begun[0], state, dirs_exist_ok=True)
        return state, list(self._begun[1])

    def _night(self, state: Path, number: int) -> list[Verdict]:
        """Run the command for a night; a monitor that writes nothing has said nothing."""
        out = self.folder / "verdicts.csv"
        out.unlink(missing_ok=True)
        doors = self.portals.doors
        words = {
            "python": sys.executable,
            "national": doors[NATIONAL].base_url,
            "province": doors[PROVINCIAL].base_url,
            "date": (FIRST_NIGHT + timedelta(days=number)).isoformat(),
            "state": str(state),
            "out": str(out),
        }
        command = [word.format(**words) for word in shlex.split(self.command)]
        log = self.folder / "output.txt"
        with log.open("wb") as told, started(command, stdout=told, stderr=subprocess.STDOUT) as process:
            try:
                code = process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                code = -1
        if not out.exists() or code:
            print(f"  night {number + 1} ended with {code}: {log.read_text(errors='replace')[-500:]}", flush=True)
        return read(out) if out.exists() else []


# --- the tables -------------------------------------------------------------------


def table(name: str, player: Player, scripts: Sequence[Script], *, tell: bool) -> list[Score]:
    """Play the scripts, one line each."""
    print(f"\n{name}\n{'script':46} {'false mất':>9} {'false chưa công khai':>20} {'missed':>6}", flush=True)
    scores = []
    for script in scripts:
        began = time.monotonic()
        found = player.play(script)
        lost, gaps, missed = found.counts
        print(f"{script.name:46} {lost:9} {gaps:20} {missed:6}   {time.monotonic() - began:4.0f} s", flush=True)
        if tell and not found.clean:
            for what, where in vars(found).items():
                print(
                    f"    {what}: " + ", ".join(f"night {n} {code}" for n, code in where[:12]) if where else "", end=""
                )
            print(flush=True)
        scores.append(found)
    sums = totals(scores)
    print(f"{'all':46} {sums[0]:9} {sums[1]:20} {sums[2]:6}", flush=True)
    return scores


def totals(scores: Sequence[Score]) -> tuple[int, ...]:
    """(false mất, false chưa công khai, missed) over all scripts."""
    return tuple(sum(column) for column in zip(*(s.counts for s in scores), strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the monitor and the baselines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", help=f"the monitor to judge instead of ours: 'python mine.py {ARGUMENTS}'")
    parser.add_argument("--short", action="store_true", help="a few scripts")
    parser.add_argument("--only", default="", help="scripts whose names contain this")
    parser.add_argument("--seed", type=int, default=2026, help="chooses which procedures are hit")
    parser.add_argument("--alone", action="store_true", help="without the baselines")
    parser.add_argument("--tell", action="store_true", help="name what was wrong")
    told = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scripts = [s for s in SCRIPTS if told.only in s.name and (s.short or not told.short)]
    monitors = {told.command or "ours": told.command or MONITORS["ours"]}
    if not told.alone:
        monitors |= {name: MONITORS[name] for name in ("naive", "guarded")}
    planted = Planted.drawn(told.seed)
    print(f"{len(scripts)} scripts, seed {told.seed}; planted: {planted}", flush=True)
    judged = None
    with tempfile.TemporaryDirectory() as folder, portals() as doors:
        for number, (name, command) in enumerate(monitors.items()):
            place = Path(folder, str(number))
            place.mkdir()
            scores = table(name, Player(command, doors, place, planted, told.seed), scripts, tell=told.tell)
            judged = judged or totals(scores)
    assert judged is not None
    figure = f"{judged[0]} false mất, {judged[1]} false chưa công khai, {judged[2]} missed"
    return verdict("false_alarms", figure, "bar 0, 0, 0", ok=not any(judged))


if __name__ == "__main__":
    sys.exit(main())
