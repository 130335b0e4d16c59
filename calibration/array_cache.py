"""Crops and templates kept in a folder, so that a picture is cut and embedded once for each way of doing it.

Both are biometric data: a cache lies only where somebody asked for one, and is theirs to delete.
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from calibration.errors import CalibrationError
from calibration.pictures import Picture, digest


class ArrayCache:
    """One small file for each picture, named by the digest of its bytes, in a folder named by the way it was made.

    An empty array says that nothing could be made of a picture.

    Args:
        folder: where; made if need be.
        way: everything that an array depends on besides the picture: digests of the models, settings, rules.
        dtype: of the arrays.
        ndim: of the arrays.
    """

    def __init__(self, folder: Path, way: str, *, dtype: DTypeLike, ndim: int) -> None:
        self._folder = folder / hashlib.sha256(way.encode()).hexdigest()[:16]
        self._dtype, self._ndim = np.dtype(dtype), ndim
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / "way.txt").write_text(way + "\n", encoding="utf-8")
        except OSError as error:
            raise CalibrationError(f"templates can't be kept in {folder}: {error.strerror}") from None

    def get(self, picture: Picture) -> NDArray[Any] | None:
        """What is stored for a picture; None if nothing (whole) is."""
        try:
            stored: NDArray[Any] = np.load(self._place(picture))
        except (OSError, ValueError, EOFError):
            return None
        return stored if stored.dtype == self._dtype and stored.ndim == self._ndim else None

    def put(self, picture: Picture, array: NDArray[Any]) -> None:
        """Store what was made of a picture; nobody ever finds half of it.

        Raises:
            CalibrationError: the folder can't be written.
        """
        buffer = io.BytesIO()
        np.save(buffer, array)
        try:
            place = self._place(picture)
            temporary = place.with_suffix(f".{os.getpid()}")
            temporary.write_bytes(buffer.getvalue())
            temporary.replace(place)
        except OSError as error:
            raise CalibrationError(f"templates can't be kept in {self._folder}: {error.strerror}") from None

    def _place(self, picture: Picture) -> Path:
        return self._folder / f"{digest(picture)}.npy"
