"""Reports of made-up scores: normal distributions, and pictures that are one colour."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from calibration.metrics.scores import Scores
from calibration.metrics.summary import summarise, supported
from calibration.report.types import Difference, Measured, PairPicture, Report

Build = Callable[..., Measured]


def picture(colour: tuple[int, int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (24, 24), colour).save(buffer, format="JPEG")
    return buffer.getvalue()


def measured(
    model: str = "sface",
    *,
    protocol: str = "lfw",
    masks: str = "none",
    genuine_mean: float = 0.6,
    genuines: int = 3000,
    impostors: int = 3000,
    pictures: int = 2,
    first_name: str = "Anna_0001.jpg",
    seed: int = 0,
) -> Measured:
    random = np.random.default_rng(seed)
    genuine = Scores.of(np.clip(random.normal(genuine_mean, 0.12, genuines), -1, 1).astype(np.float32))
    impostor = Scores.of(np.clip(random.normal(0.05, 0.09, impostors), -1, 1).astype(np.float32))
    pair = PairPicture(0.123456, picture((200, 30, 30)), picture((30, 30, 200)), first_name, "Berta_0002.jpg")
    metrics = summarise(genuine, impostor) if genuines and impostors else {}
    if metrics:
        metrics |= {"accuracy": 0.9942, "tpr_at_far_0.002": 1 - metrics["fmr1000"], "frr1000": metrics["fmr1000"]}
    return Measured(
        model=model,
        digest=model.encode("utf-8", "surrogatepass").hex().ljust(64, "0")[:64],
        protocol=protocol,
        masks=masks,
        metrics=metrics,
        intervals={name: (value - 0.01 * abs(value), value + 0.01) for name, value in metrics.items()},
        supported=supported(impostors) if metrics else {},
        counts={"genuine": genuines, "impostor": impostors, "failure_to_acquire": 3},
        genuines=genuine,
        impostors=impostor,
        worst_genuine=(pair,) * pictures,
        worst_impostor=(pair,) * pictures if impostors else (),
    )


def difference(
    model: str = "student", base: str = "sface", *, metric: str = "eer", value: float = -0.01, width: float = 0.002
) -> Difference:
    return Difference(model, base, "lfw", "none", metric, value, (value - width, value + width))


@pytest.fixture
def build() -> Build:
    """Makes one result; all its arguments have defaults."""
    return measured


@pytest.fixture
def differ() -> Callable[..., Difference]:
    """Makes one paired difference: by default the student is shown better than sface."""
    return difference


@pytest.fixture(scope="session")
def report() -> Report:
    """Two models, one protocol, two mask settings, one difference."""
    return Report(
        results=(
            measured("sface", seed=1),
            measured("student", genuine_mean=0.66, seed=2),
            measured("sface", masks="masked-unmasked", genuine_mean=0.42, seed=3),
            measured("student", masks="masked-unmasked", genuine_mean=0.5, seed=4),
        ),
        differences=(difference(),),
        provenance={"seed": "7", "command line": "trainer eval --report <out> & more"},
    )
