"""A contact sheet of drawn masks, to be looked at before anything is trained on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np

from calibration.masks.picture import Bytes, Floats
from calibration.masks.template_pack import TemplatePack
from trainer.masks.draw import draw_mask
from trainer.masks.occluders import OCCLUDERS
from trainer.masks.spec import KINDS, Kind, MaskMix, sample_spec

Drawing = Callable[[Bytes, Floats, np.random.Generator], Bytes]
"""Draws one look on a BGR picture."""

_ROOM = 2.1
"""Side of a tile, over the distance from the eyes to the mouth plus that between the eyes."""
_TITLE = 16


def masks(mix: MaskMix) -> dict[str, Drawing]:
    """A drawing for each kind of a mix; coverages come as often as in the mix."""

    def drawing(kind: Kind) -> Drawing:
        only = replace(mix, kinds={kind: 1.0})
        return lambda image, landmarks, rng: draw_mask(image, landmarks, sample_spec(rng, only))

    return {kind: drawing(kind) for kind in KINDS if mix.kinds.get(kind, 0) > 0}


def occluders() -> dict[str, Drawing]:
    """A drawing for each occluder that is no mask."""

    def drawing(name: str) -> Drawing:
        return lambda image, landmarks, rng: OCCLUDERS[name].sample(rng).draw(image, landmarks)

    return {name: drawing(name) for name in OCCLUDERS}


def templates(pack: TemplatePack) -> dict[str, Drawing]:
    """A drawing for each kind of a template pack."""

    def drawing(index: int) -> Drawing:
        return lambda image, landmarks, _: pack.draw(image, landmarks, index)

    return {f"{kind} (pack)": drawing(index) for index, kind in enumerate(pack.kinds)}


def contact_sheet(
    images: Sequence[Bytes],
    landmarks: Sequence[Floats],
    drawings: Mapping[str, Drawing],
    *,
    seed: int = 0,
    tile: int = 144,
) -> Bytes:
    """One row for each face: as it is, then with each drawing on it.

    Args:
        images: (height, width, 3) uint8 BGR each, at least one.
        landmarks: (5, 2) each.
        drawings: by title, in the order of columns.
        seed: of all chance.
        tile: side of a tile in pixels.

    Returns:
        (16 + rows * tile, (1 + columns) * tile, 3) uint8 BGR.

    Raises:
        MaskError: landmarks that fit no face.
    """
    titles = np.full((_TITLE, (1 + len(drawings)) * tile, 3), 255, np.uint8)
    for column, title in enumerate(("photograph", *drawings)):
        cv2.putText(titles, title, (column * tile + 4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA)
    rows = [titles]
    for row, (image, points) in enumerate(zip(images, landmarks, strict=True)):
        rngs = np.random.default_rng((seed, row)).spawn(len(drawings))
        drawn = [draw(image, points, rng) for draw, rng in zip(drawings.values(), rngs, strict=True)]
        rows.append(np.hstack([_tile(picture, points, tile) for picture in (image, *drawn)]))
    return np.vstack(rows)


def _tile(image: Bytes, landmarks: Floats, side: int) -> Bytes:
    """The face and its surroundings, made `side` pixels wide and high."""
    eyes, mouth = landmarks[:2].mean(axis=0), landmarks[3:].mean(axis=0)
    size = float(np.linalg.norm(mouth - eyes) + np.linalg.norm(landmarks[1] - landmarks[0]))
    scale = side / (_ROOM * size)
    centre = 0.5 * (eyes + mouth)
    matrix = np.array([[scale, 0, side / 2 - scale * centre[0]], [0, scale, side / 2 - scale * centre[1]]])
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.warpAffine(image, matrix, (side, side), flags=smooth), np.uint8)
