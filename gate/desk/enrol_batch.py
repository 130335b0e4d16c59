"""Enrolment from a list: one person a line, each of them or not at all, and a report beside the list."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engines.errors import ModelError
from engines.files import write_atomically
from gate.access.errors import AccessError
from gate.desk.enrol import BatchLine, BatchReport, Identity, Progress
from gate.desk.enrol_sitting import Watch
from gate.gallery.errors import GalleryError
from gate.vision.errors import ImageError

NEEDED = ("name", "photographs", "consent")
"""Columns that a list must have; `badge` and `expires` may be there as well."""

EnrolOne = Callable[[Identity, Sequence[Path], str], None]


@dataclass(frozen=True)
class Line:
    """One line of a list, as it stands there."""

    number: int
    cells: dict[str, str]
    folder: Path
    """Paths in the list begin here."""


def read_list(file: Path) -> list[Line]:
    """Read a list: UTF-8 CSV with a heading; several photographs of a person are separated by `;`.

    Raises:
        GalleryError: it can't be read, or lacks a column.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            heading = [name.strip().lower() for name in reader.fieldnames or ()]
            rows = list(reader)
    except OSError as error:
        raise GalleryError(f"the list {file} can't be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise GalleryError(f"the list {file} is no CSV in UTF-8: {error}") from None
    if missing := [name for name in NEEDED if name not in heading]:
        raise GalleryError(f"the list {file.name} lacks the column {missing[0]}: it needs {', '.join(NEEDED)}")
    return [
        Line(number, {str(k).strip().lower(): str(v or "").strip() for k, v in row.items()}, file.parent)
        for number, row in enumerate(rows, 2)
    ]


def run_list(lines: Sequence[Line], enrol_one: EnrolOne, watch: Watch, *, report: Path) -> BatchReport:
    """Enrol line by line; what goes wrong with one is reported, and the next one follows.

    Args:
        lines: Of the list.
        enrol_one: Enrols somebody, or raises why not.
        watch: Hears of each line, and may end it between two.
        report: The file that says what came of each line.
    """
    done: list[BatchLine] = []
    for line in lines:
        if watch.cancelled():
            break
        name = line.cells["name"]
        watch.report(Progress(len(done), len(lines), name))
        problem = ""
        try:
            _enrol_line(line, enrol_one)
        except (GalleryError, AccessError, ImageError, ModelError) as error:
            problem = str(error)
        done.append(BatchLine(line.number, name, problem))
    return BatchReport(tuple(done), _write(done, report))


def _enrol_line(line: Line, enrol_one: EnrolOne) -> None:
    cells = line.cells
    photographs = [line.folder / part.strip() for part in cells["photographs"].split(";") if part.strip()]
    if not photographs:
        raise GalleryError("this line names no photograph")
    if not cells["consent"]:
        raise GalleryError("this line names no consent: nobody is enrolled without")
    expires = None
    if cells.get("expires"):
        try:
            expires = date.fromisoformat(cells["expires"])
        except ValueError:
            raise GalleryError(f"{cells['expires']} is no day: write it as 2027-01-31") from None
    enrol_one(Identity(cells["name"], cells.get("badge", ""), expires), photographs, cells["consent"])


def _write(lines: Sequence[BatchLine], file: Path) -> Path | None:
    rows = ["line,name,outcome"]
    for line in lines:
        outcome = line.problem or "enrolled"
        rows.append(",".join('"' + cell.replace('"', '""') + '"' for cell in (str(line.line), line.name, outcome)))
    try:
        write_atomically(file, ("\n".join(rows) + "\n").encode())
    except OSError:
        return None
    return file
