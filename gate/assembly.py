"""Builds a gate from its settings: everything between a source and its events."""

from __future__ import annotations

from types import TracebackType

from gate.capture.types import FrameReader
from gate.clock import Clock
from gate.core import Core
from gate.entrance import Entrance
from gate.gallery.gallery import Gallery
from gate.gallery.live import LiveIndex
from gate.home import Home
from gate.networks import Networks, policy_of
from gate.settings import Settings
from gate.vision.pipeline import FacePipeline, PipelineOptions


class Assembly:
    """A core with the gallery that it follows; closing it lets go of both."""

    def __init__(
        self,
        settings: Settings,
        home: Home,
        clock: Clock,
        networks: Networks,
        reader: FrameReader,
        entrance: Entrance,
    ) -> None:
        """Join the parts; a gallery is made if there is none.

        Args:
            settings: Of the gate.
            home: Its folder.
            clock: Of the decisions.
            networks: Opened by `open_networks`; used by this gate alone.
            reader: The source, only to say of which kind it is.
            entrance: Lets in who is granted.

        Raises:
            ModelError: the recogniser has no threshold at the wanted false match rate.
            GalleryError: the gallery can't be used, or was written with another model.
        """
        policy = policy_of(networks.model, settings)
        space = networks.recogniser.template_space
        Gallery.open(home.gallery, template_space=space).close()
        self._index = LiveIndex(home.gallery, template_space=space)
        liveness = f"liveness: {settings.liveness.mode}, {'live' if reader.live else 'recorded'} source"
        self.status = (
            f"{networks.running}; threshold {policy.threshold:.3f} at FMR {policy.fmr:g}; {liveness}; {entrance.status}"
        )
        self.core = Core(
            FacePipeline(
                networks.detector,
                networks.recogniser,
                networks.model.card.preprocessing,
                PipelineOptions(settled_looks=policy.max_looks, min_quality=policy.min_quality),
            ),
            self._index.current,
            policy,
            clock,
            gate=settings.ui.gate,
            model=networks.model.card.digest,
            liveness="off",
            status=f"{networks.running}; {liveness}",  # on a screen in the street: no threshold
            let_in=entrance.doorway.let_in,
            numbers=entrance.numbers,
        )
        self.core.screen.beside = entrance.beside

    def close(self) -> None:
        """Stop following the gallery."""
        self._index.close()

    def __enter__(self) -> Assembly:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
