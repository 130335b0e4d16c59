"""Rules at the desk of a real home: groups, rights, schedules changed in place, two administrators, what is typed."""

from __future__ import annotations

from datetime import date, datetime, time, timezone

import pytest

from gate.access.errors import AccessError
from gate.access.rules.authorise import Options, Request, authorise
from gate.access.rules.factors import Factor
from gate.access.rules.holiday import Calendar
from gate.access.rules.moment import Moment
from gate.access.rules.schedule import Schedule, Window
from gate.access.store.access import Access
from gate.desk.people import Written
from gate.desk.people_home import HomePeople
from gate.desk.rules import Draft, HomeRules, draft_of, local_zone, made_of
from gate.home import Home
from tests.gate.desk.conftest import AUDITOR, CHIEF, MANAGER, Enrol, rows

WEEKDAYS = Window(frozenset(range(5)), time(8), time(18))
OFFICE = Draft("Office", "UTC", (WEEKDAYS,))


@pytest.fixture
def rules(home: Home) -> HomeRules:
    return HomeRules(home)


def test_without_a_file_there_are_no_rules(home: Home, rules: HomeRules) -> None:
    view = rules.rules(MANAGER)
    assert (view.groups, view.schedules, view.gate) == ((), (), "Main entrance")
    assert not home.access.exists()


def test_weekdays_from_8_to_18_hold_at_the_door(home: Home, rules: HomeRules, enrol: Enrol) -> None:
    (anna,) = enrol(["Anna"])
    view = rules.add_group("Staff", rules.rules(MANAGER), MANAGER)
    view = rules.save_schedule(None, OFFICE, view, MANAGER)
    view = rules.allow(view.groups[0].id, view.schedules[0].id, None, view, MANAGER)
    people = HomePeople(home)
    seen = people.person(anna.id, MANAGER).standing
    people.change(anna.id, seen, Written(frozenset({view.groups[0].id}), None, None, False), MANAGER)
    assert rules.rules(MANAGER).groups[0].people == 1
    with Access.open(home.access) as access:
        book = access.rules.rulebook()
    for utc, granted in (
        (datetime(2026, 11, 25, 9, tzinfo=timezone.utc), True),  # a Wednesday
        (datetime(2026, 11, 25, 19, tzinfo=timezone.utc), False),
        (datetime(2026, 11, 28, 9, tzinfo=timezone.utc), False),  # a Saturday
    ):
        request = Request(anna.id, frozenset({Factor.FACE}))
        assert authorise(request, book, Options("Main entrance"), Moment(utc, True)).granted is granted
    actions = [row["action"] for row in rows(home) if row["kind"] == "admin"]
    assert actions == ["group add", "schedule add", "group allow", "person change"]
    assert {row["actor"] for row in rows(home) if row["kind"] == "admin"} == {"Meri"}


def test_a_schedule_is_changed_in_place_and_keeps_its_rights(rules: HomeRules) -> None:
    view = rules.add_group("Staff", rules.rules(CHIEF), CHIEF)
    view = rules.save_schedule(None, OFFICE, view, CHIEF)
    view = rules.allow(view.groups[0].id, view.schedules[0].id, "Main entrance", view, CHIEF)
    longer = Draft("Office hours", "Europe/Berlin", (WEEKDAYS,), "de-by", "2026-12-24", "2026-12-08")
    view = rules.save_schedule(view.schedules[0].id, longer, view, CHIEF)
    (line,) = view.schedules
    assert line.schedule.name == "Office hours"
    calendar = Calendar("DE", "BY", frozenset({date(2026, 12, 24)}), frozenset({date(2026, 12, 8)}))
    assert line.schedule.calendar == calendar
    (right,) = view.groups[0].rights
    assert (right.schedule, right.gate) == (line.id, "Main entrance")
    with pytest.raises(AccessError, match="need this"):
        rules.remove_schedule(line.id, view, CHIEF)
    view = rules.disallow(view.groups[0].id, line.id, "Main entrance", view, CHIEF)
    view = rules.remove_schedule(line.id, view, CHIEF)
    assert rules.remove_group(view.groups[0].id, view, CHIEF).groups == ()


def test_the_second_of_two_administrators_is_told(rules: HomeRules) -> None:
    seen = rules.rules(CHIEF)
    rules.add_group("Staff", seen, CHIEF)
    with pytest.raises(AccessError, match="somebody else"):
        rules.add_group("Cleaning", seen, MANAGER)
    assert [group.name for group in rules.rules(CHIEF).groups] == ["Staff"]


def test_a_change_of_a_person_is_no_change_of_the_rules(home: Home, rules: HomeRules) -> None:
    seen = rules.add_group("Staff", rules.rules(CHIEF), CHIEF)
    with Access.open(home.access) as access, access.change():
        access.rules.suspend("somebody", True)
    assert len(rules.add_group("Cleaning", seen, CHIEF).groups) == 2


def test_what_cannot_be_recorded_is_not_changed(home: Home, rules: HomeRules) -> None:
    seen = rules.add_group("Staff", rules.rules(CHIEF), CHIEF)
    home.audit.write_bytes(b"no log any more")
    with pytest.raises(AccessError, match="audit log"):
        rules.add_group("Cleaning", seen, CHIEF)
    with Access.open(home.access, read_only=True) as access:
        assert len(access.rules.rulebook().groups) == 1


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (Draft("Office", "UTC", ()), "without hours"),
        (Draft("Office", "Mars/Olympus", (WEEKDAYS,)), "no time zone Mars/Olympus"),
        (Draft("Office", "UTC", (WEEKDAYS,), "ZZ"), "no holidays are known for ZZ"),
        (Draft("Office", "UTC", (WEEKDAYS,), extra="24.12.2026"), "24.12.2026 is no day"),
    ],
)
def test_what_makes_no_sense_is_said(rules: HomeRules, draft: Draft, problem: str) -> None:
    with pytest.raises(AccessError, match=problem):
        rules.save_schedule(None, draft, rules.rules(CHIEF), CHIEF)
    assert rules.rules(CHIEF).schedules == ()


def test_a_draft_is_a_schedule_again() -> None:
    calendar = Calendar("JP", None, frozenset({date(2026, 12, 29), date(2026, 12, 30)}))
    schedule = Schedule("Office", "Asia/Tokyo", (WEEKDAYS,), calendar)
    assert made_of(draft_of(schedule)) == schedule


def test_this_machine_has_a_time_zone() -> None:
    assert made_of(Draft("Office", local_zone(), (WEEKDAYS,))).zone == local_zone()


def test_only_managers_may(rules: HomeRules) -> None:
    seen = rules.rules(CHIEF)
    with pytest.raises(AccessError, match="role manage"):
        rules.rules(AUDITOR)
    with pytest.raises(AccessError, match="role manage"):
        rules.add_group("Staff", seen, AUDITOR)
