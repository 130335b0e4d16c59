"""The newest question of a place on the screen.

Calls run side by side, so an earlier question may be answered after a later one, or after the person has left. What is
shown must be the answer to what was asked last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gate.ui.work.backend import Answer, Backend


class Latest:
    """Asks a backend; a new question takes the place of the one before, whose answer then never comes."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._answer: Answer | None = None

    @property
    def waiting(self) -> bool:
        """The newest question has not been answered."""
        return self._answer is not None

    def ask(self, call: Callable[[], Any]) -> Answer:
        """Run a call soon, as `Backend.ask`; of earlier calls nothing is heard any more."""
        self.forget()
        self._answer = answer = self._backend.ask(call)
        answer.finished.connect(self._done)
        return answer

    def forget(self) -> None:
        """Wait for nothing any more."""
        if self._answer is not None:
            self._answer.cancel()
            self._answer = None

    def _done(self) -> None:
        self._answer = None  # an answer that was cancelled says nothing, so this is the newest one's
