"""Mask settings: which samples of a protocol meet, the probe masked or not, the reference masked or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from calibration.pictures import Masked, Picture, Sample, picture_of
from calibration.protocols.pairs import Pair
from calibration.protocols.protocol import Protocol

Drawn = Literal["none", "masked-unmasked", "masked-masked"]
"""Settings of a set that holds no masks, probe and reference."""

DRAWN: tuple[Drawn, ...] = get_args(Drawn)


@dataclass(frozen=True)
class PairSetting:
    """A protocol's pairs, with the samples that stand for their pictures."""

    masks: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class SetSetting:
    """All probes against all references."""

    masks: str
    probes: tuple[Sample, ...]
    references: tuple[Sample, ...] | None
    """None: every two probes once."""
    once: bool = False
    """Probes and references are the same pictures, in this order: every two pictures once."""


def pair_settings(protocol: Protocol, drawn: tuple[Drawn, ...]) -> list[PairSetting]:
    """The protocol's pairs in each setting; where real masks are worn, as they are.

    Masked–unmasked masks one picture of each pair, in turn the first and the second, so that neither side is favoured.
    """
    if not protocol.pairs:
        return []
    if protocol.masked is not None:
        return [PairSetting("as worn", protocol.pairs)]
    return [
        PairSetting(setting, tuple(_masked(pair, setting, number) for number, pair in enumerate(protocol.pairs)))
        for setting in drawn
    ]


def set_settings(protocol: Protocol, drawn: tuple[Drawn, ...]) -> list[SetSetting]:
    """All against all in each setting; where real masks are worn, divided by who wears one."""
    pictures = tuple(protocol.people)
    if not protocol.all_against_all:
        return []
    if protocol.references is not None:
        return _against_references(protocol)
    if protocol.masked is not None:
        bare = tuple(picture for picture in pictures if picture not in protocol.masked)
        masked = tuple(picture for picture in pictures if picture in protocol.masked)
        cells = (
            SetSetting("none-none", bare, None),
            SetSetting("masked-none", masked, bare),
            SetSetting("masked-masked", masked, None),
        )
        return [cell for cell in cells if cell.probes and cell.references != ()]
    every: dict[str, SetSetting] = {
        "none": SetSetting("none", pictures, None),
        "masked-unmasked": SetSetting("masked-unmasked", tuple(map(Masked, pictures)), pictures, once=True),
        "masked-masked": SetSetting("masked-masked", tuple(map(Masked, pictures)), None),
    }
    return [every[setting] for setting in drawn]


def acquired_once(setting: SetSetting, rows: Mapping[Sample, int]) -> SetSetting:
    """With `once`, only the pictures that were acquired in both states, so that every two meet exactly once."""
    if not setting.once or setting.references is None:
        return setting
    pairs = zip(setting.probes, setting.references, strict=True)
    both = [(probe, reference) for probe, reference in pairs if probe in rows and reference in rows]
    return replace(setting, probes=tuple(p for p, _ in both), references=tuple(r for _, r in both))


def people_of(protocol: Protocol) -> dict[Sample, int]:
    """A number for the person on each sample: the same for every model and setting, so that bootstraps are paired."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(protocol.people.values()))}
    bare: dict[Sample, int] = {picture: numbers[name] for picture, name in protocol.people.items()}
    return bare | {Masked(picture_of(picture)): number for picture, number in bare.items()}


def _masked(pair: Pair, setting: Drawn, number: int) -> Pair:
    first = setting == "masked-masked" or (setting == "masked-unmasked" and number % 2 == 0)
    second = setting == "masked-masked" or (setting == "masked-unmasked" and number % 2 == 1)
    return replace(
        pair,
        first=Masked(picture_of(pair.first)) if first else pair.first,
        second=Masked(picture_of(pair.second)) if second else pair.second,
    )


def _against_references(protocol: Protocol) -> list[SetSetting]:
    references, masked = protocol.references or frozenset(), protocol.masked or frozenset()

    def those(reference: bool, worn: bool) -> tuple[Picture, ...]:
        return tuple(p for p in protocol.people if (p in references) == reference and (p in masked) == worn)

    names = {False: "unmasked", True: "masked"}
    cells = [
        SetSetting(f"{names[probe]}-{names[reference]}", those(False, probe), those(True, reference))
        for probe in (False, True)
        for reference in (False, True)
    ]
    return [cell for cell in cells if cell.probes and cell.references]
