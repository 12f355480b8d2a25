"""An export on the disk: FILE.warc.gz with its index, its sidecar and the script that checks it, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from storage.selection import Selection
from storage.sidecar import VERIFIER, Seals, verifier, write_index, write_sidecar
from storage.warc import ExportError, ExportSummary, Told, export, one_view
from storage.warc_notes import Notes
from storage.whole_files import whole_files

ENDING = ".warc.gz"


@dataclass(frozen=True, slots=True)
class Exported:
    """The files, and what is in them."""

    warc: Path
    index: Path
    sidecar: Path
    verifier: Path
    summary: ExportSummary
    seals: Seals

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return (self.warc, self.index, self.sidecar, self.verifier)


def export_files(
    engine: Engine, selection: Selection, target: Path, product: str, told: Told | None = None
) -> Exported:
    """Write an export; when it fails or is interrupted, nothing of it is left. Raises ExportError, OSError."""
    if not target.name.endswith(ENDING):
        raise ExportError(f"Tên tệp {target.name} phải kết thúc bằng {ENDING}.")
    index = target.with_name(target.name.removesuffix(ENDING) + ".cdxj")
    side = target.with_name(target.name + ".sha256.json")
    script = target.with_name(VERIFIER)
    try:
        return _write(engine, selection, (index, side, target), script, product, told)
    except FileExistsError as error:
        raise ExportError(f"Đã có tệp {error.filename}: hãy chọn tên khác, bằng chứng không bị ghi đè.") from error


def _write(
    engine: Engine,
    selection: Selection,
    targets: tuple[Path, Path, Path],
    script: Path,
    product: str,
    told: Told | None,
) -> Exported:
    index, side, warc = targets
    # The script is the same for all exports of a folder; the newest one reads them all.
    stale = script.exists() and script.read_bytes() != verifier()
    if stale:
        script.unlink()
    new = () if script.exists() else (script,)
    notes = Notes.open()
    try:
        with whole_files(*new, *targets) as beside, one_view(engine) as connection:
            for file in new:
                beside[file].write_bytes(verifier())
            with beside[warc].open("wb") as sink:
                summary = export(connection, selection, sink, notes, name=warc.name, product=product, told=told)
            write_index(notes, beside[index])
            with beside[side].open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as out:
                names = {"name": warc.name, "index_name": index.name}
                seals = write_sidecar(connection, notes, summary, out, index=beside[index], **names)
    finally:
        notes.close()
    return Exported(warc, index, side, script, summary, seals)
