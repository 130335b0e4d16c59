"""A thread that does the same small duty again and again, whatever comes of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

log = logging.getLogger(__name__)


class Rounds:
    """From `__enter__` to `__exit__`."""

    def __init__(self, name: str, duty: Callable[[], None], seconds: float) -> None:
        """Prepare.

        Args:
            name: Of the thread.
            duty: What is done; an error is logged, once as long as it stays the same, and it is tried again.
            seconds: Between two times.
        """
        self._duty = duty
        self._seconds = seconds
        self._said = ""
        self._woken = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def wake(self) -> None:
        """Do it now; any thread or signal handler may call it."""
        self._woken.set()

    def __enter__(self) -> Rounds:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._woken.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._woken.clear()
            try:
                self._duty()
                self._said = ""
            except Exception as error:
                if str(error) != self._said:
                    log.exception("%s", self._thread.name)
                self._said = str(error)
            if not self._stop.is_set():
                self._woken.wait(self._seconds)
