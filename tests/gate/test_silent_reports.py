"""Duress reports and the head of the log over a real Mosquitto and an HTTP server: told to some, shown to nobody."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from gate.access.audit.anchor import parse
from gate.access.audit.verify import verify
from gate.access.door_types import DoorState
from gate.auditing import open_audit
from gate.clock import SystemClock
from gate.commands.changing import changing
from gate.home import Home
from gate.settings import SettingsError, read_settings
from tests.gate.access.outputs.conftest import Broker, make_broker, until
from tests.gate.access.outputs.test_mqtt import Listener
from tests.torture.site import SETTINGS, Desk, Site, build

__all__ = ["make_broker"]

PIN, DURESS = "271828", "904417"


@pytest.fixture
def receiver() -> Iterator[tuple[int, list[tuple[str, dict[str, Any]]]]]:
    got: list[tuple[str, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers["Idempotency-Key"], json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], got
    server.shutdown()
    server.server_close()


def _home(folder: Path, broker: int, webhook: int) -> Home:
    settings = SETTINGS.replace("[policy]", '[policy]\nduress_outputs = ["mqtt", "webhook"]')
    settings = settings.replace("[audit]", "[audit]\nanchor_mqtt = true")
    home = build(
        folder,
        f"{settings}[outputs.mqtt]\nhost = '127.0.0.1'\nport = {broker}\ntls = false\n"
        f"[outputs.webhook]\nurl = 'http://127.0.0.1:{webhook}/'\n",
    )
    (folder / "keys" / "webhook.key").write_text("0123456789abcdef0123456789abcdef")
    return home


def test_a_duress_pin_is_told_to_those_who_must_know_and_shown_nowhere(
    make_broker: Callable[..., Broker], receiver: tuple[int, list[tuple[str, dict[str, Any]]]], tmp_path: Path
) -> None:
    broker, (port, got) = make_broker(), receiver
    home = _home(tmp_path / "home", broker.port, port)
    person = Desk(home, SystemClock()).enrol(1)
    with changing(home, "pin") as access:
        number = access.credentials.set_pin(person.id, PIN, DURESS)
    listener = Listener(broker.port)
    views = []
    with Site(home, SystemClock()) as site:
        until(lambda: site.entrance.doorway.state is DoorState.LOCKED)
        for digits in (PIN, DURESS, DURESS):
            (event,) = site.type_pin(digits, number)
            assert event.granted
            views.append(site.gate.core.screen.view(None, site.clock.mono()))  # type: ignore[arg-type]
        until(lambda: len(listener.of("maskgate/gate/duress")) == 2 and len(listener.of("maskgate/gate/event")) >= 3)
        until(lambda: sum(said["event"] == "duress" for _, said in got) == 2)
    reports = [json.loads(line) for line in listener.of("maskgate/gate/duress")]
    assert [(report["event"], report["detail"]) for report in reports] == [("duress", person.id)] * 2
    assert "maskgate/gate/duress" not in listener.retained()
    keys = [key for key, said in got if said["event"] == "duress"]
    assert len(set(keys)) == 2, "two reports are not taken for one that came twice"
    assert (views[0].phase, views[0].person, views[0].status) == (views[1].phase, views[1].person, views[1].status)
    events = [json.loads(line) for line in listener.of("maskgate/gate/event")]
    decided = [event for event in events if event["event"] == "decision"]
    same = [{key: value for key, value in event.items() if key not in ("seq", "time", "mono")} for event in decided]
    assert same[0] == same[1] == same[2], "the open events"
    numbers = sorted({event["seq"] for event in events})
    assert numbers == list(range(numbers[0], numbers[-1] + 1)), "no number is missing where a report was made"
    assert "duress" not in json.dumps([event.to_json() for event in site.events])
    assert b"duress" not in home.audit.read_bytes().replace(b"duress_", b"")
    listener.close()


def test_the_head_of_the_log_is_kept_by_the_broker_and_shows_a_cut(
    make_broker: Callable[..., Broker], receiver: tuple[int, list[tuple[str, dict[str, Any]]]], tmp_path: Path
) -> None:
    broker = make_broker()
    home = _home(tmp_path / "home", broker.port, receiver[0])
    Desk(home, SystemClock()).enrol(1)
    with Site(home, SystemClock()) as site:
        for _ in range(25):
            site.commit()
        until(lambda: not site.entrance.problems)
        listener = Listener(broker.port)
        until(lambda: any(head.seq >= 25 for head in parse(listener.of("maskgate/gate/audit"))), 30)
    listener.close()
    late = Listener(broker.port)
    until(lambda: late.of("maskgate/gate/audit"))
    assert "maskgate/gate/audit" in late.retained(), "whoever asks later gets it too"
    heads = list(parse(late.of("maskgate/gate/audit")))
    late.close()
    with open_audit(home) as log:
        assert verify(log, heads).whole
        log._db.execute("DROP TRIGGER rows_go_behind_a_stub")
        log._db.execute("DELETE FROM rows WHERE seq >= ?", heads[-1].seq)
        assert verify(log).whole, "the chain alone does not show it"
        report = verify(log, heads)
    assert report.problem
    assert "cut off" in report.problem
    assert not any(said["event"] == "audit_head" for _, said in receiver[1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[audit]\nanchor_mqtt = true\n", "outputs.mqtt"),
        ('[policy]\nduress_outputs = ["webhook"]\n', "outputs.webhook"),
    ],
)
def test_what_no_output_can_carry_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "gate.toml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        read_settings(tmp_path / "gate.toml")
