"""The command line in tests: in this process where that is enough, as a process of its own where it is not."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from monitor.cli import main

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


def tthc(*args: object, terminal: bool = False) -> Ended:
    """Run a command here; the front door itself, with its exit code."""
    kind = Terminal if terminal else io.TextIOWrapper
    out, err = (kind(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    before = signal.getsignal(signal.SIGTERM)
    try:
        with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", ["tthc", *map(str, args)]):
            main()
        code: Any = 0
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        signal.signal(signal.SIGTERM, before)
    return Ended(code, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def start(*args: object, env: Mapping[str, str] | None = None, **popen: Any) -> subprocess.Popen[bytes]:
    """Start a command as a process of its own, from the checkout."""
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", *map(str, args)],
        cwd=ROOT,
        env=os.environ | (env or {}),
        stdout=popen.pop("stdout", subprocess.PIPE),
        stderr=popen.pop("stderr", subprocess.PIPE),
        **popen,
    )


def finished(process: subprocess.Popen[bytes], timeout: float = 60) -> Ended:
    """Wait for it."""
    out, err = process.communicate(timeout=timeout)
    return Ended(process.returncode, (out or b"").decode(), (err or b"").decode())


def one_sentence(ended: Ended) -> str:
    """The sentence on standard error: one line, no traceback, nothing on standard output."""
    assert ended.out == "", ended.out
    lines = ended.err.splitlines()
    assert len(lines) == 1, ended.err
    assert lines[0].startswith("tthc: "), ended.err
    assert "Traceback" not in ended.err
    return lines[0].removeprefix("tthc: ")
