"""Which numbers a run computes in."""

from __future__ import annotations

import torch

from trainer.errors import TrainerError

_TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def choose_precision(name: str, device: torch.device) -> torch.dtype:
    """The type of the networks' activations; weights stay float32.

    Args:
        name: "fp32", "bf16", "fp16" or "auto": bf16 on a GPU that has it, else fp16, float32 on a CPU.
        device: of the run.

    Raises:
        TrainerError: the device has no such arithmetic.
    """
    gpu = device.type == "cuda"
    if name == "auto":
        name = "fp32" if not gpu else "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp16"
    if name == "fp16" and not gpu:
        raise TrainerError("training.precision: fp16 needs a GPU; a CPU has fp32 and bf16")
    if name == "bf16" and gpu and not torch.cuda.is_bf16_supported(including_emulation=False):
        raise TrainerError("this GPU has no bf16: say --set training.precision=fp16")
    return _TYPES[name]
