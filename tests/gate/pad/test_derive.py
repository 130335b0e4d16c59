"""Limits come out of measured attempts by arithmetic: between people and the attacks charged to each measure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gate.pad.campaign import Attempt
from gate.pad.derive import MEASURES, derive, exceeded, limits_of, passes
from gate.pad.evidence import FORGIVING, Evidence
from gate.pad.report import limits_file
from gate.pad.species import GENUINE, TUNING
from gate.vision.liveness.limits import DERIVED, LIMITS, read_limits

PERSON = Evidence(turned=0.4, relief=0.9, residual=0.02, glued=0.0, drift=0.01, repeated=0.35)


def attempt(species: str, number: int = 0, *, problem: str | None = None, **measured: float | None) -> Attempt:
    shown = replace(PERSON, **measured)  # type: ignore[arg-type]
    return Attempt(species, number, problem is None, problem is None, None, problem, 5.0, shown)


def crowd() -> list[Attempt]:
    """A hundred people: reliefs from 0.5 to 0.9, the median 0.7."""
    return [attempt(GENUINE, n, relief=0.5 + 0.4 * n / 99) for n in range(100)]


def test_a_limit_lies_halfway_to_the_nearest_attack() -> None:
    found = derive([*crowd(), attempt("paper mask", relief=0.4), attempt("bent print", relief=0.1)])["relief"]
    assert found.edge == pytest.approx(0.502, abs=1e-3)
    assert found.charged == 2
    assert found.nearest == pytest.approx(0.4)
    assert found.limit == pytest.approx((0.502 + 0.4) / 2, abs=1e-3)


def test_far_attacks_and_none_leave_it_one_unit_from_the_edge() -> None:
    unit = 0.7 - 0.502
    for attacks in ([], [attempt("paper mask", relief=0.0)]):
        assert derive([*crowd(), *attacks])["relief"].limit == pytest.approx(0.502 - unit, abs=2e-3)


def test_an_attack_is_charged_where_it_stands_out_most() -> None:
    both = attempt("phone", relief=0.45, drift=0.5)
    found = derive([*crowd(), both])
    assert (found["drift"].charged, found["relief"].charged) == (1, 0)


def test_what_can_not_be_told_from_a_person_moves_no_limit() -> None:
    clip = attempt("injected replay")
    assert limits_of(derive([*crowd(), clip])) == limits_of(derive(crowd()))
    assert passes(clip, limits_of(derive(crowd())))


def test_what_the_order_stopped_moves_no_limit() -> None:
    stopped = attempt("laptop", problem="wrong", relief=0.49)
    assert limits_of(derive([*crowd(), stopped])) == limits_of(derive(crowd()))
    assert not passes(stopped, limits_of(derive(crowd())))


def test_each_measure_alone_refuses() -> None:
    limits = limits_of(derive(crowd()))
    worse = {name: (0.0 if name in ("turned", "relief") else 1.0) for name in MEASURES}
    for name, value in worse.items():
        odd = attempt("flat print")
        odd = replace(odd, evidence=replace(PERSON, **{name: value}))
        assert exceeded(odd, limits) == [name]
    assert exceeded(attempt("flat print", relief=None), limits) == ["relief"]


def test_turns_below_what_was_watched_for_are_never_enough() -> None:
    small = [attempt(GENUINE, n, turned=0.21 + n / 200) for n in range(100)]
    assert derive(small)["turned"].limit == FORGIVING.turned


def test_generated_people_who_stand_too_still_make_no_limit_too_strict() -> None:
    still = [attempt(GENUINE, n, relief=0.9 + n / 900, drift=0.0, residual=0.01) for n in range(100)]
    found = derive([*still, attempt("phone", drift=0.03)])
    assert [found[name].limit for name in ("relief", "drift", "residual")] == [0.5, 0.1, 0.25]


def test_a_file_of_limits_is_read_back(tmp_path: Path) -> None:
    derived = derive(crowd())
    file = tmp_path / "limits.json"
    file.write_text(limits_file(derived), encoding="utf-8")
    assert read_limits(file).relief == pytest.approx(derived["relief"].limit, abs=1e-3)
    file.write_text(json.dumps({"limits": {"relief": 1}}), encoding="utf-8")
    with pytest.raises(ValueError, match="damaged"):
        read_limits(file)


def test_what_ships_was_derived_from_half_of_the_species() -> None:
    said = json.loads(DERIVED.read_text(encoding="utf-8"))
    assert tuple(said["species"]) == TUNING
    assert read_limits() == LIMITS
    assert set(said["limits"]) == set(MEASURES)
