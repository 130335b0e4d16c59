"""What all tests share: an offscreen Qt, quiet threads, and the data folder when there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("maskgate", deadline=None)  # the machine is shared: a slow example is no failure
settings.load_profile("maskgate")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real faces beside the checkout; the test skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs ../shared/data, which is not beside this checkout")
    return SHARED_DATA


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Finds a program that Debian installs; without it the test skips, or fails where `.ci/run` has installed it."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("REQUIRE_PROGRAMS"):
            pytest.fail(f"{name} is not installed, although .ci/apt.txt names its package")
        if path is None:
            pytest.skip(f"needs {name} (see .ci/apt.txt)")
        return path

    return find
