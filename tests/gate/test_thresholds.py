"""What a gallery's size does to its thresholds, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.builtin import BUILTINS
from engines.card import Card
from engines.errors import ModelError
from engines.identification import approximate_fpir
from engines.operating_point import Mask, OperatingPoint
from engines.registry import Model
from gate.access.audit.trail import Trail
from gate.access.event import Notice
from gate.access.rules.authorise import Options
from gate.access.store.access import Access
from gate.admission import Admission, AdmissionRules
from gate.clock import ManualClock
from gate.core import Core
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.networks import policy_of
from gate.settings import Settings
from gate.thresholds import GalleryPolicy, expect
from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeRecogniser
from gate.vision.pipeline import FacePipeline
from tests.gate.conftest import frame, painted

RATES = {1e-2: 0.3, 1e-3: 0.37, 1e-4: 0.42, 1e-5: 0.47}


def _model(points: dict[str, dict[float, float]], **changes: Any) -> Model:
    """SFace with other operating points: threshold by rate and cell."""
    card = BUILTINS["sface"].card
    made = tuple(
        OperatingPoint.model_validate(
            {
                "cell": cell, "fmr": fmr, "threshold": threshold, "fnmr": 0.01, "impostors": 10**8, "genuines": 1000,
                "subjects": 100, "interval": None, "status": "measured", "data": "drawn", "measured_at": "", **changes,
            }
        )
        for cell, thresholds in points.items()
        for fmr, threshold in thresholds.items()
    )  # fmt: skip
    return Model(Path("sface.onnx"), Card.model_validate({**card.model_dump(by_alias=True), "operating_points": made}))


def _settings(**recognition: Any) -> Settings:
    return Settings.model_validate({"recognition": recognition})


def _index(people: int, *, floor: float | None = None, masks: tuple[Mask | None, ...] = (None,)) -> Index:
    owners = [f"p{person:04}" for person in range(people) for _ in masks]
    vectors = np.random.default_rng(0).normal(size=(len(owners), 8)).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return Index(
        revision=people, template_space="fake", names={owner: owner for owner in owners}, owners=owners,
        vectors=vectors, masks=[*masks] * people, floor=floor,
    )  # fmt: skip


UNMASKED = {"unmasked-unmasked": RATES}


@pytest.mark.parametrize(
    ("people", "threshold"), [(0, 0.37), (1, 0.37), (5, 0.37), (6, 0.42), (50, 0.42), (51, 0.47), (500, 0.47)]
)
def test_a_wanted_fpir_takes_the_point_that_so_many_people_need(people: int, threshold: float) -> None:
    """0.5 % over N people is about 5e-3 / N of one comparison."""
    policy = GalleryPolicy(_model(UNMASKED), _settings(fpir=0.005))
    chosen = policy(_index(people))
    assert chosen.threshold == threshold
    assert approximate_fpir(chosen.fmr, people) <= 0.005


def test_a_person_with_two_kinds_of_pictures_is_two_chances() -> None:
    policy = GalleryPolicy(_model(UNMASKED), _settings(fpir=0.005))
    assert policy(_index(40)).fmr == 1e-4
    assert policy(_index(30, masks=("masked", "unmasked"))).fmr == policy(_index(60)).fmr == 1e-5


def test_a_gallery_that_outgrows_the_card_is_refused_with_the_numbers() -> None:
    policy = GalleryPolicy(_model(UNMASKED), _settings(fpir=0.001))
    assert policy(_index(90)).fmr == 1e-5
    with pytest.raises(
        GalleryError, match=r"FPIR 0\.001 takes about FMR .* at 2,000 comparisons .*calibration thresholds"
    ):
        policy(_index(2000))
    assert policy(_index(90)).fmr == 1e-5, "and works again once it has shrunk"


@settings(deadline=None)
@given(
    people=st.integers(0, 10**5),
    more=st.integers(0, 10**5),
    fpir=st.floats(1e-6, 0.09),
    thresholds=st.lists(st.floats(-1, 1), min_size=5, max_size=5),
    masked=st.lists(st.floats(-1, 1), min_size=5, max_size=5),
    floor=st.none() | st.floats(-1, 1),
)
def test_a_growing_gallery_never_lowers_a_threshold(
    people: int, more: int, fpir: float, thresholds: list[float], masked: list[float], floor: float | None
) -> None:
    """Whatever the card says, and in every cell."""
    rates = [10.0**-n for n in range(2, 7)]
    model = _model(
        {
            "unmasked-unmasked": dict(zip(rates, thresholds, strict=True)),
            "masked-unmasked": dict(zip(rates, masked, strict=True)),
        }
    )
    wanted = _settings(fpir=fpir)
    try:
        grown = policy_of(model, wanted, comparisons=people + more, floor=floor)
    except ModelError:
        return
    before = policy_of(model, wanted, comparisons=people, floor=floor)
    assert grown.threshold >= before.threshold
    for probe in ("masked", "unmasked", None):
        for reference in ("masked", "unmasked", None):
            after, earlier = (p.threshold_for(probe, reference).threshold for p in (grown, before))  # type: ignore[arg-type]
            assert after >= earlier
            assert floor is None or after >= floor


def test_what_to_expect() -> None:
    model, settings = _model(UNMASKED), _settings(fmr=1e-4, strangers_a_day=20, staff_a_day=300)
    index = _index(50)
    expected = expect(model, settings, GalleryPolicy(model, settings)(index), index)
    assert expected.fpir == pytest.approx(1 - (1 - 1e-4) ** 50)
    assert expected.days_to_false_open == pytest.approx(1 / (20 * expected.fpir))
    assert expected.staff_misidentified == pytest.approx(1 - (1 - 1e-4) ** 49)
    assert expected.days_to_misidentified == pytest.approx(1 / (300 * expected.staff_misidentified))
    assert expected.not_measured == ("masked-unmasked", "masked-masked")
    text = "\n".join(expected.lines())
    for words in (
        "unmasked-unmasked: cosine 0.420 at FMR 0.0001, measured on 100,000,000 comparisons",
        "masked-unmasked and masked-masked: not measured on this card, judged at 0.420",
        "FPIR about 0.5 % of attempts (approximation 1-(1-FMR)^N, N = 50), one false open in about 10 days",
        "staff taken for somebody else",
    ):
        assert words in text


def test_the_worst_cell_counts_and_extrapolated_points_are_marked() -> None:
    model = _model({"unmasked-unmasked": {1e-5: 0.47}, "masked-unmasked": {1e-4: 0.5}}, status="extrapolated")
    settings = _settings(fmr=1e-4, extrapolated=True)
    index = _index(10, floor=0.49)
    expected = expect(model, settings, GalleryPolicy(model, settings)(index), index)
    assert expected.fpir == pytest.approx(1 - (1 - 1e-4) ** 10)
    text = "\n".join(expected.lines())
    assert "unmasked-unmasked: cosine 0.490 at FMR 1e-05, extrapolated on 100,000,000 comparisons, raised to" in text
    assert "masked-unmasked: cosine 0.500 at FMR 0.0001, extrapolated on 100,000,000 comparisons\n" in text


def test_nobody_enrolled_gives_no_figures() -> None:
    model, settings = _model(UNMASKED), _settings()
    expected = expect(model, settings, policy_of(model, settings, comparisons=0), None)
    assert (expected.fpir, expected.days_to_false_open, expected.days_to_misidentified) == (0, None, None)
    assert "nobody is enrolled" in expected.lines()[-1]


@pytest.mark.parametrize("rates", [{"fmr": 1e-4, "fpir": 1e-3}])
def test_two_wanted_rates_are_refused(rates: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        _settings(**rates)


@pytest.fixture
def make_watching(clock: ManualClock, access: Access, trail: Trail) -> Callable[..., Core]:
    """A core that chooses its thresholds by the gallery."""

    def make(index: Callable[[], Index], fpir: float) -> Core:
        policy = GalleryPolicy(_model(UNMASKED), _settings(fpir=fpir))
        pipeline = FacePipeline(FakeDetector(), FakeRecogniser(dim=8), FAKE_PREPROCESSING)
        admission = Admission(access, policy(index()), AdmissionRules(Options("test")), clock, lambda: True)
        parts = {"admission": admission, "trail": trail, "claim_policy": policy}
        return Core(pipeline, index, policy, clock, **parts, gate="test", model="m" * 64, liveness="off", status="")

    return make


def test_a_running_gate_chooses_anew_as_the_gallery_grows_and_says_so(make_watching: Callable[..., Core]) -> None:
    gallery = [_index(8)]
    core = make_watching(lambda: gallery[0], fpir=0.005)
    assert core.process(frame(painted(), 0.1)) == []
    gallery[0] = _index(9)
    assert core.process(frame(painted(), 0.2)) == [], "the same threshold"
    gallery[0] = _index(400)
    (notice,) = core.process(frame(painted(), 0.3))
    assert isinstance(notice, Notice)
    assert notice.event == "thresholds"
    assert notice.detail == "cosine 0.420 at FMR 0.0001 before, cosine 0.470 at FMR 1e-05 now"
    gallery[0] = _index(400, floor=0.55)
    (notice,) = core.process(frame(painted(), 0.4))
    assert isinstance(notice, Notice)
    assert "cosine 0.550" in str(notice.detail)


def test_a_running_gate_that_has_no_threshold_any_more_judges_nobody(make_watching: Callable[..., Core]) -> None:
    gallery = [_index(8)]
    core = make_watching(lambda: gallery[0], fpir=0.001)
    core.process(frame(painted(), 0.1))
    gallery[0] = _index(2000)
    with pytest.raises(GalleryError, match="FPIR"):
        core.process(frame(painted(11), 0.2))
    gallery[0] = _index(8)
    assert core.process(frame(painted(11), 0.3))
