"""This gate's own parts: its camera, its door, what runs its networks and how fast, and its operating point."""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.registry import resolve
from gate.access.door_types import Action, DoorEventKind
from gate.access.errors import LockError
from gate.access.rules.accounts import Account, Role
from gate.capture.reader import open_source
from gate.capture.types import FrameReader, Health
from gate.desk.acting import demand, record
from gate.desk.operating import PointLine, choose_rate, points_of
from gate.door_socket import Who, ask
from gate.gallery.index import Index
from gate.home import Home
from gate.networks import open_networks
from gate.settings import Settings, read_settings
from gate.thresholds import Expectation
from gate.vault import open_gallery, unlock

RELOCK_SECONDS = 2.0
"""After the pulse, within which a door that is tested must be seen locked again."""
RUNS = 12
"""Runs of a network that a latency is the median of."""

Image = NDArray[np.uint8]
"""(height, width, 3) BGR."""


@dataclass(frozen=True)
class GateFacts:
    """What the gate is made of and set to."""

    gate: str
    source: str
    """The camera, as the settings name it."""
    lock: str
    """Type, wiring and line."""
    pulse: float
    """Seconds for which the door is unlocked."""
    asks_password: bool
    """The running gate takes orders from those alone who name an account and its password."""
    recogniser: str
    digest: str
    """SHA-256 of its file."""
    backend: str
    """As the settings ask for it; what really runs is measured."""
    expectation: Expectation
    points: tuple[PointLine, ...]


@dataclass(frozen=True)
class Latency:
    """What really runs the networks, and how long they take: medians of wall time on this device, now."""

    running: str
    """Model, backend, device and precision."""
    detector_ms: float
    """One picture of 1280×720."""
    recogniser_ms: float
    """One face."""


@dataclass(frozen=True)
class CameraLook:
    """What the camera gives now."""

    image: Image | None
    """None: nothing new."""
    health: Health
    detail: str
    """One sentence where it is not well."""
    size: tuple[int, int] | None = None
    fps: float = 0.0
    """Pictures a second, lately."""


@dataclass(frozen=True)
class DoorTest:
    """What came of a test."""

    unlocked: bool
    locked_again: bool
    seconds: float
    """For which it was unlocked."""


class GateCalls(Protocol):
    """What the page Gate asks; all of it takes the role manage.

    Raises, each call: AccessError where the role is missing; SettingsError, ModelError or GalleryError where what it
    needs can't be used; AuditError where it can't be recorded, and then it is not done.
    """

    def facts(self, by: Account) -> GateFacts:
        """What the gate is made of and set to."""
        ...

    def measure(self, by: Account) -> Latency:
        """Run the networks for a moment; some seconds."""
        ...

    def watch(self, show: Callable[[CameraLook], None], stop: threading.Event, by: Account) -> None:
        """Hand on the camera's pictures until `stop` is set.

        Raises:
            CaptureError: there is no such source.
        """
        ...

    def test_door(self, by: Account, password: str = "") -> DoorTest:
        """Have the running gate unlock its door for one pulse, as a grant does, and see it locked again.

        Args:
            by: Who orders it.
            password: Theirs; empty: none is asked for.

        Raises:
            NoGateError: no gate runs here, so that nobody holds the door.
            LockError: the gate refuses.
        """
        ...

    def choose(self, fmr: float, by: Account) -> GateFacts:
        """Take another false match rate; a running gate does so when it is started again.

        Raises:
            SettingsError: the settings can't be changed.
        """
        ...


class HomeGate:
    """Answers from a gate's folder."""

    def __init__(self, home: Home, opened: Callable[[str], FrameReader] = open_source) -> None:
        """Prepare.

        Args:
            home: The gate's folder.
            opened: Opens the camera by its name; a kiosk, whose camera is in use, hands on its own pictures here.
        """
        self._home = home
        self._opened = opened

    def facts(self, by: Account) -> GateFacts:
        """See `GateCalls`."""
        demand(by, Role.MANAGE)
        settings = self._settings()
        model = resolve(settings.recognition.model, kind="recogniser", cache=self._home.models)
        expectation, points = points_of(model, settings, self._index(settings, model.card.template_space or ""))
        lock = settings.door.fitted
        return GateFacts(
            gate=settings.ui.gate,
            source=settings.camera.source,
            lock=f"{lock.type}, {lock.wiring}, {settings.door.line}",
            pulse=settings.door.pulse,
            asks_password=settings.policy.door_accounts,
            recogniser=model.card.name,
            digest=model.card.digest,
            backend=f"{settings.models.backend}, {settings.models.precision}",
            expectation=expectation,
            points=points,
        )

    def measure(self, by: Account) -> Latency:
        """See `GateCalls`."""
        demand(by, Role.MANAGE)
        networks = open_networks(self._settings(), self._home)
        picture = np.random.default_rng(0).integers(0, 255, (720, 1280, 3), np.uint8)
        side = networks.model.card.preprocessing.size
        assert side is not None  # of a recogniser
        crop = np.zeros((*side, 3), np.uint8)
        return Latency(
            networks.running,
            _median_ms(lambda: networks.detector.detect(picture)),
            _median_ms(lambda: networks.recogniser.embed([crop])),
        )

    def watch(self, show: Callable[[CameraLook], None], stop: threading.Event, by: Account) -> None:
        """See `GateCalls`."""
        record(self._home, by, Role.MANAGE, "read", "camera preview")
        times: list[float] = []
        with self._opened(self._settings().camera.source) as reader:
            while not stop.is_set():
                frame = reader.newest(0.25)
                status = reader.status
                now = time.monotonic()
                times = [moment for moment in times if now - moment < 2.0]
                if frame is not None:
                    times.append(now)
                image = None if frame is None else frame.image
                show(CameraLook(image, status.health, status.detail, status.size, len(times) / 2.0))

    def test_door(self, by: Account, password: str = "") -> DoorTest:
        """See `GateCalls`."""
        record(self._home, by, Role.MANAGE, "admin", "door test")
        who = Who(account=by.name, password=password) if password else Who()
        place, longest = self._home.door_socket, self._settings().door.pulse + RELOCK_SECONDS
        events = ask(place, "events", patience=longest, **who)
        begun = time.monotonic()
        following = next(events, None)
        said = following and next(ask(place, Action.OPEN.value, patience=longest, **who), None)
        if said is None:
            raise LockError("the running gate does not answer")
        opened = closed = math.nan
        for event in events:
            if event["event"] == DoorEventKind.UNLOCKED.value:
                opened = event["mono"]
            if event["event"] == DoorEventKind.LOCKED.value:
                closed = event["mono"]
            if closed >= opened or time.monotonic() - begun > longest:
                break
        events.close()
        seconds = closed - opened
        return DoorTest(said["unlocked"], seconds >= 0, 0.0 if math.isnan(seconds) else seconds)

    def choose(self, fmr: float, by: Account) -> GateFacts:
        """See `GateCalls`."""
        before = self._settings().recognition
        details: dict[str, Any] = {"fmr": fmr, "fmr_before": before.fmr, "fpir_before": before.fpir}
        record(self._home, by, Role.MANAGE, "admin", "threshold", **details)
        choose_rate(self._home.settings, fmr)
        return self.facts(by)

    def _settings(self) -> Settings:
        return read_settings(self._home.settings)

    def _index(self, settings: Settings, space: str) -> Index:
        if not self._home.gallery.exists():
            return Index(revision=0, template_space=space, names={}, owners=[], vectors=np.empty((0, 0), np.float32))
        store = unlock(self._home, settings, ask=False)
        with open_gallery(self._home, settings, template_space=space, read_only=True, store=store) as gallery:
            return gallery.index()


def _median_ms(work: Callable[[], object]) -> float:
    work()  # the first run makes what later ones reuse
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1e3 * statistics.median(times)
