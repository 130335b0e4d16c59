"""Everything around a running gate: systemd's notifications, metrics, health, logs, settings that change, updates."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from engines.errors import ModelError
from gate.access.errors import AccessError, AuditError
from gate.access.event import AnyEvent
from gate.capture.types import FrameReader
from gate.clock import Clock
from gate.entrance import Entrance
from gate.gallery.errors import GalleryError
from gate.gallery.keys.keyring import read_slots
from gate.home import Home
from gate.host.condition import KEY_FILE_WARNING, Condition, OutputCondition, own_version
from gate.host.endpoint import Endpoint
from gate.host.live_settings import Change
from gate.host.logs import SturdyFile, log_events, logging_to, logging_to_console, set_level
from gate.host.metrics import Metrics
from gate.host.notify import Notifier
from gate.host.progress import Progress
from gate.host.rounds import Rounds
from gate.host.running import MODEL_SECONDS, RunningGate
from gate.host.settings_file import SettingsFile
from gate.host.update.releases import releases_of
from gate.host.update.trial import Trial
from gate.host.watchdog import Watchdog
from gate.networks import Networks, open_networks
from gate.settings import Settings

log = logging.getLogger(__name__)

SETTINGS_SECONDS = 1.0
"""How often the settings file is looked at."""


class Serving:
    """What surrounds one gate, made before it and told of it later."""

    def __init__(self, settings: Settings, home: Home, clock: Clock, reader: FrameReader, entrance: Entrance) -> None:
        """Prepare; `around` serves."""
        self.metrics = Metrics()
        self.progress = Progress(clock.mono(), self.metrics.judged)
        self._settings = settings
        self._home = home
        self._clock = clock
        self._reader = reader
        self._entrance = entrance
        self._began = clock.mono()
        self._file: SturdyFile | None = None

    def events(self, events: Sequence[AnyEvent]) -> None:
        """Count and log; never fails."""
        self.metrics.events(events)
        log_events(events)

    @contextmanager
    def logging(self) -> Iterator[None]:
        """Write the log. What hinders the start is the command's to say, in one sentence: the console follows later."""
        with logging_to(self._home.logs, self._settings.logs) as self._file:
            try:
                yield
            except Exception as error:
                log.info("the gate ends: %s", error)  # whoever started it hears of it by the command
                raise

    @contextmanager
    def around(self, gate: RunningGate, notifier: Notifier, recogniser: str | None) -> Iterator[None]:
        """Serve a gate while the context lasts.

        Args:
            gate: Runs meanwhile.
            notifier: Who started us.
            recogniser: Named on the command line, instead of the settings' one.
        """
        trial = Trial(self._home, releases_of(self._home), self._clock)
        file = SettingsFile(
            self._home.settings,
            self._settings,
            lambda settings, change: self._apply(gate, settings, change),
            refusals=(GalleryError, AccessError, AuditError, ModelError),
            on_reload=lambda applied: self.metrics.reload(applied=applied),
        )
        watchdog = Watchdog(notifier, self.progress, self._clock, lost=lambda: gate.assembly.core.lost)

        def inspect() -> Condition:
            return self._inspect(gate, file, watchdog)

        def settle() -> None:
            watchdog.look()
            trial.look(inspect)

        def networks(settings: Settings) -> Networks:
            return open_networks(settings, self._home, recogniser)

        self.metrics.follow(inspect)
        port = self._settings.metrics.port
        with ExitStack() as stack:
            stack.enter_context(logging_to_console())
            if port:
                stack.enter_context(Endpoint(port, self.metrics, inspect))
            stack.enter_context(Rounds("watchdog", settle, watchdog.seconds))
            rounds = stack.enter_context(Rounds("settings", _reloading(file, notifier, watchdog), SETTINGS_SECONDS))
            stack.enter_context(Rounds("models", lambda: gate.find_model(networks), MODEL_SECONDS))

            def ask(*_: object) -> None:
                file.ask()
                rounds.wake()

            before = signal.signal(signal.SIGHUP, ask)
            stack.callback(signal.signal, signal.SIGHUP, before)
            stack.callback(notifier.stopping)
            yield

    def _apply(self, gate: RunningGate, settings: Settings, change: Change) -> None:
        gate.apply(settings, change)
        set_level(settings.logs.level)

    def _inspect(self, gate: RunningGate, file: SettingsFile, watchdog: Watchdog) -> Condition:
        now, assembly = self._clock.mono(), gate.assembly
        try:
            index = assembly.index()
        except GalleryError:
            index = None
        try:
            head = assembly.trail.head
        except AuditError:
            head = None
        kinds = _key_kinds(self._home)
        return Condition(
            version=own_version(),
            uptime=now - self._began,
            stall=self.progress.stall(now),
            lost=assembly.core.lost,
            started=watchdog.ready,
            camera=self._reader.health,
            picture_age=self.progress.picture_age(now),
            frame_rate=self.progress.rate(now),
            captured=self.progress.captured,
            judged=self.progress.judged,
            credentials_dropped=gate.dropped_credentials,
            fault=gate.fault,
            clock_sure=assembly.core.clock_is_sure,
            door=self._entrance.doorway.state,
            outputs=tuple(OutputCondition(*told) for told in self._entrance.told),
            audit_works=assembly.trail.problem is None and head is not None,
            audit_head=head,
            gallery_revision=index.revision if index is not None else None,
            people=len(index) if index is not None else None,
            key_kinds=kinds,
            liveness=assembly.liveness_mode(),
            model=assembly.model,
            settings_refused=file.problem is not None,
            restart_needed=file.restart,
            logs_lost=self._file.lost if self._file else 0,
            warnings=(KEY_FILE_WARNING,) if "file" in kinds else (),
        )


def _reloading(file: SettingsFile, notifier: Notifier, watchdog: Watchdog) -> Callable[[], None]:
    """A look at the settings that systemd is told of when it asked for one."""

    def look() -> None:
        asked = file.asked
        if asked:
            notifier.reloading(time.monotonic())
        file.look()
        if asked:
            notifier.ready(watchdog.words)

    return look


def _key_kinds(home: Home) -> tuple[str, ...]:
    try:
        return tuple(sorted({slot.kind for slot in read_slots(home.keyring)}))
    except GalleryError:
        return ()
