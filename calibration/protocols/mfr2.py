"""MFR2: real photographs of people with and without masks, as `NAME/NAME_0001.png` with two lists.

`pairs.txt` has no header: `NAME I J` for one person, `NAME I NAME J` for two, separated by spaces. `mfr2_labels.txt`
has a line `NAME, I, TYPE` for each picture (Anwar & Raychowdhury, "Masked face recognition for secure authentication",
2020).
"""

from __future__ import annotations

from pathlib import Path

from calibration.errors import CalibrationError
from calibration.metrics.accuracy import contiguous_folds
from calibration.pictures import Picture
from calibration.protocols.lines import read_lines, unexpected
from calibration.protocols.pairs import Pair
from calibration.protocols.protocol import Protocol

PAIRS, LABELS = "pairs.txt", "mfr2_labels.txt"

_BARE = frozenset({"no-mask", "no_mask", "nomask", "no mask", "none", "unmasked"})
_SUFFIXES = (".png", ".jpg", ".jpeg")
_FOLDS = 10


def read_mfr2(folder: Path) -> Protocol:
    """Read the folder.

    Raises:
        CalibrationError: a list is missing, or a line is not as expected (file and line number are named).
    """
    masks = _read_labels(folder)
    people: dict[Picture, str] = {_image(folder, name, number): name for name, number in masks}
    pairs = _read_pairs(folder)
    for pair in pairs:
        for picture in (pair.first, pair.second):
            if picture not in people:
                raise CalibrationError(f"{folder / PAIRS} names {picture}, for which {LABELS} has no line")
    worn = frozenset(_image(folder, *key) for key, masked in masks.items() if masked)
    return Protocol(name="MFR2", people=people, pairs=pairs, masked=worn)


def _read_labels(folder: Path) -> dict[tuple[str, int], bool]:
    masks = {}
    path = folder / LABELS
    for line, fields in read_lines(path, ","):
        match fields:
            case [name, number, kind] if number.isdecimal() and kind:
                masks[name, int(number)] = kind.lower() not in _BARE
            case _:
                raise unexpected(path, line, "NAME, I, TYPE", fields)
    return masks


def _read_pairs(folder: Path) -> tuple[Pair, ...]:
    path = folder / PAIRS
    lines = read_lines(path)
    folds = contiguous_folds(len(lines), _FOLDS).tolist()
    pairs = []
    for (line, fields), fold in zip(lines, folds, strict=True):
        match fields:
            case [name, i, j] if i.isdecimal() and j.isdecimal():
                first, second, genuine = _image(folder, name, int(i)), _image(folder, name, int(j)), True
            case [name, i, other, j] if i.isdecimal() and j.isdecimal() and name != other:
                first, second, genuine = _image(folder, name, int(i)), _image(folder, other, int(j)), False
            case _:
                raise unexpected(path, line, "NAME I J, or NAME I NAME J", fields)
        pairs.append(Pair(first, second, genuine, fold))
    return tuple(pairs)


def _image(folder: Path, name: str, number: int) -> Path:
    """The picture's file; a missing one is lost when it is opened, and then named."""
    stem = folder / name / f"{name}_{number:04d}"
    there = (path for suffix in _SUFFIXES if (path := stem.with_suffix(suffix)).is_file())
    return next(there, stem.with_suffix(".png"))
