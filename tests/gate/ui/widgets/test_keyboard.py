"""The keyboard on the screen: comes with a field for text, types every character, and never takes the focus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt5.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gate.ui.widgets.keyboard import LETTERS, SIGNS, ScreenKeyboard
from gate.ui.widgets.text_field import TextField


class Form(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.field, self.button = TextField(), QPushButton("x")
        self.keyboard = ScreenKeyboard(self)
        column = QVBoxLayout(self)
        for part in (self.field, self.button, self.keyboard):
            column.addWidget(part)


@pytest.fixture
def form(app: QApplication, qtbot: QtBot) -> Iterator[Form]:
    made = Form()
    made.show()
    qtbot.waitActive(made)
    made.field.setFocus()
    app.processEvents()
    yield made
    made.close()
    made.deleteLater()


def test_it_comes_and_goes_with_the_field(form: Form, app: QApplication) -> None:
    assert form.keyboard.isVisible()
    form.button.setFocus()
    assert not form.keyboard.isVisible()


def test_every_character_can_be_typed(form: Form) -> None:
    keyboard = form.keyboard
    for key in keyboard.keys:
        key.click()
    assert form.field.text == "".join(LETTERS)
    form.field.set_text("")
    keyboard.signs.click()
    for key in keyboard.keys:
        key.click()
    assert form.field.text == "".join(SIGNS)
    assert form.field.edit.hasFocus()


def test_a_capital_is_one_capital(form: Form) -> None:
    keys = {key.text(): key for key in form.keyboard.keys}
    form.keyboard.shift.click()
    keys["a"].click()
    keys["a"].click()
    form.keyboard.space.click()
    keys["b"].click()
    form.keyboard.back.click()
    keys["c"].click()
    assert form.field.text == "Aa c"


def test_enter_is_return(form: Form, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.field.entered):
        form.keyboard.enter.click()


def test_every_key_has_a_name(form: Form) -> None:
    keyboard = form.keyboard
    for key in (*keyboard.keys, keyboard.shift, keyboard.signs, keyboard.space, keyboard.back, keyboard.enter):
        assert key.accessibleName()
