"""MagFace (Meng et al. 2021): the margin grows with the embedding's length, which becomes a measure of quality."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from trainer.heads.head import Head, Samples, add_to_angle


@dataclass(frozen=True)
class MagFace(Head):
    """The head; lengths are clamped to [shortest, longest], margins (radians) go linearly from least to most."""

    scale: float = 64.0
    shortest: float = 10.0
    longest: float = 110.0
    least: float = 0.45
    most: float = 0.8
    weight: float = 35.0
    """lambda_g, of the regulariser."""

    def margins(self, samples: Samples) -> Tensor:
        """m(a), with its gradient (section 3.2)."""
        slope = (self.most - self.least) / (self.longest - self.shortest)
        return self.least + slope * (samples.length.clamp(self.shortest, self.longest) - self.shortest)

    def penalise(self, cosine: Tensor, margin: Tensor) -> Tensor:
        """Add to the angle."""
        return add_to_angle(cosine, margin)

    def regulariser(self, length: Tensor) -> Tensor:
        """lambda_g g(a), g(a) = 1/a + a/u_a^2, least at the longest length (section 3.2)."""
        length = length.clamp(self.shortest, self.longest)
        return self.weight * (1 / length + length / self.longest**2)
