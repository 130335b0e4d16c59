"""The window on a real gate's folder, its calls in threads: the first administrator goes through every page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PyQt5.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gate.auditing import open_audit
from gate.desk.desk import open_desk
from gate.home import Home
from gate.settings import Settings
from gate.ui.admin.contents import contents
from gate.ui.admin.pages.access import AccessPage
from gate.ui.admin.pages.events import EventsPage
from gate.ui.admin.pages.health import HealthPage
from gate.ui.admin.pages.people import PeoplePage
from gate.ui.admin.pages.removal import confirmation
from gate.ui.admin.window import AdminWindow
from gate.ui.work.backend import ThreadBackend
from gate.vault import make_keys, open_gallery
from tests.gate.desk.conftest import NOW, SPACE

PASSWORD = "long enough to be one"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    import numpy as np

    from gate.gallery.types import Consent, Sample
    from gate.vision.types import Template

    home = Home(tmp_path / "home", tmp_path / "models")
    home.path.mkdir()
    make_keys(home, Settings(), "file")
    vector = np.zeros(16, np.float32)
    vector[0] = 1.0
    with open_gallery(home, Settings(), template_space=SPACE) as gallery:
        for name in ("Anna Berg", "佐藤 花子"):
            gallery.add(name, [Sample(Template(vector, SPACE, 0.8), "e" * 64, "camera")], Consent("v3", "E", NOW))
    return home


@pytest.fixture
def window(home: Home, qtbot: QtBot) -> Iterator[AdminWindow]:
    backend, desk = ThreadBackend(), open_desk(home)
    window = AdminWindow(desk, backend, contents())
    window.show()
    yield window
    window.close()
    assert backend.close()
    desk.sessions.close()  # type: ignore[attr-defined]
    window.deleteLater()
    backend.deleteLater()


@pytest.mark.slow
def test_a_new_administrator_looks_after_the_gate(home: Home, window: AdminWindow, qtbot: QtBot) -> None:
    beats: list[float] = []
    heart = QTimer(window)
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    heart.start(10)

    window.begin()
    form = window.log_in_form
    qtbot.waitUntil(lambda: form.new.isVisible())
    form.name.set_text("Aino")
    form.new.set_text(PASSWORD)
    form.repeat.set_text(PASSWORD)
    form.submit.click()
    qtbot.waitUntil(lambda: isinstance(window.page, PeoplePage))
    page = window.page
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: len(page.table.shown) == 2)
    anna = page.table.shown[0]

    window.go("access")
    access = window.page
    assert isinstance(access, AccessPage)
    qtbot.waitUntil(lambda: access._view is not None)
    access.new_group.set_text("Staff")
    access.add_group.click()
    qtbot.waitUntil(lambda: len(access.cards) == 1)

    window.go("people", anna)
    qtbot.waitUntil(lambda: len(page.form.groups.ticks) == 1)
    next(iter(page.form.groups.ticks.values())).setChecked(True)
    page.form.save.click()
    qtbot.waitUntil(lambda: page.form._card is not None and page.form._card.line.groups == ("Staff",))
    page.form.remove.click()
    page.form.removal.typed.set_text(confirmation(anna))
    page.form.removal.delete.click()
    qtbot.waitUntil(page.receipt.isVisible)

    window.go("events")
    events = window.page
    assert isinstance(events, EventsPage)
    qtbot.waitUntil(lambda: len(events.table.shown) > 5)

    window.go("health")
    health = window.page
    assert isinstance(health, HealthPage)
    qtbot.waitUntil(lambda: bool(health.findings), timeout=30_000)
    heart.stop()

    window.leave.click()
    qtbot.waitUntil(lambda: _actions(home)[-1] == "log out")
    wanted = ["account add", "group add", "person change", "remove", "log out"]
    assert [action for action in _actions(home) if action in wanted] == wanted
    gaps = sorted(after - before for before, after in pairwise(beats))
    assert gaps[len(gaps) // 2] < 0.05  # the screen goes on; single gaps are those of a machine that others use too


def _actions(home: Home) -> list[str]:
    with open_audit(home, read_only=True) as log:
        return [str(row.fields.get("action")) for row in log.rows() if row.fields["kind"] == "admin"]
