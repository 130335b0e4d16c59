"""What this machine is, as far as an engine cares."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from pathlib import Path

_L4T = Path("/etc/nv_tegra_release")
_POWER = Path("/var/lib/nvpmodel/status")
_CLOCKS = (
    "/sys/class/devfreq/*gpu*/cur_freq",
    "/sys/class/devfreq/*.ga10b/cur_freq",
    "/sys/class/devfreq/*.gv11b/cur_freq",
)


@dataclass(frozen=True)
class Gpu:
    """A CUDA device."""

    name: str
    compute_capability: str
    """"8.7" for an Orin."""
    cuda: str
    """Version of the CUDA runtime in use, "12.6"."""


def driver_fault() -> str | None:
    """Why CUDA can't work here, or None.

    It asks the driver itself, because the constructors of TensorRT's `Runtime` return an object around a null pointer
    where there is no driver, and the process dies when that is freed.
    """
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return "no NVIDIA driver is installed here (libcuda.so.1 is missing)"
    if code := driver.cuInit(0):
        return f"the NVIDIA driver does not start (cuInit answers {code})"
    count = ctypes.c_int()
    if (code := driver.cuDeviceGetCount(ctypes.byref(count))) or not count.value:
        return f"the NVIDIA driver finds no GPU (cuDeviceGetCount answers {code})"
    return None


def l4t_release(path: Path = _L4T) -> str | None:
    """Jetson's release, "36.4.0"; None on any other machine."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r"R(\d+).*?REVISION:\s*([\d.]+)", text)
    return f"{found[1]}.{found[2]}" if found else None


def power_mode(path: Path = _POWER) -> str | None:
    """Number of Jetson's power mode as `nvpmodel` keeps it; None on any other machine."""
    try:
        found = re.search(r"pmode:\s*(\w+)", path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return found[1] if found else None


def gpu_clock_mhz(root: Path = Path("/")) -> float | None:
    """The GPU's clock now, where Jetson's kernel tells it."""
    for pattern in _CLOCKS:
        for path in sorted(root.glob(pattern.lstrip("/"))):
            try:
                return int(path.read_text(encoding="ascii")) / 1e6
            except (OSError, ValueError):
                continue
    return None
