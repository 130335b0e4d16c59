"""Everything behind the decision: the door with its line, and whoever is told. One object for a running gate."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol

from gate.access.door_types import DoorState
from gate.access.event import SCHEMA, AnyEvent, DoorReport, Notice
from gate.access.lock import Keeper
from gate.access.outputs.output import Output, OutputThread
from gate.access.outputs.simulated import SimulatedLine
from gate.access.panel import Panel, PanelCommand, signal_at, take
from gate.access.settings import OutputsSettings
from gate.clock import Clock, SystemClock
from gate.doorway import Doorway, LineHolder
from gate.held_line import HeldLine, LocalLine
from gate.home import Home
from gate.screen import Beside
from gate.settings import Settings
from gate.view import Lights

Sink = Callable[[Sequence[AnyEvent]], None]


def nowhere(_report: DoorReport) -> None:
    """Records nothing."""


class _Line(LineHolder, Protocol):
    def open(self) -> None: ...
    def close(self) -> None: ...


class Entrance:
    """The door and the outputs of one gate."""

    def __init__(self, settings: Settings, home: Home, clock: Clock, sink: Sink, *, real: bool) -> None:
        """Prepare; `__enter__` opens.

        Args:
            settings: Of the gate.
            home: Its folder.
            clock: Of the decisions.
            sink: Takes everything that happens, one caller at a time.
            real: Drive the line and the outputs of the settings. False: a simulated line in memory and no outputs, so
                that a recording never opens a door.
        """
        self.numbers = itertools.count(1)
        self.record: Callable[[DoorReport], None] = nowhere
        """Puts what happens at the door on record; set while there is an audit log."""
        self._gate = settings.ui.gate
        self._clock = clock
        self._sink = sink
        self._publishing = threading.RLock()
        self._panel = Panel()
        self._replay = not isinstance(clock, SystemClock)
        self.doorway = Doorway(settings.door, clock, self._publish, gate=self._gate, numbers=self.numbers)
        self._line: _Line
        if real:
            self._line = HeldLine(settings.door, home.path / "door.line", self.doorway.report)
        else:
            self._line = LocalLine(Keeper(SimulatedLine(), settings.door.fitted), clock, self.doorway.report)
        made = self._make(settings.outputs, home.path / "keys") if real else []
        self._outputs = [OutputThread(output, self._on_health) for output in made]
        line = settings.door.line if real else "simulated (a recording opens no door)"
        told = ", ".join(output.name for output in self._outputs) or "nobody"
        self.status = f"door: {settings.door.lock}, {line}; told: {told}"

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Tell everybody; a replay's door moves on with it."""
        if self._replay:
            self.doorway.advance()
        self._publish(events)

    def beside(self) -> Beside:
        """What the screen shows of it."""
        failing = [output.name for output in self._outputs if output.problem]
        state = self.doorway.state
        return Beside(
            f"not working: {', '.join(failing)}" if failing else "",
            signal_at(self._panel, self._clock.mono()),
            door_held=state in (DoorState.HELD_OPEN, DoorState.FORCED_OPEN),
            lights=Lights(
                health="warning" if state is DoorState.FAULT else "ok",
                network=("warning" if failing else "ok") if self._outputs else "off",
            ),
        )

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with which output."""
        return {output.name: output.problem for output in self._outputs if output.problem}

    def __enter__(self) -> Entrance:
        """Open the line, locked, and begin to tell.

        Raises:
            LockError: the line can't be had.
        """
        self.doorway.attach(self._line)
        self._line.open()
        for output in self._outputs:
            output.start()
        if not self._replay:
            self.doorway.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lock first; then let the outputs finish."""
        self.doorway.stop()
        self._line.close()
        for output in self._outputs:
            output.close()

    def _publish(self, events: Sequence[AnyEvent]) -> None:
        with self._publishing:
            for event in events:
                if isinstance(event, DoorReport):
                    self.record(event)
                for output in self._outputs:
                    output.put(event)
            if events:
                self._sink(events)

    def _on_health(self, name: str, problem: str | None) -> None:
        notice = Notice(
            schema=SCHEMA,
            seq=next(self.numbers),
            gate=self._gate,
            event="output",
            time=self._clock.utc(),
            mono=self._clock.mono(),
            detail=f"{name}: {problem or 'works again'}",
        )
        self._publish([notice])

    def _on_panel(self, command: PanelCommand) -> None:
        self._panel = take(self._panel, command, self._clock.mono())

    def _make(self, settings: OutputsSettings, keys: Path) -> list[Output]:
        outputs: list[Output] = []
        if settings.webhook:
            from gate.access.outputs.webhook import Webhook

            outputs.append(Webhook(settings.webhook, keys))
        if settings.mqtt:
            from gate.access.outputs.mqtt import Mqtt

            outputs.append(Mqtt(settings.mqtt, keys, gate=self._gate, on_command=self.doorway.command))
        if settings.osdp:
            from gate.access.outputs.osdp import Osdp

            outputs.append(Osdp(settings.osdp, keys, on_command=self._on_panel))
        return outputs
