"""No way from a denied ingredient to a grant, and every setting reaches the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access.reasons import GRANTS, Reason
from gate.access.rules.authorise import Options, Request, Verdict, authorise
from gate.access.rules.factors import Factor, Requirement, satisfied
from gate.access.rules.moment import Moment
from gate.access.rules.rulebook import Group, Right, Rulebook, Standing
from gate.access.rules.schedule import Schedule, Window

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)  # a Monday
NOW = Moment(NOON, sure=True)
UNSURE = Moment(NOON, sure=False)
OPTIONS = Options("main")
FACE = frozenset({Factor.FACE})
REQUEST = Request("anna", FACE, mask="masked")
EVERY_DAY = frozenset(range(8))


def _schedule(*requirements: Requirement, start: int = 8, end: int = 18) -> Schedule:
    windows = tuple(Window(EVERY_DAY, time(start), time(end), one) for one in requirements)
    return Schedule("s", "UTC", windows)


def _book(*schedules: Schedule, gate: str | None = None, **standing: Any) -> Rulebook:
    ids = [f"s{number}" for number in range(len(schedules))]
    group = Group("g", "staff", tuple(Right(one, gate) for one in ids))
    standing.setdefault("groups", frozenset({"g"}))
    return Rulebook(1, {"g": group}, dict(zip(ids, schedules, strict=True)), {"anna": Standing("anna", **standing)})


OPEN = _schedule(Requirement.FACE)
ALWAYS = _schedule(Requirement.FACE, start=0, end=0)


def _reason(
    rules: Rulebook, request: Request = REQUEST, options: Options = OPTIONS, moment: Moment = NOW
) -> Reason | None:
    return authorise(request, rules, options, moment).reason


def test_everything_in_order_is_granted() -> None:
    assert authorise(REQUEST, _book(OPEN), OPTIONS, NOW) == Verdict(None)


def test_without_any_group_everybody_enrolled_passes_but_not_the_suspended_or_expired() -> None:
    assert _reason(Rulebook()) is None
    assert _reason(Rulebook(standings={"anna": Standing("anna", suspended=True)})) is Reason.SUSPENDED
    past = Standing("anna", valid_until=NOON)
    assert _reason(Rulebook(standings={"anna": past})) is Reason.EXPIRED
    assert _reason(Rulebook(), options=replace(OPTIONS, requirement=Requirement.BOTH)) is Reason.SECOND_FACTOR


FLIPPED: dict[str, tuple[dict[str, Any], Reason]] = {
    "suspended": ({"rules": _book(OPEN, suspended=True)}, Reason.SUSPENDED),
    "valid later": ({"rules": _book(OPEN, valid_from=NOON + timedelta(seconds=1))}, Reason.NOT_YET_VALID),
    "valid no more": ({"rules": _book(OPEN, valid_until=NOON)}, Reason.EXPIRED),
    "in no group": ({"rules": _book(OPEN, groups=frozenset())}, Reason.NO_ACCESS),
    "in a group that is gone": ({"rules": _book(OPEN, groups=frozenset({"x"}))}, Reason.NO_ACCESS),
    "in a group without rights": ({"rules": _book()}, Reason.NO_ACCESS),
    "a right at another gate": ({"rules": _book(OPEN, gate="side")}, Reason.NO_ACCESS),
    "this is another gate": ({"rules": _book(OPEN, gate="main"), "options": Options("side")}, Reason.NO_ACCESS),
    "out of hours": ({"rules": _book(_schedule(Requirement.FACE, start=13))}, Reason.OUT_OF_HOURS),
    "a schedule without windows": ({"rules": _book(_schedule())}, Reason.OUT_OF_HOURS),
    "a second factor": ({"rules": _book(_schedule(Requirement.BOTH))}, Reason.SECOND_FACTOR),
    "a stricter window beside": (
        {"rules": _book(OPEN, _schedule(Requirement.BOTH))},
        Reason.SECOND_FACTOR,
    ),
    "no face": ({"request": replace(REQUEST, factors=frozenset({Factor.BADGE}))}, Reason.SECOND_FACTOR),
    "no factor": ({"request": replace(REQUEST, factors=frozenset())}, Reason.FAULT),
    "nobody": ({"request": replace(REQUEST, person="")}, Reason.FAULT),
    "no mask": (
        {"request": replace(REQUEST, mask="unmasked"), "options": replace(OPTIONS, mask="must_wear")},
        Reason.MASK_REQUIRED,
    ),
    "a mask nobody is sure of": (
        {"request": replace(REQUEST, mask=None), "options": replace(OPTIONS, mask="must_wear")},
        Reason.MASK_REQUIRED,
    ),
    "hours and a clock in doubt": ({"moment": UNSURE}, Reason.CLOCK_UNSURE),
    "dates and a clock in doubt": (
        {"rules": _book(ALWAYS, valid_until=NOON + timedelta(days=9)), "moment": UNSURE},
        Reason.CLOCK_UNSURE,
    ),
}


@pytest.mark.parametrize("case", FLIPPED)
def test_one_thing_flipped_changes_the_verdict(case: str) -> None:
    changes, reason = FLIPPED[case]
    asked = {"rules": _book(OPEN), "request": REQUEST, "options": OPTIONS, "moment": NOW, **changes}
    assert authorise(**asked).reason is reason


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [(-1, Reason.NOT_YET_VALID), (0, None), (3599, None), (3600, Reason.EXPIRED), (3601, Reason.EXPIRED)],
)
def test_validity_begins_at_its_start_and_ends_before_its_end(seconds: int, reason: Reason | None) -> None:
    rules = _book(ALWAYS, valid_from=NOON, valid_until=NOON + timedelta(hours=1))
    assert _reason(rules, moment=Moment(NOON + timedelta(seconds=seconds), True)) is reason


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-6), timedelta(days=3652), timedelta(days=-3652)])
def test_a_clock_that_has_jumped_opens_nothing_that_depends_on_it(jump: timedelta) -> None:
    moment = Moment(NOON + jump, sure=False)
    for rules in (_book(OPEN), _book(ALWAYS, valid_from=NOON), _book(ALWAYS, valid_until=NOON)):
        assert _reason(rules, moment=moment) is Reason.CLOCK_UNSURE
    assert _reason(_book(ALWAYS), moment=moment) is None, "whoever may always pass needs no clock"
    assert _reason(_book(OPEN), moment=UNSURE, options=replace(OPTIONS, trust_clock=True)) is None


def test_in_doubt_about_the_time_every_window_is_asked_for() -> None:
    night = _schedule(Requirement.BOTH, start=20, end=6)
    assert _reason(_book(ALWAYS, night)) is None
    assert _reason(_book(ALWAYS, night), moment=UNSURE) is Reason.SECOND_FACTOR
    both = replace(REQUEST, factors=frozenset({Factor.FACE, Factor.PIN}))
    assert _reason(_book(ALWAYS, night), both, moment=UNSURE) is None


def test_rights_of_groups_add_up() -> None:
    late = _schedule(Requirement.FACE, start=20, end=22)
    assert _reason(_book(late)) is Reason.OUT_OF_HOURS
    assert _reason(_book(late, OPEN)) is None


def test_a_reminder_lets_in_and_says_so() -> None:
    options = replace(OPTIONS, mask="remind")
    for mask, remind in (("masked", False), ("unmasked", True), (None, True)):
        verdict = authorise(replace(REQUEST, mask=mask), _book(OPEN), options, NOW)
        assert (verdict.granted, verdict.remind_mask) == (True, remind)


def test_without_a_camera_the_settings_say_what_stands_in_for_the_face() -> None:
    badge, both = frozenset({Factor.BADGE}), frozenset({Factor.BADGE, Factor.PIN})
    blind = replace(REQUEST, factors=badge, camera=False)
    assert _reason(_book(OPEN), blind) is Reason.SECOND_FACTOR
    instead = replace(OPTIONS, camera_lost=Requirement.BADGE_AND_PIN)
    assert _reason(_book(OPEN), blind, instead) is Reason.SECOND_FACTOR
    assert _reason(_book(OPEN), replace(blind, factors=both), instead) is None
    assert _reason(_book(OPEN), replace(blind, factors=both, camera=True), instead) is Reason.SECOND_FACTOR
    assert _reason(_book(OPEN), blind, replace(OPTIONS, camera_lost=Requirement.CREDENTIAL)) is None


TRUTH = {
    Requirement.FACE: {"f", "fb", "fp", "fbp"},
    Requirement.CREDENTIAL: {"b", "p", "fb", "fp", "bp", "fbp"},
    Requirement.ANY: {"f", "b", "p", "fb", "fp", "bp", "fbp"},
    Requirement.BADGE_AND_PIN: {"bp", "fbp"},
    Requirement.BOTH: {"fb", "fp", "fbp"},
}


@pytest.mark.parametrize("requirement", Requirement)
def test_what_is_enough(requirement: Requirement) -> None:
    letters = {"f": Factor.FACE, "b": Factor.BADGE, "p": Factor.PIN}
    for chosen in product([True, False], repeat=3):
        name = "".join(letter for letter, is_in in zip("fbp", chosen, strict=True) if is_in)
        assert satisfied(requirement, {letters[letter] for letter in name}) is (name in TRUTH[requirement])


# --- properties

masks = st.sampled_from(["masked", "unmasked", None])
factor_sets = st.frozensets(st.sampled_from(Factor), max_size=3)
windows = st.builds(
    Window,
    st.frozensets(st.integers(0, 7), min_size=1),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sampled_from(Requirement),
)
schedules = st.builds(
    Schedule, st.just("s"), st.sampled_from(["UTC", "Europe/Berlin"]), st.lists(windows, max_size=4).map(tuple)
) | st.just(ALWAYS)
times = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc))
standings = st.builds(
    Standing,
    st.just("anna"),
    st.frozensets(st.sampled_from(["g", "h", "gone"])),
    st.none() | times,
    st.none() | times,
    st.booleans(),
)
rights = st.lists(
    st.builds(Right, st.sampled_from(["s0", "s1", "gone"]), st.sampled_from([None, "main", "side"])), max_size=3
).map(tuple)
rulebooks = st.builds(
    lambda g, h, s0, s1, standing, empty: Rulebook(
        1,
        {} if empty else {"g": Group("g", "g", g), "h": Group("h", "h", h)},
        {"s0": s0, "s1": s1},
        {"anna": standing},
    ),
    *(rights, rights, schedules, schedules, standings, st.booleans()),
)
options = st.builds(
    Options,
    st.just("main"),
    st.sampled_from(Requirement),
    st.sampled_from(["must_wear", "remind", "dont_care"]),
    st.booleans(),
    st.none() | st.sampled_from([Requirement.CREDENTIAL, Requirement.BADGE_AND_PIN]),
)
requests = st.builds(Request, st.sampled_from(["anna", ""]), factor_sets, masks, st.booleans())
moments = st.builds(Moment, times, st.booleans())


@settings(deadline=None)
@given(requests, rulebooks, options, moments)
def test_a_grant_has_every_ingredient(request: Request, rules: Rulebook, options: Options, moment: Moment) -> None:
    verdict = authorise(request, rules, options, moment)
    assert verdict.reason not in GRANTS
    if not verdict.granted:
        return
    standing = rules.standing(request.person)
    assert request.person == "anna"
    assert request.factors
    assert not standing.suspended
    assert standing.valid_from is None or moment.utc >= standing.valid_from
    assert standing.valid_until is None or moment.utc < standing.valid_until
    sure = moment.sure or options.trust_clock
    assert sure or (standing.valid_from is None and standing.valid_until is None)
    assert options.mask != "must_wear" or request.mask == "masked" or Factor.FACE not in request.factors
    if rules.groups:
        held = [right for group in standing.groups if group in rules.groups for right in rules.groups[group].rights]
        assert any(right.gate in (None, "main") and right.schedule in rules.schedules for right in held)


@settings(deadline=None)
@given(requests, rulebooks, options, moments, st.data())
def test_taking_something_away_never_grants(
    request: Request, rules: Rulebook, options: Options, moment: Moment, data: st.DataObject
) -> None:
    if authorise(request, rules, options, moment).granted:
        return
    standing = rules.standing("anna")
    groups = data.draw(st.frozensets(st.sampled_from(sorted(standing.groups)))) if standing.groups else frozenset()
    # (fewer groups may lift a stricter window, so they are not among these)
    # Nor is a face that is not shown: whether a mask is worn is asked of faces alone.
    factors = [factor for factor in Factor if factor is not Factor.FACE or options.mask != "must_wear"]
    less = [
        authorise(replace(request, factors=request.factors - {factor}), rules, options, moment) for factor in factors
    ]
    less.append(authorise(request, rules, replace(options, mask="must_wear"), moment))
    less.append(authorise(request, rules, replace(options, trust_clock=False), replace(moment, sure=False)))
    barred = replace(rules, standings={"anna": replace(standing, suspended=True, groups=groups)})
    less.append(authorise(request, barred, options, moment))
    assert not any(verdict.granted for verdict in less)


@settings(deadline=None)
@given(requests, rulebooks, options, moments)
def test_a_clock_in_doubt_never_grants_what_a_sure_one_refuses_at_every_hour(
    request: Request, rules: Rulebook, options: Options, moment: Moment
) -> None:
    if authorise(request, rules, replace(options, trust_clock=False), replace(moment, sure=False)).granted:
        for hours in range(0, 24 * 8, 5):
            later = Moment(moment.utc + timedelta(hours=hours), sure=True)
            assert authorise(request, rules, options, later).granted
