from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access.decision import CellThreshold, Decision, Look, Observation, Policy, decide
from gate.access.reasons import Reason

NOW = 10.0
SPACE = "5" * 64
NAN = math.nan
INF = math.inf


def _looks(scene: Observation, *changes: dict[str, Any]) -> Observation:
    """The scene with the n-th look changed by the n-th of `changes`."""
    looks = [replace(look, **change) for look, change in zip(scene.looks, changes, strict=True)]
    return replace(scene, looks=tuple(looks))


def _each(scene: Observation, **change: Any) -> Observation:
    return _looks(scene, *[change] * len(scene.looks))


def test_everything_in_order_is_granted(scene: Observation, policy: Policy) -> None:
    decision = decide(scene, policy, NOW)
    assert (decision.granted, decision.reason, decision.final) == (True, Reason.RECOGNISED, True)
    assert decision.person == "anna"
    assert decision.cosine == pytest.approx(0.7)
    assert decision.runner_up == pytest.approx(0.2)
    assert (decision.threshold, decision.fmr, decision.cell) == (0.5, 1e-5, "unmasked-unmasked")


SPOILT: dict[str, tuple[dict[str, Any], Reason, bool]] = {
    "nobody there": ({"track": None}, Reason.NO_FACE, False),
    "no face in the frame": ({"faces": 0}, Reason.NO_FACE, False),
    "a negative number of faces": ({"faces": -1}, Reason.FAULT, True),
    "two faces": ({"faces": 2}, Reason.SEVERAL_FACES, False),
    "no camera": ({"newest_frame": None}, Reason.CAMERA_LOST, False),
    "a frame from the future": ({"newest_frame": 10.1}, Reason.FAULT, True),
    "a frame at no time": ({"newest_frame": NAN}, Reason.FAULT, True),
    "a look newer than the newest frame": ({"newest_frame": 9.7}, Reason.FAULT, True),
    "nobody enrolled": ({"gallery_size": 0}, Reason.GALLERY_EMPTY, True),
    "a negative gallery": ({"gallery_size": -1}, Reason.FAULT, True),
    "another model": ({"template_space": "6" * 64}, Reason.WRONG_MODEL, True),
    "no model": ({"template_space": None}, Reason.WRONG_MODEL, True),
    "liveness failed": ({"liveness": "failed"}, Reason.LIVENESS_FAILED, True),
    "liveness not known yet": ({"liveness": "unknown"}, Reason.UNSURE, False),
    "a liveness that does not exist": ({"liveness": "surely"}, Reason.FAULT, True),
    "no look": ({"looks": ()}, Reason.UNSURE, False),
    "a gallery that has changed since": ({"revision": 5}, Reason.UNSURE, False),
}


@pytest.mark.parametrize("case", SPOILT)
def test_one_thing_wrong_with_the_scene_refuses(scene: Observation, policy: Policy, case: str) -> None:
    change, reason, final = SPOILT[case]
    decision = decide(replace(scene, **change), policy, NOW)
    assert (decision.granted, decision.reason, decision.final) == (False, reason, final)
    assert decision.person is None


@pytest.mark.parametrize(
    ("change", "reason", "final"),
    [
        ({"cosine": NAN}, Reason.FAULT, True),
        ({"cosine": INF}, Reason.FAULT, True),
        ({"cosine": 1.5}, Reason.FAULT, True),
        ({"cosine": 0.1, "runner_up": 0.2}, Reason.FAULT, True),
        ({"runner_up": NAN}, Reason.FAULT, True),
        ({"runner_up": None}, Reason.FAULT, True),
        ({"quality": NAN}, Reason.FAULT, True),
        ({"quality": 1.1}, Reason.FAULT, True),
        ({"time": NAN}, Reason.FAULT, True),
        ({"time": 9.6}, Reason.FAULT, True),
        ({"time": 11.0}, Reason.FAULT, True),
        ({"time": INF}, Reason.FAULT, True),
        ({"person": ""}, Reason.FAULT, True),
        ({"person": "bo"}, Reason.UNSURE, False),
        ({"quality": 0.1}, Reason.UNSURE, False),
        ({"revision": 3}, Reason.UNSURE, False),
    ],
)
def test_one_bad_look_of_three_refuses(
    scene: Observation, policy: Policy, change: dict[str, Any], reason: Reason, final: bool
) -> None:
    decision = decide(_looks(scene, {}, {}, change), policy, NOW)
    assert (decision.granted, decision.reason, decision.final) == (False, reason, final)


def test_a_stale_frame_refuses(scene: Observation, policy: Policy) -> None:
    assert decide(scene, policy, 9.9 + policy.max_frame_age - 0.01).granted
    decision = decide(scene, policy, 9.9 + policy.max_frame_age + 0.01)
    assert (decision.granted, decision.reason, decision.final) == (False, Reason.STALE, False)


@pytest.mark.parametrize("now", [NAN, INF, -INF, 9.85, -1e9, 1e9, 10.0 + 3600, 10.0 - 3600])
def test_a_clock_that_jumps_or_lies_opens_nothing(scene: Observation, policy: Policy, now: float) -> None:
    decision = decide(scene, policy, now)
    assert not decision.granted
    assert decision.reason is (Reason.STALE if 10 < now < INF else Reason.FAULT)


def test_liveness_can_only_deny(scene: Observation, policy: Policy) -> None:
    strict = replace(policy, require_liveness=True)
    assert decide(replace(scene, liveness="live"), strict, NOW).granted
    assert decide(scene, strict, NOW).reason is Reason.FAULT, "off where it is required"
    assert decide(replace(scene, liveness="unknown"), strict, NOW).reason is Reason.UNSURE
    stranger = replace(_each(scene, cosine=0.4), liveness="live")
    assert not decide(stranger, strict, NOW).granted
    for spoilt, _, _ in SPOILT.values():  # whatever else is wrong, the attempt ends
        decision = decide(replace(scene, **{**spoilt, "liveness": "failed"}), strict, NOW)
        assert (decision.reason, decision.final) == (Reason.LIVENESS_FAILED, True)


def test_an_answer_on_liveness_may_come_after_the_last_look(scene: Observation, policy: Policy) -> None:
    full = _attempt([0.7] * policy.max_looks, scene)
    waiting = decide(replace(full, liveness="unknown"), policy, NOW)
    assert (waiting.reason, waiting.final) == (Reason.UNSURE, False)
    assert decide(replace(full, liveness="live"), policy, NOW).granted


def test_a_single_enrolled_person_has_no_runner_up(scene: Observation, policy: Policy) -> None:
    alone = replace(_each(scene, runner_up=None), gallery_size=1)
    decision = decide(alone, policy, NOW)
    assert decision.granted
    assert decision.runner_up is None


def _attempt(cosines: list[float], scene: Observation, persons: list[str] | None = None) -> Observation:
    """An attempt with these looks, a tenth of a second apart, the last one just now."""
    first = NOW - 0.1 * len(cosines)
    looks = tuple(
        replace(scene.looks[0], time=first + 0.1 * n, cosine=cosine, runner_up=min(0.1, cosine), person=person)
        for n, (cosine, person) in enumerate(zip(cosines, persons or ["anna"] * len(cosines), strict=True))
    )
    return replace(scene, looks=looks, newest_frame=NOW)


@pytest.mark.parametrize(
    ("cosines", "granted", "reason", "final"),
    [
        ([0.9, 0.9], False, Reason.UNSURE, False),  # too few
        ([0.3, 0.6, 0.6], True, Reason.RECOGNISED, True),  # an unlucky frame
        ([0.4, 0.9, 0.15], False, Reason.UNSURE, False),  # a lucky frame
        ([0.5, 0.5, 0.5], True, Reason.RECOGNISED, True),  # at the threshold
        ([0.4] * 7, False, Reason.UNSURE, False),
        ([0.4] * 8, False, Reason.NOT_RECOGNISED, True),
        ([0.4] * 8 + [1.0] * 30, False, Reason.NOT_RECOGNISED, True),  # standing there longer
    ],
)
def test_the_mean_of_the_first_looks_decides(
    scene: Observation, policy: Policy, cosines: list[float], granted: bool, reason: Reason, final: bool
) -> None:
    decision = decide(_attempt(cosines, scene), policy, NOW)
    assert (decision.granted, decision.reason, decision.final) == (granted, reason, final)
    used = cosines[: policy.max_looks]
    assert decision.cosine == pytest.approx(sum(used) / len(used))


@pytest.mark.parametrize(
    ("persons", "granted"),
    [
        ("aaaaaabb", True),
        ("aaaaabbb", False),
        ("aaaabbbb", False),  # a tie
        ("abcdefgh", False),
    ],
)
def test_the_looks_must_agree(scene: Observation, policy: Policy, persons: str, granted: bool) -> None:
    decision = decide(_attempt([0.9] * 8, scene, list(persons)), policy, NOW)
    assert decision.granted == granted
    assert decision.reason is (Reason.RECOGNISED if granted else Reason.UNSURE)
    assert decision.final
    assert decision.person == ("a" if granted else None)


def test_looks_that_name_somebody_else_lift_nobody_over_the_threshold(scene: Observation, policy: Policy) -> None:
    observation = _attempt([0.6] * 6 + [0.95] * 2, scene, list("aaaaaabb"))
    decision = decide(observation, replace(policy, threshold=0.65), NOW)
    assert (decision.granted, decision.reason, decision.final) == (False, Reason.NOT_RECOGNISED, True)
    assert decision.cosine == pytest.approx(0.6)


def test_two_people_too_close_together_are_told_so(scene: Observation, policy: Policy) -> None:
    full = _attempt([0.7] * 8, scene)
    twins = replace(full, looks=tuple(replace(look, runner_up=0.66) for look in full.looks))
    assert decide(twins, policy, NOW).reason is Reason.AMBIGUOUS
    tie = replace(full, looks=tuple(replace(look, runner_up=0.7) for look in full.looks))
    assert decide(tie, replace(policy, margin=0.01), NOW).reason is Reason.AMBIGUOUS
    apart = replace(full, looks=tuple(replace(look, runner_up=0.64) for look in full.looks))
    assert decide(apart, policy, NOW).granted


def test_poor_looks_are_not_counted_and_only_they_are_named(scene: Observation, policy: Policy) -> None:
    poor = _each(scene, quality=0.29)
    decision = decide(poor, policy, NOW)
    assert (decision.reason, decision.final) == (Reason.LOW_QUALITY, False)
    assert decide(replace(poor, looks=(*poor.looks, scene.looks[2])), policy, NOW).reason is Reason.FAULT, "same frame"


def test_an_attempt_ends_with_its_time(scene: Observation, policy: Policy) -> None:
    late = replace(scene, newest_frame=9.4 + policy.max_attempt + 0.1)
    decision = decide(late, policy, 9.4 + policy.max_attempt + 0.1)
    assert (decision.granted, decision.reason, decision.final) == (False, Reason.UNSURE, True)
    assert decide(replace(late, newest_frame=14.3), policy, 14.3).granted


@pytest.mark.parametrize(
    "values",
    [
        {"granted": True, "reason": Reason.STALE, "person": "anna"},
        {"granted": True, "reason": Reason.RECOGNISED, "person": None},
        {"granted": False, "reason": Reason.RECOGNISED, "person": None},
        {"granted": False, "reason": Reason.STALE, "person": "anna"},
    ],
)
def test_a_contradictory_decision_can_t_be_made(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="names a person"):
        Decision(cosine=0.9, runner_up=None, threshold=0.5, fmr=1e-5, cell="unmasked-unmasked", final=True, **values)


_OWN = (CellThreshold("unmasked-unmasked", 0.3, 1e-5),)

STRICTER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # field: (what the policy becomes, what is special about the scene that it then refuses and before it granted)
    "template_space": ({"template_space": "6" * 64}, {}),
    "threshold": ({"threshold": 0.71}, {}),
    "min_looks": ({"min_looks": 5}, {}),
    "max_looks": ({"max_looks": 3}, {"persons": "baaa"}),
    "agreement": ({"agreement": 0.8}, {"persons": "aaab"}),
    "margin": ({"margin": 0.61}, {}),
    "min_quality": ({"min_quality": 0.91}, {}),
    "max_frame_age": ({"max_frame_age": 0.05}, {"newest_frame": NOW - 0.06}),
    "max_attempt": ({"max_attempt": 0.2}, {}),
    "one_face": ({"one_face": True}, {"faces": 2}),
    "require_liveness": ({"require_liveness": True}, {}),
}


@pytest.mark.parametrize("field", [field.name for field in fields(Policy)])
def test_every_setting_reaches_the_decision(scene: Observation, policy: Policy, field: str) -> None:
    if field in {"fmr", "cell"}:  # they stand beside the threshold, and are reported with it
        changed: Any = {"fmr": 1e-3, "cell": "masked-unmasked"}[field]
        assert getattr(decide(scene, replace(policy, **{field: changed}), NOW), field) == changed
        return
    if field == "cells":
        bare = _each(scene, mask="unmasked", reference="unmasked", cosine=0.4)
        assert decide(bare, replace(policy, cells=_OWN), NOW).granted
        assert not decide(bare, policy, NOW).granted
        return
    change, seen = STRICTER[field]
    seen = dict(seen)
    persons = seen.pop("persons", "aaaa")
    observation = replace(_attempt([0.7] * 4, scene, list(persons)), **seen)
    lenient = replace(policy, one_face=False)
    assert decide(observation, lenient, NOW).granted
    assert not decide(observation, replace(lenient, **change), NOW).granted


@pytest.mark.parametrize(
    "values",
    [
        {"template_space": ""},
        {"threshold": NAN},
        {"threshold": 1.1},
        {"fmr": 0.0},
        {"fmr": NAN},
        {"cells": (CellThreshold("masked-masked", 0.51, 1e-5),)},
        {"cells": (CellThreshold("masked-masked", NAN, 1e-5),)},
        {"min_looks": 0},
        {"max_looks": 2},
        {"agreement": 0.5},
        {"agreement": 1.1},
        {"margin": -0.1},
        {"margin": NAN},
        {"min_quality": NAN},
        {"max_frame_age": INF},
        {"max_frame_age": 0.0},
        {"max_attempt": NAN},
    ],
)
def test_a_policy_that_makes_no_sense_is_not_made(policy: Policy, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        replace(policy, **values)


# Properties over scenes that are neither right nor wrong on purpose.

_wild = st.floats(allow_nan=True, allow_infinity=True, width=32) | st.floats(-1, 1)
_cosine = st.floats(-0.2, 1.0) | _wild
_sane_looks = st.builds(
    Look,
    time=st.just(0.0),
    person=st.sampled_from("ab"),
    cosine=st.floats(0.3, 0.8),
    runner_up=st.floats(0.0, 0.3),
    quality=st.sampled_from([0.1, 0.8, 0.9]),
    revision=st.just(4),
)
_policies = st.builds(
    Policy,
    template_space=st.just(SPACE),
    threshold=st.floats(0.2, 0.8),
    fmr=st.just(1e-4),
    cell=st.just("unmasked-unmasked"),
    min_looks=st.integers(1, 4),
    max_looks=st.integers(4, 9),
    agreement=st.floats(0.51, 1.0),
    margin=st.floats(0, 0.3),
    min_quality=st.floats(0, 1),
    max_frame_age=st.floats(0.1, 3),
    max_attempt=st.floats(0.3, 10),
    one_face=st.booleans(),
    require_liveness=st.booleans(),
)


@st.composite
def _observations(draw: st.DrawFn) -> Observation:
    looks = draw(
        st.lists(
            st.builds(
                Look,
                time=st.floats(8, 10) | _wild,
                person=st.sampled_from(["a", "b", ""]),
                cosine=_cosine,
                runner_up=st.none() | _cosine,
                quality=st.floats(0, 1) | _wild,
                revision=st.sampled_from([4, 4, 4, 3]),
            ),
            max_size=10,
        )
    )
    if draw(st.booleans()):
        looks.sort(key=lambda look: look.time)
    return Observation(
        track=draw(st.sampled_from([1, 1, 1, None])),
        looks=tuple(looks),
        faces=draw(st.sampled_from([1, 1, 1, 0, 2, -1])),
        newest_frame=draw(st.floats(9, 10) | st.none() | _wild),
        template_space=draw(st.sampled_from([SPACE, SPACE, SPACE, None, "6" * 64])),
        gallery_size=draw(st.sampled_from([12, 12, 1, 0, -1])),
        revision=4,
        liveness=draw(st.sampled_from(["live", "live", "off", "unknown", "failed"])),
    )


@settings(max_examples=400)
@given(observation=_observations(), policy=_policies, now=st.floats(9.5, 11) | _wild)
def test_no_path_from_a_denied_ingredient_to_a_grant(observation: Observation, policy: Policy, now: float) -> None:
    decision = decide(observation, policy, now)
    if not decision.granted:
        assert decision.person is None
        return
    _assert_everything_in_order(observation, policy, now, decision)


@settings(max_examples=400)
@given(looks=st.lists(_sane_looks, min_size=1, max_size=10), policy=_policies, live=st.booleans())
def test_a_grant_always_has_its_grounds(looks: list[Look], policy: Policy, live: bool) -> None:
    """The same on plain scenes, where grants are common."""
    observation = _plain_scene(looks, live=live)
    decision = decide(observation, policy, NOW)
    if decision.granted:
        _assert_everything_in_order(observation, policy, NOW, decision)


def _plain_scene(looks: list[Look], *, live: bool = True) -> Observation:
    timed = tuple(replace(look, time=NOW - 0.05 * (len(looks) - n)) for n, look in enumerate(looks))
    return Observation(
        track=1,
        looks=timed,
        faces=1,
        newest_frame=NOW,
        template_space=SPACE,
        gallery_size=12,
        revision=4,
        liveness="live" if live else "off",
    )


def _assert_everything_in_order(o: Observation, policy: Policy, now: float, decision: Decision) -> None:
    """The rule, written down a second time and the other way round."""
    assert decision.reason is Reason.RECOGNISED
    assert decision.final
    assert o.track is not None
    assert o.faces == 1 or (o.faces > 1 and not policy.one_face)
    assert o.newest_frame is not None
    assert 0 <= now - o.newest_frame <= policy.max_frame_age
    assert o.template_space == policy.template_space
    assert o.gallery_size >= 1
    assert o.liveness == "live" or (o.liveness == "off" and not policy.require_liveness)
    used = [look for look in o.looks if look.revision == o.revision and look.quality >= policy.min_quality]
    used = used[: policy.max_looks]
    assert policy.min_looks <= len(used)
    assert len({look.time for look in used}) == len(used), "no frame counts twice"
    assert all(0 <= now - look.time <= policy.max_attempt for look in used)
    theirs = [look for look in used if look.person == decision.person]
    assert decision.person
    assert len(theirs) * 2 > len(used)
    assert len(theirs) / len(used) >= policy.agreement
    mean = sum(look.cosine for look in theirs) / len(theirs)
    assert mean >= policy.threshold - 1e-9
    if o.gallery_size > 1:
        lead = sum(look.cosine - look.runner_up for look in theirs if look.runner_up is not None) / len(theirs)
        assert lead >= policy.margin - 1e-9


@settings(max_examples=300)
@given(
    looks=st.lists(_sane_looks, min_size=1, max_size=10),
    policy=_policies,
    field=st.sampled_from(["threshold", "margin", "agreement", "min_looks"]),
    share=st.floats(0, 1),
)
def test_a_stricter_policy_never_grants_more(looks: list[Look], policy: Policy, field: str, share: float) -> None:
    ceiling = {"threshold": 1.0, "margin": 2.0, "agreement": 1.0, "min_looks": policy.max_looks}[field]
    value = getattr(policy, field) + share * (ceiling - getattr(policy, field))
    stricter = replace(policy, **{field: math.ceil(value) if field == "min_looks" else value})
    observation = _plain_scene(looks)
    if decide(observation, stricter, NOW).granted:
        assert decide(observation, policy, NOW).granted


@settings(max_examples=300)
@given(
    looks=st.lists(_sane_looks, min_size=9, max_size=14),
    more=st.lists(_sane_looks, max_size=14),
    policy=_policies,
    wait=st.floats(0.01, 20),
)
def test_standing_there_longer_never_turns_a_refusal(
    looks: list[Look], more: list[Look], policy: Policy, wait: float
) -> None:
    before = _plain_scene(looks)
    first = decide(before, policy, NOW)
    if first.granted or not first.final:
        return
    later = NOW + wait
    extra = tuple(replace(look, time=NOW + wait * (n + 1) / (len(more) + 1)) for n, look in enumerate(more))
    after = replace(before, looks=before.looks + extra, newest_frame=later)
    assert not decide(after, policy, later).granted


@settings(max_examples=200)
@given(observation=_observations(), policy=_policies, now=st.floats(9.5, 11) | _wild)
def test_the_same_question_has_the_same_answer(observation: Observation, policy: Policy, now: float) -> None:
    assert repr(decide(observation, policy, now)) == repr(decide(observation, policy, now))


# Each cosine in its own cell.

_CELLS = (
    CellThreshold("unmasked-unmasked", 0.4, 1e-5),
    CellThreshold("masked-unmasked", 0.5, 1e-5),
    CellThreshold("masked-masked", 0.6, 1e-5),
)
_MASKS = st.sampled_from(["masked", "unmasked", None])


@pytest.fixture
def celled(policy: Policy) -> Policy:
    return replace(policy, threshold=0.6, cell="masked-masked", cells=_CELLS)


@pytest.mark.parametrize(
    ("mask", "reference", "threshold"),
    [
        ("unmasked", "unmasked", 0.4),
        ("masked", "unmasked", 0.5),
        ("unmasked", "masked", 0.5),
        ("masked", "masked", 0.6),
        (None, "unmasked", 0.5),
        (None, None, 0.6),
    ],
)
def test_a_cosine_is_judged_in_its_own_cell(
    scene: Observation, celled: Policy, mask: str | None, reference: str | None, threshold: float
) -> None:
    for cosine, granted in ((threshold, True), (threshold - 1e-6, False)):
        decision = decide(_each(scene, mask=mask, reference=reference, cosine=cosine, runner_up=0.0), celled, NOW)
        assert (decision.granted, decision.threshold) == (granted, threshold)


def test_a_mask_that_comes_and_goes_takes_the_strictest_threshold(scene: Observation, celled: Policy) -> None:
    bare = _each(scene, mask="unmasked", reference="unmasked", cosine=0.45)
    assert decide(bare, celled, NOW).granted
    changing = _looks(bare, {}, {"mask": "masked", "cosine": 0.55}, {})
    decision = decide(changing, celled, NOW)
    assert (decision.granted, decision.threshold, decision.cell) == (False, 0.5, "masked-unmasked")
    assert decide(_looks(bare, {}, {"mask": None}, {}), celled, NOW).granted is False


def test_a_lead_is_what_is_left_over_the_thresholds_of_both(scene: Observation, celled: Policy) -> None:
    """The runner-up's cosine is higher, and still it is the runner-up: its threshold is higher by more."""
    near = _each(scene, mask="masked", reference="unmasked", cosine=0.6, runner_up=0.62, runner_up_reference="masked")
    assert decide(near, celled, NOW).granted, "0.1 over its threshold, the other one 0.02"
    assert decide(near, replace(celled, margin=0.09), NOW).reason is Reason.UNSURE
    swapped = _each(near, runner_up=0.71)
    assert decide(swapped, celled, NOW).reason is Reason.FAULT, "who exceeds it by more comes first"


def test_looks_in_several_cells_are_each_held_against_their_own(scene: Observation, celled: Policy) -> None:
    mixed = _looks(
        _each(scene, mask="masked", runner_up=0.0),
        {"reference": "unmasked", "cosine": 0.51},
        {"reference": "unmasked", "cosine": 0.51},
        {"reference": "masked", "cosine": 0.59},
    )
    decision = decide(mixed, celled, NOW)
    assert decision.granted
    assert decision.cell == "masked-masked"
    assert decision.threshold == pytest.approx(1.6 / 3)
    assert decision.cosine >= decision.threshold  # type: ignore[operator]
    assert not decide(_looks(mixed, {}, {}, {"cosine": 0.57}), celled, NOW).granted


def test_a_known_look_alike_takes_a_larger_lead(scene: Observation, policy: Policy) -> None:
    twins = _each(scene, cosine=0.7, runner_up=0.6)
    assert decide(twins, policy, NOW).granted
    assert decide(_each(twins, extra_margin=0.04), policy, NOW).granted
    assert not decide(_each(twins, extra_margin=0.06), policy, NOW).granted
    full = _attempt([0.7] * 8, scene)
    full = replace(full, looks=tuple(replace(look, runner_up=0.6, extra_margin=0.06) for look in full.looks))
    assert decide(full, policy, NOW).reason is Reason.AMBIGUOUS
    for wrong in (NAN, INF, -0.01):
        assert decide(_each(twins, extra_margin=wrong), policy, NOW).reason is Reason.FAULT


def test_who_needs_a_second_factor_is_named_and_not_let_in(scene: Observation, policy: Policy) -> None:
    decision = decide(_looks(scene, {}, {"second_factor": True}, {}), policy, NOW)
    assert (decision.granted, decision.reason, decision.final) == (False, Reason.AMBIGUOUS, True)
    assert (decision.person, decision.second_factor_for) == (None, "anna")
    weak = decide(_each(scene, second_factor=True, cosine=0.4), policy, NOW)
    assert weak.second_factor_for is None, "a card does not mend a face that is not recognised"
    with pytest.raises(ValueError, match="second factor"):
        replace(decide(scene, policy, NOW), second_factor_for="anna")


@settings(max_examples=200, deadline=None)
@given(
    looks=st.lists(_sane_looks, min_size=1, max_size=10),
    worn=st.lists(st.tuples(_MASKS, _MASKS), min_size=10, max_size=10),
    policy=_policies,
    forget=st.integers(0, 9),
    extra=st.floats(0, 0.5),
)
def test_doubt_about_a_mask_never_lets_more_people_in(
    looks: list[Look], worn: list[tuple[Any, Any]], policy: Policy, forget: int, extra: float
) -> None:
    policy = replace(policy, threshold=0.9, cells=_CELLS)
    looks = [replace(look, mask=m, reference=r, runner_up=-0.2) for look, (m, r) in zip(looks, worn, strict=False)]
    doubtful = [replace(look, mask=None) if n == forget else look for n, look in enumerate(looks)]
    unsure = [replace(look, extra_margin=extra) for look in looks]
    granted = decide(_plain_scene(looks), policy, NOW).granted
    assert granted or not decide(_plain_scene(doubtful), policy, NOW).granted
    assert granted or not decide(_plain_scene(unsure), policy, NOW).granted


@settings(max_examples=200, deadline=None)
@given(
    looks=st.lists(_sane_looks, min_size=1, max_size=10),
    worn=st.lists(st.tuples(_MASKS, _MASKS), min_size=10, max_size=10),
    policy=_policies,
    raised=st.tuples(st.integers(0, 2), st.floats(0, 0.3)),
)
def test_a_stricter_cell_never_grants_more(
    looks: list[Look], worn: list[tuple[Any, Any]], policy: Policy, raised: tuple[int, float]
) -> None:
    policy = replace(policy, threshold=1.0, cells=_CELLS)
    cell, by = raised
    cells = list(_CELLS)
    cells[cell] = replace(cells[cell], threshold=cells[cell].threshold + by)
    looks = [replace(look, mask=m, reference=r, runner_up=-1.0) for look, (m, r) in zip(looks, worn, strict=False)]
    scene = _plain_scene(looks)
    if decide(scene, replace(policy, cells=tuple(cells)), NOW).granted:
        assert decide(scene, policy, NOW).granted
