"""What a grant takes: thresholds by cell, and everything else that is asked of an attempt. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engines.operating_point import Cell, Mask, Status, possible_cells


@dataclass(frozen=True)
class CellThreshold:
    """The threshold of one cell."""

    cell: Cell
    threshold: float
    """Cosine; accepted at this or above."""
    fmr: float
    """The false match rate that it stands for, one comparison against another person."""
    status: Status = "measured"
    impostors: int = 0
    """Comparisons that it was measured on; 0: not said."""
    interval: tuple[float, float] | None = None
    """95 % interval of the false match rate."""
    data: str = ""
    """What it was measured on, as the card says."""


@dataclass(frozen=True)
class Policy:
    """What a grant takes. Every value is checked, so that no slip in the settings opens a door."""

    template_space: str
    threshold: float
    """Cosine; accepted at this or above. The strictest of all cells: it holds wherever `cells` says nothing."""
    fmr: float
    """The false match rate that the threshold stands for, one comparison against another person."""
    cell: Cell
    """The cell whose threshold it is."""
    cells: tuple[CellThreshold, ...] = ()
    """Cells that have a threshold of their own, none above `threshold`."""
    min_looks: int = 3
    max_looks: int = 8
    agreement: float = 0.75
    """Share of the looks that must name the same person; above a half."""
    margin: float = 0.05
    """Mean lead in cosine over the runner-up."""
    min_quality: float = 0.3
    """Looks below it are not used. 0..1."""
    max_frame_age: float = 1.0
    """Seconds."""
    max_attempt: float = 5.0
    """Seconds from the first usable look."""
    one_face: bool = True
    """Refuse while more than one face is in front of the door."""
    require_liveness: bool = True
    """False: a verdict "off" is enough; "failed" and "unknown" never are."""

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, sound in (
                ("template_space", bool(self.template_space)),
                ("threshold", -1.0 <= self.threshold <= 1.0),
                ("fmr", 0.0 < self.fmr < 1.0),
                ("cells", all(-1.0 <= c.threshold <= self.threshold and 0.0 < c.fmr < 1.0 for c in self.cells)),
                ("min_looks", self.min_looks >= 1),
                ("max_looks", self.max_looks >= self.min_looks),
                ("agreement", 0.5 < self.agreement <= 1.0),
                ("margin", 0.0 <= self.margin <= 2.0),
                ("min_quality", 0.0 <= self.min_quality <= 1.0),
                ("max_frame_age", 0.0 < self.max_frame_age < math.inf),
                ("max_attempt", 0.0 < self.max_attempt < math.inf),
            )
            if not sound  # NaN is never sound
        ]
        if wrong:
            raise ValueError(f"the access policy is not valid: {', '.join(wrong)}")

    def threshold_for(self, probe: Mask | None, reference: Mask | None) -> CellThreshold:
        """The strictest threshold of the cells that a comparison may belong to."""
        own = {cell.cell: cell for cell in self.cells}
        strictest = CellThreshold(self.cell, self.threshold, self.fmr)
        possible = [own.get(cell, strictest) for cell in possible_cells(probe, reference)]
        return max(possible, key=lambda cell: cell.threshold)
