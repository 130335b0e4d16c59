"""How well our detection and templates agree with OpenCV's, on the same networks and images.

The tests use the pieces on samples; `python -m tests.gate.vision.agreement ../shared/data` measures all images.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import cv2
import numpy as np

from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from gate.vision.align import align
from gate.vision.embed import Embedder
from gate.vision.types import Face, Image
from gate.vision.yunet import YuNet


def peer_faces(peer: cv2.FaceDetectorYN, image: Image) -> np.ndarray:
    """(N, 15): x1, y1, x2, y2, landmarks, score."""
    peer.setInputSize(image.shape[1::-1])
    _, rows = peer.detect(image)
    rows = np.empty((0, 15), np.float32) if rows is None else rows.copy()
    rows[:, 2:4] += rows[:, :2]
    return rows


def overlaps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(len(a), len(b)) intersection over union of boxes."""
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.maximum(high - low, 0).prod(-1)
    return shared / ((a[:, 2:] - a[:, :2]).prod(-1)[:, None] + (b[:, 2:] - b[:, :2]).prod(-1) - shared)


def matches(theirs: np.ndarray, ours: list[Face]) -> list[tuple[int, int]]:
    """Rows of `theirs` and the face of ours that is the same: IoU 0.9, no landmark 1.5 px away."""
    if not len(theirs) or not ours:
        return []
    overlap = overlaps(theirs[:, :4], np.array([face.box for face in ours]))
    pairs = [(row, int(column)) for row, column in enumerate(overlap.argmax(axis=1)) if overlap[row, column] >= 0.9]
    return [(row, column) for row, column in pairs if landmark_distance(theirs[row], ours[column]) <= 1.5]


def landmark_distance(row: np.ndarray, face: Face) -> float:
    return float(np.linalg.norm(row[4:14].reshape(5, 2) - face.landmarks, axis=1).max())


def main() -> None:
    cv2.setNumThreads(1)
    data = Path(sys.argv[1])
    lfw = sorted((data / "lfw/images").glob("*/*.jpg"))
    random.Random(0).shuffle(lfw)
    yunet, sface = resolve("yunet"), resolve("sface")
    backend = OnnxRuntimeBackend(yunet.path, threads=1)
    native, two_scales = YuNet(backend, yunet.card, two_scales=False), YuNet(backend, yunet.card)
    embedder = Embedder(OnnxRuntimeBackend(sface.path, threads=1), sface.card)
    peer = cv2.FaceDetectorYN.create(str(yunet.path), "", (320, 320), 0.6, 0.3)
    peer_recogniser = cv2.FaceRecognizerSF.create(str(sface.path), "")
    for name, paths in {"masked/rmfrd": sorted((data / "masked/rmfrd").glob("*.jpg")), "lfw": lfw[:500]}.items():
        matched = total = more = with_face = with_face_more = 0
        distances, cosines = [0.0], [1.0]
        for path in paths:
            image = np.asarray(cv2.imread(str(path)), np.uint8)
            theirs, ours, both = peer_faces(peer, image), native.detect(image), two_scales.detect(image)
            pairs = matches(theirs, ours)
            matched, total, more = matched + len(pairs), total + max(len(theirs), len(ours)), more + len(both)
            with_face, with_face_more = with_face + bool(ours), with_face_more + bool(both)
            for row, column in pairs:
                distances.append(landmark_distance(theirs[row], ours[column]))
                vector = peer_recogniser.feature(peer_recogniser.alignCrop(image, theirs[row]))[0]
                crop = align(image, ours[column].landmarks, sface.card.preprocessing)
                cosines.append(float(embedder.embed([crop])[0] @ vector / np.linalg.norm(vector)))
        print(f"{name}, {len(paths)} images: {matched} of {total} faces matched ({matched / total:.2%}), landmarks at")
        print(f"  most {max(distances):.5f} px apart, templates' cosine at least {min(cosines):.6f}; two scales find")
        print(f"  {more} faces, not {total}, and at least one in {with_face_more} images, not {with_face}")


if __name__ == "__main__":
    main()
