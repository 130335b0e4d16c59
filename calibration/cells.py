"""The people whom operating points are measured on, in the three cells: probe and reference, masked or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from calibration.all_against_all import AllAgainstAll, all_against_all
from calibration.cutting import Masking
from calibration.embed import Embedded
from calibration.metrics.scores import Scores
from calibration.pictures import Masked, Sample
from calibration.protocols.lfw import Lfw, numbered
from calibration.settings import SetSetting, acquired_once
from engines.operating_point import Cell

Embed = Callable[[Sequence[Path], Masking | None], Embedded]
"""Templates of photographs, as they are or with masks drawn on them."""


class CalibrateHalf:
    """The "calibrate" half of LFW's reporting people, embedded.

    Args:
        lfw: the data set.
        embed: makes templates.
        masking: how masks are drawn; None: only the cell without masks can be measured.

    Raises:
        CalibrationError: nothing can be embedded.
        ModelError: a model can't be loaded.
    """

    def __init__(self, lfw: Lfw, embed: Embed, masking: Masking | None) -> None:
        people = lfw.half("calibrate")
        self.doubtful = numbered(lfw.label_errors, list(people))
        """Pairs of people who are probably one person."""
        self._paths = [path for paths in people.values() for path in paths]
        self._embed, self._masking = embed, masking
        self._people: dict[Sample, int] = {}
        for number, paths in enumerate(people.values()):
            for path in paths:
                self._people[path] = self._people[Masked(path)] = number
        self._embedded = embed(self._paths, None)
        if masking is not None:
            self._embedded = self._embedded.with_masked(embed(self._paths, masking))

    def table(self, cell: Cell, *, excluded: Sequence[tuple[int, int]] = ()) -> AllAgainstAll:
        """Every two images in a cell, each pair once.

        Args:
            cell: probe and reference.
            excluded: pairs of people who are left out.
        """
        bare: tuple[Sample, ...] = tuple(self._paths)
        masked: tuple[Sample, ...] = tuple(Masked(path) for path in self._paths)
        settings = {
            "unmasked-unmasked": SetSetting(cell, bare, None),
            "masked-unmasked": SetSetting(cell, masked, bare, once=True),
            "masked-masked": SetSetting(cell, masked, None),
        }
        setting = acquired_once(settings[cell], self._embedded.rows)
        probes = self._embedded.samples(setting.probes, self._people)
        references = setting.references and self._embedded.samples(setting.references, self._people)
        return all_against_all(probes, references or None, once=setting.once, excluded=excluded)

    def against(self, strangers: Sequence[Path]) -> Scores:
        """Photographs of people who are nobody here, as they are, against all bare images."""
        probes = self._embed(strangers, None).vectors
        references = self._embedded.samples(self._paths, self._people).vectors
        return Scores.of(np.ravel(probes @ references.T))

    def masks(self, cell: Cell) -> str:
        """What a card says about the masks of a cell."""
        if cell == "unmasked-unmasked" or self._masking is None:
            return ""
        return f"; synthetic masks only ({self._masking.way})"

    def lost(self, cell: Cell) -> Embedded:
        """The samples that a cell needs and that were not acquired; no templates."""
        bare, masked = cell != "masked-masked", cell != "unmasked-unmasked"
        needed = {
            sample: reason
            for sample, reason in self._embedded.lost.items()
            if (masked if isinstance(sample, Masked) else bare)
        }
        return Embedded({}, self._embedded.vectors[:0], needed)
