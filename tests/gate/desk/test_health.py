"""Health at the desk of a real home: everything that the doctor finds, for administrators."""

from __future__ import annotations

import shutil
from collections import namedtuple

import pytest

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account
from gate.desk.health import HomeHealth
from gate.home import Home
from tests.gate.desk.conftest import AUDITOR

WANTED = {"home", "settings", "disk", "recogniser", "backend", "keys", "audit", "clock", "door"}


def test_everything_is_looked_at_and_a_mistake_in_the_settings_hides_nothing(home: Home) -> None:
    home.settings.write_text("[door]\npuls = 1\n", encoding="utf-8")
    found = HomeHealth(home).examine(AUDITOR, camera=False)
    by_name = {finding.what: finding for finding in found}
    assert by_name.keys() >= WANTED
    assert by_name["settings"].state == "failed"
    assert "did you mean door.pulse" in by_name["settings"].detail
    assert by_name["keys"].state == "warning"


def test_a_disk_that_is_nearly_full_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(10**9, 10**9 - 10**6, 10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    found = HomeHealth(home).examine(AUDITOR, camera=False)
    (disk,) = [finding for finding in found if finding.what == "disk"]
    assert disk.state == "warning"


@pytest.mark.parametrize("account", [Account("", frozenset()), Account("Old", AUDITOR.roles, disabled=True)])
def test_nobody_else_sees_it(home: Home, account: Account) -> None:
    with pytest.raises(AccessError):
        HomeHealth(home).examine(account, camera=False)
