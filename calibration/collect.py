"""Chooses the faces that an 8-bit network is calibrated on: few, but spread over all that a gate sees.

Candidates are clustered in embedding space (k-means), as many clusters as faces are wanted, and the face nearest to
each centre is taken: poses, people and light that are frequent in a folder don't crowd out the others. Masked and
unmasked faces are chosen apart, so that both are there. The same folder, model and seed give the same set.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy.cluster.vq import kmeans2

from calibration.cutting import most_central
from calibration.errors import CalibrationError
from calibration.face_path import Measurable
from engines.registry import Model
from gate.vision.align import align
from gate.vision.detector import Detector
from gate.vision.errors import ImageError
from gate.vision.image_io import read_image
from gate.vision.types import Crop

MANIFEST = "collection.json"

_SMALLEST = 40
"""Width of a face in pixels: smaller ones are mostly blur once they are enlarged, and a gate would not embed them."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A face that may be chosen."""

    source: str
    """Its picture's path within its folder."""
    crop: Crop
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Part:
    """One folder's share of the set."""

    folder: Path
    masked: bool
    count: int


def list_pictures(folder: Path, limit: int, seed: int) -> list[Path]:
    """At most so many files of a folder, by chance but reproducibly.

    Raises:
        CalibrationError: there is no such folder, or it is empty.
    """
    if not folder.is_dir():
        raise CalibrationError(f"there is no folder {folder}")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    if not files:
        raise CalibrationError(f"{folder} is empty")
    chosen = np.random.default_rng(seed).permutation(len(files))[:limit]
    return [files[place] for place in sorted(chosen.tolist())]


def find_candidates(paths: Sequence[Path], folder: Path, model: Measurable, detector: Detector) -> list[Candidate]:
    """Detect, align and embed each picture's most central face.

    Raises:
        CalibrationError: most of the files show no face: this is another folder.
    """
    found: list[Candidate] = []
    for path in track(paths, f"Looking at {folder.name}", console=Console(stderr=True), transient=True):
        try:
            image = read_image(path)
        except ImageError:
            continue
        face = most_central(detector.detect(image), image.shape[:2])
        if face is None or face.width < _SMALLEST:
            continue
        crop = align(image, face.landmarks, model.preprocessing)
        (vector,) = model.recogniser.embed([crop])
        found.append(Candidate(str(path.relative_to(folder)), crop, vector))
    if len(found) < 0.5 * len(paths):
        raise CalibrationError(
            f"{folder} is no folder of faces: "
            f"{len(paths) - len(found)} of {len(paths)} files show none of {_SMALLEST} px"
        )
    return found


def spread(vectors: NDArray[np.float32], count: int, seed: int) -> list[int]:
    """Places of `count` vectors, one near the centre of each cluster, in ascending order.

    Args:
        vectors: (N, D), norm 1 each.
        count: at most N.
        seed: of the clustering.
    """
    if count >= len(vectors):
        return list(range(len(vectors)))
    centres, _ = kmeans2(vectors.astype(np.float64), count, minit="++", seed=seed, missing="warn")
    distance = ((vectors[:, None] - centres[None]) ** 2).sum(axis=2) if len(vectors) * count < 1 << 20 else None
    taken: list[int] = []
    free = np.ones(len(vectors), dtype=bool)
    for number in range(count):
        row = ((vectors - centres[number]) ** 2).sum(axis=1) if distance is None else distance[:, number]
        place = int(np.where(free, row, np.inf).argmin())
        free[place] = False
        taken.append(place)
    return sorted(taken)


def write_collection(
    out: Path, chosen: Sequence[tuple[Part, Sequence[Candidate]]], model: Model, *, seed: int, consent: str | None
) -> int:
    """Write crops and manifest, all or nothing.

    Returns:
        How many faces.

    Raises:
        CalibrationError: the folder holds something already, or can't be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CalibrationError(f"{out} holds something already: name another folder with --out")
    entries: list[dict[str, Any]] = []
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
        try:
            for part, candidates in chosen:
                for candidate in candidates:
                    name = f"{len(entries):04d}.png"
                    _write_crop(temporary / name, candidate.crop, model)
                    digest = hashlib.sha256((temporary / name).read_bytes()).hexdigest()
                    entries.append({"file": name, "digest": digest, "masked": part.masked, "source": candidate.source})
            manifest = {
                "schema": 1,
                "model": model.card.digest,
                "preprocessing": json.loads(model.card.preprocessing.model_dump_json()),
                "seed": seed,
                "consent": consent,
                "faces": entries,
            }
            (temporary / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
            temporary.chmod(0o700)  # faces are biometric data
            if out.exists():
                out.rmdir()
            temporary.rename(out)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    except OSError as error:
        raise CalibrationError(f"the calibration set {out} can't be written: {error.strerror or error}") from None
    return len(entries)


def _write_crop(path: Path, crop: Crop, model: Model) -> None:
    picture = crop[..., ::-1] if model.card.preprocessing.colour == "RGB" else crop
    encoded, data = cv2.imencode(".png", picture)
    if not encoded:
        raise CalibrationError("a crop can't be encoded as PNG")
    path.write_bytes(data.tobytes())
