from __future__ import annotations

from pathlib import Path

import numpy as np

from calibration.all_against_all import all_against_all
from calibration.comparisons import ImageSet
from calibration.pictures import Masked, picture_of
from calibration.protocols.pairs import Pair
from calibration.protocols.protocol import Protocol
from calibration.settings import DRAWN, acquired_once, pair_settings, people_of, set_settings

PICTURES = [Path(f"{number}.jpg") for number in range(6)]
PEOPLE = {picture: "ABC"[number // 2] for number, picture in enumerate(PICTURES)}
PAIRS = tuple(Pair(PICTURES[i], PICTURES[i + 1], i % 2 == 0, 0) for i in range(5))
BARE = Protocol("test", PEOPLE, PAIRS)


def _masked(pair: Pair) -> tuple[bool, bool]:
    return isinstance(pair.first, Masked), isinstance(pair.second, Masked)


def test_exactly_one_of_each_pair_is_masked_and_neither_side_is_favoured() -> None:
    none, mixed, both = pair_settings(BARE, DRAWN)
    assert [setting.masks for setting in (none, mixed, both)] == list(DRAWN)
    assert {_masked(pair) for pair in none.pairs} == {(False, False)}
    assert [_masked(pair) for pair in mixed.pairs] == [(True, False), (False, True)] * 2 + [(True, False)]
    assert {_masked(pair) for pair in both.pairs} == {(True, True)}
    for setting in (none, mixed, both):
        for pair, original in zip(setting.pairs, PAIRS, strict=True):
            assert (picture_of(pair.first), picture_of(pair.second)) == (original.first, original.second)
            assert (pair.genuine, pair.fold) == (original.genuine, original.fold)


def test_real_masks_are_taken_as_they_are_worn() -> None:
    worn = Protocol("test", PEOPLE, PAIRS, masked=frozenset(PICTURES[:2]))
    (setting,) = pair_settings(worn, DRAWN)
    assert setting.pairs == PAIRS
    cells = {cell.masks: cell for cell in set_settings(worn, DRAWN)}
    assert cells["none-none"].probes == tuple(PICTURES[2:])
    assert (cells["masked-none"].probes, cells["masked-none"].references) == (tuple(PICTURES[:2]), tuple(PICTURES[2:]))
    assert cells["masked-masked"].references is None


def test_where_people_are_unknown_only_pairs_are_compared() -> None:
    assert set_settings(Protocol("test", PEOPLE, PAIRS, all_against_all=False), DRAWN) == []


def test_a_picture_lost_in_one_state_takes_no_part_where_both_states_meet() -> None:
    mixed = set_settings(BARE, ("masked-unmasked",))[0]
    rows = {sample: 0 for sample in (*mixed.probes, *PICTURES) if sample not in (Masked(PICTURES[1]), PICTURES[4])}
    kept = acquired_once(mixed, rows)
    assert kept.references == (PICTURES[0], PICTURES[2], PICTURES[3], PICTURES[5])
    assert kept.probes == tuple(map(Masked, kept.references))


def test_the_same_number_for_a_person_masked_or_not() -> None:
    numbers = people_of(BARE)
    assert [numbers[picture] for picture in PICTURES] == [numbers[Masked(picture)] for picture in PICTURES]
    assert len(set(numbers.values())) == 3


def test_every_two_pictures_once_each_as_often_as_probe_and_as_reference() -> None:
    """Templates that say who they are: entry (i, j) of the table is masked i against bare j."""
    count = 9
    vectors = np.eye(count, dtype=np.float32)
    people = np.repeat(np.arange(3), 3)
    table = all_against_all(ImageSet(vectors, people), ImageSet(vectors, people), once=True, tail=1.0)
    met = [
        (int(i), int(j))
        for part in (table.genuine, table.tail)
        for i, j in zip(part.probes, part.references, strict=True)
    ]
    assert len(met) == len({frozenset(pair) for pair in met}) == count * (count - 1) // 2
    assert all(i != j for i, j in met)
    as_probe = np.bincount([i for i, _ in met], minlength=count)
    assert as_probe.max() - as_probe.min() <= 1
    assert len(table.genuine) == 9
    assert table.impostor_weight(np.ones(3, np.int64)) == table.impostors == 27
