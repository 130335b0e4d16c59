"""Templates kept in a folder, so that an image is embedded once for each way of embedding it.

Templates are biometric data: a cache lies only where somebody asked for one, and is theirs to delete.
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.errors import CalibrationError
from engines.card import file_digest

Stored = NDArray[np.float32]
"""(D,) a template; (0,) if no face was found in the image."""


class TemplateCache:
    """One small file for each image, named by the digest of its bytes, in a folder named by the way of embedding.

    Args:
        folder: where; made if need be.
        way: everything that a template depends on besides the image: digests of the models, settings, rules.
    """

    def __init__(self, folder: Path, way: str) -> None:
        self._folder = folder / hashlib.sha256(way.encode()).hexdigest()[:16]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / "way.txt").write_text(way + "\n", encoding="utf-8")
        except OSError as error:
            raise CalibrationError(f"templates can't be kept in {folder}: {error.strerror}") from None

    def get(self, image: Path) -> Stored | None:
        """What is stored for an image file; None if nothing (whole) is."""
        try:
            stored = np.load(self._place(image))
        except (OSError, ValueError, EOFError):
            return None
        return stored if stored.dtype == np.float32 and stored.ndim == 1 else None

    def put(self, image: Path, template: Stored) -> None:
        """Store an image file's template; nobody ever finds half of one.

        Raises:
            CalibrationError: the folder can't be written.
        """
        buffer = io.BytesIO()
        np.save(buffer, template)
        try:
            place = self._place(image)
            temporary = place.with_suffix(f".{os.getpid()}")
            temporary.write_bytes(buffer.getvalue())
            temporary.replace(place)
        except OSError as error:
            raise CalibrationError(f"templates can't be kept in {self._folder}: {error.strerror}") from None

    def _place(self, image: Path) -> Path:
        return self._folder / f"{file_digest(image)}.npy"
