"""What a source's behaviour means: told what happened and when, it names the fault. No I/O and no clock of its own."""

from __future__ import annotations

from dataclasses import replace

from gate.capture.triple_buffer import Record
from gate.capture.types import Deadlines, Health, Status


class Monitor:
    """Judges one source through all its reopenings. A fault keeps its name until a good picture comes."""

    def __init__(self, description: str, deadlines: Deadlines, *, live: bool) -> None:
        """Begin with a source that was never opened.

        Args:
            description: How the source is called in sentences; without credentials.
            deadlines: How long which fault may last unnamed.
            live: Whether pictures are judged: a recording may well be black or stand still.
        """
        self.status = Status(Health.STARTING, "", restarts=-1)
        self._description = description
        self._deadlines = deadlines
        self._live = live
        self._expected: tuple[float, float] | None = None
        """Since when something must come, and within how many seconds; None: it is our turn."""
        self._digest: int | None = None
        self._first_at: float | None = None
        """When the worker of now gave its first picture."""
        self._lit_at = self._changed_at = 0.0

    def starting(self, now: float) -> None:
        """A new worker was started."""
        self.status = replace(self.status, restarts=self.status.restarts + 1)
        self._first_at = None
        self._expected = now, self._deadlines.starting

    def opening(self, now: float) -> None:
        """The worker is up and opens the source."""
        self._expected = now, self._deadlines.opening

    def expect(self, now: float) -> None:
        """The worker was asked for the next picture."""
        self._expected = now, self._deadlines.picture

    def rest(self) -> None:
        """The worker has nothing to do until it is asked."""
        self._expected = None

    def picture(self, now: float, record: Record) -> bool:
        """A picture came; whether it is a new one, as those of a frozen source are not."""
        self.expect(now)
        self.status = replace(self.status, size=(record.width, record.height))
        fresh = not self._live or record.digest != self._digest
        self._digest = record.digest
        if self._first_at is None:
            self._first_at = self._lit_at = self._changed_at = now
        if fresh:
            self._changed_at = now
        if not record.dark:
            self._lit_at = now
        self._judge(now, self._first_at, fresh, record.dark)
        return fresh

    def fault(self, health: Health, detail: str) -> None:
        """The worker gave up, with the reason."""
        self._set(health, detail)

    def ended(self) -> None:
        """The recording is over."""
        self._set(Health.ENDED)

    def must_reopen(self, now: float) -> bool:
        """Whether this worker has to be replaced: it hangs, or reopening may thaw the picture."""
        if self._expected is not None:
            since, seconds = self._expected
            if now - since >= seconds:
                self._set(Health.HUNG, f"{self._description} has not answered for {seconds:g} s")
                return True
        frozen = self.status.health is Health.FROZEN and self._first_at is not None
        return frozen and self._deadlines.reopen_frozen and now - self._changed_at >= self._deadlines.frozen

    def _judge(self, now: float, first_at: float, fresh: bool, dark: bool) -> None:
        if dark and self._live:
            if now - self._lit_at >= self._deadlines.black:
                self._set(Health.BLACK, f"{self._description} gives black pictures")
        elif not fresh:
            if now - self._changed_at >= self._deadlines.frozen:
                self._set(Health.FROZEN, f"{self._description} repeats one picture")
        elif self.status.health is not Health.CORRUPT or now - first_at >= self._deadlines.corrupt:
            self._set(Health.OK)  # one good picture mends any fault, but a corrupt source has good ones in between

    def _set(self, health: Health, detail: str = "") -> None:
        self.status = replace(self.status, health=health, detail=detail)
