"""Metrics and health: what they say, to whom, and that they say nothing of anybody."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gate.access.door_types import DoorState
from gate.access.reasons import Reason
from gate.capture.types import Health
from gate.host.condition import KEY_FILE_WARNING, Condition, OutputCondition
from gate.host.endpoint import Endpoint
from gate.host.metrics import Metrics
from tests.gate.conftest import ANNA, frame, gallery_of, painted

WELL = Condition(
    version="1.2.3",
    uptime=60.0,
    stall=None,
    lost=(),
    started=True,
    camera=Health.OK,
    picture_age=0.1,
    frame_rate=12.0,
    captured=100,
    judged=60,
    credentials_dropped=3,
    fault=False,
    clock_sure=True,
    door=DoorState.LOCKED,
    outputs=(OutputCondition("mqtt", True, 0), OutputCondition("webhook", False, 7)),
    audit_works=True,
    audit_head=42,
    gallery_revision=5,
    people=9,
    key_kinds=("file",),
    liveness="off",
    model="ab" * 32,
    settings_refused=False,
    restart_needed=("door.pulse",),
    logs_lost=0,
    warnings=(KEY_FILE_WARNING,),
)


class Gate:
    condition = WELL

    def inspect(self) -> Condition:
        return self.condition


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def metrics(gate: Gate) -> Metrics:
    metrics = Metrics()
    metrics.follow(gate.inspect)
    return metrics


@pytest.fixture
def endpoint(metrics: Metrics, gate: Gate) -> Iterator[Endpoint]:
    with Endpoint(0, metrics, gate.inspect) as endpoint:
        yield endpoint


def _get(endpoint: Endpoint, path: str, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{endpoint.port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def _values(metrics: Metrics) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(metrics.text().decode())
    return {(s.name, tuple(s.labels.values())): s.value for family in families for s in family.samples}


def test_the_numbers(metrics: Metrics, make_core, clock) -> None:
    core = make_core(gallery_of(anna=ANNA))
    for _ in range(10):
        clock.advance(0.1)
        metrics.events(core.process(frame(painted(ANNA), clock.mono())))
    metrics.judged(0.04, 0.3)
    metrics.reload(applied=False)
    values = _values(metrics)
    assert values["maskgate_decisions_total", ("true", "recognised")] == 1
    assert sum(key[0] == "maskgate_decisions_total" for key in values) == len(Reason)
    assert values["maskgate_inference_seconds_bucket", ("0.05",)] == 1
    assert values["maskgate_inference_seconds_bucket", ("0.025",)] == 0
    assert values["maskgate_capture_to_judgement_seconds_sum", ()] == pytest.approx(0.3)
    assert values["maskgate_settings_reloads_total", ("refused",)] == 1
    assert values["maskgate_camera_state", ("ok",)] == 1
    assert values["maskgate_door_state", ("locked",)] == 1
    assert values["maskgate_door_state", ("fault",)] == 0
    assert values["maskgate_output_up", ("webhook",)] == 0
    assert values["maskgate_queue_dropped_total", ("output_webhook",)] == 7
    assert values["maskgate_queue_dropped_total", ("pictures",)] == 40
    assert values["maskgate_audit_head", ()] == 42
    assert values["maskgate_gallery_people", ()] == 9
    assert values["maskgate_key", ("file",)] == 1
    assert values["maskgate_key", ("tpm",)] == 0
    assert values["maskgate_restart_needed", ()] == 1
    assert values["maskgate_info", ("off", "abababababab", "1.2.3")] == 1
    text = metrics.text().decode().lower()
    assert "anna" not in text
    assert "created" not in text


def test_the_degraded_mode_and_what_can_not_be_read(metrics: Metrics, gate: Gate) -> None:
    gate.condition = replace(WELL, lost=("recogniser",), audit_head=None, gallery_revision=None, picture_age=None)
    values = _values(metrics)
    assert values["maskgate_degraded", ("recogniser",)] == 1
    assert values["maskgate_degraded", ("camera",)] == 0
    assert values["maskgate_ready", ()] == 0
    assert values["maskgate_up", ()] == 1
    assert ("maskgate_audit_head", ()) not in values
    assert ("maskgate_picture_age_seconds", ()) not in values


@pytest.mark.parametrize(
    ("change", "healthy", "ready"),
    [
        ({}, True, True),
        ({"stall": "the recogniser does not come back"}, False, False),
        ({"lost": ("camera",)}, True, False),
        ({"started": False}, True, False),
        ({"fault": True}, True, False),
        ({"audit_works": False}, True, False),
        ({"gallery_revision": None}, True, False),
        ({"door": DoorState.FAULT}, True, False),
        ({"door": DoorState.FORCED_OPEN, "clock_sure": False, "settings_refused": True}, True, True),
    ],
)
def test_health_and_readiness(endpoint: Endpoint, gate: Gate, change: dict, healthy: bool, ready: bool) -> None:
    gate.condition = replace(WELL, **change)
    status, body = _get(endpoint, "/healthz")
    said = json.loads(body)
    assert (status, said["healthy"]) == (200 if healthy else 503, healthy)
    status, body = _get(endpoint, "/readyz")
    assert (status, json.loads(body)["ready"]) == (200 if ready else 503, ready)
    assert said["warnings"] == [KEY_FILE_WARNING]
    assert said["camera"] == "ok"


def test_only_this_machine(endpoint: Endpoint) -> None:
    assert _get(endpoint, "/metrics")[0] == 200
    assert _get(endpoint, "/metrics", Host="localhost:1")[0] == 200
    assert _get(endpoint, "/metrics", Host="evil.example")[0] == 403, "a web page may name us as it likes"
    assert _get(endpoint, "/etc/passwd")[0] == 404
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in (*others, "127.0.0.2"):
        with pytest.raises(OSError), socket.create_connection((address, endpoint.port), timeout=2):
            pass


def test_a_port_that_is_taken_is_no_reason_to_stop(
    endpoint: Endpoint, metrics: Metrics, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    with Endpoint(endpoint.port, metrics, gate.inspect) as second:
        assert second.port is None
    assert "no metrics" in caplog.text


def test_who_says_nothing_keeps_nobody_waiting(endpoint: Endpoint) -> None:
    with socket.create_connection(("127.0.0.1", endpoint.port)):
        assert _get(endpoint, "/healthz")[0] == 200
