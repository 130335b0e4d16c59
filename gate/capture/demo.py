"""The source `demo`: a feed that the project draws itself, from pictures that it ships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gate.capture.types import RECORDING, Deadlines, Picture, Pictures


@dataclass(frozen=True)
class DemoSource:
    """The generated feed; it ends by itself."""

    attack: Literal["print", "replay", "swap", "loop"] | None = None
    """One of `demo_feed.ATTACKS`; None: the demo's own story."""
    description: ClassVar[str] = "demo"
    live: ClassVar[bool] = False
    deadlines: ClassVar[Deadlines] = RECORDING

    def pictures(self) -> Pictures:
        """See `Source.pictures`."""
        from gate.capture import demo_feed  # only the worker draws

        for seconds, image in demo_feed.frames(self.attack):
            yield Picture(image, seconds)
