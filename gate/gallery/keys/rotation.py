"""A secret turn of template space: every distance and cosine stays, every number changes.

ISO/IEC 24745 asks that a stored template can be revoked and renewed, and that those of two systems can't be linked.
Templates are therefore sealed after multiplication with an orthogonal matrix that only this installation knows; a new
matrix makes new templates of the same people without a new picture.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


class Rotation:
    """A D×D orthogonal matrix drawn from a secret seed, the same on every machine."""

    def __init__(self, seed: bytes, dim: int) -> None:
        """Draw it: the Q of a Gaussian matrix's QR with positive diagonal is Haar-distributed (Mezzadri 2007)."""
        q, r = np.linalg.qr(_gaussian(seed, dim * dim).reshape(dim, dim))
        self._matrix: NDArray[np.float32] = (q * np.sign(np.diag(r))).astype(np.float32)

    def turn(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors, (D,) or (N, D), as they are kept."""
        return np.asarray(vectors @ self._matrix)

    def turn_back(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors as the model made them."""
        return np.asarray(vectors @ self._matrix.T)


def _gaussian(seed: bytes, count: int) -> NDArray[np.float64]:
    """Standard normal numbers from SHAKE-256 by Box and Muller; numpy's own streams may change with its version."""
    half = (count + 1) // 2
    raw = hashlib.shake_256(b"maskgate rotation" + seed).digest(16 * half)
    uniform = (np.frombuffer(raw, "<u8") >> np.uint64(11)).astype(np.float64) * 2.0**-53
    radius = np.sqrt(-2.0 * np.log1p(-uniform[:half]))
    angle = 2.0 * np.pi * uniform[half:]
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]
