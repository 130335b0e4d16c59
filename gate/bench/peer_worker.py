"""Run by another Python, in whose environment a peer is installed: embeds given faces, one for each line it reads.

python peer_worker.py PEER MODEL FACES.npz: answers each line on stdin with a face's CPU seconds, and "end" with a JSON
list of the faces' vectors. It imports nothing of ours.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import onnxruntime

Embed = Callable[[Any, Any], Any]
"""From an image and five landmarks to a vector."""


def _insightface(model: str) -> Embed:
    """`FaceAnalysis` hands each face to this object's `get`: norm_crop, blobFromImages, one run."""
    face: Any = importlib.import_module("insightface.app.common").Face
    recogniser: Any = importlib.import_module("insightface.model_zoo").get_model(
        model, providers=["CPUExecutionProvider"]
    )
    return lambda image, landmarks: recogniser.get(image, face(kps=landmarks))


def _uniface(model: str) -> Embed:
    base: Any = importlib.import_module("uniface.recognition.base")
    plain = base.PreprocessConfig(input_mean=0.0, input_std=1.0, input_size=(112, 112))  # SFace does it itself
    local: Any = type("Local", (base.BaseRecognizer,), {})
    recogniser = local(model_path=model, preprocessing=plain, providers=["CPUExecutionProvider"])
    return lambda image, landmarks: recogniser.get_embedding(image, landmarks)


def _on_one_thread() -> None:
    """Neither peer lets the number of threads be chosen."""
    session: Any = onnxruntime.InferenceSession

    def one_thread(path: object, sess_options: Any = None, **named: Any) -> Any:
        options = sess_options or onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return session(path, options, **named)

    vars(onnxruntime)["InferenceSession"] = one_thread
    cv2.setNumThreads(1)


def main() -> None:
    """As the module says."""
    _on_one_thread()
    peer, model, file = sys.argv[1:]
    said, sys.stdout = sys.stdout, sys.stderr  # peers print
    embed = {"insightface": _insightface, "uniface": _uniface}[peer](model)
    faces = np.load(file)
    images, landmarks = faces["images"], faces["landmarks"]
    for number, line in enumerate(sys.stdin):
        if line.strip() == "end":
            vectors = [np.ravel(embed(*pair)).tolist() for pair in zip(images, landmarks, strict=True)]
            print(json.dumps(vectors), file=said, flush=True)
            return
        start = time.process_time()
        embed(images[number % len(images)], landmarks[number % len(images)])
        print(time.process_time() - start, file=said, flush=True)


if __name__ == "__main__":
    main()
