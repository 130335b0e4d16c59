"""A themed application for every test here, and nothing left behind by any of them."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5 import sip
from PyQt5.QtCore import QEvent, QThread, QTimer
from PyQt5.QtWidgets import QApplication

from gate.ui.kiosk.window import Kiosk
from gate.ui.theme.apply import apply_theme
from gate.view import Mark, Phase, View


@pytest.fixture(scope="session", autouse=True)
def _runtime_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Qt complains where a login session would have set this."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    gc.freeze()  # what is imported by now needn't be searched after every test


@pytest.fixture(autouse=True)
def app(_runtime_folder: None, qapp: QApplication) -> Iterator[QApplication]:
    """The application; afterwards no window, thread, Qt thread or running timer is left that was not there before."""
    apply_theme(qapp)
    qapp.setQuitOnLastWindowClosed(False)
    before = _living(qapp)
    yield qapp
    left = {kind: names - before[kind] for kind, names in _living(qapp).items()}
    assert not any(left.values()), f"left behind: {left}"


def _living(app: QApplication) -> dict[str, set[str]]:
    gc.collect()
    app.sendPostedEvents(None, QEvent.DeferredDelete)
    app.processEvents()
    objects = [o for o in gc.get_objects() if isinstance(o, (QTimer, QThread)) and not sip.isdeleted(o)]
    return {
        "windows": {repr(widget) for widget in app.topLevelWidgets()},
        "threads": {thread.name for thread in threading.enumerate()},
        "timers": {repr(item) for item in objects if isinstance(item, QTimer) and item.isActive()},
        "qthreads": {repr(item) for item in objects if isinstance(item, QThread) and item.isRunning()},
    }


@pytest.fixture
def kiosk(app: QApplication) -> Iterator[Kiosk]:
    """A kiosk on the (offscreen) screen, 1280×720."""
    window = Kiosk()
    window.show()
    app.processEvents()
    yield window
    window.deleteLater()


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    """1280×720: red on the left, blue on the right, a green dot at (200, 300)."""
    image = np.zeros((720, 1280, 3), np.uint8)
    image[:, :640] = (0, 0, 200)
    image[:, 640:] = (200, 0, 0)
    image[290:311, 190:211] = (0, 255, 0)
    return image


def a_view(phase: Phase, image: NDArray[np.uint8] | None = None, **more: object) -> View:
    """A view as the service makes it."""
    marks = (Mark(1, (500, 200, 700, 420), phase),) if image is not None else ()
    return View(phase, image, marks, **more)  # type: ignore[arg-type]


def pixels(window: Kiosk) -> NDArray[np.uint8]:
    """What the window shows: (height, width, 3) BGR."""
    image = window.grab().toImage().convertToFormat(4)  # RGB32
    data = image.constBits().asarray(image.sizeInBytes())
    return np.frombuffer(bytes(data), np.uint8).reshape(image.height(), image.width(), 4)[..., :3]
