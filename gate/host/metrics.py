"""What Prometheus may read: counters of what happened, and gauges of the condition at the moment it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from gate.access.door_types import DoorState
from gate.access.event import AnyEvent, Event
from gate.access.reasons import GRANTS, Reason
from gate.capture.types import Health
from gate.host.condition import Condition, Inspect

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 5.0)
"""Seconds. A transaction is to end within one; the door is decided on several pictures."""

LOSABLE = ("camera", "recogniser")
KEY_KINDS = ("tpm", "passphrase", "file")


class Metrics:
    """The numbers of one gate. Labels come from fixed lists and the outputs' names: never from people."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # as many series again, that nobody asks for
        self._registry = CollectorRegistry()
        self._decisions = Counter("maskgate_decisions", "Decisions", ["granted", "reason"], registry=self._registry)
        for reason in Reason:  # a rate needs the zero before the first one
            self._decisions.labels(str(reason in GRANTS).lower(), reason.value)
        self._inference = Histogram(
            "maskgate_inference_seconds", "Networks, per picture", buckets=BUCKETS, registry=self._registry
        )
        self._latency = Histogram(
            "maskgate_capture_to_judgement_seconds",
            "From a picture's capture until it was judged, the door's order included",
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._reloads = Counter(
            "maskgate_settings_reloads", "Changed settings files", ["result"], registry=self._registry
        )
        for result in ("applied", "refused"):
            self._reloads.labels(result)

    def events(self, events: Sequence[AnyEvent]) -> None:
        """Count decisions; any thread may call it."""
        for event in events:
            if isinstance(event, Event):
                self._decisions.labels(str(event.granted).lower(), event.reason.value).inc()

    def judged(self, seconds: float, since_capture: float) -> None:
        """A picture was judged."""
        self._inference.observe(seconds)
        self._latency.observe(since_capture)

    def reload(self, *, applied: bool) -> None:
        """The settings file has changed."""
        self._reloads.labels("applied" if applied else "refused").inc()

    def follow(self, inspect: Inspect) -> None:
        """Add the gauges of a gate."""
        self._registry.register(_Gauges(inspect))

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, inspect: Inspect) -> None:
        self._inspect = inspect

    def collect(self) -> Iterable[Metric]:
        condition = self._inspect()
        yield from _plain(condition)
        yield _states("maskgate_camera_state", "Camera", [h.value for h in Health], [condition.camera.value])
        yield _states("maskgate_door_state", "Door", [s.value for s in DoorState], [condition.door.value])
        yield _states("maskgate_degraded", "Missing to recognise faces", LOSABLE, condition.lost, label="lost")
        yield _states("maskgate_key", "What opens the gallery", KEY_KINDS, condition.key_kinds, label="kind")
        output = GaugeMetricFamily("maskgate_output_up", "Outputs that deliver", labels=["output"])
        dropped = CounterMetricFamily("maskgate_queue_dropped", "Lost for want of room or time", labels=["queue"])
        dropped.add_metric(["credentials"], condition.credentials_dropped)
        dropped.add_metric(["pictures"], condition.captured - condition.judged)
        dropped.add_metric(["log"], condition.logs_lost)
        for one in condition.outputs:
            output.add_metric([one.name], one.works)
            dropped.add_metric([f"output_{one.name}"], one.dropped)
        yield from (output, dropped)
        about = {"version": condition.version, "model": condition.model[:12], "liveness": condition.liveness}
        yield InfoMetricFamily("maskgate", "This gate", value=about)


_GAUGES: tuple[tuple[str, str, Callable[[Condition], float | None]], ...] = (
    ("up", "Camera and inference get on", lambda c: c.healthy),
    ("ready", "People are let in by their faces", lambda c: c.ready),
    ("uptime_seconds", "Since the start", lambda c: c.uptime),
    ("frame_rate", "Pictures judged in a second", lambda c: c.frame_rate),
    ("picture_age_seconds", "Of the newest picture", lambda c: c.picture_age),
    ("fault", "The gallery or a network fails", lambda c: c.fault),
    ("clock_sure", "The wall clock can be relied on", lambda c: c.clock_sure),
    ("audit_up", "The audit log takes rows", lambda c: c.audit_works),
    ("audit_head", "Number of the newest audit row", lambda c: c.audit_head),
    ("gallery_revision", "Of the gallery", lambda c: c.gallery_revision),
    ("gallery_people", "Enrolled", lambda c: c.people),
    ("settings_refused", "The settings file can't be used", lambda c: c.settings_refused),
    ("restart_needed", "Changed keys that wait for a restart", lambda c: len(c.restart_needed)),
)


def _plain(condition: Condition) -> Iterator[Metric]:
    for name, what, value in _GAUGES:
        if (number := value(condition)) is not None:
            yield GaugeMetricFamily(f"maskgate_{name}", what, value=number)
    captured = CounterMetricFamily("maskgate_pictures", "Pictures, by how far they came", labels=["stage"])
    captured.add_metric(["captured"], condition.captured)
    captured.add_metric(["judged"], condition.judged)
    yield captured


def _states(name: str, what: str, all_: Sequence[str], now: Sequence[str], *, label: str = "state") -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for state in all_:
        family.add_metric([state], state in now)
    return family
