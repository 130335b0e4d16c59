"""Any list of pairs as CSV, with a header.

Columns `first`, `second` (paths, beginning at the list's folder) and `same` (1 or 0; also true, false, yes, no);
if wanted `fold` (a number), `first_masked` and `second_masked` (as `same`), and `first_person` and `second_person`,
without which the name of a picture's folder is its person.
"""

from __future__ import annotations

import csv
from pathlib import Path

from calibration.errors import CalibrationError
from calibration.metrics.accuracy import contiguous_folds
from calibration.pictures import Picture
from calibration.protocols.pairs import Pair
from calibration.protocols.protocol import Protocol

_NEEDED = ("first", "second", "same")
_TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_FOLDS = 10


def read_csv(path: Path) -> Protocol:
    """Read a list of pairs.

    Raises:
        CalibrationError: it can't be read, a column is missing, or a line is not as expected (it is named).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise CalibrationError(
                    f"{path}, line 1: the column {missing[0]} is missing (needed: {', '.join(_NEEDED)})"
                )
            rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise CalibrationError(f"{path} is missing") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalibrationError(f"{path} can't be read: {error}") from None
    people: dict[Picture, str] = {}
    masked: set[Picture] = set()
    pairs = []
    for (line, row), fold in zip(rows, contiguous_folds(len(rows), _FOLDS).tolist(), strict=True):
        pictures = [path.parent / _text(path, line, row, side) for side in ("first", "second")]
        for side, picture in zip(("first", "second"), pictures, strict=True):
            person = row.get(f"{side}_person") or picture.parent.name
            if people.setdefault(picture, person) != person:
                raise CalibrationError(
                    f"{path}, line {line}: {picture.name} was {people[picture]} before, now {person}"
                )
            if row.get(f"{side}_masked") and _truth(path, line, row, f"{side}_masked"):
                masked.add(picture)
        same = _truth(path, line, row, "same")
        pairs.append(Pair(pictures[0], pictures[1], genuine=same, fold=_fold(path, line, row, fold)))
    return Protocol(
        name=path.name,
        people=people,
        pairs=tuple(pairs),
        all_against_all=_given(rows, "person"),
        masked=frozenset(masked) if _given(rows, "masked") else None,
    )


def _given(rows: list[tuple[int, dict[str, str | None]]], what: str) -> bool:
    return any(row.get(f"{side}_{what}") for _, row in rows for side in ("first", "second"))


def _text(path: Path, line: int, row: dict[str, str | None], column: str) -> str:
    value = row.get(column)
    if not value:
        raise CalibrationError(f"{path}, line {line}: {column} is empty")
    return value


def _truth(path: Path, line: int, row: dict[str, str | None], column: str) -> bool:
    value = _text(path, line, row, column)
    if value.strip().lower() not in _TRUTH:
        raise CalibrationError(f"{path}, line {line}: expected 1 or 0 for {column}, found {value!r}")
    return _TRUTH[value.strip().lower()]


def _fold(path: Path, line: int, row: dict[str, str | None], otherwise: int) -> int:
    value = row.get("fold")
    if not value:
        return otherwise
    if not value.strip().isdecimal():
        raise CalibrationError(f"{path}, line {line}: expected a number for fold, found {value!r}")
    return int(value)
