"""State and events on an MQTT broker, and, where the settings allow it, an operator's orders from it.

`<topic>/status` (online, or offline by the broker's last will) and `<topic>/door` are retained: they are true until
changed. `<topic>/event` is never retained: an event that stayed on the broker would happen again to whoever subscribes
later. Events come at least once; their `seq` tells doubles. `<topic>/audit` is the head of the audit log, retained.
`<topic>/duress` is never retained; whom the broker lets read it learns of a duress PIN, and nobody else.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gate.access.door_types import Action, Command, DoorEventKind, DoorState
from gate.access.errors import OutputError
from gate.access.event import AUDIT_HEAD, DURESS, AnyEvent, DoorReport, Notice
from gate.access.outputs.secrets import key_path, read_secret
from gate.access.settings import MqttSettings

log = logging.getLogger(__name__)

KEEP_SECONDS = 3600.0
CONNECT_SECONDS = 5.0
DELIVER_SECONDS = 5.0

LOCK_STATES = {
    DoorState.LOCKED: "LOCKED",
    DoorState.EMERGENCY_LOCKED: "LOCKED",
    DoorState.FAULT: "JAMMED",
    DoorState.FORCED_OPEN: "JAMMED",
}
"""As Home Assistant's lock knows them; all others are UNLOCKED."""


class Mqtt:
    """One connection to a broker."""

    name = "mqtt"
    keep = KEEP_SECONDS

    def __init__(
        self, settings: MqttSettings, keys: Path, *, gate: str, on_command: Callable[[Command], object]
    ) -> None:
        """Nothing is connected until `open`.

        Args:
            settings: Of this output.
            keys: The folder of secrets.
            gate: The gate's name, for announcements.
            on_command: Takes orders, from a thread of this object; only if the settings allow commands.
        """
        self._settings = settings
        self._keys = keys
        self._gate = gate
        self._on_command = on_command
        self._client: Any = None
        self._online = threading.Event()
        self._refusal: str | None = None
        self._state: str | None = None

    def open(self) -> None:
        """Connect; from then on the client reconnects by itself."""
        if self._client is None:
            self._client = self._connect()
        self._wait()

    def send(self, message: AnyEvent) -> None:
        """Publish one event and, if the door has changed, its state."""
        self._wait()
        if isinstance(message, Notice) and message.event == AUDIT_HEAD:
            self._publish("audit", message.detail or "", retain=True)
            return
        if isinstance(message, Notice) and message.event == DURESS:
            self._publish("duress", message.to_json(), retain=False)
            return
        if isinstance(message, DoorReport):
            self._state = door_state(message)
            self._publish("door", self._state, retain=True)
        self._publish("event", message.to_json(), retain=False)

    def close(self) -> None:
        """Say goodbye, which the last will would otherwise do."""
        if self._client is None:
            return
        with contextlib.suppress(RuntimeError, ValueError):  # the broker is gone: its last will speaks for us
            if self._online.is_set():
                self._client.publish(self._topic("status"), "offline", qos=1, retain=True).wait_for_publish(1.0)
        self._client.disconnect()
        self._client.loop_stop()
        self._client = None

    def _connect(self) -> Any:
        try:
            from paho.mqtt.client import Client
            from paho.mqtt.enums import CallbackAPIVersion
        except ImportError:
            raise OutputError("the MQTT output needs paho-mqtt: `pip install 'maskgate[door]'`") from None
        settings = self._settings
        client = Client(CallbackAPIVersion.VERSION2)
        if settings.user is not None:
            password = read_secret(key_path(self._keys, settings.password_file), "the MQTT password")
            client.username_pw_set(settings.user, password.decode(errors="replace"))
        if settings.tls:
            try:
                client.tls_set_context(ssl.create_default_context(cafile=settings.ca_file))
            except OSError as error:
                raise OutputError(f"the certificate {settings.ca_file} can't be used: {error}") from None
        client.will_set(self._topic("status"), "offline", qos=1, retain=True)
        client.reconnect_delay_set(1, 30)
        client.on_connect = self._connected
        client.on_connect_fail = self._failed
        client.on_disconnect = self._disconnected
        client.on_subscribe = self._subscribed
        client.on_message = self._message
        client.connect_async(settings.host, settings.port, keepalive=20)
        client.loop_start()
        return client

    def _wait(self) -> None:
        if not self._online.wait(CONNECT_SECONDS):
            where = f"{self._settings.host}:{self._settings.port}"
            raise OutputError(f"the MQTT broker {where} can't be reached" + f" ({self._refusal})" * bool(self._refusal))

    def _publish(self, topic: str, payload: str, *, retain: bool) -> None:
        sent = self._client.publish(self._topic(topic), payload, qos=1, retain=retain)
        try:
            sent.wait_for_publish(DELIVER_SECONDS)
        except (RuntimeError, ValueError) as error:
            raise OutputError(f"the MQTT broker did not take an event ({error})") from None
        if not sent.is_published():
            raise OutputError("the MQTT broker did not confirm an event")

    def _connected(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._refusal = str(reason)
            return
        self._refusal = None
        client.publish(self._topic("status"), "online", qos=1, retain=True)
        if self._state is not None:
            client.publish(self._topic("door"), self._state, qos=1, retain=True)
        if self._settings.discovery:
            for topic, config in announcements(self._settings, self._gate):
                client.publish(topic, json.dumps(config), qos=1, retain=True)
        if self._settings.commands:
            client.subscribe(self._topic("command"), qos=0)  # an order that could not be delivered is not kept
        else:
            self._online.set()

    def _subscribed(self, *_arguments: Any) -> None:
        self._online.set()

    def _failed(self, _client: Any, _data: Any) -> None:
        self._refusal = "no connection"

    def _disconnected(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if self._online.is_set():  # else it was never there, and what it said first is why
            self._refusal = str(reason)
        self._online.clear()

    def _message(self, _client: Any, _data: Any, message: Any) -> None:
        command = parse_command(message.payload, retained=message.retain)
        if command is not None:
            self._on_command(command)

    def _topic(self, name: str) -> str:
        return f"{self._settings.topic}/{name}"


def parse_command(payload: bytes, *, retained: bool) -> Command | None:
    """The order in a message; None: it is none.

    A retained one is refused: it would unlock the door again with each connection.
    """
    text = payload[:64].decode(errors="replace").strip()
    if retained:
        log.warning("a retained MQTT command is ignored: %r", text)
        return None
    try:
        return Command(Action(text.lower()), by="mqtt")
    except ValueError:
        log.warning("an unknown MQTT command is ignored: %r", text)
        return None


def door_state(report: DoorReport) -> str:
    """The retained state of the door, as JSON."""
    lock = LOCK_STATES.get(report.state, "UNLOCKED")
    return json.dumps({"state": report.state.value, "lock": lock, "seq": report.seq, "mono": report.mono})


def announcements(settings: MqttSettings, gate: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Home Assistant's discovery: topics and configurations.

    Its locks need a command topic, so without commands only the door's state is announced.
    """
    uid = "maskgate_" + re.sub(r"[^A-Za-z0-9_-]", "_", settings.topic)
    door = f"{settings.topic}/door"
    shared = {
        "availability_topic": f"{settings.topic}/status",
        "device": {"identifiers": [uid], "name": gate, "manufacturer": "MaskGate"},
    }

    def entity(kind: str, name: str, config: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        own = {"name": name, "unique_id": f"{uid}_{kind}"}
        return f"{settings.discovery}/{kind}/{uid}/config", {**own, **shared, **config}

    if settings.commands:
        yield entity(
            "lock",
            "Door",
            {
                "command_topic": f"{settings.topic}/command",
                "payload_open": "OPEN",
                "state_topic": door,
                "value_template": "{{ value_json.lock }}",
                "state_jammed": "JAMMED",
            },
        )
    states = [state.value for state in DoorState]
    yield entity(
        "sensor",
        "Door state",
        {"state_topic": door, "value_template": "{{ value_json.state }}", "device_class": "enum", "options": states},
    )
    yield entity(
        "event",
        "Gate event",
        {
            "state_topic": f"{settings.topic}/event",
            "value_template": '{"event_type": "{{ value_json.event }}"}',
            "event_types": [*GATE_EVENTS, *(kind.value for kind in DoorEventKind)],
        },
    )


GATE_EVENTS = ("decision", "track_started", "track_ended", "camera", "output")
