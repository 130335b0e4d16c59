"""Peers that bring an OpenCV of their own: each in a process of its own, asked in turn with us.

`insightface`'s `FaceAnalysis` reads SFace's file (as an ArcFace one) and refuses YuNet's: it knows SCRFD's and
RetinaFace's outputs only. `uniface` has no YuNet either, and its recognisers take files of their own store by name; its
base class takes any file. So both are compared where they can do the same: from a frame with landmarks to a vector.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gate.bench.compare import Comparison, summarise
from gate.networks import Networks
from gate.vision.align import align
from gate.vision.types import Image, Landmarks

PEERS = ("insightface", "uniface")
_WORKER = Path(__file__).with_name("peer_worker.py")


def recognition(
    networks: Networks, faces: Sequence[tuple[Image, Landmarks]], python: Path, *, rounds: int
) -> Iterator[tuple[Comparison, float]]:
    """Align and embed one face, ours and each peer's in turn; and the lowest cosine between both vectors of a face.

    Args:
        networks: Ours, on one thread.
        faces: Frames, all of one size, with the landmarks of a face in each.
        python: Of the environment in which the peers are installed (`requirements-peers.txt`).
        rounds: How often the faces are gone through.
    """
    preprocessing = networks.model.card.preprocessing

    def ours(number: int) -> NDArray[np.float32]:
        image, landmarks = faces[number % len(faces)]
        vector: NDArray[np.float32] = networks.recogniser.embed([align(image, landmarks, preprocessing)])[0]
        return vector

    own = np.array([ours(number) for number in range(len(faces))])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "faces.npz"
        np.savez(file, images=np.array([i for i, _ in faces]), landmarks=np.array([points for _, points in faces]))
        for peer in PEERS:
            with subprocess.Popen(
                [python, _WORKER, peer, networks.model.path, file],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            ) as process:  # fmt: skip
                assert process.stdin is not None
                assert process.stdout is not None

                def ask(line: str, process: subprocess.Popen[str] = process) -> str:
                    assert process.stdin is not None
                    assert process.stdout is not None
                    process.stdin.write(line + "\n")
                    process.stdin.flush()
                    return process.stdout.readline()

                if not ask("warm up"):
                    continue
                times = np.empty((rounds * len(faces), 2))
                for number in range(len(times)):
                    start = time.thread_time()
                    ours(number + 1)
                    times[number] = time.thread_time() - start, float(ask("face"))
                theirs = np.array(json.loads(ask("end")))
            theirs /= np.linalg.norm(theirs, axis=1, keepdims=True)
            yield summarise("align and embed one face", times, peer), float((own * theirs).sum(axis=1).min())
