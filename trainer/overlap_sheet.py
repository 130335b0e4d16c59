"""Contact sheets of candidate pairs, for judging by eye."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.vision.types import Crop
from trainer.errors import TrainerError
from trainer.overlap import Candidate, Gathered

COLUMNS, LINES = 4, 14
"""Of candidates on a sheet."""
_TILE, _TITLE, _GAP = 80, 13, 8

Look = tuple[Gathered, Callable[[int], Crop]]
"""Pictures, and how to see one."""


def write_sheets(
    folder: Path,
    candidates: Sequence[Candidate],
    training: Look,
    report: Look | None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Path]:
    """One tile for each candidate, in their order and numbered from 1 as in the list's lines.

    A tile shows the two pictures that are most alike, and beside them the most typical picture of each of the two.

    Args:
        folder: for `sheet-00.png`, `sheet-01.png` and so on.
        candidates: what to show.
        training: the training pictures.
        report: the report pictures, where there are candidates among them.
        tell: called with the tiles drawn and all.

    Raises:
        TrainerError: a sheet can't be written.
    """
    written = []
    for start in range(0, len(candidates), COLUMNS * LINES):
        tiles = []
        for number, one in enumerate(candidates[start : start + COLUMNS * LINES], start=start + 1):
            other = report if one.pair.kind == "report" and report is not None else training
            tiles.append(_tile(number, one, training, other))
            tell(number, len(candidates))
        path = folder / f"sheet-{start // (COLUMNS * LINES):02d}.png"
        _, png = cv2.imencode(".png", _sheet(tiles))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png.tobytes())
        except OSError as error:
            raise TrainerError(f"the sheet {path} can't be written: {error.strerror}") from None
        written.append(path)
    return written


def _tile(number: int, one: Candidate, first: Look, second: Look) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 BGR: the two most alike, then a typical picture of each."""
    rows = [(first, one.rows[0]), (second, one.rows[1])]
    if one.pair.kind != "duplicate":
        rows += [(first, first[0].typical(one.pair.first)), (second, second[0].typical(one.pair.second))]
    small = [cv2.resize(see(row)[:, :, ::-1], (_TILE, _TILE), interpolation=cv2.INTER_AREA) for (_, see), row in rows]
    small += [np.full((_TILE, _TILE, 3), 255, np.uint8)] * (4 - len(small))
    title = np.full((_TITLE, 4 * _TILE, 3), 255, np.uint8)
    text = f"{number} {one.pair.cosine:.2f} {one.pair.first} - {one.pair.second}"
    text = text.encode("ascii", "replace").decode()  # OpenCV's font has no other letters
    cv2.putText(title, text, (1, 10), cv2.FONT_HERSHEY_SIMPLEX, 0.33, (0, 0, 0), 1, cv2.LINE_AA)
    return np.asarray(np.pad(np.vstack([title, np.hstack(small)]), ((0, 2), (0, _GAP), (0, 0)), constant_values=255))


def _sheet(tiles: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    blank = np.full_like(tiles[0], 255)
    lines = [list(tiles[i : i + COLUMNS]) for i in range(0, len(tiles), COLUMNS)]
    return np.vstack([np.hstack(line + [blank] * (COLUMNS - len(line))) for line in lines])
