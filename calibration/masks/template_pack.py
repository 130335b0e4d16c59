"""MaskTheFace's mask templates: photographs of masks with six key points each, laid on a face.

They draw the masks of evaluation sets, so that training with the masks of `trainer.masks` can't learn the test's
drawing. The format is that of https://github.com/aqeelanwar/MaskTheFace (MIT): `masks.cfg` with one section per view.
"""

from __future__ import annotations

import configparser
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.errors import MaskError
from calibration.masks.picture import Bytes, ColourOrder, Floats, check_image, window_of
from calibration.masks.pose import HeadPose, estimate_pose

View = Literal["", "_left", "_right"]

CONFIG = "masks.cfg"
BESIDE = "mask_templates"
"""The folder in which a pack is looked for beside the data."""
KEY_POINTS = ("mask_a", "mask_b", "mask_c", "mask_f", "mask_e", "mask_d")
"""Around the mask: upper edge left, at the nose, right; lower edge right, at the chin, left."""

_NOSE, _CHIN = (0.0, 0.24, 0.22), (0.0, 1.90, 0.03)
_CHEEK, _JAW = (1.02, 0.34, 0.10), (0.93, 1.20, 0.16)
"""The key points on a head. At the sides an ellipse, on which the point is where the head ends in the picture: its half
width, height and foremost depth; it is 1 deep."""
_TURN = np.linspace(0.2, 1.25, 12)


@dataclass(frozen=True, eq=False)
class Template:
    """One view of one mask."""

    pictures: tuple[NDArray[np.uint8], ...]
    """(height, width, 4) each, BGR times opacity, and opacity; every next one half as large."""
    points: Floats
    """(6, 2): the `KEY_POINTS`, in pixels of the largest."""


@dataclass(frozen=True, eq=False)
class TemplatePack:
    """Templates by kind and view."""

    templates: Mapping[str, Mapping[View, Template]]
    name: str = "pack"
    """The folder's name and a digest of what is in it."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it holds, in the order of `masks.cfg`."""
        return tuple(self.templates)

    @classmethod
    def load(cls, folder: Path) -> TemplatePack:
        """Read a folder with `masks.cfg` and the PNG files that it names.

        Raises:
            MaskError: the folder or a file is missing or malformed; the file, section and key are named.
        """
        config = _read_config(folder / CONFIG)
        templates: dict[str, dict[View, Template]] = {}
        for name in config.sections():
            if not config[name]:
                continue  # MaskTheFace keeps empty sections for masks that it does not draw
            kind, view = _split(name)
            templates.setdefault(kind, {})[view] = _read_template(folder, config[name])
        sideways = [kind for kind, views in templates.items() if "" not in views]
        if sideways:
            raise MaskError(f"{folder / CONFIG} has no frontal view of {sideways[0]}: add a section [{sideways[0]}]")
        if not templates:
            raise MaskError(f"{folder / CONFIG} names no mask template")
        return cls(templates, f"pack {folder.resolve().name} {_digest(templates)[:12]}")

    def draw(
        self, image: Bytes, landmarks: Floats, choice: int | np.random.Generator, *, colour: ColourOrder = "BGR"
    ) -> Bytes:
        """A copy of the picture in which one face wears a mask of this pack.

        Args:
            image: (height, width, 3) uint8; never written to.
            landmarks: (5, 2) as in `gate.vision.types.Landmarks`, in pixels of the image.
            choice: which of `kinds`; a generator picks one.
            colour: the image's colour order.

        Raises:
            MaskError: not such an image, landmarks that fit no face, or a choice that the pack does not hold.
        """
        check_image(image)
        kinds = self.kinds
        index = choice if isinstance(choice, int) else int(choice.integers(len(kinds)))
        if not 0 <= index < len(kinds):
            raise MaskError(f"the pack holds {len(kinds)} kinds of masks, numbered from 0: there is no number {index}")
        pose = estimate_pose(landmarks)
        template, fit = _best_view(self.templates[kinds[index]], pose)
        return _lay(image, template, fit, colour)


def find_pack(folder: Path | None, data: Path) -> TemplatePack:
    """The pack that was named, or the one in `mask_templates` beside the data.

    Raises:
        MaskError: there is none, or it can't be read.
    """
    beside = data.resolve().parent / BESIDE
    if folder is None and not beside.is_dir():
        raise MaskError(f"there is no mask template pack {BESIDE} beside {data}: name one with --mask-templates")
    return TemplatePack.load(folder or beside)


def _digest(templates: Mapping[str, Mapping[View, Template]]) -> str:
    digest = hashlib.sha256()
    for kind, views in templates.items():
        for view, template in views.items():
            digest.update(f"{kind}{view}".encode() + template.pictures[0].tobytes() + template.points.tobytes())
    return digest.hexdigest()


def _best_view(views: Mapping[View, Template], pose: HeadPose) -> tuple[Template, Floats]:
    """The view of the side that the head shows, or the frontal one, whichever fits better; and how it lies.

    MaskTheFace fits homographies; a head some steps away is seen without perspective, so the fit here is affine, which
    six points settle without the wild corners that a homography makes of a half-turned view.

    Returns:
        The template, and the (2, 3) matrix that carries its pixels to those of the picture.
    """
    wanted = key_points(pose)
    best: tuple[float, Template, Floats] | None = None
    for view in ("", "_right" if pose.yaw > 0 else "_left"):
        if view not in views:
            continue
        template = views[view]
        placed = np.hstack([template.points, np.ones((6, 1), np.float32)])
        fit, missed, *_ = np.linalg.lstsq(placed, wanted, rcond=None)
        error = float(missed.sum())
        if best is None or error < best[0]:
            best = (error, template, fit.T)
    assert best is not None  # `load` has seen to a frontal view
    return best[1], best[2]


def key_points(pose: HeadPose) -> Floats:
    """(6, 2) pixels: where the `KEY_POINTS` are on a face; those at the sides on its visible outline."""
    sides = {}
    for name, (half_width, height, front) in (("cheek", _CHEEK), ("jaw", _JAW)):
        for side in (-1.0, 1.0):
            x, z = side * half_width * np.sin(_TURN), front + np.cos(_TURN) - 1
            outline = pose.project(np.stack([x, np.full_like(x, height), z], axis=-1).astype(np.float32))
            outward = pose.camera[:, 0] * side
            sides[name, side] = outline[np.argmax(outline @ outward)]
    nose, chin = pose.project(np.array([_NOSE, _CHIN], np.float32))
    around = (sides["cheek", -1.0], nose, sides["cheek", 1.0], sides["jaw", 1.0], chin, sides["jaw", -1.0])
    return np.stack(around)


def _lay(image: Bytes, template: Template, fit: Floats, colour: ColourOrder) -> Bytes:
    masked: Bytes = image.copy()
    shrunk = -0.5 * np.log2(max(abs(np.linalg.det(fit[:, :2])), 1e-6))
    level = min(max(int(shrunk), 0), len(template.pictures) - 1)
    picture, fit = template.pictures[level], fit * np.array((2**level, 2**level, 1))
    high, wide = picture.shape[:2]
    frame = np.array([[0, 0, 1], [wide, 0, 1], [wide, high, 1], [0, high, 1]]) @ fit.T
    window = window_of(frame, 1, image.shape)
    if window is None:
        return masked
    x0, y0, x1, y1 = window
    shift = fit - np.array([[0, 0, x0], [0, 0, y0]])
    worn = np.asarray(cv2.warpAffine(picture, shift, (x1 - x0, y1 - y0)), np.uint8)
    dye = worn[..., :3] if colour == "BGR" else worn[..., 2::-1]
    part = masked[y0:y1, x0:x1]
    part[:] = np.minimum(np.rint(part * (1 - worn[..., 3:] / 255)) + dye, 255)
    return masked


def _pyramid(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    """Ever smaller copies to pick pixels from; colours times opacity, so that a cut-out's edge takes no dark fringe."""
    opacity = picture[..., 3:] / 255
    levels = [np.concatenate([np.rint(picture[..., :3] * opacity).astype(np.uint8), picture[..., 3:]], axis=-1)]
    while min(levels[-1].shape[:2]) > 32:
        levels.append(np.asarray(cv2.pyrDown(levels[-1]), np.uint8))
    return tuple(levels)


def _split(name: str) -> tuple[str, View]:
    views: tuple[View, ...] = ("_left", "_right", "")
    view = next(view for view in views if name.endswith(view))
    return name.removesuffix(view), view


def _read_config(path: Path) -> configparser.ConfigParser:
    config = configparser.ConfigParser(interpolation=None)
    try:
        config.read_string(path.read_text(encoding="utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise MaskError(f"the mask templates' {path} can't be read: {error}") from None
    except configparser.Error as error:
        raise MaskError(f"{path} is not a MaskTheFace configuration: {str(error).splitlines()[0]}") from None
    return config


def _read_template(folder: Path, section: configparser.SectionProxy) -> Template:
    where = f"{folder / CONFIG}, section [{section.name}]"
    for key in ("template", *KEY_POINTS):
        if key not in section:
            raise MaskError(f"{where}: {key} is missing")
    try:
        points = np.array([[float(part) for part in section[key].split(",")] for key in KEY_POINTS], np.float32)
    except ValueError:
        points = np.empty(0, np.float32)
    if points.shape != (6, 2) or not np.isfinite(points).all():
        raise MaskError(f"{where}: each of {', '.join(KEY_POINTS)} must be a point, two numbers like 21, 97")
    return Template(_pyramid(_read_picture(folder, section["template"], where)), points)


def _read_picture(folder: Path, name: str, where: str) -> NDArray[np.uint8]:
    """MaskTheFace writes paths from above its `masks` folder; a pack that was copied alone has them below itself."""
    path = next((found for found in (folder / name, folder.parent / name) if found.is_file()), None)
    path = path or folder / "templates" / Path(name).name
    try:
        encoded = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise MaskError(f"{where}: the template {path} can't be read: {error.strerror}") from None
    picture = cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED) if encoded.size else None
    if picture is None or picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 4:
        raise MaskError(f"{where}: {path} is not an 8-bit PNG with an alpha channel")
    return np.asarray(picture, np.uint8)
