"""Without camera or recogniser: badge and PIN go on, no face is granted, it can be seen, and it ends by itself."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from engines.errors import ModelError
from gate.access.credentials import Badge
from gate.access.event import Event, Notice
from gate.access.reasons import Reason
from gate.access.rules.authorise import Options
from gate.access.rules.factors import Requirement
from gate.access.store.access import Access
from gate.admission import AdmissionRules
from gate.clock import ManualClock
from gate.core import AnyEvent, Core
from gate.home import find_home
from gate.settings import Settings
from gate.vault import make_keys
from gate.view import Phase
from gate.vision.fakes import MoodyRecogniser
from tests.gate.conftest import ANNA, frame, gallery_of, painted
from tests.gate.host.conftest import Manager, until

MakeCore = Callable[..., Core]
STAND_IN = AdmissionRules(Options("test", camera_lost=Requirement.CREDENTIAL))


def _notices(events: Sequence[AnyEvent]) -> list[tuple[str, str | None]]:
    return [(e.event, e.detail) for e in events if isinstance(e, Notice) and e.event in ("degraded", "restored")]


def _play(core: Core, clock: ManualClock, frames: int) -> list[AnyEvent]:
    events: list[AnyEvent] = []
    for _ in range(frames):
        clock.advance(0.1)
        events += core.process(frame(painted(ANNA), clock.mono()))
    return events


@pytest.fixture
def core(make_core: MakeCore, access: Access) -> Core:
    with access.change():
        access.credentials.add_badge("anna", "A1")
    core = make_core(gallery_of(anna=ANNA), rules=STAND_IN)
    core._pipeline._recogniser = MoodyRecogniser()
    return core


def test_a_recogniser_that_fails_grants_no_face_and_lets_badges_in(core: Core, clock: ManualClock) -> None:
    recogniser = core._pipeline._recogniser
    assert [e.granted for e in _play(core, clock, 2) if isinstance(e, Event)] == []
    recogniser.problem = ModelError("the device is gone")
    clock.advance(0.1)
    with pytest.raises(ModelError):
        core.process(frame(painted(ANNA), clock.mono()))
    assert _notices(core.recogniser_failed()) == [("degraded", "recogniser not working: badge or PIN only")]
    assert core.recogniser_failed() == [], "said once"
    assert core.lost == ("recogniser",)

    (granted,) = [e for e in core.present(Badge("A1")) if isinstance(e, Event)]
    assert (granted.granted, granted.reason, granted.person_id) == (True, Reason.CREDENTIAL, "anna")
    view = core.screen.without_faces(Phase.FAULT, clock.mono())
    assert (view.phase, view.badge_or_pin) == (Phase.FAULT, True), "the first view of the loss forgets what was"
    core.present(Badge("A1"))
    view = core.screen.without_faces(Phase.FAULT, clock.mono())
    assert (view.phase, view.person, view.image) == (Phase.GRANTED, "Anna", None)
    assert "badge or PIN only" in view.status
    clock.advance(10)
    assert core.screen.without_faces(Phase.FAULT, clock.mono()).reason is Reason.FAULT

    recogniser.problem = None
    events = _play(core, clock, 10)
    assert _notices(events) == [("restored", "faces are recognised again")]
    assert [e.person for e in events if isinstance(e, Event)] == ["Anna"]
    assert core.lost == ()


def test_a_picture_without_faces_does_not_end_it(core: Core, clock: ManualClock) -> None:
    core._pipeline._recogniser.problem = ModelError("gone")
    core.recogniser_failed()
    with pytest.raises(ModelError):
        core.process(frame(painted(), 1.0))
    assert core.lost == ("recogniser",)


def test_looks_from_before_the_failure_count_no_more(core: Core, clock: ManualClock) -> None:
    _play(core, clock, 2)  # one look short of a grant
    core.recogniser_failed()
    first = [e for e in _play(core, clock, 2) if isinstance(e, Event)]
    assert first == []


def test_camera_and_recogniser_together(core: Core) -> None:
    assert _notices(core.camera("hung")) == [("degraded", "camera hung: badge or PIN only")]
    assert _notices(core.recogniser_failed()) == [
        ("degraded", "camera hung, recogniser not working: badge or PIN only")
    ]
    assert _notices(core.camera("ok")) == [("degraded", "recogniser not working: badge or PIN only")]
    (granted,) = [e for e in core.present(Badge("A1")) if isinstance(e, Event)]
    assert granted.granted, "the picture alone is not enough to ask for a face"


def test_a_starting_camera_is_no_degraded_mode(core: Core) -> None:
    assert _notices(core.camera("starting")) == []
    assert core.lost == ()


def test_a_gate_that_asks_for_faces_alone_says_so(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA), rules=AdmissionRules(Options("test")))
    assert _notices(core.camera("lost")) == [("degraded", "camera lost: no face is recognised")]
    assert not core.screen.without_faces(Phase.NO_CAMERA, clock.mono()).badge_or_pin


def test_it_is_on_record(core: Core, trail: object, tmp_path: Path) -> None:
    core.camera("lost")
    core.camera("ok")
    trail.close()
    with sqlite3.connect(tmp_path / "audit.db") as db:
        rows = [json.loads(body) for (body,) in db.execute("SELECT body FROM rows ORDER BY seq")]
    db.close()
    assert [row["event"] for row in rows if row["kind"] == "alarm"] == ["camera", "degraded", "camera", "restored"]


def test_a_clock_that_loses_its_time_server_is_a_state(make_core: MakeCore, clock: ManualClock) -> None:
    in_step = [True]
    core = make_core(gallery_of(anna=ANNA), synchronised=lambda: in_step[0])
    assert core.clock_is_sure
    _play(core, clock, 1)
    in_step[0] = False
    (notice,) = [e for e in _play(core, clock, 3) if isinstance(e, Notice) and e.event == "clock"]
    assert notice.detail == "in doubt: not synchronised, or just set"
    assert not core.clock_is_sure
    in_step[0] = True
    assert [e.detail for e in _play(core, clock, 3) if isinstance(e, Notice) and e.event == "clock"] == ["kept right"]


# --- the whole gate


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
    except urllib.error.URLError:
        return 0, {}


IMPATIENT = "import gate.host.serving as serving, gate.cli as cli; serving.MODEL_SECONDS = 0.5; cli.main()"


@pytest.mark.slow
def test_a_gate_without_its_model_lives_on_badges_until_the_model_is_there(
    tmp_path: Path, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, port = tmp_path / "home", free_port()
    home.mkdir()
    make_keys(find_home(home), Settings(), "file")
    model = home / "mine.onnx"
    (home / "gate.toml").write_text(
        f'[recognition]\nmodel = "{model}"\n[policy]\ncamera_lost = "credential"\n[metrics]\nport = {port}\n'
    )
    pipe = home / "reader"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", IMPATIENT, "run"),
            *("--source", "demo", "--headless", "--json", "--credentials", pipe, "--home", home),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NOTIFY_SOCKET": manager.address},
    )
    try:
        until(lambda: ask(port, "/healthz")[1].get("lost") == ["recogniser"], 60)
        assert ask(port, "/readyz")[0] == 503
        assert ask(port, "/healthz")[0] == 200
        until(lambda: "READY=1" in manager.hear())
        with pipe.open("w") as reader:
            reader.write("badge NOBODY\n")
        _bring(model, home)
        until(lambda: ask(port, "/readyz")[0] == 200, 60)
        assert ask(port, "/healthz")[1]["lost"] == []
    finally:
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    events = [json.loads(line) for line in out.splitlines()]
    decisions = [event for event in events if event["event"] == "decision"]
    assert decisions[0]["reason"] == "wrong_credential"
    degraded = next(place for place, event in enumerate(events) if event["event"] == "degraded")
    assert not any(event.get("granted") for event in events), "nobody is enrolled, and no face was ever let in"
    assert degraded < events.index(decisions[0])
    assert "mine.onnx" in err


def _bring(model: Path, home: Path) -> None:
    """The built-in recogniser, under the name that the settings ask for."""
    from engines.card import card_path, read_card
    from engines.registry import resolve

    builtin = resolve("sface", cache=home / "models")
    card = card_path(builtin.path)
    source = card if card.exists() else Path("engines/cards/sface.card.json")
    assert read_card(source).digest == builtin.card.digest
    shutil.copy(source, card_path(model))
    shutil.copy(builtin.path, model.with_suffix(".part"))
    model.with_suffix(".part").replace(model)


def test_without_a_stand_in_a_missing_model_is_refused_as_ever(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "gate.toml").write_text(f'[recognition]\nmodel = "{home}/none.onnx"\n[metrics]\nport = 0\n')
    words = [sys.executable, "-m", "gate", "run", "--source", "usb:97", "--headless", "--home", home]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "none.onnx" in done.stderr
