from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from gate.access.decision import Observation, Policy, decide
from gate.access.event import Event, Notice, decision_event

FORMAT = [
    "schema",
    "seq",
    "gate",
    "event",
    "time",
    "mono",
    "track",
    "person",
    "person_id",
    "granted",
    "reason",
    "cosine",
    "runner_up",
    "threshold",
    "fmr",
    "cell",
    "mask",
    "liveness",
    "quality",
    "model",
    "second_factor",
    "subject",
    "factors",
    "policy_revision",
    "remind_mask",
]


def _event(observation: Observation, policy: Policy, now: float = 10.0) -> Event:
    time = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    decision = decide(observation, policy, now)
    name = "Anna Berg" if decision.person else None
    return decision_event(
        decision, observation, name=name, seq=17, gate="Main entrance", model="e" * 64, time=time, mono=now
    )


def test_a_grant_as_it_leaves_the_program(scene: Observation, policy: Policy) -> None:
    text = _event(replace(scene, mask="masked"), policy).to_json()
    assert "\n" not in text
    event = json.loads(text)
    assert list(event) == FORMAT, "names and order of the published format"
    assert event == {
        "schema": 1,
        "seq": 17,
        "gate": "Main entrance",
        "event": "decision",
        "time": "2026-02-28T23:30:00.123Z",
        "mono": 10.0,
        "track": 1,
        "person": "Anna Berg",
        "person_id": "anna",
        "granted": True,
        "reason": "recognised",
        "cosine": pytest.approx(0.7),
        "runner_up": pytest.approx(0.2),
        "threshold": 0.5,
        "fmr": 1e-5,
        "cell": "unmasked-unmasked",
        "mask": "masked",
        "liveness": "off",
        "quality": 0.9,
        "model": "e" * 64,
        "second_factor": False,
        "subject": None,
        "factors": [],
        "policy_revision": 0,
        "remind_mask": False,
    }


def test_a_refusal_names_nobody_and_writes_no_nan(scene: Observation, policy: Policy) -> None:
    broken = replace(
        scene, looks=(*scene.looks[:2], replace(scene.looks[2], quality=float("nan"), cosine=float("nan")))
    )
    text = _event(broken, policy, now=float("nan")).to_json()
    event = json.loads(text, parse_constant=lambda constant: pytest.fail(f"{constant} is no JSON"))
    assert (event["granted"], event["reason"], event["person"], event["mono"]) == (False, "fault", None, None)


def test_names_of_any_script_stay_readable(scene: Observation, policy: Policy) -> None:
    event = replace(_event(scene, policy), gate="正面玄関")
    assert "正面玄関" in event.to_json()
    assert json.loads(event.to_json())["gate"] == "正面玄関"


def test_a_notice_leaves_out_what_it_does_not_say() -> None:
    notice = Notice(
        schema=1, seq=3, gate="Main entrance", event="track_started", time=datetime(2026, 3, 1, tzinfo=timezone.utc),
        mono=1.5, track=7,
    )  # fmt: skip
    assert json.loads(notice.to_json()) == {
        "schema": 1,
        "seq": 3,
        "gate": "Main entrance",
        "event": "track_started",
        "time": "2026-03-01T00:00:00.000Z",
        "mono": 1.5,
        "track": 7,
    }
