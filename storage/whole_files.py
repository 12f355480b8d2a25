"""Files that appear whole or not at all: written beside their place, brought to the disk, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole_files(*targets: Path) -> Iterator[dict[Path, Path]]:
    """Places to write to, by target; when the block ends well, every file stands at its target, the last one last.

    What stood at the targets stays as it was when the block fails. Raises FileExistsError for a target that exists.
    """
    beside: dict[Path, Path] = {}
    try:
        for target in targets:
            if target.exists():
                raise FileExistsError(17, "File exists", str(target))
            handle, name = tempfile.mkstemp(prefix=".tthc-", suffix=".part", dir=target.parent)
            os.close(handle)
            beside[target] = Path(name)
        yield beside
        for file in beside.values():
            file.chmod(0o644)
            to_disk(file)
        for target, file in beside.items():
            file.replace(target)
        for folder in {target.parent for target in targets}:
            to_disk(folder)
    finally:
        for file in beside.values():
            with suppress(OSError):
                file.unlink(missing_ok=True)


def to_disk(place: Path) -> None:
    """Bring a file or a folder to the disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
