"""The operating point: each threshold with its false match rate and how often it lets a stranger in, here."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from gate.desk.gate import GateFacts
from gate.desk.operating import PointLine
from gate.ui.i18n.translate import translate
from gate.ui.widgets.labels import LabelKind, label
from gate.ui.widgets.two_step import TwoStepButton


class OperatingCard(QFrame):
    """A table of the rates that can be chosen.

    Signals:
        chosen: A false match rate.
    """

    chosen = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None, *, offered: bool) -> None:
        """Make it empty.

        Args:
            parent: Its owner.
            offered: Whether another rate may be chosen here.
        """
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._offered = offered
        self._facts: GateFacts | None = None
        self.title, self.text = label("", "heading", self), label("", "quiet", self)
        self.buttons: dict[float, TwoStepButton] = {}
        """By false match rate; that of the chosen one is missing."""
        self._table = QWidget(self)
        column = QVBoxLayout(self)
        for part in (self.title, self.text, self._table):
            column.addWidget(part)
        self._column = column

    def show_points(self, facts: GateFacts) -> None:
        """Show these."""
        self._facts = facts
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.title.setText(translate("Operating", "Operating point"))
        if self._facts is None:
            return
        said = self._facts.expectation
        text = translate(
            "Operating", "{people} people, {n} comparisons at each attempt; {s} strangers a day are assumed."
        )
        text = text.replace("{people}", str(said.people)).replace("{n}", str(said.comparisons))
        lines = [text.replace("{s}", f"{said.strangers_a_day:g}")]
        if said.wanted_fpir is not None:
            text = translate("Operating", "The settings ask for a share of strangers let in of {rate}: {days}")
            lines.append(
                text.replace("{rate}", f"{said.wanted_fpir:g}").replace("{days}", days(said.days_to_false_open))
            )
        for cell in said.cells:
            text = translate("Operating", "{cell}: threshold {t}, FMR {fmr} on {n} comparisons")
            text = text.replace("{cell}", cell.cell).replace("{t}", f"{cell.threshold:.3f}")
            lines.append(text.replace("{fmr}", f"{cell.fmr:g}").replace("{n}", f"{cell.impostors:,}"))
        self.text.setText("\n".join(lines))
        self._fill(self._facts.points)

    def _fill(self, points: tuple[PointLine, ...]) -> None:
        self._table.hide()
        self._table.setParent(None)
        self._table.deleteLater()
        self._table = QWidget(self)
        self._column.addWidget(self._table)
        self.buttons = {}
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        titles = (
            translate("Operating", "Threshold"),
            translate("Operating", "FMR"),
            translate("Operating", "One false open in"),
        )
        for column, title in enumerate(titles):
            grid.addWidget(label(title, "quiet", self._table), 0, column)
        for row, point in enumerate(points, start=1):
            kind: LabelKind = "heading" if point.chosen else "plain"
            for column, text in enumerate((f"{point.threshold:.3f}", f"{point.fmr:g}", days(point.days_to_false_open))):
                grid.addWidget(label(text, kind, self._table), row, column)
            if point.chosen:
                grid.addWidget(label(translate("Operating", "in use"), "heading", self._table), row, 3)
            elif self._offered:
                button = TwoStepButton(self._table)
                button.ask(translate("Operating", "Choose"), translate("Operating", "Really?"))
                button.confirmed.connect(lambda fmr=point.fmr: self.chosen.emit(fmr))
                grid.addWidget(button, row, 3)
                self.buttons[point.fmr] = button


def days(number: float | None) -> str:
    """How long until one false open is to be expected."""
    if number is None:
        return translate("Operating", "never: nobody is enrolled")
    if number < 1:
        return translate("Operating", "{n} hours").replace("{n}", f"{number * 24:.2g}")
    return translate("Operating", "{n} days").replace("{n}", f"{number:,.0f}" if number >= 10 else f"{number:.2g}")
