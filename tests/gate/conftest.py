"""A gate in the painted world of `gate.vision.fakes`: people are numbers, faces are rectangles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gate.access.audit.log import AuditLog
from gate.access.audit.trail import Trail
from gate.access.decision import Policy
from gate.access.rules.authorise import Options
from gate.access.store.access import Access
from gate.admission import Admission, AdmissionRules
from gate.capture.types import Frame
from gate.clock import ManualClock
from gate.core import Core
from gate.gallery.index import Index
from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeRecogniser, paint_face
from gate.vision.pipeline import FacePipeline
from gate.vision.types import Image

ANNA, BEN, STRANGER = 11, 22, 33


def painted(*people: int, size: int = 60, shift: int = 0) -> Image:
    """People side by side, each face `size` pixels wide."""
    image = np.zeros((120, 400, 3), np.uint8)
    for place, person in enumerate(people):
        left = 20 + shift + place * 120
        paint_face(image, (left, 20, left + size, 20 + size), person)
    return image


def gallery_of(**people: int) -> Index:
    """An index that knows these people from one template each."""
    owners = sorted(people)
    faces = [np.full((112, 112, 3), people[name], np.uint8) for name in owners]
    return Index(
        revision=1,
        template_space="fake",
        names={name: name.title() for name in owners},
        owners=owners,
        vectors=FakeRecogniser().embed(faces),
    )


@pytest.fixture(autouse=True)
def _no_power_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written reaches the disk when it likes: a kill loses nothing by that, and the tests are quicker."""
    monkeypatch.setattr("gate.database.SYNCHRONOUS", "OFF")


@pytest.fixture
def policy() -> Policy:
    return Policy(
        template_space="fake",
        threshold=0.5,
        fmr=1e-5,
        cell="unmasked-unmasked",
        require_liveness=False,
        min_quality=0.0,
    )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Access]:
    """Nothing written: everybody enrolled may pass."""
    with Access.open(tmp_path / "access.db", any_thread=True) as access:
        yield access


@pytest.fixture
def trail(tmp_path: Path, clock: ManualClock) -> Iterator[Trail]:
    log = AuditLog.open(tmp_path / "audit.db", tmp_path / "audit.key", clock=clock, gate="test")
    with Trail(log) as trail:
        yield trail


@pytest.fixture
def make_core(policy: Policy, clock: ManualClock, access: Access, trail: Trail) -> Callable[..., Core]:
    def make(index: Index, *, rules: AdmissionRules | None = None, **options: Any) -> Core:
        pipeline = FacePipeline(FakeDetector(), FakeRecogniser(), FAKE_PREPROCESSING)
        rules = rules or AdmissionRules(Options("test"))
        in_step = options.pop("synchronised", lambda: True)
        return Core(
            pipeline,
            options.pop("index", lambda: index),
            lambda _index: policy,
            clock,
            admission=Admission(access, policy, rules, clock, in_step),
            trail=trail,
            claim_policy=lambda _index: replace(policy, threshold=0.4, fmr=1e-3),
            gate="test",
            model="m" * 64,
            liveness="off",
            status="fake",
            **options,
        )

    return make


def frame(image: Image, time: float) -> Frame:
    return Frame(image=image, seq=round(time * 1000), time=time, media_time=time)
