"""Drawn people: templates of one person lie close together, those of two people nearly at right angles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from gate.gallery.gallery import Gallery
from gate.gallery.types import Consent, Sample
from gate.vision.types import Template

SPACE = "5" * 64
MODEL = "e" * 64
DIM = 128

Draw = Callable[..., list[Sample]]


def draw(person: int, count: int = 3, *, first: int = 0, space: str = SPACE, quality: float = 0.8) -> list[Sample]:
    """`count` samples of a person, always the same ones; `first` moves on to other images."""
    centre = np.random.default_rng(person).normal(size=DIM)
    samples = []
    for image in range(first, first + count):
        vector = centre + np.random.default_rng([person, image]).normal(scale=0.5, size=DIM)
        vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        samples.append(Sample(Template(vector, space, quality), MODEL, f"{person}-{image}.jpg"))
    return samples


@pytest.fixture(scope="session")
def samples() -> Draw:
    return draw


@pytest.fixture(scope="session")
def consent() -> Consent:
    return Consent("notice 2026-01", "reception", datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gallery.db"


@pytest.fixture
def gallery(path: Path) -> Iterator[Gallery]:
    with Gallery.open(path, template_space=SPACE) as gallery:
        yield gallery
