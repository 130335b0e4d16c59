"""Run by another Python, in whose environment a peer is installed: embeds given faces, one for each line it reads.

python peer_worker.py PEER MODEL FACES.npz: answers each line on stdin with a face's CPU seconds, and "end" with a JSON
list of the faces' vectors. It imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
import time


def _insightface(model):  # noqa: ANN001, ANN202 - no types of ours here
    """`FaceAnalysis` hands each face to this object's `get`: norm_crop, blobFromImages, one run."""
    from insightface.app.common import Face
    from insightface.model_zoo import get_model

    recogniser = get_model(model, providers=["CPUExecutionProvider"])

    def embed(image, landmarks):  # noqa: ANN001, ANN202
        return recogniser.get(image, Face(kps=landmarks))

    return embed


def _uniface(model):  # noqa: ANN001, ANN202
    from uniface.recognition.base import BaseRecognizer, PreprocessConfig

    class Local(BaseRecognizer):
        def __init__(self) -> None:
            plain = PreprocessConfig(input_mean=0.0, input_std=1.0, input_size=(112, 112))  # SFace does it itself
            super().__init__(model_path=model, preprocessing=plain, providers=["CPUExecutionProvider"])

    recogniser = Local()
    return lambda image, landmarks: recogniser.get_embedding(image, landmarks)


def main() -> None:
    """As the module says."""
    import cv2
    import numpy as np
    import onnxruntime

    plain = onnxruntime.SessionOptions

    class OneThread(plain):
        def __init__(self) -> None:
            super().__init__()
            self.intra_op_num_threads = 1

    onnxruntime.SessionOptions = OneThread
    session = onnxruntime.InferenceSession
    onnxruntime.InferenceSession = lambda path, sess_options=None, **named: session(
        path, sess_options or OneThread(), **named
    )
    cv2.setNumThreads(1)
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
