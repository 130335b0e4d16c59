"""Templates from aligned crops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from engines.backend import Backend, FloatArray
from engines.card import Card
from engines.errors import ModelError
from gate.vision.preprocess import Preprocessor
from gate.vision.types import Crop

MAX_BATCH = 16
"""Crops in one run of the network: bounds the memory that its activations take."""


class Recogniser(Protocol):
    """Turns aligned crops into templates."""

    @property
    def template_space(self) -> str:
        """What its templates may be compared with (law 3)."""
        ...

    @property
    def dim(self) -> int:
        """Length of a template."""
        ...

    def embed(self, crops: Sequence[Crop]) -> FloatArray:
        """One template for each crop: (N, dim) float32 of L2 norm 1; (0, dim) for none."""
        ...


class Embedder:
    """A recogniser network on any backend. One for each thread: it works in memory of its own.

    Args:
        backend: the network.
        card: its card, of kind "recogniser".

    Raises:
        ModelError: the card lacks what a recogniser needs.
    """

    def __init__(self, backend: Backend, card: Card) -> None:
        if card.template_space is None or card.dim is None:
            raise ModelError(f"the card of {card.name} is no recogniser's: it names no template space or dimension")
        self.backend = backend
        self._name = card.name
        self._preprocessor = Preprocessor(card.preprocessing)
        self._output = card.outputs[0]
        self._batch = backend.inputs[0].shape[0] or MAX_BATCH
        self.template_space = card.template_space
        self.dim = card.dim

    def embed(self, crops: Sequence[Crop]) -> FloatArray:
        """One template for each crop.

        Args:
            crops: as `gate.vision.align.align` makes them with this card's preprocessing.

        Returns:
            (N, dim) float32, each row of L2 norm 1.

        Raises:
            ModelError: the network failed, or its answer is no template.
        """
        vectors = np.empty((len(crops), self.dim), dtype=np.float32)
        for start in range(0, len(crops), self._batch):
            batch = self._preprocessor.batch(crops[start : start + self._batch])
            answer = self.backend.run(batch)[self._output]
            if answer.shape != (len(batch), self.dim):
                raise ModelError(f"{self._name} answered with shape {answer.shape}, its card says dim {self.dim}")
            vectors[start : start + len(batch)] = answer
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(norms).all() and (norms > 0).all()):
            raise ModelError(f"{self._name} answered with a vector that has no direction")
        return np.asarray(vectors / norms, dtype=np.float32)
