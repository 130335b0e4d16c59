"""What `trainer.overlap` compares and shows: pictures and templates of training folders and report sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from calibration.embed import embed_images
from calibration.face_path import FacePath, crop_path, open_recogniser, photograph_path
from calibration.pictures import Picture, load
from calibration.protocols.registry import PROTOCOLS
from engines.registry import resolve
from gate.vision.types import Crop
from trainer.backbones.registry import create
from trainer.backbones.weights import BASE_RECOGNISER, load_weights
from trainer.data.crop import clean_crop
from trainer.data.prepared import PreparedFaces
from trainer.distributed import ALONE
from trainer.errors import TrainerError
from trainer.networks import Embedder
from trainer.overlap import Gathered
from trainer.teacher import cached_table


class TrainingPictures:
    """The pictures of prepared folders; a folder's name names its collection.

    Args:
        folders: prepared ones.
        report: called with the pictures embedded and all; templates are kept beside the data, as training does.

    Raises:
        TrainerError: a folder is not prepared, two have one name, or templates can't be written.
    """

    def __init__(self, folders: Sequence[Path], report: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        names = [folder.resolve().name for folder in folders]
        if len(set(names)) < len(names):
            raise TrainerError("two of the prepared folders have one name, and a list could not tell them apart")
        self._faces = PreparedFaces(folders)
        network = Embedder(create(BASE_RECOGNISER))
        load_weights(network.backbone, BASE_RECOGNISER)
        network.eval().requires_grad_(False)
        table = cached_table(network, self._faces, ALONE, workers=0, report=report)[0]
        people = np.array([f"{names[self._faces.folder_of(i)]}/{name}" for i, name in enumerate(self._faces.people)])
        vectors = table / np.linalg.norm(table, axis=1, keepdims=True)
        places = [str(place) for place in self._faces.places.tolist()]
        self.gathered = Gathered(vectors.astype(np.float32), people[self._faces.person], places)

    def crop(self, row: int) -> Crop:
        """The face of a picture."""
        return clean_crop(self._faces.photo(row))


class ReportPictures:
    """The pictures that a protocol reports on.

    Args:
        protocol: a name of `calibration.protocols.registry`.
        folder: its data.
        cache: a folder that keeps crops and templates, as `trainer eval --cache`.

    Raises:
        CalibrationError: the data is not of the layout, or can't be read.
    """

    def __init__(self, protocol: str, folder: Path, cache: Path | None) -> None:
        read = PROTOCOLS[protocol](folder)
        model = open_recogniser(resolve(BASE_RECOGNISER, kind="recogniser"))
        self._path: FacePath = crop_path(model) if read.aligned else photograph_path(model)
        embedded = embed_images(list(read.people), self._path, cache=cache, what="report set")
        self._pictures: list[Picture] = [picture for picture in read.people if picture in embedded.rows]
        self.gathered = Gathered(
            embedded.vectors[[embedded.rows[picture] for picture in self._pictures]],
            np.array([f"{protocol}/{read.people[picture]}" for picture in self._pictures]),
            [picture.name for picture in self._pictures],
        )

    def crop(self, row: int) -> Crop:
        """The face of a picture."""
        (crop,) = self._path.cutter.crops([load(self._pictures[row])])
        assert crop is not None, "it has a template, so it has a face"
        return crop
