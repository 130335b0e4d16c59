"""What a training run is: the models behind the YAML files. Values and their meaning stand in `configs/default.yaml`.

No field has a default here, so that there is one place to look a default up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Probability = Field(ge=0, le=1)
Positive = Field(gt=0)
NotNegative = Field(ge=0)


class Section(BaseModel):
    """A part of the configuration."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Student(Section):
    """The network that is trained."""

    backbone: str
    dim: int | None = Positive
    weights: str | None
    dropout: float = Field(ge=0, lt=1)
    freeze_batch_norm: bool
    lr_scales: dict[str, float]


class Teacher(Section):
    """The network that is learned from."""

    backbone: str
    dim: int | None = Positive
    weights: str | None
    cached: bool
    flip_average: bool


class Head(Section):
    """The classification layer and its margin."""

    name: str | None
    options: dict[str, float | bool]
    weight: float = Positive
    sample_rate: float = Field(gt=0, le=1)
    min_images: int = Positive
    centres: str
    lr: float | None = NotNegative


class Ramp(Section):
    """A weight that moves."""

    start: float = NotNegative
    end: float = NotNegative
    epochs: float = Positive
    shape: Literal["linear", "cosine"]


def _form(weight: object) -> str:
    if isinstance(weight, Mapping):
        return "by epoch" if all(isinstance(key, int) for key in weight) else "ramp"
    return "ramp" if isinstance(weight, Ramp) else "number"


Weight = Annotated[
    Annotated[float, NotNegative, Tag("number")]
    | Annotated[Ramp, Tag("ramp")]
    | Annotated[dict[int, Annotated[float, NotNegative]], Tag("by epoch")],
    Discriminator(_form),
]
"""A number; a ramp; or values by the epoch (from 0) in which they begin."""


class Distillation(Section):
    """L_KD."""

    weight: Weight


class Contrast(Section):
    """Cross entropy over the bank of the teacher's templates."""

    weight: float = NotNegative
    scale: float = Positive
    own: float = Probability


class Relation(Section):
    """Cosines with the bank of the teacher's templates."""

    weight: float = NotNegative


class Masks(Section):
    """What is drawn on the student's pictures."""

    probability: float = Probability
    draw_on: Literal["crop", "photograph", "photograph_realigned"]
    family: Literal["all", "a", "b"]
    mix: dict[str, Any]
    templates: str | None
    template_share: float = Probability


class Augmentation(Section):
    """What else happens to the student's pictures, masked or not."""

    occluders: dict[str, Annotated[float, Probability]]
    landmarks: tuple[float, float]
    turn: float = NotNegative
    zoom: float = NotNegative
    shift: float = NotNegative
    low_resolution: float = Probability
    blur: float = Probability
    light: float = Probability
    noise: float = Probability
    compression: float = Probability


class RealignerSettings(Section):
    """The network that lays masked faces where bare ones lie (`trainer.realigner`)."""

    drawn: int = NotNegative
    epochs: float = Positive


class Data(Section):
    """How pictures come in."""

    workers: int = NotNegative
    flip: float = Probability


class Optimiser(Section):
    """How the student's weights move."""

    name: Literal["sgd", "adamw"]
    lr: float = NotNegative
    lr_batch: int | None = Positive
    momentum: float = Field(ge=0, lt=1)
    weight_decay: float = NotNegative
    clip: float | None = Positive


class Schedule(Section):
    """How the learning rate moves."""

    name: Literal["step", "cosine", "constant"]
    milestones: tuple[float, ...]
    factor: float = Positive
    warmup_epochs: float = NotNegative


class Training(Section):
    """How long, how much at once, and on what."""

    epochs: float = Positive
    steps: int | None = Positive
    batch: int = Positive
    accumulate: int = Positive
    device: Literal["auto", "cpu", "cuda"]
    precision: Literal["auto", "fp32", "bf16", "fp16"]
    channels_last: bool
    compile: bool
    ema: float | None = Field(gt=0, lt=1)


class Validation(Section):
    """The mask protocol on held-out people."""

    every: int = NotNegative
    images: int = Positive
    family: Literal["all", "a", "b"]


class Keeping(Section):
    """Checkpoints and logs."""

    checkpoint_every: int = Positive
    checkpoints: int = Positive
    log_every: int = Positive


class Export(Section):
    """What of the trained weights is exported."""

    interpolate: float = Probability
    whiten: float = Probability


class Config(Section):
    """A whole run."""

    seed: int = NotNegative
    student: Student
    realigner: RealignerSettings
    teacher: Teacher
    head: Head
    distillation: Distillation
    contrast: Contrast
    relation: Relation
    masks: Masks
    augmentation: Augmentation
    data: Data
    optimiser: Optimiser
    schedule: Schedule
    training: Training
    validation: Validation
    keeping: Keeping
    export: Export

    @property
    def learns_from_teacher(self) -> bool:
        """Whether a teacher is needed."""
        return self.distillation.weight != 0 or self.needs_all_templates

    @property
    def needs_all_templates(self) -> bool:
        """Whether the teacher's templates of all pictures are needed at once."""
        return self.contrast.weight > 0 or self.relation.weight > 0 or self.head.centres == "teacher"

    @model_validator(mode="after")
    def _fits_together(self) -> Config:
        if self.head.name is None and self.distillation.weight == self.contrast.weight == self.relation.weight == 0:
            raise ValueError("nothing is to be learned: there is no head, no distillation, no contrast and no relation")
        if self.learns_from_teacher and self.teacher.weights is None:
            raise ValueError("the student learns from a teacher, so teacher.weights must name a file (or sface)")
        if (self.contrast.weight > 0 or self.head.centres == "teacher") and not self.teacher.cached:
            raise ValueError(
                "contrast and head.centres: teacher need all of the teacher's templates: teacher.cached: true"
            )
        if self.training.batch % self.training.accumulate:
            raise ValueError(
                f"training.batch {self.training.batch} can't be shared by accumulate {self.training.accumulate}"
            )
        return self
