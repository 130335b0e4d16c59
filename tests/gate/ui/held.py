"""A backend that answers when a test says so, in the order that the test wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject

from gate.ui.work.backend import Answer


class HeldBackend(QObject):
    """Holds each call until `answer` is told its number, counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Answer, Callable[[Answer], Any]]] = []

    def ask(self, call: Callable[[], Any]) -> Answer:
        return self.ask_long(lambda _answer: call())

    def ask_long(self, call: Callable[[Answer], Any]) -> Answer:
        answer = Answer(self)
        self.calls.append((answer, call))
        return answer

    def answer(self, number: int) -> None:
        answer, call = self.calls[number]
        answer._deliver(call(answer), None)
