"""A whole gate in the painted world of `gate.vision.fakes`: everything but the networks and the camera is the real one.

People are numbers from 1 to 255; number 17 is called "Person 17" and has the badge "B17".
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace, TracebackType

import numpy as np

from engines.builtin import BUILTINS
from engines.operating_point import OperatingPoint
from engines.registry import Model
from gate.access.credentials import Badge, Pin
from gate.access.errors import AuditError
from gate.access.event import AnyEvent, Event
from gate.assembly import Assembly
from gate.auditing import note
from gate.capture.types import Frame
from gate.caretaker import farewell
from gate.clock import Clock
from gate.commands.changing import changing
from gate.entrance import Entrance
from gate.gallery.gallery import Gallery
from gate.gallery.types import Consent, Person, Sample
from gate.home import Home, find_home
from gate.networks import Networks
from gate.settings import Settings, read_settings
from gate.vault import make_keys, open_gallery
from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeRecogniser, paint_face
from gate.vision.types import Image, Template

LOOKS = 6
"""Frames of a visit: more than a grant takes."""
SAMPLES = 2
"""Templates of everybody enrolled here."""

SETTINGS = """\
[liveness]
mode = "off"    # painted faces turn no head
[recognition]
margin = 0.05
min_quality = 0.0
enrol_quality = 0.0
[policy]
requirement = "any"
clock = "trust"
[door]
pulse = 30.0
recognition_interval = 0.0
[audit]
anchor_file = "{anchors}"
anchor_rows = 20
anchor_seconds = 1
"""


def build(folder: Path, settings: str = SETTINGS) -> Home:
    """A home that is ready: settings, and a key in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    home = find_home(folder)
    home.settings.write_text(settings.format(anchors=anchors_of(folder)))
    make_keys(home, Settings(), "file")
    return home


def anchors_of(folder: Path) -> Path:
    """Where the head of the audit log is written down: not in the home."""
    return folder.with_name(folder.name + ".anchors")


def picture(*people: int) -> Image:
    """People side by side."""
    image = np.zeros((120, 400, 3), np.uint8)
    for place, person in enumerate(people):
        left = 20 + place * 120
        paint_face(image, (left, 20, left + 60, 80), person)
    return image


def networks() -> Networks:
    """Detector and recogniser of the painted world, with thresholds as a card has them."""
    point = {
        "cell": "unmasked-unmasked", "fmr": 1e-5, "threshold": 0.5, "fnmr": 0.01, "impostors": 10**8,
        "genuines": 1000, "subjects": 100, "interval": None, "status": "measured", "data": "painted", "measured_at": "",
    }  # fmt: skip
    changes = {
        "template_space": FakeRecogniser.template_space,
        "preprocessing": FAKE_PREPROCESSING,
        "operating_points": (OperatingPoint.model_validate(point),),
    }
    model = Model(Path("painted.onnx"), BUILTINS["sface"].card.model_copy(update=changes))
    return Networks(FakeDetector(), FakeRecogniser(), None, model, model, None, "painted faces")  # type: ignore[arg-type]


@dataclass
class Desk:
    """What is done at a desk: other processes' work, as the commands do it."""

    home: Home
    clock: Clock
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = read_settings(self.home.settings)

    def gallery(self, *, read_only: bool = False) -> Gallery:
        return open_gallery(self.home, self.settings, template_space=FakeRecogniser.template_space, read_only=read_only)

    def enrol(self, number: int) -> Person:
        """Enrol with two templates and a consent; on record first."""
        vector = FakeRecogniser().embed([np.full((112, 112, 3), number, np.uint8)])[0]
        sample = Sample(Template(vector, FakeRecogniser.template_space, 0.9), "m" * 64, "painted")
        with self.gallery() as gallery:
            note(self.home, "admin", "enrol", number=number)
            return gallery.add(f"Person {number}", [sample] * SAMPLES, Consent("v1", "desk", self.clock.utc()))

    def badge(self, person: str, number: int, prefix: str = "B") -> int:
        """Give a badge; the revision of the rules after it."""
        with changing(self.home, "badge add", subject=person) as access:
            access.credentials.add_badge(person, f"{prefix}{number}")
            return access.revision

    def suspend(self, person: str, suspended: bool) -> int:
        """Bar somebody, or no longer."""
        with changing(self.home, "suspend" if suspended else "unsuspend", subject=person) as access:
            access.rules.suspend(person, suspended)
            return access.revision

    def remove(self, number: int) -> None:
        """Remove somebody, if they are enrolled."""
        with self.gallery() as gallery:
            person = gallery.find(f"Person {number}")
            if person is not None:
                farewell(self.home, person)
                gallery.remove(person)

    def look(self) -> None:
        """Read the log, which is recorded."""
        note(self.home, "read", "audit show", rows=1)


class Site:
    """A running gate: `Assembly` and `Entrance` as `gate run` joins them, without a camera's threads."""

    def __init__(self, home: Home, clock: Clock, *, real: bool = True) -> None:
        self.home = home
        self.clock = clock
        self.events: list[AnyEvent] = []
        settings = read_settings(home.settings)
        self.entrance = Entrance(settings, home, clock, self.events.extend, real=real)
        self._stack = ExitStack()
        try:
            reader = SimpleNamespace(live=True, description="painted")
            self.gate = self._stack.enter_context(
                Assembly(settings, home, clock, networks(), reader, self.entrance)  # type: ignore[arg-type]
            )
            self._stack.enter_context(self.entrance)
        except BaseException:
            self._stack.close()
            raise

    def visit(self, *people: int) -> list[Event]:
        """Stand before the camera and go away; what was decided."""
        made: list[AnyEvent] = []
        for image in [*[picture(*people)] * LOOKS, picture()]:
            self.tick()
            now = self.clock.mono()
            made += self.gate.core.process(Frame(image=image, seq=round(now * 1e6), time=now, media_time=None))
        made += self.gate.core.end()
        return self._tell(made)

    def show(self, number: int) -> list[Event]:
        """Hold a badge before the reader."""
        return self._tell(self.gate.core.present(Badge(f"B{number}")))

    def type_pin(self, digits: str, number: str) -> list[Event]:
        """Type a personal number and a PIN."""
        return self._tell(self.gate.core.present(Pin(digits, number)))

    def commit(self, **fields: object) -> None:
        """Put a row on record, as a grant does."""
        from gate.access.audit.row import Record

        self.gate.trail.commit(Record("admin", {"event": "torture", **fields}))

    def tick(self) -> None:
        """Between two frames."""

    def _tell(self, made: list[AnyEvent]) -> list[Event]:
        self.entrance.publish(made)
        return [event for event in made if isinstance(event, Event)]

    def __enter__(self) -> Site:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


__all__ = ["AuditError", "Desk", "Site", "anchors_of", "build", "networks", "picture"]
