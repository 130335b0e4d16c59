"""Work off the screen's thread: answers come back to it, errors are sentences, nobody is called who is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QObject, QThread
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gate.gallery.errors import GalleryError
from gate.ui.work.backend import Answer, DirectBackend, ThreadBackend


@pytest.fixture
def backend(app: QApplication) -> Iterator[ThreadBackend]:
    made = ThreadBackend()
    yield made
    assert made.close()
    made.deleteLater()


def test_the_call_runs_elsewhere_and_its_answer_arrives_here(backend: ThreadBackend, qtbot: QtBot) -> None:
    got: list[tuple[object, QThread]] = []
    answer = backend.ask(lambda: threading.current_thread().name)
    answer.ready.connect(lambda value: got.append((value, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(got))
    (name, thread), *_ = got
    assert str(name).startswith("backend")
    assert thread is QApplication.instance().thread()


def test_a_known_error_is_said_and_an_unknown_one_goes_to_the_log(
    backend: ThreadBackend, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []

    def lost() -> None:
        raise GalleryError("the gallery is sealed with another key")

    for call in (lost, lambda: 1 / 0):
        answer = backend.ask(call)
        answer.failed.connect(said.append)
        with qtbot.waitSignal(answer.finished):
            pass
    assert said[0] == "the gallery is sealed with another key"
    assert "ZeroDivision" not in said[1]
    assert "ZeroDivisionError" in caplog.text


def test_who_has_cancelled_hears_nothing(backend: ThreadBackend, qtbot: QtBot) -> None:
    got: list[object] = []
    go = threading.Event()
    answer = backend.ask(go.wait)
    answer.ready.connect(got.append)
    answer.finished.connect(lambda: got.append("finished"))
    answer.cancel()
    go.set()
    qtbot.wait(50)
    assert not got


def test_a_receiver_that_is_gone_is_not_called(backend: ThreadBackend, qtbot: QtBot) -> None:
    class Page(QObject):
        def show(self, _value: object) -> None:
            raise AssertionError("called after its end")

    page, go = Page(), threading.Event()
    answer = backend.ask(go.wait)
    answer.ready.connect(page.show)
    page.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    with qtbot.waitSignal(answer.finished):
        go.set()


def test_a_long_call_reports_beside_a_short_one_and_ends_when_nobody_waits(
    backend: ThreadBackend, qtbot: QtBot
) -> None:
    ended = threading.Event()

    def long(answer: Answer) -> None:
        for step in range(10_000):
            if answer.cancelled.wait(0.005):
                break
            answer.progress.emit(step)
        ended.set()

    steps: list[object] = []
    answer = backend.ask_long(long)
    answer.progress.connect(steps.append)
    short = backend.ask(lambda: "short")
    with qtbot.waitSignal(short.ready):
        pass
    qtbot.waitUntil(lambda: len(steps) > 3)
    answer.cancel()
    assert ended.wait(5)
    assert steps == sorted(steps)


def test_closing_ends_long_calls_and_starts_nothing_more(app: QApplication) -> None:
    backend, started = ThreadBackend(), []
    for _ in range(5):
        backend.ask_long(lambda answer: (started.append(1), answer.cancelled.wait(20)))
    start = time.monotonic()
    while not started:
        time.sleep(0.001)
    assert backend.close()
    assert time.monotonic() - start < 5
    assert len(started) <= ThreadBackend.THREADS
    backend.deleteLater()


def test_the_double_answers_with_the_next_turn_of_the_loop(app: QApplication) -> None:
    backend, got = DirectBackend(), []
    backend.ask(lambda: 7).ready.connect(got.append)
    assert not got
    app.processEvents()
    assert got == [7]
    backend.deleteLater()
