"""The wizard's order, whatever buttons are pressed: nothing is captured before the consent, nothing half is stored."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.desk.enrol import Enrolled, Finding, FindingKind, Identity, Recognition, Signature
from gate.desk.enrol_flow import Flow, FlowError, Step
from gate.desk.fake_enrol import a_shot

ANNA = Identity("Anna")
SIGNED = Signature("3", "text", datetime(2026, 1, 1, tzinfo=timezone.utc))
ALIKE = Finding(FindingKind.LOOKALIKE, "Ben", 0.5, 0.4)
POOR = Finding(FindingKind.REFUSED, text="too poor")

EVENTS = {
    "described": lambda flow: flow.described(ANNA),
    "signed": lambda flow: flow.signed(SIGNED),
    "captured": lambda flow: flow.captured((a_shot(),)),
    "captured nothing": lambda flow: flow.captured(()),
    "judged well": lambda flow: flow.judged(()),
    "judged alike": lambda flow: flow.judged((ALIKE,)),
    "judged poor": lambda flow: flow.judged((POOR,)),
    "two people": lambda flow: flow.told_apart(True),
    "stored": lambda flow: flow.stored(Enrolled("p", "Anna", 1)),
    "tested": lambda flow: flow.tested(Recognition(True)),
    "back": lambda flow: flow.back(),
}


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=30))
def test_no_order_of_events_captures_without_consent_or_keeps_pictures_too_long(names: list[str]) -> None:
    flow = Flow()
    for name in names:
        before = flow
        try:
            flow = EVENTS[name](flow)
        except FlowError:
            assert flow is before
        if flow.step in (Step.CAPTURE, Step.CHECKS):
            assert flow.signature is not None
        assert bool(flow.shots) == (flow.step is Step.CHECKS)
        assert (flow.enrolled is not None) == (flow.step in (Step.TEST, Step.DONE))
        if flow.enrolled is not None and before.enrolled is None:
            assert before.may_store
            assert before.findings is not None
            assert POOR not in before.findings
            assert before.two_people or not before.findings


def at_checks() -> Flow:
    return Flow().described(ANNA).signed(SIGNED).captured((a_shot(),))


def test_who_looks_alike_is_stored_only_after_somebody_has_looked() -> None:
    flow = at_checks().judged((ALIKE,))
    assert not flow.may_store
    assert flow.told_apart(True).may_store
    assert not flow.told_apart(True).judged((ALIKE,)).may_store


def test_a_refused_picture_cannot_be_overruled() -> None:
    assert not at_checks().judged((POOR,)).told_apart(True).may_store


def test_going_back_takes_the_consent_back() -> None:
    assert Flow().described(ANNA).signed(SIGNED).back().signature is None
    assert at_checks().back().shots == ()


def test_a_step_cannot_be_jumped_over() -> None:
    with pytest.raises(FlowError, match="CAPTURE"):
        Flow().captured((a_shot(),))
