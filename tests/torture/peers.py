"""A broker and a panel that go and come back: the door does not notice, and what is worth telling is told later."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Set
from pathlib import Path

from gate.access.outputs.simulated import look
from gate.clock import SystemClock
from tests.gate.access.outputs.conftest import Broker, free_port
from tests.gate.access.outputs.test_mqtt import Listener
from tests.gate.access.outputs.test_osdp import ADDRESS, KEY, ControlPanel
from tests.torture.faults import Scene
from tests.torture.report import Trial
from tests.torture.site import SETTINGS, Site

BROKER = "broker (Mosquitto) ended and started"
PANEL = "OSDP panel cut off and joined"

EDGE_SECONDS = 1.0
"""For a grant to reach the line, on a machine that does much else."""
BACK_SECONDS = 90.0

WITH_BROKER = SETTINGS + '[outputs.mqtt]\nhost = "127.0.0.1"\nport = {port}\ntls = false\n'
WITH_PANEL = SETTINGS + '[outputs.osdp]\ndevice = "{device}"\naddress = {address}\n'


def broker_gone(folder: Path, rounds: int) -> Trial:
    """Mosquitto is ended and started again."""
    program = shutil.which("mosquitto")
    if program is None:
        return Trial("peers", BROKER, 0, note="not tried: no mosquitto is installed")
    folder.mkdir(parents=True, exist_ok=True)
    broker = Broker(program, folder, free_port(), "allow_anonymous true")
    broker.start()
    scene = Scene(folder / "broker", WITH_BROKER.replace("{port}", str(broker.port)))
    slowest, told = 0.0, 0
    with Site(scene.home, SystemClock()) as site:
        for _ in range(rounds):
            broker.stop()
            granted = []
            for _ in range(3):
                slowest = max(slowest, _pulse(scene, site))
                granted.append(_newest_grant(site))
            broker.start()
            listener = Listener(broker.port)
            there = _within(lambda: set(granted) <= _grants(listener))  # noqa: B023
            scene.expect("grants made while the broker was gone are not told", there)
            online = _within(lambda: "online" in listener.of("maskgate/gate/status"))  # noqa: B023
            scene.expect("the status is not online again", online)
            told += len(granted)
            listener.close()
    broker.stop()
    note = f"{told} grants meanwhile, all told later; grant to edge at most {slowest * 1e3:.0f} ms without a broker"
    return Trial("peers", BROKER, rounds, scene.end(), note)


def panel_gone(folder: Path, rounds: int) -> Trial:
    """The line to the panel is cut and joined."""
    folder.mkdir(parents=True, exist_ok=True)
    panel = ControlPanel(KEY, start=False)
    settings = WITH_PANEL.replace("{device}", panel.device).replace("{address}", str(ADDRESS))
    scene = Scene(folder / "panel", settings)
    (scene.home.path / "keys" / "osdp.key").write_text(KEY.hex())
    scene.desk.badge(scene.ledger.ids[1], 4711, prefix="")
    slowest, stale = 0.0, 0
    with Site(scene.home, SystemClock()) as site:
        panel.start()
        scene.expect("the panel is not found", _within(lambda: not site.entrance.problems))
        for _ in range(rounds):
            panel.wire.cut = True
            time.sleep(1.0)
            before = len(panel.reads)
            slowest = max(slowest, _pulse(scene, site))
            time.sleep(3.0)  # longer than a card read is worth anything
            panel.wire.cut = False
            back = _within(panel.secure)
            scene.expect("the panel does not come back", back)
            stale += len(panel.reads) - before
            scene.expect("a card read came late", len(panel.reads) == before)
            came = _within(lambda: _pulse(scene, site) > 0 and _within(lambda: len(panel.reads) > before, 3.0))  # noqa: B023
            scene.expect("no card read comes once the panel is back", came)
    panel.close()
    note = f"no stale card read; grant to edge at most {slowest * 1e3:.0f} ms without a panel"
    return Trial("peers", PANEL, rounds, scene.end(), note)


def _pulse(scene: Scene, site: Site) -> float:
    """Let person 1 in; seconds from the grant's event to the line's edge."""
    line = scene.home.path / "door.line"
    _within(lambda: not _unlocked(line), 5.0)
    (grant, *_) = [event for event in site.visit(1) if event.granted] or [None]
    if grant is None:
        scene.violations.append("person 1 is not let in")
        return 0.0
    scene.ledger.hear(("granted", grant.mono, grant.person_id))
    if not _within(lambda: _unlocked(line), EDGE_SECONDS):
        scene.violations.append("a grant does not reach the line")
        return 0.0
    level = look(line)
    from gate.access.door_types import Action, Command

    site.entrance.doorway.command(Command(Action.LOCK, "torture"))
    return max(1e-6, level[1] - grant.mono) if level else 1e-6


def _unlocked(line: Path) -> bool:
    level = look(line)
    return level is not None and level[0]


def _newest_grant(site: Site) -> int:
    return max(event.seq for event in site.events if getattr(event, "granted", False))


def _grants(listener: Listener) -> set[int]:
    events = [json.loads(line) for line in listener.of("maskgate/gate/event")]
    return {event["seq"] for event in events if event.get("granted")}


def _within(condition: Callable[[], object], seconds: float = BACK_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return False


def all_peers(folder: Path, rounds: int, known: Set[str] = frozenset()) -> Iterator[Trial]:
    """Broker, then panel, but those that were tried already."""
    if BROKER not in known:
        yield broker_gone(folder, rounds)
    if PANEL not in known:
        yield panel_gone(folder, rounds)
