"""A scene in which everything is as it should be, for the tests to spoil."""

from __future__ import annotations

import pytest

from gate.access.decision import Look, Observation, Policy

SPACE = "5" * 64


@pytest.fixture(scope="session")
def policy() -> Policy:
    return Policy(template_space=SPACE, threshold=0.5, fmr=1e-5, cell="unmasked-unmasked", require_liveness=False)


@pytest.fixture(scope="session")
def scene() -> Observation:
    """Anna, well lit, alone, three looks; `decide(scene, policy, 10.0)` grants."""
    looks = tuple(
        Look(time=time, person="anna", cosine=0.7, runner_up=0.2, quality=0.9, revision=4) for time in (9.4, 9.6, 9.8)
    )
    return Observation(
        track=1,
        looks=looks,
        faces=1,
        newest_frame=9.9,
        template_space=SPACE,
        gallery_size=12,
        revision=4,
        liveness="off",
    )
