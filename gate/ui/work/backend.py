"""Runs calls outside the screen's thread and brings their answers back to it.

    answer = backend.ask(lambda: desk.about())
    answer.ready.connect(self._show)     # in the screen's thread, with what the call returned
    answer.failed.connect(self._say)     # one sentence for a person

The answer comes by the event queue, never before the function that asked has returned; a receiver that has been deleted
by then is not called.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from PyQt5.QtCore import QObject, Qt, pyqtSignal

from engines.errors import ModelError
from gate.access.errors import AccessError, AuditError, LockError, OutputError
from gate.capture.errors import CaptureError
from gate.gallery.errors import GalleryError
from gate.settings import SettingsError
from gate.ui.errors import UiError
from gate.ui.i18n.sentences import in_language
from gate.ui.i18n.translate import translate
from gate.vision.errors import ImageError

log = logging.getLogger(__name__)

SAID = (
    *(ModelError, CaptureError, GalleryError, AccessError, AuditError, SettingsError, ImageError, UiError),
    *(LockError, OutputError),
)
"""Errors whose message is a sentence for a person; anything else is a fault of the program and goes to the log."""


class Answer(QObject):
    """What will come of a call.

    Signals:
        ready: What the call returned: a frozen dataclass, or a tuple of them.
        failed: Why it came to nothing, in one sentence.
        progress: What a long call has reported, if it does.
        finished: After `ready` or `failed`; not after `cancel`.
    """

    ready = pyqtSignal(object)
    failed = pyqtSignal(str)
    progress = pyqtSignal(object)
    finished = pyqtSignal()
    _done = pyqtSignal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cancelled = threading.Event()
        """Set when nobody waits any more; a long call looks at it now and then."""
        self._done.connect(self._deliver, type=Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    def cancel(self) -> None:
        """Nobody waits for it any more: no signal comes, and a long call may end early."""
        self.cancelled.set()

    def _deliver(self, value: object, error: object) -> None:
        self.setParent(None)
        if self.cancelled.is_set():
            return
        if error is None:
            self.ready.emit(value)
        elif isinstance(error, SAID):
            self.failed.emit(in_language(str(error)))
        else:
            self.failed.emit(translate("Backend", "Something went wrong; the log says what."))
        self.finished.emit()


class Backend(Protocol):
    """Whoever runs the screens' calls: `ThreadBackend`, or `DirectBackend` in tests."""

    def ask(self, call: Callable[[], Any]) -> Answer:
        """Run a call soon."""
        ...

    def ask_long(self, call: Callable[[Answer], Any]) -> Answer:
        """Run a call that reports (`answer.progress.emit(…)`) and can be cancelled (`answer.cancelled`)."""
        ...


class ThreadBackend(QObject):
    """Two threads, so that a long import doesn't keep a page waiting. Make it in the screen's thread; `close` it.

    A call runs in either thread and beside another one: it opens what it needs (a database's connection is its own).
    """

    THREADS = 2

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(self.THREADS, "backend")
        self._closed = False

    def ask(self, call: Callable[[], Any]) -> Answer:
        """Run a call soon; see `Backend`."""
        return self.ask_long(lambda _answer: call())

    def ask_long(self, call: Callable[[Answer], Any]) -> Answer:
        """Run a call with its answer at hand; see `Backend`."""
        answer = Answer(self)

        def work() -> None:
            if answer.cancelled.is_set():
                return
            value, error = _run(call, answer)
            if not self._closed:
                answer._done.emit(value, error)

        self._pool.submit(work)
        return answer

    def close(self, seconds: float = 5.0) -> bool:
        """Start nothing more, tell long calls to end and wait for them; False: one is still running."""
        self._closed = True
        for answer in self.findChildren(Answer):
            answer.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        threads = [thread for thread in threading.enumerate() if thread in self._pool._threads]
        for thread in threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in threads)


class DirectBackend(QObject):
    """The double for tests: runs each call at once, and delivers its answer with the next turn of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        """Calls so far."""

    def ask(self, call: Callable[[], Any]) -> Answer:
        """Run a call now; see `Backend`."""
        return self.ask_long(lambda _answer: call())

    def ask_long(self, call: Callable[[Answer], Any]) -> Answer:
        """Run a call now; what it reports arrives before its answer. See `Backend`."""
        self.asked += 1
        answer = Answer(self)
        answer._done.emit(*_run(call, answer))
        return answer


def _run(call: Callable[[Answer], Any], answer: Answer) -> tuple[Any, BaseException | None]:
    """The call's value, or its error; a fault of the program goes to the log."""
    try:
        return call(answer), None
    except SAID as error:
        return None, error
    except Exception as error:
        log.exception("a call of the screens failed")
        return None, error
