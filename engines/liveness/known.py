"""The official weights that can be added: which file is which network, by its digest."""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "https://github.com/minivision-ai/Silent-Face-Anti-Spoofing"
_RAW = "https://raw.githubusercontent.com/minivision-ai/Silent-Face-Anti-Spoofing/master/resources/anti_spoof_models"


@dataclass(frozen=True)
class Known:
    """One network."""

    name: str
    weights: str
    """The official file's name."""
    digest: str
    """Its SHA-256."""
    scale: float
    """Sides of the crop for each side of the face's box."""

    @property
    def file(self) -> str:
        """What it is called among a gate's models."""
        return f"{self.name}.onnx"

    @property
    def url(self) -> str:
        """Where its authors publish it."""
        return f"{_RAW}/{self.weights}"


KNOWN = (
    Known(
        "minifasnet-v2",
        "2.7_80x80_MiniFASNetV2.pth",
        "a5eb02e1843f19b5386b953cc4c9f011c3f985d0ee2bb9819eea9a142099bec0",
        2.7,
    ),
    Known(
        "minifasnet-v1se",
        "4_0_0_80x80_MiniFASNetV1SE.pth",
        "84ee1d37d96894d5e82de5a57df044ef80a58be2b218b5ed7cdfd875ec2f5990",
        4.0,
    ),
)
