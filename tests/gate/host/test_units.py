"""The units: what systemd makes of them, who may write them, and that a second time changes nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gate.cli import main
from gate.host.errors import HostError
from gate.host.install import Places, groups_here, install, uninstall
from gate.host.units import GROUPS, ROLLBACK, SERVICE, Installation, units

SYSTEM = Installation(Path("/bin/true"), Path("/var/lib/maskgate"), Path("/opt/maskgate"), groups=("video", "dialout"))
VARIANTS = {
    "headless": SYSTEM,
    "x11": replace(SYSTEM, window="x11"),
    "wayland": replace(SYSTEM, account=None, groups=(), window="wayland"),
    "eglfs": replace(SYSTEM, window="eglfs"),
    "elsewhere": replace(SYSTEM, home=Path("/srv/gates/north"), groups=()),
    "passphrase": replace(SYSTEM, passphrase=Path("/etc/maskgate/gallery.cred")),
    "user": replace(SYSTEM, account=None, groups=(), window="x11"),
}
Run = Callable[..., int]


@pytest.fixture(params=VARIANTS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    for name, text in units(VARIANTS[request.param]).items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_systemd_finds_nothing_wrong(folder: Path, program: Callable[[str], str]) -> None:
    for unit in (SERVICE, ROLLBACK):
        words = [program("systemd-analyze"), "verify", "--man=no", folder / unit]
        done = subprocess.run(words, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_a_mistake_would_be_found(tmp_path: Path, program: Callable[[str], str]) -> None:
    (tmp_path / SERVICE).write_text(units(SYSTEM)[SERVICE].replace("Restart=always", "Restart=sometimes"))
    done = subprocess.run(
        [program("systemd-analyze"), "verify", "--man=no", tmp_path / SERVICE], capture_output=True, text=True
    )
    assert "sometimes" in done.stderr


def test_it_is_shut_in(tmp_path: Path, program: Callable[[str], str]) -> None:
    (tmp_path / SERVICE).write_text(units(SYSTEM)[SERVICE])
    words = [program("systemd-analyze"), "security", "--offline=true", "--threshold=30", tmp_path / SERVICE]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-200:]


def test_what_the_gate_relies_on() -> None:
    lines = units(SYSTEM)[SERVICE].splitlines()
    for line in (
        *("Type=notify", "WatchdogSec=30", "Restart=always", "User=maskgate", "NoNewPrivileges=yes"),
        *(
            "StandardOutput=null",
            "ExecReload=/bin/kill -HUP $MAINPID",
            f"OnFailure={ROLLBACK}",
            "StateDirectory=maskgate",
        ),
        *("SupplementaryGroups=video dialout", "ExecStart=/bin/true run --headless --home /var/lib/maskgate"),
    ):
        assert line in lines, line
    assert not any(line.startswith("ProtectClock") for line in lines), "adjtimex would be refused with it"
    assert not any(line.startswith("PrivateDevices") for line in lines)


def test_the_passphrase_comes_as_a_credential() -> None:
    text = units(VARIANTS["passphrase"])[SERVICE]
    assert "LoadCredentialEncrypted=maskgate-passphrase:/etc/maskgate/gallery.cred" in text


def test_the_way_back_is_the_release_before() -> None:
    released = replace(SYSTEM, program=SYSTEM.releases / "current" / "bin" / "gate")
    assert "ExecStart=-/opt/maskgate/previous/bin/gate rollback --if-pending" in units(released)[ROLLBACK]


def test_only_groups_that_are_there() -> None:
    assert set(groups_here()) <= set(GROUPS)
    assert "SupplementaryGroups" not in units(VARIANTS["elsewhere"])[SERVICE]


# --- writing them


def test_written_once_and_taken_away(tmp_path: Path) -> None:
    places, called = Places.of_system(tmp_path), list[list[str]]()
    written = install(SYSTEM, places, called.append)
    assert sorted(path.name for path in written) == ["maskgate-rollback.service", "maskgate.conf", "maskgate.service"]
    assert [words[0] for words in called] == ["systemd-sysusers", "systemctl"]
    called.clear()
    assert install(SYSTEM, places, called.append) == []
    assert called == []
    changed = install(replace(SYSTEM, window="eglfs"), places, called.append)
    assert [path.name for path in changed] == [SERVICE]
    assert called == [["systemctl", "daemon-reload"]]
    assert len(uninstall(SYSTEM, places, called.append)) == 3
    assert called[1:] == [["systemctl", "disable", "--now", SERVICE], ["systemctl", "daemon-reload"]]
    assert uninstall(SYSTEM, places, called.append) == []


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("a file")
    with pytest.raises(HostError, match="can't be written"):
        install(SYSTEM, Places.of_system(tmp_path), lambda _words: None)


def _run(*words: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["install-service", *words])
    return int(stop.value.code or 0)


def test_without_root_it_is_refused(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert _run() == 1
    assert _run("--uninstall") == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("use sudo, or --user") == 2


def test_a_dry_run_writes_nothing_and_needs_no_root(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("gate.commands.install_service.install", lambda *_: pytest.fail("written"))
    assert _run("--dry-run", "--window", "eglfs", "--credentials", "/run/maskgate/reader") == 0
    out = capfd.readouterr().out
    assert "QT_QPA_PLATFORM=eglfs" in out
    assert "run --credentials /run/maskgate/reader" in out


def test_a_wayland_session_is_its_accounts_own(capfd: pytest.CaptureFixture[str]) -> None:
    assert _run("--dry-run", "--window", "wayland") == 1
    assert "--user" in capfd.readouterr().err
    assert _run("--dry-run", "--user", "--window", "wayland") == 0


@pytest.mark.parametrize("path", ["/srv/my gate", "/srv/100%", "/srv/$HOME", "/srv/a\nExecStart=/bin/sh"])
def test_what_would_be_something_else_in_a_unit(path: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert _run("--dry-run", "--home", path) == 1
    assert "can't stand in a unit" in capfd.readouterr().err


def test_a_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    called: list[list[str]] = []
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("gate.commands.install_service.call", called.append)
    assert _run("--user", "--home", str(tmp_path / "home")) == 0
    text = (tmp_path / "systemd" / "user" / SERVICE).read_text()
    assert "User=" not in text
    assert called == [["systemctl", "--user", "daemon-reload"]]
    assert _run("--user", "--home", str(tmp_path / "home")) == 0
    assert "Nothing to do" in capfd.readouterr().out
    assert list((tmp_path / "systemd" / "user").iterdir())
    assert _run("--user", "--uninstall", "--home", str(tmp_path / "home")) == 0
    assert not list((tmp_path / "systemd" / "user").iterdir())
