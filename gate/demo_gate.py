"""`gate demo --ui`: a gate to try everything on, with a camera that is drawn and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType

from gate.access.rules.accounts import Account
from gate.assembly import Assembly
from gate.capture.demo_camera import FPS, DemoCamera
from gate.capture.demo_people import ASTRONAUT, GRACE_HOPPER
from gate.demo_clock import DemoClock
from gate.demo_prompter import Prompter
from gate.desk.desk import Desk, open_desk
from gate.desk.enrol import Recognition, Shot, Signature
from gate.desk.enrol_home import HomeEnrol
from gate.desk.enrol_sitting import Pose, Preview, Watch
from gate.desk.events import HomeEvents
from gate.desk.people_home import HomePeople
from gate.desk.sessions import HomeSessions
from gate.entrance import Entrance, Sink
from gate.home import Home
from gate.host.progress import Progress
from gate.networks import open_networks
from gate.service import OnView, Service
from gate.settings import SettingsError, read_settings
from gate.vault import make_keys
from gate.view import View

VISITORS = {ASTRONAUT: "Eileen Collins", GRACE_HOPPER: "Grace Hopper"}
"""Who may come to the camera, by their real names."""

SETTINGS = """\
# Of `gate demo --ui`: this folder belongs to no door. The demo moves its clock.
[ui]
gate = "Demo entrance"

[camera]
source = "demo"

[liveness]
mode = "challenge"
steps = 2

[policy]
clock = "trust"

[privacy]
key = "file"
"""


def make_home(home: Home) -> None:
    """Make a folder the demo's; one that is already goes on.

    Raises:
        SettingsError: it is a gate's, or can't be written.
        GalleryError: its keys can't be made.
    """
    if home.settings.exists():
        if read_settings(home.settings).camera.source != "demo":
            raise SettingsError(f"{home.path} is a gate's folder, and the demo moves its clock: give it another one")
        return
    if home.gallery.exists() or home.access.exists() or home.audit.exists():
        raise SettingsError(f"{home.path} is a gate's folder, and the demo moves its clock: give it another one")
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        home.settings.write_text(SETTINGS, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{home.path} can't be written: {error.strerror}") from None
    make_keys(home, read_settings(home.settings), "file")


class DemoGate:
    """The gate, its camera, and the desk of its administrators. At first it knows nobody."""

    def __init__(self, home: Home, clock: DemoClock, sink: Sink, *, fps: float = FPS) -> None:
        """Open everything; `service` runs it.

        Args:
            home: Made by `make_home`.
            clock: Moved by `gate.ui.demo_controls`.
            sink: Takes everything that happens.
            fps: Of the camera.

        Raises:
            SettingsError, ModelError, GalleryError, AccessError, AuditError: as `Assembly`.
        """
        self.home, self.clock = home, clock
        self.settings = settings = read_settings(home.settings)
        networks = open_networks(settings, home)
        with ExitStack() as stack:
            self.camera = stack.enter_context(DemoCamera(clock, fps))
            self.prompter = Prompter(self.camera, clock)
            self._reader = self.camera.reader()
            self._entrance = Entrance(settings, home, clock, sink, real=False)
            assembly = Assembly(settings, home, clock, networks, self._reader, self._entrance)
            self._core = stack.enter_context(assembly).core
            stack.enter_context(self._entrance)
            self._sessions = HomeSessions(home, clock)
            stack.callback(self._sessions.close)
            self.desk = self._make_desk()
            self._stack = stack.pop_all()

    def service(self, on_view: OnView) -> Service:
        """What runs the gate and shows it; the visitor sees what is shown."""

        def shown(view: View) -> None:
            self.prompter.see_view(view)
            on_view(view)

        progress = _Told(self.clock.mono(), self.camera)
        return Service(self._reader, self._core, self.clock, self._entrance.publish, shown, progress)

    def _make_desk(self) -> Desk:
        home, clock = self.home, self.clock
        return replace(
            open_desk(home, self.camera.reader),
            sessions=self._sessions,
            people=HomePeople(home, clock),
            events=HomeEvents(home, clock),
            enrol=PromptedEnrol(self),
        )

    def close(self) -> None:
        """Let go of everything."""
        self._stack.close()

    def __enter__(self) -> DemoGate:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Told(Progress):
    """Lets the camera know what was judged."""

    def __init__(self, began: float, camera: DemoCamera) -> None:
        super().__init__(began)
        self._camera = camera

    def finish(self, now: float, *, judged: float | None) -> None:
        super().finish(now, judged=judged)
        if judged is not None:
            self._camera.judged(judged)


class PromptedEnrol(HomeEnrol):
    """A real desk, whose visitor hears what the wizard says."""

    def __init__(self, gate: DemoGate) -> None:
        """Enrol from the demo's camera."""
        super().__init__(gate.home, gate.clock, lambda _settings: gate.camera.reader())
        self._prompter = gate.prompter

    def capture(self, signature: Signature, poses: Sequence[Pose], watch: Watch, by: Account) -> tuple[Shot, ...]:
        """See `EnrolCalls`."""
        return super().capture(signature, poses, _Overheard(watch, self._prompter), by)

    def recognise(self, person: str, watch: Watch, by: Account) -> Recognition:
        """See `EnrolCalls`."""
        return super().recognise(person, _Overheard(watch, self._prompter), by)


class _Overheard:
    """A `Watch` whose previews reach the visitor, too."""

    def __init__(self, watch: Watch, prompter: Prompter) -> None:
        self._prompter = prompter
        self.report_on = watch.report
        self.cancelled, self.skipped, self.ready = watch.cancelled, watch.skipped, watch.ready

    def report(self, news: object) -> None:
        if isinstance(news, Preview):
            self._prompter.see_preview(news)
        self.report_on(news)
