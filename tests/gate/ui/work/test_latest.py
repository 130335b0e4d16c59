"""What is shown is the answer to what was asked last, in whatever order answers come."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication

from gate.ui.work.latest import Latest
from tests.gate.ui.held import HeldBackend


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_last_question_is_the_one_that_is_answered(app: QApplication, order: tuple[int, int]) -> None:
    backend, got = HeldBackend(), []
    latest = Latest(backend)
    for name in ("first", "second"):
        latest.ask(lambda name=name: name).ready.connect(got.append)
    for number in order:
        backend.answer(number)
    assert got == ["second"]
    assert not latest.waiting


def test_it_waits_until_the_newest_is_answered(app: QApplication) -> None:
    backend = HeldBackend()
    latest = Latest(backend)
    assert not latest.waiting
    latest.ask(lambda: 1)
    latest.ask(lambda: 2)
    backend.answer(0)
    assert latest.waiting
    backend.answer(1)
    assert not latest.waiting


def test_who_leaves_hears_nothing(app: QApplication) -> None:
    backend, got = HeldBackend(), []
    latest = Latest(backend)
    latest.ask(lambda: 1).ready.connect(got.append)
    latest.forget()
    assert not latest.waiting
    backend.answer(0)
    assert got == []
