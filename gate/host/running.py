"""A gate that runs as a service: what is inside may be exchanged while door, outputs and camera stay as they are.

Changed settings, and a model that can be opened at last, make a new core beside the old one. The old one ends between
two pictures and the new one goes on; attempts under way begin anew. Door events find an audit log all the time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack

from engines.errors import ModelError
from gate.access.credentials import Credential
from gate.assembly import Assembly
from gate.auditing import action_record
from gate.capture.types import FrameReader
from gate.clock import Clock
from gate.host.faceless import NoNetworks
from gate.host.live_settings import Change
from gate.host.progress import Progress
from gate.networks import Networks
from gate.service import OnEvents, OnView, Service
from gate.settings import Settings

log = logging.getLogger(__name__)

MODEL_SECONDS = 30.0
"""How often a model that is missing is looked for."""

Assemble = Callable[[Settings, "Networks | NoNetworks", "Assembly | None"], Assembly]
"""Joins a gate from settings and networks; the third is the one that it replaces, whose keys are open."""


class RunningGate:
    """What `run_kiosk` and `gate run` run and stop."""

    def __init__(
        self,
        settings: Settings,
        networks: Networks | NoNetworks,
        assemble: Assemble,
        reader: FrameReader,
        clock: Clock,
        progress: Progress,
    ) -> None:
        """Join the first gate; `run` starts it.

        Args:
            settings: As read at the start.
            networks: Opened, or why not.
            assemble: Makes a gate.
            reader: The source.
            clock: The machine's.
            progress: Told what the loops have done.

        Raises:
            GalleryError, AccessError, AuditError: as `Assembly`.
        """
        self.assembly = assemble(settings, networks, None)
        """The gate as it is now."""
        self._settings = settings
        self._networks = networks
        self._assemble = assemble
        self._reader = reader
        self._clock = clock
        self._progress = progress
        self._service: Service | None = None
        self._next: Assembly | None = None
        self._exchanging = threading.Lock()
        self._ending = threading.Event()
        self._dropped = 0

    @property
    def faceless(self) -> bool:
        """Whether a model is missing."""
        return isinstance(self._networks, NoNetworks)

    @property
    def fault(self) -> bool:
        """Whether pictures come and can't be judged."""
        return self._service is not None and self._service.fault is not None

    @property
    def dropped_credentials(self) -> int:
        """Badges and PINs for which there was no room."""
        return self._dropped + (self._service.dropped_credentials if self._service else 0)

    def run(self, on_events: OnEvents, on_view: OnView) -> None:
        """Run until the source ends or `stop` is called; what a gate raises is raised here."""
        while not self._ending.is_set():
            service = Service(self._reader, self.assembly.core, self._clock, on_events, on_view, self._progress)
            with self._exchanging:
                self._service = service
                if self._next is not None or self._ending.is_set():
                    service.stop()
            service.run()
            with self._exchanging:
                self._dropped += service.dropped_credentials
                following, self._next = self._next, None
                if following is None:
                    return
                replaced, self.assembly = self.assembly, following
            replaced.close()

    def present(self, credential: Credential) -> None:
        """Hand in a badge or PIN; any thread may call it, and does not wait."""
        if service := self._service:
            service.present(credential)

    def stop(self) -> None:
        """Ask `run` to return; any thread or signal handler may call it."""
        self._ending.set()
        if service := self._service:
            service.stop()

    def close(self) -> None:
        """Let go of the gate; after `run`."""
        if self._next is not None:
            self._next.close()
        self.assembly.close()

    def apply(self, settings: Settings, change: Change) -> None:
        """Go on with other settings: on record first.

        Raises:
            AuditError: they can't be recorded.
            GalleryError, ModelError: no gate can be made of them; the old one goes on.
        """
        with ExitStack() as undo:
            following = self._assemble(settings, self._networks, self.assembly)
            undo.callback(following.close)
            for key, (before, after) in change.live.items():
                said = action_record("admin", "settings", key=key, before=before, after=after)
                following.trail.commit(said)
            undo.pop_all()
        self._settings = settings
        self._exchange(following)

    def find_model(self, open_networks: Callable[[Settings], Networks]) -> None:
        """Look whether a missing model is there now, and go on with it."""
        if not self.faceless:
            return
        try:
            networks = open_networks(self._settings)
        except ModelError:
            return
        following = self._assemble(self._settings, networks, self.assembly)
        self._networks = networks
        log.warning("the recogniser is there: faces are recognised again")
        self._exchange(following)

    def _exchange(self, following: Assembly) -> None:
        with self._exchanging:
            unused, self._next = self._next, following
            if self._service is not None:
                self._service.stop()
        if unused is not None:
            unused.close()
