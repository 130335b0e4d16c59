"""Who is told what happens: one protocol, and a thread with a bounded queue for each, so that none delays a door."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from gate.access.errors import OutputError
from gate.access.event import AnyEvent

log = logging.getLogger(__name__)

CAPACITY = 1024
"""Messages that wait; the oldest makes room."""
FIRST_RETRY = 0.5
LAST_RETRY = 30.0
"""Seconds between attempts; doubles from the first to the last, which is shorter where messages don't keep."""
CLOSE_SECONDS = 3.0

OnHealth = Callable[[str, str | None], None]
"""Told the output's name, and what is wrong or None, once for each change."""


class RefusedError(OutputError):
    """The other side has refused this message and would refuse it again."""


class Output(Protocol):
    """One receiver of messages; one thread calls it. `FakeOutput` is the shipped fake."""

    name: str
    keep: float
    """Seconds after which a message that could not be delivered is not worth delivering any more."""

    def open(self) -> None:
        """Get ready; called again after a failure of it.

        Raises:
            OutputError: not now.
        """
        ...

    def send(self, message: AnyEvent) -> None:
        """Deliver a message, or skip one that does not concern it.

        Raises:
            RefusedError: never again.
            OutputError: not now; the same message is tried again.
        """
        ...

    def close(self) -> None:
        """Leave in good order; never raises."""
        ...


class OutputThread:
    """Feeds one output. `put` never waits and never fails, whatever state the output is in."""

    def __init__(self, output: Output, on_health: OnHealth, *, capacity: int = CAPACITY) -> None:
        """Prepare; `start` starts."""
        self.name = output.name
        self.dropped = 0
        """Messages that were never delivered."""
        self._output = output
        self._on_health = on_health
        self._queue: deque[tuple[float, AnyEvent]] = deque()
        self._capacity = capacity
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._problem: str | None = None
        self._thread = threading.Thread(target=self._run, name=f"output-{output.name}", daemon=True)

    @property
    def problem(self) -> str | None:
        """What is wrong now; None: nothing."""
        return self._problem

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def put(self, message: AnyEvent) -> None:
        """Take a message."""
        with self._changed:
            if len(self._queue) == self._capacity:
                self._queue.popleft()
                self.dropped += 1
            self._queue.append((time.monotonic(), message))
            self._changed.notify()

    def close(self) -> None:
        """Deliver what waits, as far as it goes in a moment, and end."""
        end = time.monotonic() + CLOSE_SECONDS / 2
        with self._changed:
            self._changed.wait_for(lambda: not self._queue or self._problem, max(0.0, end - time.monotonic()))
        self._closed.set()
        with self._changed:
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        try:
            if self._insist(self._output.open, lambda: False):
                self._feed()
        finally:
            self._output.close()

    def _feed(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed.is_set() or self._queue)
                if self._closed.is_set():
                    return
                taken, message = self._queue[0]

            def send(message: AnyEvent = message) -> None:
                self._output.send(message)

            def stale(taken: float = taken) -> bool:
                return time.monotonic() - taken > self._output.keep

            delivered = not stale() and self._insist(send, stale)
            if self._closed.is_set() and not delivered:
                return
            with self._changed:
                if self._queue and self._queue[0] == (taken, message):
                    self._queue.popleft()
                    self.dropped += not delivered
                self._changed.notify_all()

    def _insist(self, work: Callable[[], None], hopeless: Callable[[], bool]) -> bool:
        """Try until it works; False: it makes no sense any more, or the output is being closed."""
        pause = FIRST_RETRY
        while True:
            try:
                work()
            except RefusedError as error:
                self._health(str(error))
                return False
            except OutputError as error:
                self._health(str(error))
            except Exception as error:  # a bug in one output is no reason to lose the others
                log.exception("output %s", self.name)
                self._health(f"internal error ({type(error).__name__})")
            else:
                self._health(None)
                return True
            if self._closed.wait(pause) or hopeless():
                return False
            pause = min(2 * pause, LAST_RETRY, self._output.keep / 4)

    def _health(self, problem: str | None) -> None:
        if problem == self._problem:
            return
        worse = self._problem is None
        self._problem = problem
        if problem is None:
            log.warning("output %s works again", self.name)
        elif worse:
            log.error("output %s: %s", self.name, problem)
        if problem is None or worse:
            self._on_health(self.name, problem)


class FakeOutput:
    """The shipped fake: remembers messages, and fails or hangs when asked to."""

    def __init__(self, name: str = "fake", keep: float = 60.0) -> None:
        self.name = name
        self.keep = keep
        self.messages: list[AnyEvent] = []
        self.attempts = 0
        self.broken: OutputError | None = None
        self.hang = threading.Event()
        self.hang.set()
        self.opened = False

    def open(self) -> None:
        """Be open."""
        if self.broken:
            raise self.broken
        self.opened = True

    def send(self, message: AnyEvent) -> None:
        """Remember."""
        self.attempts += 1
        self.hang.wait()
        if self.broken:
            raise self.broken
        self.messages.append(message)

    def close(self) -> None:
        """Be closed."""
        self.opened = False
