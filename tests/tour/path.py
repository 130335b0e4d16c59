"""The path of a new administrator, step by step. docs/tour.md tells it in words."""

from __future__ import annotations

from collections.abc import Callable

from tests.tour.hands import (
    TourError,
    choose,
    controls,
    heard,
    hold_corner,
    number_in,
    pause,
    pick,
    press,
    read_to_the_end,
    rows,
    says,
    sign,
    tick,
    unsays,
    wait,
    write,
)

NAME, STRANGER = "Eileen Collins", "Grace Hopper"
PASSWORD = "a long walk in the rain"

TURNS = (
    ("left", "Turn your head slightly to your left"),
    ("", "Turn your head slightly to your right"),
    ("", "Raise your chin a little"),
    ("mask", "Put a mask on, if you wear one at work"),
)
"""What the wizard asks after the straight picture, and under which name that is kept, if it is."""

Show = Callable[[str], None]
"""Keeps a picture of the window in front, by this name."""


def walk(show: Show, *, whole: bool) -> None:
    """Do everything.

    Args:
        show: Called at every step.
        whole: False: the same in a shorter order, without what is no step of the way, like the stranger.
    """
    says("Step up to the camera")
    show("kiosk")
    if whole:
        _send(NAME)
        says("Nobody is enrolled")
        show("nobody")
        says("Step up to the camera")
    _become_administrator(show)
    _enrol(show, whole=whole)
    if whole:
        press("Log out")
        _send(NAME)
        says(f"Welcome, {NAME}")
        show("welcome")
        _send(STRANGER)
        says("Not recognised")
        show("stranger")
        _log_in()
        _find_refusal("The likeness to the nearest person stays below the threshold.")
    _restrict(show)
    press("Log out")
    press("Next Saturday, 10:00", window=controls())
    _send(NAME)
    says("Not at this hour")
    show("weekend")
    press("Next Monday, 10:00", window=controls())
    _send(NAME)
    says(f"Welcome, {NAME}")
    show("monday")
    _log_in()
    _find_refusal("It was outside the hours of the person’s groups, or a holiday.")
    show("why-weekend")
    _delete(show)


def _send(name: str) -> None:
    press(name, window=controls())


def _become_administrator(show: Show) -> None:
    hold_corner()
    says("Nobody looks after this gate yet")
    write("Name", "Aino")
    write("Password", PASSWORD)
    write("The same password again", PASSWORD)
    show("first-administrator")
    press("Begin")
    says("0 of 0 shown")
    show("people")


def _log_in() -> None:
    hold_corner()
    write("Name", "Aino")
    write("Password", PASSWORD)
    press("Log in")
    says("Log out")


def _enrol(show: Show, *, whole: bool) -> None:
    choose("Enrol")
    write("Name", NAME)
    show("details")
    press("Next")
    read_to_the_end("Consent")
    sign("Signature")
    show("consent")
    press("I agree")
    says("Too far: come closer")
    while "Too far: come closer" in heard():
        show("closer")  # the last one counts: at first they are hardly in the picture
        pause(0.1)
    for picture, words in TURNS:
        says(words)
        if whole and picture:
            show(picture)
        if not whole:
            press("Leave this one out")
    if whole:
        press("Mask is on")
    says("nobody enrolled looks too much like them")
    show("checks")
    press("Enrol")
    says(f"The gate recognises {NAME}.")
    show("recognised")


def _restrict(show: Show) -> None:
    choose("Access")
    says("everybody enrolled may pass at any time")
    press("New schedule")
    write("Name", "Weekdays")
    show("schedule")
    press("Save")
    write("Name of a new group", "Staff")
    press("Add group")
    pick("Schedule", "Weekdays")
    press("Allow")
    says("Weekdays · every gate")
    show("access")
    choose("People")
    choose(NAME)
    tick("Staff")
    show("person")
    press("Save")
    unsays("In no group")  # "Saved." may still be that of the group


def _find_refusal(words: str) -> None:
    choose("Events")
    pick("Which events", "Refused")
    wait(lambda: rows("Refused") and not rows("Let in"), "the list of refusals")
    for number in range(len(rows("Refused"))):  # the check for pictures may have refused the same person, too
        choose("Refused", like=number)
        says("of the audit log")
        if words in heard():
            says("the threshold was")
            return
        press("Back to the list")
    raise TourError(f"no refusal says “{words}”")


def _delete(show: Show) -> None:
    choose("People")
    choose(NAME)
    press("Delete…")
    write(number_in(r"(Type \d{4} to confirm)"), number_in(r"Type (\d{4}) to confirm"))
    show("delete")
    press("Delete for good")
    says("Receipt")
    says("nothing found")
    show("receipt")
