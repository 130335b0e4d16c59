"""What tests of training share: a tiny network and prepared folders of drawn faces."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from trainer.backbones.backbone import Backbone
from trainer.backbones.sface import PREPROCESSING
from trainer.config import Config
from trainer.config_file import load_config
from trainer.data.crop import LANDMARKS
from trainer.data.prepared import FACE, Manifest, shard_path

DIM = 16


class Tiny(Backbone):
    """Two convolutions; the fastest network with all that matters: batch norm, dropout, a last layer."""

    def __init__(self, *, dim: int = DIM, dropout: float = 0.0) -> None:
        super().__init__(dim, PREPROCESSING)
        self.stem = nn.Conv2d(3, 8, 8, stride=8, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.body = nn.Conv2d(8, 8, 4, stride=2)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(8 * 6 * 6, dim)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.body(self.bn(self.stem(x))))
        embedding: Tensor = self.fc(self.dropout(torch.flatten(x, 1))).float()
        return embedding


def face(person: int, picture: int, *, side: int = 112) -> np.ndarray:
    """A face-like pattern of a person, with something of its own for each picture: (side, side, 3) uint8."""
    own = np.random.default_rng((7, person)).normal(size=(7, 7, 3))
    chance = np.random.default_rng((8, person, picture)).normal(size=(7, 7, 3))
    small = np.clip(128 + 40 * own + 15 * chance, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC))


def write_prepared(
    folder: Path, pictures: Sequence[int], *, held_out: Sequence[int] = (), aligned: bool = True, side: int = 112
) -> Path:
    """A prepared folder with so many pictures of each person."""
    shard = shard_path(folder, 0)
    shard.parent.mkdir(parents=True)
    data, rows = bytearray(), []
    landmarks = LANDMARKS if aligned else (LANDMARKS - 56) * (side / 224) + side / 2
    for person, count in enumerate(pictures):
        for picture in range(count):
            png = cv2.imencode(".png", face(person, picture, side=side))[1].tobytes()
            rows.append((0, len(data), len(png), person, len(rows), landmarks))
            data += png
    shard.write_bytes(data)
    np.save(folder / "faces.npy", np.array(rows, FACE))
    people = [f"person {i}" for i in range(len(pictures))]
    (folder / "people.json").write_text(json.dumps(people))
    manifest = Manifest(
        source="drawn",
        aligned=aligned,
        pictures=len(rows),
        people=len(people),
        unusable=0,
        held_out=tuple(people[i] for i in held_out),
        detector="none",
        fingerprint=hashlib.sha256(data).hexdigest(),
    )
    (folder / "prepared.json").write_text(manifest.model_dump_json())
    return folder


def tiny_config(*settings: str, teacher: Path | None = None) -> Config:
    """A run of a few steps of the tiny network: with a teacher, distilled from it by half masked faces."""
    distilled = ["teacher.backbone=tiny", "student.weights=teacher", "distillation.weight=100"]
    distilled = [f"teacher.weights={teacher}", *distilled] if teacher else []
    base = (
        "student.backbone=tiny",
        "head.options={scale: 16, margin: 0.2}",
        "masks.probability=0.5",
        "data.workers=0",
        "optimiser.lr=0.05",
        "optimiser.lr_batch=null",
        "training.batch=8",
        "training.steps=6",
        "training.device=cpu",
        "validation.every=0",
        "keeping.log_every=2",
        "keeping.checkpoint_every=3",
    )
    return load_config("default", [*base, *distilled, *settings])


def tiny_weights(path: Path, *, seed: int = 5) -> Path:
    """A file of tiny weights."""
    torch.manual_seed(seed)
    torch.save(Tiny().state_dict(), path)
    return path
