"""Labelled Faces in the Wild as folders: `images/NAME/NAME_0001.jpg` beside `pairs.txt` and the project's two lists.

(Huang, Ramesh, Berg & Learned-Miller, "Labeled Faces in the Wild", University of Massachusetts TR 07-49, 2007.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from calibration.errors import CalibrationError
from calibration.pictures import Picture
from calibration.protocols.lines import read_lines, unexpected
from calibration.protocols.pairs import Pair
from calibration.protocols.protocol import Protocol

Half = Literal["calibrate", "report"]


@dataclass(frozen=True)
class Lfw:
    """The data set, read but no image opened yet."""

    images: Mapping[str, tuple[Path, ...]]
    """Every person's images, by name, in order."""
    pairs: tuple[Pair, ...]
    """View 2, with its folds."""
    training: frozenset[str]
    """People that models may have been trained on: in no figure and no threshold."""
    label_errors: tuple[tuple[str, str], ...]
    """Pairs of names that are probably one person."""

    def half(self, half: Half) -> dict[str, tuple[Path, ...]]:
        """The reporting people of one half: thresholds come from "calibrate", figures at thresholds from "report"."""
        return {
            name: images for name, images in self.images.items() if name not in self.training and half_of(name) == half
        }

    def view2(self) -> Protocol:
        """The 6,000 pairs of View 2, and all their pictures against all."""
        samples = (sample for pair in self.pairs for sample in (pair.first, pair.second))
        people: dict[Picture, str] = {path: path.parent.name for path in samples if isinstance(path, Path)}
        return Protocol("LFW View 2", people, self.pairs, label_errors=self.label_errors)


def half_of(name: str) -> Half:
    """Which half a person belongs to, for good: "calibrate" if the SHA-1 of the name is even, else "report"."""
    digest = hashlib.sha1(name.encode(), usedforsecurity=False).digest()
    return "report" if digest[-1] % 2 else "calibrate"


def numbered(pairs: Iterable[tuple[str, str]], names: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of names as pairs of places in `names`; pairs with a name that is not there are left out."""
    places = {name: place for place, name in enumerate(names)}
    return [(places[first], places[second]) for first, second in pairs if first in places and second in places]


def read_lfw(folder: Path) -> Lfw:
    """Read the folder: `images/`, `pairs.txt`, `train_identities.txt` and `label_errors.txt`.

    Raises:
        CalibrationError: one of them is missing, or a line is not as expected (file and line number are named).
    """
    root = folder / "images"
    if not root.is_dir():
        raise CalibrationError(f"{folder} is no LFW folder: it holds no images/ with one folder for each person")
    people = sorted(person for person in root.iterdir() if person.is_dir())
    return Lfw(
        images={person.name: tuple(sorted(person.glob("*.jpg"))) for person in people},
        pairs=_read_pairs(folder / "pairs.txt", root),
        training=frozenset(name for (name,) in _read_names(folder / "train_identities.txt", 1)),
        label_errors=tuple((first, second) for first, second in _read_names(folder / "label_errors.txt", 2)),
    )


def _read_names(path: Path, count: int) -> list[list[str]]:
    """One or two names a line."""
    lines = read_lines(path, "\t")
    for number, fields in lines:
        if len(fields) != count:
            raise unexpected(path, number, "\t".join(["NAME"] * count), fields, "\t")
    return [fields for _, fields in lines]


def _read_pairs(path: Path, root: Path) -> tuple[Pair, ...]:
    """A line with the numbers of folds and pairs, then for each fold so many genuine and as many impostor pairs."""
    (number, header), *lines = read_lines(path, "\t") or [(1, [])]
    if len(header) != 2 or not all(field.isdecimal() for field in header):
        raise unexpected(path, number, "FOLDS\tPAIRS", header, "\t")
    folds, size = map(int, header)
    if len(lines) != folds * size * 2:
        raise CalibrationError(
            f"{path}, line {number}: {folds} folds of {size} genuine and {size} impostor pairs are announced, "
            f"but {len(lines)} pairs follow"
        )
    return tuple(
        _pair(path, number, fields, root, genuine=index % (2 * size) < size, fold=index // (2 * size))
        for index, (number, fields) in enumerate(lines)
    )


def _pair(path: Path, number: int, fields: list[str], root: Path, *, genuine: bool, fold: int) -> Pair:
    match fields:
        case [name, first, second] if genuine and first.isdecimal() and second.isdecimal():
            return Pair(_image(root, name, first), _image(root, name, second), genuine, fold)
        case [name, first, other, second] if not genuine and first.isdecimal() and second.isdecimal():
            return Pair(_image(root, name, first), _image(root, other, second), genuine, fold)
    raise unexpected(path, number, "NAME\tI\tJ" if genuine else "NAME\tI\tNAME\tJ", fields, "\t")


def _image(root: Path, name: str, number: str) -> Path:
    return root / name / f"{name}_{int(number):04d}.jpg"
