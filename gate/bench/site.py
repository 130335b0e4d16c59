"""A whole gate for the bench: a home that is gone afterwards, people enrolled from their photographs, no camera."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import cv2
import numpy as np

from engines.backend import Backend, FloatArray, Running, TensorSpec
from gate.assembly import Assembly
from gate.bench.clips import Person
from gate.capture.types import FrameReader
from gate.clock import ManualClock
from gate.enrolment import enrol_photographs
from gate.entrance import Entrance
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.home import Home
from gate.networks import Networks, open_networks
from gate.settings import LivenessMode, LivenessSettings, Settings
from gate.vault import open_gallery
from gate.vision.embed import Embedder
from gate.vision.image_io import read_image
from gate.vision.mask_state import MaskStateNetwork
from gate.vision.types import Image
from gate.vision.yunet import YuNet


class CountedBackend:
    """A network that counts its runs, the pictures in them and their pixels."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.inputs: tuple[TensorSpec, ...] = backend.inputs
        self.outputs: tuple[TensorSpec, ...] = backend.outputs
        self.running: Running = backend.running
        self.runs = 0
        self.pictures = 0
        self.pixels = 0
        self.remember = True
        """Whether the shapes of inputs are kept."""
        self.batches: list[tuple[int, ...]] = []
        """The shapes of all inputs, in order: what the networks' bare time is measured on."""

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        """As the network itself."""
        self.runs += 1
        self.pictures += batch.shape[0]
        self.pixels += batch.shape[0] * batch.shape[2] * batch.shape[3]
        if self.remember:
            self.batches.append(batch.shape)
        return self._backend.run(batch)

    def forget(self) -> None:
        """Count anew."""
        self.runs = self.pictures = self.pixels = 0
        self.batches = []

    def close(self) -> None:
        """As the network itself."""
        self._backend.close()


class DetectorBackend(CountedBackend):
    """The detector's: a class of its own, so that stages can be told apart."""

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        """As the network itself."""
        return super().run(batch)


class RecogniserBackend(CountedBackend):
    """The recogniser's."""

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        """As the network itself."""
        return super().run(batch)


class MaskBackend(CountedBackend):
    """The mask classifier's."""

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        """As the network itself."""
        return super().run(batch)


@dataclass(frozen=True)
class Counted:
    """The networks of one gate, and the counters around them."""

    networks: Networks
    detector: DetectorBackend
    recogniser: RecogniserBackend
    masks: MaskBackend | None


def counted(networks: Networks) -> Counted:
    """The same networks, counted; each gate gets detectors of its own, which share the loaded files."""
    bare_recogniser = networks.recogniser.backend
    detector, recogniser = DetectorBackend(networks.detector_backend), RecogniserBackend(bare_recogniser)
    masks = None if networks.masks is None else MaskBackend(networks.masks.backend)
    mask_network = None
    if masks is not None and networks.masks is not None:
        mask_network = MaskStateNetwork(masks, networks.masks.card)
    own = replace(
        networks,
        detector=YuNet(detector, networks.detector_model.card),
        recogniser=Embedder(recogniser, networks.model.card),
        detector_backend=detector,
        masks=mask_network,
    )
    return Counted(own, detector, recogniser, masks)


def bench_settings(liveness: LivenessMode = "off", *, one_face: bool = False) -> Settings:
    """One thread for each network, nobody kept out for company, keys in a file: what is measured is the frame path.

    With SFace, which the peers run, too; the default recogniser has the same network.
    """
    plain = Settings()
    return plain.model_copy(
        update={
            "recognition": plain.recognition.model_copy(update={"one_face": one_face, "model": "sface"}),
            "models": plain.models.model_copy(update={"threads": 1}),
            "liveness": LivenessSettings(mode=liveness),
            "privacy": plain.privacy.model_copy(update={"key": "file"}),
        }
    )


@contextmanager
def home_with(people: Sequence[Person], models: Path) -> Iterator[tuple[Home, Networks]]:
    """A home in which these people are enrolled, and the networks that did it; it is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="maskgate-bench-") as folder:
        home, settings = Home(Path(folder), models), bench_settings()
        networks = open_networks(settings, home)
        with open_gallery(home, settings, template_space=networks.recogniser.template_space) as gallery:
            for person in dict.fromkeys(people):
                _enrol(gallery, person, Path(folder), networks, settings)
        yield home, networks


def _enrol(gallery: Gallery, person: Person, folder: Path, networks: Networks, settings: Settings) -> None:
    for photograph in person.enrolled:
        picture = folder / "picture.png"
        cv2.imwrite(str(picture), _cut(photograph, person))
        with suppress(GalleryError):
            enrol_photographs(
                gallery, person.name, [picture], networks, settings,
                consent="bench", operator="gate bench", clock=ManualClock(), allow_lookalike=True,
            )  # fmt: skip
            return


def _cut(photograph: Path, person: Person) -> Image:
    picture = read_image(photograph)
    if person.crop is not None:
        left, top, side = person.crop
        picture = picture[top : top + side, left : left + side]
    return np.asarray(cv2.resize(picture, (500, 500), interpolation=cv2.INTER_CUBIC), np.uint8)


@contextmanager
def gate_at(
    home: Home, networks: Networks, settings: Settings, clock: ManualClock, *, sparing: bool = False
) -> Iterator[Assembly]:
    """A gate of that home, fed by hand."""
    reader = cast(FrameReader, SimpleNamespace(live=False, description="bench"))
    entrance = Entrance(settings, home, clock, lambda _events: None, real=False)
    with Assembly(settings, home, clock, networks, reader, entrance, sparing=sparing) as gate, entrance:
        yield gate
