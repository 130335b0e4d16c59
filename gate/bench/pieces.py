"""Our path piece by piece beside OpenCV's `FaceDetectorYN` and `FaceRecognizerSF`: same networks, one thread each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, cycle, islice
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.backend import FloatArray
from gate.bench.compare import Comparison, compare
from gate.capture.demo_feed import frames
from gate.networks import Networks
from gate.vision.align import align
from gate.vision.decode import DIVISOR
from gate.vision.pipeline import FacePipeline
from gate.vision.preprocess import Preprocessor
from gate.vision.types import Image
from gate.vision.yunet import YuNet

EVERY = 12
"""Every so many frames of the demo's feed are used: all of its distances and people, in a few seconds."""


class OpenCv:
    """The peer, as its own samples use it."""

    def __init__(self, networks: Networks) -> None:
        cv2.setNumThreads(1)
        self.detector = cv2.FaceDetectorYN.create(str(networks.detector_model.path), "", (320, 320), 0.6, 0.3)
        self.recogniser = cv2.FaceRecognizerSF.create(str(networks.model.path), "")

    def detect(self, image: Image) -> NDArray[np.float32]:
        """(N, 15) rows of box, landmarks and score."""
        self.detector.setInputSize((image.shape[1], image.shape[0]))
        rows: Any = self.detector.detect(image)[1]
        return np.empty((0, 15), np.float32) if rows is None else rows

    def vectors(self, image: Image) -> list[FloatArray]:
        """Detect, align and embed every face of a frame: vectors of norm 1."""
        features = [self.recogniser.feature(self.recogniser.alignCrop(image, row))[0] for row in self.detect(image)]
        return [np.asarray(feature / np.linalg.norm(feature), np.float32) for feature in features]

    def whole(self, image: Image, gallery: FloatArray) -> list[int]:
        """The best row of a gallery for each face."""
        return [int((gallery @ vector).argmax()) for vector in self.vectors(image)]


def run(networks: Networks, *, rounds: int = 6) -> Iterator[Comparison]:
    """Compare piece by piece, then whole frames.

    Args:
        networks: the gate's own, on one thread; the recogniser must be SFace, which OpenCV can run too.
        rounds: how often the frames are gone through.
    """
    peer = OpenCv(networks)
    images = [image for _, image in islice(frames(), 0, None, EVERY)]
    faces = [(image, rows[0]) for image in images if len(rows := peer.detect(image))]
    yield _detection(networks, peer, images, rounds)
    yield _preparation(networks, images, rounds)
    yield from _recognition(networks, peer, faces, rounds)
    yield from _whole_frames(networks, peer, images, rounds)


def _detection(networks: Networks, peer: OpenCv, images: Sequence[Image], rounds: int) -> Comparison:
    single = YuNet(networks.detector_backend, networks.detector_model.card, two_scales=False)
    ours, theirs = cycle(images), cycle(images)
    return compare(
        "detect, same input size",
        lambda: single.detect(next(ours)),
        lambda: peer.detect(next(theirs)),
        "FaceDetectorYN",
        rounds * len(images),
    )


def _preparation(networks: Networks, images: Sequence[Image], rounds: int) -> Comparison:
    """From a frame to the detector's input, beside the two functions that FaceDetectorYN calls for it.

    What it does after the network has no function of its own; `detect` above covers it.
    """
    preprocessor = Preprocessor(networks.detector_model.card.preprocessing)
    ours, theirs = cycle(images), cycle(images)

    def by_opencv() -> None:
        image = next(theirs)
        bottom, right = -image.shape[0] % DIVISOR, -image.shape[1] % DIVISOR
        cv2.dnn.blobFromImage(cv2.copyMakeBorder(image, 0, bottom, 0, right, cv2.BORDER_CONSTANT))

    return compare(
        "prepare the detector's input",
        lambda: preprocessor.batch([next(ours)], divisor=DIVISOR),
        by_opencv,
        "copyMakeBorder + blobFromImage",
        rounds * len(images),
    )


def _recognition(
    networks: Networks, peer: OpenCv, faces: Sequence[tuple[Image, NDArray[np.float32]]], rounds: int
) -> Iterator[Comparison]:
    preprocessing = networks.model.card.preprocessing
    pairs = rounds * len(faces)
    ours, theirs = cycle(faces), cycle(faces)
    landmarks = {id(row): row[4:14].reshape(5, 2) for _, row in faces}

    def align_ours() -> None:
        image, row = next(ours)
        align(image, landmarks[id(row)], preprocessing)

    yield compare("align", align_ours, lambda: peer.recogniser.alignCrop(*next(theirs)), "alignCrop", pairs)
    crops = [align(image, landmarks[id(row)], preprocessing) for image, row in faces]
    bgr = cycle([np.ascontiguousarray(crop[..., ::-1]) for crop in crops])
    rgb = cycle(crops)
    yield compare(
        "embed",
        lambda: networks.recogniser.embed([next(rgb)]),
        lambda: peer.recogniser.feature(next(bgr)),
        "FaceRecognizerSF",
        pairs,
    )


def _whole_frames(networks: Networks, peer: OpenCv, images: Sequence[Image], rounds: int) -> Iterator[Comparison]:
    """On a standing person: OpenCV does all of its work for each frame, and so do we until the track is settled."""
    image = images[len(images) // 6]
    gallery = np.eye(100, networks.recogniser.dim, dtype=np.float32)
    for work, wanted in (("whole frame, new track", True), ("whole frame, settled track", False)):
        pipeline = FacePipeline(networks.detector, networks.recogniser, networks.model.card.preprocessing)
        times = count(step=1 / 30)

        def ours(pipeline: FacePipeline = pipeline, times: Iterator[float] = times, wanted: bool = wanted) -> None:
            pipeline.process(image, next(times), wants_look=lambda _: wanted)

        yield compare(
            work,
            ours,
            lambda: peer.whole(image, gallery),
            "FaceDetectorYN + FaceRecognizerSF",
            rounds * len(images),
        )
