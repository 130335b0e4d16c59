"""The gate's parts at the desk of a real home: facts, latency, the camera's pictures, the door's test, the rate."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from gate.access.door_types import DoorState
from gate.access.errors import AccessError, LockError, NoGateError
from gate.capture.errors import CaptureError
from gate.capture.types import Health
from gate.clock import SystemClock
from gate.commands.changing import changing
from gate.desk.gate import CameraLook, DoorTest, HomeGate
from gate.desk.operating import choose_rate
from gate.door_socket import ask
from gate.home import Home, find_home
from gate.settings import SettingsError, read_settings
from tests.gate.access.outputs.conftest import until
from tests.gate.desk.conftest import AUDITOR, MANAGER, rows
from tests.torture.site import SETTINGS, Site, build


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in models, made once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def gate(home: Home, models: Path) -> HomeGate:
    home.settings.write_text('[camera]\nsource = "demo"\n[door]\npulse = 0.5\n', encoding="utf-8")
    return HomeGate(Home(home.path, models))


def test_facts_say_what_each_rate_would_come_to(gate: HomeGate) -> None:
    facts = gate.facts(MANAGER)
    assert (facts.recogniser, facts.source, facts.pulse) == ("maskgate-3", "demo", 0.5)
    assert [point.fmr for point in facts.points] == sorted((p.fmr for p in facts.points), reverse=True)
    assert len(facts.points) >= 2
    thresholds = [point.threshold for point in facts.points]
    assert thresholds == sorted(thresholds)
    (chosen,) = [point for point in facts.points if point.chosen]
    assert chosen.threshold == facts.expectation.strictest
    assert chosen.days_to_false_open is None  # nobody is enrolled


def test_another_rate_is_written_recorded_and_shown(home: Home, gate: HomeGate) -> None:
    looser = gate.facts(MANAGER).points[0].fmr
    facts = gate.choose(looser, MANAGER)
    assert [point.fmr for point in facts.points if point.chosen] == [looser]
    settings = read_settings(home.settings)
    assert settings.recognition.fmr == looser
    assert settings.door.pulse == 0.5
    row = rows(home)[-1]
    assert (row["action"], row["actor"], row["fmr"]) == ("threshold", "Meri", looser)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '# mine\n[recognition] # here\nfpir = 0.01 # one in a hundred\nmargin = 0.1\n\n[ui]\ngate = "Süd"\n',
        "[recognition]\nfmr=1e-5",
        '[ui]\ngate = "x"\n',
    ],
)
def test_the_rest_of_the_settings_stays_to_the_letter(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    choose_rate(path, 1e-4)
    choose_rate(path, 1e-3)
    after = path.read_text(encoding="utf-8")
    assert read_settings(path).recognition.fmr == 1e-3
    kept = [line for line in text.splitlines() if line and not line.startswith(("fmr", "fpir"))]
    assert [line for line in after.splitlines() if line in kept] == kept


@pytest.mark.parametrize("text", ["[recognition\n", "recognition = { margin = 0.1 }\n", "[door]\nno = 1\n"])
def test_settings_that_cannot_be_edited_safely_stay_as_they_are(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        choose_rate(path, 1e-4)
    assert path.read_text(encoding="utf-8") == text


def test_latency_is_measured_on_what_really_runs(gate: HomeGate) -> None:
    latency = gate.measure(MANAGER)
    assert "maskgate-3" in latency.running
    assert 0.1 < latency.detector_ms < 10_000
    assert 0.1 < latency.recogniser_ms < 10_000


def test_the_cameras_pictures_come_until_nobody_looks(home: Home, gate: HomeGate) -> None:
    looks: list[CameraLook] = []
    stop = threading.Event()

    def show(look: CameraLook) -> None:
        looks.append(look)
        if sum(one.image is not None for one in looks) == 5:
            stop.set()

    gate.watch(show, stop, MANAGER)
    assert looks[-1].health is Health.OK
    assert looks[-1].size is not None
    assert rows(home)[-1]["action"] == "camera preview"
    home.settings.write_text('[camera]\nsource = "no such thing"\n', encoding="utf-8")
    with pytest.raises(CaptureError):
        gate.watch(show, threading.Event(), MANAGER)


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str], AbstractContextManager[Site]]:
    """Makes a running gate, with more lines of settings."""

    @contextmanager
    def run(more: str = "") -> Iterator[Site]:
        place = build(tmp_path / "site", SETTINGS.replace("pulse = 30.0", "pulse = 0.5").replace("[policy]", more))
        with Site(place, SystemClock()) as made:
            until(lambda: made.entrance.doorway.state is DoorState.LOCKED)
            yield made

    return run


def test_the_running_gate_unlocks_for_its_pulse_and_locks_again(
    tmp_path: Path, site: Callable[..., AbstractContextManager[Site]]
) -> None:
    with site("[policy]"):
        test = HomeGate(find_home(tmp_path / "site")).test_door(MANAGER)
    assert test.unlocked
    assert test.locked_again
    assert 0.4 < test.seconds < 2.0
    said = [row for row in rows(find_home(tmp_path / "site")) if "action" in row]
    assert [(row["action"], row["actor"]) for row in said][-2] == ("door test", "Meri")
    assert said[-1]["action"] == "door open"


def test_a_door_that_stays_unlocked_is_said(
    tmp_path: Path, site: Callable[..., AbstractContextManager[Site]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate.desk.gate.RELOCK_SECONDS", 0.2)
    place = find_home(tmp_path / "site")
    with site("[policy]") as made:
        list(ask(place.door_socket, "unlock"))
        until(lambda: made.entrance.doorway.state is DoorState.UNLOCKED)
        assert HomeGate(place).test_door(MANAGER) == DoorTest(True, False, 0.0)


def test_where_accounts_are_asked_for_the_password_is(
    tmp_path: Path, site: Callable[..., AbstractContextManager[Site]]
) -> None:
    place = find_home(tmp_path / "site")
    with site("[policy]\ndoor_accounts = true"):
        with changing(place, "accounts") as access:
            access.accounts.add("Meri", MANAGER.roles, "correct horse battery")
        gate = HomeGate(place)
        for password, said in (("", "name and password"), ("wrong", "name or the password")):
            with pytest.raises(LockError, match=said):
                gate.test_door(MANAGER, password)
        assert gate.test_door(MANAGER, "correct horse battery").unlocked


def test_without_a_running_gate_there_is_no_door_to_test(gate: HomeGate) -> None:
    with pytest.raises(NoGateError, match="no gate runs"):
        gate.test_door(MANAGER)


def test_only_managers_may(gate: HomeGate) -> None:
    for refused in (
        lambda: gate.facts(AUDITOR),
        lambda: gate.measure(AUDITOR),
        lambda: gate.watch(lambda _look: None, threading.Event(), AUDITOR),
        lambda: gate.test_door(AUDITOR),
        lambda: gate.choose(1e-3, AUDITOR),
    ):
        with pytest.raises(AccessError, match="role manage"):
            refused()
