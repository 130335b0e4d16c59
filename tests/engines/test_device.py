from __future__ import annotations

from pathlib import Path

import pytest

from engines import device
from engines.device import driver_fault, gpu_clock_mhz, l4t_release, power_mode
from engines.errors import ModelError
from engines.gpu.choose import open_cuda


@pytest.mark.parametrize(
    ("text", "release"),
    [
        (
            "# R36 (release), REVISION: 4.0, GCID: 37537400, BOARD: generic, EABI: aarch64, DATE: Fri Sep 13 UTC 2024",
            "36.4.0",
        ),
        ("# R35 (release), REVISION: 6.4, GCID: 1", "35.6.4"),
        ("something else", None),
    ],
)
def test_l4t(tmp_path: Path, text: str, release: str | None) -> None:
    path = tmp_path / "nv_tegra_release"
    path.write_text(text)
    assert l4t_release(path) == release
    assert l4t_release(tmp_path / "none") is None


def test_power_mode_and_clock(tmp_path: Path) -> None:
    (tmp_path / "status").write_text("pmode:0002 fmode:fanNull")
    assert power_mode(tmp_path / "status") == "0002"
    assert power_mode(tmp_path / "none") is None
    folder = tmp_path / "sys/class/devfreq/17000000.gpu"
    folder.mkdir(parents=True)
    (folder / "cur_freq").write_text("918000000\n")
    assert gpu_clock_mhz(tmp_path) == 918.0
    (folder / "cur_freq").write_text("?")
    assert gpu_clock_mhz(tmp_path) is None


class _Driver:
    def __init__(self, start: int, devices: int) -> None:
        self.start, self.devices = start, devices

    def cuInit(self, _flags: int) -> int:  # noqa: N802 - the driver's own name
        return self.start

    def cuDeviceGetCount(self, count: object) -> int:  # noqa: N802
        count._obj.value = self.devices
        return 0


@pytest.mark.parametrize(
    ("driver", "fault"),
    [(_Driver(0, 1), None), (_Driver(35, 1), "does not start .*35"), (_Driver(0, 0), "finds no GPU")],
)
def test_the_driver_is_asked_itself(monkeypatch: pytest.MonkeyPatch, driver: _Driver, fault: str | None) -> None:
    monkeypatch.setattr(device.ctypes, "CDLL", lambda _name: driver)
    if fault is None:
        assert driver_fault() is None
    else:
        monkeypatch.setattr("engines.gpu.choose.driver_fault", driver_fault)
        with pytest.raises(ModelError, match=fault):
            open_cuda()


def test_no_driver_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise OSError("libcuda.so.1: cannot open shared object file")

    monkeypatch.setattr(device.ctypes, "CDLL", missing)
    with pytest.raises(ModelError, match="no NVIDIA driver is installed here"):
        open_cuda()


def test_neither_binding_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engines.gpu.choose.driver_fault", lambda: None)
    for name in ("cuda", "cuda.bindings", "pycuda", "pycuda.driver"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(
        ModelError, match=r"neither cuda-python nor pycuda is installed: `pip install 'maskgate\[tensorrt\]'"
    ):
        open_cuda()
