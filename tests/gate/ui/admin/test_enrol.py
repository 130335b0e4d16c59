"""The enrolment pages: every step and button against the fake, and the whole wizard against the demo camera."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gate.access.rules.accounts import Account, Role
from gate.capture.errors import CaptureError
from gate.capture.reader import open_source
from gate.desk.enrol import (
    BatchLine,
    BatchReport,
    ConsentText,
    Finding,
    FindingKind,
    Problem,
    Recognition,
    Remaining,
)
from gate.desk.enrol_flow import Step
from gate.desk.enrol_home import HomeEnrol
from gate.desk.enrol_sitting import Advice, Pose, Preview
from gate.desk.fake_enrol import FakeEnrol
from gate.desk.fakes import FakeDesk
from gate.desk.people import Choice
from gate.desk.sessions import Entrant
from gate.gallery.errors import GalleryError
from gate.home import Home, find_home
from gate.settings import Settings
from gate.ui.admin.contents import contents
from gate.ui.admin.pages.enrol import EnrolPage
from gate.ui.admin.pages.enrol_many import EnrolManyPage
from gate.ui.admin.pages.enrol_texts import advice_text, asked_text, pose_text
from gate.ui.admin.window import AdminWindow
from gate.ui.i18n.languages import speak
from gate.ui.work.backend import DirectBackend, ThreadBackend
from gate.vault import make_keys, open_gallery

EERO = Account("Eero", frozenset({Role.ENROL}))


@dataclass
class Made:
    app: QApplication
    window: AdminWindow
    calls: FakeEnrol

    @property
    def page(self) -> EnrolPage:
        assert isinstance(self.window.page, EnrolPage)
        return self.window.page

    def turn(self) -> None:
        for _ in range(3):
            self.app.processEvents()

    def press(self, button: QPushButton) -> None:
        assert button.isEnabled(), button.text()
        button.click()
        self.turn()

    def words(self) -> str:
        return "\n".join(one.text() for one in self.window.findChildren(QLabel) if one.isVisible())

    def describe(self, name: str = "Anna Berg") -> None:
        self.page.details.name.set_text(name)
        self.press(self.page.details.next)

    def sign(self) -> None:
        self.turn()
        consent = self.page.consent
        consent._bar.setValue(consent._bar.maximum())
        consent.typed.set_text(consent._name)
        self.press(consent.agree)


@pytest.fixture
def made(app: QApplication) -> Iterator[Made]:
    calls, backend = FakeEnrol(), DirectBackend()
    window = AdminWindow(FakeDesk(enrol=calls), backend, contents())
    window.resize(800, 480)
    window.show()
    window.log_in(Entrant(EERO))
    window.go("enrol")
    app.processEvents()
    yield Made(app, window, calls)
    window.close()
    window.deleteLater()
    backend.deleteLater()


def test_from_the_details_to_the_test_at_the_gate(made: Made) -> None:
    made.turn()
    assert not made.page.details.groups.ticked
    made.page.details.groups.ticks["g2"].setChecked(True)
    made.describe()
    assert made.page.flow.step is Step.CONSENT
    assert "capture" not in made.calls.asked
    made.sign()
    assert made.page.flow.step is Step.CHECKS
    made.press(made.page.checks.save)
    assert made.page.flow.step is Step.DONE
    assert "known at the gate now" in made.words()
    assert "0.71" in made.words()
    draft = made.calls.stored[0]
    assert draft.identity.groups == {"g2"}
    assert (draft.identity.name, draft.signature.version, len(draft.shots)) == ("Anna Berg", "3 (en)", 2)
    made.press(made.page.test.retry)
    assert made.calls.asked.count("recognise p1") == 2
    assert made.page.flow.step is Step.DONE
    made.press(made.page.test.done)
    assert made.page.flow.step is Step.DETAILS
    assert made.page.details.name.text == ""


def test_the_only_group_is_chosen_until_it_is_taken_away(made: Made) -> None:
    made.calls.choices = (Choice("g1", "R&D"),)
    made.page.opened()
    made.turn()
    details = made.page.details
    assert details.groups.ticked == {"g1"}
    assert details.groups.ticks["g1"].accessibleName() == "R&D"
    details.groups.ticks["g1"].setChecked(False)
    made.describe()
    assert made.page.flow.identity is not None
    assert made.page.flow.identity.groups == frozenset()
    made.page.closed()
    assert details.groups.ticks == {}


@pytest.mark.parametrize("field", ["name", "badge", "expires", ""])
def test_what_is_wrong_is_said_where_it_belongs(made: Made, field: str) -> None:
    made.calls.problems = (Problem(field, "the name has 500 characters: 200 are the most"),)
    made.describe("x" * 500)
    assert made.page.details.name.text == "x" * 500
    assert "The name has 500 characters: 200 are the most." in made.words()
    assert made.page.flow.step is Step.DETAILS
    made.calls.problems = ()
    made.describe("דנה כהן")
    assert "\u2068דנה כהן\u2069" not in made.words() or made.page.flow.step is Step.CONSENT


def test_a_day_that_is_none_is_said(made: Made) -> None:
    made.page.details.expires.set_text("31.1.2027")
    made.describe()
    assert "This is no day" in made.words()
    assert made.calls.asked == []


def test_nobody_signs_before_the_end_was_seen(made: Made) -> None:
    made.calls.text = ConsentText("7", "We keep numbers.\n" * 80)
    made.describe()
    consent = made.page.consent
    consent.typed.set_text("Anna Berg")
    assert not consent.agree.isEnabled()
    assert not consent.pad.isEnabled()
    consent._bar.setValue(consent._bar.maximum())
    assert consent.agree.isEnabled()
    consent.typed.set_text("Somebody Else")
    assert not consent.agree.isEnabled()


def test_a_signature_by_finger_counts_and_can_be_wiped(made: Made, qtbot: QtBot) -> None:
    made.describe()
    consent = made.page.consent
    consent._bar.setValue(consent._bar.maximum())
    qtbot.mousePress(consent.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert not consent.agree.isEnabled()
    for x in range(20, 150, 10):
        place, left = QPointF(x, 40), Qt.MouseButton.LeftButton
        move = QMouseEvent(QEvent.Type.MouseMove, place, left, left, Qt.KeyboardModifier.NoModifier)
        made.app.sendEvent(consent.pad, move)
    consent.pad.grab()
    made.turn()
    assert consent.agree.isEnabled()
    made.press(consent.wipe)
    assert not consent.agree.isEnabled()


def test_who_does_not_agree_is_not_captured(made: Made) -> None:
    made.describe()
    made.press(made.page.consent.leave)
    assert made.page.flow.step is Step.DETAILS
    assert "capture" not in made.calls.asked


def test_a_text_in_another_language_is_read_anew(made: Made) -> None:
    made.describe()
    made.page.consent._bar.setValue(made.page.consent._bar.maximum())
    speak("ja")
    try:
        made.turn()
        assert "顔で本人" in made.page.consent.text.toPlainText()
        assert not made.page.consent.pad.isEnabled()
    finally:
        speak("en")


def test_a_camera_that_is_lost_stores_nothing_and_is_tried_again(made: Made) -> None:
    made.calls.shots = CaptureError("the camera usb:0 is not connected")
    made.describe()
    made.sign()
    assert "The camera usb:0 is not connected." in made.words()
    assert made.page.flow.shots == ()
    made.calls.shots = FakeEnrol().shots
    made.press(made.page.capture.retry)
    assert made.page.flow.step is Step.CHECKS
    assert made.calls.stored == []


def test_photographs_instead_of_the_camera(made: Made, tmp_path: Path) -> None:
    made.calls.shots = CaptureError("no camera")
    made.describe()
    made.sign()
    made.press(made.page.capture.use)
    assert "Name a folder first." in made.words()
    made.calls.shots = FakeEnrol().shots
    made.page.capture.folder.set_text(str(tmp_path))
    made.press(made.page.capture.use)
    assert f"photographs {tmp_path}" in made.calls.asked
    assert made.page.flow.step is Step.CHECKS


def test_back_from_the_camera_takes_the_signature_back(made: Made) -> None:
    made.calls.shots = CaptureError("no camera")
    made.describe()
    made.sign()
    made.press(made.page.capture.leave)
    assert made.page.flow.step is Step.CONSENT
    assert made.page.flow.signature is None


@pytest.mark.parametrize("kind", [FindingKind.ALREADY, FindingKind.LOOKALIKE])
def test_who_is_like_somebody_is_stored_only_after_a_look(made: Made, kind: FindingKind) -> None:
    made.calls.found = (Finding(kind, "Ben Ito", 0.47, 0.41),)
    made.describe()
    made.sign()
    assert "Ben Ito" in made.words()
    assert "0.47" in made.words()
    assert not made.page.checks.save.isEnabled()
    made.press(made.page.checks.two_people)  # type: ignore[arg-type]
    made.press(made.page.checks.save)
    assert made.calls.stored[0].two_people


def test_a_refused_picture_leads_back_to_the_camera(made: Made) -> None:
    made.calls.found = (Finding(FindingKind.REFUSED, text="the face does not look like the same person"),)
    made.describe()
    made.sign()
    assert "The face does not look like the same person." in made.words()
    assert not made.page.checks.save.isEnabled()
    assert not made.page.checks.two_people.isVisible()
    made.calls.found = ()
    made.press(made.page.checks.again)
    assert made.calls.asked.count("capture") == 2
    assert made.page.checks.save.isEnabled()


def test_a_full_disk_is_said_and_nothing_is_lost(made: Made) -> None:
    made.calls.enrolled = GalleryError("the disk is full")
    made.describe()
    made.sign()
    made.press(made.page.checks.save)
    assert "The disk is full." in made.words()
    assert made.page.flow.step is Step.CHECKS
    made.calls.enrolled = FakeEnrol().enrolled
    made.press(made.page.checks.save)
    assert made.page.flow.step is Step.DONE


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (Recognition(False, 0.2, 0.4), "did not recognise"),
        (Recognition(False, 0.5, 0.4, "Ben"), "for \u2068Ben\u2069"),
        (CaptureError("no camera"), "No camera."),
    ],
)
def test_a_test_that_fails_is_said(made: Made, result: Recognition | Exception, words: str) -> None:
    made.calls.recognition = result
    made.describe()
    made.sign()
    made.press(made.page.checks.save)
    assert words in made.words()
    if isinstance(result, Exception):
        made.press(made.page.test.skip)
        assert "left out" in made.words()


def test_every_pose_and_every_advice_has_words_in_both_languages() -> None:
    for language in ("en", "ja"):
        speak(language)
        texts = [advice_text(one) for one in Advice] + [asked_text(one) for one in Pose] + [pose_text(p) for p in Pose]
        assert len(set(texts)) == len(texts)
        assert all(texts)
    speak("en")


def test_the_preview_shows_what_is_asked_and_the_right_buttons(made: Made) -> None:
    made.calls.shots = ()
    made.describe()
    made.sign()
    capture, image = made.page.capture, np.zeros((72, 128, 3), np.uint8)
    capture.show_preview(Preview(image, Pose.STRAIGHT, Advice.TOO_DARK))
    assert "Too dark: turn to the light" in made.words()
    assert not capture.skip.isVisible()
    capture.show_preview(Preview(image, Pose.MASKED, Advice.PUT_MASK_ON, frozenset({Pose.STRAIGHT}), (1, 1, 9, 9)))
    assert capture.skip.isVisible()
    assert capture.ready.isVisible()
    assert "✓ Straight" in made.words()
    capture.view.grab()


def test_the_capture_fits_the_smallest_screen(made: Made) -> None:
    made.calls.shots = ()
    made.describe()
    made.sign()
    made.page.capture.show_preview(Preview(None, Pose.MASKED, Advice.PUT_MASK_ON))
    made.turn()
    for button in (made.page.capture.skip, made.page.capture.ready, made.page.capture.use):
        assert button.mapTo(made.window, button.rect().topRight()).x() < 800


def test_leaving_the_page_ends_the_capture_and_forgets_everything(app: QApplication, qtbot: QtBot) -> None:
    calls, backend = FakeEnrol(waits=True), ThreadBackend()
    window = AdminWindow(FakeDesk(enrol=calls), backend, contents())
    window.show()
    window.log_in(Entrant(EERO))
    window.go("enrol")
    made = Made(app, window, calls)
    page = made.page
    made.describe()
    qtbot.waitUntil(lambda: page.flow.step is Step.CONSENT)
    made.sign()
    qtbot.waitUntil(lambda: "Too far: come closer" in made.words())
    page.capture._watch.skip()  # type: ignore[union-attr]
    page.capture._watch.be_ready()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: {"skipped", "ready"} <= set(calls.asked))
    window.go("about")
    assert page.flow.step is Step.DETAILS
    window.close()
    assert backend.close()
    window.deleteLater()
    backend.deleteLater()
    assert calls.stored == []


def test_the_whole_wizard_with_the_demo_camera(app: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    home = Home(tmp_path / "home", find_home(None).models)
    home.path.mkdir()
    make_keys(home, Settings(), "file")
    real = HomeEnrol(home, camera=lambda _settings: open_source("demo", every_frame=True))
    backend = ThreadBackend()
    window = AdminWindow(FakeDesk(enrol=real), backend, contents())  # type: ignore[arg-type]
    window.show()
    window.log_in(Entrant(EERO))
    window.go("enrol")
    page = window.page
    assert isinstance(page, EnrolPage)
    made = Made(app, window, FakeEnrol())
    page.details.badge.set_text("B-17")
    made.describe("Eileen Collins")
    qtbot.waitUntil(lambda: page.flow.step is Step.CONSENT, timeout=20_000)
    made.sign()

    def captured() -> bool:
        if page.capture.skip.isVisible():
            page.capture.skip.click()
        return page.flow.step is Step.CHECKS

    qtbot.waitUntil(captured, timeout=30_000)
    qtbot.waitUntil(page.checks.save.isEnabled, timeout=10_000)
    made.press(page.checks.save)
    qtbot.waitUntil(lambda: page.flow.step is Step.DONE, timeout=30_000)
    assert page.flow.recognition is not None
    assert page.flow.recognition.recognised
    with open_gallery(home, Settings(), template_space=None) as gallery:
        assert [one.name for one in gallery.people()] == ["Eileen Collins"]
    window.close()
    assert backend.close()
    window.deleteLater()
    backend.deleteLater()


def many(made: Made) -> EnrolManyPage:
    made.window.go("enrol_many")
    made.turn()
    assert isinstance(made.window.page, EnrolManyPage)
    return made.window.page


def test_a_list_is_enrolled_and_reported(made: Made, tmp_path: Path) -> None:
    page = many(made)
    made.press(page.start)
    assert "Name a file first." in made.words()
    made.calls.report = BatchReport((BatchLine(2, "Anna"), BatchLine(3, "Ben", "no face")), tmp_path / "r.csv")
    page.file.set_text(str(tmp_path / "list.csv"))
    made.press(page.start)
    assert "1 of 2 enrolled." in made.words()
    assert "r.csv" in made.words()
    assert "no face" in page.lines.item(0).text()
    assert not page.stop.isVisible()
    made.calls.report = GalleryError("the list lacks a column")
    made.press(page.start)
    assert "the list lacks a column" in made.words()


def test_who_is_left_is_listed_and_enrolled_again(made: Made) -> None:
    made.calls.rest = Remaining("student", 3, ("Anna Berg",))
    page = many(made)
    assert "1 of 3 is not known to the model in use, student." in made.words()
    page.left.itemClicked.emit(page.left.item(0))
    made.turn()
    assert made.page.flow.again
    assert made.page.details.name.text == "Anna Berg"
    made.press(made.page.details.next)
    made.sign()
    made.press(made.page.checks.save)
    assert made.calls.stored[0].again


def test_another_model_replaces_everybody_from_a_folder(made: Made, tmp_path: Path) -> None:
    made.calls.rest = Remaining("student", 3, ("Anna Berg",), other_model=True)
    page = many(made)
    made.press(page.again)
    assert "Name a folder first." in made.words()
    page.folder.set_text(str(tmp_path))
    page.without_missing.setChecked(True)
    made.calls.rest = Remaining("student", 3)
    made.press(page.again)
    assert made.calls.asked[-1] == f"again {tmp_path} True"
    assert "Everybody enrolled is known" in made.words()
    assert not page.left.isVisible()
