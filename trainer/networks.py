"""The two networks of a run: the student that learns and the teacher that is never changed."""

from __future__ import annotations

import copy
import hashlib
from typing import TypeVar

import torch
from torch import Tensor, nn

from trainer.backbones.backbone import Backbone, Normalise
from trainer.backbones.registry import create
from trainer.backbones.weights import first_difference, load_weights
from trainer.config import Config
from trainer.errors import TrainerError
from trainer.losses.distillation import Projection
from trainer.realigner.network import Realigner

_Network = TypeVar("_Network", bound=nn.Module)

_TEACHER = "teacher"
"""Instead of a file of weights: the student begins as a copy of the teacher."""


class Embedder(nn.Module):
    """Pixels, (N, 3, H, W) uint8 RGB, to embeddings, (N, dim) float32 of any length.

    The backbone's realigner, if it has one, lays the faces right first.
    """

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.normalise = Normalise(backbone.preprocessing)
        self.backbone = backbone

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed."""
        if self.backbone.realigner is not None:
            pixels = self.backbone.realigner(pixels)
        embeddings: Tensor = self.backbone(self.normalise(pixels))
        return embeddings


class Student(Embedder):
    """The network that is trained.

    Args:
        backbone: of the exported model.
        teacher_dim: elements of the teacher's templates, if there is a teacher; a projection is learned where they
            are not as many as the student's.
        freeze_batch_norm: keep means and variances of batch norms as they are.
    """

    def __init__(self, backbone: Backbone, *, teacher_dim: int | None, freeze_batch_norm: bool) -> None:
        super().__init__(backbone)
        differs = teacher_dim is not None and teacher_dim != backbone.dim
        self.projection = Projection(backbone.dim, teacher_dim) if differs and teacher_dim else None
        self._freeze_batch_norm = freeze_batch_norm

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]  # and what the teacher is compared with
        """The embeddings, and the same in the teacher's dimension."""
        embeddings = super().forward(pixels)
        return embeddings, embeddings if self.projection is None else self.projection(embeddings)

    def train(self, mode: bool = True) -> Student:
        """As any module, but what is frozen stays in evaluation."""
        super().train(mode)
        if self.backbone.realigner is not None:
            self.backbone.realigner.eval()
        if self._freeze_batch_norm:
            for module in self.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.eval()
        return self


def make_teacher(config: Config, device: torch.device) -> Embedder | None:
    """The teacher, frozen and in evaluation; None if nothing is learned from one.

    Raises:
        TrainerError: its weights can't be read or belong to another architecture.
    """
    if not config.learns_from_teacher:
        return None
    assert config.teacher.weights is not None
    backbone = create(config.teacher.backbone, dim=config.teacher.dim)
    load_weights(backbone, config.teacher.weights)
    return _placed(Embedder(backbone), config, device).eval().requires_grad_(False)


def make_student(
    config: Config, teacher: Embedder | None, device: torch.device, realigner: Realigner | None = None
) -> Student:
    """The student with the weights that it starts from, behind a trained realigner if there is one.

    Raises:
        TrainerError: its weights can't be read or belong to another architecture.
    """
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(config.seed)
        backbone = create(config.student.backbone, dim=config.student.dim, dropout=config.student.dropout)
        dim = None if teacher is None else teacher.backbone.dim
        student = Student(backbone, teacher_dim=dim, freeze_batch_norm=config.student.freeze_batch_norm)
    source = config.student.weights
    if source == _TEACHER:
        source = config.teacher.weights
        if source is None:
            raise TrainerError("student.weights: teacher needs teacher.weights")
    if source is not None:
        load_weights(backbone, source)
    if realigner is not None:
        backbone.realigner = realigner
    return _placed(student, config, device).train()


def empty_student(config: Config) -> Backbone:
    """The architecture that a run exports, to load its weights into."""
    backbone = create(config.student.backbone, dim=config.student.dim)
    if config.realigner.drawn:
        backbone.realigner = Realigner()
    return backbone


def deployed(trained: Backbone, teacher: Embedder | None, share: float) -> Embedder:
    """A copy of the student as it is validated and exported: share * student + (1 - share) * teacher.

    Between a network and what it was fine-tuned from, the weights in between often do better than either
    (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").

    Raises:
        TrainerError: `share` is below 1, and there is no teacher of the same architecture.
    """
    network = copy.deepcopy(trained)
    if share < 1:
        if teacher is None:
            raise TrainerError("export.interpolate below 1 needs a teacher")
        ours, theirs = _without_realigner(network), _without_realigner(teacher.backbone)
        if difference := first_difference(ours, theirs):
            raise TrainerError(
                f"export.interpolate below 1 needs a teacher of the student's architecture: {difference}"
            )
        with torch.no_grad():
            for name, weight in ours.items():
                if weight.is_floating_point():
                    weight.lerp_(theirs[name], 1 - share)
    return Embedder(network).eval().requires_grad_(False)


def _without_realigner(network: Backbone) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in network.state_dict().items() if not name.startswith("realigner.")}


def weights_digest(network: nn.Module) -> str:
    """SHA-256 of a network's names and weights."""
    digest = hashlib.sha256()
    for name, tensor in network.state_dict().items():
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}\n".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _placed(network: _Network, config: Config, device: torch.device) -> _Network:
    layout = torch.channels_last if config.training.channels_last else torch.contiguous_format
    return network.to(device=device, memory_format=layout)  # type: ignore[call-overload,no-any-return]
