"""Draws a mask on a face, from five landmarks: on a loose photograph of any size or on an aligned crop."""

from __future__ import annotations

import cv2

from calibration.masks.picture import Bytes, ColourOrder, Floats, check_image
from calibration.masks.pose import HeadPose, estimate_pose
from trainer.masks.cloth import cut_from, dyed, paint
from trainer.masks.cuts import drape
from trainer.masks.dress import SUBPIXEL, corners, dress
from trainer.masks.light import Light, estimate_light
from trainer.masks.spec import MaskSpec
from trainer.masks.straps import ribbons


def draw_mask(image: Bytes, landmarks: Floats, spec: MaskSpec, *, colour: ColourOrder = "BGR") -> Bytes:
    """A copy of the picture in which one face wears a mask.

    Pure: the same arguments give the same picture (another version of OpenCV may round otherwise).

    Args:
        image: (height, width, 3) uint8; never written to.
        landmarks: (5, 2) as in `gate.vision.types.Landmarks`, in pixels of the image; they may lie beyond it.
        spec: the mask.
        colour: the image's colour order: frames are BGR, a recogniser's crops as its card says.

    Raises:
        MaskError: not such an image, or landmarks to which no face can be fitted.
    """
    check_image(image)
    pose = estimate_pose(landmarks)
    light = estimate_light(image, pose, colour=colour)
    points = drape(spec)
    masked: Bytes = image.copy()
    _draw_straps(masked, points, pose, spec, light)
    dress(masked, paint(cut_from(spec), points, light), points, pose, spec.finish)
    return masked


def _draw_straps(picture: Bytes, points: Floats, pose: HeadPose, spec: MaskSpec, light: Light) -> None:
    dye = dyed(spec.cloth if spec.straps == "wide" else spec.trim, light, spec.brightness)
    for side, bands in ribbons(spec, points, pose):
        shade = light.even + 0.8 * side * light.along[0] + 0.6 * light.along[2]
        cv2.fillPoly(picture, list(corners(bands)), [channel * shade for channel in dye], cv2.LINE_AA, SUBPIXEL)
