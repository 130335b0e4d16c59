"""One thread: these tests are small, and the machine may be shared. And a network as small as they are."""

from __future__ import annotations

import pytest
import torch

from tests.trainer.tiny_training import Tiny
from trainer.backbones.registry import BACKBONES


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session", autouse=True)
def _tiny_backbone() -> None:
    BACKBONES["tiny"] = Tiny
