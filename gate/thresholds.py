"""The thresholds of a gallery: chosen for its size, made anew when it changes, and put in words for who deploys it."""

from __future__ import annotations

from dataclasses import dataclass

from engines.errors import ModelError
from engines.identification import approximate_fpir, days_between
from engines.operating_point import CELLS, Cell
from engines.registry import Model
from gate.access.decision import CellThreshold, Policy
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.networks import policy_of, wanted_fmr
from gate.settings import Settings


class GalleryPolicy:
    """What a grant takes at each state of the gallery. Used by one thread."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self._model = model
        self._settings = settings
        self._last: tuple[Index, Policy] | None = None

    def __call__(self, index: Index) -> Policy:
        """The policy with the thresholds for this many people, none below the gallery's floor.

        Raises:
            GalleryError: the gallery has grown past what the card's operating points support.
        """
        if self._last is None or self._last[0] is not index:
            comparisons = len(index.references)
            try:
                policy = policy_of(self._model, self._settings, comparisons=comparisons, floor=index.floor)
            except ModelError as error:
                raise GalleryError(str(error)) from None
            self._last = index, policy
        return self._last[1]


SYNTHETIC = "synthetic masks only"
"""What a card says of points that were measured with drawn masks; so does the gate."""


@dataclass(frozen=True)
class Expectation:
    """The thresholds in use, and what to expect of them."""

    cells: tuple[CellThreshold, ...]
    not_measured: tuple[Cell, ...]
    """Cells that the card says nothing about; comparisons there take the strictest threshold of the others."""
    strictest: float
    """Cosine."""
    wanted_fpir: float | None
    wanted_fmr: float
    people: int
    comparisons: int
    """Of one search: a person counts with each of their masks."""
    floor: float | None
    """Cosine under which the gallery lets no threshold fall; None: there is no floor."""
    fpir: float
    """Strangers let in, as a share of their attempts: 1-(1-FMR)^N, an approximation."""
    strangers_a_day: float
    days_to_false_open: float | None
    """None: nobody is enrolled who could be mistaken."""
    staff_misidentified: float
    """Enrolled people who reach the threshold as somebody else, at most, as a share of their attempts; approximate."""
    staff_a_day: float
    days_to_misidentified: float | None
    approximation: str = "1-(1-FMR)^N"

    def lines(self) -> list[str]:
        """For people, one statement a line."""
        wanted = f"FMR {self.wanted_fmr:g} of one comparison"
        if self.wanted_fpir is not None:
            wanted = (
                f"FPIR {self.wanted_fpir:g}, so about FMR {self.wanted_fmr:.2g} "
                f"at {max(self.comparisons, 1):,} comparison{'s' * (self.comparisons > 1)} a search (approximation)"
            )
        lines = [f"wanted: {wanted}"]
        for cell in self.cells:
            synthetic = f", {SYNTHETIC}" if SYNTHETIC in cell.data else ""
            raised = ", raised to the gallery's floor" if self.floor == cell.threshold else ""
            lines.append(
                f"{cell.cell}: cosine {cell.threshold:.3f} at FMR {cell.fmr:g}{_interval(cell)}, {cell.status} on "
                f"{cell.impostors:,} comparisons{synthetic}{raised}"
            )
        if self.not_measured:
            lines.append(
                f"{' and '.join(self.not_measured)}: not measured on this card, "
                f"judged at {self.strictest:.3f}, the strictest that is"
            )
        if not self.comparisons:
            return [*lines, "nobody is enrolled, so nobody can be mistaken for anybody"]
        lines.append(
            f"strangers: FPIR about {100 * self.fpir:.2g} % of attempts (approximation {self.approximation}, "
            f"N = {self.comparisons}), one false open in {_days(self.days_to_false_open)} "
            f"at {self.strangers_a_day:g} strangers' attempts a day"
        )
        lines.append(
            f"staff taken for somebody else: at most about {100 * self.staff_misidentified:.2g} % of attempts "
            f"(approximation), one in {_days(self.days_to_misidentified)} at {self.staff_a_day:g} attempts a day"
        )
        return lines


def expect(model: Model, settings: Settings, policy: Policy, index: Index | None) -> Expectation:
    """What to expect of a policy.

    Args:
        model: The recogniser.
        settings: Of the gate.
        policy: With the thresholds in use.
        index: The gallery; None: nobody is enrolled.
    """
    people, comparisons = (len(index), len(index.references)) if index else (0, 0)
    rules = settings.recognition
    highest = max(cell.fmr for cell in policy.cells)
    fpir = approximate_fpir(highest, comparisons)
    misidentified = approximate_fpir(highest, max(comparisons - 1, 0))
    staff = rules.staff_a_day or 2.0 * people
    measured = {cell.cell for cell in policy.cells}
    return Expectation(
        cells=policy.cells,
        not_measured=tuple(cell for cell in CELLS if cell not in measured),
        strictest=policy.threshold,
        wanted_fpir=rules.fpir,
        wanted_fmr=wanted_fmr(model, settings, comparisons=comparisons),
        people=people,
        comparisons=comparisons,
        floor=index.floor if index else None,
        fpir=fpir,
        strangers_a_day=rules.strangers_a_day,
        days_to_false_open=days_between(fpir, rules.strangers_a_day) if fpir else None,
        staff_misidentified=misidentified,
        staff_a_day=staff,
        days_to_misidentified=days_between(misidentified, staff) if misidentified and staff else None,
    )


def _interval(cell: CellThreshold) -> str:
    return f" (95 %: {cell.interval[0]:.1e} to {cell.interval[1]:.1e})" if cell.interval else ""


def _days(days: float | None) -> str:
    if days is None:
        return "no foreseeable time"
    return f"about {days:,.0f} days" if days >= 10 else f"about {days:.2g} days"
