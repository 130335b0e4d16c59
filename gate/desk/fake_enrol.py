"""Enrolment without a gate: a camera that needs no person, and answers that a test chooses."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from gate.access.rules.accounts import Account
from gate.desk.enrol import (
    BatchLine,
    BatchReport,
    ConsentText,
    Draft,
    Enrolled,
    Finding,
    Identity,
    Problem,
    Progress,
    Recognition,
    Remaining,
    Shot,
    Signature,
)
from gate.desk.enrol_sitting import Advice, Pose, Preview, Watch
from gate.desk.people import Choice
from gate.gallery.types import Sample
from gate.vision.types import Template

T = TypeVar("T")


def a_shot(pose: Pose | None = Pose.STRAIGHT) -> Shot:
    """One picture of nobody."""
    vector = np.full(4, 0.5, np.float32)
    return Shot(Sample(Template(vector, "fake", 0.9), "f" * 64, "camera", None), pose)


@dataclass
class FakeEnrol:
    """Does what it was told; a field that holds an exception raises it."""

    text: ConsentText = field(default_factory=lambda: ConsentText("3", ""))
    problems: tuple[Problem, ...] = ()
    choices: tuple[Choice, ...] = (Choice("g1", "Staff"), Choice("g2", "Night shift"))
    shots: tuple[Shot, ...] | Exception = field(default_factory=lambda: (a_shot(), a_shot(Pose.LEFT)))
    found: tuple[Finding, ...] = ()
    enrolled: Enrolled | Exception = field(default_factory=lambda: Enrolled("p1", "Anna Berg", 2))
    recognition: Recognition | Exception = field(default_factory=lambda: Recognition(True, 0.71, 0.42))
    report: BatchReport | Exception = field(
        default_factory=lambda: BatchReport((BatchLine(2, "Anna"), BatchLine(3, "Ben", "ben.jpg shows no face")))
    )
    rest: Remaining = field(default_factory=lambda: Remaining("sface", 12))
    waits: bool = False
    """Stay before the camera until cancelled, skipped or told to be ready."""
    stored: list[Draft] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Names of the calls, in order."""

    def consent(self, by: Account) -> ConsentText:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append("consent")
        return self.text

    def check(self, identity: Identity, by: Account, *, again: bool = False) -> tuple[Problem, ...]:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append("check")
        return self.problems

    def groups(self, by: Account) -> tuple[Choice, ...]:  # noqa: ARG002
        """See `EnrolCalls`."""
        return self.choices

    def capture(
        self,
        signature: Signature,  # noqa: ARG002
        poses: Sequence[Pose],
        watch: Watch,
        by: Account,  # noqa: ARG002
    ) -> tuple[Shot, ...]:
        """See `EnrolCalls`."""
        self.asked.append("capture")
        image = np.full((72, 128, 3), 90, np.uint8)
        while self.waits and not watch.cancelled():
            watch.report(Preview(image, poses[0], Advice.TOO_FAR, box=(40, 10, 90, 60)))
            for name, wish in (("skipped", watch.skipped()), ("ready", watch.ready())):
                if wish:
                    self.asked.append(name)
            time.sleep(0.01)
        if watch.cancelled():
            return ()
        return _or_raise(self.shots)

    def photographs(self, signature: Signature, folder: Path, by: Account) -> tuple[Shot, ...]:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append(f"photographs {folder}")
        return _or_raise(self.shots)

    def judge(self, draft: Draft, by: Account) -> tuple[Finding, ...]:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append("judge")
        return self.found

    def store(self, draft: Draft, by: Account) -> Enrolled:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append("store")
        enrolled = _or_raise(self.enrolled)
        self.stored.append(draft)
        return enrolled

    def recognise(self, person: str, watch: Watch, by: Account) -> Recognition:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append(f"recognise {person}")
        return _or_raise(self.recognition)

    def batch(self, file: Path, watch: Watch, by: Account) -> BatchReport:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append(f"batch {file}")
        watch.report(Progress(1, 2, "Ben"))
        return _or_raise(self.report)

    def remaining(self, by: Account) -> Remaining:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append("remaining")
        return self.rest

    def again(self, folder: Path, without_missing: bool, by: Account) -> Remaining:  # noqa: ARG002
        """See `EnrolCalls`."""
        self.asked.append(f"again {folder} {without_missing}")
        return self.rest


def _or_raise(value: T | Exception) -> T:
    if isinstance(value, Exception):
        raise value
    return value
