"""What a build is asked for, and what it needs of the gate's vision."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.backend import Backend, FloatArray, Precision
from engines.card import Card
from engines.quantise.calibrate import Equalisation
from engines.quantise.ranges import Method
from engines.sidecar import EngineKind

Images = Sequence[NDArray[np.uint8]]


@dataclass(frozen=True)
class Pictures:
    """Faces or photographs from a folder."""

    images: Images
    digests: tuple[str, ...]
    """Of each image's pixels."""
    rejected: int
    """Files that are no image, or show no face."""

    def without(self, others: Pictures) -> Pictures:
        """Those that are not among the others."""
        known = set(others.digests)
        kept = [i for i, digest in enumerate(self.digests) if digest not in known]
        return Pictures([self.images[i] for i in kept], tuple(self.digests[i] for i in kept), self.rejected)


class Eyes(Protocol):
    """What a build needs of the gate's vision, handed in by the command."""

    def read(self, folder: Path, card: Card, limit: int) -> Pictures:
        """Crops as the card wants them (a recogniser's), or photographs (a detector's)."""
        ...

    def batches(self, images: Images, card: Card) -> Iterator[FloatArray]:
        """Network inputs, of one shape but for the last batch's length."""
        ...

    def templates(self, backend: Backend, card: Card, images: Images) -> FloatArray:
        """(N, D) templates of crops."""
        ...

    def faces(self, backend: Backend, card: Card, images: Images) -> list[FloatArray]:
        """(n, 14) boxes and landmarks of each photograph, as `engines.verify.compare_boxes` takes them."""
        ...

    def pairs(self, folder: Path, card: Card, backends: Sequence[Backend]) -> list[dict[str, float]]:
        """Error rates of each backend on a folder of labelled pairs."""
        ...


@dataclass(frozen=True)
class Request:
    """What the command was asked for; see `build-engine --help`."""

    onnx: str
    engine: Path
    precision: Precision = "fp16"
    backend: EngineKind = "tensorrt"
    min_batch: int = 1
    opt_batch: int = 1
    max_batch: int | None = None
    sizes: tuple[tuple[int, int], tuple[int, int], tuple[int, int]] | None = None
    workspace_mib: int = 1024
    timing_cache: Path | None = None
    calib_input: Path | None = None
    calib_cache: Path | None = None
    calib_num_images: int = 512
    calib_method: Method = "percentile"
    equalise: Equalisation = "auto"
    implicit_int8: bool = False
    exclude_nodes: tuple[str, ...] = ()
    dla_core: int | None = None
    version_compatible: bool = False
    verify_input: Path | None = None
    verify_num_images: int = 1000
    min_cosine: float | None = None
    pairs: Path | None = None
    allow_unverified: bool = False
    verbose: bool = False

    @property
    def command(self) -> str:
        """What builds this engine again, on another device or TensorRT."""
        words = ["build-engine", "--onnx", self.onnx, "--engine", str(self.engine)]
        words += ["--precision", self.precision, "--backend", self.backend]
        if self.sizes:
            for name, (height, width) in zip(("min", "opt", "max"), self.sizes, strict=True):
                words += [f"--{name}-size", f"{height}x{width}"]
        if self.exclude_nodes:
            words += ["--exclude-nodes", ",".join(self.exclude_nodes)]
        for option in fields(self):
            value = getattr(self, option.name)
            if option.name in _SAID or value == option.default:
                continue
            words += [f"--{option.name.replace('_', '-')}"] + ([] if value is True else [str(value)])
        return shlex.join(words)


_SAID = {"onnx", "engine", "precision", "backend", "sizes", "exclude_nodes", "allow_unverified", "verbose"}
"""Options that are named above, or that say nothing of the engine."""
