"""Who is measured beside us on whole frames: OpenCV in this process, insightface and uniface in one of their own."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from engines.backend import FloatArray
from gate.bench.clips import Clip
from gate.bench.pieces import OpenCv
from gate.networks import Networks
from gate.vision.types import Image

ELSEWHERE = ("insightface", "uniface")
"""They bring another OpenCV than ours, so they live in an environment of their own (requirements-peers.txt)."""
PYTHON = Path(".venv-peers/bin/python")
"""Its usual Python; `make test-peers` makes it."""


class Peer(Protocol):
    """Somebody else's way from frames to vectors."""

    name: str

    def take(self, images: Sequence[Image]) -> tuple[float, list[list[FloatArray]]]:
        """Judge the clip's next frames: CPU seconds, and for each frame a vector of norm 1 of each face."""
        ...


class OpenCvPair:
    """OpenCV's own detector and recogniser, with our files."""

    name = "OpenCV"

    def __init__(self, networks: Networks) -> None:
        self._pair = OpenCv(networks)
        self._pair.vectors(np.zeros((720, 1280, 3), np.uint8))

    def take(self, images: Sequence[Image]) -> tuple[float, list[list[FloatArray]]]:
        """As `Peer`."""
        start = time.thread_time()
        vectors = [self._pair.vectors(image) for image in images]
        return time.thread_time() - start, vectors


class Elsewhere:
    """`gate.bench.peer_process` in another environment; it decodes the clip itself.

    Raises:
        OSError: there is no such Python, or it lacks the library.
    """

    def __init__(self, python: Path, library: str, networks: Networks, clip: Clip) -> None:
        script, detector = Path(__file__).with_name("peer_process.py"), networks.detector_model.path
        command = [python, "-W", "ignore", script, library, detector, networks.model.path, clip.path]
        self._process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.name = f"{library} {self._answer()['version']}"

    def take(self, images: Sequence[Image]) -> tuple[float, list[list[FloatArray]]]:
        """As `Peer`."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{len(images)}\n")
        self._process.stdin.flush()
        answer = self._answer()
        return answer["seconds"], [[np.array(v, np.float32) for v in frame] for frame in answer["frames"]]

    def close(self) -> None:
        """Let it end."""
        with self._process:
            pass

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        if line := self._process.stdout.readline():
            return json.loads(line)
        self.close()
        raise OSError(f"it ended with status {self._process.returncode}")


@contextmanager
def peers(networks: Networks, clip: Clip, python: Path | None) -> Iterator[tuple[list[Peer], list[str]]]:
    """Those that are there, and a sentence about each one that is not.

    Args:
        networks: Ours, whose files they are given.
        clip: What they will judge.
        python: Of the environment with the libraries; None: the usual one.
    """
    python = python or PYTHON
    found: list[Peer] = [OpenCvPair(networks)]
    missing: list[str] = []
    with ExitStack() as stack:
        for library in ELSEWHERE:
            try:
                elsewhere = Elsewhere(python, library, networks, clip)
            except OSError as error:
                missing.append(f"{library} is not compared: {python} does not run it ({error}).")
            else:
                stack.callback(elsewhere.close)
                found.append(elsewhere)
        yield found, missing
