"""The groups that there are, each with a tick."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from PyQt5.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gate.desk.people import Choice
from gate.ui.widgets.labels import label


class GroupTicks(QWidget):
    """Hidden while there is no group."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("", "heading", self)
        self.ticks: dict[str, QCheckBox] = {}
        """By the group's id."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.title)
        self.hide()

    @property
    def ticked(self) -> frozenset[str]:
        """Ids."""
        return frozenset(group for group, tick in self.ticks.items() if tick.isChecked())

    def show_choices(self, choices: Sequence[Choice], ticked: AbstractSet[str] = frozenset()) -> None:
        """Have these groups, of which some are ticked."""
        for tick in self.ticks.values():
            tick.hide()
            self._column.removeWidget(tick)
            tick.deleteLater()
        self.ticks = {}
        for group in choices:
            tick = QCheckBox(group.name.replace("&", "&&"), self)
            tick.setAccessibleName(group.name)
            tick.setChecked(group.id in ticked)
            self._column.addWidget(tick)
            self.ticks[group.id] = tick
        self.setVisible(bool(self.ticks))
