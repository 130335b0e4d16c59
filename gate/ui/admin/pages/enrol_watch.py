"""Between a long call and the page that waits for it: the newest news wins, wishes go the other way."""

from __future__ import annotations

import threading
import time

from gate.ui.work.backend import Answer

REMIND_SECONDS = 0.2
"""After which the screen is told again of news that it has not taken: nobody may have listened yet."""


class AnswerWatch:
    """A `gate.desk.enrol.Watch` for one answer; nothing queues up behind a slow screen."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._guard = threading.Lock()
        self._newest: object = None
        self._told = float("-inf")
        self._skip = threading.Event()
        self._ready = threading.Event()

    def report(self, news: object) -> None:
        """Keep the newest, and tell the screen once until it has taken it."""
        now = time.monotonic()
        with self._guard:
            waits, self._newest = self._newest is not None, news
        if not waits or now - self._told >= REMIND_SECONDS:
            self._told = now
            self._answer.progress.emit(self)

    def take(self) -> object:
        """The newest news; None: it was taken."""
        with self._guard:
            news, self._newest = self._newest, None
        return news

    def cancelled(self) -> bool:
        """See `Watch`."""
        return self._answer.cancelled.is_set()

    def skip(self) -> None:
        """Leave this picture out."""
        self._skip.set()

    def be_ready(self) -> None:
        """The mask is on."""
        self._ready.set()

    def skipped(self) -> bool:
        """See `Watch`."""
        return _taken(self._skip)

    def ready(self) -> bool:
        """See `Watch`."""
        return _taken(self._ready)


def _taken(wish: threading.Event) -> bool:
    was = wish.is_set()
    wish.clear()
    return was
