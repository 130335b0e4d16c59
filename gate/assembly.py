"""Builds a gate from its settings: everything between a source and its events."""

from __future__ import annotations

from types import TracebackType

from gate.capture.types import FrameReader
from gate.caretaker import Caretaker
from gate.clock import Clock
from gate.core import Core
from gate.gallery.gallery import Gallery
from gate.gallery.live import LiveIndex
from gate.home import Home
from gate.networks import Networks
from gate.settings import Settings
from gate.thresholds import GalleryPolicy, expect
from gate.vault import open_gallery, unlock
from gate.vision.pipeline import FacePipeline, PipelineOptions


class Assembly:
    """A core with the gallery that it follows; closing it lets go of both."""

    def __init__(self, settings: Settings, home: Home, clock: Clock, networks: Networks, reader: FrameReader) -> None:
        """Join the parts; a gallery is made if there is none.

        Args:
            settings: Of the gate.
            home: Its folder.
            clock: Of the decisions.
            networks: Opened by `open_networks`; used by this gate alone.
            reader: The source, only to say of which kind it is.

        Raises:
            GalleryError: the gallery can't be opened or used, was written with another model, or the recogniser's card
                has no thresholds for it.
        """
        space = networks.recogniser.template_space
        store = unlock(home, settings, make=True)
        policy_for = GalleryPolicy(networks.model, settings)
        with open_gallery(home, settings, template_space=space, store=store) as gallery:
            index = gallery.index()
        policy = policy_for(index)
        self.thresholds = expect(networks.model, settings, policy, index).lines()
        """What was chosen for the gallery as it is now, one statement a line."""
        self._index = LiveIndex(home.gallery, template_space=space, store=store)
        self._caretaker: Caretaker | None = None
        if reader.live:  # whoever passes in a recording was not here today

            def opened() -> Gallery:
                return open_gallery(home, settings, template_space=None, store=store)

            self._caretaker = Caretaker(opened, clock, settings.privacy.retention_days)
        liveness = f"liveness: {settings.liveness.mode}, {'live' if reader.live else 'recorded'} source"
        self.status = f"{networks.running}; threshold {policy.threshold:.3f} at FMR {policy.fmr:g}; {liveness}"
        self.core = Core(
            FacePipeline(
                networks.detector,
                networks.recogniser,
                networks.model.card.preprocessing,
                PipelineOptions(settled_looks=policy.max_looks, min_quality=policy.min_quality),
            ),
            self._index.current,
            policy_for,
            clock,
            gate=settings.ui.gate,
            model=networks.model.card.digest,
            liveness="off",
            status=f"{networks.running}; {liveness}",  # on a screen in the street: no threshold
            let_in=self._caretaker.saw if self._caretaker else lambda _person: None,
        )

    def close(self) -> None:
        """Stop following the gallery."""
        self._index.close()
        if self._caretaker:
            self._caretaker.close()

    def __enter__(self) -> Assembly:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
