"""A library that brings its own OpenCV judges a clip in an environment of its own, some frames at a time.

Usage: python peer_process.py insightface|uniface DETECTOR.onnx RECOGNISER.onnx CLIP

Runs without anything of ours. Each line on stdin is a number of frames to judge; the answer is one line of JSON: the
seconds of CPU time of the whole process that they took, decoding left out, and for each frame its faces' vectors.

Neither library has a YuNet: both are given OpenCV's `FaceDetectorYN` with the same file, by their own interfaces for
detectors. Alignment, preparation, recogniser and the loop over the faces are theirs.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

Judge = Callable[[Any], list[Any]]


class Yunet:
    """(N, 15) rows of box, landmarks and score."""

    def __init__(self, path: str) -> None:
        self._detector = cv2.FaceDetectorYN.create(path, "", (320, 320), 0.6, 0.3)

    def rows(self, image: Any) -> Any:
        """Boxes as left, top, right, bottom."""
        self._detector.setInputSize((image.shape[1], image.shape[0]))
        found: Any = self._detector.detect(image)[1]
        rows = np.empty((0, 15), np.float32) if found is None else np.array(found)
        rows[:, 2:4] += rows[:, :2]
        return rows


def one_thread() -> Any:
    """Options of a session."""
    options = importlib.import_module("onnxruntime").SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return options


def by_insightface(detector: str, recogniser: str) -> Judge:
    """`FaceAnalysis.get` with insightface's `ArcFaceONNX` on the recogniser."""
    app: Any = importlib.import_module("insightface.app")
    zoo: Any = importlib.import_module("insightface.model_zoo.model_zoo")

    class Detector(Yunet):
        def detect(self, image: Any, **_named: Any) -> tuple[Any, Any]:
            rows = self.rows(image)
            return rows[:, [0, 1, 2, 3, 14]], rows[:, 4:14].reshape(-1, 5, 2)

    class Analysis(app.FaceAnalysis):  # type: ignore[misc]  # its own __init__ wants a folder with an SCRFD in it
        def __init__(self) -> None:
            self.addons: dict[str, Any] = {}
            self.liveness_mode = "normal"
            self.det_model = Detector(detector)
            providers = ["CPUExecutionProvider"]
            self.models = {"recognition": zoo.get_model(recogniser, providers=providers, sess_options=one_thread())}

    analysis = Analysis()
    return lambda image: [face.normed_embedding for face in analysis.get(image)]


def by_uniface(detector: str, recogniser: str) -> Judge:
    """`FaceAnalyzer.analyze` with real subclasses of its two base classes."""
    uniface: Any = importlib.import_module("uniface")
    detection: Any = importlib.import_module("uniface.detection.base")
    recognition: Any = importlib.import_module("uniface.recognition.base")
    runtime: Any = importlib.import_module("onnxruntime")
    types: Any = importlib.import_module("uniface.types")

    class Detector(detection.BaseDetector):  # type: ignore[misc]
        supports_landmarks = supports_alignment = True

        def __init__(self) -> None:
            super().__init__()
            self._yunet = Yunet(detector)

        def detect(self, image: Any, **_named: Any) -> list[Any]:
            return [types.Face(row[:4], float(row[14]), row[4:14].reshape(5, 2)) for row in self._yunet.rows(image)]

        def preprocess(self, image: Any) -> Any:
            return image

        def postprocess(self, outputs: Any, **_named: Any) -> Any:
            return outputs

    class Recogniser(recognition.BaseRecognizer):  # type: ignore[misc]
        def __init__(self) -> None:
            own = recognition.PreprocessConfig(input_mean=0.0, input_std=1.0)  # the graph does it
            super().__init__(model_path=recogniser, preprocessing=own, providers=["CPUExecutionProvider"])
            self.session = runtime.InferenceSession(recogniser, one_thread(), providers=["CPUExecutionProvider"])

    analyzer = uniface.FaceAnalyzer(detector=Detector(), recognizer=Recogniser())
    return lambda image: [face.embedding for face in analyzer.analyze(image)]


def main(kind: str, detector: str, recogniser: str, clip: str) -> None:
    """Answer until stdin ends."""
    answers, sys.stdout = sys.stdout, sys.stderr  # libraries print
    logging.disable(logging.WARNING)
    cv2.setNumThreads(1)
    judge = {"insightface": by_insightface, "uniface": by_uniface}[kind](detector, recogniser)
    capture = cv2.VideoCapture(clip, cv2.CAP_FFMPEG)
    judge(np.zeros((720, 1280, 3), np.uint8))
    version = getattr(importlib.import_module(kind), "__version__", "")
    print(json.dumps({"version": version}), file=answers, flush=True)
    for line in sys.stdin:
        frames, seconds = [], 0.0
        for _ in range(int(line)):
            found, image = capture.read()
            if not found:
                break
            start = time.process_time()
            vectors = judge(image)
            seconds += time.process_time() - start
            frames.append([np.asarray(vector, np.float32).ravel().tolist() for vector in vectors])
        print(json.dumps({"seconds": seconds, "frames": frames}), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
