"""Whether somebody who is known may pass now. Pure, and closed by default: it can only take a grant away.

Checked in this order, and the first thing that stands in the way is the reason: suspended; before or after the validity
dates; no right at this gate; outside the hours; a clock in doubt where the answer depends on it; no mask where one must
be worn; a factor missing.

How rules combine. The rights of several groups add up. Where several windows are open at once, each of them is asked
for what it requires, so that a stricter window holds whoever else's is open. As long as no group exists, everybody
enrolled passes with what `Options.requirement` asks for; from the first group on, whoever is in none does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from engines.operating_point import Mask
from gate.access.reasons import Reason
from gate.access.rules.factors import Factor, Requirement, satisfied
from gate.access.rules.moment import Moment
from gate.access.rules.rulebook import Rulebook, Standing
from gate.access.rules.schedule import Schedule, open_windows

MaskRule = Literal["must_wear", "remind", "dont_care"]


@dataclass(frozen=True)
class Options:
    """What the settings say for all."""

    gate: str
    """This gate's name."""
    requirement: Requirement = Requirement.FACE
    """Of everybody, while no group exists."""
    mask: MaskRule = "dont_care"
    trust_clock: bool = False
    """Take the wall clock as it is, even in doubt."""
    camera_lost: Requirement | None = None
    """What stands in for the face while there is no picture, or no recogniser; None: nothing."""

    @property
    def work_without_faces(self) -> bool:
        """Whether a badge or PIN does while no face can be recognised, as far as no group says otherwise."""
        return self.camera_lost is not None or not self.requirement.needs_face


@dataclass(frozen=True)
class Request:
    """Somebody wants to pass."""

    person: str
    """Who it is, as far as the factors show."""
    factors: frozenset[Factor]
    """All of this one person."""
    mask: Mask | None = None
    """None: unknown."""
    camera: bool = True
    """False: there is no picture."""


@dataclass(frozen=True)
class Verdict:
    """What the rules say."""

    reason: Reason | None
    """Why not; None: they have nothing against it."""
    remind_mask: bool = False
    """Let in, but ask for a mask."""

    @property
    def granted(self) -> bool:
        """Nothing stands in the way."""
        return self.reason is None


def authorise(request: Request, rules: Rulebook, options: Options, moment: Moment) -> Verdict:
    """Judge a request by all rules.

    Args:
        request: Who, with what.
        rules: What is written.
        options: What holds for all.
        moment: Now.
    """
    standing = rules.standing(request.person)
    sure = moment.sure or options.trust_clock
    if not request.person or not request.factors:
        return Verdict(Reason.FAULT)
    if standing.suspended:
        return Verdict(Reason.SUSPENDED)
    if reason := _validity(standing, moment, sure=sure):
        return Verdict(reason)
    required = _required(standing, rules, options, moment, sure=sure)
    if isinstance(required, Reason):
        return Verdict(required)
    if options.mask == "must_wear" and request.mask != "masked" and Factor.FACE in request.factors:
        return Verdict(Reason.MASK_REQUIRED)
    if not request.camera and options.camera_lost is not None:
        required = {options.camera_lost if one.needs_face else one for one in required}
    if not required or not all(satisfied(one, request.factors) for one in required):
        return Verdict(Reason.SECOND_FACTOR)
    return Verdict(None, remind_mask=options.mask == "remind" and request.mask != "masked")


def _validity(standing: Standing, moment: Moment, *, sure: bool) -> Reason | None:
    start, end = standing.valid_from, standing.valid_until
    if start is None and end is None:
        return None
    if not sure:
        return Reason.CLOCK_UNSURE
    if start is not None and moment.utc < start:
        return Reason.NOT_YET_VALID
    return Reason.EXPIRED if end is not None and moment.utc >= end else None


def _required(
    standing: Standing, rules: Rulebook, options: Options, moment: Moment, *, sure: bool
) -> set[Requirement] | Reason:
    """Everything that is asked for now, or why it is not the time."""
    if not rules.groups:
        return {options.requirement}
    schedules = list(_schedules(standing, rules, options.gate))
    if not schedules:
        return Reason.NO_ACCESS
    if not sure:  # any of the windows might be the one that is open: ask for all, of those who need no clock
        every = {window.requirement for schedule in schedules for window in schedule.windows}
        return every if any(schedule.always for schedule in schedules) else Reason.CLOCK_UNSURE
    found = {window.requirement for schedule in schedules for window in open_windows(schedule, moment.utc)}
    return found or Reason.OUT_OF_HOURS


def _schedules(standing: Standing, rules: Rulebook, gate: str) -> Iterable[Schedule]:
    for group in standing.groups & rules.groups.keys():
        for right in rules.groups[group].rights:
            if right.gate in (None, gate) and right.schedule in rules.schedules:
                yield rules.schedules[right.schedule]
