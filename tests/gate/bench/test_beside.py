"""The comparison with peers: who is let in by the same rule, and what is said where a peer is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from engines.backend import FloatArray
from gate.bench.beside import LOOKS, beside
from gate.bench.clips import DEMO_PEOPLE, Clip, make_clip
from gate.bench.peers import ELSEWHERE, PYTHON, Elsewhere, peers
from gate.bench.site import bench_settings, home_with
from gate.home import find_home
from gate.networks import Networks, open_networks
from gate.vision.align import align
from gate.vision.types import Image


class Sees:
    """A peer that sees the same vectors in so many frames."""

    def __init__(self, name: str, vectors: list[FloatArray], frames: int) -> None:
        self.name = name
        self._vectors = vectors
        self._frames = frames

    def take(self, images: Sequence[Image]) -> tuple[float, list[list[FloatArray]]]:
        now, self._frames = min(self._frames, len(images)), max(self._frames - len(images), 0)
        return 1.0, [self._vectors] * now + [[]] * (len(images) - now)


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    return make_clip((640, 360), 1, DEMO_PEOPLE[:1], tmp_path, seconds=0.8)


def test_a_peer_lets_in_whom_it_has_seen_as_often_as_we_must(clip: Clip) -> None:
    with home_with(DEMO_PEOPLE[:1], find_home(None).models) as (home, networks):
        *_, (_, image) = clip.frames()
        face = networks.detector.detect(image)[0]
        (vector,) = networks.recogniser.embed([align(image, face.landmarks, networks.model.card.preprocessing)])
        others = [
            Sees("often", [vector], LOOKS),
            Sees("seldom", [vector], LOOKS - 1),
            Sees("stranger", [-vector], 20),
        ]
        done = {one.peer: one for one in beside(clip, home, networks, others, sparing=True, frames=20)}
    assert {name: one.same for name, one in done.items()} == {"often": True, "seldom": False, "stranger": False}
    assert done["often"].people == (DEMO_PEOPLE[0].name,)
    assert done["often"].frames == 20
    assert done["often"].peer_ms == pytest.approx(100, abs=1), "two turns of a second each"
    assert done["often"].ratio == pytest.approx(100 / done["often"].ours_ms)


@pytest.fixture(scope="module")
def networks() -> Networks:
    return open_networks(bench_settings(), find_home(None))


def test_a_peer_that_is_missing_is_said_to_be(clip: Clip, networks: Networks, tmp_path: Path) -> None:
    with peers(networks, clip, tmp_path / "python") as (found, missing):
        assert [peer.name for peer in found] == ["OpenCV"]
        assert len(missing) == len(ELSEWHERE)
        assert missing[0].startswith(f"{ELSEWHERE[0]} is not compared: {tmp_path / 'python'} does not run it")


@pytest.mark.peers
@pytest.mark.skipif(not PYTHON.exists(), reason="needs .venv-peers: make test-peers")
@pytest.mark.parametrize("library", ELSEWHERE)
def test_the_libraries_see_the_face_that_we_see(library: str, networks: Networks, tmp_path: Path) -> None:
    clip = make_clip((640, 360), 1, DEMO_PEOPLE[:1], tmp_path, seconds=0.8)
    images = [image for _, image in clip.frames()]
    peer = Elsewhere(PYTHON, library, networks, clip)
    seconds, vectors = peer.take(images)
    peer.close()
    assert seconds > 0
    assert [len(frame) for frame in vectors] == [len(networks.detector.detect(image)) for image in images]
