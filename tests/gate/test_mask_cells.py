"""What a face wears reaches the decision: it chooses the threshold, and serves the mask policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gate.access.audit.trail import Trail
from gate.access.decision import CellThreshold, Policy
from gate.access.event import Event
from gate.access.reasons import Reason
from gate.access.rules.authorise import MaskRule, Options
from gate.access.store.access import Access
from gate.admission import Admission, AdmissionRules
from gate.clock import ManualClock
from gate.core import Core
from gate.gallery.index import Index
from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeMaskReader, FakeRecogniser
from gate.vision.mask_state import MaskReading, MaskState
from gate.vision.pipeline import FacePipeline
from tests.gate.conftest import ANNA, frame, gallery_of, painted

Run = Callable[..., Event]
SURE, UNSURE = 0.99, 0.6


@pytest.fixture
def decide(policy: Policy, clock: ManualClock, access: Access, trail: Trail) -> Run:
    """Anna, enrolled bare, walks up; the readings follow each other, the last one stays. Her final decision."""

    def run(*readings: MaskReading, rule: MaskRule = "dont_care") -> Event:
        cells = (CellThreshold("unmasked-unmasked", 0.5, 1e-5), CellThreshold("masked-unmasked", 0.6, 1e-5))
        thresholds = replace(policy, threshold=0.7, cell="masked-masked", cells=cells)
        known = gallery_of(anna=ANNA)
        index = Index(
            revision=1,
            template_space="fake",
            names={"anna": "Anna"},
            owners=["anna"],
            vectors=np.stack(list(known.vectors("anna"))),
            masks=["unmasked"],
        )
        masks = FakeMaskReader()
        pipeline = FacePipeline(FakeDetector(), FakeRecogniser(), FAKE_PREPROCESSING, masks=masks)
        core = Core(
            pipeline,
            lambda: index,
            lambda _index: thresholds,
            clock,
            admission=Admission(access, thresholds, AdmissionRules(Options("test", mask=rule)), clock, lambda: True),
            trail=trail,
            claim_policy=lambda _index: thresholds,
            gate="test",
            model="m" * 64,
            liveness="off",
            status="fake",
        )
        for number in range(20):
            masks.reading = readings[min(number, len(readings) - 1)]
            events = core.process(frame(painted(ANNA), clock.mono()))
            clock.advance(0.1)
            for event in events:
                if isinstance(event, Event):
                    return event
        raise AssertionError("no decision")

    return run


@pytest.mark.parametrize(
    ("state", "probability", "threshold", "cell", "mask"),
    [
        (MaskState.NONE, SURE, 0.5, "unmasked-unmasked", "unmasked"),
        (MaskState.WORN, SURE, 0.6, "masked-unmasked", "masked"),
        (MaskState.NONE, UNSURE, 0.6, "masked-unmasked", None),
        (MaskState.WORN, UNSURE, 0.6, "masked-unmasked", None),
        (MaskState.BELOW_NOSE, SURE, 0.6, "masked-unmasked", None),
        (MaskState.OTHER, SURE, 0.6, "masked-unmasked", None),
    ],
)
def test_the_state_chooses_the_cell_and_doubt_the_strictest(
    decide: Run, state: MaskState, probability: float, threshold: float, cell: str, mask: str | None
) -> None:
    event = decide(MaskReading(state, probability))
    assert (event.granted, event.threshold, event.cell, event.mask) == (True, threshold, cell, mask)


def test_a_mask_that_comes_and_goes_takes_the_strictest_threshold(decide: Run) -> None:
    bare, worn = MaskReading(MaskState.NONE, SURE), MaskReading(MaskState.WORN, SURE)
    event = decide(bare, worn, bare)
    assert (event.granted, event.threshold, event.mask) == (True, 0.6, None)


@pytest.mark.parametrize(
    ("reading", "granted"),
    [
        (MaskReading(MaskState.WORN, SURE), True),
        (MaskReading(MaskState.WORN, UNSURE), False),
        (MaskReading(MaskState.BELOW_NOSE, SURE), False),
        (MaskReading(MaskState.OTHER, SURE), False),
        (MaskReading(MaskState.NONE, SURE), False),
    ],
)
def test_who_must_wear_a_mask_wears_it_over_the_nose_for_certain(
    decide: Run, reading: MaskReading, granted: bool
) -> None:
    event = decide(reading, rule="must_wear")
    assert event.granted is granted
    assert event.reason is (Reason.RECOGNISED if granted else Reason.MASK_REQUIRED)


def test_a_bare_face_is_let_in_and_reminded(decide: Run) -> None:
    event = decide(MaskReading(MaskState.NONE, SURE), rule="remind")
    assert (event.granted, event.remind_mask) == (True, True)
