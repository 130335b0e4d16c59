"""Reads photographs from files, whatever kind they are, into frames."""

from __future__ import annotations

import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from gate.vision.errors import ImageError
from gate.vision.types import Image

MAX_PIXELS = 40_000_000
"""More would take over 400 MB while decoding: a JPEG is then decoded at a half, a quarter or an eighth of its size."""

FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF", "PPM")
"""Of Pillow's readers, those of photographs; none that starts another program."""


def read_image(path: Path) -> Image:
    """Read a photograph, upright by its EXIF orientation, transparent parts on white, of an animation the first frame.

    Args:
        path: a file in one of `FORMATS`; grey (8 or 16 bits), palette, RGB, CMYK, with or without alpha.

    Returns:
        (height, width, 3) uint8 BGR.

    Raises:
        ImageError: missing, empty, truncated or damaged, of another format, or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about damaged metadata, which does not matter here
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(path, formats=[name for name in FORMATS if name in _readable()]) as picture:
                _bound(picture, path)
                rgb = _to_rgb(ImageOps.exif_transpose(picture), path)
        return np.asarray(cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR), dtype=np.uint8)
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"there is no file {path}") from None
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise _too_large(path) from None
    except UnidentifiedImageError:
        what = "is empty" if path.stat().st_size == 0 else f"is no image that can be read here ({', '.join(FORMATS)})"
        raise ImageError(f"{path} {what}") from None
    except OSError as error:
        raise ImageError(f"{path} can't be read: {error.strerror or error}") from None
    except Exception as error:  # noqa: BLE001 - Pillow's decoders meet damaged files with many kinds of exception
        raise ImageError(f"{path} is damaged: {error}") from None


def _readable() -> set[str]:
    Pillow.init()
    return set(Pillow.OPEN)


def _bound(picture: Pillow.Image, path: Path) -> None:
    """Have a huge JPEG decoded smaller; refuse another huge picture before its pixels take memory."""
    width, height = picture.size
    factor = next((factor for factor in (1, 2, 4) if width * height <= MAX_PIXELS * factor**2), 8)
    picture.draft(picture.mode, (width // factor, height // factor))  # only a JPEG's decoder can and does
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(path)


def _too_large(path: Path) -> ImageError:
    return ImageError(f"{path} has more than {MAX_PIXELS // 1_000_000} million pixels: make it smaller first")


def _to_rgb(picture: Pillow.Image, path: Path) -> Pillow.Image:
    if picture.mode.startswith("I"):  # "I;16" and its kin; older Pillow reads 16-bit grey as "I"
        values = np.asarray(picture).astype(np.int64)
        if values.min() < 0 or values.max() > 65535:
            raise ImageError(f"{path} has more than 16 bits per pixel: save it as an ordinary photograph")
        picture = Pillow.fromarray((values >> 8).astype(np.uint8))
    if picture.mode.endswith(("A", "a")) or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Pillow.alpha_composite(Pillow.new("RGBA", picture.size, "white"), picture)
    return picture.convert("RGB")
