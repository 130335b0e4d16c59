"""Access: groups and rights, the schedule's editor, two administrators, and words for weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from PyQt5.QtCore import QTime
from PyQt5.QtWidgets import QApplication

from gate.access.rules.factors import Requirement
from gate.access.rules.holiday import Calendar
from gate.access.rules.rulebook import Right
from gate.access.rules.schedule import Schedule, Window
from gate.desk.fakes import FakeDesk
from gate.desk.rules import GroupLine
from gate.desk.sessions import Entrant
from gate.ui.admin.pages.access import AccessPage
from gate.ui.admin.weeks import requirement_words, schedule_words, window_words
from gate.ui.admin.window import AdminWindow
from tests.gate.ui.admin.conftest import ALL, words


@pytest.fixture
def page(window: AdminWindow, app: QApplication) -> AccessPage:
    window.log_in(Entrant(ALL))
    window.go("access")
    app.processEvents()
    assert isinstance(window.page, AccessPage)
    return window.page


def test_groups_and_schedules_are_shown_in_words(page: AccessPage) -> None:
    said = words(page)
    for fact in ("Staff · 12 people", "Office · every gate", "Mon–Fri 08:00–18:00 (face)", "the next day"):
        assert fact in said


def test_a_group_is_added_and_deleted_in_two_steps(page: AccessPage, desk: FakeDesk, app: QApplication) -> None:
    page.add_group.click()
    app.processEvents()
    assert len(desk.rules.view.groups) == 2  # it has no name
    page.new_group.set_text("Visitors")
    page.add_group.click()
    app.processEvents()
    assert desk.rules.view.groups[-1].name == "Visitors"
    remove = page.cards["g3"].remove
    remove.click()
    assert remove.text() == "Really delete?"
    remove._timer.timeout.emit()
    assert remove.text() == "Delete"
    remove.click()
    remove.click()
    app.processEvents()
    assert [line.id for line in desk.rules.view.groups] == ["g1", "g2"]


def test_the_last_groups_deletion_says_what_it_means(page: AccessPage, desk: FakeDesk, app: QApplication) -> None:
    desk.rules.view = replace(desk.rules.view, groups=desk.rules.view.groups[:1])
    page.show_rules()
    app.processEvents()
    page.cards["g1"].remove.click()
    assert "everybody" in page.cards["g1"].remove.text()


def test_rights_are_given_and_taken_back(page: AccessPage, desk: FakeDesk, app: QApplication) -> None:
    card = page.cards["g2"]
    card.schedule.setCurrentIndex(1)
    card.gate.setCurrentIndex(1)
    card.allow.click()
    app.processEvents()
    assert desk.rules.view.groups[1].rights == (Right("s2", "Main entrance"),)
    (back,) = page.cards["g2"].rights
    assert "Nights" in back.accessibleName()
    back.click()
    app.processEvents()
    assert desk.rules.view.groups[1].rights == ()


def test_a_new_schedule_begins_with_weekdays_from_8_to_18(page: AccessPage, desk: FakeDesk, app: QApplication) -> None:
    page.add_schedule.click()
    editor = page.editor
    editor.name.set_text("Desk")
    editor.save.click()
    app.processEvents()
    schedule = desk.rules.view.schedules[-1].schedule
    assert schedule.name == "Desk"
    assert schedule.windows == (Window(frozenset(range(5)), time(8), time(18)),)
    assert not editor.isVisible()


def test_hours_days_and_holidays_are_edited(page: AccessPage, desk: FakeDesk, app: QApplication) -> None:
    page.cards["s1"].edit.click()
    editor = page.editor
    editor.add.click()
    assert len(editor.windows) == 2
    editor.windows[0].remove.click()
    (form,) = editor.windows
    form.days[5].click()
    form.start.setTime(QTime(22, 0))
    form.end.setTime(QTime(6, 30))
    form.requirement.setCurrentIndex(list(Requirement).index(Requirement.BOTH))
    editor.holidays.set_text("JP")
    editor.extra.set_text("2026-12-29")
    editor.save.click()
    app.processEvents()
    schedule = next(line.schedule for line in desk.rules.view.schedules if line.id == "s1")
    assert schedule.windows == (Window(frozenset(range(6)), time(22), time(6, 30), Requirement.BOTH),)
    assert schedule.calendar == Calendar("JP", None, frozenset({date(2026, 12, 29)}))


def test_what_is_wrong_is_said_and_what_was_typed_stays(page: AccessPage, desk: FakeDesk, app: QApplication) -> None:
    page.edit(desk.rules.view.schedules[0])
    page.editor.zone.set_text("Mars/Olympus")
    page.editor.save.click()
    app.processEvents()
    assert "Mars/Olympus" in page.editor.problem.text()
    assert page.editor.zone.text == "Mars/Olympus"
    page.editor.cancel.click()
    app.processEvents()
    assert not page.editor.isVisible()
    assert desk.rules.view.schedules[0].schedule.zone == "UTC"


def test_the_second_administrator_is_told_and_sees_what_is_there(
    window: AdminWindow, page: AccessPage, desk: FakeDesk, app: QApplication
) -> None:
    desk.rules.view = replace(desk.rules.view, groups=(GroupLine("g9", "Night shift", 1, ()),))
    page.new_group.set_text("Visitors")
    page.add_group.click()
    for _ in range(3):  # refused, asked again, shown
        app.processEvents()
    assert "somebody else" in words(window)
    assert "Night shift" in words(page)
    assert page.new_group.text == "Visitors"


def test_a_schedule_in_use_stays(window: AdminWindow, page: AccessPage, desk: FakeDesk, app: QApplication) -> None:
    remove = page.cards["s1"].remove
    remove.click()
    remove.click()
    app.processEvents()
    assert "still need this" in words(window)
    assert len(desk.rules.view.schedules) == 2


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (Window(frozenset({0, 2, 3, 4, 7}), time(7), time(19)), "Mon, Wed–Fri, Holiday 07:00–19:00 (face)"),
        (Window(frozenset({5, 6}), time(0), time(0), Requirement.ANY), "Sat, Sun all day (face, badge or PIN)"),
    ],
)
def test_windows_in_words(window: Window, said: str) -> None:
    assert window_words(window) == said


def test_every_requirement_and_every_part_of_a_calendar_has_words() -> None:
    assert len({requirement_words(one) for one in Requirement}) == len(Requirement)
    calendar = Calendar("DE", "BY", frozenset({date(2026, 12, 24)}), frozenset({date(2026, 12, 8)}))
    said = schedule_words(Schedule("x", "UTC", (Window(frozenset({0}), time(8), time(9)),), calendar))
    assert said == "Mon 08:00–09:00 (face) · UTC · holidays of DE-BY · also 2026-12-24 · but not 2026-12-08"
