"""Opens the networks that the settings name, and says what really runs them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engines.backend import Backend, Precision
from engines.errors import ModelError
from engines.identification import approximate_fmr
from engines.onnxruntime_backend import OnnxRuntimeBackend, Provider
from engines.open_engine import find_engine, open_engine
from engines.operating_point import strictest_fmr
from engines.registry import Model, resolve
from gate.access.decision import Policy
from gate.access.policy import policy_from_card, with_floor
from gate.home import Home
from gate.settings import LivenessSettings, ModelSettings, Settings
from gate.vision.embed import Embedder
from gate.vision.liveness.limits import LIMITS
from gate.vision.mask_state import MaskStateNetwork
from gate.vision.yunet import YuNet

_PROVIDERS: dict[str, Provider | None] = {
    "cpu": "cpu",
    "cuda": "cuda",
    "onnxruntime-tensorrt": "tensorrt",
    "tensorrt": None,
}
"""ONNX Runtime's provider for `[models] backend`; None: engines of TensorRT itself."""


@dataclass(frozen=True)
class Networks:
    """Detector, recogniser and mask classifier, loaded."""

    detector: YuNet
    recogniser: Embedder
    detector_backend: Backend
    detector_model: Model
    model: Model
    """The recogniser's file and card."""
    masks: MaskStateNetwork | None
    """None: the settings name no classifier, so that every face's mask is unknown."""
    running: str
    """One line for screens and logs (law 5)."""


def open_networks(settings: Settings, home: Home, recogniser: str | None = None) -> Networks:
    """Load the detector, the recogniser and the mask classifier.

    Args:
        settings: Names the models, the backend and the threads.
        home: Where built-in models are kept.
        recogniser: Name or path of a recogniser to take instead of the one in the settings.

    Raises:
        ModelError: a model can't be found, does not agree with its card, or can't run as asked.
    """
    found = resolve(settings.models.detector, kind="detector", cache=home.models)
    model = resolve(recogniser or settings.recognition.model, kind="recogniser", cache=home.models)
    options = settings.models
    detect = _open(found, options.detector_precision, options, home)
    embed = _open(model, options.precision, options, home)
    return Networks(
        detector=YuNet(detect, found.card),
        recogniser=Embedder(embed, model.card),
        detector_backend=detect,
        detector_model=found,
        model=model,
        masks=_open_masks(settings, home),
        running=_running(found, detect, model, embed),
    )


def _open_masks(settings: Settings, home: Home) -> MaskStateNetwork | None:
    """On the CPU whatever runs the others: it is small, and a transfer to another device would take longer."""
    if not settings.mask.model:
        return None
    model = resolve(settings.mask.model, kind="mask_state", cache=home.models)
    return MaskStateNetwork(OnnxRuntimeBackend(model.path, threads=1), model.card)


def _open(model: Model, precision: Precision, options: ModelSettings, home: Home) -> Backend:
    """A model's own file, or the engine of it that fits this device."""
    provider = _PROVIDERS[options.backend]
    if provider is not None and precision == "fp32":
        return OnnxRuntimeBackend(model.path, threads=options.threads, provider=provider)
    path = find_engine(home.engines, model, "onnxruntime" if provider else "tensorrt", precision)
    return open_engine(path, threads=options.threads, provider=provider or "cpu").backend


def _running(detector: Model, detect: Backend, recogniser: Model, embed: Backend) -> str:
    if detect.running == embed.running:
        return f"{detector.card.name} and {recogniser.card.name}: {embed.running}"
    return f"{detector.card.name}: {detect.running}; {recogniser.card.name}: {embed.running}"


def wanted_fmr(model: Model, settings: Settings, *, comparisons: int) -> float:
    """The false match rate of one comparison that the settings ask for.

    A wanted FPIR is spread over the comparisons of one search, by the approximation of `engines.identification`.

    Args:
        model: The recogniser.
        settings: Of the gate.
        comparisons: How many vectors the gallery holds; 0 is taken for one.

    Raises:
        ModelError: the settings leave the rate to the card, and it has no measured point.
    """
    rules = settings.recognition
    if rules.fpir is not None:
        return approximate_fmr(rules.fpir, comparisons)
    return rules.fmr or strictest_fmr(model.card.operating_points)


def claim_settings(settings: Settings) -> Settings:
    """The settings for comparing a face with one claimed person (1:1): the same, at `policy.claim_fmr` if it is set."""
    if settings.policy.claim_fmr is None:
        return settings
    recognition = settings.recognition.model_copy(update={"fmr": settings.policy.claim_fmr, "fpir": None})
    return settings.model_copy(update={"recognition": recognition})


def may_be_off(settings: LivenessSettings) -> bool:
    """Whether the settings name `off`, now or at some hour."""
    return "off" in (settings.mode, *(hours.mode for hours in settings.schedule))


def longest_challenge(settings: LivenessSettings) -> float:
    """Seconds that a challenge may add to an attempt: its own deadlines come first."""
    modes = {settings.mode, *(hours.mode for hours in settings.schedule)}
    if modes <= {"off"}:
        return 0.0
    if modes <= {"off", "passive"}:
        return LIMITS.approach
    return LIMITS.approach + settings.steps * LIMITS.answer + LIMITS.judged + 1


def policy_of(model: Model, settings: Settings, *, comparisons: int, floor: float | None = None) -> Policy:
    """The policy that the settings ask for, with the thresholds of the model's own operating points.

    Args:
        model: The recogniser.
        settings: Of the gate.
        comparisons: How many vectors the gallery holds: the more, the stricter where an FPIR is wanted.
        floor: The gallery's: no threshold lies below it.

    Raises:
        ModelError: the card has no operating point that suffices.
    """
    rules = settings.recognition
    fmr = wanted_fmr(model, settings, comparisons=comparisons)
    try:
        chosen = policy_from_card(model.card, fmr=fmr, extrapolated=rules.extrapolated)
    except ModelError as error:
        if rules.fpir is None:
            raise
        raise ModelError(
            f"FPIR {rules.fpir:g} takes about FMR {fmr:.2g} at {max(comparisons, 1):,} comparisons a search: {error}"
        ) from None
    return replace(
        with_floor(chosen, floor),
        min_looks=rules.min_looks,
        max_looks=max(rules.max_looks, rules.min_looks),
        margin=rules.margin,
        min_quality=rules.min_quality,
        max_frame_age=rules.max_frame_age,
        one_face=rules.one_face,
        require_liveness=not may_be_off(settings.liveness),
        max_attempt=chosen.max_attempt + longest_challenge(settings.liveness),
    )
