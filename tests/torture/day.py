"""The scripted day: what a site does from morning to evening, over and over, until it is killed.

Everything is said twice over a pipe, before it is done and after: what was said to be done must be there after a kill.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from gate.access.door_types import Action, Command
from gate.access.event import Event
from gate.clock import SystemClock
from gate.home import find_home
from tests.torture.site import Desk, Site

STRANGER = 255
KEPT = 12
"""People whom the site keeps; beyond it the oldest leave."""

Say = Callable[..., None]


def live(folder: Path, pipe: Connection, seed: int, enrolled: list[int], free: list[int]) -> None:
    """One gate process, from its start to its death."""
    say: Say = lambda *words: pipe.send(words)  # noqa: E731
    chance, clock = random.Random(seed), SystemClock()
    desk = Desk(find_home(folder), clock)
    with Site(desk.home, clock) as site:
        line: Any = site.entrance._line
        say("ready", line.pid)
        people, numbers = list(enrolled), list(free)
        while True:
            _morning(site, people, chance, say)
            _enrolment(desk, people, numbers, say)
            _door(site, people, chance, say)
            _office(desk, site, people, chance, say)
            _departure(desk, people, numbers, say)


def _morning(site: Site, people: list[int], chance: random.Random, say: Say) -> None:
    for number in chance.sample(people, min(3, len(people))):
        _decided(site.visit(number), say)
    _decided(site.visit(STRANGER), say)


def _enrolment(desk: Desk, people: list[int], numbers: list[int], say: Say) -> None:
    number = numbers.pop(0)
    say("enrolling", number)
    person = desk.enrol(number)
    say("enrolled", number, person.id)
    say("badging", number)
    say("badged", number, desk.badge(person.id, number))
    people.append(number)


def _door(site: Site, people: list[int], chance: random.Random, say: Say) -> None:
    for action in (Action.OPEN, Action.LOCK, Action.UNLOCK, Action.LOCK):
        site.entrance.doorway.command(Command(action, "desk"))
    if people:
        _decided(site.show(chance.choice(people)), say)
    _decided(site.show(STRANGER), say)


def _office(desk: Desk, site: Site, people: list[int], chance: random.Random, say: Say) -> None:
    mark = chance.randrange(1 << 40)
    site.commit(mark=mark)
    say("recorded", mark)
    desk.look()
    if people and chance.random() < 0.5:
        with desk.gallery(read_only=True) as gallery:
            found = gallery.find(f"Person {chance.choice(people)}")
        if found:
            for suspended in (True, False):
                say("ruled", desk.suspend(found.id, suspended))


def _departure(desk: Desk, people: list[int], numbers: list[int], say: Say) -> None:
    while len(people) > KEPT:
        number = people.pop(0)
        say("removing", number)
        desk.remove(number)
        say("removed", number)
        numbers.append(number)


def _decided(events: list[Event], say: Say) -> None:
    for event in events:
        if event.granted:
            say("granted", event.mono, event.person_id)
