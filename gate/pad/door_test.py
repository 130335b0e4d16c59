"""One door under test: its networks, gallery and settings, fresh for every presentation."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.errors import ModelError
from gate.capture.errors import CaptureError
from gate.capture.reader import open_source
from gate.capture.types import Health
from gate.clock import SystemClock
from gate.home import Home
from gate.liveness import open_liveness
from gate.networks import open_networks
from gate.pad import protocol
from gate.pad.judging import Judgement, judge
from gate.pad.protocol import GENUINE, Presentation, Recorder, RecordingDice
from gate.pad.rates import Outcome, Rate, Rates
from gate.settings import Settings
from gate.thresholds import GalleryPolicy
from gate.vault import open_gallery
from gate.view import Ask
from gate.vision.liveness.guard import Guard
from gate.vision.liveness.orders import Dice, LoadedDice, SecretDice
from gate.vision.pipeline import FacePipeline, PipelineOptions
from gate.vision.types import Image

LONGEST = 30.0
"""Seconds of a presentation."""


@dataclass(frozen=True)
class Judged:
    """A presentation and what came of it."""

    path: Path
    presentation: Presentation
    judgement: Judgement

    @property
    def outcome(self) -> Outcome:
        """For the rates."""
        species = self.presentation.species
        return Outcome(None if species == GENUINE else species, self.judgement.live, self.judgement.granted)

    def said(self) -> dict[str, Any]:
        """Plain values."""
        reason = self.judgement.reason
        return {
            "presentation": self.path.name,
            "species": self.presentation.species,
            "person": self.presentation.person,
            "live": self.judgement.live,
            "granted": self.judgement.granted,
            "reason": reason.value if reason else None,
            "seconds": round(self.judgement.seconds, 2),
        }

    def line(self, *, as_json: bool) -> str:
        """For people or programs."""
        said = self.said()
        if as_json:
            return json.dumps(said, ensure_ascii=False)
        outcome = "granted" if said["granted"] else f"refused, {said['reason'] or 'nothing decided'}"
        return f"{said['presentation']}: {said['species']}, {outcome} after {said['seconds']} s"


class Bench:
    """Judges and records presentations.

    Raises:
        ModelError: a network of the gate can't be used, or liveness is off: there is nothing to test.
        GalleryError: the gallery can't be used.
    """

    def __init__(self, home: Home, settings: Settings) -> None:
        if settings.liveness.mode == "off":
            raise ModelError("liveness.mode is off: there is nothing to test")
        self._home, self._settings = home, settings
        self._networks = open_networks(settings, home)
        with open_gallery(
            home, settings, template_space=self._networks.recogniser.template_space, read_only=True
        ) as gallery:
            self._index = gallery.index()
        self._policy = GalleryPolicy(self._networks.model, settings)(self._index)

    def presentations(self, folder: Path) -> Iterator[tuple[Path, Presentation]]:
        """Those of a folder.

        Raises:
            CaptureError: there is none, or one can't be read.
        """
        return protocol.presentations(folder)

    def judge(self, path: Path, presentation: Presentation) -> Judged:
        """Judge a recorded presentation, with the challenge that was asked then."""
        guard = self._guard(LoadedDice(presentation.numbers or (0,)), presentation.steps)
        found = judge(protocol.frames(path), self._pipeline(), guard, self._index, self._policy)
        return Judged(path, presentation, found)

    def record(self, folder: Path, species: str, person: str, source: str | None, say: Callable[[str], None]) -> Judged:
        """Record one presentation from a camera, and judge it as it comes.

        Raises:
            CaptureError: there is no picture, or the disk takes none.
        """
        now = SystemClock().utc()
        path = folder / f"{species}-{now:%Y%m%dT%H%M%S%f}"
        dice, recorder = RecordingDice(SecretDice()), Recorder(path)
        guard = self._guard(dice, self._settings.liveness.steps)
        with closing(self._shown(source or self._settings.camera.source)) as shown:
            found = judge(
                shown,
                self._pipeline(),
                guard,
                self._index,
                self._policy,
                on_ask=lambda ask: say(_words(ask)),
                on_frame=recorder.frame,
            )
        presentation = Presentation(species, person, now, self._settings.liveness.steps, tuple(dice.numbers))
        recorder.close(presentation)
        return Judged(path, presentation, found)

    def _shown(self, source: str) -> Generator[tuple[float, Image], None, None]:
        with open_source(source) as reader:
            first: float | None = None
            while True:
                frame = reader.newest(5.0)
                if frame is None:
                    if reader.health is Health.ENDED:
                        return
                    if first is None:
                        raise CaptureError(f"{reader.description} gives no picture: {reader.status.detail}")
                    continue
                first = frame.time if first is None else first
                if frame.time - first > LONGEST:
                    return
                yield frame.time - first, frame.image

    def _guard(self, dice: Dice, steps: int) -> Guard:
        liveness = self._settings.liveness.model_copy(update={"steps": steps})
        return open_liveness(liveness, self._home, SystemClock(), dice=dice).guard

    def _pipeline(self) -> FacePipeline:
        options = PipelineOptions(settled_looks=self._policy.max_looks, min_quality=self._policy.min_quality)
        networks = self._networks
        return FacePipeline(networks.detector, networks.recogniser, networks.model.card.preprocessing, options)


def as_dict(judged: Sequence[Judged], found: Rates) -> dict[str, Any]:
    """A whole test as plain values."""
    return {
        "schema": 1,
        "presentations": [item.said() for item in judged],
        "apcer": {name: _plain(rate) for name, rate in found.apcer.items()},
        "iapar": {name: _plain(rate) for name, rate in found.iapar.items()},
        "apcer_max": found.worst,
        "bpcer": _plain(found.bpcer),
    }


def _plain(rate: Rate) -> dict[str, Any]:
    return {"count": rate.count, "of": rate.of, "rate": rate.value, "lower": rate.lower, "upper": rate.upper}


def _words(ask: Ask | None) -> str:
    return "" if ask is None else ask.prompt.value.replace("_", " ")
