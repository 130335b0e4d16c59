"""MQTT against a real Mosquitto: what is retained, what is not, and who may give orders."""

from __future__ import annotations

import gc
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from pydantic import ValidationError

from gate.access.door_types import Action, Command, DoorState
from gate.access.errors import OutputError
from gate.access.outputs.mqtt import Mqtt, announcements, parse_command
from gate.access.settings import MqttSettings
from tests.gate.access.outputs.conftest import GRANT, Broker, door_report, notice, until

MakeBroker = Callable[..., Broker]


class Listener:
    """Whoever subscribes; what it gets first is what was retained."""

    def __init__(self, port: int, user: str | None = None, password: str | None = None) -> None:
        self.messages: list[tuple[str, str, bool]] = []
        self._there = threading.Event()
        self.client = Client(CallbackAPIVersion.VERSION2)
        if user:
            self.client.username_pw_set(user, password)
        self.client.on_message = lambda _c, _d, m: self.messages.append((m.topic, m.payload.decode(), m.retain))
        self.client.on_subscribe = lambda *_arguments: self._there.set()
        self.client.on_connect = lambda client, *_arguments: client.subscribe("#", qos=1)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        assert self._there.wait(10)

    def of(self, topic: str) -> list[str]:
        return [payload for name, payload, _ in self.messages if name == topic]

    def retained(self) -> dict[str, str]:
        return {name: payload for name, payload, retained in self.messages if retained}

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def listen() -> Iterator[Callable[..., Listener]]:
    made: list[Listener] = []

    def make(*arguments: Any) -> Listener:
        made.append(Listener(*arguments))
        return made[-1]

    yield make
    for listener in made:
        listener.close()


def make_mqtt(port: int, keys: Path, orders: list[Command] | None = None, **settings: Any) -> Mqtt:
    table = MqttSettings(host="127.0.0.1", port=port, **{"tls": False, **settings})
    return Mqtt(table, keys, gate="正面玄関", on_command=(orders if orders is not None else []).append)


def test_state_is_retained_and_events_never(
    make_broker: MakeBroker, listen: Callable[..., Listener], tmp_path: Path
) -> None:
    port = make_broker().port
    early = listen(port)
    mqtt = make_mqtt(port, tmp_path)
    mqtt.open()
    for message in (door_report(1, DoorState.UNLOCKED), GRANT, notice(), door_report(4, DoorState.FORCED_OPEN)):
        mqtt.send(message)
    until(lambda: len(early.of("maskgate/gate/event")) == 4)
    assert json.loads(early.of("maskgate/gate/event")[1])["person"] == "علياء حسن"
    late = listen(port)
    until(lambda: len(late.messages) >= 2)
    assert set(late.retained()) == {"maskgate/gate/status", "maskgate/gate/door"}
    assert late.retained()["maskgate/gate/status"] == "online"
    door = json.loads(late.retained()["maskgate/gate/door"])
    assert (door["state"], door["lock"], door["seq"]) == ("forced_open", "JAMMED", 4)
    mqtt.close()
    until(lambda: late.of("maskgate/gate/status")[-1] == "offline")
    assert listen(port).of("maskgate/gate/event") == []


def test_the_last_will_speaks_for_a_gate_that_was_killed(
    make_broker: MakeBroker, listen: Callable[..., Listener], tmp_path: Path
) -> None:
    port = make_broker().port
    listener = listen(port)
    mqtt = make_mqtt(port, tmp_path)
    mqtt.open()
    until(lambda: listener.of("maskgate/gate/status") == ["online"])
    mqtt._client.loop_stop()
    mqtt._client._sock.close()  # as the kernel does for a killed process
    until(lambda: listener.of("maskgate/gate/status")[-1] == "offline")


def test_a_broker_that_goes_and_comes_back(
    make_broker: MakeBroker, listen: Callable[..., Listener], tmp_path: Path
) -> None:
    broker = make_broker()
    mqtt = make_mqtt(broker.port, tmp_path)
    mqtt.open()
    mqtt.send(door_report(1, DoorState.UNLOCKED))
    broker.stop()
    until(lambda: not mqtt._online.is_set())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gate.access.outputs.mqtt.CONNECT_SECONDS", 0.1)
        with pytest.raises(OutputError, match=f"127.0.0.1:{broker.port} can't be reached"):
            mqtt.send(notice())
    broker.start()
    until(mqtt._online.is_set)
    mqtt.send(notice(5))
    late = listen(broker.port)
    until(lambda: len(late.retained()) == 2)
    assert json.loads(late.retained()["maskgate/gate/door"])["state"] == "unlocked", (
        "a broker that forgot is told again"
    )
    mqtt.close()


def test_orders_are_off_unless_enabled(
    make_broker: MakeBroker, listen: Callable[..., Listener], tmp_path: Path
) -> None:
    port = make_broker().port
    orders: list[Command] = []
    mqtt = make_mqtt(port, tmp_path, orders)
    mqtt.open()
    listener = listen(port)
    listener.client.publish("maskgate/gate/command", "UNLOCK", qos=1).wait_for_publish(5)
    until(lambda: listener.of("maskgate/gate/command"))
    mqtt.send(notice())
    until(lambda: listener.of("maskgate/gate/event"))
    assert orders == []
    mqtt.close()


def test_orders_from_whom_the_broker_lets_write(
    make_broker: MakeBroker, listen: Callable[..., Listener], program: Callable[[str], str], tmp_path: Path
) -> None:
    passwords, rights = tmp_path / "passwords", tmp_path / "rights"
    for user, password in (("gate", "g"), ("guard", "s"), ("guest", "x")):
        flag = ["-c"] if not passwords.exists() else []
        subprocess.run([program("mosquitto_passwd"), "-b", *flag, str(passwords), user, password], check=True)
    rights.write_text(
        "user gate\ntopic readwrite maskgate/#\nuser guard\ntopic readwrite maskgate/#\n"
        "user guest\ntopic read maskgate/#\n"
    )
    port = make_broker(f"allow_anonymous false\npassword_file {passwords}\nacl_file {rights}").port
    (tmp_path / "mqtt.key").write_text("g\n")
    orders: list[Command] = []
    mqtt = make_mqtt(port, tmp_path, orders, user="gate", commands=True)
    mqtt.open()
    guard, guest = listen(port, "guard", "s"), listen(port, "guest", "x")
    guest.client.publish("maskgate/gate/command", "UNLOCK", qos=1).wait_for_publish(5)
    guard.client.publish("maskgate/gate/command", "OPEN", qos=1).wait_for_publish(5)
    until(lambda: orders)
    assert orders == [Command(Action.OPEN, "mqtt")]
    guard.client.publish("maskgate/gate/command", "UNLOCK", qos=1, retain=True).wait_for_publish(5)
    until(lambda: len(orders) == 2)
    mqtt.close()
    orders.clear()
    again = make_mqtt(port, tmp_path, orders, user="gate", commands=True)
    again.open()
    guard.client.publish("maskgate/gate/command", "LOCK", qos=1).wait_for_publish(5)
    until(lambda: orders)
    assert orders == [Command(Action.LOCK, "mqtt")], "a retained order is not obeyed with each start"
    again.close()


def test_a_wrong_password_is_said(make_broker: MakeBroker, program: Callable[[str], str], tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    subprocess.run([program("mosquitto_passwd"), "-b", "-c", str(passwords), "gate", "right"], check=True)
    port = make_broker(f"allow_anonymous false\npassword_file {passwords}").port
    with pytest.raises(OutputError, match="the MQTT password is missing"):
        make_mqtt(port, tmp_path, user="gate").open()
    (tmp_path / "mqtt.key").write_text("wrong-password")
    mqtt = make_mqtt(port, tmp_path, user="gate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gate.access.outputs.mqtt.CONNECT_SECONDS", 1.0)
        with pytest.raises(OutputError, match=r"(?i)not authori[sz]ed|bad user") as failure:
            mqtt.open()
    assert "wrong-password" not in str(failure.value)
    mqtt.close()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # paho drops a socket whose handshake failed
def test_tls_with_a_certificate_of_ones_own_and_not_with_anothers(
    make_broker: MakeBroker, program: Callable[[str], str], tmp_path: Path
) -> None:
    openssl = program("openssl")
    for name in ("ours", "theirs"):
        command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
        files = ["-keyout", str(tmp_path / f"{name}.key"), "-out", str(tmp_path / f"{name}.crt")]
        subprocess.run([*command.split(), "subjectAltName=IP:127.0.0.1", *files], check=True, capture_output=True)
    config = f"allow_anonymous true\ncertfile {tmp_path}/ours.crt\nkeyfile {tmp_path}/ours.key"
    port = make_broker(config).port
    mqtt = make_mqtt(port, tmp_path, tls=True, ca_file=str(tmp_path / "ours.crt"))
    mqtt.open()
    mqtt.send(notice())
    mqtt.close()
    stranger = make_mqtt(port, tmp_path, tls=True, ca_file=str(tmp_path / "theirs.crt"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gate.access.outputs.mqtt.CONNECT_SECONDS", 1.0)
        with pytest.raises(OutputError, match="can't be reached"):
            stranger.open()
    stranger.close()
    del stranger
    gc.collect()
    with pytest.raises(OutputError, match=r"none\.crt can't be used"):
        make_mqtt(port, tmp_path, tls=True, ca_file=str(tmp_path / "none.crt")).open()


@pytest.mark.parametrize(
    "table",
    [
        {"host": "broker.example", "tls": False, "user": "gate"},
        {"host": "localhost", "tls": False, "commands": True},
        {"host": "broker.example", "commands": True},
        {"host": "x", "topic": "gate/#"},
    ],
)
def test_settings_that_are_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MqttSettings(**table)


def test_home_assistant_is_told_what_there_is(
    make_broker: MakeBroker, listen: Callable[..., Listener], tmp_path: Path
) -> None:
    port = make_broker().port
    mqtt = make_mqtt(port, tmp_path, discovery="homeassistant")
    mqtt.open()
    mqtt.send(door_report())
    listener = listen(port)
    until(lambda: len(listener.retained()) == 4)
    kinds = {topic.split("/")[1] for topic in listener.retained() if topic.startswith("homeassistant/")}
    assert kinds == {"sensor", "event"}, "a lock without orders is none"
    mqtt.close()


def test_announcements_are_complete() -> None:
    settings = MqttSettings(host="x", user="gate", commands=True, discovery="ha", topic="site/door 1")
    found = dict(announcements(settings, "Main"))
    lock = found["ha/lock/maskgate_site_door_1/config"]
    assert lock["command_topic"] == "site/door 1/command"
    assert len({config["unique_id"] for config in found.values()}) == 3
    assert all(config["availability_topic"] == "site/door 1/status" for config in found.values())
    assert "decision" in found["ha/event/maskgate_site_door_1/config"]["event_types"]


@settings(deadline=None)
@given(st.binary(max_size=100) | st.sampled_from([action.value.upper().encode() for action in Action]), st.booleans())
def test_whatever_is_sent_is_an_order_or_nothing(payload: bytes, retained: bool) -> None:
    command = parse_command(payload, retained=retained)
    if payload.decode(errors="replace").lower() in {action.value for action in Action}:
        assert (command is None) == retained
    if command is not None:
        assert not retained
        assert payload.decode().strip().lower() == command.action.value
