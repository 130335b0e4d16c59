"""Fields, pads, lists, messages: by hand, by keyboard, by name; for any text and 10,000 rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gate.ui.theme.sizes import TOUCH
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.pin_pad import LONGEST, PinPad
from gate.ui.widgets.search_list import Row, SearchList
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.toast import Toast
from gate.ui.widgets.touch_button import TouchButton

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def shown(app: QApplication) -> Iterator[Callable[[W], W]]:
    made: list[QWidget] = []

    def show(widget: W) -> W:
        widget.show()
        app.processEvents()
        made.append(widget)
        return widget

    yield show
    for widget in made:
        widget.deleteLater()


@pytest.mark.parametrize("kind", ["plain", "primary", "danger", "quiet", "key"])
def test_a_button_is_large_enough_for_a_finger_and_has_a_name(shown: Callable[[W], W], kind: str) -> None:
    button = shown(TouchButton("Save & close", kind))  # type: ignore[arg-type]
    assert button.height() >= TOUCH
    assert button.accessibleName() == "Save & close"
    assert button.text() == "Save && close"
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_a_pin_is_typed_by_touch_and_keyboard_and_never_shown(shown: Callable[[W], W], qtbot: QtBot) -> None:
    pad, entered = shown(PinPad()), []
    pad.entered.connect(entered.append)
    assert not pad.enter.isEnabled()
    for digit in "2718":
        qtbot.mouseClick(pad.keys[digit], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(pad, "28x")
    qtbot.mouseClick(pad.back, Qt.MouseButton.LeftButton)
    qtbot.keyClick(pad, Qt.Key.Key_Backspace)
    assert pad.display.text() == "●●●●"
    assert "2718" not in "".join(label.text() for label in pad.findChildren(QLabel))
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert entered == ["2718"]
    assert pad.display.text() == ""
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert entered == ["2718"]


def test_a_pad_takes_no_more_than_its_length(shown: Callable[[W], W]) -> None:
    pad, entered = shown(PinPad(secret=False)), []
    pad.entered.connect(entered.append)
    for _ in range(200):
        pad.press("7")
    assert pad.display.text() == "7" * LONGEST
    pad.submit()
    assert entered == ["7" * LONGEST]


def test_every_key_of_the_pad_has_a_name(shown: Callable[[W], W]) -> None:
    assert all(button.accessibleName().strip("←") for button in shown(PinPad()).findChildren(TouchButton))


def test_a_field_complains_until_it_is_changed(shown: Callable[[W], W], qtbot: QtBot) -> None:
    field, entered = shown(TextField()), []
    field.say("Name", "as on the badge")
    field.entered.connect(lambda: entered.append(field.text))
    field.complain("a name is needed")
    assert field.edit.accessibleName() == "Name"
    assert field.edit.accessibleDescription() == "a name is needed"
    qtbot.keyClicks(field.edit, " Ada ")
    assert field.edit.accessibleDescription() == ""
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert entered == ["Ada"]


def test_a_list_is_searched_by_all_words_without_case_or_accents(shown: Callable[[W], W]) -> None:
    rows = [Row("1", "Zoë Ångström", "Lab"), Row("2", "ＡＤＡ Lovelace"), Row("3", "髙橋 優太"), Row("4", "דנה כהן")]
    listed = shown(SearchList())
    listed.show_rows(rows)
    model = listed.view.model()
    for typed, keys in (("zoe lab", "1"), ("ada", "2"), ("優太", "3"), ("דנה", "4"), ("", "1234"), ("nobody", "")):
        listed.search.set_text(typed)
        assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
            row.text for row in rows if row.key in keys
        ]


def test_ten_thousand_rows_are_shown_and_searched_at_once(shown: Callable[[W], W], app: QApplication) -> None:
    rows = [Row(str(i), f"Person {i} {'x' * 40}") for i in range(10_000)]
    listed = shown(SearchList())
    start = time.thread_time()
    listed.show_rows(rows)
    app.processEvents()
    opened = time.thread_time() - start
    start = time.thread_time()
    listed.search.set_text("99 person")
    app.processEvents()
    assert opened < 0.5
    assert time.thread_time() - start < 0.05


def test_the_selected_row_stays_selected_when_rows_change(shown: Callable[[W], W], qtbot: QtBot) -> None:
    listed, chosen = shown(SearchList()), []
    listed.chosen.connect(chosen.append)
    listed.show_rows([Row("a", "Ada"), Row("b", "Ben")])
    listed.select("b")
    listed.show_rows([Row("x", "Xenia"), Row("b", "Ben")])
    qtbot.keyClick(listed.view, Qt.Key.Key_Return)
    assert chosen == ["b"]


def test_messages_take_turns_stay_inside_and_go(
    shown: Callable[[W], W], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate.ui.widgets.toast.SECONDS", 0.05)
    window = QWidget()
    window.resize(800, 480)
    toast = Toast(shown(window))
    toast.say("Saved", Tone.GOOD)
    toast.say("x" * 500, Tone.BAD)
    toast.say("x" * 500, Tone.BAD)
    assert toast.accessibleName() == "Saved"
    qtbot.waitUntil(lambda: toast.accessibleName() == "x" * 500)
    assert window.rect().contains(toast.geometry())
    window.resize(400, 700)
    assert window.rect().contains(toast.geometry())
    qtbot.waitUntil(toast.isHidden)
