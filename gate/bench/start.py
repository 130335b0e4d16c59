"""How soon a gate is ready: from a new process to its first judged picture, to an open gallery, to somebody new."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gate.bench.site import bench_settings
from gate.clock import SystemClock
from gate.gallery.live import LiveIndex
from gate.gallery.types import Consent, Sample
from gate.home import Home
from gate.vault import make_keys, open_gallery, unlock
from gate.vision.types import Template

SPACE = "5" * 64

_FIRST_PICTURE = """
import time, sys
from pathlib import Path
import numpy as np
from gate.bench.site import bench_settings, gate_at
from gate.capture.types import Frame
from gate.clock import ManualClock
from gate.home import Home
from gate.networks import open_networks
settings, home = bench_settings(), Home(Path(sys.argv[1]), Path(sys.argv[2]))
networks = open_networks(settings, home)
with gate_at(home, networks, settings, ManualClock()) as gate:
    gate.core.process(Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0.1, None))
    print(time.process_time(), flush=True)
"""


@dataclass(frozen=True)
class Start:
    """Seconds."""

    first_picture: float
    """CPU time of a new process until its first picture is judged."""
    people: int
    """In the gallery of the next two."""
    gallery: float
    """CPU time until a gallery of two templates each is unlocked, unsealed and indexed."""
    live: float
    """Wall time from when an enrolment is written until a running gate finds the new person."""


def start(models: Path, *, people: int = 300) -> Start:
    """Measure all three.

    Args:
        models: Where built-in models are kept.
        people: In the gallery.
    """
    with TemporaryDirectory(prefix="maskgate-bench-") as folder:
        command = [sys.executable, "-W", "ignore", "-c", _FIRST_PICTURE, folder, str(models)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    with TemporaryDirectory(prefix="maskgate-bench-") as folder:
        return Start(float(said.split()[-1]), people, *_gallery(Home(Path(folder), models), people))


def _gallery(home: Home, people: int) -> tuple[float, float]:
    settings, random = bench_settings(), np.random.default_rng(0)
    make_keys(home, settings, "file")
    consent = Consent("v1", "bench", SystemClock().utc())

    def samples() -> list[Sample]:
        vectors = random.standard_normal((2, 128)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return [Sample(Template(vector, SPACE, 0.9), "m" * 64, "bench") for vector in vectors]

    with open_gallery(home, settings, template_space=SPACE) as gallery, gallery.transaction():
        for number in range(people):
            gallery.add(f"Person {number}", samples(), consent)
    began = time.process_time()
    store = unlock(home, settings)
    with open_gallery(home, settings, template_space=SPACE, store=store, read_only=True) as gallery:
        assert len(gallery.index()) == people
    opened = time.process_time() - began
    with LiveIndex(home.gallery, template_space=SPACE, store=store) as live:
        with open_gallery(home, settings, template_space=SPACE, store=store) as gallery:
            began = time.monotonic()
            gallery.add("Somebody new", samples(), consent)
        while len(live.current()) == people:
            time.sleep(0.002)
        return opened, time.monotonic() - began
