"""`gate admin`: opens for whoever is there, and who closes the window while logged in is recorded as gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication

from gate.auditing import open_audit
from gate.home import Home
from gate.settings import Settings
from gate.ui.admin.run import run_admin
from gate.ui.admin.window import AdminWindow
from gate.vault import make_keys


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home", tmp_path / "models")
    home.path.mkdir()
    make_keys(home, Settings(), "file")
    return home


def shown() -> AdminWindow:
    (window,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, AdminWindow) and one.isVisible())
    return window


def test_settings_with_a_mistake_keep_nobody_out(home: Home) -> None:
    home.settings.write_text("[ui]\nthem = 1\n", encoding="utf-8")
    QTimer.singleShot(300, lambda: shown().log_in_form.cancel.click())
    assert run_admin(home) == 0


def test_closing_the_window_is_a_log_out_on_record(home: Home) -> None:
    def step() -> None:
        window = shown()
        form = window.log_in_form
        if window.page is not None:
            window.close()
            return
        if form.new.isVisible() and form.submit.isEnabled():
            form.name.set_text("Aino")
            form.new.set_text("long enough to be one")
            form.repeat.set_text("long enough to be one")
            form.submit.click()
        QTimer.singleShot(100, step)

    QTimer.singleShot(100, step)
    assert run_admin(home) == 0
    with open_audit(home, read_only=True) as log:
        actions = [row.fields["action"] for row in log.rows() if row.fields["kind"] == "admin"]
    assert actions == ["account add", "log out"]
